//! `/desk/signin` and `/desk/enrol`: two steps, each code once, and no way to learn who works here.

use probity_ledger::Kind;
use probity_policy::Role;

use super::colleague::{PASSWORD, appoint, path_of, recovery_codes};
use super::{App, code, colleague};
use crate::harness::{ADA, Page, Site, off, on_both};

on_both!(
    who_enrols_signs_in_with_two_steps,
    a_code_counts_once_and_a_step_early_or_late,
    a_recovery_code_counts_once,
    guessing_is_slowed_down,
    nobody_learns_who_works_here,
    a_link_to_enrol_works_once,
    whoever_lost_everything_enrols_anew,
    a_session_at_the_desk_is_short,
    whoever_refuses_its_cookie_is_told_what_is_missing,
);

async fn who_enrols_signs_in_with_two_steps(site: &Site) {
    let officer = colleague(site, Role::PrivacyOfficer).await;
    let mut browser = site.browser();
    let page = officer.password(&mut browser, PASSWORD).await;
    assert_eq!(page.status, 200);
    assert!(page.main().contains("name=\"step\""), "{}", page.main());
    assert!(browser.cookie.is_none(), "half signed in is not signed in");
    assert!(!officer.is_in(&mut browser).await);
    let done = officer.second(&mut browser, &page, &code(site, &officer.app)).await;
    assert_eq!(done.location(), "/desk");
    assert!(officer.is_in(&mut browser).await);
    let entries = off(|| site.app.vault().entries(officer.subject, 0, 100)).unwrap();
    let signed_in: Vec<_> =
        entries.iter().filter(|entry| entry.entry.kind == Kind::StaffSignIn).collect();
    let notes: Vec<_> =
        signed_in.iter().map(|entry| entry.entry.note.as_deref().unwrap()).collect();
    assert_eq!(notes, ["enrolment", "password and one-time code"]);
    for entry in signed_in {
        assert_eq!(entry.entry.actor.id, Some(officer.subject), "who it was is on the ledger");
        assert_eq!(entry.entry.actor.role, "privacy-officer");
    }
    let page = browser.get("/desk").await;
    assert_eq!(browser.submit(&page, "/signout", &[]).await.location(), "/");
    assert!(!officer.is_in(&mut browser).await);
}

async fn a_code_counts_once_and_a_step_early_or_late(site: &Site) {
    let one = colleague(site, Role::Auditor).await;
    let used = code(site, &one.app);
    let mut browser = site.browser();
    assert_eq!(one.signs_in(&mut browser, &used).await.location(), "/desk");
    let mut thief = site.browser();
    let page = one.signs_in(&mut thief, &used).await;
    assert_eq!(page.status, 422, "a code that was used");
    assert!(!one.is_in(&mut thief).await);
    let now = site.app.now_ms();
    for (off, counts) in [(-60_000, false), (-30_000, false), (60_000, false), (30_000, true)] {
        let mut other = site.browser();
        let page = one.signs_in(&mut other, &one.app.code(now + off)).await;
        assert_eq!(page.status == 303, counts, "{off}: {}", page.status);
    }
    // The step after next is taken already, so the one before is too late.
    site.clock.advance(15 * 60_000);
    let mut late = site.browser();
    let early = one.app.code(site.app.now_ms() - 30_000);
    assert_eq!(one.signs_in(&mut late, &early).await.location(), "/desk", "a slow phone");
}

async fn a_recovery_code_counts_once(site: &Site) {
    let one = colleague(site, Role::FinanceStaff).await;
    let mut browser = site.browser();
    let typed = one.codes[0].to_lowercase().replace('-', " ");
    assert_eq!(one.signs_in(&mut browser, &typed).await.location(), "/desk");
    let mut again = site.browser();
    assert_eq!(one.signs_in(&mut again, &one.codes[0]).await.status, 422);
    assert!(!one.is_in(&mut again).await);
    for code in &one.codes[1..] {
        let mut browser = site.browser();
        assert_eq!(one.signs_in(&mut browser, code).await.location(), "/desk");
        site.clock.advance(4 * 60_000);
    }
    let holdings = off(|| site.app.vault().holdings(one.subject)).unwrap();
    assert!(holdings.iter().all(|held| held.field != "recovery-codes"), "none is left");
    let entries = off(|| site.app.vault().entries(one.subject, 0, 1_000)).unwrap();
    let by_code = entries
        .iter()
        .filter(|entry| entry.entry.note.as_deref() == Some("password and recovery code"));
    assert_eq!(by_code.count(), 10);
}

async fn guessing_is_slowed_down(site: &Site) {
    let one = colleague(site, Role::Auditor).await;
    let mut browser = site.browser();
    let page = one.password(&mut browser, PASSWORD).await;
    for wrong in ["000000", "111111", "222222", "333333", "444444"] {
        assert_ne!(wrong, code(site, &one.app), "the test would not test anything");
        assert_eq!(one.second(&mut browser, &page, wrong).await.status, 422);
    }
    let right = code(site, &one.app);
    let stopped = one.second(&mut browser, &page, &right).await;
    assert_eq!(stopped.status, 429);
    assert!(!stopped.header("retry-after").is_empty());
    let refused = off(|| site.app.vault().entries(one.subject, 0, 1_000)).unwrap();
    let refused = refused.iter().filter(|entry| entry.entry.kind == Kind::Refuse);
    assert_eq!(refused.count(), 5, "each is on the ledger");
    for _ in 0..5 {
        assert_eq!(one.password(&mut browser, "wrong horse battery").await.status, 422);
    }
    assert_eq!(one.password(&mut browser, PASSWORD).await.status, 429);
    site.clock.advance(16 * 60_000);
    let mut later = site.browser();
    assert_eq!(one.signs_in(&mut later, &code(site, &one.app)).await.location(), "/desk");
}

/// What of a page does not differ from visit to visit.
fn constant(page: &Page, typed: &str) -> String {
    let token = page.token("/desk/signin");
    page.body.replace(&token, "TOKEN").replace(typed, "TYPED")
}

async fn nobody_learns_who_works_here(site: &Site) {
    let known = colleague(site, Role::PrivacyOfficer).await;
    let (_, _, invited, _) = appoint(site, Role::Auditor);
    site.member(&ADA).await;
    let mut answers = Vec::new();
    for email in [known.email.as_str(), &invited, ADA.email, "nobody@work.example"] {
        let mut browser = site.browser();
        let page = browser.get("/desk/signin").await;
        let before = site.entries();
        let fields = [("email", email), ("password", "wrong horse battery")];
        let page = browser.submit(&page, "/desk/signin", &fields).await;
        assert_eq!(page.status, 422);
        assert_eq!(site.entries(), before + 1, "{email}: one durable entry each");
        answers.push(constant(&page, email));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "the answers differ");
    // A member's own password opens nothing here, and the other way round.
    let mut browser = site.browser();
    let page = browser.get("/desk/signin").await;
    let fields = [("email", ADA.email), ("password", ADA.password)];
    assert_eq!(browser.submit(&page, "/desk/signin", &fields).await.status, 422);
    assert_eq!(browser.sign_in(&known.email, PASSWORD).await.status, 422);
    // The second step alone is nothing.
    let page = known.password(&mut browser, PASSWORD).await;
    let token = page.token("/desk/signin/code");
    let stranger = [("form-token", token.as_str()), ("step", &"A".repeat(43)), ("code", "123456")];
    let page = browser.post("/desk/signin/code", &stranger).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("action=\"/desk/signin\""), "back to the first step");
}

async fn a_link_to_enrol_works_once(site: &Site) {
    let (_, _, _, link) = appoint(site, Role::MembershipStaff);
    let mut browser = site.browser();
    let page = browser.get(&link).await;
    assert!(page.main().contains("<svg class=\"qr\""), "a picture for the app");
    assert!(page.main().contains("How long it is kept"), "the notice stands at the field");
    let app = App::reads(&page);
    let before = site.entries();
    for (password, code, wrong) in [
        ("short", code(site, &app), "password"),
        (PASSWORD, "000000".to_owned(), "code"),
        ("", String::new(), "password"),
    ] {
        let page = browser.submit(&page, &link, &[("password", password), ("code", &code)]).await;
        assert_eq!(page.status, 422);
        assert!(page.main().contains(&format!("href=\"#{wrong}\"")), "{}", page.main());
        assert_eq!(App::reads(&page).code(0), app.code(0), "the key stays the same");
        assert!(!page.body.contains(PASSWORD));
    }
    assert_eq!(site.entries(), before, "nothing was kept");
    let fields = [("password", PASSWORD), ("code", &code(site, &app))];
    let done = browser.submit(&page, &link, &fields).await;
    assert_eq!(done.status, 200);
    recovery_codes(&done);
    assert_eq!(browser.get("/desk").await.status, 200, "enrolled and in");
    let mut other = site.browser();
    assert_eq!(other.get(&link).await.status, 404);
    assert_eq!(other.submit(&page, &link, &fields).await.status, 404);
    let (_, _, _, late) = appoint(site, Role::MembershipStaff);
    site.clock.advance(72 * 3_600_000 + 1);
    assert_eq!(site.browser().get(&late).await.status, 404, "too late");
}

async fn whoever_lost_everything_enrols_anew(site: &Site) {
    let mut officer = colleague(site, Role::PrivacyOfficer).await;
    let mut one = colleague(site, Role::Auditor).await;
    let number = one.subject.to_string();
    let page = officer.browser.get("/desk/staff").await;
    let page = officer.browser.submit(&page, "/desk/staff/link", &[("who", number.as_str())]).await;
    let link = path_of(&page);
    assert_eq!(one.browser.get("/desk").await.status, 200, "until then the old one works");
    let mut fresh = site.browser();
    let page = fresh.get(&link).await;
    let app = App::reads(&page);
    assert_ne!(app.code(0), one.app.code(0), "another key");
    let fields = [("password", "other long passwords"), ("code", &code(site, &app))];
    assert_eq!(fresh.submit(&page, &link, &fields).await.status, 200);
    assert_eq!(one.browser.get("/desk").await.location(), "/desk/signin", "the old one ended");
    site.clock.advance(60_000);
    let mut browser = site.browser();
    assert_eq!(one.password(&mut browser, PASSWORD).await.status, 422, "the old password");
    let page = one.password(&mut browser, "other long passwords").await;
    assert_eq!(one.second(&mut browser, &page, &code(site, &one.app)).await.status, 422);
    assert_eq!(one.second(&mut browser, &page, &one.codes[0]).await.status, 422);
    assert_eq!(one.second(&mut browser, &page, &code(site, &app)).await.location(), "/desk");
}

async fn a_session_at_the_desk_is_short(site: &Site) {
    let mut one = colleague(site, Role::Auditor).await;
    site.clock.advance(7 * 3_600_000);
    assert_eq!(one.browser.get("/desk").await.status, 200);
    site.clock.advance(3_600_000);
    assert_eq!(one.browser.get("/desk").await.location(), "/desk/signin");
    let mut slow = site.browser();
    let page = one.password(&mut slow, PASSWORD).await;
    site.clock.advance(6 * 60_000);
    let late = one.second(&mut slow, &page, &code(site, &one.app)).await;
    assert_eq!(late.status, 422, "half a sign-in waits five minutes");
    assert!(!one.is_in(&mut slow).await);
}

async fn whoever_refuses_its_cookie_is_told_what_is_missing(site: &Site) {
    let one = colleague(site, Role::Auditor).await;
    let mut browser = site.browser();
    let form = browser.get("/desk/signin").await;
    browser.settings = Some("settings=signin.refused".to_owned());
    let page = browser.get("/desk/signin").await;
    assert_eq!(page.status, 200);
    assert!(page.main().contains("You refused the sign-in cookie"), "{}", page.main());
    let fields = [("email", one.email.as_str()), ("password", PASSWORD)];
    let page = browser.submit(&form, "/desk/signin", &fields).await;
    assert_eq!(page.status, 403);
    assert!(browser.cookie.is_none());
}

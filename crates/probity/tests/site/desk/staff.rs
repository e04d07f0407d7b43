//! `/desk/staff`: appointing, dismissing, and that somebody is always left who may.

use probity::desk::staff::{self, StaffError};
use probity_ledger::{Actor, Kind};
use probity_policy::Role;

use super::colleague::{PASSWORD, appoint, path_of};
use super::{App, code, colleague};
use crate::harness::{Site, off, on_both};

on_both!(an_officer_appoints_and_dismisses, the_last_officer_stays, whoever_is_seen_can_see_it,);

async fn an_officer_appoints_and_dismisses(site: &Site) {
    let mut officer = colleague(site, Role::PrivacyOfficer).await;
    let page = officer.browser.get("/desk/staff").await;
    let new = [
        ("staff-name", "Ismene Halloway"),
        ("staff-email", "ismene@work.example"),
        ("staff-duties", "receipts"),
        ("role", "finance-staff"),
    ];
    for (left_out, id) in [(0, "staff-name"), (1, "staff-email"), (3, "role")] {
        let mut fields = new;
        fields[left_out].1 = "";
        let page = officer.browser.submit(&page, "/desk/staff", &fields).await;
        assert_eq!(page.status, 422, "{id}");
        assert!(page.main().contains(&format!("href=\"#{id}\"")), "{id}: {}", page.main());
    }
    for role in ["person", "system", "public", "king"] {
        let mut fields = new;
        fields[3].1 = role;
        assert_eq!(officer.browser.submit(&page, "/desk/staff", &fields).await.status, 422);
    }
    let done = officer.browser.submit(&page, "/desk/staff", &new).await;
    assert_eq!(done.status, 200, "{}", done.main());
    let link = path_of(&done);
    assert!(done.main().contains("Ismene Halloway"));
    let twice = officer.browser.submit(&page, "/desk/staff", &new).await;
    assert_eq!(twice.status, 422, "an address is one person's");
    let mut ismene = site.browser();
    let form = ismene.get(&link).await;
    assert!(form.main().contains("Finance"), "{}", form.main());
    let app = App::reads(&form);
    let fields = [("password", PASSWORD), ("code", &code(site, &app))];
    assert_eq!(ismene.submit(&form, &link, &fields).await.status, 200);
    assert_eq!(ismene.get("/desk").await.status, 200);
    let team = off(|| staff::all(site.app.vault())).unwrap();
    let number = team.iter().find(|one| one.role == Role::FinanceStaff).unwrap().subject;
    let who = number.to_string();
    let page = officer.browser.get("/desk/staff").await;
    let unsure = officer.browser.submit(&page, "/desk/staff/remove", &[("who", &who)]).await;
    assert_eq!(unsure.status, 422);
    let fields = [("who", who.as_str()), ("sure", "yes")];
    let done = officer.browser.submit(&page, "/desk/staff/remove", &fields).await;
    assert_eq!(done.location(), "/desk/staff");
    assert_eq!(ismene.get("/desk").await.location(), "/desk/signin", "their session ended");
    let page = officer.browser.get("/desk/staff").await;
    assert!(!page.body.contains("Ismene") && page.main().contains(&who), "a number is left");
    let standing = off(|| site.app.vault().subject(number)).unwrap().unwrap();
    assert_eq!(standing.state, probity_vault::State::Erased);
    let mut browser = site.browser();
    let page = browser.get("/desk/signin").await;
    let fields = [("email", "ismene@work.example"), ("password", PASSWORD)];
    assert_eq!(browser.submit(&page, "/desk/signin", &fields).await.status, 422);
    let entries = off(|| site.app.vault().entries(number, 0, 100)).unwrap();
    let last = &entries.last().unwrap().entry;
    assert_eq!((last.kind, last.actor.id), (Kind::Erase, Some(officer.subject)));
    let report = off(|| site.app.vault().verify(&[], &mut |_, _| {})).unwrap();
    assert_eq!(report.entries, site.entries());
}

async fn the_last_officer_stays(site: &Site) {
    let mut officer = colleague(site, Role::PrivacyOfficer).await;
    // One who was invited and never came is no officer to count on.
    appoint(site, Role::PrivacyOfficer);
    let who = officer.subject.to_string();
    let fields = [("who", who.as_str()), ("sure", "yes")];
    let page = officer.browser.get("/desk/staff").await;
    let refused = officer.browser.submit(&page, "/desk/staff/remove", &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.main().contains("last privacy officer"), "{}", refused.main());
    let by = Actor::role("infrastructure-staff");
    let vault = site.app.vault();
    let refused = off(|| staff::dismiss(vault, officer.subject, &by));
    assert!(matches!(refused, Err(StaffError::LastOfficer)), "{refused:?}");
    let second = colleague(site, Role::PrivacyOfficer).await;
    let page = officer.browser.get("/desk/staff").await;
    let done = officer.browser.submit(&page, "/desk/staff/remove", &fields).await;
    assert_eq!(done.location(), "/", "oneself, as soon as there is another");
    assert_eq!(officer.browser.get("/desk").await.location(), "/desk/signin");
    let refused = off(|| staff::dismiss(vault, second.subject, &by));
    assert!(matches!(refused, Err(StaffError::LastOfficer)), "{refused:?}");
    let gone = off(|| staff::dismiss(vault, officer.subject, &by));
    assert!(matches!(gone, Err(StaffError::Nobody)), "{gone:?}");
}

async fn whoever_is_seen_can_see_it(site: &Site) {
    let one = colleague(site, Role::MembershipStaff).await;
    let mut auditor = colleague(site, Role::Auditor).await;
    let before = off(|| site.app.vault().entry_count(one.subject)).unwrap();
    let page = auditor.browser.get("/desk/staff").await;
    assert!(page.main().contains(&one.name), "{}", page.main());
    let entries = off(|| site.app.vault().entries(one.subject, before, 10)).unwrap();
    assert_eq!(entries.len(), 1);
    let entry = &entries[0].entry;
    assert_eq!((entry.kind, entry.actor.id), (Kind::Show, Some(auditor.subject)));
    assert_eq!(entry.categories, ["staff-identity"]);
    // Looking is not managing.
    let who = one.subject.to_string();
    for address in ["/desk/staff", "/desk/staff/link", "/desk/staff/remove"] {
        let page = auditor.browser.post(address, &[("who", who.as_str()), ("sure", "yes")]).await;
        assert_eq!(page.status, 403, "{address}");
    }
    assert!(off(|| staff::find(site.app.vault(), one.subject)).unwrap().is_some());
}

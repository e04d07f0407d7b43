//! `/desk/people`: a search says that somebody exists, a stated need opens their record, and the
//! ledger has it first.

use probity_ledger::Kind;
use probity_policy::Role;

use super::colleague;
use crate::harness::{ADA, BEN, Browser, Site, captured, off, on_both};

on_both!(
    a_record_opens_for_a_stated_need,
    a_need_opens_once_for_whoever_found_and_not_for_long,
    each_role_sees_what_the_policy_lets_it,
    restriction_closes_the_record,
    a_search_says_only_that_somebody_is_there,
    nothing_personal_stands_in_an_address_or_a_log,
);

/// The number of whoever is signed in here, as the ledger has it.
fn number(site: &Site, email: &str) -> probity_ledger::SubjectId {
    use probity_policy::Purpose;
    let vault = site.app.vault();
    off(|| vault.lookup("email", email, Purpose::SecureAccess, Role::System)).unwrap().unwrap()
}

async fn a_record_opens_for_a_stated_need(site: &Site) {
    let mut herself = site.member(&ADA).await;
    let ada = number(site, ADA.email);
    let mut one = colleague(site, Role::MembershipStaff).await;
    let found = one.searches(ADA.email, "membership").await;
    let case = found.location().to_owned();
    let asked = one.browser.get(&case).await;
    assert_eq!(asked.status, 200);
    for value in [ADA.name, ADA.email, "Portugal", &ada.to_string()] {
        assert!(!asked.body.contains(value), "nothing is shown before the need: {value}");
    }
    let before = off(|| site.app.vault().entry_count(ada)).unwrap();
    for fields in [
        &[("purpose", "membership")][..],
        &[("purpose", "membership"), ("need", "because")],
        &[("need", "question")],
        &[("purpose", "legal-compliance"), ("need", "question")],
        &[("purpose", "marketing"), ("need", "question")],
    ] {
        let page = one.browser.submit(&asked, &case, fields).await;
        assert_eq!(page.status, 422, "{fields:?}");
        assert!(!page.body.contains(ADA.name), "{fields:?}");
    }
    assert_eq!(off(|| site.app.vault().entry_count(ada)).unwrap(), before, "nothing was opened");
    let fields = [("purpose", "membership"), ("need", "question")];
    let record = one.browser.submit(&asked, &case, &fields).await;
    assert_eq!(record.status, 200, "{}", record.main());
    for value in [ADA.name, ADA.email, "Portugal", &ada.to_string()] {
        assert!(record.main().contains(value), "{value}: {}", record.main());
    }
    assert!(!record.body.contains("$argon2"), "credentials are for nobody's eyes");
    assert_eq!(record.header("cache-control"), "no-store");
    assert_eq!(record.header("refresh"), "900; url=/desk/people?closed");
    let entries = off(|| site.app.vault().entries(ada, before, 10)).unwrap();
    assert_eq!(entries.len(), 1, "one opening, one entry");
    let entry = &entries[0].entry;
    assert_eq!(entry.kind, Kind::Show);
    assert_eq!(entry.actor.role, "membership-staff");
    assert_eq!(entry.actor.id, Some(one.subject), "who it was");
    assert_eq!(entry.purpose.as_deref(), Some("membership"));
    assert_eq!(entry.note.as_deref(), Some("need: question"));
    assert!(entry.clause.as_deref().unwrap().starts_with("S2"), "{:?}", entry.clause);
    assert!(entry.categories.iter().all(|category| category != "credential"));
    // The search itself is theirs to see too.
    let all = off(|| site.app.vault().entries(ada, 0, 100)).unwrap();
    let search = all.iter().find(|view| view.entry.note.as_deref() == Some("search")).unwrap();
    assert_eq!(search.entry.actor.id, Some(one.subject));
    assert_eq!(search.entry.kind, Kind::Use);
    let uses = herself.get("/account/uses").await;
    let told = format!("Shown to staff for membership (number {}), for membership", one.subject);
    assert!(uses.main().contains(&told), "{}", uses.main());
    assert!(uses.main().contains("The person asked us something"), "{}", uses.main());
    assert!(uses.main().contains("Looked up by staff for membership"), "{}", uses.main());
}

async fn a_need_opens_once_for_whoever_found_and_not_for_long(site: &Site) {
    site.member(&ADA).await;
    let mut one = colleague(site, Role::MembershipStaff).await;
    let mut other = colleague(site, Role::MembershipStaff).await;
    let fields = [("purpose", "membership"), ("need", "letter")];
    let case = one.searches(ADA.email, "membership").await.location().to_owned();
    assert_eq!(other.browser.get(&case).await.status, 404, "found by somebody else");
    let form = one.browser.get(&case).await;
    assert_eq!(one.browser.submit(&form, &case, &fields).await.status, 200);
    let again = one.browser.submit(&form, &case, &fields).await;
    assert_eq!(again.status, 404, "shown once");
    assert!(!again.body.contains(ADA.name));
    assert_eq!(one.browser.get(&case).await.status, 404);
    let case = one.searches(ADA.email, "membership").await.location().to_owned();
    let form = one.browser.get(&case).await;
    site.clock.advance(15 * 60_000);
    assert_eq!(one.browser.submit(&form, &case, &fields).await.status, 404, "too late");
    assert_eq!(one.browser.get(&case).await.status, 404);
    // A form of another's session opens nothing either.
    let case = one.searches(ADA.email, "membership").await.location().to_owned();
    let form = one.browser.get(&case).await;
    assert_eq!(other.browser.submit(&form, &case, &fields).await.status, 403);
}

async fn each_role_sees_what_the_policy_lets_it(site: &Site) {
    let mut ada = site.member(&ADA).await;
    let form = ada.get("/account/data/correct/about").await;
    let about = [("about", "Keeper of the quarrelsome teapots")];
    ada.submit(&form, "/account/data/correct/about", &about).await;
    let who = number(site, ADA.email).to_string();
    for (role, purpose, email, about) in [
        (Role::MembershipStaff, "membership", true, true),
        (Role::MembershipStaff, "voting", true, false),
        (Role::FinanceStaff, "payment", true, false),
        (Role::CommunicationsStaff, "communication", true, false),
        (Role::PrivacyOfficer, "rights-fulfilment", true, true),
        (Role::Auditor, "legal-compliance", false, false),
    ] {
        let mut one = colleague(site, role).await;
        let record = one.opens(&who, purpose, "review").await;
        assert_eq!(record.status, 200, "{role} {purpose}");
        let main = record.main();
        assert!(main.contains(ADA.name), "{role} {purpose}: {main}");
        assert_eq!(main.contains(ADA.email), email, "{role} {purpose}");
        assert_eq!(main.contains("quarrelsome teapots"), about, "{role} {purpose}");
    }
}

async fn restriction_closes_the_record(site: &Site) {
    let mut ada: Browser<'_> = site.member(&ADA).await;
    let page = ada.get("/account/data").await;
    ada.submit(&page, "/account/data/restrict", &[("restrict", "yes")]).await;
    let who = number(site, ADA.email);
    let mut one = colleague(site, Role::MembershipStaff).await;
    let record = one.opens(&who.to_string(), "membership", "membership").await;
    assert_eq!(record.status, 200);
    assert!(!record.body.contains(ADA.name) && !record.body.contains(ADA.email));
    assert!(record.main().contains("does not allow"), "{}", record.main());
    let entries = off(|| site.app.vault().entries(who, 0, 100)).unwrap();
    let last = &entries.last().unwrap().entry;
    assert_eq!((last.kind, last.actor.id), (Kind::Refuse, Some(one.subject)));
    assert_eq!(last.note.as_deref(), Some("need: membership"));
    let mut officer = colleague(site, Role::PrivacyOfficer).await;
    let record = officer.opens(&who.to_string(), "rights-fulfilment", "question").await;
    assert!(record.main().contains(ADA.name), "for their own rights: {}", record.main());
    assert!(record.main().contains("restricted"), "{}", record.main());
}

async fn a_search_says_only_that_somebody_is_there(site: &Site) {
    site.member(&ADA).await;
    let mut one = colleague(site, Role::CommunicationsStaff).await;
    let before = site.entries();
    let nobody = one.searches("nobody@mail.example", "communication").await;
    assert_eq!(nobody.status, 200);
    assert!(nobody.main().contains("We hold nothing"), "{}", nobody.main());
    assert_eq!(site.entries(), before + 1, "a search that finds nobody is on the ledger too");
    let found = one.searches(&ADA.email.to_uppercase(), "communication").await;
    assert!(found.location().starts_with("/desk/people/"), "in any case of letters");
    assert!(!found.body.contains(ADA.name));
    for wrong in ["", "ada", "%", "ada.quillfeather@", &ADA.email[..10]] {
        assert_eq!(one.searches(wrong, "communication").await.status, 422, "`{wrong}`");
    }
    assert_eq!(one.searches(ADA.email, "membership").await.status, 422, "not their purpose");
    // The auditor sees, but may not work with addresses.
    let mut auditor = colleague(site, Role::Auditor).await;
    let refused = auditor.searches(ADA.email, "legal-compliance").await;
    assert_eq!(refused.status, 403);
    // Somebody who left is nobody.
    let mut ben = site.member(&BEN).await;
    let number = number(site, BEN.email).to_string();
    let page = ben.get("/account/erase").await;
    ben.submit(&page, "/account/erase", &[("sure", "yes")]).await;
    for who in [BEN.email, number.as_str()] {
        assert_eq!(one.searches(who, "communication").await.status, 200, "{who}");
    }
    for number in 0..40 {
        one.searches(&format!("guess{number}@mail.example"), "communication").await;
    }
    let stopped = one.searches(ADA.email, "communication").await;
    assert_eq!(stopped.status, 429, "nobody goes through a list of addresses");
}

async fn nothing_personal_stands_in_an_address_or_a_log(site: &Site) {
    captured();
    site.member(&ADA).await;
    let mut officer = colleague(site, Role::PrivacyOfficer).await;
    officer.opens(ADA.email, "rights-fulfilment", "question").await;
    officer.searches("ada.quillfeather", "rights-fulfilment").await;
    for address in ["/desk", "/desk/staff", "/desk/me", "/desk/ledger", "/desk/mail"] {
        officer.browser.get(address).await;
    }
    let mut browser = site.browser();
    let used = super::code(site, &officer.app);
    officer.signs_in(&mut browser, &used).await;
    let mut other = site.browser();
    officer.signs_in(&mut other, &officer.codes[3]).await;
    let mut all = officer.browser.been.join("\n");
    all.push_str(&browser.been.join("\n"));
    all.push_str(&other.been.join("\n"));
    all.push_str(&captured());
    let mut secrets = vec![ADA.name, ADA.email, "Quillfeather", super::colleague::PASSWORD];
    secrets.extend([officer.email.as_str(), officer.name.as_str(), &officer.codes[3]]);
    for secret in secrets {
        assert!(!all.contains(secret), "`{secret}` stands in an address or a log");
    }
}

//! Decisions are stored sealed, on record, outlive the process, are lifted on record, and end.

use probity_ledger::{Entry, Kind, SubjectId};
use probity_policy::Role;

use super::{BAN, from, is_answered, probe};
use crate::desk::colleague;
use crate::harness::{Browser, Page, Site, off, on_both};

on_both!(
    decisions_are_on_record_and_outlive_the_process,
    staff_open_addresses_for_a_need_and_on_record,
    what_is_lifted_ends_at_once_and_elsewhere_soon,
    addresses_end_with_their_days_key,
);

const DAY: i64 = 86_400_000;

/// The foundation's own entries from the first that is not known yet.
fn entries(site: &Site, known: u64) -> Vec<Entry> {
    let vault = site.app.vault();
    off(|| vault.entries(SubjectId::FOUNDATION, known, 1_000))
        .unwrap()
        .into_iter()
        .map(|logged| logged.entry)
        .collect()
}

/// A browser whose requests another process of the site answers.
fn elsewhere<'s>(site: &'s Site, router: &axum::Router, address: &str) -> Browser<'s> {
    let mut browser = from(site, address);
    browser.router = router.clone();
    browser
}

fn count(site: &Site) -> u64 {
    off(|| site.app.vault().entry_count(SubjectId::FOUNDATION)).unwrap()
}

async fn decisions_are_on_record_and_outlive_the_process(site: &Site) {
    probe(&mut from(site, "192.0.2.7")).await;
    let before = count(site);
    site.app.keep_decisions().await.unwrap();
    let new = entries(site, before);
    assert_eq!(new.len(), 1, "{new:?}");
    assert_eq!(new[0].kind, Kind::Collect);
    assert_eq!(new[0].categories, ["ip-address", "network"]);
    assert_eq!(new[0].note.as_deref(), Some("scenarios of attack: 1"));
    site.app.keep_decisions().await.unwrap();
    assert_eq!(count(site), before + 1, "what is known is not read again");
    // The address lies nowhere in plain.
    site.engine.assert_holds_no("192.0.2.7");

    let before = count(site);
    let (_app, router) = site.restarted(probity::mail::Transport::None, false);
    let new = entries(site, before);
    assert_eq!(new.len(), 1, "{new:?}");
    assert_eq!((new[0].kind, new[0].actor.role.as_ref()), (Kind::Use, "system"));
    assert_eq!(new[0].purpose.as_deref(), Some("intrusion-protection"));
    assert_eq!(new[0].note.as_deref(), Some("decisions in force"));
    let mut attacker = elsewhere(site, &router, "192.0.2.7");
    assert!(!is_answered(&mut attacker).await);
    assert!(is_answered(&mut elsewhere(site, &router, "192.0.2.8")).await);
    site.clock.advance(BAN);
    assert!(is_answered(&mut attacker).await);
}

async fn staff_open_addresses_for_a_need_and_on_record(site: &Site) {
    let mut attacker = from(site, "192.0.2.7");
    attacker.get("/signin/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    probe(&mut attacker).await;
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let before = count(site);
    let page = one.browser.get("/desk/usage/threats").await;
    assert_eq!(page.status, 200, "{}", page.main());
    assert!(page.main().contains("192.0.2.0/24"), "{}", page.main());
    assert!(page.main().contains("Looking for what is not there"), "{}", page.main());
    assert!(!page.body.contains("192.0.2.7"));
    let new = entries(site, before);
    let look = new.last().unwrap();
    assert_eq!((look.kind, look.actor.id), (Kind::Show, Some(one.subject)));
    assert_eq!(look.categories, ["network"]);

    let address = "/desk/usage/threats";
    let missing = one.browser.submit(&page, address, &[]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.title().starts_with("Error: ") && !missing.body.contains("192.0.2.7"));
    let before = count(site);
    let opened = one.browser.submit(&page, address, &[("need", "misuse")]).await;
    assert_eq!(opened.status, 200);
    assert!(opened.main().contains("<code>192.0.2.7</code>"), "{}", opened.main());
    assert!(opened.main().contains("/missing/"), "{}", opened.main());
    assert!(!opened.body.contains("AAAAAAAA"), "a link is shown");
    let new = entries(site, before);
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].kind, Kind::Show);
    assert_eq!(new[0].categories, ["ip-address", "network", "page-view"]);
    assert_eq!(new[0].note.as_deref(), Some("need: misuse"));
    assert_eq!(new[0].actor.id, Some(one.subject));
    let need = one.browser.submit(&page, address, &[("need", "membership")]).await;
    assert_eq!(need.status, 422, "that is no reason for opening addresses");

    for role in [Role::PrivacyOfficer, Role::Auditor, Role::MembershipStaff] {
        let mut other = colleague(site, role).await;
        let before = count(site);
        assert_eq!(other.browser.get(address).await.status, 403, "{role}");
        assert_eq!(other.browser.post(address, &[("need", "misuse")]).await.status, 403, "{role}");
        assert_eq!(count(site), before, "{role}");
    }
}

fn decision(page: &Page) -> String {
    let (_, rest) = page.main().split_once("name=\"decision\" value=\"").expect("one in force");
    rest.split('"').next().unwrap().to_owned()
}

async fn what_is_lifted_ends_at_once_and_elsewhere_soon(site: &Site) {
    let mut attacker = from(site, "192.0.2.7");
    probe(&mut attacker).await;
    probe(&mut from(site, "192.0.2.9")).await;
    site.app.keep_decisions().await.unwrap();
    let (app, router) = site.restarted(probity::mail::Transport::None, false);
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let page = one.browser.get("/desk/usage/threats").await;
    let before = count(site);
    let id = decision(&page);
    let lift = "/desk/usage/threats/lift";
    let done = one.browser.submit(&page, lift, &[("decision", &id)]).await;
    assert_eq!(done.location(), "/desk/usage/threats?done=lifted");
    let new = entries(site, before);
    assert_eq!(new.len(), 1);
    assert_eq!((new[0].kind, new[0].actor.id), (Kind::Correct, Some(one.subject)));
    let answered = [
        is_answered(&mut from(site, "192.0.2.7")).await,
        is_answered(&mut from(site, "192.0.2.9")).await,
    ];
    assert_eq!(answered.iter().filter(|answered| **answered).count(), 1, "one of the two ended");
    let again = one.browser.submit(&page, lift, &[("decision", &id)]).await;
    assert_eq!(again.location(), "/desk/usage/threats?done=gone");
    let none = one.browser.submit(&page, lift, &[("decision", "x")]).await;
    assert_eq!(none.status, 404);
    // Another process follows.
    app.keep_decisions().await.unwrap();
    let there = [
        is_answered(&mut elsewhere(site, &router, "192.0.2.7")).await,
        is_answered(&mut elsewhere(site, &router, "192.0.2.9")).await,
    ];
    assert_eq!(there, answered);
    let page = one.browser.get("/desk/usage/threats?done=lifted").await;
    assert!(page.main().contains("ended early"), "{}", page.main());
}

async fn addresses_end_with_their_days_key(site: &Site) {
    probe(&mut from(site, "192.0.2.7")).await;
    site.app.keep_decisions().await.unwrap();
    site.clock.advance(14 * DAY);
    off(|| site.app.vault().forget_days()).unwrap();
    site.app.keep_decisions().await.unwrap();
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let page = one.browser.get("/desk/usage/threats").await;
    let opened = one.browser.submit(&page, "/desk/usage/threats", &[("need", "review")]).await;
    assert_eq!(opened.status, 200);
    assert!(!opened.body.contains("192.0.2.7"), "the address outlived its time");
}

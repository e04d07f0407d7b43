//! The roll of voters of a day: who was in force then, once each, on the ledger of each.

use jiff::civil::{Date, date};
use probity::membership::Scheme;
use probity::membership::roll::{self, Reader};
use probity_ledger::SubjectId;
use probity_policy::Role;

use super::{act, granted, number, turn_to};
use crate::desk::colleague;
use crate::harness::{ADA, BEN, Site, off, on_both};

on_both!(
    a_roll_is_the_same_whenever_it_is_read,
    each_line_is_on_the_ledger_of_its_voter,
    who_is_restricted_is_not_on_it,
);

/// The addresses on the roll of a day.
fn read(site: &Site, day: Date, by: SubjectId, reader: Reader) -> (Vec<String>, usize) {
    let scheme = Scheme::new(site.app.config());
    let roll = off(|| roll::open(site.app.vault(), &scheme, day, by, reader)).unwrap();
    (roll.voters.iter().map(|voter| voter.email.as_str().to_owned()).collect(), roll.withheld)
}

async fn a_roll_is_the_same_whenever_it_is_read(site: &Site) {
    site.member(&ADA).await;
    site.member(&BEN).await;
    let by = colleague(site, Role::MembershipStaff).await.subject;
    granted(site, &ADA, "contributing");
    granted(site, &ADA, "managing");
    granted(site, &ADA, "fellow");
    granted(site, &BEN, "supporting");
    turn_to(site, date(2026, 12, 1)).await;
    granted(site, &BEN, "contributing");
    let on = |day| read(site, day, by, Reader::Staff).0;
    assert_eq!(on(date(2026, 11, 23)), Vec::<String>::new(), "the day before");
    assert_eq!(on(date(2026, 11, 24)), [ADA.email], "one vote for three classes");
    assert_eq!(on(date(2026, 11, 30)), [ADA.email], "who joined after it is not on it");
    let both = on(date(2026, 12, 1));
    assert_eq!(both.len(), 2);
    assert_eq!(on(date(2026, 12, 1)), both, "in the same order");
    // Years later: lapsed, ended, renewed, the roll of that day stays what it was.
    let ada = number(site, &ADA);
    turn_to(site, date(2027, 2, 1)).await;
    act(site, ada, |acts, v| acts.cancel(v, "fellow")).unwrap();
    turn_to(site, date(2027, 11, 1)).await;
    granted(site, &BEN, "contributing");
    turn_to(site, date(2029, 6, 1)).await;
    assert_eq!(on(date(2026, 12, 1)), both);
    assert_eq!(on(date(2027, 12, 23)).len(), 2, "in grace");
    assert_eq!(on(date(2027, 12, 24)), [BEN.email], "the classes of one have lapsed");
    assert_eq!(on(date(2029, 5, 1)), Vec::<String>::new());
}

async fn each_line_is_on_the_ledger_of_its_voter(site: &Site) {
    let mut ada = site.member(&ADA).await;
    let mut ben = site.member(&BEN).await;
    let by = colleague(site, Role::MembershipStaff).await.subject;
    granted(site, &ADA, "contributing");
    let before = site.entries();
    read(site, date(2026, 11, 24), by, Reader::Staff);
    read(site, date(2026, 11, 24), by, Reader::ThirdParty);
    assert_eq!(site.entries(), before + 2);
    let uses = ada.get("/account/uses").await;
    assert!(uses.main().contains("Shown to staff for membership, for voting"), "{}", uses.main());
    let given = "Given to";
    assert!(uses.main().contains(given), "{}", uses.main());
    let page = ada.get("/account/uses.json").await;
    let all: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    for entry in &all["entries"].as_array().unwrap()[..2] {
        let categories = entry["categories"].to_string();
        assert!(categories.contains("name") && categories.contains("email-address"), "{entry}");
        assert!(!categories.contains("postal") && !categories.contains("country"), "{entry}");
    }
    assert!(!ben.get("/account/uses").await.main().contains("for voting"), "who does not vote");
}

async fn who_is_restricted_is_not_on_it(site: &Site) {
    let mut ada = site.member(&ADA).await;
    site.member(&BEN).await;
    let by = colleague(site, Role::MembershipStaff).await.subject;
    granted(site, &ADA, "contributing");
    granted(site, &BEN, "contributing");
    let page = ada.get("/account/data").await;
    ada.submit(&page, "/account/data/restrict", &[("restrict", "yes")]).await;
    for reader in [Reader::Staff, Reader::ThirdParty] {
        let (lines, withheld) = read(site, date(2026, 11, 24), by, reader);
        assert_eq!((lines, withheld), (vec![BEN.email.to_owned()], 1));
    }
}

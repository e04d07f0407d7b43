//! `/desk/usage`: for those who run the servers, on the ledger before it is shown, and nothing of a few
//! visitors in it.

use probity::store::usage::SEGMENT_INSERT;
use probity_ledger::Kind;
use probity_policy::Role;
use probity_usage::history::{Day, Network, RequestRow, VisitRow};
use probity_usage::rollup::Rollup;
use probity_vault::StoreError;
use probity_vault::store::{Tx, Value};

use super::colleague;
use crate::harness::{Site, off, on_both};

on_both!(who_runs_the_servers_sees_sums_on_record, nobody_else_sees_them, what_is_chosen_is_shown,);

const DAY: i64 = 86_400_000;

/// A page view at that hour.
fn view(rollup: &mut Rollup, hour: i64, visitor: u64, path: &str) {
    let time = rollup.day() * DAY + hour * 3_600_000;
    let network = Network::V4([192, 0, 2]);
    rollup.add_request(&RequestRow {
        time,
        kind: probity_usage::Kind::Page,
        method: b"GET",
        path: path.as_bytes(),
        status: 200,
        bytes: Some(1_000),
        taken: Some(12_100),
        browser: None,
        system: None,
        network,
        visitor,
        visit: Some(visitor),
        duration: (visitor.is_multiple_of(2)).then_some(30_000),
    });
    rollup.add_visit(&VisitRow {
        visit: visitor,
        start: time,
        duration: 0,
        pages: 1,
        entry: path.as_bytes(),
        exit: path.as_bytes(),
        browser: None,
        system: None,
        network,
        visitor,
    });
}

/// Two days of a site, as the history keeps them: twenty visitors each, twelve on a second page, and one
/// on a page of their own.
fn keep(site: &Site, name: &str, id: &str) {
    let today = i64::from(Day::of(site.app.now_ms()).number());
    for day in today - 1..=today {
        let mut rollup = Rollup::new(day);
        for visitor in 0..20 {
            view(&mut rollup, 9, visitor, "/");
        }
        for visitor in 0..12 {
            view(&mut rollup, 10, visitor, "/second/<page>/");
        }
        for visitor in 0..6 {
            view(&mut rollup, 10, visitor, "/third/");
        }
        view(&mut rollup, 11, 3, "/of/nobody/else");
        let values = [
            Value::from(format!("{id}-{day}").as_str()),
            Value::from("own"),
            Value::from(name),
            Value::from(day),
            Value::from("final"),
            Value::from(39_i64),
            Value::from(39_i64),
            Value::from(0_i64),
            Value::from(rollup.encode()),
            Value::from(0_i64),
        ];
        off(|| {
            site.app.vault().store().tx("test_segment", move |tx: &mut Tx<'_>| {
                tx.exec(&SEGMENT_INSERT, &values).map(|_| ())
            })
        })
        .map_err(|error: StoreError| error)
        .unwrap();
    }
}

async fn who_runs_the_servers_sees_sums_on_record(site: &Site) {
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let page = one.browser.get("/desk/usage").await;
    assert_eq!(page.status, 200);
    assert!(page.main().contains("probity usage import"), "{}", page.main());
    keep(site, "www.example.org", "a");
    let before = site.entries();
    let page = one.browser.get("/desk/usage").await;
    assert_eq!(page.status, 200);
    let main = page.main();
    for part in [
        "<svg",
        "#U1\">U1</a>",
        "/second/",
        "Visits by day",
        "50.00\u{a0}%",
        ">40</td>",
        "12\u{a0}ms",
    ] {
        assert!(main.contains(part), "{part}: {main}");
    }
    assert!(!main.contains("/of/nobody/else") && !main.contains("<page>"), "{main}");
    // What one visitor viewed hides a page of six with it.
    assert!(!main.contains("/third/") && main.contains("14 views are of pages"), "{main}");
    assert_eq!(site.entries(), before + 1);
    let facts = off(|| site.app.vault().recent(before + 1, 1)).unwrap();
    let shown = facts.first().unwrap();
    assert_eq!((shown.kind, shown.role.as_str()), (Kind::Show, "infrastructure-staff"));
    assert_eq!(shown.purpose.as_deref(), Some("availability-performance"));
    // Nothing else changes by looking, and the page holds no way to change anything.
    assert!(!main.contains("method=\"post\""), "{main}");
}

async fn nobody_else_sees_them(site: &Site) {
    keep(site, "www.example.org", "a");
    let page = site.browser().get("/desk/usage").await;
    assert_eq!(page.location(), "/desk/signin");
    for role in [Role::PrivacyOfficer, Role::Auditor, Role::MembershipStaff] {
        let mut one = colleague(site, role).await;
        let before = site.entries();
        assert_eq!(one.browser.get("/desk/usage").await.status, 403, "{role}");
        assert!(!one.browser.get("/desk").await.body.contains("/desk/usage"), "{role}");
        assert_eq!(site.entries(), before, "{role}");
    }
}

async fn what_is_chosen_is_shown(site: &Site) {
    keep(site, "www.example.org", "a");
    keep(site, "shop.example.org", "b");
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let both = one.browser.get("/desk/usage").await;
    assert!(both.main().contains("shop.example.org/second/"), "{}", both.main());
    assert!(both.main().contains("<p class=\"figure\">156</p>"), "{}", both.main());
    let today = Day::of(site.app.now_ms());
    let address = format!("/desk/usage?site=shop.example.org&from={today}&to={today}");
    let page = one.browser.get(&address).await;
    let main = page.main();
    assert!(main.contains("<p class=\"figure\">39</p>"), "{main}");
    assert!(!main.contains("www.example.org/"), "{main}");
    assert!(main.contains("<option value=\"shop.example.org\" selected>"), "{main}");
    let page = one.browser.get("/desk/usage?from=2000-01-01&to=2000-01-09").await;
    assert!(page.main().contains("There is nothing of these days"), "{}", page.main());
    for wrong in
        ["?site=elsewhere.example", "?from=2026-02-02&to=2026-02-01", "?to=%00%ff", "?from=x&to"]
    {
        let page = one.browser.get(&format!("/desk/usage{wrong}")).await;
        assert_eq!(page.status, 200, "{wrong}");
        assert!(page.main().contains("There are no such days"), "{wrong}: {}", page.main());
    }
}

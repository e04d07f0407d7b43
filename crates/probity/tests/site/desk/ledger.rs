//! `/desk/ledger`, `/desk/policy`, `/desk/mail`: what was done and what may be done, without anybody.

use probity_policy::Role;

use super::colleague;
use crate::harness::{ADA, Site, off, on_both};

on_both!(
    entries_stand_there_without_whom_they_are_about,
    every_entry_is_checked_in_the_background,
    the_policy_says_what_each_role_may,
    mail_is_counted_and_never_opened,
);

async fn entries_stand_there_without_whom_they_are_about(site: &Site) {
    site.member(&ADA).await;
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let team = off(|| probity::desk::staff::all(site.app.vault())).unwrap();
    let mut all = String::new();
    let mut address = "/desk/ledger".to_owned();
    let mut pages = 0;
    loop {
        let page = one.browser.get(&address).await;
        assert_eq!(page.status, 200);
        all.push_str(&page.body);
        pages += 1;
        let Some((_, rest)) = page.body.split_once("/desk/ledger?before=") else { break };
        address = format!("/desk/ledger?before={}", rest.split(['#', '"']).next().unwrap());
    }
    assert!(pages <= 20);
    assert!(all.contains(">0</th>"), "down to the first entry");
    assert!(all.contains("Taken in") && all.contains("Staff signed in"));
    for one in team {
        assert!(!all.contains(&one.subject.to_string()), "no number of anybody");
    }
    let last = site.entries() - 1;
    let page = one.browser.get(&format!("/desk/ledger?index={last}")).await;
    assert_eq!(page.main().matches("<time ").count(), 1, "{}", page.main());
    assert!(page.main().contains(&format!(">{last}</th>")));
    for nothing in [&(last + 1).to_string(), "x", "-1", "99999999999999999999"] {
        let page = one.browser.get(&format!("/desk/ledger?index={nothing}")).await;
        assert_eq!(page.status, 200);
        assert!(page.main().contains("no entry with this index"), "{nothing}: {}", page.main());
    }
}

async fn every_entry_is_checked_in_the_background(site: &Site) {
    let mut one = colleague(site, Role::Auditor).await;
    let page = one.browser.get("/desk/ledger").await;
    assert!(page.main().contains("Not since the service started"));
    let sent = one.browser.submit(&page, "/desk/ledger/verify", &[]).await;
    assert_eq!(sent.location(), "/desk/ledger#check");
    let found = loop {
        let page = one.browser.get("/desk/ledger").await;
        if !page.main().contains("Being checked") {
            break page;
        }
        tokio::task::yield_now().await;
    };
    let entries = format!("all {} entries are as they were written", site.entries());
    assert!(found.main().contains(&entries), "{}", found.main());
    assert_eq!(
        one.browser.post("/desk/ledger/verify", &[]).await.status,
        403,
        "not without a form"
    );
}

async fn the_policy_says_what_each_role_may(site: &Site) {
    let mut one = colleague(site, Role::FinanceStaff).await;
    let page = one.browser.get("/desk/policy").await;
    let main = page.main();
    assert!(main.contains("href=\"/privacy/2026-11-23\""), "{main}");
    for role in ["Privacy officer", "Membership", "Finance", "Infrastructure", "Auditor"] {
        assert!(main.contains(&format!("<h3>{role}")), "{role}");
    }
    let finance = main.split("<h3>Finance").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(finance.contains("Payment reference and method") && finance.contains("your role"));
    assert!(!finance.contains("Postal address"), "{finance}");
    assert!(!main.contains("Password and second factor"), "nobody may see those");
}

async fn mail_is_counted_and_never_opened(site: &Site) {
    let mut browser = site.browser();
    browser.join(&ADA).await;
    off(|| {
        site.app.vault().store().tx("test-doubt", |tx| {
            tx.exec(
                &probity_vault::store::Sql {
                    name: "test_doubt",
                    text: "UPDATE mail SET state = 'doubt', problem = 'nobody knows'",
                },
                &[],
            )
        })
    })
    .unwrap();
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let page = one.browser.get("/desk/mail").await;
    assert!(page.main().contains("confirm"), "its kind: {}", page.main());
    assert!(page.main().contains("In doubt"));
    assert!(!page.body.contains(ADA.email) && !page.body.contains(ADA.name));
}

//! `/account/uses`: sifted, by day, in pages, as a file.

use probity_policy::{Purpose, Role};
use probity_vault::{ReleaseAction, Request};

use crate::harness::{ADA, BEN, Browser, Site, off, on_both};

on_both!(
    entries_come_in_pages_by_day,
    what_is_asked_for_is_found,
    what_staff_saw_stands_out,
    what_is_sifted_can_be_taken_away,
    nonsense_in_the_address_counts_for_nothing,
);

async fn entries_come_in_pages_by_day(site: &Site) {
    let mut browser = site.member(&ADA).await;
    for round in 0..60 {
        browser.get("/account/data").await;
        if round == 30 {
            site.clock.advance(10 * 3_600_000);
        }
        if round == 45 {
            site.clock.advance(10 * 3_600_000);
        }
    }
    let before = site.entries();
    let first = browser.get("/account/uses").await;
    assert_eq!(site.entries(), before, "it opens no value");
    assert_eq!(first.main().matches("class=\"entry\"").count(), 50);
    assert!(first.main().contains("page=2\"") && !first.main().contains("Newer entries"));
    assert!(first.main().contains("Page 1 of 2"));
    let days: Vec<&str> = first.main().split("<section class=\"day\">").skip(1).collect();
    assert_eq!(days.len(), 2, "{}", first.main());
    assert!(days[0].contains("<h2>25 November 2026</h2>"), "{}", days[0]);
    assert!(days[1].contains("<h2>24 November 2026</h2>"), "{}", days[1]);
    let second = browser.get("/account/uses?page=2").await;
    assert!(second.main().contains("Newer entries"));
    assert!(second.main().contains("id=\"entry-1\""));
    let numbers = |page: &str| -> Vec<u64> {
        let ids = page.split("id=\"entry-").skip(1);
        ids.map(|id| id.split('"').next().unwrap().parse().unwrap()).collect()
    };
    let all = [numbers(first.main()), numbers(second.main())].concat();
    let count = all.len() as u64;
    assert_eq!(all, (1..=count).rev().collect::<Vec<_>>(), "none is missing");
    assert!(browser.get("/account/uses?page=3").await.main().contains("not as many pages"));
}

async fn found(browser: &mut Browser<'_>, query: &str) -> (u64, String) {
    let page = browser.get(&format!("/account/uses?{query}")).await;
    assert_eq!(page.status, 200, "{query}");
    let status = page.main().split("<p role=\"status\">").nth(1).unwrap();
    let count = status.split(" of ").next().unwrap().parse().unwrap();
    (count, page.main().to_owned())
}

async fn what_is_asked_for_is_found(site: &Site) {
    let mut browser = site.member(&ADA).await;
    browser.get("/account/data").await;
    let (all, _) = found(&mut browser, "").await;
    let (shown, page) = found(&mut browser, "what=show").await;
    assert_eq!(shown, 1);
    assert!(page.contains("Shown to you, for answering your requests about your data"), "{page}");
    assert!(page.contains("<option value=\"show\" selected>"));
    let (software, page) = found(&mut browser, "by=software").await;
    assert_eq!(software, 1);
    assert!(page.contains("We wrote to you to confirm your address, using"), "{page}");
    assert!(page.contains("<input type=\"hidden\" name=\"by\" value=\"software\">"));
    let (others, _) = found(&mut browser, "by=others").await;
    let (you, _) = found(&mut browser, "by=you").await;
    assert_eq!((others, others + you), (1, all));
    assert_eq!(found(&mut browser, "kind=country&what=uses").await.0, 1);
    assert_eq!(found(&mut browser, "kind=country&what=send").await.0, 0);
    assert_eq!(found(&mut browser, "from=2026-11-24&to=2026-11-24").await.0, all);
    assert_eq!(found(&mut browser, "to=2026-11-23").await.0, 0);
    let (none, page) = found(&mut browser, "from=2026-11-25").await;
    assert_eq!(none, 0);
    assert!(page.contains("Nothing of that kind is on record"), "{page}");
    assert!(page.contains("Show all again"));
    // As a browser sends the form when only one thing is chosen.
    assert_eq!(found(&mut browser, "by=you&what=&kind=&from=&to=").await.0, you);
    // Groups keep what else is asked for.
    let (_, page) = found(&mut browser, "what=show&by=you").await;
    assert!(page.contains("/account/uses?what=show&#38;by=staff&#38;\""), "{page}");
}

async fn what_staff_saw_stands_out(site: &Site) {
    let mut browser = site.member(&ADA).await;
    off(|| {
        let vault = site.app.vault();
        let ada = vault.lookup("email", ADA.email, Purpose::Membership, Role::System).unwrap();
        let released = vault.release(&Request {
            subject: ada.unwrap(),
            fields: &["name", "country"],
            action: ReleaseAction::Show,
            purpose: Purpose::Membership,
            role: Role::MembershipStaff,
            actor: None,
            partial: false,
            note: None,
        });
        assert_eq!(released.unwrap().entries().len(), 1);
    });
    let (staff, page) = found(&mut browser, "by=staff").await;
    assert_eq!(staff, 1);
    assert!(page.contains("Shown to staff for membership, for membership"), "{page}");
    assert!(page.contains("country of residence and name"), "{page}");
    assert!(page.contains("allowed by clause S2"), "{page}");
    let overview = browser.get("/account").await;
    assert!(overview.main().contains("by=staff&amp;from="), "{}", overview.main());
    let mut ben = site.member(&BEN).await;
    assert_eq!(found(&mut ben, "by=staff").await.0, 0, "it is about her");
}

async fn what_is_sifted_can_be_taken_away(site: &Site) {
    let mut browser = site.member(&ADA).await;
    browser.get("/account/data").await;
    let csv = browser.get("/account/uses.csv?by=software").await;
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"my-uses.csv\"");
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = csv.body.lines().collect();
    assert_eq!(lines.len(), 2, "{}", csv.body);
    assert!(lines[0].starts_with("number,at,what,by,categories,"));
    assert!(lines[1].contains(",2026-11-24T09:00:00Z,send,system,email-address,"), "{}", lines[1]);
    assert_eq!(lines[0].split(',').count(), lines[1].split(',').count());
    let json = browser.get("/account/uses.json?by=software").await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["entries"].as_array().unwrap().len(), 1);
    assert_eq!(json["entries"][0]["kind"], "send");
    let all = browser.get("/account/uses.json").await;
    let all: serde_json::Value = serde_json::from_str(&all.body).unwrap();
    assert!(all["entries"].as_array().unwrap().len() > 3);
    for value in [ADA.name, ADA.email] {
        assert!(!csv.body.contains(value), "entries hold no value");
    }
}

async fn nonsense_in_the_address_counts_for_nothing(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let (all, _) = found(&mut browser, "").await;
    for query in [
        "page=0",
        "page=-1",
        "page=99999999999999999999",
        "page=x",
        "what=everything&by=nobody",
        "kind=%3Cscript%3E&from=yesterday&to=2026-02-30",
        "what&by&kind&&&===&page",
        "from=9999-12-31&to=9999-12-31&from=x",
        "to=9999-12-31",
        "from=-9999-01-01",
    ] {
        let page = browser.get(&format!("/account/uses?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        assert!(!page.body.contains("<script>"), "{query}");
    }
    assert_eq!(found(&mut browser, "what=everything&kind=NAME").await.0, all);
    assert_eq!(found(&mut browser, "kind=no-such-kind").await.0, 0);
}

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

on_both!(
    who_runs_the_servers_sees_sums_on_record,
    nobody_else_sees_them,
    what_is_chosen_is_shown,
    each_table_is_had_as_a_file_on_record,
    a_page_is_told_by_day,
);

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
        store(site, name, &format!("{id}-{day}"), &rollup);
    }
}

/// Puts what a day adds up to where the history has it.
fn store(site: &Site, name: &str, id: &str, rollup: &Rollup) {
    let values = [
        Value::from(id),
        Value::from("own"),
        Value::from(name),
        Value::from(rollup.day()),
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

/// Requests that failed: so many visitors, a minute each.
fn fail(rollup: &mut Rollup, hour: i64, visitors: u64, path: &str) {
    for visitor in 0..visitors {
        let minute = i64::try_from(visitor).unwrap() * 60_000;
        rollup.add_request(&RequestRow {
            time: rollup.day() * DAY + hour * 3_600_000 + minute,
            kind: probity_usage::Kind::Error,
            method: b"GET",
            path: path.as_bytes(),
            status: 503,
            bytes: Some(10),
            taken: Some(30_000_000),
            browser: None,
            system: None,
            network: Network::V4([192, 0, 2]),
            visitor,
            visit: None,
            duration: None,
        });
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

/// The cells of a line of CSV whose texts have no line ends.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = cells.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            letter => cell.push(letter),
        }
    }
    cells
}

async fn each_table_is_had_as_a_file_on_record(site: &Site) {
    keep(site, "www.example.org", "a");
    let today = i64::from(Day::of(site.app.now_ms()).number());
    let mut rollup = Rollup::new(today);
    fail(&mut rollup, 9, 6, "=HYPERLINK(\"http://192.0.2.1\",1)");
    fail(&mut rollup, 9, 5, "/joins/the/few");
    fail(&mut rollup, 9, 4, "/of/a/few");
    store(site, "www.example.org", "b", &rollup);
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let main = one.browser.get("/desk/usage").await.main().to_owned();
    // 12 minutes with requests on two days, in 4 of which nothing was answered but failures.
    assert!(main.contains("Up</h2>"), "{main}");
    let links: Vec<String> = main
        .split("href=\"/desk/usage/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"))
        .collect();
    for table in [
        "totals", "days", "hours", "week", "pages", "slowest", "broken", "kinds", "browsers",
        "systems",
    ] {
        for end in ["csv", "json"] {
            let start = format!("{table}.{end}?");
            let link = links.iter().find(|link| link.starts_with(&start));
            let link = link.unwrap_or_else(|| panic!("no link to {start}: {links:?}"));
            let before = site.entries();
            let file = one.browser.get(&format!("/desk/usage/{link}")).await;
            assert_eq!(file.status, 200, "{link}");
            assert!(
                file.header("content-disposition").starts_with("attachment; filename=\"usage-")
            );
            assert!(!file.body.contains("/of/a/few") && !file.body.contains("/of/nobody/else"));
            assert_eq!(site.entries(), before + 1, "{link}");
            let facts = off(|| site.app.vault().recent(before + 1, 1)).unwrap();
            assert_eq!(facts.first().unwrap().kind, Kind::Show);
            if end == "csv" {
                let lines: Vec<_> = file.body.split("\r\n").collect();
                assert_eq!((lines.last(), lines.len() > 2), (Some(&""), true), "{link}");
                let width = cells(lines[0]).len();
                let fits = |line: &&str| line.is_empty() || cells(line).len() == width;
                assert!(lines.iter().all(fits), "{link}: {lines:?}");
            } else {
                let whole: serde_json::Value = serde_json::from_str(&file.body).unwrap();
                assert_eq!(whole["table"], table);
                assert!(!whole["rows"].as_array().unwrap().is_empty(), "{link}");
            }
        }
    }
    // No spreadsheet takes a path for a formula, and programs get it as it is.
    let csv = one.browser.get("/desk/usage/broken.csv").await.body;
    let row = cells(csv.split("\r\n").nth(1).unwrap());
    let path = "=HYPERLINK(\"http://192.0.2.1\",1)";
    assert_eq!((row[1].as_str(), row[2].as_str()), (format!("'{path}").as_str(), "6"));
    let json = one.browser.get("/desk/usage/broken.json").await.body;
    let whole: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(whole["rows"][0]["path"], path);
    let address = format!("/desk/usage/days.json?from={0}&to={0}", Day::counted(today));
    let json = one.browser.get(&address).await.body;
    let whole: serde_json::Value = serde_json::from_str(&json).unwrap();
    let day = &whole["rows"][0];
    // Hours with views have a minute each in the test; six minutes of the first saw failures, one of
    // them an answer too.
    assert_eq!((day["requests"].as_u64(), day["failed"].as_u64()), (Some(54), Some(15)));
    assert_eq!((day["minutes"].as_u64(), day["minutes_up"].as_u64()), (Some(8), Some(3)));
    assert_eq!(day["uptime"].as_f64(), Some(0.375));
    assert!(day["p50_us"].is_u64() && day["p99_us"].is_u64() && day["bytes"].is_u64(), "{day}");
    // What there is no table of, or no days.
    for wrong in ["nothing.csv", "days.xlsx", "days", "days.csv?from=x", "days.csv?site=b.example"]
    {
        let page = one.browser.get(&format!("/desk/usage/{wrong}")).await;
        assert_eq!(page.status, 404, "{wrong}");
    }
    for role in [Role::PrivacyOfficer, Role::Auditor, Role::MembershipStaff] {
        let mut other = colleague(site, role).await;
        let before = site.entries();
        assert_eq!(other.browser.get("/desk/usage/days.csv").await.status, 403, "{role}");
        assert_eq!(site.entries(), before, "{role}");
    }
    let page = site.browser().get("/desk/usage/days.json").await;
    assert_eq!(page.location(), "/desk/signin");
}

async fn a_page_is_told_by_day(site: &Site) {
    keep(site, "www.example.org", "a");
    let today = i64::from(Day::of(site.app.now_ms()).number());
    let mut rollup = Rollup::new(today);
    fail(&mut rollup, 9, 6, "/second/<page>/");
    store(site, "www.example.org", "b", &rollup);
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let page = one.browser.get("/desk/usage").await;
    let link = page.main().split("href=\"").find(|rest| rest.contains("page=/second/"));
    let link = link.unwrap().split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let page = one.browser.get(link.split('#').next().unwrap()).await;
    let main = page.main();
    assert!(main.contains("<h2 id=\"page\">/second/&#60;page&#62;/</h2>"), "{main}");
    assert!(main.contains("This page, by day"), "{main}");
    let query = link.split_once('?').unwrap().1.split('#').next().unwrap();
    let json = one.browser.get(&format!("/desk/usage/page.json?{query}")).await.body;
    let whole: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(whole["page"], "/second/<page>/");
    let rows = whole["rows"].as_array().unwrap();
    let told: Vec<_> =
        rows.iter().map(|row| (row["views"].as_u64(), row["failed"].as_u64())).collect();
    assert_eq!(told, [(Some(12), None), (Some(12), Some(6))]);
    // A page of too few, and one that nobody ever viewed, look alike.
    for path in ["/of/nobody/else", "/third/", "/nowhere"] {
        let page = one.browser.get(&format!("/desk/usage?page={path}")).await;
        assert!(page.main().contains("Nothing is shown of this page"), "{path}");
    }
    // One site and a few days are told by the hour.
    let days = format!("from={}&to={}", Day::counted(today - 1), Day::counted(today));
    let page = one.browser.get(&format!("/desk/usage?site=www.example.org&{days}")).await;
    assert!(page.main().contains("How requests were answered, by hour"), "{}", page.main());
}

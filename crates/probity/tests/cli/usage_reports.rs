//! `probity usage report`, `pages` and `visits`: sums, on record, for two purposes and no third; nobody
//! in particular stands in them.

use std::fmt::Write as _;

use probity_policy::Purpose;

use crate::foundation::{Foundation, arg};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const SITE: &str = "www.example.org";

/// A day of a site: eight who view two pages, and one of them a third page, which nobody else views.
fn imported() -> Foundation {
    let foundation = Foundation::set_up();
    let mut log = String::new();
    let mut line = |second: u32, visitor: u32, path: &str, status: u16| {
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        writeln!(
            log,
            "192.0.2.{visitor} - - [10/Oct/2025:{hour:02}:{minute:02}:{second:02} +0000] \
             \"GET {path} HTTP/1.1\" {status} 512 \"-\" \"{BROWSER}\" 0.0{visitor}"
        )
        .unwrap();
    };
    for visitor in 1..9 {
        line(36_000 + visitor, visitor, "/", 200);
    }
    for visitor in 1..8 {
        line(36_060 + visitor, visitor, "/about/", 200);
    }
    line(36_100, 8, "/only/one/came", 200);
    for visitor in 1..7 {
        line(36_200 + visitor, visitor, "/gone/", 503);
    }
    let path = foundation.path().join("access.log");
    std::fs::write(&path, log).unwrap();
    foundation.expect(0, &["usage", "import", "--site", SITE, arg(&path)]);
    foundation
}

const DAYS: [&str; 4] = ["--from", "2025-10-01", "--to", "2025-10-31"];

fn with_days<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [words, &DAYS[..]].concat()
}

#[test]
fn a_report_is_sums_and_on_the_ledger() {
    let foundation = imported();
    let before = foundation.open().vault.head().unwrap().size;
    let report = foundation.report(0, &["usage", "report", "--month", "2025-10"]);
    assert_eq!(report["views"]["views"], 16, "{report}");
    assert_eq!(report["visits"]["visits"], 8, "{report}");
    assert_eq!(report["days"][0]["day"], "2025-10-10", "{report}");
    assert_eq!(report["days"][0]["visitors"], 8, "{report}");
    assert_eq!(report["answers"]["requests"], 22, "{report}");
    assert_eq!(report["answers"]["failed"], 6, "{report}");
    assert_eq!(report["hours"][0]["hour"], 10, "{report}");
    assert_eq!(report["broken"][0]["path"], "/gone/", "{report}");
    // The page that one viewed hides the next smaller one with itself.
    let pages = report["pages"].as_array().unwrap();
    assert_eq!((pages.len(), &pages[0]["path"]), (1, &serde_json::json!("/")), "{report}");
    assert_eq!(report["other_pages"], serde_json::json!({"views": 8, "left_out": 2}));
    assert_eq!(report["pages"][0]["views"], 8, "{report}");

    let open = foundation.open();
    let size = open.vault.head().unwrap().size;
    let entries = open.vault.recent(size, size - before).unwrap();
    let reading = entries.iter().find(|facts| facts.kind == probity_ledger::Kind::Use);
    let reading = reading.expect("the reading is on record");
    assert_eq!(reading.purpose.as_deref(), Some(Purpose::AvailabilityPerformance.name()));
    assert!(reading.clause.as_deref().unwrap().starts_with("U1"), "{reading:?}");
    drop(open);

    for command in ["report", "pages", "visits"] {
        let said = foundation.expect(0, &with_days(&["usage", command, "--site", SITE]));
        let json = foundation.report(0, &with_days(&["usage", command])).to_string();
        assert!(said.contains(SITE) && said.contains("U1"), "{said}");
        for text in [&said, &json] {
            assert!(!text.contains("192.0.2") && !text.contains("/only/one"), "{text}");
        }
        assert!(said.lines().all(|line| line == line.trim_end()), "{said}");
    }
    let said = foundation.expect(0, &with_days(&["usage", "report"]));
    for part in
        ["The worst hours", "2025-10-10 10:00", "Paths that failed", "72.73 %", "Firefox 128"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn other_purposes_and_persons_are_refused() {
    let foundation = imported();
    let before = foundation.open().vault.head().unwrap().size;
    for purpose in ["content-improvement", "communication", "fraud-prevention"] {
        let said = foundation.expect(2, &with_days(&["usage", "report", "--for", purpose]));
        assert!(said.contains("U1"), "{said}");
    }
    for who in [["--address", "192.0.2.1"], ["--member", "ada@example.org"]] {
        let said = foundation.expect(2, &[&["usage", "visits"][..], &who[..]].concat());
        assert!(said.contains("clause U1") && !said.contains(who[1]), "{said}");
    }
    assert_eq!(foundation.open().vault.head().unwrap().size, before, "nothing was read");
    foundation.expect(0, &with_days(&["usage", "report", "--for", "intrusion-protection"]));
}

#[test]
fn what_there_is_nothing_of_is_said() {
    let foundation = Foundation::set_up();
    assert!(foundation.expect(2, &["usage", "report"]).contains("usage import"));
    let foundation = imported();
    let said = foundation.expect(2, &["usage", "report", "--site", "shop.example.org"]);
    assert!(said.contains("`shop.example.org`") && said.contains("`www.example.org`"), "{said}");
    let said = foundation.expect(2, &["usage", "pages", "--month", "2025-09"]);
    assert!(said.contains("`www.example.org` from 2025-10-10 to 2025-10-10"), "{said}");
    let said =
        foundation.expect(2, &["usage", "visits", "--from", "2025-10-09", "--to", "2025-10-01"]);
    assert!(said.contains("swap them"), "{said}");
    for wrong in [["--month", "2025-13"], ["--from", "yesterday"], ["--for", "fun"]] {
        foundation.expect(2, &[&["usage", "report"][..], &wrong[..]].concat());
    }
}

//! `probity usage visits --jsonl` and `usage pages --jsonl`: each visit and page view, for protection.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::foundation::{Foundation, arg};
use crate::imports::{SITE, import, later, line, long_ago, now, write};
use crate::support::program::text;

/// The objects that a command prints.
fn rows(foundation: &Foundation, command: &str, more: &[&str]) -> Vec<Value> {
    let output = foundation.run(&[&["usage", command, "--jsonl"][..], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(output.stderr.is_empty(), "{}", text(&output));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Noon of yesterday.
fn yesterday() -> Timestamp {
    let day = (now() - SignedDuration::from_hours(24)).strftime("%Y-%m-%d");
    format!("{day}T12:00:00Z").parse().unwrap()
}

/// A visit of two pages yesterday, one of a page long ago, and one of another site.
fn visited() -> Foundation {
    let foundation = Foundation::set_up();
    let at = yesterday();
    let log = [
        line(long_ago(), "192.0.2.77", "/old"),
        line(at, "192.0.2.77", "/news"),
        line(at, "192.0.2.77", "/style.css"),
        line(later(at, 1), "192.0.2.77", "/join"),
    ];
    let log = write(&foundation, "access.log", log.concat());
    import(&foundation, &[&log]);
    let other = write(&foundation, "other.log", line(at, "2001:db8:1:2::9", "/"));
    foundation.report(0, &["usage", "import", "--site", "shop.example.org", arg(&other)]);
    foundation
}

#[test]
fn visits_and_pages_are_objects_with_addresses_as_long_as_these_are_kept() {
    let foundation = visited();
    let at = yesterday();
    let days = ["--from", "2025-10-01", "--site", SITE];
    let expected = [
        json!({
            "site": SITE, "ip": "192.0.2.0/24", "start": "2025-10-10T10:00:00Z", "duration_s": 0,
            "pages": 1, "browser": "Firefox 128.0", "os": "Linux", "entry": "/old", "exit": "/old",
        }),
        json!({
            "site": SITE, "ip": "192.0.2.77", "start": at.to_string(), "duration_s": 60, "pages": 2,
            "browser": "Firefox 128.0", "os": "Linux", "entry": "/news", "exit": "/join",
        }),
    ];
    assert_eq!(rows(&foundation, "visits", &days), expected);
    let page = |ip: &str, start: Timestamp, path: &str, duration: Option<u32>| {
        json!({
            "site": SITE, "ip": ip, "user_agent": "Firefox 128.0 on Linux",
            "start": start.to_string(), "path": path, "duration_s": duration, "status": 200,
        })
    };
    let mut pages = rows(&foundation, "pages", &days);
    pages.sort_by_key(|page| page["start"].as_str().unwrap().to_owned());
    let expected = [
        page("192.0.2.0/24", long_ago(), "/old", None),
        page("192.0.2.77", at, "/news", Some(60)),
        page("192.0.2.77", later(at, 1), "/join", None),
    ];
    assert_eq!(pages, expected);
    // All sites, the last thirty days.
    let found = rows(&foundation, "visits", &[]);
    let ips: Vec<&str> = found.iter().map(|visit| visit["ip"].as_str().unwrap()).collect();
    assert_eq!(ips, ["2001:db8:1:2::9", "192.0.2.77"]);
    let both = ["--site", SITE, "--site", "shop.example.org"];
    assert_eq!(rows(&foundation, "visits", &both).len(), 2);
    assert!(rows(&foundation, "visits", &["--to", "2024-01-01"]).is_empty());
}

#[test]
fn it_is_a_use_for_protection_on_record_and_other_purposes_see_no_address() {
    let foundation = visited();
    let before = foundation.open().vault.head().unwrap().size;
    rows(&foundation, "pages", &[]);
    let open = foundation.open();
    let size = open.vault.head().unwrap().size;
    assert_eq!(size, before + 1);
    let entry = &open.vault.recent(size, 1).unwrap()[0];
    assert_eq!(entry.kind, probity_ledger::Kind::Use);
    assert_eq!(entry.purpose.as_deref(), Some("intrusion-protection"));
    drop(open);
    for name in ["--for", "--purpose"] {
        let found =
            rows(&foundation, "visits", &["--site", SITE, name, "availability-performance"]);
        assert_eq!(found[0]["ip"], "192.0.2.0/24", "{found:?}");
    }
    let size = foundation.open().vault.head().unwrap().size;
    for command in ["visits", "pages"] {
        let words = ["usage", command, "--jsonl"];
        for refused in [
            ["--purpose", "content-improvement"],
            ["--address", "192.0.2.77"],
            ["--member", "ada@example.org"],
        ] {
            let said = foundation.expect(2, &[&words[..], &refused].concat());
            assert!(said.contains("U1") && !said.contains("192.0.2"), "{said}");
        }
        foundation.expect(2, &[&words[..], &["--json"]].concat());
        let said = foundation.expect(2, &[&words[..], &["--site", "nowhere.example"]].concat());
        assert!(said.contains("`nowhere.example`"), "{said}");
    }
    assert_eq!(foundation.open().vault.head().unwrap().size, size, "nothing was read");
}

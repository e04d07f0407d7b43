//! Lines that could not be read: kept sealed, shown for a need and on record, gone when addresses are.

use std::fs;
use std::io::Write as _;

use serde_json::Value;

use crate::foundation::{Foundation, arg};
use crate::imports::{SITE, import, line, long_ago, numbers, recently, write};
use crate::support::program::text;

/// The objects that `usage rejected --jsonl` prints.
fn rejected(foundation: &Foundation, more: &[&str]) -> Vec<Value> {
    let output = foundation
        .run(&[&["usage", "rejected", "--need", "incident", "--jsonl"][..], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Line and reason of each.
fn told(found: &[Value]) -> Vec<(u64, &str)> {
    let one = |one: &'_ Value| one["line"].as_u64().unwrap();
    found.iter().map(|found| (one(found), found["reason"].as_str().unwrap())).collect()
}

/// A log with three lines that are none.
fn log() -> Vec<u8> {
    let mut log = line(recently(), "192.0.2.1", "/").into_bytes();
    log.extend(b"nonsense of 192.0.2.77 \x1b[31m\x00\xff\n\n");
    log.extend(line(recently(), "192.0.2.1", "/a").into_bytes());
    log.extend(line(recently(), "nobody", "/b").into_bytes());
    (0..5).for_each(|_| log.extend(line(recently(), "192.0.2.2", "/c").into_bytes()));
    log
}

#[test]
fn rejected_lines_are_sealed_and_shown_for_a_need_on_record() {
    let foundation = Foundation::set_up();
    let path = write(&foundation, "access.log", log());
    let report = import(&foundation, &[&path]);
    assert_eq!(numbers(&report, &["lines", "accepted", "rejected"]), [10, 7, 3]);
    let said = foundation.expect(2, &["usage", "rejected"]);
    assert!(said.contains("--need") && !said.contains("192.0.2.77"), "{said}");
    let before = foundation.open().vault.head().unwrap().size;
    let found = rejected(&foundation, &["--site", SITE]);
    assert_eq!(told(&found), [(2, "layout"), (3, "blank"), (5, "address")]);
    assert_eq!(found[0]["text"], "nonsense of 192.0.2.77 \\u{1b}[31m\\u{0}\\xff", "{found:?}");
    assert_eq!((&found[0]["file"], &found[0]["site"]), (&"access.log".into(), &SITE.into()));
    assert!(found[2]["text"].as_str().unwrap().starts_with("nobody - - ["), "{found:?}");
    let open = foundation.open();
    let size = open.vault.head().unwrap().size;
    assert_eq!(size, before + 1);
    let entry = &open.vault.recent(size, 1).unwrap()[0];
    assert_eq!(entry.kind, probity_ledger::Kind::Use);
    assert_eq!(entry.purpose.as_deref(), Some("intrusion-protection"));
    drop(open);
    assert!(rejected(&foundation, &["--site", "shop.example.org"]).is_empty());
    let shown = foundation.expect(0, &["usage", "rejected", "--need", "attack"]);
    assert!(shown.contains("access.log:2  layout  nonsense of 192.0.2.77 \\u{1b}"), "{shown}");
    for wrong in [&["--day", "2026-11-01", "--from", "2026-11-01"][..], &["--need", "curiosity"]] {
        foundation.expect(2, &[&["usage", "rejected", "--need", "attack"], wrong].concat());
    }
    // Nowhere in plain: neither in the database nor in a file beside it.
    let mut folders = vec![foundation.data()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = fs::read(entry.path()).unwrap();
            for hidden in [&b"nonsense of"[..], b"192.0.2.77", b"access.log"] {
                let found = bytes.windows(hidden.len()).any(|window| window == hidden);
                assert!(!found, "{} has it in plain", entry.path().display());
            }
        }
    }
}

#[test]
fn a_line_is_kept_once_and_has_its_number_in_a_log_that_grew() {
    let foundation = Foundation::set_up();
    let path = write(&foundation, "access.log", log());
    import(&foundation, &[&path]);
    assert_eq!(import(&foundation, &[&path])["rejected"], 0);
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(b"more nonsense\n").unwrap();
    drop(file);
    assert_eq!(numbers(&import(&foundation, &[&path]), &["duplicates", "rejected"]), [10, 1]);
    let found = rejected(&foundation, &[]);
    assert_eq!(told(&found), [(2, "layout"), (3, "blank"), (5, "address"), (11, "layout")]);
    // A copy of the data takes them along.
    let backup = foundation.path().join("backup");
    foundation.expect(0, &["backup", arg(&backup)]);
    foundation.expect(0, &["restore", arg(&backup), "--replace"]);
    assert_eq!(rejected(&foundation, &[]), found);
}

#[test]
fn what_leaves_nothing_leaves_no_rejected_line_and_what_is_over_is_not_kept() {
    let foundation = Foundation::set_up();
    let mut old = line(long_ago(), "192.0.2.1", "/");
    old.push_str(&line(long_ago(), "nobody", "/"));
    let path = write(&foundation, "old.log", old);
    let report = import(&foundation, &[&path]);
    assert_eq!(numbers(&report, &["rejected", "rejected_kept"]), [1, 0]);
    let said =
        foundation.expect(0, &["usage", "rejected", "--need", "attack", "--day", "2025-10-10"]);
    assert!(said.contains("time is over") && !said.contains("nobody"), "{said}");
    // Refused for another file: nothing of this one is kept.
    let good = write(&foundation, "access.log", log());
    let csv = write(&foundation, "members.csv", "name,email\nJane,jane@example.org\n");
    foundation.expect(2, &["usage", "import", "--site", SITE, arg(&good), arg(&csv)]);
    assert!(rejected(&foundation, &[]).is_empty());
}

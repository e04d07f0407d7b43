//! `probity ledger`: any flipped byte, missing or reordered entry is found and named.

use std::fs;

use probity_ledger::{Leaf, TlogProof, VerifyingKey};
use rusqlite::Connection;

use crate::foundation::{Foundation, arg};
use crate::support::program::text;

/// Fails unless verification exits with 1 and names `place` in a report.
fn broken(foundation: &Foundation, place: &str, how: &str) {
    let report = foundation.report(1, &["ledger", "verify"]);
    assert_eq!(report["ok"], false, "{how}");
    let fault = report["fault"].as_str().unwrap();
    assert!(fault.contains(place), "{how}: {fault}");
    for key in ["entries", "root", "checked_subjects"] {
        assert!(report.get(key).is_some(), "{key}: {report}");
    }
}

/// Runs SQL on the data, then verifies, then puts the data back.
fn tamper(foundation: &Foundation, sql: &str, place: &str) {
    let path = foundation.database();
    let whole = fs::read(&path).unwrap();
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().unwrap();
    broken(foundation, place, sql);
    fs::write(&path, whole).unwrap();
}

/// One statement that flips the lowest bit of a byte of a blob.
fn flip(table: &str, column: &str, row: &str, byte: usize) -> String {
    let at = |from: usize, count: &str| format!("substr({column}, {from}{count})");
    // SQLite has no exclusive or for blobs: the byte is replaced by its neighbour in value.
    let hex = format!("hex({})", at(byte + 1, ", 1"));
    let pairs = (0..=255_u8).map(|n| format!(" WHEN '{n:02X}' THEN x'{:02X}'", n ^ 1));
    let pairs = pairs.collect::<Vec<_>>().concat();
    format!(
        "UPDATE {table} SET {column} = CAST({} || (CASE {hex}{pairs} END) || {} AS BLOB) WHERE {row};",
        at(1, &format!(", {byte}")),
        at(byte + 2, "")
    )
}

#[test]
fn a_sound_ledger_verifies_and_keeps_its_interface() {
    let foundation = Foundation::with_members(4);
    foundation.erase(3);
    let report = foundation.report(0, &["ledger", "verify"]);
    assert_eq!(report["ok"], true);
    assert!(report["entries"].as_u64().unwrap() > 4);
    assert_eq!(report["root"].as_str().unwrap().len(), 64);
    // Four members and the foundation, one of them erased.
    assert_eq!(report["checked_subjects"], 4);
    assert!(report.get("fault").is_none());
    let said = foundation.expect(0, &["ledger", "verify"]);
    assert!(said.contains("the ledger holds") && said.contains("1 of them erased"), "{said}");
}

#[test]
fn every_flipped_byte_of_an_entry_is_found_and_named() {
    let foundation = Foundation::with_members(2);
    let connection = Connection::open(foundation.database()).unwrap();
    let length: i64 = connection
        .query_row("SELECT length(body) FROM ledger_entry WHERE idx = 2", [], |row| row.get(0))
        .unwrap();
    connection.close().unwrap();
    for byte in 0..usize::try_from(length).unwrap() {
        tamper(&foundation, &flip("ledger_entry", "body", "idx = 2", byte), "entry `2`");
    }
}

#[test]
fn every_column_of_an_entry_and_of_the_tree_is_checked() {
    let foundation = Foundation::with_members(120);
    let size: i64 = Connection::open(foundation.database())
        .unwrap()
        .query_row("SELECT size FROM ledger_head", [], |row| row.get(0))
        .unwrap();
    assert!(size > 256, "the ledger is long enough for a whole tile: {size}");
    for column in ["subject", "commitment", "binding", "leaf"] {
        tamper(&foundation, &flip("ledger_entry", column, "idx = 7", 0), "entry `7`");
        tamper(&foundation, &flip("ledger_entry", column, "idx = 7", 15), "entry `7`");
    }
    let last = size - 1;
    for (sql, place) in [
        (
            "UPDATE ledger_entry SET seq = seq + 100 WHERE idx = 7".to_owned(),
            "entry `7`".to_owned(),
        ),
        // Missing, at the start, in the middle and at the end.
        ("DELETE FROM ledger_entry WHERE idx = 0".to_owned(), "entry `0`".to_owned()),
        ("DELETE FROM ledger_entry WHERE idx = 40".to_owned(), "entry `40`".to_owned()),
        (format!("DELETE FROM ledger_entry WHERE idx = {last}"), String::new()),
        // The same with the later ones moved up: what is named is the first thing that does not fit.
        (
            "DELETE FROM ledger_entry WHERE idx = 40; \
             UPDATE ledger_entry SET idx = -idx WHERE idx > 40; \
             UPDATE ledger_entry SET idx = -idx - 1 WHERE idx < 0; \
             UPDATE ledger_head SET size = size - 1"
                .to_owned(),
            String::new(),
        ),
        // Reordered: named is the first entry that does not fit.
        (
            "UPDATE ledger_entry SET idx = -1 WHERE idx = 40; \
             UPDATE ledger_entry SET idx = 40 WHERE idx = 50; \
             UPDATE ledger_entry SET idx = 50 WHERE idx = -1"
                .to_owned(),
            String::new(),
        ),
        // Doubled at the end.
        (
            format!(
                "INSERT INTO ledger_entry SELECT {size}, subject, seq + 1, body, commitment, binding, \
                 leaf FROM ledger_entry WHERE idx = {last}"
            ),
            format!("entry `{size}`"),
        ),
        // The head.
        ("UPDATE ledger_head SET size = size - 1".to_owned(), String::new()),
        ("UPDATE ledger_head SET size = size + 1".to_owned(), String::new()),
        (flip("ledger_head", "root", "id = 1", 3), String::new()),
        ("DELETE FROM ledger_head".to_owned(), String::new()),
        // The tree above the leaves.
        (flip("ledger_node", "hash", "level = 1 AND idx = 0", 31), "tree node `1/0`".to_owned()),
        ("DELETE FROM ledger_node WHERE level = 1".to_owned(), "tree node `1/0`".to_owned()),
        (
            "INSERT INTO ledger_node SELECT level, idx + 1, hash FROM ledger_node".to_owned(),
            "tree node `1/1`".to_owned(),
        ),
        // Values of another type than was written.
        ("UPDATE ledger_entry SET body = NULL WHERE idx = 9".to_owned(), "entry `9`".to_owned()),
        ("UPDATE ledger_entry SET leaf = 'x' WHERE idx = 9".to_owned(), "entry `9`".to_owned()),
    ] {
        if Connection::open(foundation.database())
            .unwrap()
            .execute_batch(&format!("BEGIN; {sql}; ROLLBACK;"))
            .is_err()
        {
            // The table's own rules refuse it: nothing to find.
            continue;
        }
        tamper(&foundation, &sql, &place);
    }
    assert_eq!(foundation.report(0, &["ledger", "verify"])["ok"], true);
}

/// Where the pages of the ledger's tables lie in the file, and how long they are.
fn ledger_pages(path: &std::path::Path) -> Vec<(i64, i64)> {
    let connection = Connection::open(path).unwrap();
    let text = "SELECT pgoffset, pgsize FROM dbstat WHERE name LIKE '%ledger%'";
    let mut pages = connection.prepare(text).unwrap();
    let pages = pages.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    pages.collect::<Result<_, _>>().unwrap()
}

/// A bit flipped anywhere in the pages of the ledger's tables, or in the first page of the file:
/// either it was in no use, and all holds as before, or it is found out. It is never a crash.
#[test]
fn a_file_that_rots_is_found_out() {
    let foundation = Foundation::with_members(3);
    let path = foundation.database();
    let sound = foundation.report(0, &["ledger", "verify"]);
    let whole = fs::read(&path).unwrap();
    let pages = ledger_pages(&path);
    assert!(pages.len() > 3, "{pages:?}");
    let ledger = pages.iter().flat_map(|(from, size)| (*from..from + size).step_by(61));
    let mut found = 0;
    for byte in (0..100).step_by(9).chain(ledger) {
        let byte = usize::try_from(byte).unwrap();
        let mut bytes = whole.clone();
        bytes[byte] ^= 0x10;
        fs::write(&path, bytes).unwrap();
        let output = foundation.run(&["ledger", "verify", "--json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("byte {byte}: {}", text(&output)));
        match output.status.code() {
            Some(0) => assert_eq!(report, sound, "byte {byte}"),
            Some(1) => found += 1,
            _ => panic!("byte {byte}: {}", text(&output)),
        }
    }
    assert!(found > 20, "only {found} were found");
    fs::write(&path, whole).unwrap();
}

#[test]
fn a_kept_checkpoint_must_be_continued() {
    let foundation = Foundation::with_members(2);
    let kept = foundation.path().join("kept.txt");
    fs::write(&kept, foundation.run(&["ledger", "checkpoint"]).stdout).unwrap();
    foundation.erase(1);
    foundation.expect(0, &["ledger", "verify", "--checkpoint", arg(&kept)]);

    // Another ledger's checkpoint, and one that nobody signed.
    let other = Foundation::with_members(2);
    let theirs = other.path().join("theirs.txt");
    fs::write(&theirs, other.run(&["ledger", "checkpoint"]).stdout).unwrap();
    let said = foundation.expect(2, &["ledger", "verify", "--checkpoint", arg(&theirs)]);
    assert!(said.contains("no checkpoint of this ledger"), "{said}");
    foundation.expect(2, &["ledger", "verify", "--checkpoint", "/no/such/file"]);

    // An old copy of the data put in place of the new one: the ledger is shorter than what was signed.
    let later = foundation.path().join("later.txt");
    fs::write(&later, foundation.run(&["ledger", "checkpoint"]).stdout).unwrap();
    let connection = Connection::open(foundation.database()).unwrap();
    connection
        .execute_batch(
            "DELETE FROM ledger_entry WHERE idx = (SELECT MAX(idx) FROM ledger_entry); \
             UPDATE ledger_head SET size = size - 1",
        )
        .unwrap();
    connection.close().unwrap();
    let report = foundation.report(1, &["ledger", "verify", "--checkpoint", arg(&later)]);
    assert_eq!(report["ok"], false);
}

#[test]
fn a_proof_is_checked_with_nothing_but_itself_and_the_public_key() {
    let foundation = Foundation::with_members(5);
    let key = String::from_utf8(foundation.run(&["ledger", "checkpoint", "--key"]).stdout).unwrap();
    let key: VerifyingKey = key.trim().parse().unwrap();
    let report = foundation.report(0, &["ledger", "prove", "4"]);
    let text = String::from_utf8(foundation.run(&["ledger", "prove", "4"]).stdout).unwrap();
    let proof: TlogProof = text.parse().unwrap();
    let hash = |name: &str| {
        let hex = report[name].as_str().unwrap();
        let byte = |at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap();
        std::array::from_fn(byte)
    };
    let leaf = Leaf { commitment: hash("commitment"), binding: hash("binding") };
    let checkpoint = proof.verify(&leaf, &key).unwrap();
    assert_eq!(report["size"].as_u64(), Some(checkpoint.size));
    let wrong = Leaf { binding: hash("commitment"), ..leaf };
    assert!(proof.verify(&wrong, &key).is_err());

    let said = foundation.expect(2, &["ledger", "prove", "100000"]);
    assert!(said.contains("`100000`"), "{said}");
    let since = foundation.report(0, &["ledger", "prove", "--since", "2"]);
    assert_eq!(since["size"].as_u64(), Some(checkpoint.size));
    foundation.expect(2, &["ledger", "prove", "--since", "100000"]);
}

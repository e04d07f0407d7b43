//! `probity backup` and `probity restore`: keys stay where they are, erasures reach every copy.

use std::fs;
use std::path::Path;

use crate::foundation::{Foundation, arg};

fn size(foundation: &Foundation) -> u64 {
    foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap()
}

fn copy_dir(from: &Path, to: &Path) {
    let mut private = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
    private.recursive(true).create(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn whoever_was_erased_since_stays_erased_and_the_ledger_goes_on() {
    let foundation = Foundation::with_members(4);
    let backup = foundation.path().join("backup");
    let report = foundation.report(0, &["backup", arg(&backup)]);
    assert!(report["rows"].as_u64().unwrap() > 0);
    foundation.erase(2);
    let before = size(&foundation);

    // Not without being told that the data there are replaced.
    let said = foundation.expect(2, &["restore", arg(&backup)]);
    assert!(said.contains("holds data already"), "{said}");
    let report = foundation.report(0, &["restore", arg(&backup), "--replace"]);
    assert_eq!(report["erasures_replayed"], 1);

    let open = foundation.open();
    assert!(Foundation::member(&open, 2).is_none(), "who was erased is not found");
    assert!(Foundation::member(&open, 1).is_some(), "who was not is there");
    drop(open);
    assert!(size(&foundation) > before, "no entry was lost, the restoration is on record");
    foundation.expect(0, &["doctor", "--full"]);
}

#[test]
fn a_backup_holds_no_key_and_opens_nothing_by_itself() {
    let foundation = Foundation::with_members(2);
    let backup = foundation.path().join("backup");
    foundation.expect(0, &["backup", arg(&backup)]);
    let names: Vec<_> = fs::read_dir(&backup)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!names.iter().any(|name| name.contains("key")), "{names:?}");

    // Without the keys there is nothing to restore into.
    let bare = Foundation::unused();
    let said = bare.expect(2, &["restore", arg(&backup)]);
    assert!(said.contains("key store is empty"), "{said}");

    // With another foundation's keys neither.
    let other = Foundation::with_members(1);
    let said = other.expect(2, &["restore", arg(&backup), "--replace"]);
    assert!(said.contains("keys do not belong"), "{said}");
    assert_eq!(other.report(0, &["ledger", "verify"])["ok"], true);
}

#[test]
fn a_new_machine_needs_the_backup_and_the_copy_of_the_keys() {
    let foundation = Foundation::with_members(3);
    let backup = foundation.path().join("backup");
    foundation.expect(0, &["backup", arg(&backup)]);
    let entries = size(&foundation);
    let fresh = Foundation::unused();
    copy_dir(&foundation.data().join("keys"), &fresh.data().join("keys"));
    let report = fresh.report(0, &["restore", arg(&backup)]);
    assert_eq!(report["erasures_replayed"], 0);
    assert_eq!(size(&fresh), entries + 1);
    let open = fresh.open();
    assert!(Foundation::member(&open, 0).is_some());
    drop(open);
    fresh.expect(0, &["doctor", "--full"]);
}

#[test]
fn versions_published_since_stay_published() {
    let foundation = Foundation::set_up();
    let backup = foundation.path().join("backup");
    foundation.expect(0, &["backup", arg(&backup)]);
    let draft = foundation.draft("2031-01-01", &[]);
    foundation.expect(0, &["policy", "publish", arg(&draft)]);
    foundation.expect(0, &["restore", arg(&backup), "--replace"]);
    let open = foundation.open();
    assert_eq!(open.vault.archive().versions().count(), 2);
    assert_eq!(probity::data::published::record(&open.vault).unwrap().len(), 2);
}

#[test]
fn a_damaged_or_unfinished_backup_changes_nothing() {
    let foundation = Foundation::with_members(2);
    let backup = foundation.path().join("backup");
    foundation.expect(0, &["backup", arg(&backup)]);
    assert!(foundation.expect(2, &["backup", arg(&backup)]).contains("is there already"));
    let entries = size(&foundation);

    let file = backup.join("data.sqlite");
    let whole = fs::read(&file).unwrap();
    let sql = rusqlite::Connection::open(&file).unwrap();
    sql.execute("UPDATE datum SET sealed = zeroblob(8)", []).unwrap();
    drop(sql);
    let said = foundation.expect(2, &["restore", arg(&backup), "--replace"]);
    assert!(said.contains("damaged"), "{said}");
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    foundation.expect(2, &["restore", arg(&backup), "--replace"]);
    fs::write(&file, whole).unwrap();

    // A version of the policy that is not the one that was published.
    let policy = backup.join("policies/2026-11-23/policy.md");
    fs::write(&policy, "changed").unwrap();
    let said = foundation.expect(2, &["restore", arg(&backup), "--replace"]);
    assert!(said.contains("differs"), "{said}");
    assert!(foundation.expect(2, &["restore", "/no/such/backup"]).contains("is no backup"));
    assert_eq!(size(&foundation), entries);
}

//! The master key: rotated, missing, wrong.

use std::fs;

use crate::foundation::{Foundation, SERVE, printed};
use crate::support::program::program;

#[test]
fn rotating_replaces_the_master_and_everything_still_opens() {
    let foundation = Foundation::with_members(3);
    let path = foundation.data().join("keys/master.key");
    let before = fs::read_to_string(&path).unwrap();
    let report = foundation.report(0, &["keys", "rotate"]);
    assert!(report["keys"].as_u64().unwrap() >= 3, "{report}");
    let after = fs::read_to_string(&path).unwrap();
    assert_ne!(before, after);
    assert!(after.contains(report["master"].as_str().unwrap()), "{report}");
    assert_eq!(foundation.report(0, &["ledger", "verify"])["ok"], true);

    fs::write(&path, before).unwrap();
    let said = foundation.expect(2, &["ledger", "verify"]);
    assert!(said.contains("put back the master key"), "{said}");
}

#[test]
fn without_its_master_key_nothing_starts_and_nothing_is_made() {
    let foundation = Foundation::with_members(1);
    let path = foundation.data().join("keys/master.key");
    let key = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    for words in [SERVE, &["ledger", "verify"], &["keys", "rotate"]] {
        let said = foundation.expect(2, words);
        assert!(said.contains("master key is missing"), "{said}");
        assert!(said.contains("PROBITY_MASTER_KEY"), "{said}");
        assert!(!path.exists(), "no new key is made");
    }
    assert!(foundation.expect(1, &["doctor"]).contains("master.key` is missing"));

    // From the environment it serves as well.
    let mut command = program();
    command.args(["ledger", "verify", "--data"]).arg(foundation.data());
    let line = key.lines().find(|line| line.starts_with("probity-master")).unwrap();
    printed(&command.env("PROBITY_MASTER_KEY", line).output().unwrap(), 0);
    printed(&command.env("PROBITY_MASTER_KEY", "nonsense").output().unwrap(), 2);
}

#[test]
fn new_keys_are_never_made_beside_old_data() {
    let foundation = Foundation::with_members(1);
    fs::remove_dir_all(foundation.data().join("keys")).unwrap();
    let said = foundation.expect(2, SERVE);
    assert!(said.contains("put back the copy"), "{said}");
    assert!(!foundation.data().join("keys/master.key").exists());

    // Another foundation's keys are not these data's.
    let other = Foundation::with_members(1);
    fs::remove_dir_all(foundation.data().join("keys")).ok();
    fs::create_dir(foundation.data().join("keys")).unwrap();
    for name in ["master.key", "keys.db"] {
        let from = other.data().join("keys").join(name);
        fs::copy(from, foundation.data().join("keys").join(name)).unwrap();
    }
    let said = foundation.expect(2, SERVE);
    assert!(said.contains("do not belong to this data"), "{said}");
}

//! `probity init`, and what every command says of a directory that it can't use.

use std::fs;

use probity::config::Config;

use crate::foundation::{Foundation, SERVE, arg};

#[test]
fn it_lays_out_a_directory_that_only_its_owner_can_read() {
    let foundation = Foundation::unused();
    let report = foundation.report(0, &["init", "--name", "The Reading Room"]);
    let data = foundation.data();
    assert_eq!(report["data"], arg(&data));
    assert_eq!(report["policies"][0], "2026-11-23");
    assert_eq!(fs::read_to_string(data.join("VERSION")).unwrap(), "probity-data 1\n");
    let config = Config::load(&data).unwrap();
    assert_eq!(config.foundation.name, "The Reading Room");
    assert!(data.join("policies/2026-11-23/policy.md").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| fs::metadata(data.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(""), 0o700);
        assert_eq!(mode("keys"), 0o700);
        for file in ["keys/master.key", "keys/keys.db", "foundation.toml", "probity.db"] {
            assert_eq!(mode(file), 0o600, "{file}");
        }
    }
}

#[test]
fn what_is_there_is_left_alone() {
    let foundation = Foundation::set_up();
    let key = fs::read(foundation.data().join("keys/master.key")).unwrap();
    assert!(foundation.expect(2, &["init"]).contains("set up already"));
    assert_eq!(fs::read(foundation.data().join("keys/master.key")).unwrap(), key);

    let other = Foundation::unused();
    fs::create_dir(other.data()).unwrap();
    fs::write(other.data().join("letter.txt"), "mine").unwrap();
    assert!(other.expect(2, &["init"]).contains("is not empty"));
    assert!(other.expect(2, &["demo"]).contains("is not a data directory"));
}

#[test]
fn every_command_says_how_to_make_a_directory_that_is_missing() {
    let foundation = Foundation::unused();
    let backup = foundation.path().join("backup");
    for words in [
        SERVE,
        &["ledger", "verify"],
        &["ledger", "checkpoint"],
        &["ledger", "prove", "0"],
        &["backup", arg(&backup)],
        &["keys", "rotate"],
    ] {
        let said = foundation.expect(2, words);
        assert!(
            said.contains("is not a data directory") && said.contains("probity init"),
            "{said}"
        );
    }
    assert!(!foundation.data().exists() && !backup.exists());
    assert!(foundation.expect(1, &["doctor"]).contains("probity init"));
}

#[test]
fn a_directory_of_a_newer_program_is_refused() {
    let foundation = Foundation::set_up();
    fs::write(foundation.data().join("VERSION"), "probity-data 2\n").unwrap();
    for words in [SERVE, &["demo"], &["ledger", "verify"], &["keys", "rotate"]] {
        let said = foundation.expect(2, words);
        assert!(said.contains("format 2, newer than this program knows (1)"), "{said}");
    }
    fs::write(foundation.data().join("VERSION"), "probity-data 1\n").unwrap();
    let sql = rusqlite::Connection::open(foundation.database()).unwrap();
    sql.execute("INSERT INTO schema_version (component, version) VALUES ('vault', 9999)", [])
        .unwrap();
    drop(sql);
    for words in [SERVE, &["ledger", "verify"]] {
        let said = foundation.expect(2, words);
        assert!(said.contains("newer release"), "{said}");
    }
}

#[test]
fn a_mistake_in_the_configuration_is_shown_with_its_place() {
    let foundation = Foundation::set_up();
    let path = foundation.data().join("foundation.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("privacy_contact", "privacy_contract")).unwrap();
    let said = foundation.expect(2, SERVE);
    assert!(said.contains("unknown key `privacy_contract`"), "{said}");
    assert!(said.contains("foundation.toml:") && said.contains("^^^^"), "{said}");
    assert!(foundation.expect(1, &["doctor"]).contains("privacy_contract"));
}

//! The same commands with data and keys in PostgreSQL. Needs the server that `cargo xtask test`
//! starts.

use std::fs;

use crate::foundation::{Foundation, arg};
use crate::support::http::Client;
use crate::support::postgres::Databases;
use crate::support::program::{Server, program};

#[test]
fn set_up_served_rotated_backed_up_and_restored_on_postgresql() {
    let databases = Databases::create("cli");
    let foundation = Foundation::unused();
    let (data, keys) = (databases.data_url(), databases.keys_url());
    foundation.expect(0, &["init", "--database", &data, "--keys-database", &keys]);
    let names: Vec<_> = fs::read_dir(foundation.data())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!names.contains(&"probity.db".to_owned()), "nothing is kept in files: {names:?}");
    foundation.enrol(5);

    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(foundation.data());
    let server = Server::start(&mut command);
    assert_eq!(Client::new(&server.base).get("/readyz").status, 200);
    foundation.expect(0, &["ledger", "verify"]);
    server.stop();

    let backup = foundation.path().join("backup");
    foundation.expect(0, &["backup", arg(&backup)]);
    foundation.expect(0, &["keys", "rotate"]);
    foundation.erase(4);
    let report = foundation.report(0, &["restore", arg(&backup), "--replace"]);
    assert_eq!(report["erasures_replayed"], 1);
    foundation.expect(0, &["doctor", "--full"]);
    assert_eq!(foundation.report(0, &["ledger", "verify"])["checked_subjects"], 5);
}

/// A foundation that outgrows its files moves by way of a backup; the keys may stay where they are.
#[test]
fn a_backup_of_sqlite_is_restored_into_postgresql() {
    let databases = Databases::create("move");
    let foundation = Foundation::with_members(3);
    let entries = foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap();
    let backup = foundation.path().join("backup");
    foundation.expect(0, &["backup", arg(&backup)]);
    let path = foundation.data().join("foundation.toml");
    let text = fs::read_to_string(&path).unwrap();
    let example = "#url = \"postgres://probity@localhost/probity\"";
    assert!(text.contains(example), "{text}");
    let setting = format!("url = \"{}\"", databases.data_url());
    fs::write(&path, text.replace(example, &setting)).unwrap();

    foundation.expect(0, &["restore", arg(&backup)]);
    fs::remove_file(foundation.database()).unwrap();
    let report = foundation.report(0, &["ledger", "verify"]);
    assert_eq!(report["entries"].as_u64(), Some(entries + 1));
    let open = foundation.open();
    assert!(Foundation::member(&open, 2).is_some());
    drop(open);
    foundation.expect(0, &["doctor", "--full"]);
}

#[test]
fn a_database_out_of_reach_is_an_error_and_no_verdict() {
    let foundation = Foundation::unused();
    let nowhere = "postgres://nobody:hunter2@127.0.0.1:1/none";
    let said = foundation.expect(
        2,
        &["init", "--database", nowhere, "--keys-database", "postgres://nobody@127.0.0.1:1/keys"],
    );
    assert!(!said.contains("hunter2"), "{said}");
    let said = foundation.expect(2, &["ledger", "verify"]);
    assert!(!said.contains("hunter2"), "{said}");
    assert!(!foundation.expect(1, &["doctor"]).contains("hunter2"));
}

//! What only SQLite has: a lock file, a limit of pages, a file that can be searched for remains.
use crate::support::{COUNT, Engine, INSERT, MIGRATIONS, add, asked, count, hold, insert};
use probity_vault::store::{Sql, Store, StoreConfig, StoreError, Value};
use std::path::Path;
use std::process::Command;
use std::thread;

/// Set for the second process that a test starts: the directory it is to open.
pub(crate) const CHILD: &str = "PROBITY_TEST_STORE_CHILD";

/// Runs one test of this binary in another process.
pub(crate) fn in_child(test: &str, directory: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(CHILD, directory);
    command
}

fn config(directory: &Path) -> StoreConfig {
    StoreConfig::data(probity_vault::store::StoreUrl::Sqlite(directory.join("data.db")), MIGRATIONS)
}

#[test]
fn a_second_process_is_refused() {
    if let Some(directory) = std::env::var_os(CHILD) {
        let directory = Path::new(&directory);
        let error = Store::open(config(directory)).unwrap_err();
        assert!(matches!(&error, StoreError::InUse(path) if path == directory), "{error}");
        let text = error.to_string();
        assert!(text.contains("in use by another process"), "{text}");
        println!("refused");
        return;
    }
    let (store, place) = Engine::Sqlite.open();
    let output = in_child("on_sqlite::a_second_process_is_refused", place.directory.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("refused"), "{said}");
    assert!(matches!(Store::open(place.config()), Err(StoreError::InUse(_))));
    add(&store, 1).unwrap();
    drop(store);
    assert_eq!(count(&place.open()), 1);
}

#[test]
fn a_full_disk_fails_the_request_whole_and_passes() {
    let limit = |store: &Store, pages: &str| {
        let text: &'static str = format!("PRAGMA max_page_count = {pages}").leak();
        let sql = Sql { name: "limit", text };
        store.tx("limit", move |tx| tx.query(&sql, &[])).unwrap();
    };
    let (store, place) = Engine::Sqlite.open();
    add(&store, 1).unwrap();
    limit(&store, "10");
    let big = |id: i64| vec![Value::from(id), Value::Null, Value::from(vec![7; 200_000])];
    let row = big(2);
    let result = store.tx("big", move |tx| {
        insert(tx, 3)?;
        tx.exec(&INSERT, &row)
    });
    assert!(matches!(result, Err(StoreError::Full(_))), "{result:?}");
    assert_eq!(count(&store), 1);
    // A neighbour that needs no room is not harmed.
    let asked_for = store.work().jobs;
    let (release, holder) = hold(&store);
    thread::scope(|scope| {
        let small = scope.spawn(|| add(&store, 4));
        let large = scope.spawn(|| {
            let row = big(5);
            store.tx("big", move |tx| tx.exec(&INSERT, &row))
        });
        asked(&store, asked_for + 3);
        drop(release);
        small.join().unwrap().unwrap();
        assert!(matches!(large.join().unwrap(), Err(StoreError::Full(_))));
    });
    holder.join().unwrap();
    assert_eq!(count(&store), 2);
    limit(&store, "1000000");
    let row = big(2);
    store.tx("big", move |tx| tx.exec(&INSERT, &row)).unwrap();
    drop(store);
    assert_eq!(count(&place.open()), 3);
}

#[test]
fn what_is_deleted_from_a_key_store_leaves_no_trace() {
    let place = Engine::Sqlite.place();
    let store = Store::open(StoreConfig::keys(place.url(), MIGRATIONS)).unwrap();
    let secret = b"a key that must be gone for good";
    for id in 0..50 {
        let row = [Value::from(id), Value::Null, Value::from(secret)];
        store.tx("put", move |tx| tx.exec(&INSERT, &row)).unwrap();
    }
    assert!(holds(place.directory.path(), secret));
    let all = Sql { name: "all", text: "DELETE FROM thing" };
    store.tx("delete", move |tx| tx.exec(&all, &[])).unwrap();
    assert!(!holds(place.directory.path(), secret));
}

fn holds(directory: &Path, secret: &[u8]) -> bool {
    std::fs::read_dir(directory).unwrap().any(|file| {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        content.windows(secret.len()).any(|window| window == secret)
    })
}

#[cfg(unix)]
#[test]
fn its_files_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (store, place) = Engine::Sqlite.open();
    add(&store, 1).unwrap();
    for file in std::fs::read_dir(place.directory.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", file.path());
    }
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let place = Engine::Sqlite.place();
    let path = place.directory.path().join("data.db");
    let content = vec![b'x'; 8192];
    std::fs::write(&path, &content).unwrap();
    let error = Store::open(place.config()).unwrap_err();
    assert!(matches!(error, StoreError::Rotten(_)) && error.is_damage(), "{error}");
    assert!(error.to_string().contains("restore a backup"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), content);
}

#[test]
fn a_place_that_cannot_be_is_an_error() {
    let place = Engine::Sqlite.place();
    std::fs::write(place.directory.path().join("file"), "").unwrap();
    let error = Store::open(config(&place.directory.path().join("file/sub"))).unwrap_err();
    assert!(matches!(error, StoreError::Connect(_)), "{error}");
}

#[test]
fn a_type_is_checked_as_on_postgresql() {
    let (store, _place) = Engine::Sqlite.open();
    let text = Sql { name: "text_in_int", text: "UPDATE thing SET small = 'x'" };
    add(&store, 1).unwrap();
    let error = store.tx("text", move |tx| tx.exec(&text, &[])).unwrap_err();
    assert!(matches!(error, StoreError::Constraint(_)), "{error}");
    assert_eq!(store.read("n", |tx| tx.query_one(&COUNT, &[])?.int(0)).unwrap_or(0), 1);
}

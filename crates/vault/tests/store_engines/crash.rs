//! What was acknowledged is there after the process was killed.
use crate::on_sqlite::{CHILD, in_child};
use crate::support::{Engine, MIGRATIONS, add, count};
use probity_vault::store::{Store, StoreConfig, StoreUrl};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

#[test]
fn what_was_acknowledged_survives_a_kill() {
    if let Some(directory) = std::env::var_os(CHILD) {
        let url = StoreUrl::Sqlite(Path::new(&directory).join("data.db"));
        let store = Store::open(StoreConfig::data(url, MIGRATIONS)).unwrap();
        let mut out = std::io::stdout();
        for id in 0.. {
            add(&store, id).unwrap();
            writeln!(out, "acknowledged {id}").unwrap();
        }
    }
    let place = Engine::Sqlite.place();
    let mut child =
        in_child("crash::what_was_acknowledged_survives_a_kill", place.directory.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acknowledged: Vec<i64> = lines
        .filter_map(|line| line.unwrap().rsplit_once("acknowledged ")?.1.parse().ok())
        .take(200)
        .collect();
    child.kill().unwrap();
    child.wait().unwrap();
    let store = place.open();
    assert!(count(&store) > *acknowledged.last().unwrap());
    add(&store, 1_000_000).unwrap();
}

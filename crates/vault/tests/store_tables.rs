//! Every statement of the vault and of the key store can be prepared on both engines.
#[path = "support/postgres.rs"]
mod postgres;

use probity_vault::store::{Migration, Sql, Store, StoreConfig, StoreUrl, check_catalogue};
use probity_vault::{keys, tables};

fn check(migrations: &'static [Migration], catalogue: &[&[Sql]]) {
    let directory = tempfile::tempdir().unwrap();
    let database = postgres::Database::create();
    let expected: usize = catalogue.iter().map(|statements| statements.len()).sum();
    let sqlite = StoreUrl::Sqlite(directory.path().join("data.db"));
    for url in [sqlite, StoreUrl::Postgres(database.url().to_owned())] {
        let store = Store::open(StoreConfig::data(url, migrations)).unwrap();
        assert_eq!(
            check_catalogue(&store, catalogue).unwrap_or_else(|error| panic!("{error}")),
            expected
        );
    }
}

#[test]
fn the_statements_of_the_vault() {
    check(tables::MIGRATIONS, tables::STATEMENTS);
}

#[test]
fn the_statements_of_the_key_store() {
    check(keys::MIGRATIONS, &[keys::STATEMENTS]);
}

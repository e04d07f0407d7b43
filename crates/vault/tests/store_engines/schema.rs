//! The schema moves forward in steps, whole, and never backward.
use crate::support::{Engine, MIGRATIONS, Place, add, count, on_both};
use probity_vault::store::{Batcher, Migration, Sql, Store, StoreConfig, StoreError};

on_both!(
    steps_are_taken_once,
    a_newer_database_is_refused,
    an_unknown_component_is_refused,
    a_failed_step_leaves_nothing,
    a_gap_is_refused,
    a_look_changes_nothing,
);

const SECOND: Migration =
    Migration { version: 2, component: "test", sql: "ALTER TABLE thing ADD COLUMN added TEXT;" };
const OTHER: Migration =
    Migration { version: 1, component: "other", sql: "CREATE TABLE other (id BIGINT NOT NULL);" };
const ADDED: Sql = Sql { name: "added", text: "SELECT added FROM thing" };
const TWO: &[Migration] = &[MIGRATIONS[0], SECOND];
const WITH_OTHER: &[Migration] = &[MIGRATIONS[0], OTHER];
const BROKEN: &[Migration] = &[
    MIGRATIONS[0],
    Migration {
        version: 2,
        component: "test",
        sql: "CREATE TABLE half (id BIGINT NOT NULL); CREATE TABLE thing (id BIGINT NOT NULL);",
    },
];
const GAP: &[Migration] = &[MIGRATIONS[0], Migration { version: 3, ..SECOND }];
const HALF: Sql = Sql { name: "half", text: "SELECT id FROM half" };

fn open(place: &Place, migrations: &'static [Migration]) -> Result<Store, StoreError> {
    Store::open(StoreConfig { migrations, ..place.config() })
}

fn steps_are_taken_once(engine: Engine) {
    let place = engine.place();
    add(&open(&place, MIGRATIONS).unwrap(), 1).unwrap();
    for _ in 0..2 {
        let store = open(&place, TWO).unwrap();
        let rows = store.read("added", |tx| tx.query(&ADDED, &[])).unwrap();
        assert_eq!(rows[0].opt_text(0).unwrap(), None);
        assert_eq!(count(&store), 1);
    }
}

fn a_newer_database_is_refused(engine: Engine) {
    let place = engine.place();
    drop(open(&place, TWO).unwrap());
    let error = open(&place, MIGRATIONS).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 2, known: 1, .. }), "{error}");
    assert!(error.to_string().contains("newer"), "{error}");
    drop(open(&place, TWO).unwrap());
}

fn an_unknown_component_is_refused(engine: Engine) {
    let place = engine.place();
    drop(open(&place, WITH_OTHER).unwrap());
    let error = open(&place, MIGRATIONS).unwrap_err();
    assert!(matches!(error, StoreError::Newer { known: 0, .. }), "{error}");
}

fn a_failed_step_leaves_nothing(engine: Engine) {
    let place = engine.place();
    let error = open(&place, BROKEN).unwrap_err();
    assert!(matches!(error, StoreError::Migration { version: 2, .. }), "{error}");
    let store = open(&place, MIGRATIONS).unwrap();
    store.read("half", |tx| tx.query(&HALF, &[])).unwrap_err();
    add(&store, 1).unwrap();
}

fn a_gap_is_refused(engine: Engine) {
    let error = open(&engine.place(), GAP).unwrap_err();
    assert!(matches!(error, StoreError::Migration { version: 3, .. }), "{error}");
}

fn a_look_changes_nothing(engine: Engine) {
    let place = engine.place();
    assert!(Store::look(&place.config()).is_err());
    let store = open(&place, MIGRATIONS).unwrap();
    add(&store, 1).unwrap();
    // Beside the one that writes.
    let looking = Store::look(&place.config()).unwrap();
    assert_eq!(count(&looking), 1);
    add(&store, 2).unwrap();
    assert_eq!(count(&looking), 2);
    let batch: Batcher<i64, (), StoreError> = Batcher::new(&looking, "batch", |_, _| Ok(vec![]));
    for error in [add(&looking, 3).unwrap_err(), batch.submit(4).unwrap_err()] {
        assert!(matches!(error, StoreError::ReadOnly(_)), "{error}");
    }
    let error = Store::look(&StoreConfig { migrations: TWO, ..place.config() }).unwrap_err();
    assert!(matches!(error, StoreError::Migration { version: 2, .. }), "{error}");
    drop(store);
    assert_eq!(count(&open(&place, MIGRATIONS).unwrap()), 2);
}

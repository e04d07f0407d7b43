//! A place for a database of either engine, a table to try things on, and statements for it.
use crate::postgres::Database;
use probity_vault::store::{
    Faults, Migration, Sql, Store, StoreConfig, StoreError, StoreUrl, Tx, Value,
};
use std::sync::Arc;

/// Which engine a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// Makes a test for each engine of each function named.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(crate::support::Engine::Sqlite); })+
        }
        mod postgres {
            $(#[test] fn $name() { super::$name(crate::support::Engine::Postgres); })+
        }
    };
}
pub(crate) use on_both;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    component: "test",
    sql: "CREATE TABLE thing (
              id BIGINT NOT NULL PRIMARY KEY, name TEXT, body BYTES, small BIGINT);
          CREATE TABLE part (
              owner BYTES NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL CHECK (size >= 0),
              PRIMARY KEY (owner, name));",
}];

pub(crate) const INSERT: Sql =
    Sql { name: "thing_insert", text: "INSERT INTO thing (id, name, body) VALUES ($1, $2, $3)" };
pub(crate) const GET: Sql =
    Sql { name: "thing_get", text: "SELECT id, name, body FROM thing WHERE id = $1" };
pub(crate) const COUNT: Sql = Sql { name: "thing_count", text: "SELECT COUNT(*) FROM thing" };
pub(crate) const DELETE: Sql =
    Sql { name: "thing_delete", text: "DELETE FROM thing WHERE id = $1" };
pub(crate) const RENAME: Sql =
    Sql { name: "thing_rename", text: "UPDATE thing SET name = $2 WHERE id = $1 RETURNING name" };
pub(crate) const PART_INSERT: Sql =
    Sql { name: "part_insert", text: "INSERT INTO part (owner, name, size) VALUES ($1, $2, $3)" };

/// A database's place; gone with this value.
pub(crate) struct Place {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) database: Option<Database>,
}

impl Engine {
    pub(crate) fn place(self) -> Place {
        let directory = tempfile::tempdir().unwrap();
        let database = (self == Self::Postgres).then(Database::create);
        Place { directory, database }
    }

    /// A place and a store open in it.
    pub(crate) fn open(self) -> (Store, Place) {
        let place = self.place();
        (place.open(), place)
    }
}

impl Place {
    pub(crate) fn url(&self) -> StoreUrl {
        match &self.database {
            Some(database) => StoreUrl::Postgres(database.url().to_owned()),
            None => StoreUrl::Sqlite(self.directory.path().join("data.db")),
        }
    }

    pub(crate) fn config(&self) -> StoreConfig {
        StoreConfig::data(self.url(), MIGRATIONS)
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(self.config()).unwrap()
    }

    pub(crate) fn open_with(&self, faults: impl Faults + 'static) -> Store {
        Store::open(StoreConfig { faults: Some(Arc::new(faults)), ..self.config() }).unwrap()
    }
}

/// One row of `thing`.
pub(crate) fn thing(id: i64) -> Vec<Value> {
    vec![Value::from(id), Value::from(format!("thing {id}")), Value::Null]
}

pub(crate) fn add(store: &Store, id: i64) -> Result<(), StoreError> {
    store.tx("add", move |tx| insert(tx, id))
}

pub(crate) fn insert(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    tx.exec(&INSERT, &thing(id)).map(|_| ())
}

pub(crate) fn count(store: &Store) -> i64 {
    store
        .read("count", |tx| tx.query_one(&COUNT, &[])?.int(0))
        .unwrap_or_else(|error: StoreError| panic!("{error}"))
}

/// Keeps the writer busy until the returned sender is dropped or used, so that what is asked for
/// meanwhile comes into one group.
pub(crate) fn hold(store: &Store) -> (std::sync::mpsc::Sender<()>, std::thread::JoinHandle<()>) {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let (started, waiting) = std::sync::mpsc::channel();
    let store = store.clone();
    let receiver = std::sync::Mutex::new(receiver);
    let thread = std::thread::spawn(move || {
        store
            .tx("hold", move |tx| -> Result<(), StoreError> {
                let _ = tx.query(&COUNT, &[])?;
                let _ = started.send(());
                let _ = receiver.lock().unwrap().recv();
                Ok(())
            })
            .unwrap();
    });
    waiting.recv().unwrap();
    (sender, thread)
}

/// Waits until the store was asked for so many jobs.
pub(crate) fn asked(store: &Store, jobs: u64) {
    while store.work().jobs < jobs {
        std::thread::yield_now();
    }
}

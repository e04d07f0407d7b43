//! The plain alternative to a vault: eight columns in clear, and an audit table.

use std::{
    hint::black_box,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use probity_ledger::SubjectId;
use probity_vault::StoreUrl;
use rusqlite::{Connection, params, params_from_iter, types::Value};
use tokio_postgres::{Statement, types::ToSql};

use crate::{Failure, fixture::profile, ledger_append::sqlite, postgres};

const TABLES: &str = "CREATE TABLE profile (
    id BYTES NOT NULL PRIMARY KEY,
    name TEXT, email TEXT, country TEXT, about TEXT,
    website TEXT, interests TEXT, class TEXT, dates TEXT
);
CREATE UNIQUE INDEX profile_email ON profile (email);
CREATE TABLE audit (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    subject BYTES NOT NULL,
    actor TEXT NOT NULL,
    purpose TEXT NOT NULL,
    fields TEXT NOT NULL
);";

const SELECT: &str = "SELECT name, email, country, about, website, interests, class, dates \
                      FROM profile WHERE id = $1";
const ADD: &str = "INSERT INTO profile VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const AUDIT: &str =
    "INSERT INTO audit (at, subject, actor, purpose, fields) VALUES ($1, $2, $3, $4, $5)";
const DELETE: &str = "DELETE FROM profile WHERE id = $1";
const FIELDS: &str = "name email country about website interests class dates";
const AT_MS: i64 = 1_796_126_400_000;

/// A plain database of people.
pub(crate) enum Plain {
    /// SQLite has one writer at a time: as in such a program, everyone waits in line for it.
    Sqlite(StoreUrl, Arc<Mutex<Connection>>),
    /// PostgreSQL, where everyone writes for themself.
    Postgres(String),
}

/// One thread's way into it.
pub(crate) enum Reader {
    Sqlite { reader: Connection, writer: Arc<Mutex<Connection>> },
    Postgres { plain: postgres::Plain, select: Statement, audit: Statement, delete: Statement },
}

impl Plain {
    /// Makes the tables, with a generated profile for each of these people.
    pub(crate) fn of(url: &StoreUrl, people: &[SubjectId]) -> Result<Self, Failure> {
        match url {
            StoreUrl::Sqlite(_) => {
                let mut connection = sqlite(url)?;
                let tables = TABLES.replace("BYTES", "BLOB");
                connection.execute_batch(&tables.replace("id BIGINT NOT NULL", "id INTEGER"))?;
                let transaction = connection.transaction()?;
                for (number, id) in (0..).zip(people) {
                    let mut row = vec![Value::from(id.as_bytes().to_vec())];
                    row.extend(profile(number).map(Value::from));
                    transaction.prepare_cached(ADD)?.execute(params_from_iter(row))?;
                }
                transaction.commit()?;
                Ok(Self::Sqlite(url.clone(), Arc::new(Mutex::new(connection))))
            }
            StoreUrl::Postgres(url) => {
                let plain = postgres::Plain::connect(url)?;
                let tables = TABLES.replace("BYTES", "BYTEA");
                plain.batch(&tables.replace("id BIGINT NOT NULL", "id BIGSERIAL"))?;
                let add = plain.prepare(ADD)?;
                plain.batch("BEGIN")?;
                for (number, id) in (0..).zip(people) {
                    let id = id.as_bytes().as_slice();
                    let values = profile(number);
                    let mut row: Vec<&(dyn ToSql + Sync)> = vec![&id];
                    row.extend(values.iter().map(|value| value as &(dyn ToSql + Sync)));
                    plain.execute(&add, &row)?;
                }
                plain.batch("COMMIT")?;
                Ok(Self::Postgres(url.clone()))
            }
        }
    }

    /// A connection for one thread.
    pub(crate) fn reader(&self) -> Result<Reader, Failure> {
        match self {
            Self::Sqlite(url, writer) => {
                Ok(Reader::Sqlite { reader: sqlite(url)?, writer: Arc::clone(writer) })
            }
            Self::Postgres(url) => {
                let plain = postgres::Plain::connect(url)?;
                let [select, audit, delete] = [SELECT, AUDIT, DELETE].map(|sql| plain.prepare(sql));
                Ok(Reader::Postgres { select: select?, audit: audit?, delete: delete?, plain })
            }
        }
    }
}

impl Reader {
    /// Reads a profile and commits an audit row.
    pub(crate) fn release(&mut self, subject: SubjectId) -> Result<(), Failure> {
        let id = subject.as_bytes().as_slice();
        match self {
            Self::Sqlite { reader, writer } => {
                let mut select = reader.prepare_cached(SELECT)?;
                let values = select.query_one([id], |row| {
                    (0..8).map(|i| row.get(i)).collect::<rusqlite::Result<Vec<String>>>()
                })?;
                black_box(values);
                audit(&lock(writer), id, "show")
            }
            Self::Postgres { plain, select, audit, .. } => {
                let row = plain.query_one(select, &[&id])?;
                let values: Vec<String> = (0..8).map(|i| row.get(i)).collect();
                black_box(values);
                plain.execute(audit, &[&AT_MS, &id, &"person", &"show", &FIELDS])
            }
        }
    }

    /// Deletes a profile and commits that with an audit row.
    pub(crate) fn erase(&mut self, subject: SubjectId) -> Result<(), Failure> {
        let id = subject.as_bytes().as_slice();
        match self {
            Self::Sqlite { writer, .. } => {
                let mut writer = lock(writer);
                let transaction = writer.transaction()?;
                transaction.prepare_cached(DELETE)?.execute([id])?;
                audit(&transaction, id, "erase")?;
                Ok(transaction.commit()?)
            }
            Self::Postgres { plain, audit, delete, .. } => {
                plain.batch("BEGIN")?;
                plain.execute(delete, &[&id])?;
                plain.execute(audit, &[&AT_MS, &id, &"person", &"erase", &FIELDS])?;
                plain.batch("COMMIT")
            }
        }
    }
}

fn audit(connection: &Connection, id: &[u8], purpose: &str) -> Result<(), Failure> {
    let row = params![AT_MS, id, "person", purpose, FIELDS];
    connection.prepare_cached(AUDIT)?.execute(row)?;
    Ok(())
}

fn lock(writer: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}

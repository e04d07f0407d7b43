//! SQLite: one connection, its statements prepared once.
use super::config::Journal;
use super::engine::checked;
use super::{Row, Rows, Sql, StoreError, Value, dialect};
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ffi};
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

/// How long to wait for a lock of another connection.
const BUSY: Duration = Duration::from_secs(10);
/// How many statements each connection keeps prepared: more than there are.
const PREPARED: usize = 512;

/// How connections to one file are opened.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) journal: Journal,
}

pub(super) struct Sqlite {
    connection: Connection,
    writes: bool,
    /// The texts as SQLite takes them, and how many parameters they have.
    texts: HashMap<&'static str, (String, usize)>,
}

impl File {
    pub(super) fn connect(&self, writes: bool) -> Result<Sqlite, StoreError> {
        let open = || -> rusqlite::Result<Connection> {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&self.path, flags)?;
            connection.busy_timeout(BUSY)?;
            connection.set_prepared_statement_cache_capacity(PREPARED);
            match self.journal {
                Journal::Wal => {
                    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
                    connection.pragma_update(None, "secure_delete", "FAST")?;
                }
                Journal::Erasing => {
                    connection
                        .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
                    connection.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
                }
            }
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "foreign_keys", "ON")?;
            if self.journal == Journal::Wal {
                // The ledger's keys are scattered: keep the pages of its trees at hand (in KiB),
                // and checkpoint after 64 MiB: they touch the same pages again and again.
                let cache = if writes { -65_536 } else { -8_192 };
                connection.pragma_update(None, "cache_size", cache)?;
                connection.pragma_update(None, "wal_autocheckpoint", 16_000)?;
            }
            // Sorting must not spill rows into files that nobody guards.
            connection.pragma_update(None, "temp_store", "MEMORY")?;
            connection.pragma_update(None, "trusted_schema", "OFF")?;
            connection.pragma_update(None, "query_only", !writes)?;
            Ok(connection)
        };
        let connection = open().map_err(|error| self.unopened(&error))?;
        Ok(Sqlite { connection, writes, texts: HashMap::new() })
    }

    fn unopened(&self, error: &rusqlite::Error) -> StoreError {
        let problem = match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                return StoreError::Rotten(format!("`{}`", self.path.display()));
            }
            Some(ErrorCode::DatabaseBusy) => {
                "it is locked by another program; stop that one".into()
            }
            _ => worded(error),
        };
        StoreError::Connect(format!("`{}`: {problem}", self.path.display()))
    }
}

impl Sqlite {
    pub(super) fn begin(&self) -> Result<(), StoreError> {
        self.control(if self.writes { "BEGIN IMMEDIATE" } else { "BEGIN" }, "begin")
    }

    /// Commits. When the disk fails meanwhile, it may come back with what was written.
    pub(super) fn commit(&self, name: &'static str) -> Result<(), StoreError> {
        let run = || self.connection.prepare_cached("COMMIT")?.execute([]);
        run().map(|_| ()).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::SystemIoFailure) => StoreError::Unconfirmed(name),
            _ => failed(name, &error),
        })
    }

    /// Runs a statement without parameters or answer that steers the transaction.
    pub(super) fn control(&self, text: &str, name: &'static str) -> Result<(), StoreError> {
        let run = || self.connection.prepare_cached(text)?.execute([]);
        run().map(|_| ()).map_err(|error| failed(name, &error))
    }

    /// Whether a transaction is open; some errors end it.
    pub(super) fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Runs one statement of a migration.
    pub(super) fn ddl(&self, statement: &str) -> Result<(), String> {
        let text = dialect::sqlite_ddl(statement);
        self.connection.execute_batch(&text).map_err(|error| worded(&error))
    }

    pub(super) fn exec(&mut self, sql: &Sql, values: &[Value]) -> Result<u64, StoreError> {
        let mut statement = self.prepared(sql)?;
        run(&mut statement, sql, values)
    }

    pub(super) fn exec_many(&mut self, sql: &Sql, rows: &[Vec<Value>]) -> Result<u64, StoreError> {
        let mut statement = self.prepared(sql)?;
        rows.iter().try_fold(0, |sum, row| Ok(sum + run(&mut statement, sql, row)?))
    }

    pub(super) fn query(&mut self, sql: &Sql, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.prepared(sql)?;
        bind(&mut statement, sql, values)?;
        let columns = statement.column_count();
        let mut answer = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| failed(sql.name, &error))? {
            let cells = (0..columns).map(|column| {
                let value = row.get_ref(column).map_err(|error| failed(sql.name, &error))?;
                owned(sql, column, value)
            });
            answer.push(Row::new(sql.name, cells.collect::<Result<_, _>>()?));
        }
        Ok(answer)
    }

    pub(super) fn walk(&mut self, sql: &Sql, values: &[Value]) -> Result<Rows, StoreError> {
        let mut statement = self.prepared(sql)?;
        bind(&mut statement, sql, values)?;
        let columns = statement.column_count();
        let mut answer = Rows::new(sql.name, columns);
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| failed(sql.name, &error))? {
            for column in 0..columns {
                match row.get_ref(column).map_err(|error| failed(sql.name, &error))? {
                    ValueRef::Null => answer.null(),
                    ValueRef::Integer(value) => answer.int(value),
                    ValueRef::Text(_) => answer.text(),
                    ValueRef::Blob(bytes) => answer.blob(bytes),
                    ValueRef::Real(_) => {
                        return Err(StoreError::Column { statement: sql.name, column });
                    }
                }
            }
        }
        Ok(answer)
    }

    /// Prepares a statement; gives how many parameters it takes.
    pub(super) fn prepare(&mut self, sql: &Sql) -> Result<usize, StoreError> {
        self.prepared(sql).map(|statement| statement.parameter_count())
    }

    fn prepared(&mut self, sql: &Sql) -> Result<CachedStatement<'_>, StoreError> {
        let unusable = |code| StoreError::Statement { statement: sql.name, code };
        if !self.texts.contains_key(sql.text) {
            let numbered = dialect::numbered(sql.text).map_err(unusable)?;
            self.texts.insert(sql.text, numbered);
        }
        let Some((text, parameters)) = self.texts.get(sql.text) else {
            return Err(unusable("it is not at hand".into()));
        };
        let statement = self.connection.prepare_cached(text).map_err(|error| {
            match error.sqlite_error_code() {
                Some(ErrorCode::Unknown) | None => unusable(worded(&error)),
                Some(_) => failed(sql.name, &error),
            }
        })?;
        if statement.parameter_count() == *parameters {
            Ok(statement)
        } else {
            Err(unusable("parameters are written `$1`, `$2`, …".into()))
        }
    }
}

fn run(
    statement: &mut CachedStatement<'_>,
    sql: &Sql,
    values: &[Value],
) -> Result<u64, StoreError> {
    bind(statement, sql, values)?;
    if statement.column_count() == 0 {
        let changed = statement.raw_execute().map_err(|error| failed(sql.name, &error))?;
        return Ok(changed as u64);
    }
    // A statement with RETURNING is done only when its last row was fetched.
    let mut rows = statement.raw_query();
    let mut count = 0;
    while rows.next().map_err(|error| failed(sql.name, &error))?.is_some() {
        count += 1;
    }
    Ok(count)
}

fn bind(
    statement: &mut CachedStatement<'_>,
    sql: &Sql,
    values: &[Value],
) -> Result<(), StoreError> {
    checked(sql, values, statement.parameter_count())?;
    for (index, value) in values.iter().enumerate() {
        let bound = match value {
            Value::Null => statement.raw_bind_parameter(index + 1, rusqlite::types::Null),
            Value::Int(value) => statement.raw_bind_parameter(index + 1, value),
            Value::Text(value) => statement.raw_bind_parameter(index + 1, value),
            Value::Bytes(value) => statement.raw_bind_parameter(index + 1, value),
        };
        bound.map_err(|error| failed(sql.name, &error))?;
    }
    Ok(())
}

fn owned(sql: &Sql, column: usize, value: ValueRef<'_>) -> Result<Value, StoreError> {
    let unlike = || StoreError::Column { statement: sql.name, column };
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(value) => Ok(Value::Int(value)),
        ValueRef::Text(text) => {
            String::from_utf8(text.to_vec()).map(Value::Text).map_err(|_| unlike())
        }
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes.to_vec())),
        ValueRef::Real(_) => Err(unlike()),
    }
}

/// The error of a statement that ran. SQLite's own words are left out: they may quote a value.
fn failed(name: &'static str, error: &rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(cause, _) = error else {
        return StoreError::Statement { statement: name, code: "use".into() };
    };
    match (cause.code, cause.extended_code) {
        (ErrorCode::DiskFull, _) => StoreError::Full(name),
        (ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt, _) => {
            StoreError::Rotten(name.into())
        }
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreError::Busy(name),
        (
            ErrorCode::ConstraintViolation,
            ffi::SQLITE_CONSTRAINT_UNIQUE
            | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | ffi::SQLITE_CONSTRAINT_ROWID,
        ) => StoreError::Unique(name),
        (ErrorCode::ConstraintViolation, _) => StoreError::Constraint(name),
        (ErrorCode::TypeMismatch, _) => {
            StoreError::Values { statement: name, problem: "one of them has another type" }
        }
        (_, code) => StoreError::Statement { statement: name, code: format!("SQLite {code}") },
    }
}

/// SQLite's words about the text of a statement, which holds no value.
fn worded(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(words)) => words.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

//! A connection to either engine, and the little on which they differ.
use super::config::{StoreConfig, StoreUrl};
use super::postgres::{Postgres, Server};
use super::sqlite::{File, Sqlite};
use super::{Row, Rows, Sql, StoreError, Value};

/// Where to connect, understood and checked.
#[derive(Clone)]
pub(super) enum Target {
    Sqlite(File),
    Postgres(Box<Server>),
}

/// One connection.
pub(super) enum Conn {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

/// A point within a transaction that can be come back to.
#[derive(Clone, Copy)]
pub(super) enum Point {
    /// Before a job of the writer's.
    Job,
    /// Before a part of a job.
    Part,
}

impl Target {
    pub(super) fn of(config: &StoreConfig) -> Result<Self, StoreError> {
        Ok(match &config.url {
            StoreUrl::Sqlite(path) => {
                Self::Sqlite(File { path: path.clone(), journal: config.journal })
            }
            StoreUrl::Postgres(url) => Self::Postgres(Box::new(Server::parse(url)?)),
        })
    }

    /// Connects; a reader can't write.
    pub(super) fn connect(&self, writes: bool) -> Result<Conn, StoreError> {
        Ok(match self {
            Self::Sqlite(file) => Conn::Sqlite(file.connect(writes)?),
            Self::Postgres(server) => Conn::Postgres(Box::new(server.connect(writes)?)),
        })
    }
}

impl Conn {
    /// Begins a transaction. On PostgreSQL this goes out together with the first statement.
    pub(super) fn begin(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn) => conn.begin(),
            Self::Postgres(conn) => {
                conn.begin();
                Ok(())
            }
        }
    }

    /// Marks a point to come back to. On PostgreSQL this and the next two go out with what follows.
    pub(super) fn savepoint(&mut self, point: Point) -> Result<(), StoreError> {
        self.control(match point {
            Point::Job => "SAVEPOINT job",
            Point::Part => "SAVEPOINT part",
        })
    }

    /// Forgets the point: what was done since is part of the transaction.
    pub(super) fn release(&mut self, point: Point) -> Result<(), StoreError> {
        self.control(match point {
            Point::Job => "RELEASE SAVEPOINT job",
            Point::Part => "RELEASE SAVEPOINT part",
        })
    }

    /// Undoes all since the point, and forgets it.
    pub(super) fn undo(&mut self, point: Point) -> Result<(), StoreError> {
        self.control(match point {
            Point::Job => "ROLLBACK TO SAVEPOINT job",
            Point::Part => "ROLLBACK TO SAVEPOINT part",
        })?;
        self.release(point)
    }

    fn control(&mut self, text: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn) => conn.control(text, "savepoint"),
            Self::Postgres(conn) => {
                conn.steer(text);
                Ok(())
            }
        }
    }

    /// Makes the transaction durable: when this returns `Ok` it survives a power cut.
    pub(super) fn commit(&mut self, name: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn) => conn.commit(name),
            Self::Postgres(conn) => {
                let done = conn.commit(name);
                conn.noted(done)
            }
        }
    }

    /// Undoes the transaction, if one is open; a connection that can't is of no further use.
    pub(super) fn rollback(&mut self) {
        match self {
            Self::Sqlite(conn) => {
                if conn.in_transaction() {
                    let _ = conn.control("ROLLBACK", "rollback");
                }
            }
            Self::Postgres(conn) => conn.rollback(),
        }
    }

    /// Whether no other transaction can begin, although none should be open.
    pub(super) fn is_spent(&self) -> bool {
        match self {
            // One that could not be ended would take in all later ones.
            Self::Sqlite(conn) => conn.in_transaction(),
            Self::Postgres(conn) => conn.is_closed(),
        }
    }

    /// Whether the engine ended the transaction by itself, as SQLite may on a full disk.
    pub(super) fn lost_transaction(&self) -> bool {
        match self {
            Self::Sqlite(conn) => !conn.in_transaction(),
            Self::Postgres(conn) => conn.is_closed(),
        }
    }

    pub(super) fn exec(&mut self, sql: &Sql, values: &[Value]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(conn) => conn.exec(sql, values),
            Self::Postgres(conn) => {
                let done = conn.exec(sql, values);
                conn.noted(done)
            }
        }
    }

    pub(super) fn exec_many(&mut self, sql: &Sql, rows: &[Vec<Value>]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(conn) => conn.exec_many(sql, rows),
            Self::Postgres(conn) => {
                let done = conn.exec_many(sql, rows);
                conn.noted(done)
            }
        }
    }

    pub(super) fn query(&mut self, sql: &Sql, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(conn) => conn.query(sql, values),
            Self::Postgres(conn) => {
                let done = conn.query(sql, values);
                conn.noted(done)
            }
        }
    }

    pub(super) fn walk(&mut self, sql: &Sql, values: &[Value]) -> Result<Rows, StoreError> {
        match self {
            Self::Sqlite(conn) => conn.walk(sql, values),
            Self::Postgres(_) => Ok(Rows::of(sql.name, &self.query(sql, values)?)),
        }
    }

    /// Prepares a statement without running it; gives how many parameters it takes.
    pub(super) fn prepare(&mut self, sql: &Sql) -> Result<usize, StoreError> {
        match self {
            Self::Sqlite(conn) => conn.prepare(sql),
            Self::Postgres(conn) => {
                let done = conn.prepare(sql);
                conn.noted(done)
            }
        }
    }

    /// Runs one statement of a migration.
    pub(super) fn ddl(&mut self, statement: &str) -> Result<(), String> {
        match self {
            Self::Sqlite(conn) => conn.ddl(statement),
            Self::Postgres(conn) => conn.ddl(statement),
        }
    }

    /// Keeps other processes from changing the schema until the transaction ends.
    pub(super) fn lock_schema(&mut self) {
        // SQLite's transaction is exclusive as it is.
        if let Self::Postgres(conn) = self {
            conn.steer("SELECT pg_advisory_xact_lock(5789612304871)");
        }
    }
}

/// Checks what the engines would treat differently.
pub(super) fn checked(sql: &Sql, values: &[Value], wanted: usize) -> Result<(), StoreError> {
    let problem = if values.len() != wanted {
        "their number differs from that of its parameters"
    } else if values.iter().any(|value| matches!(value, Value::Text(text) if text.contains('\0'))) {
        "a text holds a NUL character"
    } else {
        return Ok(());
    };
    Err(StoreError::Values { statement: sql.name, problem })
}

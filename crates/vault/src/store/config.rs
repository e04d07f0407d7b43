//! What a store is opened with.
use super::{Faults, Migration, StoreError};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// A SQLite file; its directory is made when it is missing.
    Sqlite(PathBuf),
    /// A PostgreSQL database: `postgres://user@host/database?sslmode=require`. With `sslmode=require`
    /// or `verify-full` the server's certificate is checked against the public authorities, or against
    /// those in the PEM file that `sslrootcert` names; otherwise the connection is plain.
    Postgres(String),
}

impl fmt::Debug for StoreUrl {
    /// Without the address of a PostgreSQL database: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(redacted)"),
        }
    }
}

impl FromStr for StoreUrl {
    type Err = StoreError;

    /// Reads `postgres://…`, `postgresql://…` or `sqlite:PATH`.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match text.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            _ => Err(StoreError::Address(
                "is not one: write `postgres://user@host/database` or `sqlite:PATH`".into(),
            )),
        }
    }
}

/// How SQLite keeps a transaction whole. Both are durable once a commit returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Journal {
    /// A write-ahead log: readers and the writer don't wait for each other.
    Wal,
    /// A rollback journal, and what is deleted is overwritten with zeros: for keys that must be gone
    /// when they are destroyed. Readers wait while a commit is written.
    Erasing,
}

/// What a store is opened with.
#[derive(Clone)]
pub struct StoreConfig {
    /// Where the database is.
    pub url: StoreUrl,
    /// How its tables came to be, oldest first in each component.
    pub migrations: &'static [Migration],
    /// How many reads run at a time, each on its own connection; at least 1.
    pub readers: usize,
    /// For SQLite only.
    pub journal: Journal,
    /// Breaks writes in tests; `None` otherwise.
    pub faults: Option<Arc<dyn Faults>>,
}

impl StoreConfig {
    /// A store of data.
    pub fn data(url: StoreUrl, migrations: &'static [Migration]) -> Self {
        let readers = match url {
            StoreUrl::Sqlite(_) => 4,
            StoreUrl::Postgres(_) => 8,
        };
        Self { url, migrations, readers, journal: Journal::Wal, faults: None }
    }

    /// A store of keys: what is deleted there is overwritten.
    pub fn keys(url: StoreUrl, migrations: &'static [Migration]) -> Self {
        Self { readers: 2, journal: Journal::Erasing, ..Self::data(url, migrations) }
    }
}

impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreConfig")
            .field("url", &self.url)
            .field("readers", &self.readers)
            .field("journal", &self.journal)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_a_password_not_shown() {
        let url: StoreUrl = "postgres://ada:secret@db/probity".parse().unwrap();
        assert!(!format!("{url:?}").contains("secret"));
        assert_eq!("sqlite:a/b.db".parse::<StoreUrl>().unwrap(), StoreUrl::Sqlite("a/b.db".into()));
        let error = "mysql://ada:secret@db".parse::<StoreUrl>().unwrap_err().to_string();
        assert!(error.contains("postgres://") && !error.contains("secret"), "{error}");
    }
}

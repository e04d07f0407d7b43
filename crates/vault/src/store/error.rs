//! What can go wrong in the store. Errors name the statement and the engine's code, never a value.
use std::path::PathBuf;

/// Why the store did not do what was asked. Unless it says otherwise, nothing was stored.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has the directory.
    #[error("`{}` is in use by another process; stop it first, or name another directory", .0.display())]
    InUse(PathBuf),
    /// Written by a newer release.
    #[error(
        "the data is of a newer release (schema `{component}` {found}, this release knows {known}); install that release, or restore a backup made by this one"
    )]
    Newer {
        /// Whose tables.
        component: String,
        /// What is there.
        found: i64,
        /// What this release knows; 0 when it does not know the component.
        known: i64,
    },
    /// A step of the schema failed; the database is as it was.
    #[error("can't bring the schema `{component}` to version {version}: {problem}")]
    Migration {
        /// Whose tables.
        component: &'static str,
        /// The version that was to be reached.
        version: u32,
        /// What the engine said.
        problem: String,
    },
    /// The address of the database can't be understood.
    #[error("the database address {0}")]
    Address(String),
    /// The database could not be opened or reached.
    #[error("the database can't be opened: {0}")]
    Connect(String),
    /// What is in the database file is not what was written into it.
    #[error(
        "the database is damaged ({0}): what is stored was altered or has rotted; restore a backup, and keep this copy to look into"
    )]
    Rotten(String),
    /// The disk, or the room given to the database, is full.
    #[error(
        "no room is left for the database (`{0}`); nothing was stored, make room and try again"
    )]
    Full(&'static str),
    /// A row with this key is there already.
    #[error("the statement `{0}` met a row that is there already")]
    Unique(&'static str),
    /// A row breaks another rule of its table.
    #[error("the statement `{0}` breaks a rule of its table")]
    Constraint(&'static str),
    /// Somebody else kept the database locked for too long.
    #[error("the database stayed locked by another program (`{0}`); nothing was stored, try again")]
    Busy(&'static str),
    /// Other transactions got in the way each time it was tried.
    #[error(
        "other changes got in the way of `{0}` each time it was tried; nothing was stored, try again"
    )]
    Conflict(&'static str),
    /// The connection broke before the commit; it is made anew for the next transaction.
    #[error("the connection to the database was lost (`{0}`); nothing was stored, try again")]
    Lost(&'static str),
    /// The connection or the disk broke during the commit: what was done may be stored or not.
    #[error(
        "the database was lost while `{0}` was being stored; look whether it was before trying again"
    )]
    Unconfirmed(&'static str),
    /// A statement failed.
    #[error("the database refused the statement `{statement}` (code {code})")]
    Statement {
        /// The statement's name.
        statement: &'static str,
        /// SQLite's extended code or PostgreSQL's SQLSTATE; for a statement that can't be prepared,
        /// what is wrong with its text.
        code: String,
    },
    /// A value that can't be stored, or not as many as the statement has parameters.
    #[error("the statement `{statement}` can't take its values: {problem}")]
    Values {
        /// The statement's name.
        statement: &'static str,
        /// What is wrong, without the value.
        problem: &'static str,
    },
    /// A column was not what the caller took it for.
    #[error("the statement `{statement}` gave no such value in column {column}")]
    Column {
        /// The statement's name.
        statement: &'static str,
        /// Counted from 0.
        column: usize,
    },
    /// A statement that must find a row found none.
    #[error("the statement `{0}` found no row")]
    NoRow(&'static str),
    /// The transaction's closure panicked; it was rolled back.
    #[error(
        "the transaction `{0}` stopped in the middle and was rolled back; this is a defect, please report it"
    )]
    Panicked(&'static str),
    /// A batch's handler gave another number of answers than it had jobs; it was rolled back.
    #[error(
        "the batch `{0}` left jobs without an answer and was rolled back; this is a defect, please report it"
    )]
    Unanswered(&'static str),
    /// The store was opened with [`Store::look`](super::Store::look).
    #[error("the database is open for reading only, and `{0}` would change it")]
    ReadOnly(&'static str),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// A fault that a test put in.
    #[error("the write `{0}` was broken on purpose")]
    Broken(String),
}

impl StoreError {
    /// Whether a row with this key was there already.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique(_))
    }

    /// Whether what is stored is not what was written, rather than out of reach.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Rotten(_) | Self::Column { .. } | Self::NoRow(_))
    }

    /// Whether the same may well succeed later: the disk was full, the database locked or away.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Full(_) | Self::Busy(_) | Self::Conflict(_) | Self::Lost(_) | Self::Connect(_)
        )
    }

    /// Whether what was done may be stored all the same.
    pub fn is_unconfirmed(&self) -> bool {
        matches!(self, Self::Unconfirmed(_) | Self::Broken(_))
    }

    /// Whether the whole transaction is over, with all that others did in it.
    pub(super) fn ends_transaction(&self) -> bool {
        matches!(self, Self::Lost(_) | Self::Conflict(_) | Self::Full(_))
    }

    /// Whether running the whole transaction again may well succeed at once.
    pub(super) fn is_worth_retrying(&self) -> bool {
        matches!(self, Self::Lost(_) | Self::Conflict(_))
    }
}

//! What can go wrong in the vault, in words that say what to do next and never hold a personal value.
use crate::keys::KeyError;
use crate::store::StoreError;
use probity_policy::Refusal;

/// Why the vault did not do what was asked. Nothing was stored and nothing was released.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The policy version that governs does not allow it.
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// The data map of the version in force declares no such field.
    #[error(
        "the data map declares no field `{field}`, so nothing was stored; declare it in data.toml and publish a new version"
    )]
    Undeclared {
        /// The field as it was asked for.
        field: String,
    },
    /// The value does not fit what the data map says of the field.
    #[error("`{field}` {problem}")]
    Invalid {
        /// The field.
        field: String,
        /// What is wrong with the value, without the value.
        problem: &'static str,
    },
    /// Another person already has this value in a field that is looked up by.
    #[error("the value of `{field}` belongs to another account; sign in there or give another one")]
    Taken {
        /// The field.
        field: String,
    },
    /// Nobody with this id.
    #[error("nobody is held under this id; it may have been mistyped")]
    UnknownSubject,
    /// The person's key was destroyed; what was held can't be read by anyone.
    #[error("this person was erased; nothing about them can be read any more")]
    Erased,
    /// The person has no value in this field.
    #[error("no value of `{field}` is held; collect one first")]
    NotHeld {
        /// The field.
        field: String,
    },
    /// No published version is in force yet, so nothing may be collected.
    #[error(
        "no published policy is in force today; publish one with an effective date that has come"
    )]
    NoPolicy,
    /// A grant was brought for a value, or to a sink, that it was not given for.
    #[error("the grant does not cover `{field}` here; ask for a release of its own")]
    WrongGrant {
        /// The field of the value.
        field: String,
    },
    /// The person's state kept changing while a release was being recorded.
    #[error("the person's record is being changed; try again")]
    Busy,
    /// A new subject waited too long between its key and its enrolment.
    #[error("the enrolment took too long; start it again")]
    Stale,
    /// The caller's own reason to roll the transaction back.
    #[error("{0}")]
    Aborted(&'static str),
    /// Stored rows contradict each other or were altered.
    #[error("the stored data is damaged: {0}; run `probity ledger verify`, then restore a backup")]
    Damaged(String),
    /// Opening a vault whose data and keys don't belong together, or restoring onto other data.
    #[error("{0}")]
    Mismatch(String),
    /// A file of a backup could not be read or written.
    #[error("backup `{path}`: {problem}")]
    Backup {
        /// The file.
        path: String,
        /// What happened and what to do.
        problem: String,
    },
    /// The key store.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for VaultError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl VaultError {
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }
}

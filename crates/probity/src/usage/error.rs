//! Why usage could not be kept or read. Nothing of a visitor stands in it.

use probity_vault::{StoreError, VaultError};

use super::files::FilesError;
use crate::site::failure::Failure;

/// Why usage could not be kept or read. What was asked was not done, not even in part.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UsageError {
    /// The vault, and the policy through it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The files of the history.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// A log, or a file that was being made of it.
    #[error("{0}")]
    Log(String),
    /// A question in SQL.
    #[cfg(feature = "sql")]
    #[error(transparent)]
    Sql(#[from] probity_sql::SqlError),
    /// Something in `foundation.toml` that the policy does not allow.
    #[error("{0}")]
    Settings(String),
    /// Two processes take in the visits of one site.
    #[error(
        "another process takes in visits of the same site, or the same log; nothing was stored: stop \
         it, or send it the log (`POST /api/v1/usage`)"
    )]
    Elsewhere,
    /// Stored rows or files that can't be what was written.
    #[error("the history of usage is damaged: {0}; restore a backup")]
    Damaged(String),
}

impl UsageError {
    /// Whether what was asked may have been done after all: the database was lost while it was.
    pub(crate) fn is_unconfirmed(&self) -> bool {
        matches!(self, Self::Vault(VaultError::Store(error)) if error.is_unconfirmed())
    }
}

impl From<StoreError> for UsageError {
    fn from(error: StoreError) -> Self {
        Self::Vault(error.into())
    }
}

impl From<UsageError> for Failure {
    fn from(error: UsageError) -> Self {
        match error {
            UsageError::Vault(error) => error.into(),
            error => Self::Unavailable(error.to_string()),
        }
    }
}

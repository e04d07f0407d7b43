//! What can go wrong with protection.

use probity_usage::guard::ScenarioError;
use probity_vault::{StoreError, VaultError};

/// Why something of it could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GuardError {
    /// A scenario is wrong.
    #[error("{0}")]
    Scenario(#[from] ScenarioError),
    /// The folder of scenarios cannot be read.
    #[error("the scenarios in `{folder}` cannot be read: {why}; see `scenarios` in `[guard]`")]
    Folder {
        /// The folder, or a file in it.
        folder: String,
        /// Why.
        why: std::io::Error,
    },
    /// `off` names no scenario.
    #[error("`off` in `[guard]` names `{0}`, and there is no such scenario; leave it out")]
    NoSuchScenario(String),
    /// The vault does not do it.
    #[error("{0}")]
    Vault(#[from] VaultError),
}

impl From<StoreError> for GuardError {
    fn from(error: StoreError) -> Self {
        Self::Vault(error.into())
    }
}

impl From<GuardError> for crate::site::failure::Failure {
    fn from(error: GuardError) -> Self {
        match error {
            GuardError::Vault(error) => error.into(),
            other => Self::Internal(other.to_string()),
        }
    }
}

//! Why a data directory can't be used, and what to do about it.

use std::path::{Path, PathBuf};

use probity_policy::Diagnostics;
use probity_vault::{KeyError, StoreError, VaultError};

use crate::config::ConfigError;

/// Why a data directory can't be used. Nothing in it was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// No `VERSION` file.
    #[error("`{}` is not a data directory; make one with `probity init --data {}`", .0.display(), .0.display())]
    NotInitialised(PathBuf),
    /// Laid out before.
    #[error("`{}` is set up already; start it with `probity serve --data {}`", .0.display(), .0.display())]
    AlreadyInitialised(PathBuf),
    /// Holds something else.
    #[error("`{}` is not empty; give a new or an empty directory", .0.display())]
    NotEmpty(PathBuf),
    /// Not one of our formats.
    #[error("`{}` does not name a format of a data directory; restore it from a backup", .0.display())]
    BadFormat(PathBuf),
    /// Written by a later program.
    #[error(
        "`{}` has format {found}, newer than this program knows ({known}); start it with the newer `probity`",
        path.display(), known = super::FORMAT
    )]
    Newer {
        /// The directory.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// A file of a published version is not what was published.
    #[error(
        "the published version `{version}` was changed: `{}` has not the hash that the ledger recorded; \
         put its files back as they were published (from a backup of policies/), and publish changes \
         as a new version",
        path.display()
    )]
    Changed {
        /// The version.
        version: String,
        /// Its folder.
        path: PathBuf,
    },
    /// A folder that nobody published.
    #[error(
        "`{}` was never published; move it elsewhere and run `probity policy publish` on it",
        path.display()
    )]
    Unpublished {
        /// The folder.
        path: PathBuf,
    },
    /// A published version whose folder is gone.
    #[error(
        "the published version `{version}` is missing: put `{}` back from a backup; people's data is \
         kept under it",
        path.display()
    )]
    Missing {
        /// The version.
        version: String,
        /// Its folder.
        path: PathBuf,
    },
    /// Data without keys, or keys without data.
    #[error("{0}")]
    Apart(String),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A policy.
    #[error("{0}")]
    Policy(#[from] Diagnostics),
    /// The key store.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A file.
    #[error("`{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl DataError {
    /// Whether what is stored was altered or has rotted, rather than being out of reach.
    ///
    /// `sqlite`: a statement that is refused there met a schema that is not ours any more; elsewhere
    /// it may be a matter of permissions.
    pub fn is_damage(&self, sqlite: bool) -> bool {
        let store = |error: &StoreError| {
            error.is_damage() || sqlite && matches!(error, StoreError::Statement { .. })
        };
        let key = |error: &KeyError| match error {
            KeyError::Damaged(_) => true,
            KeyError::Store(error) => store(error),
            _ => false,
        };
        match self {
            Self::Store(error) | Self::Vault(VaultError::Store(error)) => store(error),
            Self::Key(error) | Self::Vault(VaultError::Key(error)) => key(error),
            Self::Vault(VaultError::Damaged(_)) => true,
            _ => false,
        }
    }

    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }
}

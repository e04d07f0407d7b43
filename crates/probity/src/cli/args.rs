//! Arguments that several commands share.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::config::{Config, DatabaseUrl};
use crate::data::{DataDir, Installation, Overrides};

/// Which installation a command works on.
#[derive(Debug, Clone, Args)]
pub(super) struct DataArgs {
    /// The data directory
    #[arg(long, value_name = "DIR", default_value = "./probity-data")]
    pub(super) data: PathBuf,
    /// Keep the data in this PostgreSQL database instead of what foundation.toml says
    #[arg(long, value_name = "URL", requires = "keys_database")]
    pub(super) database: Option<DatabaseUrl>,
    /// Keep the keys in this other PostgreSQL database
    #[arg(long, value_name = "URL", requires = "database")]
    pub(super) keys_database: Option<DatabaseUrl>,
}

/// How a command reports.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ReportArgs {
    /// Report as one JSON value
    #[arg(long)]
    pub(super) json: bool,
}

impl DataArgs {
    /// What stands in place of the configuration.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            listen: None,
            database: self.database.clone(),
            keys_database: self.keys_database.clone(),
        }
    }

    /// The directory.
    pub(super) fn dir(&self) -> DataDir {
        DataDir::at(&self.data)
    }

    /// The configuration, with the arguments in their place.
    pub(super) fn config(&self) -> Result<Config, Failure> {
        Ok(self.overrides().config(&self.dir())?)
    }

    /// Opens the installation.
    pub(super) fn open(&self) -> Result<Installation, Failure> {
        Ok(Installation::open(self.dir(), &self.overrides())?)
    }
}

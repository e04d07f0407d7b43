//! The data directory: what lies where, which format it has, and how an installation is opened.
//!
//! ```text
//! DIR/VERSION           the format, one line; a newer one is refused
//! DIR/foundation.toml   the configuration
//! DIR/policies/<date>/  every published version, unchanged since
//! DIR/site/             the foundation's pages
//! DIR/usage/            the history of usage, when no bucket is configured
//! DIR/keys/             master key and key store; never part of a backup
//! DIR/probity.db        the data, when no PostgreSQL is configured
//! DIR/usage/            the history of visits, when no bucket is configured
//! DIR-outbox/           messages as files, when no mail server is configured
//! ```

pub mod copies;
pub mod error;
mod files;
pub mod installation;
pub mod published;
pub mod shipped;

use std::path::{Path, PathBuf};

pub use error::DataError;
pub(crate) use files::private_dir;
pub use installation::{Installation, Overrides};

use crate::config::{self, Config};

/// The format that this program writes and reads.
pub const FORMAT: u32 = 1;

/// The name of the folder of the pages.
pub const SITE: &str = "site";

/// The name of the folder of the history of usage.
pub const HISTORY: &str = crate::usage::files::FOLDER;

/// A directory that holds, or will hold, an installation.
#[derive(Debug, Clone)]
pub struct DataDir {
    path: PathBuf,
}

impl DataDir {
    /// The directory at `path`, which need not exist.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The published versions.
    pub fn policies(&self) -> PathBuf {
        self.path.join("policies")
    }

    /// The foundation's pages.
    pub fn site(&self) -> PathBuf {
        self.path.join(SITE)
    }

    /// The files of the history of usage, unless they lie in a bucket.
    pub fn history(&self) -> PathBuf {
        self.path.join(HISTORY)
    }

    /// Master key and key store.
    pub fn keys(&self) -> PathBuf {
        self.path.join("keys")
    }

    /// The master key's file.
    pub fn master_key(&self) -> PathBuf {
        self.keys().join("master.key")
    }

    /// The SQLite file of the data.
    pub fn database(&self) -> PathBuf {
        self.path.join("probity.db")
    }

    /// Where messages go as files, beside the directory so that no plain text is in it.
    pub fn outbox(&self) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or("probity-data".as_ref()).to_owned();
        name.push("-outbox");
        self.path.with_file_name(name)
    }

    fn version_file(&self) -> PathBuf {
        self.path.join("VERSION")
    }

    /// Whether nothing is there yet: no such directory, or an empty one.
    pub fn is_unused(&self) -> Result<bool, DataError> {
        match std::fs::read_dir(&self.path) {
            Ok(mut entries) => Ok(entries.next().is_none()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(DataError::file(&self.path, error)),
        }
    }

    /// Checks the format and reads the configuration. Nothing is opened or changed.
    pub fn config(&self) -> Result<Config, DataError> {
        self.check_format()?;
        Ok(Config::load(&self.path)?)
    }

    /// Refuses what is not a data directory, or one of a newer program.
    pub fn check_format(&self) -> Result<(), DataError> {
        let path = self.version_file();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(DataError::NotInitialised(self.path.clone()));
            }
            Err(error) => return Err(DataError::file(&path, error)),
        };
        let found = text
            .trim()
            .strip_prefix("probity-data ")
            .and_then(|number| number.parse::<u32>().ok())
            .filter(|number| *number > 0)
            .ok_or(DataError::BadFormat(path))?;
        if found > FORMAT {
            return Err(DataError::Newer { path: self.path.clone(), found });
        }
        Ok(())
    }

    /// Lays an unused directory out: configuration, shipped policies and pages, room for the keys. The format
    /// file comes last: a directory without it was not finished.
    pub fn lay_out(&self, config: &Config) -> Result<(), DataError> {
        if !self.is_unused()? {
            return Err(if self.version_file().exists() {
                DataError::AlreadyInitialised(self.path.clone())
            } else {
                DataError::NotEmpty(self.path.clone())
            });
        }
        files::private_dir(&self.path)?;
        files::private_dir(&self.keys())?;
        shipped::write(shipped::POLICIES, &self.policies())?;
        shipped::write(shipped::SITE, &self.site())?;
        let text = config::sample::render(config);
        files::write(&self.path.join(config::FILE), text.as_bytes())?;
        files::write(&self.version_file(), format!("probity-data {FORMAT}\n").as_bytes())?;
        files::sync_dir(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_format_is_refused_and_an_unknown_one_too() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::at(temp.path().join("d"));
        assert!(dir.is_unused().unwrap());
        assert!(matches!(dir.check_format(), Err(DataError::NotInitialised(_))));
        dir.lay_out(&Config::default()).unwrap();
        assert_eq!(dir.config().unwrap(), Config::default());
        assert!(matches!(dir.lay_out(&Config::default()), Err(DataError::AlreadyInitialised(_))));
        std::fs::write(dir.version_file(), "probity-data 2\n").unwrap();
        let refusal = dir.config().unwrap_err().to_string();
        assert!(refusal.contains("format 2") && refusal.contains("newer"), "{refusal}");
        for odd in ["", "probity-data", "probity-data 0", "probity-data x", "7"] {
            std::fs::write(dir.version_file(), odd).unwrap();
            assert!(matches!(dir.config(), Err(DataError::BadFormat(_))), "{odd}");
        }
    }

    #[test]
    fn a_directory_with_other_things_in_it_is_left_alone() {
        let temp = tempfile::tempdir().unwrap();
        std::fs::write(temp.path().join("letter.txt"), "mine").unwrap();
        let dir = DataDir::at(temp.path());
        assert!(matches!(dir.lay_out(&Config::default()), Err(DataError::NotEmpty(_))));
        assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_outbox_lies_beside_the_directory() {
        assert_eq!(DataDir::at("/srv/p/data").outbox(), PathBuf::from("/srv/p/data-outbox"));
        assert_eq!(DataDir::at("./x").outbox(), PathBuf::from("./x-outbox"));
    }
}

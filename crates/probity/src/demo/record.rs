//! `demo.toml` in the data directory: which people a demo has, so that it starts again with them.

use std::fs;

use serde::{Deserialize, Serialize};

use crate::data::{DataDir, DataError};

/// Its name.
pub const FILE: &str = "demo.toml";

/// What a demo was begun with, and how far it got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Which people.
    pub seed: u64,
    /// How many of them it should have.
    pub members: usize,
    /// How many were enrolled when it last finished enrolling.
    pub enrolled: usize,
}

impl Record {
    /// A demo about to begin.
    pub fn new(seed: u64, members: usize) -> Self {
        Self { seed, members, enrolled: 0 }
    }

    /// What a directory's demo was begun with; none when it is no demo.
    pub fn load(dir: &DataDir) -> Result<Option<Self>, DataError> {
        let path = dir.path().join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(DataError::file(&path, error)),
        };
        toml::from_str(&text)
            .map(Some)
            .map_err(|error| DataError::file(&path, std::io::Error::other(error.message())))
    }

    /// Writes it; after a crash the file holds either what it held or all of this.
    pub fn save(&self, dir: &DataDir) -> Result<(), DataError> {
        let (path, part) = (dir.path().join(FILE), dir.path().join(".demo.toml.part"));
        let text = format!(
            "# A demo: generated people, nobody real.\nseed = {}\nmembers = {}\nenrolled = {}\n",
            self.seed, self.members, self.enrolled
        );
        fs::write(&part, text)
            .and_then(|()| fs::rename(&part, &path))
            .map_err(|error| DataError::file(&path, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_read_again() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::at(temp.path());
        assert_eq!(Record::load(&dir).unwrap(), None);
        let record = Record { enrolled: 150, ..Record::new(7, 200) };
        record.save(&dir).unwrap();
        record.save(&dir).unwrap();
        assert_eq!(Record::load(&dir).unwrap(), Some(record));
        fs::write(temp.path().join(FILE), "seed = 1\nmembers = 2\nenrolled = 0\nx = 1\n").unwrap();
        assert!(Record::load(&dir).is_err());
    }
}

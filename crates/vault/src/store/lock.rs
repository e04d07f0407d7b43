//! The lock that keeps a second process off a SQLite database.
use super::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Held as long as the database is open; the system lets go of it when the process ends, however.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the lock ends with the file")] File);

impl Lock {
    /// Takes the lock of a database file, making its directory when it is missing. The database file
    /// itself is made too, for the owner's eyes only.
    pub(super) fn take(database: &Path) -> Result<Self, StoreError> {
        let directory = match database.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let failed = |error: std::io::Error| {
            let place = directory.display();
            StoreError::Connect(format!(
                "`{place}`: {error}; name a directory that can be written to"
            ))
        };
        std::fs::create_dir_all(&directory).map_err(failed)?;
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        let file = private().open(&name).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::InUse(directory));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        if !database.exists() {
            private().open(database).map_err(failed)?;
            // A power cut must not take the new file's name with it.
            File::open(&directory).and_then(|directory| directory.sync_all()).map_err(failed)?;
        }
        Ok(Self(file))
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

//! Writing files so that they are whole after a crash, and readable by their owner only.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::DataError;

/// Makes a directory, with those above it, that only its owner can enter.
pub(crate) fn private_dir(path: &Path) -> Result<(), DataError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| DataError::file(path, error))
}

/// Writes a new file that only its owner can read, durable when this returns. An existing file is
/// never overwritten.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), DataError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| DataError::file(path, error))
}

/// Makes a directory's entries durable.
pub(super) fn sync_dir(path: &Path) -> Result<(), DataError> {
    File::open(path).and_then(|dir| dir.sync_all()).map_err(|error| DataError::file(path, error))
}

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

/// Copies a file for its owner's eyes only, whole and durable when this returns. One that is there already
/// stays, and one that is gone is none.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), DataError> {
    let mut source = match File::open(from) {
        Ok(source) => source,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DataError::file(from, error)),
    };
    if to.exists() {
        return Ok(());
    }
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(part).and_then(|mut file| {
        std::io::copy(&mut source, &mut file)?;
        file.sync_all()?;
        fs::rename(part, to)
    });
    written.map_err(|error| DataError::file(to, error))
}

/// Makes a directory's entries durable.
pub(super) fn sync_dir(path: &Path) -> Result<(), DataError> {
    File::open(path).and_then(|dir| dir.sync_all()).map_err(|error| DataError::file(path, error))
}

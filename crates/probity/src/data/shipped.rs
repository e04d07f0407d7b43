//! The shipped policy, carried in the binary, so that it runs from any directory.

use std::path::Path;

use super::{DataError, files};

/// Every file of the shipped `policies/`, by its path below it, in order.
pub const POLICIES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped_policies.rs"));

/// Writes the shipped policies below `dir`.
pub(super) fn write(dir: &Path) -> Result<(), DataError> {
    files::private_dir(dir)?;
    for (name, bytes) in POLICIES {
        let path = dir.join(name);
        if let Some(parent) = path.parent() {
            files::private_dir(parent)?;
        }
        files::write(&path, bytes)?;
    }
    files::sync_dir(dir)
}

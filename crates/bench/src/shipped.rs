//! The shipped policy, found in the sources that this was built from.

use std::path::{Path, PathBuf};

use crate::Failure;

/// The folder of all versions.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// The folder of the newest version.
pub(crate) fn newest() -> Result<PathBuf, Failure> {
    let versions = std::fs::read_dir(folder())?.filter_map(|entry| {
        Some(entry.ok()?.path()).filter(|path| path.join("policy.md").exists())
    });
    versions.max().ok_or_else(|| "there is no version under `policies`".into())
}

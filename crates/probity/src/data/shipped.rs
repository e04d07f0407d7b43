//! The shipped policy and the example foundation's pages, carried in the binary, so that it runs
//! from any directory.

use std::path::Path;

use super::{DataError, files};

/// Every file of the shipped `policies/`, by its path below it, in order.
pub const POLICIES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped_policies.rs"));

/// Every file of the shipped `site/`, by its path below it, in order.
pub const SITE: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped_site.rs"));

/// Writes shipped files below `dir`.
pub(super) fn write(shipped: &[(&str, &[u8])], dir: &Path) -> Result<(), DataError> {
    files::private_dir(dir)?;
    for (name, bytes) in shipped {
        let path = dir.join(name);
        if let Some(parent) = path.parent() {
            files::private_dir(parent)?;
        }
        files::write(&path, bytes)?;
    }
    files::sync_dir(dir)
}

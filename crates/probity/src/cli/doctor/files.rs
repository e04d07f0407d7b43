//! What lies in the data directory: who may read it, and whether the policies can be read.

use std::path::Path;

use probity_policy::Archive;

use super::Finding;
use crate::config::{Config, FILE};
use crate::data::DataDir;
use crate::data::installation::MASTER_VARIABLE;

const PERMISSIONS: &str = "permissions";
const POLICIES: &str = "policies";

/// Keys and configuration are their owner's alone.
pub(super) fn permissions(dir: &DataDir, config: &Config) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut private = vec![(dir.keys(), 0o700)];
    if let Ok(entries) = std::fs::read_dir(dir.keys()) {
        private.extend(entries.filter_map(Result::ok).map(|entry| (entry.path(), 0o600)));
    }
    if config.database.url.is_some() {
        private.push((dir.path().join(FILE), 0o600));
    }
    let usage = &config.usage;
    let secrets = [&config.mail.password_file, &usage.push_tokens_file, &usage.syslog_key];
    private.extend(secrets.into_iter().flatten().map(|file| (file.clone(), 0o600)));
    for (path, wanted) in private {
        if let Some(mode) = mode(&path)
            && mode & 0o077 != 0
        {
            found.push(Finding::fail(
                PERMISSIONS,
                format!(
                    "`{}` is open to others ({mode:03o}); run `chmod {wanted:o} {0}`",
                    path.display()
                ),
            ));
        }
    }
    if !dir.master_key().exists() && std::env::var_os(MASTER_VARIABLE).is_none() {
        found.push(Finding::fail(
            "master key",
            format!(
                "`{}` is missing; put back the copy you kept of it, or set {MASTER_VARIABLE}",
                dir.master_key().display()
            ),
        ));
    }
    if found.is_empty() {
        found.push(Finding::fine(PERMISSIONS, "keys and secrets are their owner's alone"));
    }
    found
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).ok().map(|metadata| metadata.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

/// Every published version can be read.
pub(super) fn policies(dir: &DataDir) -> Vec<Finding> {
    match Archive::load(&dir.policies()) {
        Ok(archive) => {
            let versions: Vec<_> = archive.versions().map(|version| version.to_string()).collect();
            vec![if versions.is_empty() {
                Finding::fail(POLICIES, format!("`{}` holds no version", dir.policies().display()))
            } else {
                Finding::fine(POLICIES, versions.join(", "))
            }]
        }
        Err(error) => vec![Finding::fail(POLICIES, error.to_string())],
    }
}

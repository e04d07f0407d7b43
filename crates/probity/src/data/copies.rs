//! Backups and their restoration: the data by the vault, and beside them what they need to be opened.
//!
//! ```text
//! BACKUP/VERSION          the format of the data directory it came from
//! BACKUP/data.sqlite      every table at one moment, with the ledger's checkpoint
//! BACKUP/foundation.toml  the configuration
//! BACKUP/policies/        every published version
//! BACKUP/site/            the foundation's pages
//! BACKUP/usage/           the history of usage, when it lies in the data directory
//! BACKUP/demo.toml        only of a demo
//! ```
//!
//! Never a key. The folder appears under its name once it is whole.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use probity_policy::Version;
use probity_vault::backup::{self, Conflict, Restored, Target, Written};
use probity_vault::{Progress, SystemClock, SystemRandom};

use super::installation::{self, Installation, Overrides, Stores};
use super::{DataDir, DataError, FORMAT, HISTORY, SITE, files, published};
use crate::config::FILE;
use crate::demo;
use crate::pages::walk::walk;

const DATA: &str = "data.sqlite";
const POLICIES: &str = "policies";
const VERSION: &str = "VERSION";

/// Writes a backup into the new folder `to`, beside a running service if there is one.
pub fn write(
    dir: &DataDir,
    overrides: &Overrides,
    to: &Path,
    progress: Progress<'_>,
) -> Result<Written, DataError> {
    let config = overrides.config(dir)?;
    if to.exists() {
        return Err(DataError::Apart(format!(
            "`{}` is there already; name a new folder for the backup",
            to.display()
        )));
    }
    let vault = installation::look(dir, &config)?;
    let part = beside(to);
    if part.exists() {
        // Left by a backup that was not finished.
        fs::remove_dir_all(&part).map_err(|error| DataError::file(&part, error))?;
    }
    files::private_dir(&part)?;
    let written = backup::write(&vault, crate::store::TABLES, &part.join(DATA), progress)?;
    copy_policies(&dir.policies(), &part.join(POLICIES))?;
    copy_site(&dir.site(), &part.join(SITE))?;
    copy_history(&dir.history(), &part.join(HISTORY))?;
    for name in [FILE, demo::RECORD] {
        copy_if_there(&dir.path().join(name), &part.join(name))?;
    }
    files::write(&part.join(VERSION), format!("probity-data {FORMAT}\n").as_bytes())?;
    files::sync_dir(&part)?;
    fs::rename(&part, to).map_err(|error| DataError::file(to, error))?;
    files::sync_dir(to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    Ok(written)
}

/// Restores a backup. The keys must be in place. Configuration, policies and pages are taken
/// from the backup only where the directory has none; a version that both have must be the same.
pub fn restore(
    from: &Path,
    dir: &DataDir,
    overrides: &Overrides,
    conflict: Conflict,
    progress: Progress<'_>,
) -> Result<Restored, DataError> {
    let backup = DataDir::at(from);
    if !from.join(DATA).exists() {
        return Err(DataError::Apart(format!(
            "`{}` is no backup; name the folder that `probity backup` wrote",
            from.display()
        )));
    }
    backup.check_format()?;
    if dir.version_file().exists() {
        dir.check_format()?;
    } else if !holds_only_keys(dir)? {
        return Err(DataError::NotEmpty(dir.path().to_owned()));
    }
    same_versions(&backup, dir)?;
    let config_file = dir.path().join(FILE);
    let config = if config_file.exists() {
        crate::config::Config::load(dir.path())?
    } else {
        crate::config::Config::load(from)?
    };
    let mut config = config;
    overrides.apply(&mut config);

    files::private_dir(dir.path())?;
    let Stores { data, keys } = Stores::open(dir, &config)?;
    let target =
        Target { store: data, keys, clock: Arc::new(SystemClock), random: Arc::new(SystemRandom) };
    let restored =
        backup::restore(&from.join(DATA), &target, crate::store::TABLES, conflict, progress)?;
    drop(target);

    copy_policies(&backup.policies(), &dir.policies())?;
    if !dir.site().exists() {
        copy_site(&backup.site(), &dir.site())?;
    }
    // A file of the history never changes: what is there already is what the backup has.
    copy_history(&backup.history(), &dir.history())?;
    for name in [FILE, demo::RECORD] {
        if !dir.path().join(name).exists() {
            copy_if_there(&from.join(name), &dir.path().join(name))?;
        }
    }
    if !dir.version_file().exists() {
        files::write(&dir.version_file(), format!("probity-data {FORMAT}\n").as_bytes())?;
    }
    files::sync_dir(dir.path())?;
    // Opening checks that all of it belongs together, and finishes what is left to do.
    Installation::reopen(dir.clone(), config)?;
    Ok(restored)
}

/// Whether nothing is there but a copy of the keys.
fn holds_only_keys(dir: &DataDir) -> Result<bool, DataError> {
    match fs::read_dir(dir.path()) {
        Ok(entries) => Ok(entries
            .filter_map(Result::ok)
            .all(|entry| Some(entry.file_name().as_os_str()) == dir.keys().file_name())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(DataError::file(dir.path(), error)),
    }
}

/// Refuses when a version differs between the backup and the directory: one of them was changed.
fn same_versions(backup: &DataDir, dir: &DataDir) -> Result<(), DataError> {
    for version in versions(&backup.policies())? {
        let (theirs, ours) = (published::folder(backup, version), published::folder(dir, version));
        if ours.exists() && published::hash(&ours)? != published::hash(&theirs)? {
            return Err(DataError::Apart(format!(
                "the version `{version}` of the policy differs between `{}` and `{}`; find out which \
                 one was published, and put it into both",
                ours.display(),
                theirs.display()
            )));
        }
    }
    Ok(())
}

/// Copies the versions that the target does not have, each whole or not at all.
fn copy_policies(from: &Path, to: &Path) -> Result<(), DataError> {
    files::private_dir(to)?;
    for version in versions(from)? {
        let name = version.to_string();
        let (part, whole) = (to.join(format!(".copying-{name}")), to.join(&name));
        if whole.exists() {
            continue;
        }
        if part.exists() {
            fs::remove_dir_all(&part).map_err(|error| DataError::file(&part, error))?;
        }
        published::copy(&from.join(&name), &part)?;
        fs::rename(&part, &whole).map_err(|error| DataError::file(&whole, error))?;
    }
    files::sync_dir(to)
}

/// Copies the pages and their files; an installation from before there were any has none.
fn copy_site(from: &Path, to: &Path) -> Result<(), DataError> {
    let listing = match walk(from) {
        Ok(listing) => listing,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DataError::file(from, error)),
    };
    let part = beside(to);
    if part.exists() {
        fs::remove_dir_all(&part).map_err(|error| DataError::file(&part, error))?;
    }
    files::private_dir(&part)?;
    for found in listing.files {
        let target = part.join(&found.path);
        if let Some(parent) = target.parent() {
            files::private_dir(parent)?;
        }
        copy_if_there(&found.place, &target)?;
    }
    fs::rename(&part, to).map_err(|error| DataError::file(to, error))
}

/// Copies the files of the history of usage that the target does not have: `site=…/day=…/file`. One that
/// goes meanwhile was replaced, and its rows stand in another.
fn copy_history(from: &Path, to: &Path) -> Result<(), DataError> {
    for site in folders(from)? {
        for day in folders(&from.join(&site))? {
            let (from, to) = (from.join(&site).join(&day), to.join(&site).join(&day));
            files::private_dir(&to)?;
            for name in entries(&from, |kind| kind.is_file())? {
                files::copy(&from.join(&name), &to.join(&name))?;
            }
            files::sync_dir(&to)?;
        }
    }
    Ok(())
}

/// The folders in a folder whose names are those of the history.
fn folders(path: &Path) -> Result<Vec<OsString>, DataError> {
    let mut names = entries(path, |kind| kind.is_dir())?;
    names.retain(|name| name.to_string_lossy().contains('='));
    Ok(names)
}

/// The names in a folder that are of some kind; none if there is no such folder.
fn entries(path: &Path, is: impl Fn(fs::FileType) -> bool) -> Result<Vec<OsString>, DataError> {
    let found = match fs::read_dir(path) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(DataError::file(path, error)),
    };
    let mut names = Vec::new();
    for entry in found {
        let entry = entry.map_err(|error| DataError::file(path, error))?;
        if entry.file_type().is_ok_and(&is) {
            names.push(entry.file_name());
        }
    }
    Ok(names)
}

fn versions(policies: &Path) -> Result<Vec<Version>, DataError> {
    let entries = match fs::read_dir(policies) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(DataError::file(policies, error)),
    };
    let names = entries.filter_map(Result::ok).map(|entry| entry.file_name());
    Ok(names.filter_map(|name| name.to_string_lossy().parse().ok()).collect())
}

fn copy_if_there(from: &Path, to: &Path) -> Result<(), DataError> {
    match fs::read(from) {
        Ok(bytes) => files::write(to, &bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(DataError::file(from, error)),
    }
}

/// The name of a backup while it is being written.
fn beside(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".unfinished");
    PathBuf::from(name)
}

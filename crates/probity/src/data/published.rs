//! Published versions: what the ledger recorded of each, and that their files are still the same.
//!
//! The hash of a version is the SHA-256 of what `sha256sum FILE...` prints for its files in the
//! order of their names, so that anyone can compute it: `sha256sum data.toml policy.md | sha256sum`.
//!
//! Publishing first lays the files beside the others under a hidden name, then records the version
//! on the ledger, then gives the folder its name. If it stops after the record, the next opening
//! finds the record and the hidden folder, and finishes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use probity_ledger::{Actor, Kind, SubjectId, sha256};
use probity_policy::{Archive, Version};
use probity_vault::{EntryDraft, Vault};

use super::{DataDir, DataError, files};

/// How many entries of the foundation are read at a time.
const PAGE: u64 = 1_000;

/// What the ledger says of the published versions: for each, the hash of its files in hexadecimal.
pub fn record(vault: &Vault) -> Result<BTreeMap<Version, String>, DataError> {
    let mut published = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = vault.entries(SubjectId::FOUNDATION, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(published) };
        after = last.entry.seq;
        for view in page {
            let version = view.entry.version.and_then(Version::from_u32);
            if let (Kind::Publish, Some(version), Some(hash)) =
                (view.entry.kind, version, view.entry.note)
            {
                published.entry(version).or_insert_with(|| hash.into_owned());
            }
        }
    }
}

/// When the foundation's last entry was made, in milliseconds since 1970.
pub fn last_at_ms(vault: &Vault) -> Result<Option<i64>, DataError> {
    let count = vault.entry_count(SubjectId::FOUNDATION)?;
    let last = vault.entries(SubjectId::FOUNDATION, count.saturating_sub(1), 1)?;
    Ok(last.last().map(|view| view.entry.at_ms))
}

/// The hash of a version's folder.
pub fn hash(folder: &Path) -> Result<String, DataError> {
    let mut sums = String::new();
    for name in names(folder)? {
        let path = folder.join(&name);
        let bytes = fs::read(&path).map_err(|error| DataError::file(&path, error))?;
        let _ = writeln!(sums, "{}  {name}", hex(&sha256(&bytes)));
    }
    Ok(hex(&sha256(sums.as_bytes())))
}

/// Compares every published version with the record, both ways.
pub fn check(dir: &DataDir, archive: &Archive, vault: &Vault) -> Result<(), DataError> {
    let recorded = record(vault)?;
    for version in archive.versions() {
        if !recorded.contains_key(&version) {
            return Err(DataError::Unpublished { path: folder(dir, version) });
        }
    }
    for (version, expected) in recorded {
        let path = folder(dir, version);
        if archive.get(version).is_none() {
            return Err(DataError::Missing { version: version.to_string(), path });
        }
        if hash(&path)? != expected {
            return Err(DataError::Changed { version: version.to_string(), path });
        }
    }
    Ok(())
}

/// Gives a version its name that was recorded but not yet in its place, if there is one.
pub(super) fn finish(dir: &DataDir, vault: &Vault) -> Result<bool, DataError> {
    let mut moved = false;
    for (version, expected) in record(vault)? {
        let (staged, path) = (staged(dir, version), folder(dir, version));
        if !path.exists() && staged.exists() && hash(&staged)? == expected {
            fs::rename(&staged, &path).map_err(|error| DataError::file(&staged, error))?;
            files::sync_dir(&dir.policies())?;
            moved = true;
        }
    }
    Ok(moved)
}

/// Publishes a folder: copies its files, records them, and puts them in their place. Returns their
/// hash. The caller has checked the policy in it.
pub fn publish(
    dir: &DataDir,
    vault: &Vault,
    from: &Path,
    version: Version,
    actor: Actor,
) -> Result<String, DataError> {
    let staged = staged(dir, version);
    if staged.exists() {
        // Left by a publication that stopped before its record: it never happened.
        fs::remove_dir_all(&staged).map_err(|error| DataError::file(&staged, error))?;
    }
    copy(from, &staged)?;
    let sum = hash(&staged)?;
    enter(vault, vec![(version, sum.clone())], actor)?;
    finish(dir, vault)?;
    Ok(sum)
}

/// Copies a version's files into a new folder.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), DataError> {
    files::private_dir(to)?;
    for name in names(from)? {
        let path = from.join(&name);
        let bytes = fs::read(&path).map_err(|error| DataError::file(&path, error))?;
        files::write(&to.join(&name), &bytes)?;
    }
    files::sync_dir(to)
}

/// Records, all at once, the versions that stand in their place and are not on record: those that a
/// new installation starts with, or that were published after the backup that was restored.
pub(super) fn enter_missing(dir: &DataDir, vault: &Vault) -> Result<(), DataError> {
    let recorded = record(vault)?;
    let missing = vault.archive().versions().filter(|version| !recorded.contains_key(version));
    let missing = missing.map(|version| Ok((version, hash(&folder(dir, version))?)));
    let missing = missing.collect::<Result<Vec<_>, DataError>>()?;
    if missing.is_empty() { Ok(()) } else { enter(vault, missing, Actor::role("system")) }
}

fn enter(vault: &Vault, versions: Vec<(Version, String)>, by: Actor) -> Result<(), DataError> {
    vault.tx("publish", move |tx| {
        for (version, sum) in &versions {
            let draft = EntryDraft::new(Kind::Publish, SubjectId::FOUNDATION, by.clone());
            tx.log(draft.version(*version).note(sum.clone()))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The folder of a published version.
pub fn folder(dir: &DataDir, version: Version) -> PathBuf {
    dir.policies().join(version.to_string())
}

fn staged(dir: &DataDir, version: Version) -> PathBuf {
    dir.policies().join(format!(".publishing-{version}"))
}

/// The files of a version, in the order of their names.
fn names(folder: &Path) -> Result<Vec<String>, DataError> {
    let fault = |error| DataError::file(folder, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().map_err(fault)?.is_file() && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_what_sha256sum_makes_of_the_files() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("policy.md"), "a\n").unwrap();
        fs::write(temp.path().join("data.toml"), "b\n").unwrap();
        fs::write(temp.path().join(".swp"), "not part of it").unwrap();
        let theirs = std::process::Command::new("sh")
            .args(["-c", "sha256sum data.toml policy.md | sha256sum"])
            .current_dir(temp.path())
            .output()
            .unwrap();
        let theirs = String::from_utf8(theirs.stdout).unwrap();
        assert_eq!(theirs.split_whitespace().next(), Some(hash(temp.path()).unwrap().as_str()));
        let before = hash(temp.path()).unwrap();
        fs::write(temp.path().join("notes.txt"), "").unwrap();
        assert_ne!(hash(temp.path()).unwrap(), before);
    }
}

//! Writing a backup: every table at one moment, and the ledger's checkpoint of that moment.
use super::file::{File, Sum};
use super::table::{carry, key_of};
use super::{FORMAT, PAGE, fault};
use crate::store::{Row, Table, Tx, Value};
use crate::vault::{Progress, Vault, head};
use crate::{VaultError, tables};
use probity_ledger::{Checkpoint, Hash};
use std::path::{Path, PathBuf};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Rows of all tables.
    pub rows: u64,
    /// Ledger entries.
    pub entries: u64,
    /// The ledger's root.
    pub root: Hash,
}

/// Writes a backup of the vault's tables and of the caller's `also` into a new file.
///
/// All is read in one snapshot while the vault goes on serving. The file appears under its name only
/// once it is whole and durable. It holds no key; keep copies of the key store and the master apart.
pub fn write(
    vault: &Vault,
    also: &[Table],
    path: &Path,
    progress: Progress<'_>,
) -> Result<Written, VaultError> {
    if path.exists() {
        return Err(fault(path, "is there already; name another file"));
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".unfinished");
    let beside = PathBuf::from(beside);
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(fault(&beside, error));
        }
        _ => {}
    }
    let written = fill(vault, also, &beside, progress);
    let moved = written.and_then(|written| {
        std::fs::rename(&beside, path).map_err(|error| fault(path, error))?;
        Ok(written)
    });
    if moved.is_err() {
        // What is left of it is of no use, and the first error is the one to report.
        let _ = std::fs::remove_file(&beside);
    }
    moved
}

fn fill(
    vault: &Vault,
    also: &[Table],
    path: &Path,
    progress: Progress<'_>,
) -> Result<Written, VaultError> {
    let all: Vec<Table> = tables::TABLES.iter().chain(also).copied().collect();
    let (written, file) = vault.store().read("backup", |tx: &mut Tx<'_>| {
        // Run anew after a lost connection, it starts with a new file.
        let _ = std::fs::remove_file(path);
        let file = File::create(path, &all)?;
        copy(tx, &file, &all, progress).map(|written| (written, file))
    })?;
    let checkpoint =
        Checkpoint { origin: vault.origin().to_owned(), size: written.entries, root: written.root };
    file.note("checkpoint", &vault.sign(&checkpoint)?.to_string())?;
    file.note("keyring", &vault.keys().keyring()?.unwrap_or_default())?;
    file.note("made_at_ms", &vault.now_ms().to_string())?;
    file.note("signed", &vault.sign_note(&file.claims()?)?)?;
    // Last, so that a file without it was not finished.
    file.note("format", FORMAT)?;
    file.finish()?;
    Ok(written)
}

fn copy(
    tx: &mut Tx<'_>,
    file: &File,
    tables: &[Table],
    progress: Progress<'_>,
) -> Result<Written, VaultError> {
    let (entries, root) = head(tx)?;
    let mut of = 0;
    for table in tables {
        of += u64::try_from(tx.query_one(&carry(table).count, &[])?.int(0)?).unwrap_or(0);
    }
    let mut rows = 0;
    for table in tables {
        let (carry, mut sum, before) = (carry(table), Sum::new(table), rows);
        let mut page = tx.query(&carry.first, &[limit()])?;
        while let Some(last) = page.last() {
            let mut from = key_of(table, last);
            from.push(limit());
            let values: Vec<Vec<Value>> = page.into_iter().map(Row::into_values).collect();
            values.iter().for_each(|row| sum.add(row));
            file.insert(table, &values)?;
            rows += values.len() as u64;
            progress(rows, of);
            page = tx.query(&carry.after, &from)?;
        }
        file.note(
            &format!("table:{}", table.name),
            &format!("{} {}", rows - before, sum.finish()),
        )?;
    }
    Ok(Written { rows, entries, root })
}

fn limit() -> Value {
    Value::from(i64::try_from(PAGE).unwrap_or(i64::MAX))
}

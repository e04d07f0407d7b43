//! Backups: one SQLite file, whatever the engine, with the tables as they were at one moment.
//!
//! A backup never holds a key, so an erasure reaches it too: without the person's key its rows mean
//! nothing. Restoring replays the erasures since, and never loses an entry that the ledger has
//! acknowledged: where the target's ledger continues that of the backup, it is kept.
mod file;
mod restore;
mod table;
mod write;

pub use restore::{Conflict, Restored, Target, restore};
pub use write::{Written, write};

use crate::VaultError;
use std::path::Path;

/// The format of the file.
const FORMAT: &str = "probity-backup-1";
/// How many rows are carried at a time.
const PAGE: usize = 2_000;

fn fault(path: &Path, problem: impl std::fmt::Display) -> VaultError {
    VaultError::Backup { path: path.display().to_string(), problem: problem.to_string() }
}

//! Restoring a backup: all of it in one transaction, with the erasures since replayed.
//!
//! The ledger only ever grows. Where the target's continues the backup's it is kept as it is; where
//! the backup's continues the target's it is taken; where neither does, one of the two has a false
//! past, and restoring is refused unless forced.
use super::fault;
use super::file::File;
use super::table::carry;
use crate::VaultError;
use crate::clock::{Clock, Random};
use crate::keys::KeyStore;
use crate::log::{EntryDraft, Line, LoadError, Log, Salt, stored_hashes, unsigned};
use crate::store::{Store, Table, Tx, Value};
use crate::tables::{self, ledger_entry, ledger_head, ledger_node, subject};
use crate::vault::{Progress, REPLAYED, all_erased, erase_rows, head, keyring_of, subject_id};
use probity_ledger::{
    Actor, Algorithm, Checkpoint, Frontier, Hash, Kind, Note, Signer, SubjectId, proof,
};
use probity_policy::Role;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a backup is restored to.
#[derive(Clone)]
pub struct Target {
    /// The data, with its tables made.
    pub store: Store,
    /// The keys that the backup's data belong to.
    pub keys: KeyStore,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For the entries that are added.
    pub random: Arc<dyn Random>,
}

/// What restoring does with data that the target has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Refuses.
    Refuse,
    /// Replaces them, but never an acknowledged entry of the ledger.
    Replace,
    /// Replaces them, and a ledger that contradicts the backup's with the backup's.
    ReplaceLedger,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Rows of all tables.
    pub rows: u64,
    /// Entries that the target's ledger had beyond the backup's, and kept.
    pub kept_entries: u64,
    /// Persons whose erasure was replayed.
    pub replayed: u64,
    /// When the backup was made, in milliseconds since 1970.
    pub made_at_ms: i64,
}

/// Restores the backup at `path`: the vault's tables and the caller's `also`. The target must not be
/// open as a vault. One entry on the ledger says so, and one for each erasure that is replayed.
///
/// # Errors
/// A damaged backup, keys of another keyring, a target with data ([`Conflict`]), or a ledger that
/// contradicts the backup's; then nothing was changed.
pub fn restore(
    path: &Path,
    target: &Target,
    also: &[Table],
    conflict: Conflict,
    progress: Progress<'_>,
) -> Result<Restored, VaultError> {
    let all: Vec<Table> = tables::TABLES.iter().chain(also).copied().collect();
    let file = File::open(path)?;
    progress(0, 1);
    let rows = file.check(&all)?;
    let made_at_ms = file.wanted("made_at_ms")?.parse().map_err(|_| fault(path, "is damaged"))?;
    let keyring = file.wanted("keyring")?;
    match target.keys.keyring()? {
        Some(there) if there == keyring => {}
        Some(there) => {
            return Err(VaultError::Mismatch(format!(
                "the keys do not belong to this backup: it wants the keyring `{keyring}`, the key \
                 store is `{there}`; put the key store of these data in its place"
            )));
        }
        None => {
            return Err(VaultError::Mismatch(format!(
                "the key store is empty, and the backup wants the keyring `{keyring}`; put back \
                 the copy you kept of the key store"
            )));
        }
    }
    let claimed = claimed(&file, path, &target.keys)?;
    drop(file);

    let mut keys = HashSet::new();
    target.keys.each_row(|row| {
        keys.insert(row.subject);
    })?;
    let log = Log::new(target.keys.system()?, Arc::clone(&target.random));
    let mut work = Work {
        path: path.to_owned(),
        target: target.clone(),
        all,
        conflict,
        claimed,
        keys,
        log,
        made_at_ms,
    };
    let (kept_entries, replayed) =
        target.store.tx("restore", move |tx: &mut Tx<'_>| work.run(tx))?;
    progress(rows, rows);
    Ok(Restored { rows, kept_entries, replayed, made_at_ms })
}

/// Checks that these keys signed the manifest and the checkpoint; gives the latter. That the rows
/// lead there is checked before it is believed.
fn claimed(file: &File, path: &Path, keys: &KeyStore) -> Result<Checkpoint, VaultError> {
    let damaged = |what: &str| fault(path, format!("is damaged: {what}; restore another one"));
    let note = file.wanted("checkpoint")?;
    let origin = note.lines().next().unwrap_or_default();
    let key = Signer::new(origin, &keys.system()?.signing)
        .and_then(|signer| signer.verifying_key(Algorithm::Ed25519))
        .map_err(|error| damaged(&error.to_string()))?;
    let checkpoint =
        Checkpoint::verify(note.as_bytes(), &key).map_err(|error| damaged(&error.to_string()))?;
    let signed = Note::parse(file.wanted("signed")?.as_bytes())
        .map_err(|error| damaged(&error.to_string()))?;
    signed.verify(&key).map_err(|error| damaged(&error.to_string()))?;
    if signed.text() != file.claims()? {
        return Err(damaged("its manifest is not the one that was signed"));
    }
    Ok(checkpoint)
}

/// The transaction of a restoration.
struct Work {
    path: PathBuf,
    target: Target,
    all: Vec<Table>,
    conflict: Conflict,
    claimed: Checkpoint,
    keys: HashSet<SubjectId>,
    log: Log,
    made_at_ms: i64,
}

/// Which ledger goes on.
enum Ledger {
    /// The target's, which has this many entries more.
    Kept(u64),
    /// The backup's.
    Taken,
}

impl Work {
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(u64, u64), VaultError> {
        let file = File::open(&self.path)?;
        let ledger = self.choose(tx, &file)?;
        let ledger_tables =
            [ledger_entry::TABLE.name, ledger_node::TABLE.name, ledger_head::TABLE.name];
        for table in &self.all {
            if matches!(ledger, Ledger::Kept(_)) && ledger_tables.contains(&table.name) {
                continue;
            }
            tx.exec(&carry(table).clear, &[])?;
            let Some(known) = file.known(table)? else { continue };
            let insert = carry(&known).insert;
            file.rows(&known, |page| Ok(tx.exec_many(&insert, &page).map(|_| ())?))?;
        }
        let kept = match ledger {
            Ledger::Kept(more) => more,
            Ledger::Taken => 0,
        };
        let replayed = self.replay(tx, kept)?;
        Ok((kept, replayed))
    }

    /// Compares the two ledgers and decides which one goes on.
    fn choose(&self, tx: &mut Tx<'_>, file: &File) -> Result<Ledger, VaultError> {
        let known = keyring_of(tx)?;
        let people = !tx.query(&subject::COUNT, &[])?.is_empty();
        let has_head = tx.query_opt(&ledger_head::GET, &[])?.is_some();
        let (size, root) = if has_head { head(tx)? } else { (0, probity_ledger::EMPTY_ROOT) };
        if (people || size > 0) && self.conflict == Conflict::Refuse {
            return Err(VaultError::Mismatch(
                "the database holds data already; restore into an empty one, or say that they are \
                 to be replaced"
                    .to_owned(),
            ));
        }
        let backup = leaves(file, &self.path)?;
        let whole = roots(&backup, backup.len());
        if backup.len() as u64 != self.claimed.size || whole != self.claimed.root {
            return Err(fault(
                &self.path,
                "is damaged: its ledger does not lead to its checkpoint",
            ));
        }
        let same = match known {
            Some(known) => Some(known) == self.target.keys.keyring()?,
            None => size == 0,
        };
        if same && size >= self.claimed.size && size > 0 {
            let then = proof::root(self.claimed.size, |level, range| {
                stored_hashes(tx, level, range).map_err(LoadError::Vault)
            })?;
            if then == self.claimed.root {
                return Ok(Ledger::Kept(size - self.claimed.size));
            }
        } else if same && size < self.claimed.size {
            let len = usize::try_from(size).unwrap_or(usize::MAX);
            if roots(&backup, len) == root {
                return Ok(Ledger::Taken);
            }
        }
        if self.conflict == Conflict::ReplaceLedger || size == 0 {
            return Ok(Ledger::Taken);
        }
        Err(VaultError::Mismatch(format!(
            "the ledger here (`{size}` entries) and the backup's (`{}` entries) contradict each other; \
             find out which one is true, and force the restoration only if it is the backup's",
            self.claimed.size
        )))
    }

    /// Erases anew whoever was erased since the backup, and says on the ledger that it was restored.
    fn replay(&self, tx: &mut Tx<'_>, kept: u64) -> Result<u64, VaultError> {
        let head = Log::lock(tx)?;
        let at_ms = self.target.clock.now_ms();
        let system = || Actor::role(Role::System.name());
        let note = format!("backup of {}, {kept} entries kept", self.made_at_ms);
        let restored = EntryDraft::new(Kind::Restore, SubjectId::FOUNDATION, system()).note(note);
        let line = |draft, salt| Line { draft, salt, seen: None, at_ms };
        let mut lines = vec![line(restored, Salt::Foundation)];
        let mut after = Vec::new();
        loop {
            let page = tx.query(&subject::PAGE, &[Value::from(after), Value::from(5_000_i64)])?;
            let Some(last) = page.last() else { break };
            after = last.bytes(0)?;
            for row in &page {
                let id = subject_id(&row.bytes(0)?)?;
                let erased = row.text(1)? == "erased";
                if erased || self.keys.contains(&id) {
                    continue;
                }
                all_erased(&self.target.keys, &[id])?;
                erase_rows(tx, id)?;
                let draft = EntryDraft::new(Kind::Erase, id, system()).note(REPLAYED);
                lines.push(line(draft, Salt::Lost));
            }
        }
        self.log.append(tx, head, &lines)?;
        unsigned(i64::try_from(lines.len() - 1).unwrap_or(0))
    }
}

/// The leaf hashes of a backup's ledger, in order.
fn leaves(file: &File, path: &Path) -> Result<Vec<Hash>, VaultError> {
    let mut leaves = Vec::new();
    file.rows(&ledger_entry::TABLE, |page| {
        for row in page {
            let index = i64::try_from(leaves.len()).unwrap_or(i64::MAX);
            match (row.first(), row.last().cloned()) {
                (Some(Value::Int(at)), Some(Value::Bytes(leaf))) if *at == index => {
                    let leaf = leaf.try_into().map_err(|_| fault(path, "is damaged"))?;
                    leaves.push(leaf);
                }
                _ => {
                    return Err(fault(
                        path,
                        format!("is damaged: its ledger lacks entry `{index}`"),
                    ));
                }
            }
        }
        Ok(())
    })?;
    Ok(leaves)
}

/// The root of the first so many leaves.
fn roots(leaves: &[Hash], size: usize) -> Hash {
    let mut frontier = Frontier::new();
    for leaf in leaves.iter().take(size) {
        frontier.push(*leaf);
    }
    frontier.root()
}

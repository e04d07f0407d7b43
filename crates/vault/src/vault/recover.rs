//! What is finished when a vault opens. Recovery is the normal path: it runs at every opening.
//!
//! - An erasure on record whose key still exists: the key is destroyed.
//! - A person whose key is gone but who is not erased (the data came from a backup): erased, with an
//!   entry that says so.
//! - A key that nobody was enrolled with: removed, unless the data are older than the keys.
use super::enrol::PATIENCE_MS;
use super::erase::erase_rows;
use super::tx::{bytes, row_state, subject_id};
use super::types::State;
use super::{Vault, VaultTx};
use crate::VaultError;
use crate::keys::{KeyRow, KeyStore};
use crate::log::{EntryDraft, Salt};
use crate::store::{Store, StoreError, Tx, Value};
use crate::tables::{ledger_entry, ledger_head, subject};
use probity_ledger::{Actor, Kind, SubjectId};
use probity_policy::Role;
use std::collections::HashMap;

/// How many persons are read at a time.
const PAGE: i64 = 10_000;

/// What the ledger says of an erasure that was done before the data were restored.
pub(crate) const REPLAYED: &str = "replayed";

/// How the two stores differ.
#[derive(Default)]
pub(crate) struct Difference {
    /// Erased, and the key still exists.
    pub(crate) unfinished: Vec<SubjectId>,
    /// Not erased, and no key exists.
    pub(crate) keyless: Vec<SubjectId>,
    /// A key, and nobody it belongs to.
    pub(crate) orphans: Vec<KeyRow>,
    /// The longest that the ledger has been when any key was made.
    pub(crate) seen_size: i64,
}

/// How many persons and keys do not match; the next opening mends them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LooseEnds {
    /// Persons erased whose key still exists.
    pub unfinished: u64,
    /// Persons not erased who have no key.
    pub keyless: u64,
    /// Keys that belong to nobody.
    pub orphans: u64,
}

impl Vault {
    /// Gives up the data of people whose keys are lost for good: they count as erased from the next
    /// opening on, which puts it on record. Gives how many there are.
    ///
    /// For an operator who has lost the newest key store; nothing else can be done for these data.
    pub fn forsake(store: &Store, keys: &KeyStore, at_ms: i64) -> Result<u64, VaultError> {
        super::open::match_keys(store, keys)?;
        let keyless = difference(store, keys)?.keyless;
        for id in &keyless {
            keys.destroy(*id, at_ms)?;
        }
        Ok(keyless.len() as u64)
    }

    /// Counts the persons and keys that do not match.
    pub fn loose_ends(&self) -> Result<LooseEnds, VaultError> {
        let Difference { unfinished, keyless, orphans, .. } =
            difference(self.store(), self.keys())?;
        Ok(LooseEnds {
            unfinished: unfinished.len() as u64,
            keyless: keyless.len() as u64,
            orphans: orphans.len() as u64,
        })
    }
}

/// Finishes what was interrupted.
pub(super) fn recover(vault: &Vault) -> Result<(), VaultError> {
    let difference = difference(vault.store(), vault.keys())?;
    for id in difference.unfinished {
        vault.keys().destroy(id, vault.now_ms())?;
    }
    if !difference.keyless.is_empty() {
        let keyless = difference.keyless;
        all_erased(vault.keys(), &keyless)?;
        vault.tx("replay_erasures", move |tx| {
            keyless.iter().try_for_each(|id| tx.replay_erasure(*id))
        })?;
    }
    remove_orphans(vault, difference.orphans, difference.seen_size)
}

/// Checks that whoever has no key was erased; else the key store is an old copy, and going on would
/// erase people for good who never asked for it.
pub(crate) fn all_erased(keys: &KeyStore, keyless: &[SubjectId]) -> Result<(), VaultError> {
    let mut lost = 0;
    for id in keyless {
        lost += u64::from(keys.erased_at_ms(*id)?.is_none());
    }
    if lost == 0 {
        return Ok(());
    }
    Err(VaultError::Mismatch(format!(
        "the key store is older than the data: `{lost}` people have no key in it and were never \
         erased; put back its newer copy, or, if there is none, give their data up with `probity keys \
         forsake`"
    )))
}

/// Compares the persons of the data with those of the key store.
pub(crate) fn difference(store: &Store, keys: &KeyStore) -> Result<Difference, VaultError> {
    // Persons first: whoever is enrolled in between has a key that is then merely looked at twice.
    let mut people = HashMap::new();
    let mut after = Vec::new();
    loop {
        let from = after.clone();
        let rows = store.read("recover_subjects", move |tx: &mut Tx<'_>| {
            tx.query(&subject::PAGE, &[Value::from(from.clone()), Value::from(PAGE)])
        })?;
        let Some(last) = rows.last() else { break };
        after = last.bytes(0)?;
        for row in &rows {
            people.insert(subject_id(&row.bytes(0)?)?, row_state(row, 1)?);
        }
    }
    let mut found = Difference::default();
    keys.each_row(|row| {
        found.seen_size = found.seen_size.max(row.ledger_size);
        match people.remove(&row.subject) {
            Some(State::Erased) => found.unfinished.push(row.subject),
            Some(State::Active | State::Restricted) => {}
            None => found.orphans.push(row),
        }
    })?;
    let keyless = people.into_iter().filter(|(_, state)| *state != State::Erased);
    found.keyless = keyless.map(|(id, _)| id).collect();
    found.keyless.sort();
    Ok(found)
}

/// Removes keys that nobody was enrolled with.
///
/// Data that are older than the keys (an old copy that somebody put in place) prove nothing: then
/// every key stays. So does one that another process may be about to use.
fn remove_orphans(vault: &Vault, orphans: Vec<KeyRow>, seen: i64) -> Result<(), VaultError> {
    let alone = vault.store().is_exclusive();
    let old = vault.now_ms() - 2 * PATIENCE_MS;
    for row in orphans.into_iter().filter(|row| alone || row.created_at_ms < old) {
        let id = row.subject;
        let (size, known) = vault.store().read("recover_orphan", move |tx: &mut Tx<'_>| {
            let size = tx.query_one(&ledger_head::GET, &[])?.int(0)?;
            let entries = tx.query_one(&ledger_entry::LAST_SEQ, &[bytes(id)])?.opt_int(0)?;
            let person = tx.query_opt(&subject::GET, &[bytes(id)])?;
            Ok::<_, StoreError>((size, entries.is_some() || person.is_some()))
        })?;
        if !known && size >= seen {
            vault.keys().discard(id)?;
        }
    }
    Ok(())
}

impl VaultTx<'_, '_> {
    /// Erases somebody whose key is gone already; the salt of the entry goes the same way.
    pub(crate) fn replay_erasure(&mut self, id: SubjectId) -> Result<(), VaultError> {
        if self.subject(id)?.is_none_or(|subject| subject.state == State::Erased) {
            return Ok(());
        }
        erase_rows(self.tx, id)?;
        let draft = EntryDraft::new(Kind::Erase, id, Actor::role(Role::System.name()));
        self.line(draft.note(REPLAYED), Salt::Lost);
        Ok(())
    }
}

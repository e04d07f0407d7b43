//! Looking whether what is promised of the data holds: bounded parts of it, again and again, so that
//! a running service can say so of itself. [`Vault::verify`] is the whole of it, and takes longer.
use super::Vault;
use super::ledger::head;
use super::tx::{bytes, row_state, subject_id};
use super::types::State;
use super::verify::{Unverified, stored_row};
use crate::VaultError;
use crate::log::{LoadError, signed, stored_hashes, unsigned};
use crate::store::{StoreError, Tx, Value};
use crate::tables::{datum, ledger_entry, subject};
use probity_ledger::{Checkpoint, Fault, Flaw, Frontier, Place, SaltKey, SubjectId};
use probity_policy::Version;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// How persons and keys agree in a part of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyEvidence {
    /// Persons looked at.
    pub people: u64,
    /// Erased, and the key still exists.
    pub unfinished: u64,
    /// Not erased, and no key exists.
    pub keyless: u64,
    /// Where to go on; none at the end.
    pub next: Option<SubjectId>,
}

/// A kind of value that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldField {
    /// The field.
    pub field: String,
    /// The version it was collected under; none if what is stored is no version.
    pub version: Option<Version>,
    /// How many such values.
    pub values: u64,
}

impl Vault {
    /// Checks the end of the ledger: the signature over its head, the last `most` entries against
    /// their columns, bindings and hashes, and that those lead from the stored tree before them to
    /// the head. Gives how many entries were checked.
    ///
    /// # Errors
    /// [`Unverified::Broken`] names the first place that is wrong.
    pub fn verify_end(&self, most: u64) -> Result<u64, Unverified> {
        let key = self.verifying_key()?;
        let mut salts: HashMap<SubjectId, Option<SaltKey>> = HashMap::new();
        let (size, root, rows, before) = self.inner.store.read("verify_end", |tx| {
            let (size, root) = head(tx)?;
            let from = size.saturating_sub(most);
            let before = Frontier::load(from, |level, range| {
                stored_hashes(tx, level, range).map_err(LoadError::Vault)
            })
            .map_err(VaultError::from)?;
            let row = [Value::from(signed(from)?), Value::from(signed(most)?)];
            let rows = tx.walk(&ledger_entry::PAGE, &row)?;
            Ok::<_, VaultError>((size, root, rows, before))
        })?;
        let note = self.sign(&Checkpoint { origin: self.inner.origin.clone(), size, root })?;
        let broken = |place, flaw| Unverified::Broken(Fault { place, flaw });
        Checkpoint::verify(note.to_string().as_bytes(), &key)
            .map_err(|_| broken(Place::Head, Flaw::Root))?;
        let mut tree = before;
        for row in rows.iter() {
            let row = stored_row(row, tree.size())?;
            if row.index != tree.size() {
                let flaw = Flaw::Index { found: row.index };
                return Err(broken(Place::Entry(tree.size()), flaw));
            }
            let salt = match salts.entry(row.subject) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.salt_key(row.subject)?),
            };
            row.check(&self.inner.system.binding, salt.as_ref())?;
            tree.push(row.leaf_hash);
        }
        if tree.size() != size {
            return Err(broken(Place::Head, Flaw::Size { stored: size, entries: tree.size() }));
        }
        if tree.root() != root {
            return Err(broken(Place::Head, Flaw::Root));
        }
        Ok(rows.len() as u64)
    }

    /// The key of a person's salts; none once it is destroyed.
    fn salt_key(&self, subject: SubjectId) -> Result<Option<SaltKey>, VaultError> {
        if subject.is_foundation() {
            return Ok(Some(self.inner.system.foundation.clone()));
        }
        Ok(self.inner.keys.subject(subject)?.map(|keys| keys.salt.clone()))
    }

    /// Looks at the next `limit` persons after one, in the order of their ids: whoever is erased has
    /// no key, everyone else has one.
    pub fn key_evidence(
        &self,
        after: Option<SubjectId>,
        limit: u32,
    ) -> Result<KeyEvidence, VaultError> {
        let from = after.map_or_else(|| Value::from(Vec::new()), bytes);
        let row = [from, Value::from(i64::from(limit))];
        let page = self
            .inner
            .store
            .read("key_evidence", move |tx: &mut Tx<'_>| tx.query(&subject::PAGE, &row))?;
        let mut found = KeyEvidence { people: page.len() as u64, ..KeyEvidence::default() };
        for row in &page {
            let id = subject_id(&row.bytes(0)?)?;
            if page.len() == limit as usize {
                found.next = Some(id);
            }
            let mut state = row_state(row, 1)?;
            let mut key = self.inner.keys.holds(id)?;
            if key == (state == State::Erased) {
                // Somebody may be erased this very moment: state first, then the key. Whoever was
                // seen before it and after it is looked at again.
                state = self.subject(id)?.map_or(State::Erased, |subject| subject.state);
                key = self.inner.keys.holds(id)?;
            }
            found.unfinished += u64::from(key && state == State::Erased);
            found.keyless += u64::from(!key && state != State::Erased);
        }
        Ok(found)
    }

    /// Every kind of value that is held, by field and version.
    pub fn held_fields(&self) -> Result<Vec<HeldField>, VaultError> {
        let rows =
            self.inner.store.read("held_fields", |tx: &mut Tx<'_>| -> Result<_, StoreError> {
                tx.query(&datum::FIELDS, &[])
            })?;
        let held = |row: &crate::store::Row| {
            let version = u32::try_from(row.int(1)?).ok().and_then(Version::from_u32);
            Ok(HeldField { field: row.text(0)?, version, values: unsigned(row.int(2)?)? })
        };
        rows.iter().map(held).collect()
    }
}

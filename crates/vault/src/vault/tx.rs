//! One operation on the vault: its changes and its ledger entries, in one transaction.
use super::types::{State, Subject};
use super::{Inner, Vault};
use crate::VaultError;
use crate::keys::SubjectKeys;
use crate::log::{EntryDraft, Line, Log, Salt};
use crate::store::{Row, Tx, Value};
use crate::tables::subject;
use probity_ledger::{Hash, SubjectId};
use probity_policy::Policy;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// An operation that is being done. What it changes and what it logs is kept together or not at all.
pub struct VaultTx<'t, 'c> {
    pub(super) vault: &'t Vault,
    pub(super) tx: &'t mut Tx<'c>,
    pub(super) lines: Vec<Line>,
    pub(super) erased: Vec<SubjectId>,
    /// Persons this operation found to be held and not erased: no other can change that meanwhile.
    pub(super) living: HashSet<SubjectId>,
    /// One time for all of it.
    pub(super) now_ms: i64,
    head: (u64, Hash),
}

impl Vault {
    /// Runs one operation in one transaction, under a name for logs and measurements.
    ///
    /// The closure may run twice. What it returns is handed on only once everything, ledger entries
    /// included, is durable; persons it erased have lost their keys by then.
    pub fn tx<T, F>(&self, name: &'static str, mut operation: F) -> Result<T, VaultError>
    where
        T: Send + 'static,
        F: FnMut(&mut VaultTx<'_, '_>) -> Result<T, VaultError> + Send + 'static,
    {
        let vault = self.clone();
        let erased = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&erased);
        let result = self.inner.store.tx(name, move |tx: &mut Tx<'_>| {
            let head = Log::lock(tx)?;
            let now_ms = vault.now_ms();
            let mut this = VaultTx {
                vault: &vault,
                tx,
                lines: vec![],
                erased: vec![],
                living: HashSet::new(),
                now_ms,
                head,
            };
            let done = operation(&mut this)?;
            this.append()?;
            *told.lock().unwrap_or_else(PoisonError::into_inner) = std::mem::take(&mut this.erased);
            Ok::<T, VaultError>(done)
        })?;
        let erased = std::mem::take(&mut *erased.lock().unwrap_or_else(PoisonError::into_inner));
        for subject in erased {
            self.inner.keys.destroy(subject, self.now_ms())?;
        }
        Ok(result)
    }

    /// A person's standing; `None` for an id that nobody has.
    pub fn subject(&self, id: SubjectId) -> Result<Option<Subject>, VaultError> {
        self.inner.store.read("subject_get", move |tx: &mut Tx<'_>| read_subject(tx, id))
    }
}

impl<'c> VaultTx<'_, 'c> {
    /// The transaction, for the caller's own tables; those of the vault are this crate's alone.
    pub fn sql(&mut self) -> &mut Tx<'c> {
        self.tx
    }

    /// The time of the operation, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// The version of the policy in force.
    pub fn policy_in_force(&self) -> Result<&Policy, VaultError> {
        self.vault.policy_in_force()
    }

    /// Adds an entry of the caller's: a sign-in, a publication, an agreement.
    ///
    /// # Errors
    /// The subject must be the foundation or somebody who is held and not erased.
    pub fn log(&mut self, draft: EntryDraft) -> Result<(), VaultError> {
        if draft.subject.is_foundation() {
            self.line(draft, Salt::Foundation);
            return Ok(());
        }
        if !self.living.contains(&draft.subject) {
            self.must_live(draft.subject)?;
            self.living.insert(draft.subject);
        }
        self.log_about(draft)
    }

    /// A person's standing, as of this operation.
    pub fn subject(&mut self, id: SubjectId) -> Result<Option<Subject>, VaultError> {
        read_subject(self.tx, id)
    }

    /// Fails for whoever is unknown or erased; reads no more than that.
    fn must_live(&mut self, id: SubjectId) -> Result<(), VaultError> {
        match self.tx.query_opt(&subject::STATE, &[bytes(id)])? {
            None => Err(VaultError::UnknownSubject),
            Some(row) if row_state(&row, 0)? == State::Erased => Err(VaultError::Erased),
            Some(_) => Ok(()),
        }
    }

    /// The standing of somebody whose data may be worked on.
    pub(super) fn live(&mut self, id: SubjectId) -> Result<Subject, VaultError> {
        match self.subject(id)? {
            None => Err(VaultError::UnknownSubject),
            Some(subject) if subject.state == State::Erased => Err(VaultError::Erased),
            Some(subject) => Ok(subject),
        }
    }

    /// Counts a change, so that a release decided before it is not recorded after it.
    pub(super) fn touch(&mut self, id: SubjectId) -> Result<(), VaultError> {
        self.tx.exec(&subject::TOUCH, &[bytes(id)])?;
        Ok(())
    }

    pub(super) fn keys_of(&self, id: SubjectId) -> Result<Arc<SubjectKeys>, VaultError> {
        self.inner().keys.subject(id)?.ok_or(VaultError::Erased)
    }

    /// Adds an entry about a person who has a key.
    pub(super) fn log_about(&mut self, draft: EntryDraft) -> Result<(), VaultError> {
        let keys = self.keys_of(draft.subject)?;
        self.line(draft, Salt::Subject(keys));
        Ok(())
    }

    pub(super) fn line(&mut self, draft: EntryDraft, salt: Salt) {
        self.lines.push(Line { draft, salt, seen: None, at_ms: self.now_ms });
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.vault.inner
    }

    fn append(&mut self) -> Result<(), VaultError> {
        let lines = std::mem::take(&mut self.lines);
        self.vault.inner.log.append(self.tx, self.head, &lines)?;
        Ok(())
    }
}

fn read_subject(tx: &mut Tx<'_>, id: SubjectId) -> Result<Option<Subject>, VaultError> {
    let row = tx.query_opt(&subject::GET, &[bytes(id)])?;
    row.map(|row| {
        let state = row_state(&row, 0)?;
        let giver = row.text(1)?.parse().map_err(|_| VaultError::damaged("an unknown giver"))?;
        Ok(Subject { id, state, giver, created_at_ms: row.int(2)? })
    })
    .transpose()
}

/// A stored state.
pub(super) fn row_state(row: &Row, column: usize) -> Result<State, VaultError> {
    State::from_name(&row.text(column)?).ok_or_else(|| VaultError::damaged("an unknown state"))
}

/// An id as it is stored.
pub(crate) fn bytes(id: SubjectId) -> Value {
    Value::from(id.as_bytes().to_vec())
}

/// A stored id.
pub(crate) fn subject_id(bytes: &[u8]) -> Result<SubjectId, VaultError> {
    SubjectId::from_slice(bytes).ok_or_else(|| VaultError::damaged("a stored id is not valid"))
}

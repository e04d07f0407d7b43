//! Enrolling a person: first the key, durable in the key store, then the person in one transaction.
//!
//! If we stop between the two, a key is left that opens nothing; the next opening removes it.
use super::types::{Datum, NewSubject, Source};
use super::{Vault, VaultTx};
use crate::VaultError;
use crate::log::signed;
use crate::store::{Tx, Value};
use crate::tables::{ledger_head, subject};
use probity_ledger::SubjectId;
use probity_policy::Giver;

/// How long a new key waits for its person, in milliseconds; recovery elsewhere may remove it after.
pub(super) const PATIENCE_MS: i64 = 5 * 60 * 1000;

impl Vault {
    /// Makes the key of somebody new; it is durable when this returns.
    pub fn new_subject(&self) -> Result<NewSubject, VaultError> {
        let made_at_ms = self.now_ms();
        let mut id = [0; 16];
        self.inner.random.fill(&mut id);
        // A random UUID (RFC 9562, version 4): says nothing, not even when.
        id[6] = (id[6] & 0x0f) | 0x40;
        id[8] = (id[8] & 0x3f) | 0x80;
        let id = SubjectId::from_bytes(id);
        let size = self
            .inner
            .store
            .read("ledger_size", |tx: &mut Tx<'_>| tx.query_one(&ledger_head::GET, &[])?.int(0))?;
        self.inner.keys.create(id, made_at_ms, size)?;
        Ok(NewSubject { id, made_at_ms })
    }

    /// Removes the key of somebody who will not be enrolled.
    ///
    /// # Errors
    /// [`VaultError::Taken`] when they were.
    #[expect(clippy::needless_pass_by_value, reason = "what was abandoned must not be used again")]
    pub fn abandon(&self, new: NewSubject) -> Result<(), VaultError> {
        if self.subject(new.id)?.is_some() {
            return Err(VaultError::Taken { field: "id".to_owned() });
        }
        Ok(self.inner.keys.discard(new.id)?)
    }
}

impl VaultTx<'_, '_> {
    /// Enrols somebody new with what they gave; one entry on the ledger.
    ///
    /// # Errors
    /// Required fields that are missing, undeclared ones, values that don't fit or belong to
    /// somebody else, and whatever the policy in force does not let this giver give.
    pub fn enrol(
        &mut self,
        new: &NewSubject,
        giver: Giver,
        data: &[Datum<'_>],
        source: &Source,
    ) -> Result<(), VaultError> {
        if self.now_ms - new.made_at_ms > PATIENCE_MS {
            return Err(VaultError::Stale);
        }
        let policy = self.vault.policy_in_force()?;
        let missing = policy.map().fields().iter().find(|field| {
            !field.is_optional_for(giver)
                && field.collected.iter().any(|place| place == source.source)
                && !data.iter().any(|datum| datum.field == field.id)
        });
        if let Some(missing) = missing {
            let problem = "is missing; enter a value, it is required";
            return Err(VaultError::Invalid { field: missing.id.clone(), problem });
        }
        let row = [super::tx::bytes(new.id), Value::from(giver.name()), Value::from(self.now_ms)];
        self.tx.exec(&subject::INSERT, &row)?;
        self.take_in(new.id, giver, data, source).map(drop)
    }

    /// Changes as what a person gives data: an applicant becomes a member.
    pub fn set_giver(&mut self, id: SubjectId, giver: Giver) -> Result<(), VaultError> {
        self.live(id)?;
        let row = [Value::from(giver.name()), super::tx::bytes(id)];
        self.tx.exec(&subject::SET_GIVER, &row)?;
        Ok(())
    }
}

/// Rows are numbered from 1.
pub(super) fn next(last: Option<i64>) -> Result<i64, VaultError> {
    let last = last.unwrap_or(0);
    signed(u64::try_from(last).unwrap_or(0).saturating_add(1))
}

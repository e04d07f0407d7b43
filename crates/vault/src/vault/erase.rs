//! Erasing a person: on record, then their key is destroyed (invariant 4).
//!
//! The transaction marks the person and empties the blind index; then the key goes. If we stop
//! between the two, releases are refused already, and the next opening destroys the key. The sealed
//! rows need not go: nobody can read them. [`Vault::sweep`] clears them away at leisure.
use super::consent::{Consents, stored_version};
use super::decide::governing;
use super::tx::bytes;
use super::types::State;
use super::{Vault, VaultTx};
use crate::VaultError;
use crate::log::EntryDraft;
use crate::store::{Tx, Value};
use crate::tables::{blind, datum, subject};
use probity_ledger::{Actor, Kind, SubjectId};
use probity_policy::{Flow, Version};

/// What a sweep cleared away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sweep {
    /// Values whose retention had ended.
    pub expired: u64,
    /// Sealed rows of erased persons.
    pub orphaned: u64,
}

impl Vault {
    /// Erases a person: when this returns, their data can't be read by anyone, in any copy.
    ///
    /// Erasing again finishes an erasure that was interrupted, and is not recorded twice.
    pub fn erase(&self, subject: SubjectId, actor: &Actor) -> Result<(), VaultError> {
        let actor = actor.clone();
        self.tx("erase", move |tx| tx.erase(subject, &actor))
    }

    /// Clears away values past their retention, as the policy decides, and what is left of erased
    /// persons; at most `limit` of the former.
    pub fn sweep(&self, limit: u32) -> Result<Sweep, VaultError> {
        let vault = self.clone();
        self.inner.store.tx("sweep", move |tx: &mut Tx<'_>| {
            let mut sweep = Sweep { orphaned: tx.exec(&datum::DROP_ERASED, &[])?, expired: 0 };
            let row = [Value::from(vault.now_ms()), Value::from(i64::from(limit))];
            for expired in tx.query(&datum::EXPIRED, &row)? {
                let (field, version) = (expired.text(1)?, expired.int(3)?);
                if vault.may_keep_expired(&field, stored_version(version)?)? {
                    continue;
                }
                let key = [
                    Value::from(expired.bytes(0)?),
                    Value::from(field.as_str()),
                    Value::from(expired.int(2)?),
                ];
                sweep.expired += tx.exec(&datum::DROP_ONE, &key)?;
                tx.exec(&blind::RELEASE_FIELD, &key[..2])?;
            }
            Ok::<_, VaultError>(sweep)
        })
    }

    /// Whether the version that governs a value lets it stay past its retention.
    fn may_keep_expired(&self, field: &str, version: Version) -> Result<bool, VaultError> {
        let policy = governing(self, version, &Consents::default())?;
        let Some(field) = policy.map().field(field) else { return Ok(false) };
        let category = &field.category;
        let flow = Flow::Keep { category, expired: true, restricted: false, hold: false };
        Ok(policy.decide(&flow).is_allowed())
    }
}

impl VaultTx<'_, '_> {
    /// Erases a person with this operation; the key is destroyed as soon as it is durable, before
    /// [`Vault::tx`] returns.
    pub fn erase(&mut self, id: SubjectId, actor: &Actor) -> Result<(), VaultError> {
        let Some(found) = self.subject(id)? else { return Err(VaultError::UnknownSubject) };
        if found.state != State::Erased {
            erase_rows(self.tx, id)?;
            self.log_about(EntryDraft::new(Kind::Erase, id, actor.clone()))?;
        }
        self.living.remove(&id);
        self.erased.push(id);
        Ok(())
    }
}

/// Marks a person as erased and empties the blind index of them.
pub(crate) fn erase_rows(tx: &mut Tx<'_>, id: SubjectId) -> Result<(), VaultError> {
    tx.exec(&subject::SET_STATE, &[Value::from(State::Erased.name()), bytes(id)])?;
    tx.exec(&blind::RELEASE_SUBJECT, &[bytes(id)])?;
    Ok(())
}

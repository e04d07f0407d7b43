//! Restricting the use of a person's data, and lifting the restriction.
use super::VaultTx;
use super::tx::bytes;
use super::types::State;
use crate::VaultError;
use crate::log::EntryDraft;
use crate::store::Value;
use crate::tables::subject;
use probity_ledger::{Actor, Kind, SubjectId};

impl VaultTx<'_, '_> {
    /// Restricts, or lifts; one entry on the ledger unless it is so already.
    pub fn restrict(
        &mut self,
        id: SubjectId,
        restricted: bool,
        actor: &Actor,
    ) -> Result<(), VaultError> {
        let state = if restricted { State::Restricted } else { State::Active };
        if self.live(id)?.state == state {
            return Ok(());
        }
        self.tx.exec(&subject::SET_STATE, &[Value::from(state.name()), bytes(id)])?;
        let draft = EntryDraft::new(Kind::Restrict, id, actor.clone());
        self.log_about(draft.note(if restricted { "restricted" } else { "lifted" }))
    }
}

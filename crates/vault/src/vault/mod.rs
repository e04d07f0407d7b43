//! The vault: everything that is done with personal data goes through here and onto the ledger.
//!
//! One file an operation. What writes runs in one named transaction together with its ledger entries
//! ([`Vault::tx`]); what reads values is a release ([`Vault::release`]). A new operation is a file
//! here with its own test.
mod check;
mod collect;
mod consent;
mod decide;
mod enrol;
mod erase;
mod evidence;
mod figures;
mod holdings;
mod ledger;
mod lookup;
mod open;
mod recent;
mod recover;
mod release;
mod restrict;
mod retention;
mod tally;
mod tx;
mod types;
mod usage;
mod verify;

pub use erase::Sweep;
pub use evidence::{HeldField, KeyEvidence};
pub use ledger::Proof;
pub use open::Opening;
pub use recent::EntryFacts;
pub use recover::LooseEnds;
pub use tally::Tally;
pub use tx::VaultTx;
pub use types::{
    Consent, ConsentKind, Datum, EntryView, Holding, NewSubject, Progress, ReleaseAction, Request,
    Source, State, Subject,
};
pub use usage::{Forgotten, UsageAction, UsageGrant, UsageRequest};
pub use verify::Unverified;

pub(crate) use erase::erase_rows;
pub(crate) use ledger::head;
pub(crate) use open::keyring_of;
pub(crate) use recover::{REPLAYED, all_erased};
pub(crate) use tx::subject_id;

use crate::VaultError;
use crate::clock::{Clock, Random};
use crate::keys::{KeyStore, Rotation, SystemKeys};
use crate::log::{EntryDraft, Log};
use crate::store::Store;
use probity_ledger::{Actor, Kind, Signer, SubjectId};
use probity_policy::{Archive, Policy, Version};
use release::Releases;
use std::sync::Arc;

/// The vault, open; clones share it. Blocking: async callers use a thread for it.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    keys: KeyStore,
    system: Arc<SystemKeys>,
    archive: Arc<Archive>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    log: Arc<Log>,
    origin: String,
    signer: Signer,
    releases: Releases,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault({})", self.inner.origin)
    }
}

impl Vault {
    /// Every published version of the policy.
    pub fn archive(&self) -> &Archive {
        &self.inner.archive
    }

    /// The database of the data, for the caller's own tables.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The key store.
    pub fn keys(&self) -> &KeyStore {
        &self.inner.keys
    }

    /// The time that the vault goes by, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.inner.clock.now_ms()
    }

    /// The randomness that the vault goes by.
    pub fn random(&self) -> &dyn Random {
        self.inner.random.as_ref()
    }

    /// The name of the ledger in its checkpoints.
    pub fn origin(&self) -> &str {
        &self.inner.origin
    }

    /// The policy in force today.
    ///
    /// # Errors
    /// [`VaultError::NoPolicy`] while no published version has come into force.
    pub fn policy_in_force(&self) -> Result<&Policy, VaultError> {
        Version::of_ms(self.now_ms())
            .and_then(|today| self.inner.archive.in_force(today))
            .ok_or(VaultError::NoPolicy)
    }

    /// The key that form tokens are signed with: the same after a restart, of no other use.
    pub fn form_token_key(&self) -> &[u8; 32] {
        &self.inner.system.form_token
    }

    /// Rotates the master key: every key is wrapped anew, no datum is touched. On record.
    pub fn keys_rotate(
        &self,
        actor: Actor,
        progress: impl FnMut(u64),
    ) -> Result<Rotation, VaultError> {
        let rotation = self.inner.keys.rotate(progress)?;
        let note = format!("master key {}", rotation.master);
        self.tx("keys_rotate", move |tx| {
            let draft = EntryDraft::new(Kind::Rotate, SubjectId::FOUNDATION, actor.clone());
            tx.log(draft.note(note.clone()))
        })?;
        Ok(rotation)
    }
}

//! What people agree to and take back.
use super::tx::bytes;
use super::types::{Consent, ConsentKind};
use super::{Vault, VaultTx};
use crate::VaultError;
use crate::log::EntryDraft;
use crate::store::{Row, Tx, Value};
use crate::tables::consent;
use probity_ledger::{Actor, Kind, SubjectId};
use probity_policy::{Purpose, Recipient, Version};

impl Vault {
    /// A person's answers as they stand, those taken back included.
    pub fn consents(&self, subject: SubjectId) -> Result<Vec<Consent>, VaultError> {
        self.inner.store.read("consents", move |tx: &mut Tx<'_>| {
            let rows = tx.query(&consent::OF_SUBJECT, &[bytes(subject)])?;
            rows.iter()
                .filter_map(|row| read(row, 0, [1, 2, 3]).transpose())
                .collect::<Result<_, VaultError>>()
        })
    }
}

impl VaultTx<'_, '_> {
    /// Records that a person agrees to something, or takes it back; one entry on the ledger.
    /// Taking back what was not given changes nothing.
    pub fn consent(
        &mut self,
        subject: SubjectId,
        what: &ConsentKind,
        granted: bool,
        actor: &Actor,
    ) -> Result<(), VaultError> {
        self.live(subject)?;
        let version = self.vault.policy_in_force()?.version();
        let (id, name) = (bytes(subject), what.to_string());
        let kind = if granted {
            let row = [
                id,
                Value::from(name.as_str()),
                Value::from(self.now_ms),
                Value::from(i64::from(version.to_u32())),
            ];
            self.tx.exec(&consent::GRANT, &row)?;
            Kind::Consent
        } else {
            let row = [Value::from(self.now_ms), id, Value::from(name.as_str())];
            if self.tx.exec(&consent::WITHDRAW, &row)? == 0 {
                return Ok(());
            }
            Kind::Withdraw
        };
        self.touch(subject)?;
        let draft = EntryDraft::new(kind, subject, actor.clone());
        self.log_about(draft.version(version).note(name))
    }
}

/// A stored answer; `None` for a kind that a later version of the program wrote.
pub(super) fn read(
    row: &Row,
    what: usize,
    [granted, withdrawn, version]: [usize; 3],
) -> Result<Option<Consent>, VaultError> {
    let Ok(what) = row.text(what)?.parse() else { return Ok(None) };
    Ok(Some(Consent {
        what,
        granted_at_ms: row.int(granted)?,
        withdrawn_at_ms: row.opt_int(withdrawn)?,
        version: stored_version(row.int(version)?)?,
    }))
}

/// A stored version of the policy.
pub(super) fn stored_version(number: i64) -> Result<Version, VaultError> {
    u32::try_from(number)
        .ok()
        .and_then(Version::from_u32)
        .ok_or_else(|| VaultError::damaged("a stored policy version is no date"))
}

/// The answers that count now, and the fields whose use was agreed to once and is no longer.
#[derive(Default)]
pub(super) struct Consents {
    given: Vec<ConsentKind>,
    locked: Vec<String>,
}

impl Consents {
    /// Adds an answer.
    pub(super) fn add(&mut self, consent: Consent) {
        match (consent.withdrawn_at_ms, consent.what) {
            (None, what) => self.given.push(what),
            (Some(_), ConsentKind::Field(field)) => self.locked.push(field),
            (Some(_), _) => {}
        }
    }

    fn has(&self, wanted: impl Fn(&ConsentKind) -> bool) -> bool {
        self.given.iter().any(wanted)
    }

    /// Whether the person took back their agreement to the use of a field. Its value is then as
    /// restricted as everything is for who asked for restriction: kept, and used for nothing but
    /// what they ask and the law demands.
    pub(super) fn is_locked(&self, field: &str) -> bool {
        self.locked.iter().any(|locked| locked == field)
    }

    pub(super) fn to_version(&self, version: Version) -> bool {
        self.has(|kind| *kind == ConsentKind::Policy(version))
    }

    pub(super) fn to_use(&self, field: &str, purpose: Purpose) -> bool {
        self.has(|kind| match kind {
            ConsentKind::Field(agreed) => agreed == field,
            ConsentKind::Purpose(agreed) => *agreed == purpose,
            _ => false,
        })
    }

    pub(super) fn to_topic(&self, topic: &str) -> bool {
        self.has(|kind| matches!(kind, ConsentKind::Topic(agreed) if agreed == topic))
    }

    pub(super) fn to_disclosure(&self, recipient: Recipient) -> bool {
        self.has(|kind| *kind == ConsentKind::Disclosure(recipient))
    }
}

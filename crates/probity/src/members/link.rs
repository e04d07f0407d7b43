//! Links that work once: their numbers leave in messages, their hashes stay here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use probity_ledger::SubjectId;
use probity_vault::store::{Tx, Value};
use probity_vault::{Random, StoreError};
use zeroize::Zeroizing;

use super::session::{Hash, bytes, hash, subject_of, subject_value};
use crate::app::App;
use crate::site::moment::{HOUR, MINUTE};
use crate::store::token;

/// What a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Confirms the address of someone who joined.
    Confirm,
    /// Signs a member in.
    SignIn,
    /// Confirms a member's new address.
    Address,
    /// Lets staff in at the desk of a demo.
    Staff,
    /// Lets somebody new on the staff set password and second factor.
    Enrol,
    /// The second step of a sign-in at the desk, for whoever knew the password.
    StaffStep,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::SignIn => "sign-in",
            Self::Address => "address",
            Self::Staff => "staff",
            Self::Enrol => "enrol",
            Self::StaffStep => "staff-step",
        }
    }
}

/// A link about to leave.
pub struct Fresh {
    /// The number as it stands in the address. Whoever has it can act: it goes into a message and
    /// nowhere else.
    pub(crate) number: Zeroizing<String>,
    /// When it stops working, in milliseconds since 1970.
    pub(crate) expires_ms: i64,
    hash: Hash,
    kind: Kind,
    subject: SubjectId,
    now_ms: i64,
}

impl App {
    /// How long a link of a kind works, in milliseconds.
    pub(crate) fn link_life(&self, kind: Kind) -> i64 {
        match kind {
            Kind::Confirm | Kind::Address => i64::from(self.config.signin.confirm_hours) * HOUR,
            Kind::SignIn => i64::from(self.config.signin.link_minutes) * MINUTE,
            Kind::Staff => 24 * HOUR,
            Kind::Enrol => crate::desk::staff::LINK_LIFE,
            Kind::StaffStep => 5 * MINUTE,
        }
    }

    /// Prepares a link; [`Fresh::store`] makes it work.
    pub(crate) fn fresh_link(&self, kind: Kind, subject: SubjectId) -> Fresh {
        Fresh::new(self.random.as_ref(), kind, subject, self.now_ms(), self.link_life(kind))
    }

    /// Whose link this is, if it works: to show its button, not to act.
    pub(crate) fn link_subject(
        &self,
        kind: Kind,
        number: &str,
    ) -> Result<Option<SubjectId>, StoreError> {
        let Some(hash) = number_hash(number) else { return Ok(None) };
        let now_ms = self.now_ms();
        self.vault.store().read("link", move |tx| find(tx, kind, &hash, now_ms))
    }
}

impl Fresh {
    /// A link for `subject` that works from `now_ms` on for `life` milliseconds, once it is stored.
    pub(crate) fn new(
        random: &dyn Random,
        kind: Kind,
        subject: SubjectId,
        now_ms: i64,
        life: i64,
    ) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        random.fill(secret.as_mut_slice());
        Self {
            number: Zeroizing::new(URL_SAFE_NO_PAD.encode(secret.as_slice())),
            expires_ms: now_ms + life,
            hash: hash(secret.as_slice()),
            kind,
            subject,
            now_ms,
        }
    }

    /// Stores the link in place of older ones of its kind; it works when the transaction is
    /// through.
    pub(crate) fn store(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let subject = || subject_value(self.subject);
        let kind = || Value::from(self.kind.name());
        if self.kind != Kind::Staff {
            tx.exec(&token::DELETE_KIND, &[subject(), kind()])?;
        }
        let times = [Value::Int(self.now_ms), Value::Int(self.expires_ms)];
        let [created, expires] = times;
        tx.exec(&token::INSERT, &[bytes(&self.hash), kind(), subject(), created, expires])?;
        Ok(())
    }
}

/// Uses a link up: whose it was, or none if it does not work. Only one transaction ever gets it.
pub(crate) fn redeem(
    tx: &mut Tx<'_>,
    kind: Kind,
    hash: &Hash,
    now_ms: i64,
) -> Result<Option<SubjectId>, StoreError> {
    let subject = find(tx, kind, hash, now_ms)?;
    let used = tx.exec(&token::DELETE, &[bytes(hash)])?;
    Ok(subject.filter(|_| used == 1))
}

fn find(
    tx: &mut Tx<'_>,
    kind: Kind,
    hash: &Hash,
    now_ms: i64,
) -> Result<Option<SubjectId>, StoreError> {
    let kind = Value::from(kind.name());
    let row = tx.query_opt(&token::GET, &[bytes(hash), kind, Value::Int(now_ms)])?;
    row.map(|row| row.bytes(0).map(|subject| subject_of(&subject))).transpose().map(Option::flatten)
}

/// The hash of a number as it stands in an address; none if it can't be one of ours.
pub(crate) fn number_hash(number: &str) -> Option<Hash> {
    let secret = URL_SAFE_NO_PAD.decode(number).ok().filter(|secret| secret.len() == 32)?;
    Some(hash(&secret))
}

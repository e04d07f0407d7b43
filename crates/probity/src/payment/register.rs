//! The register of agreements: with whom, since when, until when, under which document (promise U5).
//!
//! A provider of cards is used only while its agreement is in force. The policy is asked with what this
//! register says (`agreement`), so that without one nothing is disclosed, whatever a page would do.

use std::fmt;

use probity_ledger::{Actor, Kind, SubjectId};
use probity_vault::store::{Row, Value};
use probity_vault::{EntryDraft, Random, StoreError, Vault, VaultError};

use crate::members::session::bytes;
use crate::site::hex::hex;
use crate::store::processor;

/// The most characters of a name or of the safeguards.
const LONGEST: usize = 500;

/// What an agreement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The provider, as the software names it: `stripe`.
    pub provider: String,
    /// The other party, as it signed.
    pub party: String,
    /// The SHA-256 of the document.
    pub document: [u8; 32],
    /// How it protects what it gets, in a few words.
    pub safeguards: String,
    /// Since when, in milliseconds since 1970.
    pub agreed_ms: i64,
    /// Until when.
    pub expires_ms: i64,
}

/// An agreement on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Its number.
    pub id: [u8; 16],
    /// What it says.
    pub terms: Terms,
    /// When it was ended before its time.
    pub ended_ms: Option<i64>,
}

/// Why an agreement is not put on record, or not ended.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// A text that is empty or too long.
    #[error("`{0}` is empty or longer than 500 characters; say it in a few words")]
    Text(&'static str),
    /// An end before the beginning.
    #[error("the agreement would end before it begins; compare the two dates")]
    Order,
    /// A provider that this program does not know.
    #[error("`{0}` is no provider that this program knows; use `stripe`")]
    Provider(String),
    /// No agreement in force has this number.
    #[error("no agreement that could be ended has this number; `probity processor list` shows all")]
    Nobody,
    /// Whatever else the vault says.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<StoreError> for RegisterError {
    fn from(error: StoreError) -> Self {
        Self::Vault(error.into())
    }
}

/// The providers that an agreement can be with.
const PROVIDERS: &[&str] = &["stripe", super::sandbox::NAME];

impl Agreement {
    fn read(row: &Row) -> Result<Option<Self>, StoreError> {
        let (Ok(id), Ok(document)) = (row.bytes(0)?.try_into(), row.bytes(3)?.try_into()) else {
            return Ok(None);
        };
        let terms = Terms {
            provider: row.text(1)?,
            party: row.text(2)?,
            document,
            safeguards: row.text(4)?,
            agreed_ms: row.int(5)?,
            expires_ms: row.int(6)?,
        };
        Ok(Some(Self { id, terms, ended_ms: row.opt_int(7)? }))
    }

    /// Whether it is in force at a moment.
    pub fn holds(&self, now_ms: i64) -> bool {
        let Terms { agreed_ms, expires_ms, .. } = self.terms;
        agreed_ms <= now_ms && now_ms < expires_ms && self.ended_ms.is_none_or(|end| now_ms < end)
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.id))
    }
}

/// Puts an agreement on record, on the ledger too.
///
/// # Errors
/// What is wrong with it; then nothing is kept.
pub fn add(
    vault: &Vault,
    random: &dyn Random,
    terms: &Terms,
    actor: &Actor,
) -> Result<[u8; 16], RegisterError> {
    for (name, text) in [("party", &terms.party), ("safeguards", &terms.safeguards)] {
        if text.trim().is_empty() || text.chars().count() > LONGEST || text.contains('\0') {
            return Err(RegisterError::Text(name));
        }
    }
    if !PROVIDERS.contains(&terms.provider.as_str()) {
        return Err(RegisterError::Provider(terms.provider.clone()));
    }
    if terms.expires_ms <= terms.agreed_ms {
        return Err(RegisterError::Order);
    }
    let mut id = [0; 16];
    random.fill(&mut id);
    let (terms, actor) = (terms.clone(), actor.clone());
    vault.tx("processor-add", move |v| {
        let row = [
            bytes(&id),
            Value::from(terms.provider.as_str()),
            Value::from(terms.party.trim()),
            bytes(&terms.document),
            Value::from(terms.safeguards.trim()),
            Value::Int(terms.agreed_ms),
            Value::Int(terms.expires_ms),
            Value::Int(v.now_ms()),
        ];
        v.sql().exec(&processor::INSERT, &row)?;
        let draft = EntryDraft::new(Kind::Agreement, SubjectId::FOUNDATION, actor.clone());
        v.log(draft.note(format!("{} begins, document {}", terms.provider, hex(&terms.document))))
    })?;
    Ok(id)
}

/// Ends an agreement now, on the ledger too: from here on its provider gets nothing more.
///
/// # Errors
/// [`RegisterError::Nobody`] when there is none that could be ended.
pub fn end(vault: &Vault, id: [u8; 16], actor: &Actor) -> Result<(), RegisterError> {
    let actor = actor.clone();
    let ended = vault.tx("processor-end", move |v| {
        let row = [Value::Int(v.now_ms()), bytes(&id)];
        let ended = v.sql().exec(&processor::END, &row)? == 1;
        if ended {
            let draft = EntryDraft::new(Kind::Agreement, SubjectId::FOUNDATION, actor.clone());
            v.log(draft.note(format!("{} ends", hex(&id))))?;
        }
        Ok(ended)
    })?;
    if ended { Ok(()) } else { Err(RegisterError::Nobody) }
}

/// Every agreement there is or was, newest first.
///
/// # Errors
/// When the database can't be read.
pub fn all(vault: &Vault) -> Result<Vec<Agreement>, StoreError> {
    let rows = vault.store().read("processors", |tx| tx.query(&processor::ALL, &[]))?;
    rows.iter().filter_map(|row| Agreement::read(row).transpose()).collect()
}

/// Until when the agreement with a provider holds that is in force now; none when none is.
///
/// # Errors
/// When the database can't be read.
pub fn in_force(vault: &Vault, provider: &'static str) -> Result<Option<i64>, StoreError> {
    let now_ms = vault.now_ms();
    vault.store().read("processor-in-force", move |tx| {
        let row = [Value::from(provider), Value::Int(now_ms)];
        tx.query_one(&processor::IN_FORCE, &row)?.opt_int(0)
    })
}

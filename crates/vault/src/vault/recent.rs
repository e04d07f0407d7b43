//! The latest entries of the ledger, without whom they are about.
use super::Vault;
use crate::VaultError;
use crate::log::{signed, unsigned};
use crate::store::{Tx, Value};
use crate::tables::ledger_entry;
use probity_ledger::{Entry, Kind};

/// The most entries read at once.
const MOST: u64 = 1_000;

/// What an entry says, but for whose data and which person acted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryFacts {
    /// Its place in the ledger, from 0.
    pub index: u64,
    /// What happened.
    pub kind: Kind,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// In which role somebody acted.
    pub role: String,
    /// What for.
    pub purpose: Option<String>,
    /// Under which clause.
    pub clause: Option<String>,
    /// Under which version, as the number `yyyymmdd`.
    pub version: Option<u32>,
}

impl Vault {
    /// The last entries before the index `before`, newest first, at most `limit` and never more
    /// than a thousand.
    pub fn recent(&self, before: u64, limit: u64) -> Result<Vec<EntryFacts>, VaultError> {
        let before = before.min(self.head()?.size);
        let limit = limit.min(MOST);
        let from = before.saturating_sub(limit);
        let count = before - from;
        let rows = self.inner.store.read("recent", move |tx: &mut Tx<'_>| {
            let row = [Value::from(signed(from)?), Value::from(signed(count)?)];
            Ok::<_, VaultError>(tx.query(&ledger_entry::PAGE, &row)?)
        })?;
        let facts = |row: &crate::store::Row| {
            let entry = Entry::decode(&row.bytes(3)?)
                .map_err(|error| VaultError::damaged(error.to_string()))?;
            Ok(EntryFacts {
                index: unsigned(row.int(0)?)?,
                kind: entry.kind,
                at_ms: entry.at_ms,
                role: entry.actor.role.into_owned(),
                purpose: entry.purpose.map(std::borrow::Cow::into_owned),
                clause: entry.clause.map(std::borrow::Cow::into_owned),
                version: entry.version,
            })
        };
        rows.iter().rev().map(facts).collect()
    }
}

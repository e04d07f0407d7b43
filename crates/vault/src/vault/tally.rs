//! The ledger counted: by clause, kind and purpose, read on from where the last count ended.
//!
//! Entries are only ever appended, so what was counted once stays counted. Numbers say nothing of
//! anyone; whoever shows them to everybody has to see to it that small ones do not either.
use super::Vault;
use crate::VaultError;
use crate::log::{signed, unsigned};
use crate::store::{Tx, Value};
use crate::tables::ledger_entry;
use probity_ledger::{Entry, Kind};
use probity_policy::Version;
use std::collections::BTreeMap;

/// How many entries are read at a time.
const PAGE: u64 = 10_000;

/// What the first entries of the ledger come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    entries: u64,
    by_kind: BTreeMap<Kind, u64>,
    by_clause: BTreeMap<(Option<Version>, String), BTreeMap<Kind, u64>>,
    by_purpose: BTreeMap<String, u64>,
}

impl Vault {
    /// Reads on, at most `limit` entries; whether the tally has all there is now.
    pub fn advance(&self, tally: &mut Tally, limit: u64) -> Result<bool, VaultError> {
        let end = tally.entries.saturating_add(limit);
        loop {
            let (from, wanted) = (tally.entries, PAGE.min(end - tally.entries));
            if wanted == 0 {
                return Ok(self.head()?.size == tally.entries);
            }
            let row = [Value::from(signed(from)?), Value::from(signed(wanted)?)];
            let page = self
                .inner
                .store
                .read("tally", move |tx: &mut Tx<'_>| tx.walk(&ledger_entry::BODIES, &row))?;
            for row in page.iter() {
                let next = unsigned(row.int(0)?)?.saturating_add(1);
                let entry = Entry::decode(row.blob(1)?)
                    .map_err(|error| VaultError::damaged(error.to_string()))?;
                // Only now: what can't be read is not passed over, the next look fails on it too.
                // A gap would be counted as if nothing had been there; verification names it.
                tally.entries = next;
                tally.count(&entry);
            }
            if (page.len() as u64) < wanted {
                return Ok(true);
            }
        }
    }
}

impl Tally {
    fn count(&mut self, entry: &Entry) {
        *self.by_kind.entry(entry.kind).or_default() += 1;
        let version = entry.version.and_then(Version::from_u32);
        for clause in entry.clause.iter().flat_map(|clauses| clauses.split('+')) {
            let kinds = self.by_clause.entry((version, clause.to_owned())).or_default();
            *kinds.entry(entry.kind).or_default() += 1;
        }
        if let Some(purpose) = &entry.purpose {
            *self.by_purpose.entry(purpose.to_string()).or_default() += 1;
        }
    }

    /// How many entries were counted: the first ones, without gaps.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Entries by what they record.
    pub fn by_kind(&self) -> impl Iterator<Item = (Kind, u64)> {
        self.by_kind.iter().map(|(kind, count)| (*kind, *count))
    }

    /// Entries of one kind.
    pub fn of_kind(&self, kind: Kind) -> u64 {
        self.by_kind.get(&kind).copied().unwrap_or(0)
    }

    /// Entries that name a clause of a version, by what they record.
    pub fn of_clause(&self, version: Version, clause: &str) -> impl Iterator<Item = (Kind, u64)> {
        let kinds = self.by_clause.get(&(Some(version), clause.to_owned()));
        kinds.into_iter().flatten().map(|(kind, count)| (*kind, *count))
    }

    /// Entries with a purpose, by its name.
    pub fn of_purpose(&self, purpose: &str) -> u64 {
        self.by_purpose.get(purpose).copied().unwrap_or(0)
    }
}

//! What the ledger and the store come to, in numbers that say nothing of anyone.
use super::Vault;
use super::tx::row_state;
use super::types::{Progress, State};
use crate::VaultError;
use crate::log::unsigned;
use crate::store::{Tx, Value};
use crate::tables::{ledger_entry, subject};
use probity_ledger::{Entry, Kind};
use std::collections::BTreeMap;

const PAGE: i64 = 10_000;

/// Counts over the whole ledger and all persons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Entries, by what they record.
    pub by_kind: BTreeMap<&'static str, u64>,
    /// Entries, by the clauses they name.
    pub by_clause: BTreeMap<String, u64>,
    /// Entries, by purpose.
    pub by_purpose: BTreeMap<String, u64>,
    /// Persons, by state.
    pub by_state: BTreeMap<&'static str, u64>,
}

impl Vault {
    /// Counts; reads the whole ledger, so `progress` hears how far it is.
    pub fn figures(&self, progress: Progress<'_>) -> Result<Figures, VaultError> {
        let size = self.head()?.size;
        let mut figures = Figures::default();
        let states = self
            .inner
            .store
            .read("figures_states", |tx: &mut Tx<'_>| tx.query(&subject::COUNT, &[]))?;
        for row in states.iter() {
            let state: State = row_state(row, 0)?;
            figures.by_state.insert(state.name(), unsigned(row.int(1)?)?);
        }
        let mut from = 0;
        loop {
            let page = self.inner.store.read("figures_entries", move |tx: &mut Tx<'_>| {
                tx.query(&ledger_entry::PAGE, &[Value::from(from), Value::from(PAGE)])
            })?;
            let Some(last) = page.last() else { return Ok(figures) };
            from = last.int(0)? + 1;
            for row in page.iter() {
                let entry = Entry::decode(&row.bytes(3)?)
                    .map_err(|error| VaultError::damaged(error.to_string()))?;
                figures.count(&entry);
            }
            progress(unsigned(from)?, size);
        }
    }

    /// How many persons are in each state.
    pub fn people(&self) -> Result<BTreeMap<&'static str, u64>, VaultError> {
        let rows =
            self.inner.store.read("people", |tx: &mut Tx<'_>| tx.query(&subject::COUNT, &[]))?;
        rows.iter().map(|row| Ok((row_state(row, 0)?.name(), unsigned(row.int(1)?)?))).collect()
    }
}

impl Figures {
    fn count(&mut self, entry: &Entry) {
        let kind: Kind = entry.kind;
        *self.by_kind.entry(kind.name()).or_default() += 1;
        for clause in entry.clause.iter().flat_map(|clauses| clauses.split('+')) {
            *self.by_clause.entry(clause.to_owned()).or_default() += 1;
        }
        if let Some(purpose) = &entry.purpose {
            *self.by_purpose.entry(purpose.to_string()).or_default() += 1;
        }
    }
}

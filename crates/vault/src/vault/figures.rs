//! How many people there are, which says nothing of anyone.
use super::Vault;
use super::tx::row_state;
use crate::VaultError;
use crate::log::unsigned;
use crate::store::Tx;
use crate::tables::subject;
use std::collections::BTreeMap;

impl Vault {
    /// How many persons are in each state.
    pub fn people(&self) -> Result<BTreeMap<&'static str, u64>, VaultError> {
        let rows =
            self.inner.store.read("people", |tx: &mut Tx<'_>| tx.query(&subject::COUNT, &[]))?;
        rows.iter().map(|row| Ok((row_state(row, 0)?.name(), unsigned(row.int(1)?)?))).collect()
    }
}

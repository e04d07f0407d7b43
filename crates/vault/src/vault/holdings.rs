//! What is held on a person, without the values: for their own page, and for retention.
use super::Vault;
use super::consent::{self, Consents, stored_version};
use super::decide::governing;
use super::tx::bytes;
use super::types::Holding;
use crate::VaultError;
use crate::log::unsigned;
use crate::store::{StoreError, Tx};
use crate::tables;
use probity_ledger::SubjectId;

impl Vault {
    /// Every value held on a person, past ones included, with where it came from and what governs
    /// it; none once the person is erased.
    pub fn holdings(&self, subject: SubjectId) -> Result<Vec<Holding>, VaultError> {
        let (state, consents, rows) =
            self.inner.store.read("holdings", move |tx: &mut Tx<'_>| {
                Ok::<_, StoreError>((
                    tx.query_opt(&tables::subject::GET, &[bytes(subject)])?,
                    tx.query(&tables::consent::OF_SUBJECT, &[bytes(subject)])?,
                    tx.query(&tables::datum::HOLDINGS, &[bytes(subject)])?,
                ))
            })?;
        let state = state.ok_or(VaultError::UnknownSubject)?;
        if super::tx::row_state(&state, 0)? == super::State::Erased {
            return Ok(Vec::new());
        }
        let mut agreed = Consents::default();
        for row in consents.iter() {
            if let Some(answer) = consent::read(row, 0, [1, 2, 3])? {
                agreed.add(answer);
            }
        }
        let holding = |row: &crate::store::Row| {
            let version = stored_version(row.int(2)?)?;
            let policy = governing(self, version, &agreed)?;
            let field = row.text(0)?;
            let declared = policy.map().field(&field);
            Ok(Holding {
                category: declared.map(|field| field.category.clone()).unwrap_or_default(),
                seq: unsigned(row.int(1)?)?,
                version,
                governed_by: policy.version(),
                source: row.text(3)?,
                collected_at_ms: row.int(4)?,
                expires_at_ms: row.opt_int(5)?,
                confirmed_at_ms: row.opt_int(6)?,
                current: row.int(7)? == 1,
                field,
            })
        };
        rows.iter().map(holding).collect()
    }
}

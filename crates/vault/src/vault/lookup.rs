//! Finding a person by a value, through the blind index.
use super::Vault;
use super::collect::{blind_mac, declared};
use super::tx::subject_id;
use crate::VaultError;
use crate::store::{Tx, Value};
use crate::tables::blind;
use probity_ledger::SubjectId;
use probity_policy::{Flow, Purpose, Role};

impl Vault {
    /// Whose value this is; `None` when nobody's.
    ///
    /// The caller brings the value, so nothing is released and nothing recorded; but the policy in
    /// force must allow the use.
    ///
    /// # Errors
    /// [`VaultError::Invalid`] for a field that can't be looked up by.
    pub fn lookup(
        &self,
        field: &str,
        value: &str,
        purpose: Purpose,
        role: Role,
    ) -> Result<Option<SubjectId>, VaultError> {
        let policy = self.policy_in_force()?;
        let field = declared(policy, field)?;
        if !field.lookup {
            let problem = "can't be looked up by; the data map says `lookup = false`";
            return Err(VaultError::Invalid { field: field.id.clone(), problem });
        }
        let category = &field.category;
        let flow = Flow::Use { category, role, purpose, consent: false, restricted: false };
        let _allowed = policy.grant(&flow)?;
        let row =
            [Value::from(field.id.as_str()), Value::from(blind_mac(&self.inner, field, value))];
        self.inner.store.read("lookup", move |tx: &mut Tx<'_>| {
            let found = tx.query_opt(&blind::FIND, &row)?;
            found.map(|row| subject_id(&row.bytes(0)?)).transpose()
        })
    }
}

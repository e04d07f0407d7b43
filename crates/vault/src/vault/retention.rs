//! Retention that is counted from something that has not happened when a value is taken in.
use super::VaultTx;
use super::consent::{Consents, stored_version};
use super::decide::governing;
use super::tx::bytes;
use crate::VaultError;
use crate::store::Value;
use crate::tables::datum;
use probity_ledger::SubjectId;
use probity_policy::{Retention, Start};

impl VaultTx<'_, '_> {
    /// Says when a person's membership ended, in milliseconds since 1970, or that one goes on: what is
    /// kept for a time after its end goes when that time is over, by the version that governs it.
    pub fn end_of_membership(
        &mut self,
        subject: SubjectId,
        ended_at_ms: Option<i64>,
    ) -> Result<(), VaultError> {
        self.live(subject)?;
        let mut changed = false;
        for row in self.tx.query(&datum::HOLDINGS, &[bytes(subject)])? {
            let (field, seq) = (row.text(0)?, row.int(1)?);
            let policy = governing(self.vault, stored_version(row.int(2)?)?, &Consents::default())?;
            let Some(Retention::For(period, Start::EndOfMembership)) =
                policy.map().field(&field).map(|field| field.keep)
            else {
                continue;
            };
            let expires = ended_at_ms.map(|ended| period.after_ms(ended));
            if row.opt_int(5)? != expires {
                let expires = expires.map_or(Value::Null, Value::from);
                let key = [expires, bytes(subject), Value::from(field.as_str()), Value::from(seq)];
                self.tx.exec(&datum::SET_EXPIRES, &key)?;
                changed = true;
            }
        }
        if changed {
            self.touch(subject)?;
        }
        Ok(())
    }
}

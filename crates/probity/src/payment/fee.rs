//! Payments for a year of a class of membership: what they are for, and what comes of them when the money
//! is there.

use jiff::civil::Date;
use probity_ledger::SubjectId;
use probity_vault::store::{Tx, Value};
use probity_vault::{StoreError, VaultError, VaultTx};

use super::record::{Id, Record, get};
use super::take::AGAIN;
use crate::app::App;
use crate::members::session::{bytes, subject_value};
use crate::membership::{Acts, Period, Scheme, calendar};
use crate::store::fee;

/// A year of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Year {
    /// The id of the class.
    pub(crate) class: String,
    /// Which year.
    pub(crate) period: Period,
}

impl Year {
    fn after(&self) -> Option<Date> {
        match self.period {
            Period::First => None,
            Period::After(day) => Some(day),
        }
    }

    pub(super) fn insert(
        &self,
        v: &mut VaultTx<'_, '_>,
        payment: Id,
        subject: SubjectId,
    ) -> Result<(), VaultError> {
        let row = [
            bytes(&payment),
            subject_value(subject),
            Value::from(self.class.as_str()),
            self.after().map_or(Value::Null, |day| Value::Int(calendar::number(day))),
        ];
        v.sql().exec(&fee::INSERT, &row)?;
        Ok(())
    }
}

/// What a payment is for, if it is for a year.
fn year(tx: &mut Tx<'_>, payment: Id) -> Result<Option<Year>, StoreError> {
    let Some(row) = tx.query_opt(&fee::GET, &[bytes(&payment)])? else { return Ok(None) };
    let period = row.opt_int(1)?.map_or(Period::First, |day| Period::After(calendar::day(day)));
    Ok(Some(Year { class: row.text(0)?, period }))
}

/// The money of a payment is there: if it is for a year, that year begins or is added. Whether it is.
///
/// A year that was paid for already is not added twice, and a class that is gone gives none: then staff
/// send the money back, and the log says so.
pub(super) fn arrived(
    v: &mut VaultTx<'_, '_>,
    scheme: &Scheme,
    record: &Record,
) -> Result<bool, VaultError> {
    let Some(year) = year(v.sql(), record.id)? else { return Ok(false) };
    match Acts::system(scheme, record.subject).paid(v, &year.class, year.period)? {
        Ok(Some(_)) => {}
        Ok(None) => tracing::error!(
            payment = record.number(),
            "a year of membership was paid for twice; send one of the payments back"
        ),
        Err(refusal) => tracing::error!(
            payment = record.number(),
            %refusal,
            "a year of membership was paid for and can't be given; send the payment back"
        ),
    }
    Ok(true)
}

impl App {
    /// What a payment is for, if it is for a year.
    pub(crate) fn year_of(&self, payment: Id) -> Result<Option<Year>, StoreError> {
        self.vault.store().read("payment-year", move |tx| year(tx, payment))
    }

    /// The payment for this year that was begun and can still be paid: nobody pays for it twice.
    pub(crate) fn begun_for(
        &self,
        who: SubjectId,
        wanted: &Year,
    ) -> Result<Option<Record>, StoreError> {
        let after = wanted.after().map(calendar::number);
        let row = [
            subject_value(who),
            Value::from(wanted.class.as_str()),
            Value::Int(self.now_ms() - AGAIN),
        ];
        self.vault.store().read("payment-year-open", move |tx| -> Result<_, StoreError> {
            for found in tx.query(&fee::OPEN, &row)? {
                if let (Ok(id), true) = (found.bytes(0)?.try_into(), found.opt_int(1)? == after) {
                    return get(tx, id);
                }
            }
            Ok(None)
        })
    }
}

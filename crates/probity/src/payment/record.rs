//! A payment as it is stored, and how it is found again.

use probity_ledger::SubjectId;
use probity_vault::StoreError;
use probity_vault::store::{Row, Tx, Value};

use super::standing::Standing;
use crate::app::App;
use crate::giving::money::Money;
use crate::members::session::{Hash, bytes, subject_of};
use crate::site::hex::hex;
use crate::store::payment;

/// The number of a payment.
pub(crate) type Id = [u8; 16];

/// The name under which payments are stored that came another way than by card.
pub(super) const OFFLINE: &str = "offline";

/// A payment without anything personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) id: Id,
    pub(crate) subject: SubjectId,
    pub(crate) standing: Standing,
    /// Whether it is made by card, at a provider.
    card: bool,
    /// The keyed hash of what is to be paid.
    terms: Hash,
    /// Which of the person's amounts and currencies it is.
    pub(crate) amount_seq: u64,
    pub(crate) currency_seq: u64,
    /// Which of their references; 0 while no hosted page is known.
    pub(crate) reference_seq: u64,
    /// Whether the giver may be named.
    pub(crate) named: bool,
    /// Counts its changes.
    pub(super) revision: i64,
    pub(crate) created_ms: i64,
}

impl Record {
    /// Reads a row of [`payment::GET`], [`payment::OF_SUBJECT`] or [`payment::LIST`].
    pub(crate) fn read(row: &Row) -> Result<Option<Self>, StoreError> {
        let (id, terms) = (row.bytes(0)?.try_into(), row.bytes(4)?.try_into());
        let (subject, standing) = (subject_of(&row.bytes(1)?), Standing::named(&row.text(3)?));
        let (Ok(id), Ok(terms), Some(subject), Some(standing)) = (id, terms, subject, standing)
        else {
            return Ok(None);
        };
        let number = |column| row.int(column).map(|number| u64::try_from(number).unwrap_or(0));
        Ok(Some(Self {
            id,
            subject,
            standing,
            card: row.text(2)? != OFFLINE,
            terms,
            amount_seq: number(5)?,
            currency_seq: number(6)?,
            reference_seq: number(7)?,
            named: row.int(8)? == 1,
            revision: row.int(9)?,
            created_ms: row.int(10)?,
        }))
    }

    /// Whether it is made by card; else staff put it on record.
    pub(crate) const fn is_card(&self) -> bool {
        self.card
    }

    /// The number as the provider gets it.
    pub(crate) fn number(&self) -> String {
        hex(&self.id)
    }

    /// The idempotency key of opening its page.
    pub(super) fn begin_key(&self) -> String {
        format!("begin-{}", self.number())
    }

    /// The values that say how much: fields and numbers.
    pub(crate) fn amount(&self) -> [(&'static str, u64); 2] {
        [("payment-amount", self.amount_seq), ("payment-currency", self.currency_seq)]
    }
}

/// The payment that one statement finds by one value.
pub(super) fn find(
    tx: &mut Tx<'_>,
    by: &probity_vault::store::Sql,
    hash: &Hash,
) -> Result<Option<Id>, StoreError> {
    let row = tx.query_opt(by, &[bytes(hash)])?;
    let id = row.map(|row| row.bytes(0)).transpose()?;
    Ok(id.and_then(|id| id.try_into().ok()))
}

/// A payment by its number.
pub(super) fn get(tx: &mut Tx<'_>, id: Id) -> Result<Option<Record>, StoreError> {
    let row = tx.query_opt(&payment::GET, &[bytes(&id)])?;
    row.map(|row| Record::read(&row)).transpose().map(Option::flatten)
}

impl App {
    /// A payment by its number.
    pub(crate) fn payment(&self, id: Id) -> Result<Option<Record>, StoreError> {
        self.vault.store().read("payment", move |tx| get(tx, id))
    }

    /// A payment by the form that began it.
    pub(crate) fn payment_of_form(&self, once: Hash) -> Result<Option<Record>, StoreError> {
        self.vault.store().read("payment-of-form", move |tx| {
            let id = find(tx, &payment::BY_ONCE, &once)?;
            id.map(|id| get(tx, id)).transpose().map(Option::flatten)
        })
    }

    /// A payment by the number in its address.
    pub(crate) fn payment_of_link(&self, link: Hash) -> Result<Option<Record>, StoreError> {
        self.vault.store().read("payment-of-link", move |tx| {
            let id = find(tx, &payment::BY_LINK, &link)?;
            id.map(|id| get(tx, id)).transpose().map(Option::flatten)
        })
    }

    /// A person's payments, newest first.
    pub(crate) fn payments_of(&self, subject: SubjectId) -> Result<Vec<Record>, StoreError> {
        let who = Value::from(subject.as_bytes().to_vec());
        let rows = self.vault.store().read("payments-of", move |tx| {
            tx.query(&payment::OF_SUBJECT, std::slice::from_ref(&who))
        })?;
        rows.iter().filter_map(|row| Record::read(row).transpose()).collect()
    }

    /// The keyed hash under which something about a payment is found, or compared.
    pub(super) fn payment_mark(&self, what: &str, of: &str) -> Hash {
        *self.forms.derive(what, of.as_bytes())
    }

    /// The keyed hash of what is to be paid.
    pub(super) fn terms_mark(&self, money: Money) -> Hash {
        let terms = format!("{} {}", money.minor(), money.currency());
        self.payment_mark("payment terms", &terms)
    }

    /// Whether a payment is of exactly this much.
    pub(super) fn is_of(&self, record: &Record, money: Money) -> bool {
        record.terms == self.terms_mark(money)
    }
}

//! Payments that come another way than by card: by bank transfer, by cheque, on an invoice. Staff put
//! them on record. Above an amount that the foundation sets, one counts only when somebody else on the
//! staff has looked at it too.

use std::sync::Arc;

use jiff::civil::Date;
use probity_ledger::{Actor, SubjectId};
use probity_policy::{Giver, Purpose, Role};
use probity_vault::store::Value;
use probity_vault::{Source, VaultError, VaultTx};
use zeroize::Zeroizing;

use super::record::{Id, OFFLINE, Record, find, get};
use super::settle::paid;
use super::standing::Standing;
use super::take::{NewRow, data_of, number};
use crate::app::App;
use crate::giving::money::Money;
use crate::members::session::{Hash, bytes, hash, subject_of, subject_value};
use crate::membership::{Scheme, calendar};
use crate::site::failure::Failure;
use crate::site::typed::Typed;
use crate::store::{payment, refund};

/// How a payment came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Into the foundation's account.
    Transfer,
    /// A cheque.
    Cheque,
    /// On an invoice of ours.
    Invoice,
}

impl Way {
    /// Every one, in the order in which they are offered.
    pub(crate) const ALL: &'static [Self] = &[Self::Transfer, Self::Cheque, Self::Invoice];

    /// The value in the vault and in forms.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Cheque => "cheque",
            Self::Invoice => "invoice",
        }
    }

    /// The one with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|way| way.name() == name)
    }
}

/// Who paid.
#[derive(Clone)]
pub(crate) enum Payer {
    /// Somebody with this number.
    Number(SubjectId),
    /// Whoever has this address: a member, a donor, or somebody new.
    Address(Typed),
}

/// What came.
#[derive(Clone)]
pub(crate) struct Came {
    pub(crate) money: Money,
    pub(crate) way: Way,
    /// As it stands in the bank's books or on the invoice.
    pub(crate) reference: Typed,
    /// For the receipt of somebody new.
    pub(crate) name: Option<Typed>,
    pub(crate) received: Date,
}

/// Who puts it on record, or decides.
#[derive(Clone)]
pub(crate) struct By {
    pub(crate) subject: SubjectId,
    pub(crate) role: Role,
    pub(crate) actor: Actor,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recorded {
    /// It counts, and its receipt leaves.
    Counts,
    /// Somebody else has to look at it.
    Waits,
    /// A payment with this reference is on record already.
    Known,
    /// Nobody has this number.
    Nobody,
}

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decided {
    /// It is done.
    Done,
    /// Whoever put it on record does not decide.
    Same,
    /// It was decided already, or is none that is decided on.
    Over,
}

/// What is given up because the reference is on record already.
const REFERENCE: &str = "payment-reference";

impl App {
    /// Whether a payment of this much needs a second pair of eyes.
    pub(crate) fn needs_a_second_look(&self, money: Money) -> bool {
        let whole = 10_i64.pow(u32::from(money.currency().exponent()));
        money.minor() > i64::from(self.config.payment.second_look_above) * whole
    }

    /// Puts a payment on record that came another way than by card. The same form does it once.
    pub(crate) fn record_payment(
        &self,
        payer: &Payer,
        came: &Came,
        once: Hash,
        by: &By,
    ) -> Result<Recorded, Failure> {
        // Twice: two forms with one new address may come at the same moment.
        for _ in 0..2 {
            if let Some(known) = self.payment_of_form(once)? {
                return Ok(match known.standing {
                    Standing::Created => Recorded::Waits,
                    _ => Recorded::Counts,
                });
            }
            let known = match payer {
                Payer::Number(number) => match self.vault.subject(*number)? {
                    Some(known) if known.state != probity_vault::State::Erased => Some(known.id),
                    _ => return Ok(Recorded::Nobody),
                },
                Payer::Address(address) => self.payer_of(address, by)?,
            };
            match self.put_on_record(known, payer, came, once, by) {
                Ok(recorded) => return Ok(recorded),
                Err(VaultError::Taken { field }) if field == REFERENCE => {
                    return Ok(Recorded::Known);
                }
                Err(VaultError::Store(error)) if self.payment_of_form(once)?.is_none() => {
                    return Err(error.into());
                }
                // Another form was first, or another of the two: it is found the second time.
                Err(VaultError::Taken { .. } | VaultError::Store(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Failure::Unavailable("two forms with one address came at once".to_owned()))
    }

    /// Whose address it is: a member's, or that of somebody who gave before.
    fn payer_of(&self, address: &Typed, by: &By) -> Result<Option<SubjectId>, VaultError> {
        for field in ["email", "receipt-email"] {
            let found = self.vault.lookup(field, address.expose(), Purpose::Payment, by.role)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn put_on_record(
        &self,
        known: Option<SubjectId>,
        payer: &Payer,
        came: &Came,
        once: Hash,
        by: &By,
    ) -> Result<Recorded, VaultError> {
        let mut id: Id = [0; 16];
        self.random.fill(&mut id);
        let row = NewRow {
            id,
            provider: OFFLINE,
            once,
            link: hash(self.forms.derive("payment link", &id).as_slice()),
            terms: self.terms_mark(came.money),
            named: false,
            due_ms: None,
        };
        let owned = |text: &str| Zeroizing::new(text.to_owned());
        let mut answers = vec![
            ("payment-amount", Zeroizing::new(came.money.decimal())),
            ("payment-currency", owned(came.money.currency().code())),
            (REFERENCE, owned(came.reference.expose().trim())),
            ("payment-method", owned(came.way.name())),
        ];
        let new = match (known, payer) {
            (None, Payer::Address(address)) => {
                answers.push(("receipt-email", owned(address.expose())));
                answers.extend(came.name.iter().map(|name| ("receipt-name", owned(name.expose()))));
                Some(self.vault.new_subject()?)
            }
            _ => None,
        };
        let mark =
            self.payment_mark("offline reference", &came.reference.expose().trim().to_lowercase());
        let waits = self.needs_a_second_look(came.money);
        let received = Value::Int(calendar::number(came.received));
        let (by, source) = (by.clone(), Source { source: "desk", actor: by.actor.clone() });
        let scheme = Arc::clone(&self.scheme);
        self.vault.tx("payment-on-record", move |v| {
            if find(v.sql(), &payment::BY_SESSION, &mark)?.is_some() {
                return Err(VaultError::Taken { field: REFERENCE.to_owned() });
            }
            let data = data_of(&answers);
            let (subject, numbers) = match (&new, known) {
                (Some(new), _) => {
                    v.enrol(new, Giver::Donor, &data, &source)?;
                    (new.id(), vec![1; data.len()])
                }
                (None, Some(known)) => {
                    (known, v.collect_each(known, Giver::Donor, &data, &source)?)
                }
                (None, None) => return Err(VaultError::UnknownSubject),
            };
            row.insert(v, subject, [number(&numbers, 0), number(&numbers, 1)])?;
            let int = |number: u64| Value::Int(i64::try_from(number).unwrap_or(0));
            let now_ms = v.now_ms();
            let begun = [
                bytes(&mark),
                int(number(&numbers, 2)),
                Value::Int(now_ms),
                Value::Null,
                bytes(&row.id),
            ];
            v.sql().exec(&payment::BEGUN, &begun)?;
            let desk = [
                bytes(&row.id),
                subject_value(by.subject),
                received.clone(),
                int(number(&numbers, 3)),
            ];
            v.sql().exec(&refund::DESK_INSERT, &desk)?;
            if waits {
                return Ok(Recorded::Waits);
            }
            let record = get(v.sql(), row.id)?.ok_or(VaultError::Busy)?;
            stands(v, &scheme, &record, Standing::Succeeded)?;
            Ok(Recorded::Counts)
        })
    }

    /// Somebody else on the staff agrees to a payment that was put on record, or does not.
    pub(crate) fn decide_payment(
        &self,
        id: Id,
        by: &By,
        agrees: bool,
    ) -> Result<Decided, VaultError> {
        let (by, scheme) = (by.subject, Arc::clone(&self.scheme));
        self.vault.tx("payment-decide", move |v| {
            let record = get(v.sql(), id)?
                .filter(|record| !record.is_card() && record.standing == Standing::Created);
            let Some(record) = record else { return Ok(Decided::Over) };
            if v.sql().exec(&refund::DESK_DECIDE, &[subject_value(by), bytes(&id)])? == 0 {
                return Ok(Decided::Same);
            }
            stands(
                v,
                &scheme,
                &record,
                if agrees { Standing::Succeeded } else { Standing::Failed },
            )?;
            Ok(Decided::Done)
        })
    }

    /// Who put a payment on record, the day on which it came, and the number of how it came.
    pub(crate) fn on_record(
        &self,
        id: Id,
    ) -> Result<Option<(SubjectId, Date, u64)>, probity_vault::StoreError> {
        self.vault.store().read("payment-desk", move |tx| {
            let Some(row) = tx.query_opt(&refund::DESK_GET, &[bytes(&id)])? else {
                return Ok(None);
            };
            let Some(by) = subject_of(&row.bytes(0)?) else { return Ok(None) };
            let method = u64::try_from(row.int(3)?).unwrap_or(0);
            Ok(Some((by, calendar::day(row.int(2)?), method)))
        })
    }
}

/// Notes how a payment stands that staff look after; when it counts, its receipt leaves.
pub(super) fn stands(
    v: &mut VaultTx<'_, '_>,
    scheme: &Scheme,
    record: &Record,
    standing: Standing,
) -> Result<(), VaultError> {
    let now_ms = v.now_ms();
    let row = [
        Value::from(standing.name()),
        Value::Null,
        Value::Int(now_ms),
        Value::Null,
        bytes(&record.id),
        Value::Int(record.revision),
    ];
    if v.sql().exec(&payment::SETTLE, &row)? == 0 {
        return Err(VaultError::Busy);
    }
    if standing.is_paid() && !record.standing.is_paid() {
        paid(v, scheme, record, None, now_ms)?;
    }
    Ok(())
}

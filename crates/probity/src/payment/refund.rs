//! Sending money back: all that is left of a payment, or some of it, never more than was paid.
//!
//! An order is durable before the provider is asked, and asked for under a key of its own: if we stop in
//! between, or the provider can't be reached, it is tried again under the same key and done once. What
//! came another way than by card goes back that way by hand; then the order only notes it.

use std::sync::Arc;

use probity_policy::{Giver, Purpose};
use probity_vault::store::{Row, Value};
use probity_vault::{Datum, ReleaseAction, Request, Source, StoreError, VaultError};

use super::fault::Fault;
use super::offline::{By, stands};
use super::provider::Looked;
use super::record::{Id, Record, get};
use super::settle::Unsettled;
use super::standing::Standing;
use crate::app::App;
use crate::giving::money::Money;
use crate::members::session::{Hash, bytes, subject_value};
use crate::sinks::SumSink;
use crate::site::failure::Failure;
use crate::site::hex::hex;
use crate::site::moment::{HOUR, MINUTE};
use crate::store::refund;

/// After how long an order is tried again.
const AGAIN: i64 = 5 * MINUTE;

/// How long an order can be tried again under the same key: the provider forgets keys after a day.
const PATIENCE: i64 = 23 * HOUR;

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// The provider is to be asked, or was and did not answer.
    Begun,
    /// It is done.
    Sent,
    /// The provider refuses it.
    Refused,
    /// It was asked for and never answered: somebody has to look at the provider.
    Unclear,
}

impl State {
    const ALL: &'static [Self] = &[Self::Begun, Self::Sent, Self::Refused, Self::Unclear];

    const fn name(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Unclear => "unclear",
        }
    }
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    id: Id,
    payment: Id,
    pub(crate) state: State,
    /// Which of the person's amounts it is; 0 is all that was left.
    pub(crate) amount_seq: u64,
    pub(crate) created_ms: i64,
}

/// What came of sending money back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Back {
    /// It is on its way.
    Sent,
    /// The provider can't be reached: it is asked again by itself.
    Later,
    /// The provider refuses.
    Refused,
    /// It is more than is left, or another currency.
    TooMuch,
    /// Nothing was paid, or nothing is left.
    Nothing,
    /// A bank contests the payment: it decides where the money goes.
    Contested,
    /// Without an agreement in force no amount is told to the provider: only all of it can go back.
    NoAgreement,
}

impl Order {
    fn read(row: &Row) -> Result<Option<Self>, StoreError> {
        let state = row.text(2)?;
        let state = State::ALL.iter().copied().find(|known| known.name() == state);
        let (id, payment) = (row.bytes(0)?.try_into(), row.bytes(1)?.try_into());
        let (Ok(id), Ok(payment), Some(state)) = (id, payment, state) else { return Ok(None) };
        let amount_seq = u64::try_from(row.int(3)?).unwrap_or(0);
        Ok(Some(Self { id, payment, state, amount_seq, created_ms: row.int(4)? }))
    }

    fn key(&self) -> String {
        format!("refund-{}", hex(&self.id))
    }
}

impl App {
    /// Sends back all that is left of a payment, or some of it. The same form does it once.
    pub(crate) async fn send_back(
        self: &Arc<Self>,
        record: Record,
        some: Option<Money>,
        once: Hash,
        by: By,
    ) -> Result<Back, Failure> {
        if let Some(order) = self.blocking(move |app| app.order_of_form(once)).await? {
            return self.go_on(order).await;
        }
        match record.standing {
            Standing::Succeeded | Standing::PartlyRefunded | Standing::Won => {}
            Standing::Disputed => return Ok(Back::Contested),
            _ => return Ok(Back::Nothing),
        }
        if !record.is_card() {
            return self.blocking(move |app| app.note_sent_back(&record, some, once, &by)).await;
        }
        let looked = match self.look_at(record).await {
            Ok(Some(looked)) => looked,
            Ok(None) => return Ok(Back::Nothing),
            Err(Unsettled::Fault(fault)) if fault.passes() => return Ok(Back::Later),
            Err(Unsettled::Fault(fault)) => return Err(Failure::Unavailable(fault.to_string())),
            Err(Unsettled::Failure(failure)) => return Err(failure),
        };
        if let Some(answer) = self.why_not(&record, &looked, some) {
            return Ok(answer);
        }
        let order = self.blocking(move |app| app.begin_order(&record, some, once, &by)).await?;
        self.go_on(order).await
    }

    /// What keeps money from being sent back, going by what the provider says.
    fn why_not(&self, record: &Record, looked: &Looked, some: Option<Money>) -> Option<Back> {
        let money = looked.money.filter(|money| self.is_of(record, *money))?;
        let left = money.units() - looked.returned_units;
        match Standing::of(looked.seen) {
            Standing::Disputed | Standing::Lost => return Some(Back::Contested),
            standing if !standing.is_paid() || left <= 0 => return Some(Back::Nothing),
            _ => {}
        }
        let fits = some.is_none_or(|some| {
            some.currency().code() == money.currency().code() && some.units() <= left
        });
        if fits { None } else { Some(Back::TooMuch) }
    }

    fn order_of_form(&self, once: Hash) -> Result<Option<Order>, StoreError> {
        self.vault.store().read("refund-of-form", move |tx| {
            let row = tx.query_opt(&refund::BY_ONCE, &[bytes(&once)])?;
            row.map(|row| Order::read(&row)).transpose().map(Option::flatten)
        })
    }

    /// Every order about a payment, oldest first.
    pub(crate) fn orders_of(&self, payment: Id) -> Result<Vec<Order>, StoreError> {
        self.vault.store().read("refunds-of", move |tx| -> Result<_, StoreError> {
            let rows = tx.query(&refund::OF_PAYMENT, &[bytes(&payment)])?;
            rows.iter().filter_map(|row| Order::read(row).transpose()).collect()
        })
    }

    /// The orders that are to be tried again.
    pub(super) fn orders_due(&self) -> Result<Vec<Order>, StoreError> {
        let now_ms = self.now_ms();
        self.vault.store().read("refunds-due", move |tx| -> Result<_, StoreError> {
            let rows = tx.query(&refund::DUE, &[Value::Int(now_ms)])?;
            rows.iter().filter_map(|row| Order::read(row).transpose()).collect()
        })
    }

    /// Keeps an order, before anything is asked.
    fn begin_order(
        &self,
        record: &Record,
        some: Option<Money>,
        once: Hash,
        by: &By,
    ) -> Result<Order, VaultError> {
        let order = self.new_order(record, State::Begun);
        let (record, by) = (*record, by.clone());
        self.vault.tx("refund", move |v| {
            let mut order = order;
            order.amount_seq = keep_amount(v, &record, some, &by)?;
            insert(v, &order, once, &by, Some(v.now_ms() + AGAIN))?;
            Ok(order)
        })
    }

    fn new_order(&self, record: &Record, state: State) -> Order {
        let mut id = [0; 16];
        self.random.fill(&mut id);
        Order { id, payment: record.id, state, amount_seq: 0, created_ms: self.now_ms() }
    }

    /// Goes on with an order where it stopped.
    pub(super) async fn go_on(self: &Arc<Self>, order: Order) -> Result<Back, Failure> {
        match order.state {
            State::Begun => {}
            State::Sent => return Ok(Back::Sent),
            State::Refused | State::Unclear => return Ok(Back::Refused),
        }
        if self.now_ms() - order.created_ms > PATIENCE {
            self.blocking(move |app| app.order_done(&order, State::Unclear)).await?;
            return Ok(Back::Refused);
        }
        let Some(record) = self.blocking(move |app| app.payment(order.payment)).await? else {
            return Ok(Back::Nothing);
        };
        let some = match order.amount_seq {
            0 => None,
            _ => match self.blocking(move |app| app.open_order(&record, &order)).await? {
                Some(money) => Some(money),
                None => {
                    self.blocking(move |app| app.order_done(&order, State::Refused)).await?;
                    return Ok(Back::NoAgreement);
                }
            },
        };
        let asked = match self.look_at(record).await {
            Ok(Some(Looked { intent: Some(intent), .. })) => {
                self.payments.provider.refund(&intent, some, &order.key()).await.map(drop)
            }
            Ok(_) => Err(Fault::Unknown),
            Err(Unsettled::Fault(fault)) => Err(fault),
            Err(Unsettled::Failure(failure)) => return Err(failure),
        };
        match asked {
            Ok(()) => {
                self.blocking(move |app| app.order_done(&order, State::Sent)).await?;
                // If it can't be looked at now, the provider's own word of it comes later.
                if let Err(unsettled) = self.settle_own(record).await {
                    tracing::warn!(%unsettled, "a payment could not be looked at after a refund");
                }
                Ok(Back::Sent)
            }
            Err(fault) if fault.passes() => {
                tracing::warn!(%fault, "money could not be sent back now");
                self.blocking(move |app| app.order_later(&order)).await?;
                Ok(Back::Later)
            }
            Err(fault) => {
                tracing::error!(%fault, "the payment provider does not send money back");
                self.blocking(move |app| app.order_done(&order, State::Refused)).await?;
                Ok(Back::Refused)
            }
        }
    }

    /// Opens how much is to go back, on record, for the provider.
    fn open_order(&self, record: &Record, order: &Order) -> Result<Option<Money>, VaultError> {
        let [_, currency] = record.amount();
        let only = [("payment-amount", order.amount_seq), currency];
        match self.tell_provider(record.subject, &only, "refund") {
            Err(VaultError::Refused(_)) => Ok(None),
            told => told,
        }
    }

    fn order_done(&self, order: &Order, state: State) -> Result<(), StoreError> {
        let row = [Value::from(state.name()), Value::Int(self.now_ms()), bytes(&order.id)];
        self.vault.store().tx("refund-done", move |tx| tx.exec(&refund::DONE, &row).map(drop))
    }

    fn order_later(&self, order: &Order) -> Result<(), StoreError> {
        let row = [Value::Int(self.now_ms() + AGAIN), bytes(&order.id)];
        self.vault.store().tx("refund-later", move |tx| tx.exec(&refund::LATER, &row).map(drop))
    }

    /// Notes that money went back which had not come by card.
    fn note_sent_back(
        &self,
        record: &Record,
        some: Option<Money>,
        once: Hash,
        by: &By,
    ) -> Result<Back, Failure> {
        let before = self.orders_of(record.id)?;
        let Some((money, returned)) = self.open_left(record, &before, by)? else {
            return Ok(Back::Nothing);
        };
        let left = money.minor() - returned;
        let minor = match some {
            Some(some) if some.currency().code() != money.currency().code() => {
                return Ok(Back::TooMuch);
            }
            Some(some) => some.minor(),
            None => left,
        };
        if left <= 0 {
            return Ok(Back::Nothing);
        }
        if minor > left {
            return Ok(Back::TooMuch);
        }
        let standing = if minor == left { Standing::Refunded } else { Standing::PartlyRefunded };
        let order = self.new_order(record, State::Sent);
        // What goes back is kept as an amount, so that the sum can be told again.
        let Ok(gone) = Money::new(minor, money.currency()) else { return Ok(Back::TooMuch) };
        let (record, by) = (*record, by.clone());
        let scheme = Arc::clone(&self.scheme);
        let done = self.vault.tx("refund-by-hand", move |v| {
            // Counts only if nothing was sent back since the sum was made.
            if get(v.sql(), record.id)?.is_none_or(|now| now.revision != record.revision) {
                return Err(VaultError::Busy);
            }
            let mut order = order;
            order.amount_seq = keep_amount(v, &record, Some(gone), &by)?;
            insert(v, &order, once, &by, None)?;
            stands(v, &scheme, &record, standing)
        });
        match done {
            Ok(()) => Ok(Back::Sent),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens what was paid and what of it went back, on record: the sum of the latter in minor units.
    fn open_left(
        &self,
        record: &Record,
        orders: &[Order],
        by: &By,
    ) -> Result<Option<(Money, i64)>, VaultError> {
        let mut sum = 0;
        let mut paid = None;
        let amounts = orders.iter().filter(|order| order.state == State::Sent);
        let amounts = amounts.map(|order| order.amount_seq);
        for amount_seq in std::iter::once(record.amount_seq).chain(amounts) {
            let [_, currency] = record.amount();
            let request = Request {
                subject: record.subject,
                fields: &[],
                action: ReleaseAction::Use,
                purpose: Purpose::Payment,
                role: by.role,
                actor: Some(by.subject),
                partial: false,
                note: Some("refund"),
            };
            let only = [("payment-amount", amount_seq), currency];
            let mut sink = SumSink::default();
            self.vault.release_values(&request, &only)?.pour_all(&mut sink)?;
            let Some(money) = sink.money() else { return Ok(None) };
            match paid {
                None => paid = Some(money),
                Some(_) => sum += money.minor(),
            }
        }
        Ok(paid.map(|paid| (paid, sum)))
    }
}

/// Keeps how much goes back, as an amount of the person's: its number, 0 for all of it.
fn keep_amount(
    v: &mut probity_vault::VaultTx<'_, '_>,
    record: &Record,
    some: Option<Money>,
    by: &By,
) -> Result<u64, VaultError> {
    let Some(money) = some else { return Ok(0) };
    let decimal = zeroize::Zeroizing::new(money.decimal());
    let datum = [Datum { field: "payment-amount", value: &decimal }];
    let source = Source { source: "desk", actor: by.actor.clone() };
    let numbers = v.collect_each(record.subject, Giver::Donor, &datum, &source)?;
    Ok(super::take::number(&numbers, 0))
}

fn insert(
    v: &mut probity_vault::VaultTx<'_, '_>,
    order: &Order,
    once: Hash,
    by: &By,
    due_ms: Option<i64>,
) -> Result<(), VaultError> {
    let row = [
        bytes(&order.id),
        bytes(&order.payment),
        Value::from(order.state.name()),
        bytes(&once),
        Value::Int(i64::try_from(order.amount_seq).unwrap_or(0)),
        subject_value(by.subject),
        Value::Int(order.created_ms),
        due_ms.map_or(Value::Null, Value::Int),
    ];
    v.sql().exec(&refund::INSERT, &row)?;
    Ok(())
}

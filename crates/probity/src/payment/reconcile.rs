//! Asks the provider for what its webhooks did not say: payments that have been open for a while, and
//! every event since the last time.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use probity_vault::StoreError;
use probity_vault::store::Value;
use tokio::sync::watch;

use super::fault::Fault;
use super::record::{Record, get};
use super::settle::{Settled, Unsettled};
use crate::app::App;
use crate::members::session::bytes;
use crate::site::failure::Failure;
use crate::site::moment::{DAY, HOUR, MINUTE};
use crate::store::payment;

/// How far back the first look goes after a start: the provider's own attempts end after three days.
const FIRST: i64 = 3 * DAY;

/// How much of what was seen already is seen again: clocks differ.
const OVERLAP_S: i64 = 600;

/// How often events are asked for.
const EVERY: i64 = 15 * MINUTE;

/// For how long an event is remembered: the provider lists none older than thirty days.
const REMEMBERED: i64 = 40 * DAY;

/// What one round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Payments that were looked at since they had been open for a while.
    pub looked: usize,
    /// Orders to send money back that were tried again.
    pub refunds: usize,
    /// Events that no webhook had told of.
    pub missed: usize,
}

impl App {
    /// Looks after payments until `stop` is true. One of these runs beside the site.
    pub async fn run_payments(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut listed = i64::MIN;
        while !*stop.borrow() && self.payments.provider.takes_cards() {
            let list = self.now_ms().saturating_sub(listed) >= EVERY;
            match self.reconcile(list).await {
                Ok(_) if list => listed = self.now_ms(),
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "payments could not be reconciled now"),
            }
            let pause = tokio::time::sleep(Duration::from_secs(30));
            tokio::select! {
                () = self.payments.wake.notified() => {}
                () = pause => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Looks at every payment that is due; with `list`, also asks for all that happened since the last
    /// time.
    ///
    /// # Errors
    /// When the provider or the database can't be reached; what was done by then stays done.
    pub async fn reconcile(self: &Arc<Self>, list: bool) -> Result<Reconciled, Failure> {
        let told = |unsettled| match unsettled {
            Unsettled::Fault(fault) => Failure::Unavailable(fault.to_string()),
            Unsettled::Failure(failure) => failure,
        };
        let mut reconciled = Reconciled::default();
        for record in self.blocking(Self::payments_due).await? {
            // Whatever comes of this look, one that can't be done does not keep the others waiting.
            self.blocking(move |app| app.look_later(&record)).await?;
            match self.settle_own(record).await {
                Ok(_) => reconciled.looked += 1,
                Err(unsettled) if is_of_one(&unsettled) => {
                    tracing::warn!(%unsettled, "one payment could not be looked at");
                }
                Err(unsettled) => return Err(told(unsettled)),
            }
        }
        for order in self.blocking(Self::orders_due).await? {
            match self.go_on(order).await {
                Ok(_) => reconciled.refunds += 1,
                Err(failure) => tracing::warn!(%failure, "one refund could not be gone on with"),
            }
        }
        if list {
            let now_s = self.now_ms().div_euclid(1000);
            let last = *self.payments.reconciled_s.lock().unwrap_or_else(PoisonError::into_inner);
            let since_s = last.map_or(now_s - FIRST / 1000, |last| last - OVERLAP_S);
            let asked = self.payments.provider.changed_since(since_s).await;
            let (changed, whole) = asked.map_err(|fault| told(fault.into()))?;
            if !whole {
                tracing::warn!("more happened at the payment provider than is listed at once");
            }
            // Oldest first, as they happened.
            for changed in changed.iter().rev() {
                match self.settle_event(changed).await {
                    Ok(Settled::Stands(_)) => reconciled.missed += 1,
                    Ok(Settled::Before | Settled::Foreign) => {}
                    Err(unsettled) if is_of_one(&unsettled) => {
                        tracing::warn!(%unsettled, "one event could not be dealt with");
                    }
                    Err(unsettled) => return Err(told(unsettled)),
                }
            }
            self.reconciled_up_to(now_s);
            self.blocking(Self::forget_events).await?;
        }
        Ok(reconciled)
    }

    fn reconciled_up_to(&self, now_s: i64) {
        let mut last = self.payments.reconciled_s.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(now_s);
    }

    fn payments_due(&self) -> Result<Vec<Record>, StoreError> {
        let now_ms = self.now_ms();
        self.vault.store().read("payments-due", move |tx| -> Result<_, StoreError> {
            let rows = tx.query(&payment::DUE, &[Value::Int(now_ms)])?;
            let mut due = Vec::with_capacity(rows.len());
            for row in &rows {
                if let Ok(id) = row.bytes(0)?.try_into() {
                    due.extend(get(tx, id)?);
                }
            }
            Ok(due)
        })
    }

    fn look_later(&self, record: &Record) -> Result<(), StoreError> {
        let row = [Value::Int(self.now_ms() + HOUR), bytes(&record.id)];
        self.vault.store().tx("payment-later", move |tx| tx.exec(&payment::LATER, &row).map(drop))
    }

    fn forget_events(&self) -> Result<(), StoreError> {
        let before = Value::Int(self.now_ms() - REMEMBERED);
        self.vault.store().tx("payment-events-forgotten", move |tx| {
            tx.exec(&payment::EVENT_EXPIRE, std::slice::from_ref(&before)).map(drop)
        })
    }
}

/// Whether what went wrong is of one payment, so that the others can be looked at all the same.
fn is_of_one(unsettled: &Unsettled) -> bool {
    matches!(unsettled, Unsettled::Fault(fault) if !fault.passes() && *fault != Fault::Key)
}

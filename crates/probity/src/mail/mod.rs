//! Mail: what is to be sent waits in the database as a person's id and a kind of message, and is
//! written only when it leaves.
//!
//! For each message the worker claims the row (durable), opens address and name under a grant to
//! send (on the ledger, durable), and only then hands it to the [`Transport`]. A message is handed
//! over at most once: if the process stops in between, or the server's answer is lost, the message
//! is *in doubt*, is reported as such, and the person asks for another if it never came.
//!
//! Links are made when their message leaves, so that none waits in the database.

mod drain;
pub mod farewell;
pub mod letter;
pub mod transport;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use probity_ledger::SubjectId;
use probity_vault::store::{Tx, Value};
use probity_vault::{StoreError, Vault};
use tokio::sync::{Notify, watch};

pub use drain::Drained;
pub use transport::Transport;

use crate::app::App;
use crate::config::Config;
use crate::members::session::{bytes, subject_value};
use crate::site::moment::HOUR;
use crate::store::mail;
use farewell::Farewell;
use letter::Kind;
use transport::Sender;

/// How many messages are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Not yet sent, or being sent.
    pub waiting: i64,
    /// Perhaps delivered.
    pub doubtful: i64,
    /// Not delivered, and given up.
    pub failed: i64,
}

/// The way out and what is on it.
pub struct Mail {
    transport: Transport,
    sender: Sender,
    farewells: Mutex<VecDeque<Farewell>>,
    wake: Notify,
}

impl Mail {
    /// Opens the way out. What an earlier process was sending is marked as in doubt.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn open(vault: &Vault, transport: Transport, config: &Config) -> Result<Self, StoreError> {
        vault.store().tx("mail-doubt", |tx| tx.exec(&mail::DOUBT, &[]))?;
        let address = config.mail.from.clone();
        let sender = Sender { name: config.foundation.name.clone(), address };
        Ok(Self { transport, sender, farewells: Mutex::default(), wake: Notify::new() })
    }

    fn farewells(&self) -> std::sync::MutexGuard<'_, VecDeque<Farewell>> {
        self.farewells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts a message into the queue, in the caller's transaction. A message of the same kind that
/// still waits is enough.
pub(crate) fn enqueue(
    tx: &mut Tx<'_>,
    id: [u8; 16],
    subject: SubjectId,
    kind: Kind,
    now_ms: i64,
) -> Result<(), StoreError> {
    let who = || subject_value(subject);
    let waiting = tx.query_one(&mail::WAITING, &[who(), Value::from(kind.name())])?.int(0)?;
    if waiting == 0 {
        let row = [bytes(&id), who(), Value::from(kind.name()), Value::Int(now_ms)];
        tx.exec(&mail::INSERT, &row)?;
    }
    Ok(())
}

impl App {
    /// A new message's id.
    pub(crate) fn mail_id(&self) -> [u8; 16] {
        let mut id = [0; 16];
        self.random.fill(&mut id);
        id
    }

    /// Wakes the worker: something was queued.
    pub(crate) fn wake_mail(&self) {
        self.mail.wake.notify_one();
    }

    /// How many messages are in which state.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn mail_waiting(&self) -> Result<Waiting, StoreError> {
        let mut sum = self.vault.store().read("mail-count", |tx| -> Result<_, StoreError> {
            let mut sum = Waiting::default();
            for row in tx.query(&mail::COUNT, &[])? {
                let count = row.int(1)?;
                match row.text(0)?.as_ref() {
                    "doubt" => sum.doubtful += count,
                    "failed" => sum.failed += count,
                    _ => sum.waiting += count,
                }
            }
            Ok(sum)
        })?;
        sum.waiting += i64::try_from(self.mail.farewells().len()).unwrap_or(i64::MAX);
        Ok(sum)
    }

    /// Sends what is queued, and erases what was never confirmed, until `stop` is true; a message
    /// that is on its way is finished first, so that none is in doubt. One of these runs beside the
    /// site.
    pub async fn run_mail(self: std::sync::Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut housekept = i64::MIN;
        while !*stop.borrow() {
            if let Err(error) = self.drain_mail().await {
                tracing::warn!(%error, "mail could not be sent now; it stays in the queue");
            }
            let now_ms = self.now_ms();
            if now_ms.saturating_sub(housekept) >= HOUR {
                housekept = now_ms;
                if let Err(error) = self.housekeep().await {
                    tracing::warn!(%error, "housekeeping failed; it is tried again in an hour");
                }
            }
            let pause = tokio::time::sleep(std::time::Duration::from_secs(5));
            tokio::select! {
                () = self.mail.wake.notified() => {}
                () = pause => {}
                // Nobody is left who could stop it: then it ends too.
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }
}

//! The last message: that everything was erased.
//!
//! It is written before the erasure, under a grant and on record, because afterwards nobody can read
//! the address any more; and it is sent after it, because it must not say what has not happened. In
//! between it lives in memory alone: an address that outlived its key on disk would make the erasure
//! untrue, and an erasure that waited for a mail server would not be one step. If the process stops
//! in that moment the message is not sent; the page has already said what it says.

use probity_ledger::SubjectId;
use probity_vault::VaultError;

use super::drain::{Drained, pause};
use super::letter::{Kind, Letter, Outgoing};
use super::transport::Outcome;
use crate::app::App;

/// Farewells that wait at most; beyond that the oldest are not sent.
const CAPACITY: usize = 1_000;

/// A farewell on its way.
pub struct Farewell {
    mail: Outgoing,
    due_ms: i64,
    attempts: i64,
}

impl App {
    /// Writes the farewell of someone about to be erased; none when they have no address.
    ///
    /// # Errors
    /// When it can't be put on record.
    pub(crate) fn write_farewell(&self, who: SubjectId) -> Result<Option<Farewell>, VaultError> {
        let letter = Letter::new(Kind::Erased, &self.config.foundation, "", 0);
        let mail = match self.address(Kind::Erased, who, &letter) {
            Err(VaultError::Refused(_)) => None,
            mail => mail?,
        };
        Ok(mail.map(|mail| Farewell { mail, due_ms: self.now_ms(), attempts: 0 }))
    }

    /// Lets a farewell go, once the erasure is durable.
    pub(crate) fn send_farewell(&self, farewell: Farewell) {
        let mut farewells = self.mail.farewells();
        if farewells.len() >= CAPACITY {
            farewells.pop_front();
        }
        farewells.push_back(farewell);
        drop(farewells);
        self.wake_mail();
    }

    pub(super) async fn send_farewells(&self, drained: &mut Drained) {
        let now_ms = self.now_ms();
        let due: Vec<Farewell> = {
            let mut farewells = self.mail.farewells();
            let (due, later): (Vec<_>, Vec<_>) =
                farewells.drain(..).partition(|farewell| farewell.due_ms <= now_ms);
            farewells.extend(later);
            due
        };
        for farewell in due {
            let outcome = self.hand_over(farewell.mail.copy()).await;
            drained.count(&outcome);
            if matches!(outcome, Outcome::Later(_)) && farewell.attempts < 5 {
                let attempts = farewell.attempts + 1;
                let due_ms = now_ms + pause(attempts);
                self.mail.farewells().push_back(Farewell { due_ms, attempts, ..farewell });
            }
        }
    }
}

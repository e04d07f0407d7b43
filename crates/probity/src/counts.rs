//! The tally of the ledger, kept in memory: counted once in the background after a start, then read
//! on from where it ended.
//!
//! Staff see it as it is now. Everyone else sees it as it was at the first look of the hour, with
//! small numbers hidden ([`Shown`]), so that two looks tell nobody what one person did in between.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use probity_vault::{Tally, VaultError};

use crate::app::App;
use crate::language::{Language, Say};
use crate::site::moment::HOUR;

/// Entries that one look reads on at most; the rest waits for the next.
const STEP: u64 = 50_000;

/// Below this a number is not told to the public, and above it only how many times it fits.
const FEW: u64 = 10;

/// The tally, and what of it the public sees.
#[derive(Default)]
pub(crate) struct Counts {
    now: Mutex<Tally>,
    hourly: RwLock<Option<(i64, Arc<Tally>)>>,
}

impl Counts {
    fn now(&self) -> MutexGuard<'_, Tally> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the public sees in an hour, if anybody has looked yet.
    pub(crate) fn of_hour(&self, hour: i64) -> Option<Arc<Tally>> {
        let known = self.hourly.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(of, _)| *of == hour).map(|(_, tally)| Arc::clone(tally))
    }
}

impl App {
    /// The tally of the ledger as it is now; none while it is still being counted. Blocks.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn tally(&self) -> Result<Option<Tally>, VaultError> {
        let mut tally = self.counts.now();
        let complete = self.vault.advance(&mut tally, STEP)?;
        Ok(complete.then(|| tally.clone()))
    }

    /// The hour of the app's clock.
    pub(crate) fn hour(&self) -> i64 {
        self.now_ms().div_euclid(HOUR)
    }

    /// The tally as the public sees it in this hour; none while it is still being counted.
    pub(crate) async fn public_tally(self: &Arc<Self>) -> Option<Arc<Tally>> {
        let hour = self.hour();
        if let Some(known) = self.counts.of_hour(hour) {
            return Some(known);
        }
        let counted = self.blocking(move |app| -> Result<_, VaultError> {
            // Another look that waits for the count would only wait twice.
            if app.counts.now.try_lock().is_err() {
                return Ok(None);
            }
            let Some(tally) = app.tally()? else { return Ok(None) };
            let mut known = app.counts.hourly.write().unwrap_or_else(PoisonError::into_inner);
            // Whoever came first in this hour decides what is seen in it.
            match &*known {
                Some((of, tally)) if *of == hour => Ok(Some(Arc::clone(tally))),
                _ => {
                    let tally = Arc::new(tally);
                    *known = Some((hour, Arc::clone(&tally)));
                    Ok(Some(tally))
                }
            }
        });
        counted.await.unwrap_or_else(|error| {
            tracing::warn!(?error, "the ledger could not be counted; it is tried again");
            None
        })
    }
}

/// A number as the public sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// None at all.
    None,
    /// Fewer than [`FEW`].
    Few,
    /// At least so many: a multiple of [`FEW`].
    AtLeast(u64),
}

impl Shown {
    /// What may be told of a number.
    pub(crate) fn of(number: u64) -> Self {
        match number {
            0 => Self::None,
            few if few < FEW => Self::Few,
            many => Self::AtLeast(many / FEW * FEW),
        }
    }

    /// It in words.
    pub(crate) fn say(self, language: &'static Language) -> Say {
        match self {
            Self::None => language.say("privacy-count-none"),
            Self::Few => language.say("privacy-count-few").with("most", FEW),
            Self::AtLeast(number) => language.say("privacy-count-many").with("count", number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_hidden_and_one_more_is_not_seen() {
        assert_eq!(Shown::of(0), Shown::None);
        for few in 1..10 {
            assert_eq!(Shown::of(few), Shown::Few);
        }
        assert_eq!(Shown::of(10), Shown::AtLeast(10));
        assert_eq!(Shown::of(1_239), Shown::of(1_230));
        assert_eq!(Shown::of(1_239).say(Language::english()).text(), "1,230 or more");
        assert_eq!(Shown::of(3).say(Language::english()).text(), "fewer than 10");
    }
}

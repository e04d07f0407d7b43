//! What a site answered lately, minute by minute: out of what the segments of these days add up to,
//! whichever way their rows came in. A segment never changes, so each is read once.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use probity_usage::rollup::{Distribution, Minute, Rollup};
use probity_vault::Vault;
use probity_vault::store::{Tx, Value};

use super::UsageError;
use crate::site::moment::{DAY, HOUR, MINUTE};
use crate::store::usage;

/// The segments that were read.
#[derive(Default)]
pub(super) struct Pulses(Mutex<HashMap<String, Arc<Pulse>>>);

/// What is needed of a segment.
struct Pulse {
    /// When its day begins, in milliseconds since 1970.
    start: i64,
    minutes: Vec<(usize, Minute)>,
    taken: Vec<Distribution>,
}

/// What came of a site in some time.
#[derive(Default)]
pub(super) struct Lately {
    pub(super) asked: u64,
    pub(super) failed: u64,
    pub(super) taken: Distribution,
}

impl Pulse {
    fn of(rollup: &Rollup) -> Self {
        Self {
            start: rollup.day().saturating_mul(DAY),
            minutes: rollup.minutes().collect(),
            taken: rollup.taken().cloned().collect(),
        }
    }

    fn add_to(&self, lately: &mut Lately, time: &Range<i64>, hours: &Range<i64>) {
        for (at, minute) in &self.minutes {
            if time.contains(&(self.start + i64::try_from(*at).unwrap_or(0) * MINUTE)) {
                lately.asked += u64::from(minute.asked);
                lately.failed += u64::from(minute.failed);
            }
        }
        for (at, taken) in (0_i64..).zip(&self.taken) {
            if hours.contains(&(self.start + at * HOUR)) {
                lately.taken.merge(taken);
            }
        }
    }
}

impl Pulses {
    /// What came of a site in the minutes that began in `time`, and how long answers took in the hours
    /// that began in `hours`; `read` takes the segments. None when the history changed meanwhile: then one looks again later.
    pub(super) fn lately(
        &self,
        vault: &Vault,
        site: &str,
        time: &Range<i64>,
        hours: &Range<i64>,
        read: &mut HashSet<String>,
    ) -> Result<Option<Lately>, UsageError> {
        let first = time.start.min(hours.start).div_euclid(DAY);
        let last = time.end.max(hours.end).div_euclid(DAY);
        let range = [site.into(), Value::from(first), Value::from(last)];
        let rows = vault.store().query(&usage::SEGMENT_IDS, &range)?;
        let mut lately = Lately::default();
        for row in &rows {
            let id = row.text(0)?;
            let Some(pulse) = self.pulse(vault, &id)? else { return Ok(None) };
            read.insert(id);
            pulse.add_to(&mut lately, time, hours);
        }
        Ok(Some(lately))
    }

    /// What a segment says, out of memory if it was read before.
    fn pulse(&self, vault: &Vault, id: &str) -> Result<Option<Arc<Pulse>>, UsageError> {
        if let Some(known) = self.held().get(id) {
            return Ok(Some(Arc::clone(known)));
        }
        let key = Value::from(id);
        let row = vault.store().read("usage_pulse", move |tx: &mut Tx<'_>| {
            tx.query_opt(&usage::SEGMENT_ROLLUP, std::slice::from_ref(&key))?
                .map(|row| row.bytes(0))
                .transpose()
        })?;
        let Some(bytes) = row else { return Ok(None) };
        let rollup =
            Rollup::decode(&bytes).map_err(|error| UsageError::Damaged(error.to_string()))?;
        let pulse = Arc::new(Pulse::of(&rollup));
        self.held().insert(id.to_owned(), Arc::clone(&pulse));
        Ok(Some(pulse))
    }

    /// Lets go of all other segments.
    pub(super) fn keep(&self, ids: &HashSet<String>) {
        self.held().retain(|id, _| ids.contains(id));
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Pulse>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

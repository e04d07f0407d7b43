//! The leaky bucket of one address in one scenario.
//!
//! Events leave one by one, each `leak` after the one before it left or, if the bucket was empty,
//! after it came. So the time at which the last one leaves says how many are in it, and the bucket is
//! a number. Where events have to differ, it also remembers those that are in it.

use crate::visits::{DAY, WINDOW};

/// A bucket.
#[derive(Debug, Clone, Default)]
pub(super) struct Bucket {
    /// When the last event in it leaves.
    empty: i64,
    /// The newest event.
    newest: i64,
    /// The first event since it was last empty, and how many came since, counting those that did not
    /// differ.
    first: i64,
    events: u64,
    /// What is in it, if events have to differ: hashes, oldest first.
    inside: Vec<u64>,
}

/// A bucket that ran over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Over {
    /// The first event.
    pub(super) first: i64,
    /// The last.
    pub(super) last: i64,
    /// How many there were.
    pub(super) events: u64,
}

impl Bucket {
    /// One that has never held anything.
    pub(super) fn new(time: i64) -> Self {
        Self { empty: time, newest: time, first: time, events: 0, inside: Vec::new() }
    }

    /// Pours an event in. `other` tells what differs, where events have to differ. When it runs over
    /// it is empty afterwards.
    ///
    /// Logs are out of order by seconds: an event up to [`WINDOW`] older than the newest counts as if
    /// it came now. One that is older than that does not count, and if it is older by more than a
    /// [`DAY`], an older log has begun, and the bucket with it.
    pub(super) fn pour(
        &mut self,
        time: i64,
        (capacity, leak): (u32, i64),
        other: Option<u64>,
    ) -> Option<Over> {
        if time < self.newest.saturating_sub(DAY) {
            *self = Self::new(time);
        } else if time < self.newest.saturating_sub(WINDOW) {
            return None;
        }
        let time = time.max(self.newest);
        self.newest = time;
        if self.empty <= time {
            self.empty = time;
            self.first = time;
            self.events = 0;
            self.inside.clear();
        }
        self.events = self.events.saturating_add(1);
        let held = self.held(time, leak);
        if let Some(other) = other {
            let gone =
                self.inside.len().saturating_sub(usize::try_from(held).unwrap_or(usize::MAX));
            self.inside.drain(..gone);
            if self.inside.contains(&other) {
                return None;
            }
            self.inside.push(other);
        }
        self.empty = self.empty.saturating_add(leak);
        if held < u64::from(capacity) {
            return None;
        }
        let over = Over { first: self.first, last: time, events: self.events };
        *self = Self::new(time);
        Some(over)
    }

    /// How many events are in it: those whose time to leave has not come.
    fn held(&self, time: i64, leak: i64) -> u64 {
        let left = u64::try_from(self.empty.saturating_sub(time)).unwrap_or_default();
        left.div_ceil(u64::try_from(leak).unwrap_or(1).max(1))
    }

    /// When it will be empty.
    pub(super) fn empty_at(&self) -> i64 {
        self.empty
    }
}

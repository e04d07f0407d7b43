//! Puts in order what comes nearly in order.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Holds what is not older than the newest by more than the window.
#[derive(Debug)]
pub(super) struct Window<T> {
    waiting: BinaryHeap<Reverse<Item<T>>>,
    newest: i64,
    arrived: u64,
}

#[derive(Debug)]
struct Item<T> {
    time: i64,
    arrival: u64,
    value: T,
}

impl<T> Window<T> {
    pub(super) fn new() -> Self {
        Self { waiting: BinaryHeap::new(), newest: i64::MIN, arrived: 0 }
    }

    /// Whether something of that time comes after its turn.
    pub(super) fn is_late(&self, time: i64, window: i64) -> bool {
        time < self.newest.saturating_sub(window)
    }

    /// Whether the clock was set back, or an older log begins.
    pub(super) fn goes_back(&self, time: i64, by: i64) -> bool {
        time < self.newest.saturating_sub(by)
    }

    pub(super) fn push(&mut self, time: i64, value: T) {
        self.newest = self.newest.max(time);
        self.waiting.push(Reverse(Item { time, arrival: self.arrived, value }));
        self.arrived += 1;
    }

    /// The next whose turn has come: nothing that is not late can come before it.
    pub(super) fn pop(&mut self, window: i64) -> Option<(i64, T)> {
        let Reverse(first) = self.waiting.peek()?;
        if first.time < self.newest.saturating_sub(window) { self.pop_any() } else { None }
    }

    /// The next, whether its turn has come or not.
    pub(super) fn pop_any(&mut self) -> Option<(i64, T)> {
        let Reverse(item) = self.waiting.pop()?;
        Some((item.time, item.value))
    }
}

impl<T> Ord for Item<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.time, self.arrival).cmp(&(other.time, other.arrival))
    }
}

impl<T> PartialOrd for Item<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Item<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Item<T> {}

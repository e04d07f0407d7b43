//! Puts in order what comes nearly in order.

use std::collections::VecDeque;

/// Milliseconds that share a place.
const STEP: i64 = 1_000;

/// Holds what is not older than the newest by more than the window: by seconds, since logs know no
/// more, or nearly. Whoever writes their lines nearly in order pays next to nothing for it.
#[derive(Debug, Clone)]
pub(super) struct Window<T> {
    span: i64,
    newest: i64,
    /// One place a second from `first` on, each in the order of arrival.
    places: VecDeque<Vec<(i64, T)>>,
    first: i64,
    /// In order, its turn has come.
    due: VecDeque<(i64, T)>,
    /// Places to use again.
    spare: Vec<Vec<(i64, T)>>,
}

impl<T> Window<T> {
    pub(super) fn new(span: i64) -> Self {
        Self::after(span, i64::MIN)
    }

    /// Nothing in it, but what was newest.
    pub(super) fn after(span: i64, newest: i64) -> Self {
        Self {
            span,
            newest,
            places: VecDeque::new(),
            first: 0,
            due: VecDeque::new(),
            spare: Vec::new(),
        }
    }

    /// The time of what was newest; the beginning of time before anything came.
    pub(super) fn newest(&self) -> i64 {
        self.newest
    }

    /// Whether something of that time comes after its turn.
    pub(super) fn is_late(&self, time: i64) -> bool {
        time < self.newest.saturating_sub(self.span)
    }

    /// Whether the clock was set back, or an older log begins.
    pub(super) fn goes_back(&self, time: i64, by: i64) -> bool {
        time < self.newest.saturating_sub(by)
    }

    /// Takes something that is not late.
    pub(super) fn push(&mut self, time: i64, value: T) {
        if time > self.newest {
            self.newest = time;
            self.turn(time.saturating_sub(self.span));
        }
        let second = time.div_euclid(STEP);
        if self.places.is_empty() {
            self.first = second;
        }
        while second < self.first {
            self.places.push_front(self.spare.pop().unwrap_or_default());
            self.first -= 1;
        }
        let at = usize::try_from(second - self.first).unwrap_or_default();
        while self.places.len() <= at {
            self.places.push_back(self.spare.pop().unwrap_or_default());
        }
        if let Some(place) = self.places.get_mut(at) {
            place.push((time, value));
        }
    }

    /// The next whose turn has come: nothing that is not late can come before it.
    pub(super) fn pop(&mut self) -> Option<(i64, T)> {
        self.due.pop_front()
    }

    /// The next, whether its turn has come or not.
    pub(super) fn pop_any(&mut self) -> Option<(i64, T)> {
        if self.due.is_empty() {
            self.turn(i64::MAX);
        }
        self.due.pop_front()
    }

    /// All that waits, by time; of equal times, in the order of arrival.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &(i64, T)> {
        let sorted = self.places.iter().flat_map(|place| {
            let mut place: Vec<_> = place.iter().collect();
            place.sort_by_key(|(time, _)| *time);
            place
        });
        self.due.iter().chain(sorted)
    }

    /// Lets the turn of all places come that end by then.
    fn turn(&mut self, until: i64) {
        while let Some(place) = self.places.front_mut()
            && (self.first + 1).saturating_mul(STEP) <= until
        {
            if !place.is_sorted_by_key(|(time, _)| *time) {
                place.sort_by_key(|(time, _)| *time);
            }
            self.due.extend(place.drain(..));
            self.spare.extend(self.places.pop_front());
            self.first += 1;
        }
        // As many as one step of time frees and fills again: a burst must not stay.
        self.spare.truncate(8);
    }
}

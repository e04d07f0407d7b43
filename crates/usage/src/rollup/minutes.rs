//! The minutes of a day: in which of them requests came, and how many of these failed.

use super::bytes::{Bytes, RollupError, put};
use super::part::Part;
use crate::visits::DAY;

/// Minutes of a day, and of an hour.
const MOST: usize = 24 * HOUR;
const HOUR: usize = 60;
const MINUTE: i64 = 60_000;

/// The requests of a minute, and those of them that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Minute {
    /// How many requests came; probes are not among them.
    pub asked: u32,
    /// How many of them were not answered, or with a status from 500.
    pub failed: u32,
}

impl Minute {
    /// Whether the server was up, as far as a log tells: some request was answered. Of a minute
    /// without requests nothing is known.
    pub fn up(self) -> Option<bool> {
        (self.asked > 0).then_some(self.failed < self.asked)
    }
}

/// The minutes from midnight to the last in which requests came.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Minutes(Vec<Minute>);

impl Minutes {
    /// Counts a request of the day.
    pub(super) fn add(&mut self, time: i64, failed: bool) {
        let at = usize::try_from(time.rem_euclid(DAY) / MINUTE).unwrap_or(0);
        if at >= self.0.len() {
            self.0.resize(at + 1, Minute::default());
        }
        if let Some(minute) = self.0.get_mut(at) {
            minute.asked = minute.asked.saturating_add(1);
            minute.failed = minute.failed.saturating_add(u32::from(failed));
        }
    }

    /// Those with requests, with their place in the day, rising.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Minute)> {
        self.0.iter().copied().enumerate().filter(|(_, minute)| minute.asked > 0)
    }

    /// In how many minutes of an hour requests came, and in how many of them the server was up.
    pub(super) fn of_hour(&self, hour: usize) -> (u64, u64) {
        let minutes = self.0.iter().skip(hour * HOUR).take(HOUR).filter_map(|minute| minute.up());
        minutes.fold((0, 0), |(all, up), is| (all + 1, up + u64::from(is)))
    }
}

impl Part for Minutes {
    fn merge(&mut self, other: &Self) {
        if other.0.len() > self.0.len() {
            self.0.resize(other.0.len(), Minute::default());
        }
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            own.asked = own.asked.saturating_add(other.asked);
            own.failed = own.failed.saturating_add(other.failed);
        }
    }

    /// How many there are, then each: how many are between it and the one before, and its numbers.
    fn write(&self, out: &mut Vec<u8>) {
        put(out, self.iter().count() as u64);
        let mut next = 0;
        for (at, Minute { asked, failed }) in self.iter() {
            put(out, (at - next) as u64);
            put(out, asked.into());
            put(out, failed.into());
            next = at + 1;
        }
    }

    fn read(from: &mut Bytes<'_>) -> Result<Self, RollupError> {
        const WHAT: &str = "the minutes";
        let count = from.count(MOST, WHAT)?;
        let mut minutes = Vec::new();
        for _ in 0..count {
            let further = from.at_most(MOST as u64, WHAT)?;
            let at = minutes.len() + usize::try_from(further).unwrap_or(MOST);
            let asked = u32::try_from(from.at_most(u32::MAX.into(), WHAT)?).unwrap_or(0);
            let failed = u32::try_from(from.at_most(asked.into(), WHAT)?).unwrap_or(0);
            if at >= MOST || asked == 0 {
                return Err(RollupError::Broken(WHAT));
            }
            minutes.resize(at, Minute::default());
            minutes.push(Minute { asked, failed });
        }
        Ok(Self(minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn of(requests: &[(i64, bool)]) -> Minutes {
        let mut minutes = Minutes::default();
        requests.iter().for_each(|(time, failed)| minutes.add(*time, *failed));
        minutes
    }

    proptest! {
        #[test]
        fn they_are_those_of_the_requests(
            one in prop::collection::vec((0..DAY, any::<bool>()), 0..40),
            other in prop::collection::vec((0..DAY / 100, any::<bool>()), 0..40),
        ) {
            let mut exact: BTreeMap<usize, Minute> = BTreeMap::new();
            for (time, failed) in one.iter().chain(&other) {
                let minute = exact.entry(usize::try_from(time / MINUTE).unwrap()).or_default();
                minute.asked += 1;
                minute.failed += u32::from(*failed);
            }
            let mut minutes = of(&one);
            minutes.merge(&of(&other));
            prop_assert_eq!(minutes.iter().collect::<Vec<_>>(), exact.clone().into_iter().collect::<Vec<_>>());
            for hour in 0..24 {
                let own = exact.iter().filter(|(at, _)| **at / 60 == hour);
                let up = own.clone().filter(|(_, minute)| minute.failed < minute.asked).count();
                prop_assert_eq!(minutes.of_hour(hour), (own.count() as u64, up as u64));
            }
            let mut bytes = Vec::new();
            minutes.write(&mut bytes);
            prop_assert_eq!(Minutes::read(&mut Bytes(&bytes)), Ok(minutes));
        }

        #[test]
        fn whatever_the_bytes_are_they_have_one_form(bytes in prop::collection::vec(0_u8..5, 0..20)) {
            let mut from = Bytes(&bytes);
            if let Ok(minutes) = Minutes::read(&mut from) {
                let mut again = Vec::new();
                minutes.write(&mut again);
                prop_assert_eq!(&again[..], &bytes[..bytes.len() - from.0.len()]);
            }
        }
    }
}

//! How numbers are spread: counts by size, from which any quantile is told within a 64th.

use super::bytes::{Bytes, RollupError, put};
use super::part::Part;

/// Each power of two is cut into this many steps, as 2 to the power of it.
const STEPS: u32 = 5;
/// As many steps as there are for 64 bits.
const MOST: usize = 60 << STEPS;

/// Numbers counted by size. Up to 64 each has a step of its own; above, a step is a 32nd of the power
/// of two below, and its middle is within a 64th (1.6 %) of each number in it. Sums are exact, and
/// distributions add up exactly. A step counts up to 2^32 - 1 and no further.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Distribution {
    /// By step, rising; none is zero.
    steps: Vec<(u16, u32)>,
    sum: u64,
}

/// The step of a number.
#[expect(clippy::cast_possible_truncation, reason = "there are 1,920 steps")]
fn step(number: u64) -> u16 {
    let bits = number.checked_ilog2().unwrap_or(0);
    match bits.checked_sub(STEPS) {
        None => number as u16,
        Some(shift) => ((shift << STEPS) as u16) + (number >> shift) as u16,
    }
}

/// The middle of a step.
fn middle(step: u16) -> u64 {
    let shift = (step >> STEPS).saturating_sub(1);
    let lowest = u64::from(step - (shift << STEPS)) << shift;
    lowest + ((1_u64 << shift) >> 1)
}

impl Distribution {
    /// Counts a number.
    pub fn add(&mut self, number: u64) {
        self.sum = self.sum.saturating_add(number);
        self.put(step(number), 1);
    }

    fn put(&mut self, step: u16, count: u32) {
        match self.steps.binary_search_by_key(&step, |(step, _)| *step) {
            Ok(at) => {
                if let Some((_, held)) = self.steps.get_mut(at) {
                    *held = held.saturating_add(count);
                }
            }
            Err(at) => self.steps.insert(at, (step, count)),
        }
    }

    /// Adds what another one counted.
    pub fn merge(&mut self, other: &Self) {
        self.sum = self.sum.saturating_add(other.sum);
        if other.steps.is_empty() {
            return;
        }
        if self.steps.is_empty() {
            self.steps.clone_from(&other.steps);
            return;
        }
        let fresh = |step: u16| self.steps.binary_search_by_key(&step, |(step, _)| *step).is_err();
        let missing = other.steps.iter().filter(|(step, _)| fresh(*step)).count();
        if missing == 0 {
            let mut own = self.steps.iter_mut();
            for (step, count) in &other.steps {
                if let Some((_, held)) = own.find(|(held, _)| held == step) {
                    *held = held.saturating_add(*count);
                }
            }
            return;
        }
        let mut both = Vec::with_capacity(self.steps.len() + missing);
        let (mut ours, mut theirs) = (self.steps.iter().peekable(), other.steps.iter().peekable());
        loop {
            let next = match (ours.peek(), theirs.peek()) {
                (Some((step, _)), Some((other, _))) => *step.min(other),
                (Some((step, _)), None) | (None, Some((step, _))) => *step,
                (None, None) => break,
            };
            let own = ours.next_if(|(step, _)| *step == next).map_or(0, |(_, count)| *count);
            let other = theirs.next_if(|(step, _)| *step == next).map_or(0, |(_, count)| *count);
            both.push((next, own.saturating_add(other)));
        }
        self.steps = both;
    }

    /// How many numbers were counted.
    pub fn count(&self) -> u64 {
        self.steps.iter().map(|(_, count)| u64::from(*count)).sum()
    }

    /// Their sum.
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// The number below or at which this share of them lies (the nearest rank), within a 64th of it;
    /// none of no numbers.
    pub fn quantile(&self, share: f64) -> Option<u64> {
        quantile(self.steps.iter().copied(), self.count(), share)
    }

    /// Half of them lie below or at it.
    pub fn median(&self) -> Option<u64> {
        self.quantile(0.5)
    }
}

fn quantile(mut steps: impl Iterator<Item = (u16, u32)>, count: u64, share: f64) -> Option<u64> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank is within the count"
    )]
    let rank = ((share.clamp(0.0, 1.0) * count as f64).ceil() as u64).clamp(1, count.max(1));
    let mut below = 0;
    let found = steps.find(|(_, count)| {
        below += u64::from(*count);
        below >= rank
    });
    found.map(|(step, _)| middle(step))
}

/// Distributions being added up: the same content with room for each step, which is quicker.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    /// The step of the first count.
    first: u16,
    counts: Vec<u32>,
    sum: u64,
}

impl Tally {
    pub(super) fn add(&mut self, spread: &Distribution) {
        self.sum = self.sum.saturating_add(spread.sum);
        let (Some((low, _)), Some((high, _))) = (spread.steps.first(), spread.steps.last()) else {
            return;
        };
        if self.counts.is_empty() {
            self.first = *low;
        } else if *low < self.first {
            let more = usize::from(self.first - low);
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.first = *low;
        }
        let reach = usize::from(high - self.first) + 1;
        if self.counts.len() < reach {
            self.counts.resize(reach, 0);
        }
        for (step, count) in &spread.steps {
            if let Some(held) = self.counts.get_mut(usize::from(step - self.first)) {
                *held = held.saturating_add(*count);
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.add(&Distribution { steps: other.steps().collect(), sum: other.sum });
    }

    fn steps(&self) -> impl Iterator<Item = (u16, u32)> {
        (self.first..).zip(self.counts.iter().copied()).filter(|(_, count)| *count > 0)
    }

    pub(super) fn count(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }

    /// As [`Distribution::quantile`].
    pub(super) fn quantile(&self, share: f64) -> Option<u64> {
        quantile(self.steps(), self.count(), share)
    }
}

/// Each step as one byte, if possible: how far it is from the one before and its count, both from 1 to
/// 15; otherwise a nought and both as numbers.
impl Part for Distribution {
    fn merge(&mut self, other: &Self) {
        Distribution::merge(self, other);
    }

    fn write(&self, out: &mut Vec<u8>) {
        put(out, self.steps.len() as u64);
        let mut next = 0;
        for (step, count) in &self.steps {
            let further = step - next + 1;
            match (u8::try_from(further), u8::try_from(*count)) {
                (Ok(further @ 1..16), Ok(count @ 1..16)) => out.push(further << 4 | count),
                _ => {
                    out.push(0);
                    put(out, u64::from(further));
                    put(out, u64::from(*count));
                }
            }
            next = step + 1;
        }
        if !self.steps.is_empty() {
            put(out, self.sum);
        }
    }

    fn read(from: &mut Bytes<'_>) -> Result<Self, RollupError> {
        let broken = RollupError::Broken("a distribution");
        let count = from.count(MOST, "a distribution")?;
        let mut steps = Vec::with_capacity(count);
        let mut next = 0;
        for _ in 0..count {
            let (further, many) = match from.byte()? {
                0 => {
                    let further = from.at_most(MOST as u64, "a distribution")?;
                    let many = u32::try_from(from.number()?).map_err(|_| broken)?;
                    if further < 16 && many < 16 {
                        return Err(broken);
                    }
                    (u16::try_from(further).map_err(|_| broken)?, many)
                }
                both => (u16::from(both >> 4), u32::from(both & 15)),
            };
            next += further;
            if further == 0 || many == 0 || usize::from(next) > MOST {
                return Err(broken);
            }
            steps.push((next - 1, many));
        }
        let sum = if steps.is_empty() { 0 } else { from.number()? };
        Ok(Self { steps, sum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn steps_follow_each_other() {
        let mut last = None;
        for number in 0..100_000 {
            let step = step(number);
            assert!(last.is_none_or(|last| step == last || step == last + 1), "{number}");
            assert!(number >= 64 || middle(step) == number, "{number}");
            last = Some(step);
        }
        assert_eq!(usize::from(step(u64::MAX)), MOST - 1);
    }

    fn number() -> impl Strategy<Value = u64> {
        (any::<u64>(), 0_u32..64).prop_map(|(number, shift)| number >> shift)
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank is within the count"
    )]
    fn rank(share: f64, count: usize) -> usize {
        ((share * count as f64).ceil() as usize).clamp(1, count)
    }

    proptest! {
        #[test]
        fn quantiles_are_within_a_64th(mut numbers in prop::collection::vec(number(), 1..200), share in 0.0..=1.0_f64) {
            let mut spread = Distribution::default();
            numbers.iter().for_each(|number| spread.add(*number));
            numbers.sort_unstable();
            let rank = rank(share, numbers.len());
            let (exact, told) = (numbers[rank - 1], spread.quantile(share).unwrap());
            prop_assert!(exact.abs_diff(told) <= exact / 64 + 1, "{exact} {told}");
            prop_assert_eq!(spread.count(), numbers.len() as u64);
        }

        #[test]
        fn parts_add_up(one in prop::collection::vec(number(), 0..60), other in prop::collection::vec(number(), 0..60)) {
            let of = |numbers: &[u64]| {
                let mut spread = Distribution::default();
                numbers.iter().for_each(|number| spread.add(*number));
                spread
            };
            let (mut tally, mut out) = (Tally::default(), Vec::new());
            tally.add(&of(&one));
            tally.add(&of(&other));
            let mut both = of(&one);
            both.merge(&of(&other));
            both.write(&mut out);
            prop_assert_eq!(Distribution::read(&mut Bytes(&out)), Ok(both.clone()));
            prop_assert_eq!((tally.count(), tally.sum), (both.count(), both.sum()));
            for share in [0.0, 0.3, 0.5, 0.99, 1.0] {
                prop_assert_eq!(tally.quantile(share), both.quantile(share));
            }
            prop_assert_eq!(both, of(&[one, other].concat()));
        }
    }
}

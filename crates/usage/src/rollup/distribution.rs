//! How numbers are spread: counts by size, from which any quantile is told within a 64th.

use super::bytes::{Bytes, RollupError, put};
use super::part::Part;
use super::tally::{MOST, Tally, more, pack, unpack};

/// Each power of two is cut into this many steps, as 2 to the power of it.
const STEPS: u32 = 5;
/// Up to how many steps are held as a list.
const LISTED: usize = 32;

/// Numbers counted by size. Up to 64 each has a step of its own; above, a step is a 32nd of the power
/// of two below, and its middle is within a 64th (1.6 %) of each number in it. Sums are exact, and
/// distributions add up exactly. A step counts up to 2^32 - 1 and no further.
#[derive(Debug, Clone, Default)]
pub struct Distribution {
    held: Held,
    count: u64,
    sum: u64,
}

/// By step; none is zero.
#[derive(Debug, Clone)]
enum Held {
    /// Few of them, rising.
    Listed(Vec<(u16, u32)>),
    /// Many.
    Tallied(Tally),
    /// As they were read: most are added to others and never counted on in.
    Packed(Box<[u8]>),
}

impl Default for Held {
    fn default() -> Self {
        Self::Listed(Vec::new())
    }
}

impl Held {
    fn each(&self, mut each: impl FnMut(u16, u32)) {
        match self {
            Self::Listed(steps) => steps.iter().for_each(|(step, count)| each(*step, *count)),
            Self::Tallied(tally) => tally.each().for_each(|(step, count)| each(step, count)),
            // What is wrong was refused when it was read.
            Self::Packed(bytes) => drop(unpack(bytes, each)),
        }
    }

    fn steps(&self) -> Vec<(u16, u32)> {
        let mut steps = Vec::new();
        self.each(|step, count| steps.push((step, count)));
        steps
    }

    /// Says how many were counted: all, unless the step is full.
    fn put(&mut self, step: u16, count: u32) -> u64 {
        match self {
            Self::Tallied(tally) => tally.put(step, count),
            Self::Listed(steps) => match steps.binary_search_by_key(&step, |(step, _)| *step) {
                Ok(at) => steps.get_mut(at).map_or(0, |(_, held)| more(held, count)),
                Err(at) if steps.len() < LISTED => {
                    steps.insert(at, (step, count));
                    count.into()
                }
                Err(_) => {
                    self.tally();
                    self.put(step, count)
                }
            },
            Self::Packed(_) => {
                self.tally();
                self.put(step, count)
            }
        }
    }

    /// With room for many.
    fn tally(&mut self) {
        let mut tally = Tally::default();
        self.each(|step, count| {
            tally.put(step, count);
        });
        *self = Self::Tallied(tally);
    }
}

impl PartialEq for Distribution {
    fn eq(&self, other: &Self) -> bool {
        (self.sum, self.count) == (other.sum, other.count)
            && self.held.steps() == other.held.steps()
    }
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
        self.count = self.count.saturating_add(self.held.put(step(number), 1));
    }

    /// Adds what another one counted.
    pub fn merge(&mut self, other: &Self) {
        self.sum = self.sum.saturating_add(other.sum);
        other.held.each(|step, count| {
            self.count = self.count.saturating_add(self.held.put(step, count));
        });
    }

    /// How many numbers were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their sum.
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// The number below or at which this share of them lies (the nearest rank), within a 64th of it;
    /// none of no numbers.
    pub fn quantile(&self, share: f64) -> Option<u64> {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank is within the count"
        )]
        let rank = (share.clamp(0.0, 1.0) * self.count as f64).ceil() as u64;
        let rank = rank.clamp(1, self.count.max(1));
        let (mut below, mut found) = (0, None);
        self.held.each(|step, count| {
            below += u64::from(count);
            if below >= rank && found.is_none() {
                found = Some(middle(step));
            }
        });
        found
    }

    /// Half of them lie below or at it.
    pub fn median(&self) -> Option<u64> {
        self.quantile(0.5)
    }
}

impl Part for Distribution {
    fn merge(&mut self, other: &Self) {
        Distribution::merge(self, other);
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut packed = Vec::new();
        match &self.held {
            Held::Packed(bytes) => packed.extend(bytes),
            held => pack(held.steps().into_iter(), &mut packed),
        }
        put(out, packed.len() as u64);
        out.extend(&packed);
        if !packed.is_empty() {
            put(out, self.sum);
        }
    }

    fn read(from: &mut Bytes<'_>) -> Result<Self, RollupError> {
        // A step takes at most eight bytes.
        let length = from.count(MOST * 8, "a distribution")?;
        let packed = from.take(length)?;
        let mut count = 0;
        unpack(packed, |_, many| count += u64::from(many))?;
        let sum = if packed.is_empty() { 0 } else { from.number()? };
        Ok(Self { held: Held::Packed(packed.into()), count, sum })
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

    /// Found by fuzzing: what is counted is what stands in the bytes, also once a step is full.
    #[test]
    fn a_full_step_counts_no_further() {
        let mut spread = Distribution {
            held: Held::Listed(vec![(7, u32::MAX - 1)]),
            count: u64::from(u32::MAX) - 1,
            sum: 7,
        };
        spread.merge(&spread.clone());
        spread.add(7);
        let mut bytes = Vec::new();
        spread.write(&mut bytes);
        let again = Distribution::read(&mut Bytes(&bytes)).unwrap();
        assert_eq!((again.count(), &again), (u64::from(u32::MAX), &spread));
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
            let mut out = Vec::new();
            let mut both = of(&one);
            both.merge(&of(&other));
            both.write(&mut out);
            prop_assert_eq!(Distribution::read(&mut Bytes(&out)), Ok(both.clone()));
            prop_assert_eq!(both, of(&[one, other].concat()));
        }
    }
}

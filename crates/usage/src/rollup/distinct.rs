//! How many different visitors: exactly while they are few, estimated when they are many.

use super::bytes::{Bytes, RollupError, put};
use super::few::{ENOUGH, Few};
use super::part::Part;

/// Who it was, mixed so that each bit is as good as the next. Same in, same out, and only then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Visitor(u64);

impl Visitor {
    /// Of the hash in a row (the finaliser of SplitMix64, a bijection).
    pub(super) fn of(hash: u64) -> Self {
        let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self(mixed ^ (mixed >> 31))
    }

    /// A part of it, where a mistake in four billion does no harm.
    #[expect(clippy::cast_possible_truncation, reason = "half of the bits are meant")]
    pub(super) fn short(self) -> u32 {
        self.0 as u32
    }
}

/// Different visitors: their hashes up to `EXACT` of them, from there on a HyperLogLog of 2^`BITS`
/// registers. Which of the two it is, and what it holds, follows from the set of visitors alone, so
/// that merging is exact in either case; only the number is an estimate, and its standard error is
/// 1.04 / sqrt(2^`BITS`).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Distinct<const BITS: u32, const EXACT: usize>(Held);

#[derive(Debug, Clone, PartialEq)]
enum Held {
    /// Rising.
    Exact(Vec<u64>),
    /// By register: one more than the longest run of noughts.
    Dense(Box<[u8]>),
}

impl<const BITS: u32, const EXACT: usize> Default for Distinct<BITS, EXACT> {
    fn default() -> Self {
        Self(Held::Exact(Vec::new()))
    }
}

impl<const BITS: u32, const EXACT: usize> Distinct<BITS, EXACT> {
    const REGISTERS: usize = 1 << BITS;
    /// The largest value of a register.
    const MOST: u32 = 64 - BITS + 1;

    pub(super) fn add(&mut self, visitor: Visitor) {
        match &mut self.0 {
            Held::Dense(registers) => register(registers, BITS, visitor.0),
            Held::Exact(seen) => {
                if let Err(at) = seen.binary_search(&visitor.0) {
                    seen.insert(at, visitor.0);
                    self.widen();
                }
            }
        }
    }

    /// From the set to registers, when there are too many.
    fn widen(&mut self) {
        if let Held::Exact(seen) = &self.0
            && seen.len() > EXACT
        {
            let mut registers = vec![0; Self::REGISTERS].into_boxed_slice();
            seen.iter().for_each(|hash| register(&mut registers, BITS, *hash));
            self.0 = Held::Dense(registers);
        }
    }

    /// How many they are.
    pub(super) fn count(&self) -> u64 {
        match &self.0 {
            Held::Exact(seen) => seen.len() as u64,
            Held::Dense(registers) => estimate(registers, BITS),
        }
    }

    /// Whether they are enough, and which few they are if not.
    pub(super) fn few(&self) -> Few {
        match &self.0 {
            Held::Exact(seen) if seen.len() < ENOUGH => {
                let mut few = Few::default();
                seen.iter().for_each(|hash| few.add(Visitor(*hash)));
                few
            }
            _ => Few::ENOUGH,
        }
    }
}

/// Notes a hash: its first bits choose the register.
fn register(registers: &mut [u8], bits: u32, hash: u64) {
    let at = usize::try_from(hash >> (64 - bits)).unwrap_or(usize::MAX);
    let run = (hash << bits).leading_zeros().min(64 - bits) + 1;
    if let Some(held) = registers.get_mut(at) {
        *held = (*held).max(u8::try_from(run).unwrap_or(u8::MAX));
    }
}

/// The improved raw estimator of O. Ertl ("New cardinality estimation algorithms for HyperLogLog
/// sketches", 2017, algorithm 6): no tables, no thresholds.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of at most 2^14 registers; the estimate is positive and rounded"
)]
fn estimate(registers: &[u8], bits: u32) -> u64 {
    let mut counts = [0_u32; 66];
    for held in registers {
        if let Some(count) = counts.get_mut(usize::from(*held)) {
            *count += 1;
        }
    }
    let of = |value: u32| f64::from(counts.get(value as usize).copied().unwrap_or(0));
    let all = registers.len() as f64;
    let longest = 64 - bits;
    let mut sum = all * tau(1.0 - of(longest + 1) / all);
    for value in (1..=longest).rev() {
        sum = 0.5 * (sum + of(value));
    }
    sum += all * sigma(of(0) / all);
    (all * all / (2.0 * std::f64::consts::LN_2 * sum)).round() as u64
}

fn sigma(mut x: f64) -> f64 {
    if x >= 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut sum) = (1.0, x);
    loop {
        x *= x;
        let before = sum;
        sum += x * y;
        y += y;
        if sum <= before {
            return sum;
        }
    }
}

fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut sum) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = sum;
        y *= 0.5;
        sum -= (1.0 - x).powi(2) * y;
        if sum >= before {
            return sum / 3.0;
        }
    }
}

impl<const BITS: u32, const EXACT: usize> Part for Distinct<BITS, EXACT> {
    fn merge(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (Held::Dense(own), Held::Dense(other)) => {
                own.iter_mut().zip(other).for_each(|(own, other)| *own = (*own).max(*other));
            }
            (Held::Exact(own), Held::Dense(other)) => {
                let mut registers = other.clone();
                own.iter().for_each(|hash| register(&mut registers, BITS, *hash));
                self.0 = Held::Dense(registers);
            }
            (Held::Dense(own), Held::Exact(other)) => {
                other.iter().for_each(|hash| register(own, BITS, *hash));
            }
            (Held::Exact(own), Held::Exact(other)) => {
                own.extend(other);
                own.sort_unstable();
                own.dedup();
                self.widen();
            }
        }
    }

    /// Twice the number of hashes and those; or 1 and the registers, runs of noughts as their length.
    fn write(&self, out: &mut Vec<u8>) {
        match &self.0 {
            Held::Exact(seen) => {
                put(out, seen.len() as u64 * 2);
                seen.iter().for_each(|hash| out.extend(hash.to_be_bytes()));
            }
            Held::Dense(registers) => {
                put(out, 1);
                for run in registers.chunk_by(|one, other| (*one == 0) == (*other == 0)) {
                    if run.first() == Some(&0) {
                        out.push(0);
                        put(out, run.len() as u64);
                    } else {
                        out.extend(run);
                    }
                }
            }
        }
    }

    fn read(from: &mut Bytes<'_>) -> Result<Self, RollupError> {
        let broken = RollupError::Broken("visitors");
        let form = from.at_most(EXACT as u64 * 2, "visitors")?;
        if form != 1 {
            let count = usize::try_from(form / 2).map_err(|_| broken)?;
            let (hashes, rest) = from.take(count * 8)?.as_chunks();
            let seen: Vec<u64> = hashes.iter().map(|hash| u64::from_be_bytes(*hash)).collect();
            let fine =
                form % 2 == 0 && rest.is_empty() && seen.is_sorted_by(|one, other| one < other);
            return fine.then_some(Self(Held::Exact(seen))).ok_or(broken);
        }
        let mut registers = Vec::with_capacity(Self::REGISTERS);
        if let Some(held) = from.0.get(..Self::REGISTERS)
            && held.iter().all(|held| *held > 0 && u32::from(*held) <= Self::MOST)
        {
            registers.extend(from.take(Self::REGISTERS)?);
        }
        let mut noughts = false;
        while registers.len() < Self::REGISTERS {
            let room = Self::REGISTERS - registers.len();
            let held = from.byte()?;
            if held > 0 {
                if u32::from(held) > Self::MOST {
                    return Err(broken);
                }
                registers.push(held);
            } else {
                let count = from.at_most(room as u64, "visitors")?;
                if count == 0 || noughts {
                    return Err(broken);
                }
                registers.resize(registers.len() + usize::try_from(count).unwrap_or(room), 0);
            }
            noughts = held == 0;
        }
        Ok(Self(Held::Dense(registers.into_boxed_slice())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Small = Distinct<10, 64>;

    fn of<const BITS: u32, const EXACT: usize>(hashes: &[u64]) -> Distinct<BITS, EXACT> {
        let mut distinct = Distinct::default();
        hashes.iter().for_each(|hash| distinct.add(Visitor::of(*hash)));
        distinct
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "numbers of this size are exact")]
    fn estimates_are_near() {
        for count in [65, 100, 500, 2_000, 20_000, 1_000_000_u64] {
            let near = |told: u64, error: f64| (told as f64 / count as f64 - 1.0).abs() < error;
            let hashes: Vec<u64> = (0..count).collect();
            // Four standard errors.
            assert!(near(of::<10, 64>(&hashes).count(), 0.13), "{count}");
            assert!(near(of::<14, 2048>(&hashes).count(), 0.033), "{count}");
        }
    }

    proptest! {
        #[test]
        fn the_order_and_the_parts_do_not_matter(
            one in prop::collection::vec(0_u64..200, 0..100),
            other in prop::collection::vec(0_u64..200, 0..100),
        ) {
            let both = of::<10, 64>(&[one.clone(), other.clone()].concat());
            let mut merged: Small = of(&other);
            merged.merge(&of(&one));
            prop_assert_eq!(&merged, &both);
            let exact: std::collections::BTreeSet<_> = one.iter().chain(&other).collect();
            if exact.len() <= 64 {
                prop_assert_eq!(both.count(), exact.len() as u64);
            }
            let mut bytes = Vec::new();
            both.write(&mut bytes);
            prop_assert_eq!(Small::read(&mut Bytes(&bytes)), Ok(both));
        }
    }
}

//! Counts by step: with room for each, and as bytes.

use super::bytes::{Bytes, RollupError, put};

/// How many steps there are at most.
pub(super) const MOST: usize = 60 << 5;

/// A count for each step from the first one counted to the last.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    first: u16,
    counts: Vec<u32>,
}

impl Tally {
    /// Says how many were counted: all, unless the step is full.
    pub(super) fn put(&mut self, step: u16, count: u32) -> u64 {
        if self.counts.is_empty() {
            self.first = step;
        } else if step < self.first {
            let more = usize::from(self.first - step);
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.first = step;
        }
        let at = usize::from(step - self.first);
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        self.counts.get_mut(at).map_or(0, |held| more(held, count))
    }

    /// Each step that was counted, rising.
    pub(super) fn each(&self) -> impl Iterator<Item = (u16, u32)> {
        (self.first..).zip(self.counts.iter().copied()).filter(|(_, count)| *count > 0)
    }
}

/// Adds to a count as far as it goes, and says how much.
pub(super) fn more(held: &mut u32, count: u32) -> u64 {
    let before = *held;
    *held = held.saturating_add(count);
    u64::from(*held - before)
}

/// Writes steps, rising. Each is a byte of two halves: how far it is from the one before and its
/// count, both from 1 to 15. What is more stands behind the byte, less 16, and its half is a nought.
pub(super) fn pack(steps: impl Iterator<Item = (u16, u32)>, out: &mut Vec<u8>) {
    let mut next = 0;
    let half = |number: u32| u8::try_from(number).ok().filter(|number| *number < 16);
    for (step, count) in steps {
        let further = u32::from(step - next) + 1;
        out.push(half(further).unwrap_or(0) << 4 | half(count).unwrap_or(0));
        for number in [further, count] {
            if let Some(more) = number.checked_sub(16) {
                put(out, u64::from(more));
            }
        }
        next = step + 1;
    }
}

/// Hands over each step that was written.
///
/// # Errors
/// If these are no steps; those before the mistake were handed over.
pub(super) fn unpack(bytes: &[u8], mut each: impl FnMut(u16, u32)) -> Result<(), RollupError> {
    let broken = RollupError::Broken("a distribution");
    let mut from = Bytes(bytes);
    let mut next = 0_u32;
    while let Some((both, rest)) = from.0.split_first() {
        from.0 = rest;
        let (mut further, mut count) = (u32::from(both >> 4), u32::from(both & 15));
        if further == 0 {
            further = 16 + u32::try_from(from.at_most(MOST as u64, "a distribution")?).unwrap_or(0);
        }
        if count == 0 {
            let more = u32::try_from(from.number()?).ok().and_then(|more| more.checked_add(16));
            count = more.ok_or(broken)?;
        }
        next += further;
        let step = u16::try_from(next - 1).ok().filter(|step| usize::from(*step) < MOST);
        each(step.ok_or(broken)?, count);
    }
    Ok(())
}

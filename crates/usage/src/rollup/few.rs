//! Whether enough different visitors stand behind a number for it to be shown.

use super::bytes::{Bytes, RollupError};
use super::distinct::Visitor;
use super::part::Part;

/// A number is shown only if at least so many visitors stand behind it.
pub const ENOUGH: usize = 5;

/// No visitor.
const NONE: u32 = u32::MAX;

/// The smallest few of the visitors' hashes, shortened: enough to tell whether there are [`ENOUGH`],
/// and how many there are if not. Two visitors in four billion count as one, which errs on the side
/// of not showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Few([u32; ENOUGH]);

impl Default for Few {
    fn default() -> Self {
        Self([NONE; ENOUGH])
    }
}

impl Few {
    pub(super) fn add(&mut self, visitor: Visitor) {
        self.put(visitor.short().min(NONE - 1));
    }

    fn put(&mut self, mut hash: u32) {
        if self.0.last().is_none_or(|last| hash >= *last) {
            return;
        }
        for held in &mut self.0 {
            if hash == *held {
                return;
            }
            if hash < *held {
                std::mem::swap(held, &mut hash);
            }
        }
    }

    /// Enough, whoever they are.
    pub(super) const ENOUGH: Self = Self([0, 1, 2, 3, 4]);

    /// How many, up to [`ENOUGH`].
    pub(super) fn count(&self) -> usize {
        self.0.iter().filter(|held| **held != NONE).count()
    }

    /// Whether what they stand behind can be shown: there are enough, or none at all.
    pub(super) fn fine(&self) -> bool {
        matches!(self.count(), 0 | ENOUGH)
    }

    pub(super) fn none(&self) -> bool {
        self.count() == 0
    }

    pub(super) fn with(mut self, other: &Self) -> Self {
        self.merge(other);
        self
    }
}

impl Part for Few {
    fn merge(&mut self, other: &Self) {
        other.0.iter().filter(|held| **held != NONE).for_each(|held| self.put(*held));
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::try_from(self.count()).unwrap_or(0));
        for held in self.0.iter().filter(|held| **held != NONE) {
            out.extend(held.to_be_bytes());
        }
    }

    fn read(from: &mut Bytes<'_>) -> Result<Self, RollupError> {
        let mut few = Self::default();
        let count = usize::from(from.byte()?);
        let (hashes, _) = from.take(count.min(ENOUGH) * 4)?.as_chunks();
        for (held, hash) in few.0.iter_mut().zip(hashes) {
            *held = u32::from_be_bytes(*hash);
        }
        let rising = few.0.windows(2).all(|pair| match pair {
            [one, other] => one < other || (*one == NONE && *other == NONE),
            _ => true,
        });
        let fine = count <= ENOUGH && few.count() == count && rising;
        fine.then_some(few).ok_or(RollupError::Broken("few visitors"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn few_are_counted_and_many_are_enough(
            one in prop::collection::vec(0_u64..9, 0..12),
            other in prop::collection::vec(0_u64..9, 0..12),
        ) {
            let of = |hashes: &[u64]| {
                let mut few = Few::default();
                hashes.iter().for_each(|hash| few.add(Visitor::of(*hash)));
                few
            };
            let exact: std::collections::BTreeSet<_> = one.iter().chain(&other).collect();
            let mut few = of(&one);
            few.merge(&of(&other));
            prop_assert_eq!(few, of(&[one.clone(), other.clone()].concat()));
            prop_assert_eq!(few.count(), exact.len().min(ENOUGH));
            let mut bytes = Vec::new();
            few.write(&mut bytes);
            prop_assert_eq!(Few::read(&mut Bytes(&bytes)), Ok(few));
        }
    }
}

//! A small set of numbers: which parts of which conditions a text fulfils.

/// At most so many.
pub(super) const MOST: usize = 256;

/// A set of numbers below [`MOST`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Atoms([u64; MOST / 64]);

impl Atoms {
    pub(super) const NONE: Self = Self([0; MOST / 64]);

    /// That number and no other.
    pub(super) fn only(atom: u8) -> Self {
        let mut atoms = Self::NONE;
        atoms.add(atom);
        atoms
    }

    /// Adds a number; one that is too large is left out, and none is made.
    pub(super) fn add(&mut self, atom: u8) {
        if let Some(word) = self.0.get_mut(usize::from(atom / 64)) {
            *word |= 1 << (atom % 64);
        }
    }

    pub(super) fn is_empty(self) -> bool {
        self == Self::NONE
    }

    pub(super) fn join(self, other: Self) -> Self {
        let mut joined = self;
        for (word, other) in joined.0.iter_mut().zip(other.0) {
            *word |= other;
        }
        joined
    }

    pub(super) fn has_all(self, other: Self) -> bool {
        self.join(other) == self
    }

    pub(super) fn has_any(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(word, other)| word & other != 0)
    }
}

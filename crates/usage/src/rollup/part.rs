//! What a rollup is made of: parts that add up, in any order, and that are written one way only.

use super::bytes::{Bytes, RollupError, put};

/// Something that adds up: associative, commutative, and the same bytes for the same content.
pub(super) trait Part: Default + PartialEq {
    /// Adds what another one holds.
    fn merge(&mut self, other: &Self);
    /// Writes it behind what is there.
    fn write(&self, out: &mut Vec<u8>);
    /// Reads it back: what [`Part::write`] wrote, and nothing else.
    fn read(from: &mut Bytes<'_>) -> Result<Self, RollupError>;
}

impl Part for u64 {
    fn merge(&mut self, other: &Self) {
        *self = self.saturating_add(*other);
    }

    fn write(&self, out: &mut Vec<u8>) {
        put(out, *self);
    }

    fn read(from: &mut Bytes<'_>) -> Result<Self, RollupError> {
        from.number()
    }
}

/// Which of them hold something, then those.
impl<T: Part, const N: usize> Part for [T; N]
where
    [T; N]: Default,
{
    fn merge(&mut self, other: &Self) {
        self.iter_mut().zip(other).for_each(|(own, other)| own.merge(other));
    }

    fn write(&self, out: &mut Vec<u8>) {
        const { assert!(N <= 32, "the mask has room for them") };
        let none = T::default();
        let held = self.iter().enumerate().filter(|(_, part)| **part != none);
        put(out, held.clone().fold(0, |mask, (at, _)| mask | 1 << at));
        held.for_each(|(_, part)| part.write(out));
    }

    fn read(from: &mut Bytes<'_>) -> Result<Self, RollupError> {
        let mask = from.at_most((1 << N) - 1, "a mask")?;
        let mut all = Self::default();
        for (at, part) in all.iter_mut().enumerate() {
            if mask >> at & 1 == 1 {
                *part = T::read(from)?;
                if *part == T::default() {
                    return Err(RollupError::Broken("an empty part"));
                }
            }
        }
        Ok(all)
    }
}

/// A part of parts: no field can be forgotten in one of the three.
macro_rules! parts {
    ($($(#[$meta:meta])* struct $name:ident { $($(#[$of:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub(super) struct $name { $($(#[$of])* pub(super) $field: $kind,)* }

        impl $crate::rollup::part::Part for $name {
            fn merge(&mut self, other: &Self) {
                $(self.$field.merge(&other.$field);)*
            }

            fn write(&self, out: &mut Vec<u8>) {
                $(self.$field.write(out);)*
            }

            fn read(
                from: &mut $crate::rollup::bytes::Bytes<'_>,
            ) -> Result<Self, $crate::rollup::bytes::RollupError> {
                Ok(Self { $($field: $crate::rollup::part::Part::read(from)?,)* })
            }
        }
    )*};
}
pub(super) use parts;

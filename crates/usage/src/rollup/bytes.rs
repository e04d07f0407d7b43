//! The bytes of a rollup: numbers of as many bytes as they need, read within limits.

/// Why bytes are no rollup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RollupError {
    /// They are of another program's version.
    #[error("the rollup is of version `{0}`, which this program does not know: use a newer one")]
    Version(u8),
    /// They are no rollup, or only its beginning.
    #[error("the rollup ends too early: import its day again")]
    Short,
    /// They do not say what a rollup says.
    #[error("the rollup is damaged ({0}): import its day again")]
    Broken(&'static str),
}

/// Bytes that are being read.
#[derive(Debug)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next so many bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], RollupError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(RollupError::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, RollupError> {
        let (byte, rest) = self.0.split_first().ok_or(RollupError::Short)?;
        self.0 = rest;
        Ok(*byte)
    }

    /// A number; written in its shortest form, or it is none.
    pub(super) fn number(&mut self) -> Result<u64, RollupError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            number |= part << shift;
            if byte < 0x80 {
                let fits = part << shift >> shift == part && (byte > 0 || shift == 0);
                return fits.then_some(number).ok_or(RollupError::Broken("a number"));
            }
        }
        Err(RollupError::Broken("a number"))
    }

    /// A number up to a limit.
    pub(super) fn at_most(&mut self, most: u64, what: &'static str) -> Result<u64, RollupError> {
        let number = self.number()?;
        if number > most { Err(RollupError::Broken(what)) } else { Ok(number) }
    }

    /// How many things follow, of which each takes a byte at least: so that no claim of many reserves
    /// memory for them.
    pub(super) fn count(&mut self, most: usize, what: &'static str) -> Result<usize, RollupError> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        match count {
            count if count > most => Err(RollupError::Broken(what)),
            count if count > self.0.len() => Err(RollupError::Short),
            count => Ok(count),
        }
    }
}

/// Writes a number: seven bits a byte, the lowest first.
pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(low(number) | 0x80);
        number >>= 7;
    }
    out.push(low(number));
}

fn low(number: u64) -> u8 {
    (number & 0x7f) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_and_have_one_form(number in any::<u64>(), bytes in prop::collection::vec(any::<u8>(), 0..12)) {
            let mut out = Vec::new();
            put(&mut out, number);
            prop_assert_eq!(Bytes(&out).number(), Ok(number));
            let mut from = Bytes(&bytes);
            if let Ok(number) = from.number() {
                let mut again = Vec::new();
                put(&mut again, number);
                prop_assert_eq!(&again[..], &bytes[..bytes.len() - from.0.len()]);
            }
        }
    }
}

//! The primitive pieces of an entry's bytes: integers, identifiers, texts.
//!
//! Integers are LEB128 in as few bytes as they need; texts are a length and UTF-8. There is one
//! way to write each value, and the reader accepts no other.

use super::DecodeError;

/// Appends an unsigned integer.
pub(super) fn put_uint(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

/// Appends a text.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_uint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Takes an entry's bytes apart from the front.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Result<u8, DecodeError> {
        let (&byte, rest) = self.0.split_first().ok_or(DecodeError::Truncated)?;
        self.0 = rest;
        Ok(byte)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(DecodeError::Truncated)?;
        self.0 = rest;
        Ok(*bytes)
    }

    pub(super) fn uint(&mut self) -> Result<u64, DecodeError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                return Err(DecodeError::Number);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                let padded = byte == 0 && shift > 0;
                return if padded { Err(DecodeError::Number) } else { Ok(value) };
            }
        }
        Err(DecodeError::Number)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, DecodeError> {
        let len = usize::try_from(self.uint()?).map_err(|_| DecodeError::Truncated)?;
        let (text, rest) = self.0.split_at_checked(len).ok_or(DecodeError::Truncated)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| DecodeError::Text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_padded_and_oversized_integers() {
        for bytes in [
            &[0x80, 0x00][..],
            &[0xff, 0x80, 0x00],
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0x00],
        ] {
            assert_eq!(Reader(bytes).uint(), Err(DecodeError::Number), "{bytes:x?}");
        }
        assert_eq!(Reader(&[0x80]).uint(), Err(DecodeError::Truncated));
    }

    #[test]
    fn refuses_a_length_beyond_the_end() {
        let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, b'x'];
        assert_eq!(Reader(&huge).text(), Err(DecodeError::Truncated));
        assert_eq!(Reader(&[2, b'x']).text(), Err(DecodeError::Truncated));
        assert_eq!(Reader(&[1, 0xff]).text(), Err(DecodeError::Text));
    }

    proptest! {
        #[test]
        fn integers_are_reversible(value: u64) {
            let mut bytes = Vec::new();
            put_uint(&mut bytes, value);
            let mut reader = Reader(&bytes);
            prop_assert_eq!(reader.uint(), Ok(value));
            prop_assert!(reader.0.is_empty());
        }
    }
}

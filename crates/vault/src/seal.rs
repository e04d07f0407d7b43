//! Sealing one datum: bound to whose it is, which field, which value of it, under which version.
//!
//! A sealed row that is moved to another person, field, sequence or version does not open. Values
//! are padded to whole blocks of 32 bytes, so that a short list of countries can't be told apart
//! by length.
use crate::aead::{self, Unopened};
use crate::clock::Random;
use probity_ledger::SubjectId;
use probity_policy::Version;
use zeroize::{Zeroize, Zeroizing};

const DOMAIN: &[u8] = b"probity datum v1";
const BLOCK: usize = 32;

/// Where a datum stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    pub(crate) subject: SubjectId,
    pub(crate) field: &'a str,
    pub(crate) seq: i64,
    pub(crate) version: Version,
}

impl Place<'_> {
    /// The associated data; every part has a fixed length or stands last.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(DOMAIN.len() + 28 + self.field.len());
        bytes.extend_from_slice(DOMAIN);
        bytes.extend_from_slice(self.subject.as_bytes());
        bytes.extend_from_slice(&self.seq.to_be_bytes());
        bytes.extend_from_slice(&self.version.to_u32().to_be_bytes());
        bytes.extend_from_slice(self.field.as_bytes());
        bytes
    }
}

/// Seals a value for its place.
pub(crate) fn seal(key: &[u8; 32], place: &Place<'_>, value: &str, random: &dyn Random) -> Vec<u8> {
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    let mut text = Zeroizing::new(Vec::with_capacity((4 + value.len()).next_multiple_of(BLOCK)));
    text.extend_from_slice(&length.to_be_bytes());
    text.extend_from_slice(value.as_bytes());
    let padded = text.len().next_multiple_of(BLOCK);
    text.resize(padded, 0);
    aead::seal(key, &place.bytes(), &text, random)
}

/// Opens what [`seal`] made for the same place.
pub(crate) fn open(
    key: &[u8; 32],
    place: &Place<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<String>, Unopened> {
    let text = aead::open(key, &place.bytes(), sealed)?;
    let (length, rest) = text.split_first_chunk::<4>().ok_or(Unopened)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Unopened)?;
    let value = rest.get(..length).ok_or(Unopened)?.to_vec();
    String::from_utf8(value).map(Zeroizing::new).map_err(|bad| {
        bad.into_bytes().zeroize();
        Unopened
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededRandom;

    fn place(subject: u8, field: &str, seq: i64, version: u32) -> Place<'_> {
        Place {
            subject: SubjectId::from_bytes([subject; 16]),
            field,
            seq,
            version: Version::from_u32(version).unwrap(),
        }
    }

    #[test]
    fn a_row_opens_only_where_it_stands() {
        let (key, random) = ([3; 32], SeededRandom::new(1));
        let here = place(1, "email", 1, 20_261_123);
        let sealed = seal(&key, &here, "ada@example.org", &random);
        assert_eq!(open(&key, &here, &sealed).unwrap().as_str(), "ada@example.org");
        for elsewhere in [
            place(2, "email", 1, 20_261_123),
            place(1, "name", 1, 20_261_123),
            place(1, "email", 2, 20_261_123),
            place(1, "email", 1, 20_261_124),
        ] {
            assert_eq!(open(&key, &elsewhere, &sealed), Err(Unopened), "{elsewhere:?}");
        }
        assert_eq!(open(&[4; 32], &here, &sealed), Err(Unopened));
    }

    #[test]
    fn the_length_tells_blocks_only() {
        let (key, random, here) =
            ([3; 32], SeededRandom::new(1), place(1, "country", 1, 20_261_123));
        let length = |value: &str| seal(&key, &here, value, &random).len();
        assert_eq!(length(""), length("Chad"));
        assert_eq!(length("Chad"), length("United Kingdom of Great Brit"));
        assert_ne!(length("Chad"), length("United Kingdom of Great Britain"));
    }
}

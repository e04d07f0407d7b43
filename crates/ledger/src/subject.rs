//! Whom an entry is about.

use std::{fmt, str::FromStr};

/// The identifier of a data subject: 16 bytes, written as a UUID.
///
/// It names a person without saying anything about them, and is what every row of a person
/// carries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId([u8; 16]);

/// A text that is no subject identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a subject id: write it as `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` in hexadecimal")]
pub struct BadSubjectId;

impl SubjectId {
    /// The subject of entries that are about no person: a policy published, a key rotated.
    pub const FOUNDATION: Self = Self([0; 16]);

    /// Takes the 16 bytes as they are.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads the bytes of a stored identifier; `None` unless there are 16.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Whether this stands for the foundation itself rather than a person.
    pub fn is_foundation(&self) -> bool {
        *self == Self::FOUNDATION
    }
}

impl From<[u8; 16]> for SubjectId {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SubjectId({self})")
    }
}

impl FromStr for SubjectId {
    type Err = BadSubjectId;

    /// Reads the form that `Display` writes: 36 characters, lower-case hexadecimal.
    fn from_str(text: &str) -> Result<Self, BadSubjectId> {
        let mut bytes = [0; 16];
        let mut digits = text.bytes().enumerate().filter_map(|(i, c)| match (i, c) {
            (8 | 13 | 18 | 23, b'-') => None,
            (_, b'0'..=b'9') => Some(Some(c - b'0')),
            (_, b'a'..=b'f') => Some(Some(c - b'a' + 10)),
            _ => Some(None),
        });
        for byte in &mut bytes {
            let (Some(Some(high)), Some(Some(low))) = (digits.next(), digits.next()) else {
                return Err(BadSubjectId);
            };
            *byte = high << 4 | low;
        }
        let id = Self(bytes);
        if text.len() == 36 && digits.next().is_none() { Ok(id) } else { Err(BadSubjectId) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_other_forms() {
        for text in [
            "",
            "0",
            "00000000000000000000000000000000",
            "00000000-0000-0000-0000-00000000000G",
            "00000000-0000-0000-0000-0000000000000",
            "00000000-0000-0000-00000000-000000000",
            "ABCDEF00-0000-0000-0000-000000000000",
        ] {
            assert_eq!(text.parse::<SubjectId>(), Err(BadSubjectId), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_is_reversible(bytes: [u8; 16]) {
            let id = SubjectId::from_bytes(bytes);
            prop_assert_eq!(id.to_string().parse::<SubjectId>(), Ok(id));
        }

        #[test]
        fn any_text_parses_to_itself_or_not_at_all(text in "[0-9a-f-]{30,40}") {
            if let Ok(id) = text.parse::<SubjectId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}

//! Public keys of those who sign notes, and their text form (C2SP `signed-note`).

use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::hash::sha256;

/// How a key signs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Algorithm {
    /// Ed25519 over the note's text: the log's own signature.
    Ed25519 = 0x01,
    /// Ed25519 over the text and a time: a witness's cosignature, version 1.
    Cosignature = 0x04,
}

/// A key that checks signatures: the name of its holder, how it signs, and the Ed25519 public key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyingKey {
    name: String,
    algorithm: Algorithm,
    key: ed25519_dalek::VerifyingKey,
    id: u32,
}

/// Why a key is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name cannot stand in a signature line.
    #[error("a key's name must not be empty and must hold no space, plus or control character")]
    Name,
    /// The text is not `name+id+base64`.
    #[error("not a verifier key: write it as `<name>+<8 hexadecimal digits>+<base64>`")]
    Form,
    /// The id is not the one that the name and the key make.
    #[error("the verifier key's id does not match its name and key: copy it again")]
    Id,
    /// The algorithm is neither Ed25519 nor cosignature/v1.
    #[error("the verifier key is of type `{0:#04x}`: only `0x01` and `0x04` are supported")]
    Algorithm(u8),
    /// The bytes are no point on the curve, or a weak one.
    #[error("the verifier key is not a usable Ed25519 public key")]
    Point,
}

/// The id of a key: the first four bytes of SHA-256 of name, newline, algorithm, public key.
pub fn key_id(name: &str, algorithm: Algorithm, public_key: &[u8; 32]) -> u32 {
    let mut message = Vec::with_capacity(name.len() + 34);
    message.extend_from_slice(name.as_bytes());
    message.extend_from_slice(&[b'\n', algorithm as u8]);
    message.extend_from_slice(public_key);
    let [a, b, c, d, ..] = sha256(&message);
    u32::from_be_bytes([a, b, c, d])
}

/// Whether a name can stand in a signature line.
pub(crate) fn valid_name(name: &str) -> bool {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    !name.is_empty() && !name.contains(bad)
}

impl VerifyingKey {
    /// Takes the 32 bytes of an Ed25519 public key.
    pub fn new(name: &str, algorithm: Algorithm, public_key: &[u8; 32]) -> Result<Self, KeyError> {
        if !valid_name(name) {
            return Err(KeyError::Name);
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(public_key)
            .ok()
            .filter(|key| !key.is_weak())
            .ok_or(KeyError::Point)?;
        Ok(Self { name: name.to_owned(), algorithm, key, id: key_id(name, algorithm, public_key) })
    }

    /// The name of the key's holder; for a log, its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key's id.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// How the key signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The 32 bytes of the public key.
    pub fn public_key(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether a signature's 64 bytes are this key's over these bytes.
    pub(crate) fn holds(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.key.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.algorithm as u8];
        bytes.extend_from_slice(self.public_key());
        write!(f, "{}+{:08x}+{}", self.name, self.id, BASE64_STANDARD.encode(bytes))
    }
}

impl FromStr for VerifyingKey {
    type Err = KeyError;

    /// Reads `<name>+<id>+<base64 of algorithm and key>`, the form that `Display` writes.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        // Base64 may hold a plus, a name may not: split from the front.
        let (name, rest) = text.split_once('+').ok_or(KeyError::Form)?;
        let (id, key) = rest.split_once('+').ok_or(KeyError::Form)?;
        let hex = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        if id.len() != 8 || !id.bytes().all(hex) {
            return Err(KeyError::Form);
        }
        let id = u32::from_str_radix(id, 16).map_err(|_| KeyError::Form)?;
        let bytes = BASE64_STANDARD.decode(key).map_err(|_| KeyError::Form)?;
        let (&algorithm, key) = bytes.split_first().ok_or(KeyError::Form)?;
        let algorithm = match algorithm {
            0x01 => Algorithm::Ed25519,
            0x04 => Algorithm::Cosignature,
            other => return Err(KeyError::Algorithm(other)),
        };
        let key = Self::new(name, algorithm, key.try_into().map_err(|_| KeyError::Form)?)?;
        if key.id == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

//! Signed notes: a text and signatures under it (C2SP `signed-note`), and witnesses' cosignatures
//! (C2SP `tlog-cosignature`, version 1).

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::Signer as _;

use crate::vkey::{Algorithm, KeyError, VerifyingKey, valid_name};

/// The largest note that is read, in bytes.
pub const MAX_NOTE: usize = 1 << 20;

/// The most signatures that are read on one note.
pub const MAX_SIGNATURES: usize = 100;

/// What opens a signature line.
const DASH: &str = "\u{2014} ";

/// A text with the signatures found under it. Worth nothing until [`Note::verify`] says who signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The text, with its final newline.
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteSignature {
    name: String,
    id: u32,
    bytes: Vec<u8>,
}

/// Why a note is not one, or not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Larger than [`MAX_NOTE`], or with more signatures than [`MAX_SIGNATURES`].
    #[error("the note is too large")]
    TooLarge,
    /// Not UTF-8, or with control characters other than newlines.
    #[error("the note holds bytes that a note must not hold")]
    Characters,
    /// No blank line between a text and at least one signature.
    #[error("the note has no text followed by a blank line and signatures")]
    Form,
    /// A line after the blank line is not a signature.
    #[error("line `{0}` of the note's signatures is not a signature")]
    Signature(usize),
    /// A known key's signature is wrong.
    #[error(
        "the signature of `{0}` does not match the note: it was changed, or signed by another key"
    )]
    Mismatch(String),
    /// No signature is by the key.
    #[error("the note is not signed by `{0}`")]
    Unsigned(String),
}

impl NoteSignature {
    /// The name of the signing key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the signing key.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// When a witness cosigned, in seconds since 1970; `None` when the bytes have another length
    /// than a cosignature's. Trust it only after [`Note::verify`].
    pub fn cosigned_at(&self) -> Option<u64> {
        let (time, signature) = self.bytes.split_first_chunk()?;
        (signature.len() == 64).then(|| u64::from_be_bytes(*time))
    }

    fn read(line: &str) -> Option<Self> {
        let (name, base64) = line.strip_prefix(DASH)?.split_once(' ')?;
        let bytes = BASE64_STANDARD.decode(base64).ok()?;
        let (id, bytes) = bytes.split_first_chunk()?;
        let id = u32::from_be_bytes(*id);
        (valid_name(name) && !bytes.is_empty()).then(|| Self {
            name: name.to_owned(),
            id,
            bytes: bytes.to_vec(),
        })
    }

    /// Whether this is `key`'s signature of the text, as the key's algorithm has it.
    fn holds(&self, text: &str, key: &VerifyingKey) -> bool {
        match key.algorithm() {
            Algorithm::Ed25519 => match self.bytes.as_slice().try_into() {
                Ok(signature) => key.holds(text.as_bytes(), signature),
                Err(_) => false,
            },
            Algorithm::Cosignature => match self.bytes.split_first_chunk::<8>() {
                Some((time, signature)) => {
                    let time = u64::from_be_bytes(*time);
                    let Ok(signature) = signature.try_into() else { return false };
                    i64::try_from(time).is_ok()
                        && key.holds(cosigned(text, time).as_bytes(), signature)
                }
                None => false,
            },
        }
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.bytes);
        write!(f, "{DASH}{} {}", self.name, BASE64_STANDARD.encode(bytes))
    }
}

impl Note {
    /// A note without signatures. The text must end in a newline, be no larger than [`MAX_NOTE`]
    /// and hold no other control character.
    pub fn new(text: &str) -> Result<Self, NoteError> {
        check_text(text)?;
        if !text.ends_with('\n') {
            return Err(NoteError::Form);
        }
        Ok(Self { text: text.to_owned(), signatures: Vec::new() })
    }

    /// Reads a note; it must have at least one signature.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE {
            return Err(NoteError::TooLarge);
        }
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::Characters)?;
        check_text(note)?;
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Form)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Form)?;
        let mut signatures = Vec::new();
        for (i, line) in lines.split('\n').enumerate() {
            if i == MAX_SIGNATURES {
                return Err(NoteError::TooLarge);
            }
            signatures.push(NoteSignature::read(line).ok_or(NoteError::Signature(i + 1))?);
        }
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// The text, with its final newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, checked or not, in their order.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature.
    #[must_use]
    pub fn signed(mut self, signature: NoteSignature) -> Self {
        self.signatures.push(signature);
        self
    }

    /// Checks that `key` signed this text, and returns its signature.
    ///
    /// Every signature that claims to be this key's must hold.
    pub fn verify(&self, key: &VerifyingKey) -> Result<&NoteSignature, NoteError> {
        let mut found = None;
        let claimed = |s: &&NoteSignature| s.id == key.id() && s.name == key.name();
        for signature in self.signatures.iter().filter(claimed) {
            if !signature.holds(&self.text, key) {
                return Err(NoteError::Mismatch(key.name().to_owned()));
            }
            found = found.or(Some(signature));
        }
        found.ok_or_else(|| NoteError::Unsigned(key.name().to_owned()))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if text.len() > MAX_NOTE {
        return Err(NoteError::TooLarge);
    }
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return Err(NoteError::Characters);
    }
    Ok(())
}

/// What a witness signs.
fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// An Ed25519 key that signs notes under a name. Wiped on drop, and silent in `Debug`.
pub struct Signer {
    name: String,
    key: ed25519_dalek::SigningKey,
}

impl Signer {
    /// Takes the 32 secret bytes from which the key pair follows.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        if !valid_name(name) {
            return Err(KeyError::Name);
        }
        Ok(Self { name: name.to_owned(), key: ed25519_dalek::SigningKey::from_bytes(seed) })
    }

    /// The name under which the key signs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key that checks what this one signs as `algorithm`.
    pub fn verifying_key(&self, algorithm: Algorithm) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::new(&self.name, algorithm, self.key.verifying_key().as_bytes())
    }

    /// Signs a note's text as the log does.
    pub fn sign(&self, note: &Note) -> NoteSignature {
        let signature = self.key.sign(note.text.as_bytes()).to_bytes();
        self.signature(Algorithm::Ed25519, signature.to_vec())
    }

    /// Signs a note's text as a witness does, at a time in seconds since 1970.
    pub fn cosign(&self, note: &Note, time: u64) -> NoteSignature {
        let mut bytes = time.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.key.sign(cosigned(&note.text, time).as_bytes()).to_bytes());
        self.signature(Algorithm::Cosignature, bytes)
    }

    fn signature(&self, algorithm: Algorithm, bytes: Vec<u8>) -> NoteSignature {
        let id = crate::vkey::key_id(&self.name, algorithm, self.key.verifying_key().as_bytes());
        NoteSignature { name: self.name.clone(), id, bytes }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, redacted)", self.name)
    }
}

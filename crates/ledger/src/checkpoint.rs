//! Checkpoints: the log's signed statement of its size and root (C2SP `tlog-checkpoint`).

use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{
    hash::Hash,
    note::{Note, NoteError, Signer},
    vkey::VerifyingKey,
};

/// What a log says of itself: its name, how many leaves it has, and their root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The log's unique name, such as `example.org/ledger`.
    pub origin: String,
    /// The number of leaves.
    pub size: u64,
    /// The root of the tree of those leaves.
    pub root: Hash,
}

/// Why a text is no checkpoint of this log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note that carries it is wrong.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The first line is missing, empty or holds a control character.
    #[error("the checkpoint's first line is not the name of a log")]
    Origin,
    /// The second line is not a plain decimal number.
    #[error("the checkpoint's second line is not a size")]
    Size,
    /// The third line is not the base64 of a hash.
    #[error("the checkpoint's third line is not a root hash")]
    Root,
    /// An extension line is empty, or the last newline is missing.
    #[error("the checkpoint has an empty line or lacks its final newline")]
    Lines,
    /// It is another log's.
    #[error("the checkpoint is of the log `{0}`, not of this one")]
    OtherLog(String),
}

impl Checkpoint {
    /// Signs this checkpoint as the log's operator; the result is the note as it is published.
    pub fn sign(&self, signer: &Signer) -> Result<Note, CheckpointError> {
        valid_origin(&self.origin)?;
        let note = Note::new(&self.to_string())?;
        let signature = signer.sign(&note);
        Ok(note.signed(signature))
    }

    /// Reads a published checkpoint and checks that the log signed it: the key's name must be the
    /// checkpoint's origin.
    pub fn verify(note: &[u8], key: &VerifyingKey) -> Result<Self, CheckpointError> {
        let note = Note::parse(note)?;
        note.verify(key)?;
        let checkpoint: Self = note.text().parse()?;
        if checkpoint.origin != key.name() {
            return Err(CheckpointError::OtherLog(checkpoint.origin));
        }
        Ok(checkpoint)
    }
}

fn valid_origin(origin: &str) -> Result<(), CheckpointError> {
    let bad = origin.is_empty() || origin.contains(|c: char| c < ' ');
    if bad { Err(CheckpointError::Origin) } else { Ok(()) }
}

impl fmt::Display for Checkpoint {
    /// The text that is signed: origin, size and root, each on its line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, BASE64_STANDARD.encode(self.root))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    /// Reads the signed text. Extension lines may follow; they are checked for form and dropped.
    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?.split('\n');
        let origin = lines.next().unwrap_or_default();
        valid_origin(origin)?;
        let size = lines.next().and_then(number).ok_or(CheckpointError::Size)?;
        let root = lines.next().and_then(hash).ok_or(CheckpointError::Root)?;
        if lines.any(str::is_empty) {
            return Err(CheckpointError::Lines);
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }
}

/// Reads a decimal number without sign or leading zeroes.
pub(crate) fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Reads the base64 of a hash.
pub(crate) fn hash(text: &str) -> Option<Hash> {
    BASE64_STANDARD.decode(text).ok()?.try_into().ok()
}

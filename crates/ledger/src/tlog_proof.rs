//! A proof that one entry is in the log, as one text that can be kept and checked offline
//! (C2SP `tlog-proof`).

use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{
    checkpoint::{Checkpoint, CheckpointError, hash, number},
    hash::Hash,
    leaf::Leaf,
    proof::{ProofError, verify_inclusion},
    vkey::VerifyingKey,
};

const FIRST: &str = "c2sp.org/tlog-proof@v1";

/// A path from a leaf to a signed checkpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TlogProof {
    /// The leaf's place in the log, from 0.
    pub index: u64,
    /// The sibling hashes from the leaf up.
    pub hashes: Vec<Hash>,
    /// The checkpoint as the log published it: a signed note.
    pub checkpoint: String,
}

/// Why a text is no proof, or does not prove.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// A line is not what the format has in its place.
    #[error("line `{0}` is not part of a proof: it must be the file as the log gave it")]
    Line(usize),
    /// The checkpoint in it is wrong.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The path does not lead from the leaf to the checkpoint.
    #[error(transparent)]
    Path(#[from] ProofError),
}

impl TlogProof {
    /// Checks that the leaf stands in the log that holds `key`; returns the checkpoint it is under.
    pub fn verify(&self, leaf: &Leaf, key: &VerifyingKey) -> Result<Checkpoint, TlogProofError> {
        let checkpoint = Checkpoint::verify(self.checkpoint.as_bytes(), key)?;
        let Checkpoint { size, root, .. } = &checkpoint;
        verify_inclusion(&leaf.hash(), self.index, *size, &self.hashes, root)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST}\nindex {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{}", BASE64_STANDARD.encode(hash))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for TlogProof {
    type Err = TlogProofError;

    fn from_str(text: &str) -> Result<Self, TlogProofError> {
        let (proof, checkpoint) = text.split_once("\n\n").ok_or(TlogProofError::Line(1))?;
        let mut lines = proof.split('\n').zip(1..).peekable();
        lines.next_if(|(line, _)| *line == FIRST).ok_or(TlogProofError::Line(1))?;
        let extra =
            |line: &str| line.strip_prefix("extra ").map(|data| BASE64_STANDARD.decode(data));
        if let Some((_, n)) = lines.next_if(|(line, _)| matches!(extra(line), Some(Err(_)))) {
            return Err(TlogProofError::Line(n));
        }
        lines.next_if(|(line, _)| extra(line).is_some());
        let index = lines.next().and_then(|(line, _)| number(line.strip_prefix("index ")?));
        let index = index.ok_or(TlogProofError::Line(2))?;
        let hashes = lines
            .map(|(line, n)| hash(line).ok_or(TlogProofError::Line(n)))
            .collect::<Result<_, _>>()?;
        Ok(Self { index, hashes, checkpoint: checkpoint.to_owned() })
    }
}

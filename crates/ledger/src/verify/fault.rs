//! What a check found wrong, and where.

use std::fmt;

use crate::{DecodeError, SubjectId, tile::TilePath};

/// The first thing found wrong with a ledger. Its text names the place and the flaw.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {flaw}")]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub flaw: Flaw,
}

/// A place in a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The entry at this index of the log, from 0.
    Entry(u64),
    /// A stored hash above the leaves.
    Node {
        /// Its tile level, from 1.
        level: u8,
        /// Its place in the level.
        index: u64,
    },
    /// A public tile or bundle.
    Tile(TilePath),
    /// The stored size of the ledger.
    Head,
    /// A signed checkpoint of this size.
    Checkpoint(u64),
    /// What is stored with a subject.
    Subject(SubjectId),
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Another index stands where this entry should be: some are missing, doubled or reordered.
    Index {
        /// The index found.
        found: u64,
    },
    /// The body is not an entry's bytes.
    Body(DecodeError),
    /// The body is not the one that was appended.
    Binding,
    /// The body's subject is not the row's.
    Subject,
    /// The body's sequence number is not the row's.
    Seq,
    /// The subject's sequence has a gap or a repetition.
    Gap {
        /// The last number before.
        after: u64,
        /// The number found.
        found: u64,
    },
    /// The public commitment is not to this body.
    Commitment,
    /// The stored leaf hash is not the leaf's.
    LeafHash,
    /// The stored hash is not that of the tree below it.
    NodeHash,
    /// Nothing belongs in this place.
    Extra,
    /// Something belongs here and is not stored.
    Missing,
    /// The stored last sequence number is not that of the subject's last entry.
    Last {
        /// The number stored.
        stored: u64,
        /// The number of the last entry found.
        found: u64,
    },
    /// The stored size is not the number of entries.
    Size {
        /// The size stored.
        stored: u64,
        /// The number of entries found.
        entries: u64,
    },
    /// The ledger ends before the checkpoint's size.
    Short {
        /// The number of entries found.
        entries: u64,
    },
    /// The entries do not lead to the checkpoint's root.
    Root,
    /// A public tile does not have the right length.
    Shape,
    /// A public tile does not hold the hashes of what is below it.
    TileHash,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(index) => write!(f, "entry `{index}`"),
            Self::Node { level, index } => write!(f, "tree node `{level}/{index}`"),
            Self::Tile(path) => write!(f, "`{path}`"),
            Self::Head => f.write_str("the ledger's head"),
            Self::Checkpoint(size) => write!(f, "checkpoint of size `{size}`"),
            Self::Subject(subject) => write!(f, "subject `{subject}`"),
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index { found } => {
                write!(f, "entry `{found}` stands in its place: entries are missing or reordered")
            }
            Self::Body(error) => write!(f, "{error}"),
            Self::Binding => f.write_str("its body is not the one that was recorded"),
            Self::Subject => f.write_str("its body is about another subject"),
            Self::Seq => f.write_str("its body has another sequence number"),
            Self::Gap { after, found } => {
                write!(f, "its subject's sequence goes from `{after}` to `{found}`")
            }
            Self::Commitment => f.write_str("the public commitment is not to its body"),
            Self::LeafHash => f.write_str("the stored leaf hash is not that of its leaf"),
            Self::NodeHash => f.write_str("the stored hash is not that of the entries below it"),
            Self::Extra => f.write_str("nothing belongs in this place"),
            Self::Missing => f.write_str("it is not stored"),
            Self::Last { stored, found } => {
                write!(f, "its last entry should be `{stored}`, and is `{found}`")
            }
            Self::Size { stored, entries } => {
                write!(f, "the stored size is `{stored}`, and there are `{entries}` entries")
            }
            Self::Short { entries } => write!(f, "the ledger ends after `{entries}` entries"),
            Self::Root => f.write_str("the entries do not lead to its root"),
            Self::Shape => f.write_str("it does not have the length that its address says"),
            Self::TileHash => f.write_str("its hashes are not those of what is below it"),
        }
    }
}

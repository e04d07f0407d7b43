//! Proofs that a leaf is in a tree, and that one tree continues another (RFC 6962, section 2.1).
//!
//! Proofs are made out of stored hashes through a reader `|tile level, range| -> hashes`; a range
//! never leaves one tile of 256. They are checked by anyone, with nothing stored.

use std::ops::Range;

use crate::{
    hash::{EMPTY_ROOT, Hash, node_hash},
    tile,
};

/// Why a proof cannot be made, or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf is not in a tree of that size.
    #[error("leaf `{index}` is not in a tree of size `{size}`: ask for a smaller index")]
    NoSuchLeaf {
        /// The leaf asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The later tree is the smaller.
    #[error("a tree of size `{old}` is not part of one of size `{new}`: exchange them")]
    Backwards {
        /// The size said to be the earlier.
        old: u64,
        /// The size said to be the later.
        new: u64,
    },
    /// The reader did not answer with as many hashes as were asked for.
    #[error(
        "the stored hashes of level `{level}` from `{start}` are incomplete: verify the ledger"
    )]
    Missing {
        /// The tile level read.
        level: u8,
        /// The first hash asked for.
        start: u64,
    },
    /// The proof has too many or too few hashes for the tree.
    #[error("the proof has the wrong number of hashes")]
    Length,
    /// The proof leads to another root.
    #[error("the proof does not lead to the given root")]
    Root,
}

/// Proves that leaf `index` is in the tree of `size` leaves: the sibling hashes from the leaf up.
pub fn inclusion<E, R>(index: u64, size: u64, mut read: R) -> Result<Vec<Hash>, E>
where
    E: From<ProofError>,
    R: FnMut(u8, Range<u64>) -> Result<Vec<Hash>, E>,
{
    if index >= size {
        return Err(ProofError::NoSuchLeaf { index, size }.into());
    }
    let (mut low, mut high) = (0, size);
    let mut siblings = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            siblings.push(range_hash(middle..high, &mut read)?);
            high = middle;
        } else {
            siblings.push(range_hash(low..middle, &mut read)?);
            low = middle;
        }
    }
    siblings.reverse();
    Ok(siblings)
}

/// Proves that the tree of `old` leaves is the beginning of the tree of `new` leaves.
pub fn consistency<E, R>(old: u64, new: u64, mut read: R) -> Result<Vec<Hash>, E>
where
    E: From<ProofError>,
    R: FnMut(u8, Range<u64>) -> Result<Vec<Hash>, E>,
{
    if old > new {
        return Err(ProofError::Backwards { old, new }.into());
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut low, mut high) = (0, new);
    let mut hashes = Vec::new();
    while old != high {
        let middle = low + split(high - low);
        if old <= middle {
            hashes.push(range_hash(middle..high, &mut read)?);
            high = middle;
        } else {
            hashes.push(range_hash(low..middle, &mut read)?);
            low = middle;
        }
    }
    // When the old tree is itself a full subtree, its verifier knows that hash already.
    if low > 0 {
        hashes.push(range_hash(low..high, &mut read)?);
    }
    hashes.reverse();
    Ok(hashes)
}

/// The root of the tree of `size` leaves, out of its stored hashes.
pub fn root<E, R>(size: u64, mut read: R) -> Result<Hash, E>
where
    E: From<ProofError>,
    R: FnMut(u8, Range<u64>) -> Result<Vec<Hash>, E>,
{
    if size == 0 { Ok(EMPTY_ROOT) } else { range_hash(0..size, &mut read) }
}

/// Checks that a leaf with this hash stands at `index` in the tree with this size and root.
pub fn verify_inclusion(
    leaf_hash: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchLeaf { index, size });
    }
    // `node` and `last` are the places of our subtree and of the rightmost one, level by level.
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf_hash;
    let mut siblings = proof.iter();
    while last > 0 {
        if node & 1 == 1 {
            hash = node_hash(siblings.next().ok_or(ProofError::Length)?, &hash);
        } else if node < last {
            hash = node_hash(&hash, siblings.next().ok_or(ProofError::Length)?);
        }
        node >>= 1;
        last >>= 1;
    }
    if siblings.next().is_some() {
        return Err(ProofError::Length);
    }
    if hash == *root { Ok(()) } else { Err(ProofError::Root) }
}

/// Checks that the tree with the new size and root begins with the tree of the old size and root.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Backwards { old, new });
    }
    if old == 0 || old == new {
        let holds = if old == 0 { *old_root == EMPTY_ROOT } else { old_root == new_root };
        let holds = holds && (new > 0 || *new_root == EMPTY_ROOT);
        return match (proof.is_empty(), holds) {
            (false, _) => Err(ProofError::Length),
            (true, false) => Err(ProofError::Root),
            (true, true) => Ok(()),
        };
    }
    let mut hashes = proof.iter();
    let (mut node, mut last) = (old - 1, new - 1);
    let full = node.trailing_ones();
    node >>= full;
    last >>= full;
    // A full subtree of the new tree is the old tree's root and needs no hash to start from.
    let start = if node == 0 { old_root } else { hashes.next().ok_or(ProofError::Length)? };
    let (mut from_old, mut from_new) = (*start, *start);
    while last > 0 {
        if node & 1 == 1 {
            let left = hashes.next().ok_or(ProofError::Length)?;
            from_old = node_hash(left, &from_old);
            from_new = node_hash(left, &from_new);
        } else if node < last {
            from_new = node_hash(&from_new, hashes.next().ok_or(ProofError::Length)?);
        }
        node >>= 1;
        last >>= 1;
    }
    if hashes.next().is_some() {
        return Err(ProofError::Length);
    }
    if from_old == *old_root && from_new == *new_root { Ok(()) } else { Err(ProofError::Root) }
}

/// The largest power of two below `n`, which must be at least 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The hash of the leaves of a range that is a subtree of some tree: full subtrees, folded from
/// the right.
fn range_hash<E, R>(range: Range<u64>, read: &mut R) -> Result<Hash, E>
where
    E: From<ProofError>,
    R: FnMut(u8, Range<u64>) -> Result<Vec<Hash>, E>,
{
    let mut end = range.end;
    let mut hash = None;
    while end > range.start {
        let height = (end - range.start).trailing_zeros().min(end.trailing_zeros());
        end -= 1 << height;
        let left = tile::subtree(height, end >> height, read)?;
        hash = Some(match hash {
            None => left,
            Some(right) => node_hash(&left, &right),
        });
    }
    Ok(hash.unwrap_or(EMPTY_ROOT))
}

//! The right edge of the tree: all that appending needs, in a few hundred bytes.

use std::ops::Range;

use crate::{
    hash::{EMPTY_ROOT, Hash, node_hash},
    proof::ProofError,
    tile,
};

/// A tree that can grow: the roots of the full subtrees that its size decomposes into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// From the largest subtree to the smallest: one per bit set in `size`.
    peaks: Vec<Hash>,
}

/// A hash that a push completed and that the tiles above the leaves store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The tile level, from 1: the node covers `256^level` leaves.
    pub level: u8,
    /// The node's place among those of its level, from 0.
    pub index: u64,
    /// The root of those leaves.
    pub hash: Hash,
}

impl Frontier {
    /// The tree without leaves.
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// Rebuilds the edge of a tree of `size` leaves from its stored hashes.
    ///
    /// `read` answers with the hashes of a tile level (0 for leaf hashes) in a range that lies
    /// within one tile.
    pub fn load<E, R>(size: u64, mut read: R) -> Result<Self, E>
    where
        E: From<ProofError>,
        R: FnMut(u8, Range<u64>) -> Result<Vec<Hash>, E>,
    {
        let mut peaks = Vec::new();
        let mut start = 0;
        for height in (0..64_u32).rev().filter(|height| size >> height & 1 == 1) {
            peaks.push(tile::subtree(height, start >> height, &mut read)?);
            start += 1 << height;
        }
        Ok(Self { size, peaks })
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash; returns the nodes that this completed for the tile levels above,
    /// lowest first. They are few: one push in 256 has any.
    pub fn push(&mut self, leaf_hash: Hash) -> Vec<Node> {
        let mut completed = Vec::new();
        let mut hash = leaf_hash;
        for height in 1..=self.size.trailing_ones() {
            // One peak stands for each bit set in the size, so there is one to merge with here.
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            if height % tile::HEIGHT == 0 {
                let level = tile::level(height);
                completed.push(Node { level, index: self.size >> height, hash });
            }
        }
        self.peaks.push(hash);
        self.size += 1;
        completed
    }

    /// The root of the tree as it stands (RFC 6962, section 2.1).
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => EMPTY_ROOT,
            Some(&last) => peaks.fold(last, |right, left| node_hash(left, &right)),
        }
    }
}

//! Tiles: the tree as static files of 256 hashes, and their addresses (C2SP `tlog-tiles`).
//!
//! Level 0 holds leaf hashes; each hash of a higher level is the root of a full tile below. Entry
//! bundles hold the leaves themselves.

use std::{fmt, ops::Range, str::FromStr};

use crate::{
    hash::{Hash, node_hash},
    leaf::Leaf,
    proof::ProofError,
};

/// How many levels of the tree one tile spans.
pub const HEIGHT: u32 = 8;

/// The number of hashes in a full tile, and of leaves in a full bundle.
pub const WIDTH: u16 = 256;

/// What a tile's address names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Content {
    /// The hashes of this tile level, from 0 to 63.
    Hashes(u8),
    /// The leaves.
    Entries,
}

/// The address of a tile or an entry bundle: `tile/0/x001/234`, `tile/entries/000.p/5`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TilePath {
    content: Content,
    index: u64,
    width: u16,
}

/// A text that is no tile's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a tile: write it like `tile/0/x001/234` or `tile/entries/000.p/5`")]
pub struct BadTilePath;

/// A tile or bundle whose bytes have the wrong shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tile does not hold `{0}` entries of the right length: fetch it again")]
pub struct BadTile(pub u16);

impl TilePath {
    /// An address; `None` when the level is above 63 or the width is not from 1 to 256.
    pub fn new(content: Content, index: u64, width: u16) -> Option<Self> {
        let level = !matches!(content, Content::Hashes(64..));
        (level && (1..=WIDTH).contains(&width)).then_some(Self { content, index, width })
    }

    /// The widest tile with this content and index in a tree of `size` leaves; `None` when that
    /// tile would be empty.
    pub fn in_tree(content: Content, index: u64, size: u64) -> Option<Self> {
        let level = match content {
            Content::Hashes(level) => u32::from(level),
            Content::Entries => 0,
        };
        let hashes = size.checked_shr(level * HEIGHT).unwrap_or(0);
        let before = index.checked_mul(WIDTH.into())?;
        let width = hashes.saturating_sub(before).min(WIDTH.into());
        Self::new(content, index, u16::try_from(width).ok()?)
    }

    /// Every tile of hashes in a tree of `size` leaves, and every entry bundle, in order.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0_u8..8).map(Content::Hashes).chain([Content::Entries]);
        levels.flat_map(move |content| (0..).map_while(move |i| Self::in_tree(content, i, size)))
    }

    /// What the tile holds.
    pub fn content(&self) -> Content {
        self.content
    }

    /// The tile's place within its level, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or leaves it holds, from 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// The places of the tile's hashes or leaves within their level; `None` past the end of any
    /// tree.
    pub fn range(&self) -> Option<Range<u64>> {
        let start = self.index.checked_mul(WIDTH.into())?;
        Some(start..start.checked_add(self.width.into())?)
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content {
            Content::Hashes(level) => write!(f, "tile/{level}/")?,
            Content::Entries => f.write_str("tile/entries/")?,
        }
        // 20 digits at most, in seven groups of three.
        for power in (1..7).rev() {
            let above = self.index / 1000_u64.pow(power);
            if above > 0 {
                write!(f, "x{:03}/", above % 1000)?;
            }
        }
        write!(f, "{:03}", self.index % 1000)?;
        if self.width < WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl FromStr for TilePath {
    type Err = BadTilePath;

    /// Reads an address; only the exact form that `Display` writes.
    fn from_str(text: &str) -> Result<Self, BadTilePath> {
        let rest = text.strip_prefix("tile/").ok_or(BadTilePath)?;
        let (content, rest) = rest.split_once('/').ok_or(BadTilePath)?;
        let content = match content {
            "entries" => Content::Entries,
            level => Content::Hashes(decimal(level)?.try_into().map_err(|_| BadTilePath)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, decimal(width)?),
            None => (rest, WIDTH.into()),
        };
        let mut number = 0_u64;
        for group in index.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            if digits.len() != 3 {
                return Err(BadTilePath);
            }
            let digits = digits.bytes().try_fold(0, push_digit).ok_or(BadTilePath)?;
            number = number
                .checked_mul(1000)
                .and_then(|number| number.checked_add(digits))
                .ok_or(BadTilePath)?;
        }
        let width = u16::try_from(width).map_err(|_| BadTilePath)?;
        let path = Self::new(content, number, width).ok_or(BadTilePath)?;
        // Leading groups, misplaced `x` and a needless `.p/256` all differ from the one form.
        if path.to_string() == text { Ok(path) } else { Err(BadTilePath) }
    }
}

fn decimal(text: &str) -> Result<u64, BadTilePath> {
    text.bytes().try_fold(0, push_digit).ok_or(BadTilePath)
}

fn push_digit(number: u64, digit: u8) -> Option<u64> {
    let digit = digit.is_ascii_digit().then(|| digit - b'0')?;
    number.checked_mul(10)?.checked_add(digit.into())
}

/// The bytes of a tile: its hashes one after another.
pub fn encode_tile(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// Takes a tile's bytes apart; they must hold exactly `width` hashes.
pub fn decode_tile(bytes: &[u8], width: u16) -> Result<Vec<Hash>, BadTile> {
    match bytes.as_chunks() {
        (hashes, []) if hashes.len() == usize::from(width) => Ok(hashes.to_vec()),
        _ => Err(BadTile(width)),
    }
}

/// The bytes of an entry bundle: for each leaf its length in two bytes, big endian, and itself.
pub fn encode_bundle(leaves: &[Leaf]) -> Vec<u8> {
    let mut out = Vec::with_capacity(leaves.len() * (2 + Leaf::LEN));
    for leaf in leaves {
        out.extend_from_slice(&[0, 64]);
        out.extend_from_slice(&leaf.to_bytes());
    }
    out
}

/// Takes an entry bundle's bytes apart; they must hold exactly `width` leaves.
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<Leaf>, BadTile> {
    let (records, rest) = bytes.as_chunks::<66>();
    if !rest.is_empty() || records.len() != usize::from(width) {
        return Err(BadTile(width));
    }
    let leaf = |record: &[u8; 66]| match record.split_first_chunk::<2>() {
        Some(([0, 64], leaf)) => leaf.try_into().ok().map(Leaf::from_bytes),
        _ => None,
    };
    records.iter().map(leaf).collect::<Option<_>>().ok_or(BadTile(width))
}

/// The tile level that holds hashes of this height, which is at most 64.
pub(crate) fn level(height: u32) -> u8 {
    let [level, ..] = (height / HEIGHT).to_le_bytes();
    level
}

/// The root of the full subtree of `2^height` leaves at `index` among those of its height, out of
/// the one tile that holds it.
pub(crate) fn subtree<E, R>(height: u32, index: u64, read: &mut R) -> Result<Hash, E>
where
    E: From<ProofError>,
    R: FnMut(u8, Range<u64>) -> Result<Vec<Hash>, E>,
{
    let level = level(height);
    let within = height % HEIGHT;
    let start = index << within;
    let mut hashes = read(level, start..start + (1 << within))?;
    if hashes.len() != 1 << within {
        return Err(ProofError::Missing { level, start }.into());
    }
    while hashes.len() > 1 {
        hashes = hashes.as_chunks().0.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    hashes.pop().ok_or_else(|| ProofError::Missing { level, start }.into())
}

//! A small store of a log's hashes and rows, as a database would hold them.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use probity_ledger::{
    Actor, BindingKey, Entry, Fault, Frontier, Hash, Kind, Leaf, Node, Report, Row, SaltKey,
    SubjectId, Verifier, proof::ProofError,
};

/// Hashes by tile level and index, with the frontier that made them.
#[derive(Clone, Default)]
pub(crate) struct Hashes {
    pub(crate) frontier: Frontier,
    pub(crate) leaves: Vec<Hash>,
    pub(crate) nodes: BTreeMap<(u8, u64), Hash>,
}

impl Hashes {
    pub(crate) fn of(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut hashes = Self::default();
        leaves.into_iter().for_each(|leaf| hashes.push(leaf));
        hashes
    }

    pub(crate) fn push(&mut self, leaf: Hash) {
        self.leaves.push(leaf);
        for Node { level, index, hash } in self.frontier.push(leaf) {
            assert!(self.nodes.insert((level, index), hash).is_none(), "{level}/{index} twice");
        }
    }

    /// The reader that proofs want; insists that a range lies in one tile.
    pub(crate) fn read(&self, level: u8, range: Range<u64>) -> Result<Vec<Hash>, ProofError> {
        assert!(range.start / 256 == (range.end - 1) / 256, "{range:?} crosses tiles");
        let missing = ProofError::Missing { level, start: range.start };
        let one = |index: u64| match level {
            0 => self.leaves.get(usize::try_from(index).unwrap()).copied(),
            _ => self.nodes.get(&(level, index)).copied(),
        };
        range.map(|index| one(index).ok_or(missing)).collect()
    }
}

/// Leaf hashes that all differ.
pub(crate) fn numbered(n: u64) -> impl Iterator<Item = Hash> {
    (0..n).map(|i| probity_ledger::sha256(&i.to_be_bytes()))
}

/// A stored ledger row.
#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) index: u64,
    pub(crate) subject: SubjectId,
    pub(crate) seq: u64,
    pub(crate) body: Vec<u8>,
    pub(crate) leaf: Leaf,
    pub(crate) leaf_hash: Hash,
}

/// A whole stored ledger.
#[derive(Clone)]
pub(crate) struct Ledger {
    pub(crate) rows: Vec<Stored>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) size: u64,
    pub(crate) root: Hash,
}

pub(crate) fn binding_key() -> BindingKey {
    BindingKey::new(&[0xb1; 32])
}

/// The salt key of a subject; the foundation has one like anybody.
pub(crate) fn salt_key(subject: SubjectId) -> SaltKey {
    SaltKey::new(&probity_ledger::sha256(subject.as_bytes()))
}

pub(crate) fn entry(subject: SubjectId, seq: u64) -> Entry {
    Entry {
        kind: Kind::ALL[usize::try_from(seq).unwrap() % Kind::ALL.len()],
        at_ms: 1_795_392_000_000 + i64::try_from(seq).unwrap(),
        subject,
        seq,
        actor: Actor::role("system"),
        categories: vec![Cow::Borrowed("name"), Cow::Borrowed("email-address")],
        purpose: Some("communication".into()),
        ground: None,
        recipient: None,
        clause: Some("U2.1".into()),
        version: Some(20_261_123),
        note: None,
    }
}

/// A ledger of `n` entries about three subjects in turn.
pub(crate) fn ledger(n: u64) -> Ledger {
    let mut hashes = Hashes::default();
    let mut rows = Vec::new();
    for index in 0..n {
        let subject = SubjectId::from_bytes([u8::try_from(index % 3).unwrap(); 16]);
        let seq = index / 3 + 1;
        let body = entry(subject, seq).encode();
        let leaf = binding_key().leaf(&salt_key(subject).salt(seq), &body);
        hashes.push(leaf.hash());
        rows.push(Stored { index, subject, seq, body, leaf, leaf_hash: leaf.hash() });
    }
    let node = |(&(level, index), &hash)| Node { level, index, hash };
    let nodes = hashes.nodes.iter().map(node).collect();
    Ledger { rows, nodes, size: n, root: hashes.frontier.root() }
}

impl Ledger {
    /// Verifies with the salts of everyone for whom `salted` says so.
    pub(crate) fn verify(&self, salted: impl Fn(SubjectId) -> bool) -> Result<Report, Fault> {
        let mut verifier = Verifier::new(binding_key());
        for row in &self.rows {
            let salts = salted(row.subject).then(|| salt_key(row.subject));
            let &Stored { index, subject, seq, ref body, leaf, leaf_hash } = row;
            verifier.row(&Row { index, subject, seq, body, leaf, leaf_hash }, salts.as_ref())?;
        }
        self.nodes.iter().try_for_each(|node| verifier.node(node))?;
        verifier.finish(self.size, &self.root)
    }
}

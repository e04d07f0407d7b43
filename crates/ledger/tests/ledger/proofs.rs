//! Roots and proofs against the naive tree, `ct-merkle` and `tlog_tiles`.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use probity_ledger::{
    EMPTY_ROOT, Frontier, Hash, Leaf, node_hash,
    proof::{self, ProofError, verify_consistency, verify_inclusion},
    sha256,
};
use proptest::prelude::*;

use crate::{
    naive,
    stored::{Hashes, numbered},
};

fn tree(n: u64) -> Hashes {
    Hashes::of(numbered(n))
}

fn len(n: u64) -> usize {
    usize::try_from(n).unwrap()
}

#[test]
fn the_empty_tree() {
    assert_eq!(Frontier::new().root(), EMPTY_ROOT);
    assert_eq!(proof::root(0, |level, range| tree(0).read(level, range)), Ok(EMPTY_ROOT));
    assert_eq!(verify_consistency(0, &EMPTY_ROOT, 0, &EMPTY_ROOT, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &[0; 32], 0, &[0; 32], &[]), Err(ProofError::Root));
    assert_eq!(verify_consistency(0, &EMPTY_ROOT, 0, &[0; 32], &[]), Err(ProofError::Root));
}

#[test]
fn every_small_tree_equals_the_naive_one() {
    let all: Vec<Hash> = numbered(70).collect();
    for (n, size) in (0..=70).enumerate() {
        let tree = tree(size);
        let root = naive::root(&all[..n]);
        assert_eq!(tree.frontier.root(), root, "size {size}");
        for m in 0..=n {
            let read = |level, range| tree.read(level, range);
            if m < n {
                let path = proof::inclusion(m as u64, size, read).unwrap();
                assert_eq!(path, naive::path(m, &all[..n]), "leaf {m} of {n}");
                assert_eq!(verify_inclusion(&all[m], m as u64, size, &path, &root), Ok(()));
            }
            let hashes = proof::consistency(m as u64, size, read).unwrap();
            if m > 0 {
                assert_eq!(hashes, naive::proof(m, &all[..n]), "from {m} to {n}");
            }
            let old = naive::root(&all[..m]);
            assert_eq!(verify_consistency(m as u64, &old, size, &root, &hashes), Ok(()));
        }
    }
}

#[test]
fn a_tree_of_three_tile_levels() {
    let size = 70_000;
    let tree = tree(size);
    assert_eq!(tree.frontier.root(), naive::root(&tree.leaves));
    assert_eq!(tree.nodes.len(), 273 + 1);
    let read = |level, range| tree.read(level, range);
    assert_eq!(Frontier::load(size, read), Ok(tree.frontier.clone()));
    for index in [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
        let path = proof::inclusion(index, size, read).unwrap();
        assert_eq!(path, naive::path(len(index), &tree.leaves));
    }
    for old in [1, 256, 257, 40_000, 65_536, 65_537, 69_999] {
        let hashes = proof::consistency(old, size, read).unwrap();
        assert_eq!(hashes, naive::proof(len(old), &tree.leaves));
    }
}

#[test]
fn what_cannot_be_proved_is_refused() {
    let tree = tree(5);
    let read = |level, range| tree.read(level, range);
    let no_leaf = ProofError::NoSuchLeaf { index: 5, size: 5 };
    assert_eq!(proof::inclusion(5, 5, read), Err(no_leaf));
    assert_eq!(verify_inclusion(&[0; 32], 5, 5, &[], &[0; 32]), Err(no_leaf));
    let backwards = ProofError::Backwards { old: 6, new: 5 };
    assert_eq!(proof::consistency(6, 5, read), Err(backwards));
    assert_eq!(verify_consistency(6, &[0; 32], 5, &[0; 32], &[]), Err(backwards));
    let missing = proof::inclusion(2, 9, read);
    assert!(matches!(missing, Err(ProofError::Missing { level: 0, .. })), "{missing:?}");
    let short = proof::root(4, |_, _| Ok::<_, ProofError>(vec![[0; 32]]));
    assert_eq!(short, Err(ProofError::Missing { level: 0, start: 0 }));
    let huge = verify_inclusion(&[0; 32], u64::MAX - 1, u64::MAX, &[[0; 32]; 64], &[0; 32]);
    assert!(huge.is_err());
    let huge = verify_consistency(u64::MAX - 1, &[0; 32], u64::MAX, &[0; 32], &[[0; 32]; 99]);
    assert!(huge.is_err());
}

/// A size, and an index or earlier size below it.
fn size_and_place() -> impl Strategy<Value = (u64, u64)> {
    (1_u64..1500).prop_flat_map(|size| (Just(size), 0..size))
}

proptest! {
    #[test]
    fn rebuilt_edges_go_on_alike(size in 0_u64..1500, more in 0_u64..300) {
        let mut tree = tree(size);
        let mut rebuilt = Frontier::load(size, |level, range| tree.read(level, range)).unwrap();
        prop_assert_eq!(&rebuilt, &tree.frontier);
        for leaf in numbered(more) {
            rebuilt.push(leaf);
            tree.push(leaf);
        }
        prop_assert_eq!(&rebuilt, &tree.frontier);
        let root = proof::root(size + more, |level, range| tree.read(level, range));
        prop_assert_eq!(root, Ok(rebuilt.root()));
    }

    #[test]
    fn ct_merkle_agrees((size, place) in size_and_place()) {
        let leaves: Vec<Leaf> = numbered(size)
            .map(|hash| Leaf { commitment: hash, binding: sha256(&hash) })
            .collect();
        let ours = Hashes::of(leaves.iter().map(Leaf::hash));
        let read = |level, range| ours.read(level, range);
        let mut theirs = MemoryBackedTree::<sha2::Sha256, _>::new();
        for leaf in &leaves {
            theirs.push(leaf.to_bytes());
        }
        let their_root = theirs.root();
        prop_assert_eq!(&their_root.as_bytes()[..], &ours.frontier.root()[..]);
        let path = proof::inclusion(place, size, read).unwrap();
        let their_path = theirs.prove_inclusion(len(place));
        prop_assert_eq!(their_path.as_bytes(), path.concat());
        if place > 0 {
            let hashes = proof::consistency(place, size, read).unwrap();
            let their_proof = theirs.prove_consistency(len(size - place));
            prop_assert_eq!(their_proof.as_bytes(), hashes.concat());
        }
    }

    #[test]
    fn tlog_tiles_accepts_our_proofs((size, place) in size_and_place()) {
        let tree = tree(size);
        let read = |level, range| tree.read(level, range);
        let hash = tlog_tiles::Hash;
        let theirs = |hashes: Vec<Hash>| hashes.into_iter().map(hash).collect::<Vec<_>>();
        let (root, leaf) = (hash(tree.frontier.root()), hash(tree.leaves[len(place)]));
        let path = theirs(proof::inclusion(place, size, read).unwrap());
        prop_assert!(tlog_tiles::check_record(&path, size, root, place, leaf).is_ok());
        if place > 0 {
            let hashes = theirs(proof::consistency(place, size, read).unwrap());
            let old = hash(Hashes::of(numbered(place)).frontier.root());
            prop_assert!(tlog_tiles::check_tree(&hashes, size, root, place, old).is_ok());
        }
    }

    #[test]
    fn no_changed_proof_is_accepted(
        (size, place) in size_and_place(),
        which: prop::sample::Index,
        bit in 0_usize..256,
    ) {
        let tree = tree(size);
        let read = |level, range| tree.read(level, range);
        let (root, leaf) = (tree.frontier.root(), tree.leaves[len(place)]);
        let flip = |hash: &mut Hash| hash[bit / 8] ^= 1 << (bit % 8);
        let path = proof::inclusion(place, size, read).unwrap();
        let holds = |leaf, index, size, path: &[Hash]| {
            verify_inclusion(&leaf, index, size, path, &root) == Ok(())
        };
        prop_assert!(holds(leaf, place, size, &path));
        let mut other = leaf;
        flip(&mut other);
        prop_assert!(!holds(other, place, size, &path));
        prop_assert!(!holds(leaf, place ^ 1, size, &path));
        prop_assert!(!holds(leaf, place, size, &[&path[..], &[leaf]].concat()));
        if !path.is_empty() {
            prop_assert!(!holds(leaf, place, size, &path[1..]));
            let mut path = path;
            let which = which.index(path.len());
            flip(&mut path[which]);
            prop_assert!(!holds(leaf, place, size, &path));
        }
        if place > 0 {
            let hashes = proof::consistency(place, size, read).unwrap();
            let old = naive::root(&tree.leaves[..len(place)]);
            let holds = |old, root, hashes: &[Hash]| {
                verify_consistency(place, &old, size, &root, hashes) == Ok(())
            };
            prop_assert!(holds(old, root, &hashes));
            let (mut old_too, mut root_too) = (old, root);
            flip(&mut old_too);
            flip(&mut root_too);
            prop_assert!(!holds(old_too, root, &hashes));
            prop_assert!(!holds(old, root_too, &hashes));
            prop_assert!(!holds(old, root, &[&hashes[..], &[leaf]].concat()));
            let mut hashes = hashes;
            if !hashes.is_empty() {
                let which = which.index(hashes.len());
                flip(&mut hashes[which]);
                prop_assert!(!holds(old, root, &hashes));
            }
        }
    }

    #[test]
    fn nodes_are_tagged(left: Hash, right: Hash) {
        let theirs = tlog_tiles::node_hash(tlog_tiles::Hash(left), tlog_tiles::Hash(right));
        prop_assert_eq!(node_hash(&left, &right), theirs.0);
    }
}

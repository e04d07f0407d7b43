//! Addresses and contents of tiles against `tlog_tiles` and the examples of the specification.

use std::collections::HashMap;

use probity_ledger::{
    Checkpoint, Fault, Flaw, Leaf, Place, audit, sha256,
    tile::{self, Content, TilePath},
};
use proptest::prelude::*;
use tlog_tiles::{HashReader, Tile, TileHashReader, TileReader};

use crate::stored::{Hashes, numbered};

fn path(content: Content, index: u64, width: u16) -> TilePath {
    TilePath::new(content, index, width).unwrap()
}

#[test]
fn addresses_of_the_specification() {
    for (text, content, index, width) in [
        ("tile/0/x001/x234/067", Content::Hashes(0), 1_234_067, 256),
        ("tile/63/000.p/1", Content::Hashes(63), 0, 1),
        ("tile/entries/x001/234.p/5", Content::Entries, 1234, 5),
        ("tile/2/999", Content::Hashes(2), 999, 256),
        ("tile/0/x018/x446/x744/x073/x709/x551/615", Content::Hashes(0), u64::MAX, 256),
    ] {
        assert_eq!(path(content, index, width).to_string(), text);
        assert_eq!(text.parse(), Ok(path(content, index, width)));
    }
}

#[test]
fn other_forms_are_refused() {
    for text in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/1",
        "tile/0/0001",
        "tile/0/x000/001",
        "tile/0/x001/x234",
        "tile/0/001/234",
        "tile/64/001",
        "tile/00/001",
        "tile/+1/001",
        "tile/-1/001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/05",
        "tile/0/001.p/",
        "tile/0/001.p/+5",
        "tile/0/001.p/5/",
        "tile/0/001/",
        "/tile/0/001",
        "tile/data/001",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/\u{661}\u{662}\u{663}",
    ] {
        assert!(text.parse::<TilePath>().is_err(), "{text}");
    }
    assert_eq!(TilePath::new(Content::Hashes(64), 0, 1), None);
    assert_eq!(TilePath::new(Content::Entries, 0, 0), None);
    assert_eq!(TilePath::new(Content::Entries, 0, 257), None);
}

#[test]
fn tiles_of_a_tree_of_70_000() {
    // The example in the specification.
    let all: Vec<_> = TilePath::all(70_000).collect();
    let of = |content| all.iter().filter(move |path| path.content() == content);
    assert_eq!(of(Content::Hashes(0)).count(), 274);
    assert_eq!(of(Content::Hashes(0)).next_back().unwrap().width(), 112);
    assert_eq!(of(Content::Hashes(1)).map(TilePath::width).collect::<Vec<_>>(), [256, 17]);
    assert_eq!(of(Content::Hashes(2)).map(TilePath::width).collect::<Vec<_>>(), [1]);
    assert_eq!(of(Content::Entries).count(), 274);
    let full: Vec<_> = TilePath::all(256).map(|path| path.to_string()).collect();
    assert_eq!(full, ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]);
    assert_eq!(TilePath::all(0).count(), 0);
    assert_eq!(TilePath::in_tree(Content::Entries, u64::MAX, u64::MAX), None);
}

/// Our tiles, as `tlog_tiles` reads them.
struct Published(Hashes);

impl TileReader for Published {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let one = |tile: &Tile| {
            let width = u16::try_from(tile.width()).unwrap();
            let path = path(Content::Hashes(tile.level()), tile.level_index(), width);
            tile::encode_tile(&self.0.read(tile.level(), path.range().unwrap()).unwrap())
        };
        Ok(tiles.iter().map(one).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// The public files of a log of numbered leaves, and its checkpoint.
fn published(size: u64) -> (HashMap<String, Vec<u8>>, Checkpoint) {
    let leaves: Vec<Leaf> =
        numbered(size).map(|hash| Leaf { commitment: hash, binding: sha256(&hash) }).collect();
    let hashes = Hashes::of(leaves.iter().map(Leaf::hash));
    let bytes = |path: &TilePath| {
        let range = path.range().unwrap();
        match path.content() {
            Content::Hashes(level) => tile::encode_tile(&hashes.read(level, range).unwrap()),
            Content::Entries => {
                let [start, end] = [range.start, range.end].map(|i| usize::try_from(i).unwrap());
                tile::encode_bundle(&leaves[start..end])
            }
        }
    };
    let files = TilePath::all(size).map(|path| (path.to_string(), bytes(&path))).collect();
    let origin = "example.org/ledger".to_owned();
    (files, Checkpoint { origin, size, root: hashes.frontier.root() })
}

fn audit(files: &HashMap<String, Vec<u8>>, checkpoint: &Checkpoint) -> Result<(), Fault> {
    audit::log(checkpoint, |path| {
        let missing = Fault { place: Place::Tile(path), flaw: Flaw::Missing };
        files.get(&path.to_string()).cloned().ok_or(missing)
    })
}

#[test]
fn outsiders_can_audit() {
    for size in [0, 1, 255, 256, 257, 600, 66_000] {
        let (files, checkpoint) = published(size);
        assert_eq!(audit(&files, &checkpoint), Ok(()), "size {size}");
    }
}

#[test]
fn outsiders_find_every_changed_file() {
    let (files, checkpoint) = published(600);
    for (name, bytes) in &files {
        for change in 0..3 {
            let mut bytes = bytes.clone();
            match change {
                0 => *bytes.last_mut().unwrap() ^= 1,
                1 => bytes.truncate(bytes.len() - 1),
                _ => bytes.push(0),
            }
            let mut files = files.clone();
            files.insert(name.clone(), bytes);
            let fault = audit(&files, &checkpoint).unwrap_err();
            assert!(matches!(fault.place, Place::Tile(_)), "{name}: {fault}");
        }
        let mut files = files.clone();
        files.remove(name);
        assert!(audit(&files, &checkpoint).is_err());
    }
    let other = Checkpoint { root: [7; 32], ..checkpoint };
    let fault = audit(&files, &other).unwrap_err();
    assert_eq!(fault.to_string(), "checkpoint of size `600`: the entries do not lead to its root");
}

proptest! {
    #[test]
    fn addresses_equal_those_of_tlog_tiles(
        level in 0_u8..64,
        data: bool,
        index: u64,
        shift in 0_u32..64,
        width in 1_u16..=256,
    ) {
        let index = index >> shift;
        let content = if data { Content::Entries } else { Content::Hashes(level) };
        let ours = path(content, index, width);
        let level = if data { 0 } else { level };
        let theirs = Tile::new(8, level, index, width.into(), data).path();
        let theirs = theirs.replacen("tile/8/data", "tile/entries", 1).replacen("tile/8/", "tile/", 1);
        prop_assert_eq!(&ours.to_string(), &theirs);
        prop_assert_eq!(theirs.parse(), Ok(ours));
    }

    #[test]
    fn a_text_is_an_address_only_as_written(text in "tile/([0-9]{1,2}|entries)/(x?[0-9]{3}/){0,3}[0-9]{3}(\\.p/[0-9]{1,3})?") {
        if let Ok(path) = text.parse::<TilePath>() {
            prop_assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn tlog_tiles_reads_and_checks_our_tiles(size in 1_u64..3000, place: prop::sample::Index) {
        let place = place.index(usize::try_from(size).unwrap());
        let tree = Hashes::of(numbered(size));
        let (root, leaf) = (tlog_tiles::Hash(tree.frontier.root()), tree.leaves[place]);
        let tiles = Published(tree);
        let reader = TileHashReader::new(size, root, &tiles);
        let index = tlog_tiles::stored_hash_index(0, place as u64);
        prop_assert_eq!(reader.read_hashes(&[index]).unwrap()[0].0, leaf);
    }

    #[test]
    fn new_tiles_equal_those_of_tlog_tiles(size in 1_u64..200_000) {
        let mut theirs: Vec<_> = Tile::new_tiles(8, 0, size)
            .iter()
            .map(|tile| (tile.level(), tile.level_index(), tile.width()))
            .collect();
        let mut ours: Vec<_> = TilePath::all(size)
            .filter_map(|path| match path.content() {
                Content::Hashes(level) => Some((level, path.index(), u32::from(path.width()))),
                Content::Entries => None,
            })
            .collect();
        theirs.sort_unstable();
        ours.sort_unstable();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn bundles_and_tiles_are_reversible(hashes in prop::collection::vec(any::<[u8; 32]>(), 2..40)) {
        let width = u16::try_from(hashes.len()).unwrap();
        prop_assert_eq!(tile::decode_tile(&tile::encode_tile(&hashes), width), Ok(hashes.clone()));
        let leaves: Vec<_> = hashes
            .as_chunks()
            .0
            .iter()
            .map(|&[commitment, binding]| Leaf { commitment, binding })
            .collect();
        let width = u16::try_from(leaves.len()).unwrap();
        let bytes = tile::encode_bundle(&leaves);
        prop_assert_eq!(tile::decode_bundle(&bytes, width), Ok(leaves));
        prop_assert!(tile::decode_bundle(&bytes, width + 1).is_err());
        prop_assert!(tile::decode_bundle(&bytes[1..], width).is_err());
        prop_assert!(tile::decode_tile(&bytes, width).is_err());
    }
}

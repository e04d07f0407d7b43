//! The outsider's check: public bundles, tiles and a checkpoint, without any key or salt.

use super::{Fault, Flaw, Place};
use crate::{
    Checkpoint, Frontier, Hash,
    tile::{self, Content, TilePath},
};

/// Checks that the public files of a log lead to a checkpoint whose signature has been verified:
/// each bundle to its tile, each tile to the one above, all to the root.
///
/// `fetch` answers with the bytes at an address below the log's prefix. Reads each file once.
pub fn log<E, F>(checkpoint: &Checkpoint, mut fetch: F) -> Result<(), E>
where
    E: From<Fault>,
    F: FnMut(TilePath) -> Result<Vec<u8>, E>,
{
    let size = checkpoint.size;
    let fault = |path, flaw| Fault { place: Place::Tile(path), flaw };
    let mut frontier = Frontier::new();
    // The hashes that a tile of each level is still to be compared with, from level 0.
    let mut waiting: Vec<Vec<Hash>> = vec![Vec::new()];
    let mut done: Vec<u64> = vec![0];
    let bundles = (0..).map_while(|index| TilePath::in_tree(Content::Entries, index, size));
    for bundle in bundles {
        let leaves = tile::decode_bundle(&fetch(bundle)?, bundle.width())
            .map_err(|_| fault(bundle, Flaw::Shape))?;
        for leaf in leaves {
            let hash = leaf.hash();
            let completed = frontier.push(hash);
            let above = completed.iter().map(|node| (usize::from(node.level), node.hash));
            for (level, hash) in [(0, hash)].into_iter().chain(above) {
                if level == waiting.len() {
                    waiting.push(Vec::new());
                    done.push(0);
                }
                if let Some(hashes) = waiting.get_mut(level) {
                    hashes.push(hash);
                }
            }
        }
        let last = frontier.size() == size;
        for ((level, hashes), index) in (0..).zip(&mut waiting).zip(&mut done) {
            let full = hashes.len() == usize::from(tile::WIDTH);
            if hashes.is_empty() || !(full || last) {
                continue;
            }
            let Some(path) = TilePath::in_tree(Content::Hashes(level), *index, size) else {
                continue;
            };
            let stored = tile::decode_tile(&fetch(path)?, path.width())
                .map_err(|_| fault(path, Flaw::Shape))?;
            if stored != *hashes {
                return Err(fault(path, Flaw::TileHash).into());
            }
            hashes.clear();
            *index += 1;
        }
    }
    if frontier.root() == checkpoint.root {
        Ok(())
    } else {
        Err(Fault { place: Place::Checkpoint(size), flaw: Flaw::Root }.into())
    }
}

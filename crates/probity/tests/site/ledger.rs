//! `/ledger` and the addresses below it, checked as a stranger would: with nothing but the answers.

use probity_ledger::proof::ProofError;
use probity_ledger::tile::{TilePath, decode_bundle, decode_tile};
use probity_ledger::{Checkpoint, VerifyingKey, leaf_hash};

use crate::harness::{ADA, BEN, Site, on_both};

on_both!(a_stranger_can_verify_the_ledger, a_tile_beyond_the_end_is_not_there);

async fn a_stranger_can_verify_the_ledger(site: &Site) {
    site.member(&ADA).await;
    site.member(&BEN).await;
    let mut browser = site.browser();
    let page = browser.get("/ledger").await;
    let key = page.main().split("<dt>Public key</dt><dd class=\"hash\">").nth(1).unwrap();
    let key: VerifyingKey = key.split('<').next().unwrap().replace("&#43;", "+").parse().unwrap();
    let note = browser.get("/ledger/checkpoint").await;
    assert_eq!(note.header("content-type"), "text/plain; charset=utf-8");
    let head = Checkpoint::verify(&note.bytes, &key).unwrap();
    assert!(page.main().contains(&format!("{} entries", head.size)));
    let mut leaves = Vec::new();
    let mut hashes = Vec::new();
    for tile in TilePath::all(head.size) {
        let answer = browser.get(&format!("/ledger/{tile}")).await;
        assert_eq!(answer.status, 200, "{tile}");
        match tile.content() {
            probity_ledger::tile::Content::Entries => {
                leaves.extend(decode_bundle(&answer.bytes, tile.width()).unwrap());
            }
            probity_ledger::tile::Content::Hashes(0) => {
                hashes.extend(decode_tile(&answer.bytes, tile.width()).unwrap());
            }
            probity_ledger::tile::Content::Hashes(_) => {}
        }
    }
    assert_eq!(leaves.iter().map(leaf_hash).collect::<Vec<_>>(), hashes);
    let read = |level: u8, range: std::ops::Range<u64>| -> Result<Vec<_>, ProofError> {
        assert_eq!(level, 0, "there are fewer than 257 entries");
        let place = |at: u64| usize::try_from(at).unwrap();
        Ok(hashes[place(range.start)..place(range.end)].to_vec())
    };
    assert_eq!(probity_ledger::proof::root(head.size, read), Ok(head.root));
}

async fn a_tile_beyond_the_end_is_not_there(site: &Site) {
    site.member(&ADA).await;
    let mut browser = site.browser();
    for tile in ["0/001", "0/000.p/255", "1/000", "0/000", "entries/001", "0/000.p/257", "64/000"] {
        assert_eq!(browser.get(&format!("/ledger/tile/{tile}")).await.status, 404, "{tile}");
    }
    assert_eq!(browser.get("/ledger/tile/0/000.p/1").await.bytes.len(), 32);
}

//! A tile has one address, and its bytes one reading.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_ledger::tile::{self, TilePath};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(path) = std::str::from_utf8(bytes).unwrap_or_default().parse::<TilePath>() {
        assert_eq!(path.to_string().as_bytes(), bytes);
        assert!(TilePath::new(path.content(), path.index(), path.width()) == Some(path));
    }
    let Some((&width, rest)) = bytes.split_first() else { return };
    if let Ok(hashes) = tile::decode_tile(rest, width.into()) {
        assert_eq!(tile::encode_tile(&hashes), rest);
    }
    if let Ok(leaves) = tile::decode_bundle(rest, width.into()) {
        assert_eq!(tile::encode_bundle(&leaves), rest);
    }
});

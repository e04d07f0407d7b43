//! Whatever comes for a segment's addresses, it is refused, or each row has one and they are written
//! again as they were read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_usage::history::Addresses;

fuzz_target!(|bytes: &[u8]| {
    let Ok(found) = Addresses::decode(bytes) else { return };
    assert!((0..found.requests()).all(|row| found.request(row).is_some()));
    assert!((0..found.visits()).all(|row| found.visit(row).is_some()));
    assert_eq!(&*found.encode(), bytes);
});

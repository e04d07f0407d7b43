//! Whatever decodes as an entry is that entry's one encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_ledger::{Entry, Header};

fuzz_target!(|bytes: &[u8]| {
    let entry = Entry::decode(bytes);
    assert_eq!(Header::read(bytes).err(), entry.as_ref().err().copied());
    if let Ok(entry) = entry {
        assert_eq!(entry.encode(), bytes);
    }
});

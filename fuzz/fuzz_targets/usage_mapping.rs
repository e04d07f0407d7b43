//! Whatever a mapping says, it is read or refused, and whatever line it reads ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_usage::{Mapping, Reader};

fuzz_target!(|parts: (&str, &[u8])| {
    let (toml, line) = parts;
    match Mapping::parse(toml) {
        Ok(mapping) => drop(Reader::mapped(mapping, i64::MAX).read(line)),
        Err(wrong) => assert!(!wrong.to_string().is_empty()),
    }
});

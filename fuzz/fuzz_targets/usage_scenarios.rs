//! Whatever a scenario's file says, it is read or refused with its place, and what was read can be
//! compiled and looks at any request.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_usage::guard::{Crawlers, Matcher, Scenarios};
use probity_usage::{Format, Found, Kind, Reader};

fuzz_target!(|parts: (&str, &[u8])| {
    let (toml, line) = parts;
    match Scenarios::parse([("own.toml", toml)]) {
        Ok(scenarios) => {
            let matcher = Matcher::new(&scenarios, &Crawlers::default()).expect("one file fits");
            let mut reader = Reader::new(Format::Combined, i64::MAX).expect("no table is needed");
            if let Ok(Found::Request(request)) = reader.read(line) {
                matcher.marks(&request, Kind::Other);
            }
        }
        Err(wrong) => assert!(wrong.line > 0 && wrong.column > 0 && !wrong.what.is_empty()),
    }
});

//! Whatever is requested, the shipped scenarios look at it and the guard stays within its bounds, never
//! decides about whom it spares, and every decision begins before it ends.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use probity_usage::guard::{Crawlers, Guard, Matcher, Scenarios, Seen, Spared};
use probity_usage::{Format, Found, Kind, Line, Lines, Reader};

static MATCHER: LazyLock<Arc<Matcher>> = LazyLock::new(|| {
    let scenarios = Scenarios::shipped().expect("ours are fine");
    Arc::new(Matcher::new(&scenarios, &Crawlers::default()).expect("ours fit"))
});

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, log)) = bytes.split_first() else { return };
    let format = Format::ALL[usize::from(choice) % Format::ALL.len()];
    let Ok(mut reader) = Reader::new(format, i64::MAX) else { return };
    let spared = Spared::new(["198.51.100.0/24".parse().expect("a block")]);
    let mut guard = Guard::new(Arc::clone(&MATCHER), spared.clone()).with_most(16);
    let mut lines = Lines::new(log);
    while let Some(line) = lines.next().expect("memory can be read") {
        let Line::Whole(line) = line else { continue };
        let Ok(Found::Request(request)) = reader.read(line) else { continue };
        let marks = MATCHER.marks(&request, Kind::ALL[usize::from(choice) % Kind::ALL.len()]);
        guard.see(&Seen::from(&request), marks, &mut |decision| {
            assert!(decision.first <= decision.from && decision.from <= decision.until);
            assert!(decision.block.holds(request.address) && !spared.spares(request.address));
            assert!(decision.count > 0);
        });
        assert!(guard.buckets() <= 16);
    }
});

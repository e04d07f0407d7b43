//! Whatever stands in a log, each of its lines is a request, a directive or a reason, in any format;
//! and whatever the requests' times are, each page view comes out once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_usage::{Event, Format, Found, Line, Lines, Reader, Sessions, detect, time_in};

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, log)) = bytes.split_first() else { return };
    let told = detect(log).ok().flatten();
    let format = Format::ALL[usize::from(choice) % Format::ALL.len()];
    let (format, syslog) = told.map_or((format, choice > 127), |told| (told.format, told.syslog));
    let mut reader = Reader::new(format, i64::MAX).expect("the tables are fine").behind_syslog(syslog);
    let mut sessions = Sessions::new();
    let mut lines = Lines::new(log);
    let (mut pushed, mut viewed, mut visited) = (0_u64, 0_u64, 0_u64);
    let mut out = |event| match event {
        Event::Page(page) => {
            viewed += 1;
            visited += u64::from(!page.is_late());
        }
        Event::Visit(visit) => visited -= visit.pages,
        Event::Request(_) => {}
    };
    while let Some(line) = lines.next().expect("memory can be read") {
        let Line::Whole(line) = line else { continue };
        assert!(time_in(line).is_none_or(|time| time > 0));
        if let Ok(Found::Request(request)) = reader.read(line) {
            sessions.push(&request, None, &mut out);
            pushed += 1;
        }
    }
    sessions.finish(&mut out);
    assert_eq!((pushed, 0), (viewed, visited));
});

//! Whatever comes for open visits, it is refused, or they are saved again as they were loaded, and each
//! ends once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_usage::{Event, Sessions};

fuzz_target!(|bytes: &[u8]| {
    let Ok(sessions) = Sessions::load(bytes) else { return };
    let saved = sessions.save();
    assert_eq!(Sessions::load(&saved).expect("it was just saved").save(), saved);
    let (mut ahead, mut ended) = (0_u64, 0_u64);
    sessions.as_if_ended(&mut |event| ahead += u64::from(matches!(event, Event::Visit(_))));
    sessions.finish(&mut |event| ended += u64::from(matches!(event, Event::Visit(_))));
    assert_eq!(ahead, ended);
});

//! Whatever the bytes are, they are a rollup in its one form, or refused; and a rollup adds up with itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_usage::rollup::Rollup;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(mut rollup) = Rollup::decode(bytes) {
        assert_eq!(rollup.encode(), bytes);
        let other = rollup.clone();
        rollup.merge(&other).expect("it is of the same day");
        assert_eq!(Rollup::decode(&rollup.encode()), Ok(rollup));
    }
});

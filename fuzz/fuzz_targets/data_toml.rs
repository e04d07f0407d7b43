//! Whatever stands in `data.toml`, reading it ends with a data map, or with places.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_policy::{Policy, Source};

const POLICY_MD: &[u8] = include_bytes!("../../crates/policy/tests/fixtures/2026-01-01/policy.md");

fuzz_target!(|bytes: &[u8]| {
    match Policy::parse(Source::new(POLICY_MD, bytes)) {
        Ok(policy) => {
            assert!(policy.map().fields().iter().all(|field| field.max_length > 0));
            policy.explain(None);
            policy.matrix_svg();
        }
        Err(wrong) => assert!(!wrong.to_string().is_empty()),
    }
});

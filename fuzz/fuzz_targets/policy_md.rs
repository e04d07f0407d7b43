//! Whatever stands in `policy.md`, reading it ends with a policy that can be asked, or with places.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_policy::{Policy, Source};

const DATA_TOML: &[u8] = include_bytes!("../../crates/policy/tests/fixtures/2026-01-01/data.toml");

fuzz_target!(|bytes: &[u8]| {
    match Policy::parse(Source::new(bytes, DATA_TOML)) {
        Ok(policy) => {
            let page = policy.html();
            assert!(!page.contains("<script") && !page.contains("=\"javascript:"));
            policy.explain(None);
            // One flow in a hundred is enough to find a difference, given time.
            for flow in policy.flows().step_by(101) {
                assert_eq!(policy.decide(&flow), policy.cedar_decide(&flow));
            }
        }
        Err(wrong) => assert!(!wrong.to_string().is_empty()),
    }
});

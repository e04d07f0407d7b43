//! `/privacy` and what belongs to it.

mod data;
mod files;
mod kept;
mod page;

use std::path::Path;

use probity_policy::Policy;

/// The shipped policy.
fn shipped() -> Policy {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    Policy::load(&policies.join("2026-11-23")).unwrap()
}

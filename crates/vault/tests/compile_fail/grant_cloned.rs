//! A grant can't be copied.
use probity_policy::Grant;

fn twice(grant: &Grant) -> Grant {
    Grant::clone(grant)
}

fn main() {
    let _ = twice;
}

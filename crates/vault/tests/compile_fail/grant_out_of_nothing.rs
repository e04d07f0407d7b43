//! A grant can't be made out of nothing.
use probity_policy::Grant;

fn main() {
    let _: Grant = Default::default();
}

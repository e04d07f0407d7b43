//! A grant can't be serialised, nor read back.
use probity_policy::Grant;

fn writes<T: serde::Serialize>() {}
fn reads<T: serde::de::DeserializeOwned>() {}

fn main() {
    writes::<Grant>();
    reads::<Grant>();
}

//! A personal value can't be serialised.
use probity_vault::Personal;

fn needs<T: serde::Serialize>() {}

fn main() {
    needs::<Personal>();
}

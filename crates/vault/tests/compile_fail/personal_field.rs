//! The value inside a personal container can't be reached.
use probity_vault::Personal;

fn text(name: &Personal) -> &str {
    &name.value
}

fn main() {
    let _ = text;
}

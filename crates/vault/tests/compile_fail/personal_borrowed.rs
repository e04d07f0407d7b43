//! A personal value can't be borrowed as text.
use probity_vault::Personal;

fn text(name: &Personal) -> &str {
    name
}

fn main() {
    let _ = text;
}

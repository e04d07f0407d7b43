//! A personal value can't be made into a text.
use probity_vault::Personal;

fn text(name: &Personal) -> String {
    name.to_string()
}

fn main() {
    let _ = text;
}

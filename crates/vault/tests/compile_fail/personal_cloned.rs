//! A personal value can't be copied.
use probity_vault::Personal;

fn twice(name: &Personal) -> (Personal, Personal) {
    (name.clone(), name.clone())
}

fn main() {
    let _ = twice;
}

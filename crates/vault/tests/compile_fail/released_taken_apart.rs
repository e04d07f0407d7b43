//! What was released can't be taken apart.
use probity_vault::{Personal, Released};

fn first(released: Released) -> Personal {
    released.items.into_iter().next().unwrap().0
}

fn main() {
    let _ = first;
}

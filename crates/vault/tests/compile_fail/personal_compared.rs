//! Personal values can't be compared, which would let a guess be tested.
use probity_vault::Personal;

fn same(one: &Personal, other: &Personal) -> bool {
    one == other
}

fn main() {
    let _ = same;
}

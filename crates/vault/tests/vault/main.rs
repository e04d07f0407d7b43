//! probe
use std::path::Path;
#[test]
fn load() {
    let t = std::time::Instant::now();
    let p = probity_policy::Policy::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/2026-11-23"))).unwrap();
    println!("{:?} {}", t.elapsed(), p.version());
    let t = std::time::Instant::now();
    let a = probity_policy::Archive::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies"))).unwrap();
    println!("{:?} {}", t.elapsed(), a.versions().len());
}

//! What must not compile: every way around invariant 1 that the type system closes.
//!
//! Each file is one attempt, and beside it stands the compiler's refusal. After a change of the
//! compiler, `TRYBUILD=overwrite cargo test -p probity-vault --test compile_fail` writes them anew;
//! look at each before it is kept.

#[test]
fn no_way_around_a_grant_compiles() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

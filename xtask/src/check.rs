//! `cargo xtask check`: the part of the tests that needs nothing but Rust, before each commit.

use crate::deny;
use crate::steps::{Failure, Steps, cargo_with};

/// Format, lints, licences, and the tests that stand in the sources themselves.
pub(crate) fn run(words: &[String]) -> Result<(), Failure> {
    if !words.is_empty() {
        return Err(Failure::Usage("usage: cargo xtask check".into()));
    }
    let mut steps = Steps::new("check", false);
    steps.step("format", format);
    steps.step("licences, bans, sources", deny::check);
    steps.step("lints", lints);
    steps.step("unit tests", || {
        cargo_with(&["test", "--workspace", "--lib", "--bins", "--quiet", "--locked"])
    });
    steps.finish()
}

/// Fails if `cargo fmt` would change a file.
pub(crate) fn format() -> Result<(), Failure> {
    cargo_with(&["fmt", "--all", "--check"])
}

/// Fails at any warning of the compiler or of clippy, in any target.
pub(crate) fn lints() -> Result<(), Failure> {
    cargo_with(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--locked",
        "--",
        "-D",
        "warnings",
    ])
}

//! `cargo xtask test`: every check and every test, with all that they need.

use crate::cluster::{Cluster, Durable, URL};
use crate::steps::{self, Failure, Steps, cargo, cargo_with, on_path};
use crate::{check, debian, deny, tools};

/// Runs all steps; `--keep-going` does not stop at the first that fails.
pub(crate) fn run(words: &[String]) -> Result<(), Failure> {
    let keep_going = match words {
        [] => false,
        [word] if word == "--keep-going" => true,
        _ => return Err(Failure::Usage("usage: cargo xtask test [--keep-going]".into())),
    };
    let mut steps = Steps::new("test", keep_going);
    steps.step("Debian packages", || debian::ensure(debian::FOR_TESTS));
    steps.step("tools from npm and PyPI", tools::ensure);
    steps.step("format", check::format);
    steps.step("licences, bans, sources", deny::check);
    steps.step("lints", check::lints);
    steps.step("lints of what SQL adds", || {
        cargo_with(
            &[&["clippy", "--quiet", "--test", "sql"], WITH_SQL, &["--", "-D", "warnings"]]
                .concat(),
        )
    });
    steps.step("documentation", documentation);
    steps.step("tests in the documentation", || {
        cargo_with(&["test", "--workspace", "--doc", "--quiet", "--locked"])
    });
    steps.step("tests", tests);
    steps.step("tests of what SQL adds", tests_with_sql);
    steps.finish()
}

/// The program with the feature that is off by default. The whole workspace is named, and a test of it, so
/// that what both builds stand on is built once: without them, other features of it would be asked for.
const WITH_SQL: &[&str] = &["--workspace", "--features", "probity/sql", "--locked"];

/// Fails at any warning of rustdoc.
fn documentation() -> Result<(), Failure> {
    let mut command = cargo();
    command.args(["doc", "--workspace", "--no-deps", "--quiet", "--locked"]);
    steps::run(command.env("RUSTDOCFLAGS", "-D warnings"))
}

/// The tests of the program that has SQL. The engine's own are among all the others.
fn tests_with_sql() -> Result<(), Failure> {
    let mut command = cargo();
    command.env(tools::DIR, tools::dir());
    let words = if on_path("cargo-nextest") {
        &["nextest", "run", "--no-fail-fast"][..]
    } else {
        &["test"]
    };
    command.args(words).args(WITH_SQL).args(["--test", "sql"]);
    steps::run(&mut command)
}

/// All tests but those in the documentation, on SQLite and on a PostgreSQL started for them.
fn tests() -> Result<(), Failure> {
    let cluster = Cluster::start(Durable::No)?;
    let mut command = cargo();
    command.env(URL, cluster.url()).env(tools::DIR, tools::dir());
    if on_path("cargo-nextest") {
        command.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
    } else {
        command.args(["test", "--workspace", "--all-targets", "--locked", "--no-fail-fast"]);
    }
    steps::run(&mut command)
}

//! `cargo xtask bench [NAME] [--json]`: the measurements, in release, ours beside the plain way.

use std::process::Stdio;

use crate::cluster::{Cluster, Durable, URL};
use crate::debian;
use crate::steps::{Failure, cargo, cargo_with};

/// Builds, starts a PostgreSQL that waits for its disk, and measures what is named, or everything.
///
/// Standard output carries the figures alone; with `--json`, one JSON line each.
pub(crate) fn run(words: &[String]) -> Result<(), Failure> {
    debian::ensure(&[debian::POSTGRESQL])?;
    let names: Vec<_> = words.iter().filter(|word| !word.starts_with("--")).collect();
    if names.is_empty() || names.iter().any(|name| *name == "usage") {
        // Without it the other figures are worth measuring still.
        if let Err(failure) = debian::ensure(&[debian::GOACCESS]) {
            eprintln!("goaccess is not measured: {failure}");
        }
    }
    cargo_with(&["build", "--release", "--package", "probity-bench", "--locked"])?;
    let cluster = Cluster::start(Durable::Yes)?;
    let mut command = cargo();
    command.args(["run", "--release", "--quiet", "--package", "probity-bench", "--locked", "--"]);
    let ended = command.args(words).env(URL, cluster.url()).stdin(Stdio::null()).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::Failed(format!("the measurements ended with {status}"))),
        Err(error) => Err(Failure::Failed(format!("the measurements did not start: {error}"))),
    }
}

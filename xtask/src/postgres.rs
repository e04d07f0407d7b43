//! `cargo xtask postgres COMMAND...`: a command beside a PostgreSQL that lives as long as it does.

use std::process::Command;

use crate::cluster::{Cluster, Durable, URL};
use crate::debian;
use crate::steps::{Failure, run as run_command};

/// Runs the command with the cluster's address in `PROBITY_TEST_POSTGRES_URL`.
pub(crate) fn run(words: &[String]) -> Result<(), Failure> {
    let Some((program, rest)) = words.split_first() else {
        return Err(Failure::Usage(
            "usage: cargo xtask postgres COMMAND..., like: \
             cargo xtask postgres cargo test --package probity-vault"
                .into(),
        ));
    };
    debian::ensure(&[debian::POSTGRESQL])?;
    let cluster = Cluster::start(Durable::No)?;
    run_command(Command::new(program).args(rest).env(URL, cluster.url()))
}

//! `probity site`: the foundation's pages.

mod check;

use clap::Subcommand;

use super::{Failure, Outcome};

/// Look after the foundation's pages
#[derive(Debug, Subcommand)]
pub(super) enum SiteCommand {
    Check(check::Check),
}

impl SiteCommand {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Check(command) => command.run(),
        }
    }
}

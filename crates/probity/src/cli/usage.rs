//! `probity usage`: what servers' logs tell, for protection and for availability and performance.

mod file;
#[cfg_attr(not(test), expect(dead_code, reason = "the import that follows comes next"))]
mod follow;
mod merge;
mod read;

use clap::Subcommand;

use super::{Failure, Outcome};

/// Read servers' access logs
#[derive(Debug, Subcommand)]
pub(super) enum Usage {
    Read(read::Read),
}

impl Usage {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Read(command) => command.run(),
        }
    }
}

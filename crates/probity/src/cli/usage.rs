//! `probity usage`: what servers' logs tell, for protection and for availability and performance.

mod file;
mod follow;
mod followed;
mod forget;
mod import;
mod merge;
mod read;
mod trace;

use clap::Subcommand;

use super::{Failure, Outcome};

/// Read servers' access logs
#[derive(Debug, Subcommand)]
pub(super) enum Usage {
    Import(import::Import),
    Read(read::Read),
    Trace(trace::Trace),
    Forget(forget::Forget),
}

impl Usage {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Import(command) => command.run(),
            Self::Read(command) => command.run(),
            Self::Trace(command) => command.run(),
            Self::Forget(command) => command.run(),
        }
    }
}

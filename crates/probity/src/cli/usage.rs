//! `probity usage`: what servers' logs tell, for protection and for availability and performance.

mod asking;
mod block;
mod file;
mod follow;
mod followed;
mod forget;
mod import;
mod imported;
mod lift;
mod lines;
mod merge;
mod pages;
mod read;
mod rejected;
mod report;
mod sql;
mod threats;
mod trace;
mod visits;

use clap::Subcommand;

use super::{Failure, Outcome};

/// Read servers' access logs
#[derive(Debug, Subcommand)]
pub(super) enum Usage {
    Import(import::Import),
    Read(read::Read),
    Threats(threats::Threats),
    Block(block::Block),
    Lift(lift::Lift),
    Sql(sql::Sql),
    Trace(trace::Trace),
    Rejected(rejected::Rejected),
    Forget(forget::Forget),
    Report(report::Report),
    Pages(pages::Pages),
    Visits(visits::Visits),
}

impl Usage {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Import(command) => command.run(),
            Self::Read(command) => command.run(),
            Self::Threats(command) => command.run(),
            Self::Block(command) => command.run(),
            Self::Lift(command) => command.run(),
            Self::Sql(command) => command.run(),
            Self::Trace(command) => command.run(),
            Self::Rejected(command) => command.run(),
            Self::Forget(command) => command.run(),
            Self::Report(command) => command.run(),
            Self::Pages(command) => command.run(),
            Self::Visits(command) => command.run(),
        }
    }
}

//! `probity ledger`: verify it, sign its state, prove an entry.
//!
//! These commands only read, so they work beside a running service.

mod checkpoint;
mod prove;
mod verify;

pub(super) use verify::verified;

use clap::Subcommand;
use probity_ledger::Hash;

use super::{Failure, Outcome};
use crate::data::published::hex;

/// Verify the record of everything that was done, sign its state, prove an entry
#[derive(Debug, Subcommand)]
pub(super) enum Ledger {
    Verify(verify::Verify),
    Checkpoint(checkpoint::Checkpoint),
    Prove(prove::Prove),
}

impl Ledger {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Verify(command) => command.run(),
            Self::Checkpoint(command) => command.run(),
            Self::Prove(command) => command.run(),
        }
    }
}

/// A hash as reports show it.
fn shown(hash: &Hash) -> String {
    hex(hash)
}

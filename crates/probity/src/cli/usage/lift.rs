//! `probity usage lift`: ends what holds somebody off, after an appeal.

use clap::Args;
use probity_ledger::Actor;
use probity_usage::guard::Block;
use serde::Serialize;

use super::threats::ROLE;
use crate::cli::args::{DataArgs, ReportArgs};
use crate::cli::{Failure, Outcome, out};
use crate::guard::book::{self, Which};

/// End what holds a sender off before its time
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage lift 192.0.2.7
  probity usage lift 2001:db8:0:7::/64

It is on the ledger that a refusal ended early, not whose. A running service follows within a minute;
with SQLite, end it at the desk instead, or stop the service first.

Exit status: 0 it has ended, 1 nothing held them, 2 it could not be done.")]
pub(in crate::cli) struct Lift {
    /// The address; of IPv6, any address of the /64
    block: Block,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    ended: u64,
}

impl Lift {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        // What is counted as one is held as one.
        let which = Which::Block(Block::of(self.block.first()));
        let ended = book::lift(&open.vault, &which, &Actor::role(ROLE.name()))?;
        if self.report.json {
            out::json(&Report { ended })?;
        } else if ended > 0 {
            out::line("it has ended, and that is on record")?;
        } else {
            out::line("nothing holds them")?;
        }
        Ok(Outcome::holds(ended > 0))
    }
}

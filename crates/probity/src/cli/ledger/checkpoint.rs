//! `probity ledger checkpoint`: the ledger's size and root, signed.

use clap::Args;
use serde::Serialize;

use super::shown;
use crate::cli::args::{DataArgs, ReportArgs};
use crate::cli::{Failure, Outcome, out};
use crate::data::installation;

/// Print the signed state of the ledger, to be kept or given to a witness
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity ledger checkpoint > checkpoint.txt
  probity ledger checkpoint --key            The key that verifies checkpoints (C2SP vkey)
  probity ledger checkpoint --json

The format is C2SP's tlog-checkpoint, the same as at /ledger/checkpoint. Later,
`probity ledger verify --checkpoint checkpoint.txt` shows that nothing signed then has changed.")]
pub(in crate::cli) struct Checkpoint {
    /// Print the public key instead
    #[arg(long, conflicts_with = "json")]
    key: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    origin: String,
    size: u64,
    root: String,
    key: String,
    checkpoint: String,
}

impl Checkpoint {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let vault = installation::look(&self.data.dir(), &self.data.config()?)?;
        let key = vault.verifying_key()?.to_string();
        if self.key {
            out::line(key)?;
            return Ok(Outcome::Fine);
        }
        let head = vault.head()?;
        let checkpoint = vault.sign(&head)?.to_string();
        if self.report.json {
            let root = shown(&head.root);
            out::json(&Report { origin: head.origin, size: head.size, root, key, checkpoint })?;
        } else {
            out::text(&checkpoint)?;
        }
        Ok(Outcome::Fine)
    }
}

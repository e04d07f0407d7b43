//! `probity restore PATH`: the data of a backup, with every erasure since done again.

use std::path::PathBuf;

use clap::Args;
use probity_vault::backup::Conflict;
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out, progress};
use crate::data::copies;

/// Restore a backup; whoever was erased since stays erased
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity restore /backups/2026-11-23 --replace       Over the data that are there
  probity restore /backups/2026-11-23 --data /srv/new The keys' copy lies in /srv/new/keys already

The keys are never restored from a backup: they must be in place, and decide what can be read.
What the data gained since the backup is lost; the ledger is not, where the one in place goes on from
the backup's. Erasures since are done again, on record. Versions of the policy that were published
since stay published.")]
pub(super) struct Restore {
    /// The backup
    path: PathBuf,
    /// Replace the data that are there; entries that their ledger has beyond the backup's are kept
    #[arg(long)]
    replace: bool,
    /// Replace also a ledger that contradicts the backup's: one of the two was tampered with
    #[arg(long)]
    replace_ledger: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    data: String,
    rows: u64,
    erasures_replayed: u64,
    entries_kept: u64,
    made_at_ms: i64,
}

impl Restore {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let dir = self.data.dir();
        let bar = progress::bar("rows", 0);
        let restored = copies::restore(
            &self.path,
            &dir,
            &self.data.overrides(),
            match (self.replace_ledger, self.replace) {
                (true, _) => Conflict::ReplaceLedger,
                (false, true) => Conflict::Replace,
                (false, false) => Conflict::Refuse,
            },
            &mut |done, all| {
                bar.set_length(all);
                bar.set_position(done);
            },
        )?;
        bar.finish_and_clear();
        let report = Report {
            data: dir.path().display().to_string(),
            rows: restored.rows,
            erasures_replayed: restored.replayed,
            entries_kept: restored.kept_entries,
            made_at_ms: restored.made_at_ms,
        };
        if self.report.json {
            out::json(&report)?;
        } else {
            out::line(format_args!(
                "restored {} rows into {}; {} erasures done again, {} later entries of the ledger kept",
                out::grouped(report.rows),
                report.data,
                out::grouped(report.erasures_replayed),
                out::grouped(report.entries_kept)
            ))?;
        }
        Ok(Outcome::Fine)
    }
}

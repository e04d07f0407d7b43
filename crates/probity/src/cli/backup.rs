//! `probity backup PATH`: a copy of the data without the keys.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out, progress};
use crate::data::copies;

/// Write a backup: data, ledger, policies and configuration, never a key
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity backup /backups/2026-11-23
  probity backup /backups/2026-11-23 --data /srv/probity --json

It can be made beside a running service. Without the keys nobody can read it, and who is erased later is erased in it too. So keep a copy of
the directory keys/ apart from the backups, and replace it often: of people who joined after the
last copy nothing can be read if keys/ is lost.")]
pub(super) struct Backup {
    /// Where to write it: a new directory
    path: PathBuf,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    path: String,
    rows: u64,
    ledger_size: u64,
    ledger_root: String,
}

impl Backup {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let (dir, overrides) = (self.data.dir(), self.data.overrides());
        let bar = progress::bar("rows", 0);
        let written = copies::write(&dir, &overrides, &self.path, &mut |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        })?;
        bar.finish_and_clear();
        let report = Report {
            path: self.path.display().to_string(),
            rows: written.rows,
            ledger_size: written.entries,
            ledger_root: crate::data::published::hex(&written.root),
        };
        if self.report.json {
            out::json(&report)?;
        } else {
            out::line(format_args!(
                "{}: {} rows, of which {} on the ledger",
                report.path,
                out::grouped(report.rows),
                out::grouped(report.ledger_size)
            ))?;
            out::line("The keys are not in it: keep a copy of keys/ somewhere else.")?;
        }
        Ok(Outcome::Fine)
    }
}

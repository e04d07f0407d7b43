//! `probity policy compare OLD NEW`: does the new version protect people less?

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::ReportArgs;
use crate::cli::{Failure, Outcome, out};

/// Compare two versions: every change, and whether any of them protects people less
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity policy compare policies/2026-11-23 drafts/2027-01-01
  probity policy compare OLD NEW --json

Rewording is no change. Exit status: 0 not less protective, 1 less protective, 2 an error.")]
pub(in crate::cli) struct Compare {
    /// The version in force
    old: PathBuf,
    /// The version that would follow it
    new: PathBuf,
    #[command(flatten)]
    report: ReportArgs,
}

impl Compare {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let old = super::load(&self.old)?;
        let new = super::load(&self.new)?;
        let comparison = probity_policy::compare(&old, &new);
        if self.report.json {
            out::json(&comparison)?;
        } else {
            super::print_findings(&comparison)?;
            let (old, new) = (old.version(), new.version());
            out::line(match (comparison.less_protective, comparison.findings.is_empty()) {
                (true, _) => format!(
                    "{new} is less protective than {old}: what was collected under {old} stays \
                     under it until the person agrees."
                ),
                (false, true) => format!("{new} allows exactly what {old} allows."),
                (false, false) => format!("{new} is not less protective than {old}."),
            })?;
        }
        Ok(Outcome::holds(!comparison.less_protective))
    }
}

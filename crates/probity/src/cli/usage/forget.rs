//! `probity usage forget`: ends what the policy gave a time that is over.

use clap::Args;
use serde::Serialize;

use crate::cli::args::{DataArgs, ReportArgs};
use crate::cli::{Failure, Outcome, out};
use crate::usage::Usage;
use crate::usage::forget::Over;
use crate::usage::history::day_name;

/// Destroy the keys of addresses whose time is over, and clear away what the policy keeps no longer
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage forget --dry-run     What would go, by the policy in force
  probity usage forget               Let it go, on record

A running service does this each hour. Addresses go with their day's key: fourteen days after the
day began, unless the policy says otherwise, no copy of them opens any more. With SQLite, stop the
service first.")]
pub(in crate::cli) struct Forget {
    /// Only say what is over
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    done: bool,
    days_of_addresses: Vec<String>,
    sealed_files: usize,
    days_of_rejected_lines: Vec<String>,
    history_from: Option<String>,
    history_to: Option<String>,
    segments: usize,
    stray_files: usize,
}

impl Forget {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let usage = Usage::open(&open.vault, &open.config, open.dir.path())?;
        let over = if self.dry_run { usage.due()? } else { usage.forget()? };
        if self.report.json {
            out::json(&report(&over, !self.dry_run))?;
        } else {
            out::text(&shown(&over, self.dry_run))?;
        }
        Ok(Outcome::Fine)
    }
}

fn report(over: &Over, done: bool) -> Report {
    Report {
        done,
        days_of_addresses: over.addresses.iter().map(|day| day_name(*day)).collect(),
        sealed_files: over.sealed_files,
        days_of_rejected_lines: over.rejected.iter().map(|day| day_name(*day)).collect(),
        history_from: over.history.as_ref().map(|days| day_name(*days.start())),
        history_to: over.history.as_ref().map(|days| day_name(*days.end())),
        segments: over.segments,
        stray_files: over.strays,
    }
}

fn shown(over: &Over, dry: bool) -> String {
    if over.is_nothing() {
        return "nothing is over\n".to_owned();
    }
    let (goes, go) = if dry { ("would go", "would go") } else { ("is gone", "are gone") };
    let mut text = String::new();
    if let (Some(first), Some(last)) = (over.addresses.first(), over.addresses.last()) {
        let days = if over.addresses.len() == 1 {
            format!("the key of the addresses of {} {goes}\n", day_name(*first))
        } else {
            let count = out::grouped(over.addresses.len() as u64);
            let (first, last) = (day_name(*first), day_name(*last));
            format!("the keys of the addresses of {count} days ({first} to {last}) {go}\n")
        };
        text.push_str(&days);
    }
    let counted = |count: usize, one: &str, many: &str| {
        let verb = if count == 1 { goes } else { go };
        format!("{} {verb}\n", out::counted(count as u64, one, many))
    };
    if over.sealed_files > 0 {
        text.push_str(&counted(over.sealed_files, "sealed file", "sealed files"));
    }
    if !over.rejected.is_empty() {
        let (one, many) =
            ("day of lines that could not be read", "days of lines that could not be read");
        text.push_str(&counted(over.rejected.len(), one, many));
    }
    if let Some(days) = &over.history {
        let (first, last) = (day_name(*days.start()), day_name(*days.end()));
        text.push_str(&format!("the history from {first} to {last} {goes}: "));
        text.push_str(&counted(over.segments, "segment", "segments"));
    }
    if over.strays > 0 {
        text.push_str(&counted(over.strays, "file without an owner", "files without an owner"));
    }
    text
}

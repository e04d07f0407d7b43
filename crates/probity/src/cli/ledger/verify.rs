//! `probity ledger verify`: every entry, hash and number, and the first place that is wrong.

use std::path::PathBuf;

use clap::Args;
use probity_ledger::{Checkpoint, Report, VerifyingKey};
use probity_vault::{Unverified, Vault};
use serde::Serialize;

use super::shown;
use crate::cli::args::{DataArgs, ReportArgs};
use crate::cli::{Failure, Outcome, out, progress};
use crate::data::{DataError, installation};

/// Verify the whole ledger: any changed byte, missing or reordered entry is found and named
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity ledger verify
  probity ledger verify --json
  probity ledger verify --checkpoint last-month.txt     It also continues what was signed then

It only reads, and works beside a running service.

Exit status: 0 it holds, 1 it does not (the place is named), 2 it could not be read.")]
pub(in crate::cli) struct Verify {
    /// A checkpoint kept from earlier that the ledger must continue; can be given several times
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// The interface that other programs rely on.
#[derive(Serialize)]
struct Holds {
    ok: bool,
    entries: u64,
    root: String,
    checked_subjects: u64,
}

#[derive(Serialize)]
struct Fault {
    ok: bool,
    entries: Option<u64>,
    root: Option<String>,
    checked_subjects: Option<u64>,
    #[serde(rename = "fault")]
    what: String,
}

impl Verify {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let dir = self.data.dir();
        let config = self.data.config()?;
        let sqlite = config.database.url.is_none();
        let what = match installation::look(&dir, &config) {
            Ok(vault) => match verified(&vault, sqlite, &self.checkpoint)? {
                Ok(report) => return self.holds(&report),
                Err(what) => what,
            },
            Err(error) if error.is_damage(sqlite) => damaged(&error),
            Err(error) => return Err(error.into()),
        };
        let report = Fault { ok: false, entries: None, root: None, checked_subjects: None, what };
        if self.report.json {
            out::json(&report)?;
        } else {
            out::line(&report.what)?;
        }
        Ok(Outcome::DoesNotHold)
    }

    fn holds(&self, report: &Report) -> Result<Outcome, Failure> {
        let Report { entries, root, checked_subjects, subjects } = *report;
        if self.report.json {
            out::json(&Holds { ok: true, entries, root: shown(&root), checked_subjects })?;
            return Ok(Outcome::Fine);
        }
        out::line(format_args!("the ledger holds: {}", out::counted(entries, "entry", "entries")))?;
        out::line(format_args!("root {}", shown(&root)))?;
        let whose = out::counted(subjects, "subject", "subjects");
        out::line(match subjects - checked_subjects {
            0 => format!("{whose}, all checked against their public commitments"),
            erased => format!(
                "{whose}, {} of them erased: their keys are destroyed, and their entries were checked \
                 by the ledger's own key",
                out::grouped(erased)
            ),
        })?;
        Ok(Outcome::Fine)
    }
}

/// Verifies, on SQLite or not; the inner error is what does not hold.
pub(in crate::cli) fn verified(
    vault: &Vault,
    sqlite: bool,
    checkpoints: &[PathBuf],
) -> Result<Result<Report, String>, Failure> {
    let key = vault.verifying_key()?;
    let mut expected = Vec::new();
    for path in checkpoints {
        expected.push(read(path, &key)?);
    }
    let bar = progress::bar("entries", 0);
    let verified = vault.verify(&expected, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    match verified {
        Ok(report) => Ok(Ok(report)),
        Err(Unverified::Broken(fault)) => Ok(Err(Unverified::from(fault).to_string())),
        Err(Unverified::Failed(error)) => {
            // What was altered so that it can't be read does not hold; what is out of reach may.
            let error = DataError::from(error);
            if error.is_damage(sqlite) { Ok(Err(damaged(&error))) } else { Err(error.into()) }
        }
    }
}

/// Names what can't be read any more.
fn damaged(error: &DataError) -> String {
    format!("the ledger does not hold: what is stored was altered or has rotted: {error}")
}

/// Reads a kept checkpoint and checks that this ledger's key signed it.
fn read(path: &std::path::Path, key: &VerifyingKey) -> Result<Checkpoint, Failure> {
    let place = path.display();
    let note =
        std::fs::read(path).map_err(|error| Failure::new(format_args!("`{place}`: {error}")))?;
    Checkpoint::verify(&note, key).map_err(|error| {
        Failure::new(format_args!("`{place}` is no checkpoint of this ledger: {error}"))
    })
}

//! `probity policy check DIR`: is this a policy the software can obey?

use std::path::{Path, PathBuf};

use clap::Args;
use probity_policy::{Diagnostics, Policy, Version};
use serde::Serialize;

use crate::cli::args::ReportArgs;
use crate::cli::{Failure, Outcome, out, progress};
use crate::data::published;

/// Check a policy: prose, rules and data map, every mistake with its place
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity policy check policies/2026-11-23     One version
  probity policy check policies                Every version in a directory
  probity policy check policies --json         The same for programs

Exit status: 0 nothing wrong, 2 mistakes were found (each with file, line and column).")]
pub(in crate::cli) struct Check {
    /// A version's folder (with policy.md and data.toml), or a directory of such folders
    dir: PathBuf,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    versions: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    version: String,
    title: String,
    effective: String,
    clauses: usize,
    rules: usize,
    categories: usize,
    fields: usize,
    sha256: String,
}

impl Check {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let json = self.report.json;
        let mut versions = Vec::new();
        let folders = folders(&self.dir)?;
        let bar = progress::bar("policies", folders.len() as u64);
        let mut wrong: Vec<Diagnostics> = Vec::new();
        for folder in folders {
            match Policy::load(&folder) {
                Ok(policy) => versions.push(row(&policy, published::hash(&folder)?)),
                Err(found) => wrong.push(found),
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        if !wrong.is_empty() {
            return Err(super::report_wrong(json, &wrong));
        }
        if json {
            out::json(&Report { ok: true, versions })?;
        } else {
            for row in &versions {
                out::line(format_args!(
                    "{}: {}. {} clauses, {} rules, {} fields in {} categories; in force from {}. \
                     Nothing wrong.",
                    row.version,
                    row.title,
                    row.clauses,
                    row.rules,
                    row.fields,
                    row.categories,
                    row.effective
                ))?;
            }
        }
        Ok(Outcome::Fine)
    }
}

fn row(policy: &Policy, sha256: String) -> Row {
    Row {
        version: policy.version().to_string(),
        title: policy.title().to_owned(),
        effective: policy.effective().to_string(),
        clauses: policy.clauses().len(),
        rules: policy.clauses().iter().map(|clause| clause.rules.len()).sum(),
        categories: policy.map().categories().len(),
        fields: policy.map().fields().len(),
        sha256,
    }
}

/// The folder itself, or the version folders in it, in order.
fn folders(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(dir)
        .map_err(|error| Failure::new(format_args!("`{}`: {error}", dir.display())))?;
    let mut inside: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .filter(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().parse::<Version>().is_ok())
        })
        .collect();
    if inside.is_empty() || dir.join("policy.md").exists() {
        return Ok(vec![dir.to_owned()]);
    }
    inside.sort();
    Ok(inside)
}

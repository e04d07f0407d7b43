//! `probity usage read`: what stands in logs, in numbers. Nothing is stored, no address is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use probity_usage::{Counts, Format, Intake, Kind, Mapping, Reason};
use probity_vault::{Clock as _, SystemClock};
use serde::Serialize;

use super::file::{Log, Wish};
use super::merge::{self, Damaged};
use crate::cli::args::ReportArgs;
use crate::cli::{Failure, Outcome, out, progress};
use crate::usage::AHEAD;

/// Count what access logs hold: lines, pages, visits, and what could not be read; store nothing
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage read access.log                    Tell the format, count what is in it
  probity usage read access.log.*.gz access.log    Many files, as one log in time order
  probity usage read --format common -             Standard input, as the format of that name
  probity usage read --mapping app.toml app.log    JSON lines of a program of your own
  probity usage read --json access.log             The same for programs

Formats: common, combined, vhost-combined, combined-seconds, combined-microseconds,
nginx-json, caddy, traefik, iis, cloudfront, alb; plain or compressed with gzip, zstd or bzip2.

Only numbers are shown: no address, no path, nothing of a line that could not be read.
Visits are told by site, address and browser; docs/data-model.md says how.

Exit status: 0 it was read, 2 it is no access log or could not be read.")]
pub(in crate::cli) struct Read {
    /// The logs, `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The format, instead of what the first lines tell
    #[arg(long, value_name = "NAME", conflicts_with = "mapping")]
    format: Option<Format>,
    /// JSON lines: a TOML file that says where the parts of a request stand
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Of a compressed file that is damaged or cut off, take the lines before the damage
    #[arg(long)]
    take_damaged: bool,
    #[command(flatten)]
    report: ReportArgs,
}

/// The interface that other programs rely on.
#[derive(Serialize)]
struct Report {
    files: usize,
    formats: Vec<FileFormat>,
    lines: u64,
    directives: u64,
    accepted: u64,
    rejected: u64,
    rejected_by: BTreeMap<&'static str, u64>,
    pages: u64,
    assets: u64,
    bots: u64,
    errors: u64,
    probes: u64,
    others: u64,
    visits: u64,
    late: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    damaged: Vec<DamagedFile>,
    seconds: f64,
}

/// A file of which the lines before the damage were taken.
#[derive(Serialize)]
struct DamagedFile {
    file: String,
    lines: u64,
    why: String,
}

#[derive(Serialize)]
struct FileFormat {
    file: String,
    format: String,
}

impl Read {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let started = SystemClock.now_ms();
        named_once(&self.files)?;
        let wish = Wish {
            format: self.format,
            mapping: self.mapping.as_deref().map(mapping).transpose()?,
            latest: started.saturating_add(AHEAD),
        };
        let size = |file: &PathBuf| std::fs::metadata(file).map_or(0, |found| found.len());
        let bar = progress::bytes("reading", self.files.iter().map(size).sum());
        let mut logs = Vec::new();
        for file in &self.files {
            logs.push(Log::look(file, &wish, &bar)?);
        }
        let format = |log: &Log| FileFormat { file: log.name.clone(), format: log.format.clone() };
        let formats: Vec<_> = logs.iter().map(format).collect();
        let mut intake = Intake::new().map_err(Failure::new)?;
        let damaged = merge::take_in(logs, &mut intake, self.take_damaged, &bar)?;
        let counts = intake.finish(&mut |_| {});
        bar.finish_and_clear();
        let millis = SystemClock.now_ms().saturating_sub(started).max(0);
        let millis = u64::try_from(millis).unwrap_or_default();
        let report = report(formats, damaged, &counts, millis);
        if self.report.json {
            out::json(&report)?;
        } else {
            out::text(&shown(&report))?;
        }
        Ok(Outcome::Fine)
    }
}

/// Refuses a file that is named twice.
pub(super) fn named_once(files: &[PathBuf]) -> Result<(), Failure> {
    let mut named = BTreeSet::new();
    match files.iter().find(|file| !named.insert(*file)) {
        Some(twice) => {
            let twice = twice.display();
            Err(Failure::new(format_args!("`{twice}` is named twice: name it once")))
        }
        None => Ok(()),
    }
}

pub(super) fn mapping(file: &std::path::Path) -> Result<Mapping, Failure> {
    let wrong = |why: &dyn std::fmt::Display| {
        Failure::new(format_args!("the mapping `{}`: {why}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
    Mapping::parse(&text).map_err(|error| wrong(&error))
}

fn report(formats: Vec<FileFormat>, damaged: Vec<Damaged>, counts: &Counts, millis: u64) -> Report {
    let damaged = damaged.into_iter();
    let damaged = damaged.map(|it| DamagedFile { file: it.name, lines: it.lines, why: it.why });
    let rejected = Reason::ALL.map(|reason| (reason.name(), counts.rejected_for(reason)));
    #[expect(clippy::cast_precision_loss, reason = "a duration of this size is exact enough")]
    let seconds = millis as f64 / 1000.0;
    Report {
        files: formats.len(),
        formats,
        lines: counts.lines,
        directives: counts.directives,
        accepted: counts.accepted,
        rejected: counts.rejected(),
        rejected_by: rejected.into_iter().filter(|(_, count)| *count > 0).collect(),
        pages: counts.of(Kind::Page),
        assets: counts.of(Kind::Asset),
        bots: counts.of(Kind::Bot),
        errors: counts.of(Kind::Error),
        probes: counts.of(Kind::Probe),
        others: counts.of(Kind::Other),
        visits: counts.visits,
        late: counts.late,
        damaged: damaged.collect(),
        seconds,
    }
}

/// The report for people: the files, the lines, what they were.
fn shown(report: &Report) -> String {
    let row = |name: &str, count: u64, what: &str| {
        vec![name.to_owned(), out::grouped(count), what.to_owned()]
    };
    let files = report.formats.iter().map(|file| vec![file.file.clone(), file.format.clone()]);
    let mut text = out::table(&files.collect::<Vec<_>>());
    text.push('\n');
    let mut rows = vec![
        row("lines", report.lines, ""),
        row("accepted", report.accepted, ""),
        row("rejected", report.rejected, ""),
    ];
    for reason in Reason::ALL {
        if let Some(count) = report.rejected_by.get(reason.name()) {
            rows.push(row(&format!("  {}", reason.name()), *count, &reason.to_string()));
        }
    }
    rows.extend([
        row("pages", report.pages, "viewed by people"),
        row("assets", report.assets, "images, styles, scripts, feeds"),
        row("bots", report.bots, "requests of programs"),
        row("errors", report.errors, "status 400 and above, or no answer"),
        row("probes", report.probes, "somebody looked for a weakness"),
        row("others", report.others, "forms sent, redirects, questions"),
        row("visits", report.visits, "by the same browser, pauses up to 30 minutes"),
    ]);
    if report.late > 0 {
        rows.push(row("late", report.late, "pages too far out of order to join a visit"));
    }
    text.push_str(&trimmed(&out::table(&rows)));
    for DamagedFile { file, lines, why } in &report.damaged {
        let lines = out::grouped(*lines);
        text.push_str(&format!("\n`{file}`: {why}; the {lines} lines before that were taken\n"));
    }
    text.push_str(&format!("\nread in {:.1} s; nothing was stored\n", report.seconds));
    text
}

/// Without the blanks that an empty last column leaves.
fn trimmed(table: &str) -> String {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

//! `probity usage import`: takes servers' logs into the history, each line once, all of it or nothing.

use std::collections::HashMap;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use probity_usage::engine::{Engine, Hooks};
use probity_usage::guard::{Block, Decision, Guard, Matcher};
use probity_usage::history::{Collector, Sites};
use probity_usage::{Counts, Format, Kind, MAX_LINE, WINDOW};
use probity_vault::Vault;
use serde::Serialize;

use super::file::{Log, Wish, damage};
use super::followed::{self, Wanted};
use super::merge::{self, Damaged};
use super::read::{mapping, named_once};
use crate::cli::args::{DataArgs, ReportArgs};
use crate::cli::{Failure, Outcome, out, progress};
use crate::config::SiteName;
use crate::guard::{Protection, book};
use crate::usage::history::{self, Commit, Stand};
use crate::usage::known::{self, Running};
use crate::usage::packing::Packing;
use crate::usage::staging::{Room, unwritten};
use crate::usage::stream::{self, TakenUp};
use crate::usage::{AHEAD, Usage};

/// Take servers' access logs into the history of visits: each line once, all of it or nothing
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage import --site www.example.org access.log
  probity usage import --site www.example.org access.log.*.gz access.log
  probity usage import vhosts.log            The lines name their sites
  probity usage import --follow --site www.example.org /var/log/nginx/access.log
  zcat old.gz | probity usage import --site shop.example.org -

Formats and compressions are told from the file, as by `probity usage read`, which stores nothing.
A file that was read before counts once, whatever its name; of one that has grown, what is new.
Visits go on where the last import of the same site ended.

Without --site, lines count for the site they name if it is one of `usage.sites` in foundation.toml
or this one, otherwise for `other`.

Addresses are sealed with a key of their day, which is destroyed when their time is over; those of
days past it are dropped at once, and only the network remains. With SQLite, stop the service first,
or send it the log (docs/operations.md).

Exit status: 0 it is in, 2 nothing was stored.")]
pub(in crate::cli) struct Import {
    /// The logs, `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The site that all lines count for
    #[arg(long, value_name = "NAME")]
    site: Option<SiteName>,
    /// The format, instead of what the first lines tell
    #[arg(long, value_name = "NAME", conflicts_with = "mapping")]
    format: Option<Format>,
    /// JSON lines: a TOML file that says where the parts of a request stand
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Go on with the file as it grows, across its rotation, until told to stop
    #[arg(long, conflicts_with = "take_damaged")]
    follow: bool,
    /// With --follow: how often what came is stored
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "follow")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=3600))]
    every: u32,
    /// Of a compressed file that is damaged or cut off, take the lines before the damage
    #[arg(long)]
    take_damaged: bool,
    /// How many threads work on it
    #[arg(long, value_name = "COUNT", default_value = "2")]
    threads: NonZeroUsize,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// The interface that other programs rely on.
#[derive(Serialize)]
struct Report {
    files: usize,
    known: Vec<String>,
    lines: u64,
    accepted: u64,
    rejected: u64,
    requests: u64,
    pages: u64,
    visits: u64,
    open_visits: u64,
    late: u64,
    segments: usize,
    threats: usize,
    damaged: Vec<String>,
    seconds: f64,
}

/// What an import found.
#[derive(Default)]
struct Found {
    counts: Counts,
    damaged: Vec<Damaged>,
    open: u64,
    segments: usize,
    threats: usize,
}

/// A log that has something new.
struct New {
    name: String,
    packing: Packing,
    log: Log,
    source: known::Source,
    /// How far it was read before.
    from: u64,
}

impl Import {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        named_once(&self.files)?;
        let open = self.data.open()?;
        let started = open.clock.now_ms();
        let usage = Usage::open(&open.vault, &open.config, open.dir.path())?;
        let wish = Wish {
            format: self.format,
            mapping: self.mapping.as_deref().map(mapping).transpose()?,
            latest: started.saturating_add(AHEAD),
        };
        if self.follow {
            let [path] = self.files.as_slice() else {
                return Err(Failure::new("`--follow` follows one file: name one"));
            };
            if path.as_os_str() == "-" {
                return Err(Failure::new("`--follow` follows a file, and `-` is none"));
            }
            let (site, every) = (self.site.as_ref(), Duration::from_secs(self.every.into()));
            let wanted = Wanted { path, site, wish, every, json: self.report.json };
            followed::run(&usage, &*open.clock, wanted)?;
            return Ok(Outcome::Fine);
        }
        let size = |file: &PathBuf| std::fs::metadata(file).map_or(0, |found| found.len());
        let bar = progress::bytes("importing", self.files.iter().map(size).sum());
        let scope = stream::imported(self.site.as_ref().map(SiteName::as_str));
        let (mut logs, mut known) = (Vec::new(), Vec::new());
        for file in &self.files {
            let log = Log::look(file, &wish, &bar)?;
            let name = log.name.clone();
            if self.site.is_none() && !log.names_sites() {
                return Err(Failure::new(format_args!(
                    "`{name}` does not say which site it is of: name that with `--site`"
                )));
            }
            match new(&open.vault, &scope, log)? {
                Some(new) => logs.push(new),
                None => known.push(name),
            }
        }
        let files = logs.len();
        let found = if logs.is_empty() {
            Found::default()
        } else {
            let guard = Protection::for_import(&open.config, open.dir.path())?;
            self.take_in(&usage, &scope, logs, guard, &bar)?
        };
        bar.finish_and_clear();
        let millis = open.clock.now_ms().saturating_sub(started).max(0);
        #[expect(clippy::cast_precision_loss, reason = "a duration of this size is exact enough")]
        let seconds = millis as f64 / 1000.0;
        let report = report(files, known, &found, seconds);
        if self.report.json {
            out::json(&report)?;
        } else {
            out::text(&shown(&report, &found.damaged))?;
        }
        Ok(Outcome::Fine)
    }

    /// Reads the logs into segments and makes these count.
    fn take_in(
        &self,
        usage: &Usage,
        scope: &str,
        logs: Vec<New>,
        guard: Option<(Arc<Matcher>, Guard)>,
        bar: &indicatif::ProgressBar,
    ) -> Result<Found, Failure> {
        let sites = match &self.site {
            Some(site) => Sites::forced(site.as_str()),
            None => usage.sites().clone(),
        };
        let vault = usage.vault();
        let first = logs.iter().map(|new| new.log.first).min().unwrap_or(i64::MIN);
        let TakenUp { mut sessions, replaced, revision } = stream::take_up(vault, scope)?;
        // Logs from before what was read last can't be gone on with: their visits end with them.
        let goes_on = sessions.newest().is_none_or(|newest| first >= newest - WINDOW);
        let mut engine = Engine::new().map_err(Failure::new)?.with_threads(self.threads.get());
        if !goes_on {
            sessions = stream::fresh(vault);
            engine = engine.ending_visits();
        }
        let (matcher, mut guard) = guard.unzip();
        if let Some(matcher) = matcher {
            engine = engine.with_matcher(matcher);
        }
        let mut decided = Decided::default();
        let mut accounts = Vec::new();
        let mut sources = Vec::new();
        for New { name, packing, log, source, from } in logs {
            sources.push(log.source(from, bar));
            accounts.push((name, packing, source));
        }
        let running: Vec<_> = accounts.iter().map(|_| Mutex::new(Running::default())).collect();
        let observe = |source: usize, bytes: &[u8]| {
            if let Some(running) = running.get(source) {
                running.lock().unwrap_or_else(PoisonError::into_inner).take(bytes);
            }
        };
        let rows = Collector::new(Room::new(vault, usage.data())?, sites.clone());
        let done = engine.run(sources, &mut sessions, guard.as_mut(), rows, &mut decided, &observe);
        let (summary, mut rows) = done.map_err(|error| unwritten(usage.data(), &error))?;
        let mut commit = Commit { segments: rows.take(scope, Stand::Final), ..Commit::default() };
        let mut damaged = Vec::new();
        let logs = out::counted(accounts.len() as u64, "log", "logs");
        let read = accounts.into_iter().zip(running).zip(summary.sources);
        for (((name, packing, source), running), read) in read {
            let mut running = running.into_inner().unwrap_or_else(PoisonError::into_inner);
            let lines = read.lines;
            match read.damage {
                None => running.end(),
                Some(error) => {
                    let damage = Damaged { name, lines, why: damage(packing, &error) };
                    if !self.take_damaged {
                        return Err(merge::offered(&damage, "stored"));
                    }
                    damaged.push(damage);
                }
            }
            commit.readings.push(source.reading(vault, &running, lines));
        }
        let room = Room::new(vault, usage.data())?;
        let mut found = Found { counts: summary.counts, damaged, ..Found::default() };
        let mut carried = None;
        if goes_on {
            let (room, open, carry) =
                stream::carry(usage, room, scope, &sites, &sessions, revision)?;
            found.open = open.iter().map(|segment| segment.visits).sum();
            commit.segments.extend(open);
            commit.carries.push(carry);
            commit.replaced = replaced;
            carried = Some(room);
        }
        let of = self.site.as_ref().map_or("several sites", SiteName::as_str);
        commit.note = format!("{logs} of {of}: {} requests", out::grouped(found.counts.accepted));
        found.segments = commit.segments.len();
        history::commit(vault, usage.files(), &commit)?;
        drop((rows, carried));
        found.threats = decided.keep(vault)?;
        Ok(found)
    }
}

/// What the guard decided on the way: at most so many, the last of each block and scenario.
#[derive(Default)]
struct Decided(HashMap<(Block, String), Decision>);

/// Blocks and scenarios remembered at most.
const MOST_DECIDED: usize = 100_000;

impl Hooks for Decided {
    fn decided(&mut self, decision: Decision) -> io::Result<()> {
        let key = (decision.block, decision.scenario.clone());
        if let Some(known) = self.0.get_mut(&key) {
            let (first, count) = (known.first, known.count);
            *known = decision;
            known.first = known.first.min(first);
            known.count = known.count.saturating_add(count);
        } else if self.0.len() < MOST_DECIDED {
            self.0.insert(key, decision);
        }
        Ok(())
    }
}

impl Decided {
    /// Stores them; how many they are.
    fn keep(self, vault: &Vault) -> Result<usize, Failure> {
        let named = |decision| {
            let mut id = [0; 16];
            vault.random().fill(&mut id);
            book::Found::imported(decision, id)
        };
        let found: Vec<_> = self.0.into_values().map(named).collect();
        book::keep(vault, &found)?;
        Ok(found.len())
    }
}

/// How far a log was read before; none when there is nothing new in it.
fn new(vault: &Vault, scope: &str, mut log: Log) -> Result<Option<New>, Failure> {
    let source = known::Source::look(vault, scope, log.head())?;
    let (name, packing) = (log.name.clone(), log.packing);
    let mut from = 0;
    if !source.is_new() {
        let Some(bytes) = log.again() else {
            return Err(Failure::new(format_args!(
                "standard input begins like a log that was read before; save it as a file and name \
                 that, so that only what is new in it counts"
            )));
        };
        let mut bytes = bytes?;
        from = source.read_before(vault, &mut *bytes)?.length();
        if from > 0 {
            // The bytes before are passed over once more, unless nothing follows.
            let mut bytes = log.again().transpose()?.ok_or_else(|| Failure::new("it is gone"))?;
            std::io::copy(&mut bytes.by_ref().take(from), &mut std::io::sink())?;
            let mut ahead = Vec::new();
            bytes.take(MAX_LINE as u64).read_to_end(&mut ahead)?;
            if ahead.is_empty() {
                return Ok(None);
            }
            log.begins_with(&ahead);
        }
    }
    Ok(Some(New { name, packing, log, source, from }))
}

fn report(files: usize, known: Vec<String>, found: &Found, seconds: f64) -> Report {
    let counts = &found.counts;
    Report {
        files,
        known,
        lines: counts.lines,
        accepted: counts.accepted,
        rejected: counts.rejected(),
        requests: counts.accepted,
        pages: counts.of(Kind::Page),
        visits: counts.visits,
        open_visits: found.open,
        late: counts.late,
        segments: found.segments,
        threats: found.threats,
        damaged: found.damaged.iter().map(|damaged| damaged.name.clone()).collect(),
        seconds,
    }
}

fn shown(report: &Report, damaged: &[Damaged]) -> String {
    let mut text = String::new();
    for name in &report.known {
        text.push_str(&format!("`{name}` was read before: nothing new in it\n"));
    }
    if report.files == 0 {
        return text;
    }
    let row = |name: &str, count: u64, what: &str| {
        vec![name.to_owned(), out::grouped(count), what.to_owned()]
    };
    let open = report.open_visits;
    let rows = [
        row("lines", report.lines, "new ones"),
        row("requests", report.accepted, "kept for protection, availability and performance"),
        row("rejected", report.rejected, "could not be read; `probity usage read` says why"),
        row("pages", report.pages, "viewed by people"),
        row("threats", report.threats as u64, "acted out; `probity usage threats` lists them"),
        row(
            "visits",
            report.visits + open,
            "of which are still open, and go on with the next log:",
        ),
        row("", open, ""),
    ];
    let table = out::table(&rows);
    text.push_str(&table.lines().map(|line| format!("{}\n", line.trim_end())).collect::<String>());
    for Damaged { name, lines, why } in damaged {
        let lines = out::grouped(*lines);
        text.push_str(&format!("`{name}`: {why}; the {lines} lines before that were taken\n"));
    }
    text.push_str(&format!("imported in {:.1} s\n", report.seconds));
    text
}

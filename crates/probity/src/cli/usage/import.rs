//! `probity usage import`: takes servers' logs into the history, each line once, all of it or nothing.

use std::io::{Read as _, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use probity_usage::engine::Engine;
use probity_usage::guard::{Guard, Matcher};
use probity_usage::history::{Collector, Sites};
use probity_usage::{Format, MAX_LINE, WINDOW};
use probity_vault::Vault;

use super::file::{Log, Wish, damage};
use super::followed::{self, Wanted};
use super::imported::{Found, Noted, Report};
use super::merge::{self, Damaged};
use super::read::{mapping, named_once};
use crate::cli::args::{DataArgs, ReportArgs};
use crate::cli::{Failure, Outcome, out, progress};
use crate::config::SiteName;
use crate::guard::{Protection, book};
use crate::usage::history::{self, Commit, Stand};
use crate::usage::known::{self, Running};
use crate::usage::packing::Packing;
use crate::usage::rejected::Log as Lines;
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
days past it are dropped at once, and only the network remains. Lines that cannot be read are kept in
the same way, at most 10,000 of a file: `probity usage rejected` shows them. With SQLite, stop the service first,
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

/// A log that has something new.
struct New {
    name: String,
    packing: Packing,
    log: Log,
    source: known::Source,
    /// How far it was read before, and how many lines that were.
    from: u64,
    known: u64,
}

/// A log as it is looked up.
enum Seen {
    /// It has something new.
    New(Box<New>),
    /// All of its lines were read before: so many.
    Known(u64),
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
        let (mut logs, mut known, mut duplicates) = (Vec::new(), Vec::new(), 0);
        for file in &self.files {
            let log = Log::look(file, &wish, &bar)?;
            let name = log.name.clone();
            if self.site.is_none() && !log.names_sites() {
                return Err(Failure::new(format_args!(
                    "`{name}` does not say which site it is of: name that with `--site`"
                )));
            }
            match look_up(&open.vault, &scope, log)? {
                Seen::New(new) => {
                    duplicates += new.known;
                    logs.push(*new);
                }
                Seen::Known(lines) => {
                    duplicates += lines;
                    known.push(name);
                }
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
        let report = Report::new(files, known, duplicates, &found, seconds);
        if self.report.json {
            out::json(&report)?;
        } else {
            out::text(&report.shown(&found.damaged))?;
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
        let mut found = Found { open_before: sessions.open() as u64, ..Found::default() };
        let goes_on = sessions.newest().is_none_or(|newest| first >= newest - WINDOW);
        let mut engine = Engine::new().map_err(Failure::new)?.with_threads(self.threads.get());
        if !goes_on {
            sessions = stream::fresh(vault);
            found.open_before = 0;
            engine = engine.ending_visits();
        }
        let (matcher, mut guard) = guard.unzip();
        if let Some(matcher) = matcher {
            engine = engine.with_matcher(matcher);
        }
        let mut noted = Noted::new(
            vault,
            logs.iter().map(|new| {
                // Standard input has no name.
                let mut log = Lines::at(Path::new(&new.name));
                log.behind(new.known);
                log
            }),
        );
        let mut accounts = Vec::new();
        let mut sources = Vec::new();
        for New { name, packing, log, source, from, known } in logs {
            sources.push(log.source(from, known, bar));
            accounts.push((name, packing, source, known));
        }
        let running: Vec<_> = accounts.iter().map(|_| Mutex::new(Running::default())).collect();
        let observe = |source: usize, bytes: &[u8]| {
            if let Some(running) = running.get(source) {
                running.lock().unwrap_or_else(PoisonError::into_inner).take(bytes);
            }
        };
        let rows = Collector::new(Room::new(vault, usage.data())?, sites.clone());
        let done = engine.run(sources, &mut sessions, guard.as_mut(), rows, &mut noted, &observe);
        let (summary, mut rows) = done.map_err(|error| unwritten(usage.data(), &error))?;
        let mut commit = Commit { segments: rows.take(scope, Stand::Final), ..Commit::default() };
        let logs = out::counted(accounts.len() as u64, "log", "logs");
        let read = accounts.into_iter().zip(running).zip(summary.sources);
        for (((name, packing, source, known), running), read) in read {
            let mut running = running.into_inner().unwrap_or_else(PoisonError::into_inner);
            let lines = read.lines;
            match read.damage {
                None => running.end(),
                Some(error) => {
                    let damage = Damaged { name, lines, why: damage(packing, &error) };
                    if !self.take_damaged {
                        return Err(merge::offered(&damage, "stored"));
                    }
                    found.damaged.push(damage);
                }
            }
            let new = lines.saturating_sub(known);
            commit.readings.push(source.reading(vault, &running, new));
        }
        let room = Room::new(vault, usage.data())?;
        found.counts = summary.counts;
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
        let Noted { decided, rejected, .. } = noted;
        commit.decisions = book::seal(vault, &decided.found(vault))?;
        commit.rejected = rejected.stage(scope, sites.of(b""))?;
        found.threats = commit.decisions.count();
        found.rejected_kept = commit.rejected.lines;
        history::commit(vault, usage.files(), &commit)?;
        drop((rows, carried));
        Ok(found)
    }
}

/// How far a log was read before.
fn look_up(vault: &Vault, scope: &str, mut log: Log) -> Result<Seen, Failure> {
    let source = known::Source::look(vault, scope, log.head())?;
    let (name, packing) = (log.name.clone(), log.packing);
    let (mut from, mut known) = (0, 0);
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
            let mut passed = LineEnds::default();
            std::io::copy(&mut bytes.by_ref().take(from), &mut passed)?;
            known = passed.count;
            let mut ahead = Vec::new();
            bytes.take(MAX_LINE as u64).read_to_end(&mut ahead)?;
            if ahead.is_empty() {
                return Ok(Seen::Known(known + u64::from(passed.is_within)));
            }
            log.begins_with(&ahead);
        }
    }
    Ok(Seen::New(Box::new(New { name, packing, log, source, from, known })))
}

/// Counts the ends of lines.
#[derive(Default)]
struct LineEnds {
    count: u64,
    /// Whether something stands behind the last one.
    is_within: bool,
}

impl Write for LineEnds {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.count += bytes.split(|byte| *byte == b'\n').skip(1).count() as u64;
        self.is_within = bytes.last().map_or(self.is_within, |last| *last != b'\n');
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

//! `probity usage import --follow`: a log that is written on, taken into the history as it grows.
//!
//! What was read of a file is kept with what came out of it, so that whoever follows it again, or imports
//! it, goes on where this ended. Only whole lines count as read.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::Duration;

use probity_usage::history::Sites;
use probity_usage::{Format, Line, MAX_LINE, Reader, detect};
use probity_vault::Clock;
use serde::Serialize;
use tokio::time::{MissedTickBehavior, interval};

use super::file::{Wish, names_site, of_first};
use super::follow::{Follow, Taker};
use crate::cli::{Failure, out, service};
use crate::config::SiteName;
use crate::usage::known::{HEAD, Reading, Running, Source};
use crate::usage::rejected::Log;
use crate::usage::stream::{self, Stream};
use crate::usage::{AHEAD, Usage, UsageError};

/// How often the file is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// What to follow, and how.
pub(super) struct Wanted<'w> {
    pub(super) path: &'w Path,
    pub(super) site: Option<&'w SiteName>,
    pub(super) wish: Wish,
    /// How often what came is stored.
    pub(super) every: Duration,
    pub(super) json: bool,
}

/// What a commit kept.
#[derive(Serialize)]
struct Stored {
    lines: u64,
    requests: u64,
    rejected: u64,
}

/// Takes what is followed into a stream.
struct Taking<'u> {
    usage: &'u Usage,
    path: &'u Path,
    clock: &'u dyn Clock,
    scope: String,
    stream: Stream,
    reader: Option<Reader>,
    site: bool,
    /// The file that is being read.
    file: Option<Account>,
    /// Files that are over and in no commit yet.
    over: Vec<Reading>,
    /// Lines since the last commit.
    lines: u64,
    rejected: u64,
}

/// How far a file was read.
struct Account {
    source: Source,
    running: Running,
    /// How far the last commit has it.
    from: u64,
    lines: u64,
    log: Log,
}

/// Follows until told to stop; what came then is stored.
pub(super) fn run(usage: &Usage, clock: &dyn Clock, wanted: Wanted<'_>) -> Result<(), Failure> {
    let Wanted { path, site, wish, every, json } = wanted;
    let sites = site.map_or_else(|| usage.sites().clone(), |site| Sites::forced(site.as_str()));
    let scope = stream::imported(site.map(SiteName::as_str));
    let reader = match (wish.mapping, wish.format) {
        (Some(mapping), _) => Some(Reader::mapped(mapping, wish.latest)),
        (None, Some(format)) => Some(reader(format, wish.latest)?),
        (None, None) => None,
    };
    let stream = Stream::open(usage, &scope, sites)?;
    let mut taking = Taking {
        usage,
        path,
        clock,
        scope,
        stream,
        reader,
        site: site.is_some(),
        file: None,
        over: Vec::new(),
        lines: 0,
        rejected: 0,
    };
    let mut follow = Follow::new(path);
    let runtime = service::runtime()?;
    let (mut asked, mut looks, mut commits) = {
        let _inside = runtime.enter();
        (Box::pin(service::asked_to_stop()?), interval(LOOK), interval(every))
    };
    for timer in [&mut looks, &mut commits] {
        timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    }
    // The first comes at once.
    runtime.block_on(commits.tick());
    loop {
        // Only waiting is done in there: reading and storing may block.
        let next = runtime.block_on(async {
            tokio::select! {
                biased;
                () = &mut asked => Next::Stop,
                _ = commits.tick() => Next::Store,
                _ = looks.tick() => Next::Look,
            }
        });
        match next {
            Next::Look => while follow.step(&mut taking)?.more {},
            Next::Store => taking.store(json)?,
            Next::Stop => {
                follow.step(&mut taking)?;
                return taking.commit_now(json).map_err(Failure::from);
            }
        }
    }
}

/// What there is to do.
enum Next {
    Look,
    Store,
    Stop,
}

fn reader(format: Format, latest: i64) -> Result<Reader, Failure> {
    Reader::new(format, latest).map_err(Failure::new)
}

impl Taking<'_> {
    /// Stores what came; when that can't be done now, with the next.
    fn store(&mut self, json: bool) -> Result<(), Failure> {
        match self.commit_now(json) {
            Err(UsageError::Elsewhere) => Err(UsageError::Elsewhere.into()),
            Err(error) => {
                tracing::error!(%error, "what came could not be stored; it is tried again");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn commit_now(&mut self, json: bool) -> Result<(), UsageError> {
        let mut readings = self.over.clone();
        readings.extend(self.file.as_ref().and_then(|file| file.reading(self.usage)));
        if readings.is_empty() && !self.stream.is_behind() {
            return Ok(());
        }
        let note =
            format!("{} of a log that is followed", out::counted(self.lines, "line", "lines"));
        let committed = self.stream.commit(self.usage, readings, note)?;
        self.over.clear();
        if let Some(file) = &mut self.file {
            file.from = file.running.length();
            file.lines = 0;
        }
        let rejected = self.stream.counts().rejected();
        let stored = Stored {
            lines: std::mem::take(&mut self.lines),
            requests: committed.requests,
            rejected: rejected - std::mem::replace(&mut self.rejected, rejected),
        };
        // It is stored, whether anybody reads that or not.
        let _ = if json {
            out::json(&stored)
        } else {
            let requests = out::counted(stored.requests, "request", "requests");
            out::line(format_args!("stored {requests}"))
        };
        Ok(())
    }

    fn reader_of(&mut self, ahead: &[u8]) -> Result<Reader, Failure> {
        let latest = self.clock.now_ms().saturating_add(AHEAD);
        let Some(found) = detect(ahead).map_err(Failure::new)? else {
            return reader(Format::Combined, latest);
        };
        Ok(reader(found.format, latest)?.behind_syslog(found.syslog))
    }
}

impl Account {
    /// What of it no commit has yet.
    fn reading(&self, usage: &Usage) -> Option<Reading> {
        let is_new = self.running.length() > self.from;
        is_new.then(|| self.source.clone().reading(usage.vault(), &self.running, self.lines))
    }
}

impl Taker for Taking<'_> {
    fn begin(&mut self, file: &File) -> Result<u64, Failure> {
        let mut ahead = Vec::new();
        At(file, 0).take(MAX_LINE as u64).read_to_end(&mut ahead)?;
        if self.reader.is_none() {
            self.reader = Some(self.reader_of(&ahead)?);
        }
        let Some(reader) = &mut self.reader else { return Ok(0) };
        if !self.site && !of_first(&ahead, reader.clone(), names_site).unwrap_or_default() {
            return Err(Failure::new(
                "the log does not say which site it is of: name that with `--site`",
            ));
        }
        let vault = self.usage.vault();
        let head = ahead.get(..HEAD).unwrap_or(&ahead);
        let source = Source::look(vault, &self.scope, head)?;
        let running = source.read_before(vault, &mut At(file, 0))?;
        let from = running.length();
        let mut known = 0;
        reader.pass_over(At(file, 0).take(from), &mut known)?;
        let mut log = Log::at(self.path);
        log.behind(known);
        self.file = Some(Account { source, running, from, lines: 0, log });
        Ok(from)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if let Some(file) = &mut self.file {
            file.running.take(bytes);
        }
    }

    fn line(&mut self, line: Line<'_>) {
        let Some(reader) = &mut self.reader else { return };
        reader.until(self.clock.now_ms().saturating_add(AHEAD));
        let Some(file) = &mut self.file else { return };
        self.stream.line(reader, line, &mut file.log);
        self.lines += 1;
        file.lines += 1;
    }

    fn end(&mut self) {
        let Some(mut file) = self.file.take() else { return };
        // What stands after its last line end was a line too.
        file.running.end();
        self.over.extend(file.reading(self.usage));
    }
}

/// Reads a file from somewhere on, and leaves it to others where it stands.
struct At<'f>(&'f File, u64);

impl Read for At<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read_at(into, self.1)?;
        self.1 += read as u64;
        Ok(read)
    }
}

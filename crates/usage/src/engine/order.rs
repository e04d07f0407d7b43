//! What has to be done line after line: the logs in time order, visits, the guard, the sorting into
//! segments. One thread at a time does it.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use super::parse::{Batch, NONE, Parsed, Record};
use super::{Hooks, Rejected, SourceSummary, Summary};
use crate::classify::Kind;
use crate::guard::Guard;
use crate::history::{Asked, Collector, Done, Job, Staging};
use crate::visits::{Event, PageView, Sessions, WINDOW};

/// How far one log may be read ahead of another, in milliseconds.
const SLACK: i64 = WINDOW / 4;

/// A log that is open.
pub(super) struct Reading {
    pub(super) source: usize,
    /// The time of its next line, as far as it is known.
    next: i64,
    /// The chunk that is being read, and where in it.
    batch: Option<(Batch, Place)>,
}

/// Where in a batch.
struct Place {
    line: usize,
    /// The sites of the batch as they are handed out.
    sites: Vec<Arc<[u8]>>,
}

/// What the ordered part can go on with.
pub(super) enum Need {
    /// The next chunk of that source.
    Chunk(usize),
    /// Nothing more.
    Nothing,
}

/// The state of the ordered part.
pub(super) struct Order<'a, S> {
    pub(super) sessions: &'a mut Sessions,
    pub(super) guard: Option<&'a mut Guard>,
    pub(super) collector: Collector<S>,
    pub(super) hooks: &'a mut dyn Hooks,
    pub(super) summary: Summary,
    /// Logs that are open, in the order in which they were opened.
    open: Vec<Reading>,
    /// Those that are not, by the time of their first line.
    waiting: VecDeque<(i64, usize)>,
    /// Up to when the log that is read on may be read.
    until: i64,
    /// Whether that has to be looked at.
    choose: bool,
    current: usize,
    is_closed: bool,
    /// Batches to use again.
    pub(super) spare: Vec<Batch>,
}

impl<'a, S: Staging> Order<'a, S> {
    pub(super) fn new(
        sessions: &'a mut Sessions,
        guard: Option<&'a mut Guard>,
        collector: Collector<S>,
        hooks: &'a mut dyn Hooks,
        firsts: &[(i64, u64)],
    ) -> Self {
        let mut waiting: Vec<_> = firsts.iter().map(|(first, _)| *first).zip(0..).collect();
        // Of logs that begin at once, the one that was named first comes first.
        waiting.sort_by_key(|(first, _)| *first);
        let sources = firsts.iter().map(|(_, lines)| SourceSummary::after(*lines)).collect();
        Self {
            sessions,
            guard,
            collector,
            hooks,
            summary: Summary { sources, ..Summary::default() },
            open: Vec::new(),
            waiting: waiting.into(),
            until: i64::MAX,
            choose: true,
            current: 0,
            is_closed: false,
            spare: Vec::new(),
        }
    }

    /// Which chunk it needs next.
    pub(super) fn need(&mut self) -> Need {
        if self.choose {
            self.choose();
        }
        match self.open.get(self.current) {
            Some(log) => Need::Chunk(log.source),
            None => Need::Nothing,
        }
    }

    /// The sources that are open.
    pub(super) fn open(&self) -> impl Iterator<Item = usize> {
        self.open.iter().map(|log| log.source)
    }

    /// Opens the logs whose time has come, and chooses the one that is furthest behind. It is read on
    /// until it passes the next one by a little.
    fn choose(&mut self) {
        self.choose = false;
        loop {
            let behind = self.open.iter().map(|log| log.next).min();
            let Some((first, source)) = self.waiting.front().copied() else { break };
            if behind.is_some_and(|behind| behind < first) {
                break;
            }
            self.waiting.pop_front();
            self.open.push(Reading { source, next: first, batch: None });
        }
        let furthest = self.open.iter().enumerate().min_by_key(|(_, log)| log.next);
        let Some((at, _)) = furthest else {
            self.current = usize::MAX;
            return;
        };
        self.current = at;
        let others = self.open.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.map(|(_, log)| log.next);
        let others = others.chain(self.waiting.front().map(|(first, _)| *first));
        self.until = others.min().map_or(i64::MAX, |next| next.saturating_add(SLACK));
    }

    /// The chunk that was needed; without one the source is at its end.
    ///
    /// # Errors
    ///
    /// When the collector says so.
    pub(super) fn take(&mut self, batch: Option<Batch>) -> io::Result<()> {
        match batch {
            Some(batch) => {
                let sites = batch.sites.iter().map(|site| self.sessions.site(batch.get(*site)));
                let sites = sites.collect();
                let place = Place { line: 0, sites };
                if let Some(log) = self.open.get_mut(self.current) {
                    log.batch = Some((batch, place));
                }
            }
            None => {
                if self.current < self.open.len() {
                    self.open.remove(self.current);
                }
                self.choose = true;
            }
        }
        self.go_on()
    }

    /// Reads on with the chunks that are there.
    fn go_on(&mut self) -> io::Result<()> {
        loop {
            if self.choose {
                self.choose();
            }
            let Some(log) = self.open.get_mut(self.current) else { return Ok(()) };
            let Some((batch, mut place)) = log.batch.take() else { return Ok(()) };
            let source = log.source;
            match self.lines(source, &batch, &mut place)? {
                None => self.spare.push(batch),
                Some(next) => {
                    if let Some(log) = self.open.get_mut(self.current) {
                        log.next = next;
                        log.batch = Some((batch, place));
                    }
                    self.choose = true;
                }
            }
        }
    }

    /// Takes the lines of a batch, until one is later than it may be: its time.
    fn lines(
        &mut self,
        source: usize,
        batch: &Batch,
        place: &mut Place,
    ) -> io::Result<Option<i64>> {
        while let Some(line) = batch.lines.get(place.line) {
            match line {
                Parsed::Request(record) if record.time > self.until => {
                    return Ok(Some(record.time));
                }
                Parsed::Request(record) => self.request(batch, record, place)?,
                Parsed::Directive => self.summary.counts.directives += 1,
                Parsed::Rejected(reason, span) => {
                    self.summary.counts.reject(*reason);
                    let number = self.summary.sources.get(source).map_or(0, |of| of.lines) + 1;
                    let text = batch.get(*span);
                    self.hooks.rejected(&Rejected {
                        source,
                        line: number,
                        reason: *reason,
                        text,
                    })?;
                }
            }
            place.line += 1;
            if let Some(of) = self.summary.sources.get_mut(source) {
                of.lines += 1;
            }
        }
        Ok(None)
    }

    fn request(&mut self, batch: &Batch, record: &Record, place: &mut Place) -> io::Result<()> {
        let Self { sessions, guard, collector, hooks, summary, .. } = self;
        summary.counts.accept(record.kind);
        if let Some(guard) = guard
            && !record.marks.is_none()
        {
            let mut failed = Ok(());
            guard.see(&batch.seen(record), record.marks, &mut |decision| {
                if failed.is_ok() {
                    failed = hooks.decided(decision);
                }
            });
            failed?;
        }
        let Some(site) = place.sites.get(record.site as usize) else { return Ok(()) };
        let agent = match record.agent {
            NONE => None,
            number => batch.agents.get(number as usize).map(|(agent, _)| agent),
        };
        let Some(path) = batch.paths.get(record.path as usize) else { return Ok(()) };
        if record.kind != Kind::Page {
            return collector.request(
                site,
                &Asked {
                    address: record.address,
                    agent,
                    time: record.time,
                    kind: record.kind,
                    method: batch.get(record.method),
                    path,
                    status: record.status,
                    bytes: record.bytes,
                    taken: record.taken,
                    visit: None,
                    duration: None,
                },
            );
        }
        let view = PageView {
            site: Arc::clone(site),
            address: record.address,
            agent: agent.cloned(),
            start: record.time,
            duration: None,
            path: Arc::clone(path),
            status: record.status,
            bytes: record.bytes,
            taken: record.taken,
            visit: None,
        };
        let mut failed = Ok(());
        sessions.view(view, &mut |event| {
            summary.counts.event(&event);
            if failed.is_ok() {
                failed = collector.take(&event);
            }
        });
        failed
    }

    /// Nothing more comes: ends the visits if one wishes so, and lets the segments be completed.
    pub(super) fn close(&mut self, ends_visits: bool) -> io::Result<()> {
        if std::mem::replace(&mut self.is_closed, true) {
            return Ok(());
        }
        let Self { sessions, collector, summary, .. } = self;
        if ends_visits {
            let mut failed = Ok(());
            sessions.end(&mut |event: Event| {
                summary.counts.event(&event);
                if failed.is_ok() {
                    failed = collector.take(&event);
                }
            });
            failed?;
        }
        collector.close_all()
    }

    /// Work that any thread can do.
    pub(super) fn next_job(&mut self) -> Option<Job> {
        self.collector.next_job()
    }

    /// Such work is done.
    pub(super) fn done(&mut self, done: Done) -> io::Result<()> {
        self.collector.done(done)
    }
}

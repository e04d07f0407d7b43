//! The whole of an import, on as many threads as one likes: reading, visits, the guard, the history.
//!
//! Each source is read in chunks of whole lines, any thread parses any chunk, one
//! thread at a time does what has to be done line after line, and any thread encodes what has come
//! together of a segment. There are no threads of a kind: each takes the next thing that can be done,
//! the ordered part first. So the result does not depend on how many there are, and it is the same as
//! that of [`crate::Intake`] and [`Collector`], line by line, which the tests compare.
//!
//! Several sources are read as one log in time order: one is opened when its time has come, and of the
//! open ones that one is read on which is furthest behind. Memory is bounded whatever the size of the
//! sources: some chunks for each thread and open source, the rows that wait in the collector, and the
//! open visits ([`Sessions::bytes_each`] each).

mod chunk;
mod marks;
mod order;
mod parse;
mod work;

use std::io::{self, Read};
use std::sync::Arc;

use crate::agents::Agents;
use crate::classify::Classifier;
use crate::guard::{Decision, Guard, Matcher};
use crate::history::{Collector, Staging};
use crate::intake::Counts;
use crate::read::Reader;
use crate::reject::Reason;
use crate::visits::Sessions;

/// Opens a source.
pub type Open<'a> = Box<dyn FnOnce() -> io::Result<Box<dyn Read + Send>> + Send + 'a>;

/// A log to be read.
pub struct Source<'a> {
    /// Opens it, uncompressed, when its time has come. It is not called before.
    pub open: Open<'a>,
    /// Reads its lines.
    pub reader: Reader,
    /// The time of its first request as far as somebody looked, in milliseconds since 1970; the
    /// beginning of time otherwise. It is opened then.
    pub first: i64,
    /// How many bytes at its beginning were taken before, up to a line end. They are read and observed,
    /// and that is all.
    pub skip: u64,
    /// How many lines those are, so that lines have their numbers.
    pub skipped_lines: u64,
}

/// A line that could not be read.
#[derive(Debug, Clone, Copy)]
pub struct Rejected<'a> {
    /// The place of its source.
    pub source: usize,
    /// Its number in the source, from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
    /// What stands on it: personal, like all of a log. Of a line that is too long, nothing.
    pub text: &'a [u8],
}

/// What wants to know of more than the segments.
///
/// An error ends the import.
pub trait Hooks: Send {
    /// A line was rejected. In the order in which lines are taken.
    ///
    /// # Errors
    ///
    /// Whatever is in the way: it ends the import.
    fn rejected(&mut self, _: &Rejected<'_>) -> io::Result<()> {
        Ok(())
    }

    /// The guard decided something.
    ///
    /// # Errors
    ///
    /// Whatever is in the way: it ends the import.
    fn decided(&mut self, _: Decision) -> io::Result<()> {
        Ok(())
    }
}

/// Wants to know of nothing.
impl Hooks for () {}

/// What became of a source.
#[derive(Debug, Default)]
pub struct SourceSummary {
    /// Its lines, with those skipped and those that were rejected.
    pub lines: u64,
    /// Its bytes, uncompressed, with those skipped.
    pub bytes: u64,
    /// Its bytes up to the last line end.
    pub whole_bytes: u64,
    /// Why it could not be read to its end. The whole lines before were taken.
    pub damage: Option<io::Error>,
}

impl SourceSummary {
    fn after(lines: u64) -> Self {
        Self { lines, ..Self::default() }
    }
}

/// What an import came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// How much there was of what.
    pub counts: Counts,
    /// The sources, in the order in which they were named.
    pub sources: Vec<SourceSummary>,
}

/// Observes the bytes of the sources: the place of one and its next bytes, from any thread, of one
/// source in their order.
pub type Observe<'a> = &'a (dyn Fn(usize, &[u8]) + Sync);

/// Imports logs.
#[derive(Debug)]
pub struct Engine {
    agents: Agents,
    classifier: Arc<Classifier>,
    matcher: Option<Arc<Matcher>>,
    threads: usize,
    chunk: usize,
    ends_visits: bool,
}

impl Engine {
    /// On two threads, without a guard; visits stay open at the end.
    ///
    /// # Errors
    ///
    /// Never: the tests read the same lists and expressions.
    pub fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self {
            agents: Agents::new()?,
            classifier: Arc::new(Classifier::new()?),
            matcher: None,
            threads: 2,
            chunk: chunk::CHUNK,
            ends_visits: false,
        })
    }

    /// The same once more, without compiling anything again.
    #[must_use]
    pub fn another(&self) -> Self {
        let (agents, classifier) = (self.agents.another(), Arc::clone(&self.classifier));
        let Self { threads, chunk, ends_visits, ref matcher, .. } = *self;
        Self { agents, classifier, matcher: matcher.clone(), threads, chunk, ends_visits }
    }

    /// On that many threads, at least one.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads: threads.clamp(1, 64), ..self }
    }

    /// Reading that many bytes at once, at least a line of them, instead of a megabyte.
    #[must_use]
    pub fn with_chunks_of(self, bytes: usize) -> Self {
        Self { chunk: bytes.clamp(1, 64 << 20), ..self }
    }

    /// All visits end with the last line.
    #[must_use]
    pub fn ending_visits(self) -> Self {
        Self { ends_visits: true, ..self }
    }

    /// Looks for what these scenarios match. The [`Guard`] of [`Self::run`] has to have the same.
    #[must_use]
    pub fn with_matcher(self, matcher: Arc<Matcher>) -> Self {
        Self { matcher: Some(matcher), ..self }
    }

    /// Imports all of the sources, going on with the open visits and the guard's buckets. All segments
    /// are complete afterwards.
    ///
    /// # Errors
    ///
    /// When the collector or the hooks say so, or a source cannot be opened. Then nothing of it should
    /// be kept, and `sessions` is of no more use. A source that cannot be read to its end is none:
    /// see [`SourceSummary::damage`].
    pub fn run<S: Staging + Send>(
        &self,
        sources: Vec<Source<'_>>,
        sessions: &mut Sessions,
        guard: Option<&mut Guard>,
        collector: Collector<S>,
        hooks: &mut dyn Hooks,
        observe: Observe<'_>,
    ) -> io::Result<(Summary, S)> {
        let firsts: Vec<_> =
            sources.iter().map(|source| (source.first, source.skipped_lines)).collect();
        let order = order::Order::new(sessions, guard, collector, hooks, &firsts);
        work::run(self, sources, order, observe)
    }
}

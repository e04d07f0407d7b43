//! A chunk of lines, parsed: what each line says, as numbers and places in the chunk.
//!
//! Any thread parses any chunk. What only depends on a path or an agent is remembered by the thread;
//! agents and sites are numbered within the chunk, so that the threads share no counters.

use std::net::IpAddr;
use std::sync::Arc;

use super::chunk::Chunk;
use super::marks::{Marking, Sorted};
use crate::agents::{Agent, Agents};
use crate::cache::Cache;
use crate::classify::{Classifier, Kind, PathKind};
use crate::guard::{AgentMarks, Marks, Matcher, PathMarks, Seen};
use crate::lines::{Line, MAX_LINE};
use crate::read::{Found, Reader};
use crate::reject::Reason;
use crate::request::Request;
use crate::visits::cut;

/// How many agents and paths a thread remembers at least, and how long those can be.
const AGENTS: usize = 16 * 1024;
const PATHS: usize = 32 * 1024;
const LONGEST_PATH: usize = 256;
const LONGEST_AGENT: usize = 1024;

/// A piece of a chunk, or of what was unescaped of it, which is counted on behind it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    from: u32,
    length: u32,
}

/// No agent.
pub(super) const NONE: u32 = u32::MAX;

/// What a line says.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) time: i64,
    pub(super) address: IpAddr,
    pub(super) kind: Kind,
    pub(super) status: u16,
    /// Numbers in the chunk.
    pub(super) agent: u32,
    pub(super) site: u32,
    pub(super) path: u32,
    pub(super) method: Span,
    pub(super) query: Option<Span>,
    pub(super) bytes: Option<u64>,
    pub(super) taken: Option<u64>,
    pub(super) marks: Marks,
}

/// A line, in the order of the chunk.
#[derive(Debug)]
pub(super) enum Parsed {
    Request(Record),
    Directive,
    Rejected(Reason, Span),
}

/// A parsed chunk.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) bytes: Vec<u8>,
    extra: Vec<u8>,
    pub(super) lines: Vec<Parsed>,
    pub(super) agents: Vec<(Arc<Agent>, Span)>,
    pub(super) paths: Vec<Arc<[u8]>>,
    pub(super) sites: Vec<Span>,
}

impl Batch {
    pub(super) fn get(&self, span: Span) -> &[u8] {
        let (from, length) = (span.from as usize, span.length as usize);
        match from.checked_sub(self.bytes.len()) {
            None => self.bytes.get(from..from + length),
            Some(from) => self.extra.get(from..from + length),
        }
        .unwrap_or_default()
    }

    /// The path of that number.
    pub(super) fn path(&self, number: u32) -> &[u8] {
        self.paths.get(number as usize).map_or(&[], |path| &**path)
    }

    /// What the guard has to know of a request.
    pub(super) fn seen(&self, record: &Record) -> Seen<'_> {
        let site = self.sites.get(record.site as usize).map(|site| self.get(*site));
        let agent = self.agents.get(record.agent as usize).map(|(_, agent)| self.get(*agent));
        Seen {
            time: record.time,
            address: record.address,
            site: site.unwrap_or_default(),
            path: self.path(record.path),
            query: record.query.map(|query| self.get(query)),
            agent: agent.unwrap_or_default(),
        }
    }
}

/// What a thread knows and remembers.
pub(super) struct Parser {
    agents: Agents,
    classifier: Arc<Classifier>,
    marking: Option<Marking>,
    known_agents: Cache<KnownAgent>,
    /// One that is too long to be remembered.
    long_agent: Option<KnownAgent>,
    known_paths: Cache<KnownPath>,
    long_path: Option<KnownPath>,
    /// Counts the chunks.
    chunk: u64,
}

struct KnownPath {
    /// As it is kept.
    text: Arc<[u8]>,
    kind: PathKind,
    marks: Sorted<PathMarks>,
    /// Its number in that chunk.
    chunk: u64,
    number: u32,
}

struct KnownAgent {
    agent: Arc<Agent>,
    marks: Sorted<AgentMarks>,
    /// Its number in that chunk.
    chunk: u64,
    number: u32,
}

impl Parser {
    pub(super) fn new(
        agents: Agents,
        classifier: Arc<Classifier>,
        matcher: Option<Arc<Matcher>>,
    ) -> Self {
        let (known_agents, known_paths) = (Cache::new(AGENTS), Cache::new(PATHS));
        Self {
            agents,
            classifier,
            marking: matcher.map(Marking::new),
            known_agents,
            long_agent: None,
            known_paths,
            long_path: None,
            chunk: 0,
        }
    }

    /// Parses a chunk. The batch may have been used before.
    pub(super) fn parse(&mut self, chunk: Chunk, reader: &mut Reader, mut batch: Batch) -> Batch {
        self.chunk += 1;
        batch.extra.clear();
        batch.lines.clear();
        batch.agents.clear();
        batch.paths.clear();
        batch.sites.clear();
        if chunk.after_long {
            batch.lines.push(Parsed::Rejected(Reason::TooLong, Span::default()));
        }
        let base = chunk.bytes.as_ptr() as usize;
        let spans = Spans { base, length: chunk.bytes.len() };
        for line in lines(&chunk) {
            let parsed = match line {
                Line::TooLong => Parsed::Rejected(Reason::TooLong, Span::default()),
                Line::Whole(line) => match reader.read(line) {
                    Ok(Found::Directive) => Parsed::Directive,
                    Err(reason) => Parsed::Rejected(reason, spans.of(line)),
                    Ok(Found::Request(request)) => {
                        Parsed::Request(self.record(&request, spans, &mut batch))
                    }
                },
            };
            batch.lines.push(parsed);
        }
        batch.bytes = chunk.bytes;
        batch
    }

    fn record(&mut self, request: &Request<'_>, spans: Spans, batch: &mut Batch) -> Record {
        let Self { agents, classifier, marking, known_agents, long_agent, chunk, .. } = self;
        let agent = request.agent.as_ref().map(|text| {
            let mut look = || KnownAgent {
                agent: agents.get(text),
                marks: marking.as_mut().map(|marking| marking.agent(text)).unwrap_or_default(),
                chunk: 0,
                number: 0,
            };
            let known = if text.len() <= LONGEST_AGENT {
                known_agents.look(text, look)
            } else {
                long_agent.insert(look())
            };
            if known.chunk != *chunk {
                known.chunk = *chunk;
                known.number = u32::try_from(batch.agents.len()).unwrap_or(NONE);
                let span = spans.text(text, &mut batch.extra);
                batch.agents.push((Arc::clone(&known.agent), span));
            }
            &*known
        });
        let path: &[u8] = &request.path;
        let mut look = || {
            let marks = marking.as_mut().map(|marking| marking.path(path)).unwrap_or_default();
            let text = cut(path).into();
            KnownPath { text, kind: classifier.path(path), marks, chunk: 0, number: 0 }
        };
        let known = if path.len() <= LONGEST_PATH {
            self.known_paths.look(path, look)
        } else {
            self.long_path.insert(look())
        };
        if known.chunk != *chunk {
            known.chunk = *chunk;
            known.number = u32::try_from(batch.paths.len()).unwrap_or(NONE);
            batch.paths.push(Arc::clone(&known.text));
        }
        let kind = Classifier::kind_with(request, agent.map(|known| &*known.agent), known.kind);
        let marks = marking
            .as_mut()
            .map(|marking| marking.of(request, kind, agent.map(|known| known.marks), known.marks));
        Record {
            time: request.time,
            address: request.address,
            kind,
            status: request.status,
            agent: agent.map_or(NONE, |known| known.number),
            site: site(request.site.as_deref().unwrap_or_default(), spans, batch),
            path: known.number,
            method: spans.text(&request.method, &mut batch.extra),
            query: request.query.as_ref().map(|query| spans.text(query, &mut batch.extra)),
            bytes: request.bytes,
            taken: request.taken,
            marks: marks.unwrap_or_default(),
        }
    }
}

/// The number of a site in the chunk. Most chunks have one, or few.
fn site(name: &[u8], spans: Spans, batch: &mut Batch) -> u32 {
    if name.is_empty() && batch.sites.first().is_some_and(|first| first.length == 0) {
        // The log does not say.
        return 0;
    }
    let newest_first = batch.sites.iter().enumerate().rev().take(8);
    for (number, span) in newest_first {
        if batch.is_behind(spans, *span, name) {
            return u32::try_from(number).unwrap_or_default();
        }
    }
    let span = spans.copy(name, &mut batch.extra);
    batch.sites.push(span);
    u32::try_from(batch.sites.len() - 1).unwrap_or_default()
}

impl Batch {
    /// Whether a span of the texts behind the chunk is that text. The chunk itself is not here yet.
    fn is_behind(&self, spans: Spans, span: Span, text: &[u8]) -> bool {
        let from = (span.from as usize).checked_sub(spans.length);
        let held = from.and_then(|from| self.extra.get(from..from + span.length as usize));
        held == Some(text)
    }
}

/// Where texts stand in a chunk.
#[derive(Clone, Copy)]
struct Spans {
    base: usize,
    length: usize,
}

impl Spans {
    fn of(self, text: &[u8]) -> Span {
        let from = (text.as_ptr() as usize).wrapping_sub(self.base);
        if from > self.length {
            return Span::default();
        }
        let number = |n: usize| u32::try_from(n).unwrap_or_default();
        Span { from: number(from), length: number(text.len()) }
    }

    /// Where a text stands; what was unescaped is put behind the chunk.
    fn text(self, text: &[u8], extra: &mut Vec<u8>) -> Span {
        if self.holds(text) { self.of(text) } else { self.copy(text, extra) }
    }

    fn copy(self, text: &[u8], extra: &mut Vec<u8>) -> Span {
        let number = |n: usize| u32::try_from(n).unwrap_or_default();
        let span = Span { from: number(self.length + extra.len()), length: number(text.len()) };
        extra.extend_from_slice(text);
        span
    }

    /// Whether a text lies in the chunk. Only addresses are compared.
    fn holds(self, text: &[u8]) -> bool {
        let from = (text.as_ptr() as usize).wrapping_sub(self.base);
        from.checked_add(text.len()).is_some_and(|to| to <= self.length)
    }
}

/// The lines of a chunk, without their ends.
pub(super) fn lines(chunk: &Chunk) -> impl Iterator<Item = Line<'_>> {
    let mut rest = &chunk.bytes[..];
    if chunk.is_first && !chunk.after_long {
        // A mark that it is UTF-8 is no part of the first line.
        let mark = "\u{feff}".as_bytes();
        rest = rest.strip_prefix(mark).unwrap_or(rest);
    }
    // A mark alone is a line, if an empty one.
    let mut is_mark = rest.is_empty() && !chunk.bytes.is_empty();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return std::mem::take(&mut is_mark).then_some(Line::Whole(rest));
        }
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default();
        rest = rest.get(end + 1..).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Some(if line.len() > MAX_LINE { Line::TooLong } else { Line::Whole(line) })
    })
}

//! Who does what next.
//!
//! All threads run the same loop: take the next thing that can be done, do it without the lock, put
//! what came of it where the others find it. In this order: the lines that are next, if nobody is at
//! it; a segment's rows to be encoded; a chunk to be parsed; a source to be read, as long as not too
//! much of it waits.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use super::chunk::{Chunk, Chunks};
use super::order::{Need, Order};
use super::parse::{Batch, Parser};
use super::{Engine, Observe, Source, Summary};
use crate::history::{Done, Job, Staging};
use crate::read::Reader;

/// What there is of a source.
struct Lane<'a> {
    source: Option<Source<'a>>,
    /// Not here while somebody reads it.
    chunks: Option<(Chunks, Reader)>,
    is_reading: bool,
    is_ended: bool,
    damage: Option<io::Error>,
    /// Read and not yet parsed, with how it is to be parsed.
    raw: VecDeque<(u64, Chunk, Reader)>,
    /// Parsed, by its turn.
    parsed: VecDeque<Option<Batch>>,
    /// The turn of the first of `parsed`, and of the next that is read.
    first: u64,
    next: u64,
}

struct State<'a, S> {
    lanes: Vec<Lane<'a>>,
    /// Not here while somebody is at it.
    order: Option<Box<Order<'a, S>>>,
    /// Whether it has not been looked at yet.
    is_new: bool,
    need: Option<usize>,
    open: Vec<usize>,
    jobs: VecDeque<Job>,
    done: Vec<Done>,
    /// Jobs that somebody is at.
    running: usize,
    buffers: Vec<Vec<u8>>,
    batches: Vec<Batch>,
    ended: Option<io::Result<(Summary, S)>>,
    is_over: bool,
}

struct Shared<'a, S> {
    state: Mutex<State<'a, S>>,
    changed: Condvar,
    observe: Observe<'a>,
    threads: usize,
    chunk: usize,
    ends_visits: bool,
}

/// What there is for the ordered part to go on with.
enum Next {
    /// Only what was encoded.
    Nothing,
    /// The chunk that it needs.
    Chunk(Batch),
    /// That the source is at its end.
    End,
}

/// The next thing to do.
#[expect(clippy::large_enum_variant, reason = "one is moved for some thousand lines")]
enum Task<'a, S> {
    Order(Box<Order<'a, S>>, Vec<Done>, Next),
    Encode(Job),
    Parse(usize, u64, Chunk, Reader, Batch),
    Read(usize, Option<Source<'a>>, Option<(Chunks, Reader)>, Vec<u8>),
}

pub(super) fn run<'a, S: Staging + Send>(
    engine: &Engine,
    sources: Vec<Source<'a>>,
    order: Order<'a, S>,
    observe: Observe<'a>,
) -> io::Result<(Summary, S)> {
    let lane = |source| Lane {
        source: Some(source),
        chunks: None,
        is_reading: false,
        is_ended: false,
        damage: None,
        raw: VecDeque::new(),
        parsed: VecDeque::new(),
        first: 0,
        next: 0,
    };
    let state = State {
        lanes: sources.into_iter().map(lane).collect(),
        order: Some(Box::new(order)),
        is_new: true,
        need: None,
        open: Vec::new(),
        jobs: VecDeque::new(),
        done: Vec::new(),
        running: 0,
        buffers: Vec::new(),
        batches: Vec::new(),
        ended: None,
        is_over: false,
    };
    let shared = Shared {
        state: Mutex::new(state),
        changed: Condvar::new(),
        observe,
        threads: engine.threads,
        chunk: engine.chunk,
        ends_visits: engine.ends_visits,
    };
    std::thread::scope(|scope| {
        for _ in 1..engine.threads {
            scope.spawn(|| shared.work(engine));
        }
        shared.work(engine);
    });
    let state = shared.state.into_inner().map_err(|_| ended_early())?;
    state.ended.unwrap_or_else(|| Err(ended_early()))
}

fn ended_early() -> io::Error {
    io::Error::other("a thread of the import ended before its time")
}

/// Lets the other threads go when one of them panics.
struct Alarm<'s, 'a, S>(&'s Shared<'a, S>);

impl<S> Drop for Alarm<'_, '_, S> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            if let Ok(mut state) = self.0.state.lock() {
                state.is_over = true;
            }
            self.0.changed.notify_all();
        }
    }
}

impl<'a, S: Staging + Send> Shared<'a, S> {
    fn work(&self, engine: &Engine) {
        let alarm = Alarm(self);
        let (agents, classifier) = (engine.agents.another(), Arc::clone(&engine.classifier));
        let mut parser = Parser::new(agents, classifier, engine.matcher.clone());
        while let Some(task) = self.next() {
            let failed = match task {
                Task::Order(order, done, next) => self.order(order, done, next),
                Task::Encode(job) => job.run().and_then(|done| {
                    let mut state = self.lock()?;
                    state.running -= 1;
                    state.done.push(done);
                    Ok(())
                }),
                Task::Parse(source, turn, chunk, mut reader, batch) => {
                    let batch = parser.parse(chunk, &mut reader, batch);
                    self.parsed(source, turn, batch)
                }
                Task::Read(at, source, chunks, buffer) => self.read(at, source, chunks, buffer),
            };
            if let Err(error) = failed
                && let Ok(mut state) = self.lock()
            {
                state.ended.get_or_insert(Err(error));
                state.is_over = true;
            }
            self.changed.notify_all();
        }
        drop(alarm);
    }

    fn lock(&self) -> io::Result<MutexGuard<'_, State<'a, S>>> {
        self.state.lock().map_err(|_| ended_early())
    }

    /// Waits for something to do; `None` when all is done.
    fn next(&self) -> Option<Task<'a, S>> {
        let mut state = self.lock().ok()?;
        loop {
            if state.is_over {
                return None;
            }
            if let Some(task) = state.next(self.threads) {
                return Some(task);
            }
            state = self.changed.wait(state).ok()?;
        }
    }

    fn order(&self, mut order: Box<Order<'a, S>>, done: Vec<Done>, next: Next) -> io::Result<()> {
        for done in done {
            order.done(done)?;
        }
        match next {
            Next::Nothing => {}
            Next::Chunk(batch) => order.take(Some(batch))?,
            Next::End => order.take(None)?,
        }
        let need = match order.need() {
            Need::Chunk(source) => Some(source),
            Need::Nothing => None,
        };
        if need.is_none() {
            order.close(self.ends_visits)?;
        }
        let mut state = self.lock()?;
        state.jobs.extend(std::iter::from_fn(|| order.next_job()));
        for mut batch in order.spare.drain(..) {
            state.buffers.push(std::mem::take(&mut batch.bytes));
            state.batches.push(batch);
        }
        state.need = need;
        state.open.clear();
        state.open.extend(order.open());
        if need.is_none() && order.collector.is_done() {
            let Order { mut summary, collector, .. } = *order;
            for (of, lane) in summary.sources.iter_mut().zip(&mut state.lanes) {
                if let Some((chunks, _)) = &lane.chunks {
                    (of.bytes, of.whole_bytes) = (chunks.read, chunks.whole);
                    of.damage = lane.damage.take();
                }
            }
            state.ended = Some(Ok((summary, collector.into_staging())));
            state.is_over = true;
        } else {
            state.order = Some(order);
        }
        Ok(())
    }

    fn parsed(&self, source: usize, turn: u64, batch: Batch) -> io::Result<()> {
        let mut state = self.lock()?;
        if let Some(lane) = state.lanes.get_mut(source)
            && let Some(at) = turn.checked_sub(lane.first)
            && let Some(place) = lane.parsed.get_mut(usize::try_from(at).unwrap_or(usize::MAX))
        {
            *place = Some(batch);
        }
        Ok(())
    }

    fn read(
        &self,
        at: usize,
        source: Option<Source<'a>>,
        chunks: Option<(Chunks, Reader)>,
        buffer: Vec<u8>,
    ) -> io::Result<()> {
        let (mut chunks, mut reader) = match (source, chunks) {
            (Some(source), _) => {
                let opened = (source.open)()?;
                (Chunks::new(opened, self.chunk, source.skip), source.reader)
            }
            (None, Some(chunks)) => chunks,
            (None, None) => return Err(ended_early()),
        };
        let observe = self.observe;
        let mut found = chunks.next(buffer, &mut reader, &mut |bytes| observe(at, bytes));
        let before = reader.clone();
        if let Ok(Some(chunk)) = &mut found
            && reader.heeds_directives()
        {
            for line in super::parse::lines(chunk) {
                if let crate::lines::Line::Whole(line) = line {
                    reader.directive(line);
                }
            }
        }
        let mut state = self.lock()?;
        let lane = state.lanes.get_mut(at).ok_or_else(ended_early)?;
        lane.is_reading = false;
        lane.chunks = Some((chunks, reader));
        match found {
            Ok(Some(chunk)) => {
                lane.raw.push_back((lane.next, chunk, before));
                lane.parsed.push_back(None);
                lane.next += 1;
            }
            Ok(None) => lane.is_ended = true,
            Err(error) => {
                lane.is_ended = true;
                lane.damage = Some(error);
            }
        }
        Ok(())
    }
}

impl<'a, S: Staging + Send> State<'a, S> {
    fn next(&mut self, threads: usize) -> Option<Task<'a, S>> {
        if let Some(order) = self.order.take() {
            let lane = self.need.and_then(|need| self.lanes.get_mut(need));
            let next = match lane {
                None => Next::Nothing,
                Some(lane) if lane.parsed.is_empty() && lane.is_ended => Next::End,
                Some(lane) => match lane.parsed.front_mut().and_then(Option::take) {
                    None => Next::Nothing,
                    Some(batch) => {
                        lane.parsed.pop_front();
                        lane.first += 1;
                        Next::Chunk(batch)
                    }
                },
            };
            let is_something = !matches!(next, Next::Nothing) || !self.done.is_empty();
            if is_something || std::mem::take(&mut self.is_new) {
                return Some(Task::Order(order, std::mem::take(&mut self.done), next));
            }
            self.order = Some(order);
        }
        if let Some(job) = self.jobs.pop_front() {
            self.running += 1;
            return Some(Task::Encode(job));
        }
        let open = self.open.iter().copied();
        let first = self.need.into_iter().chain(open);
        for at in first.clone() {
            if let Some(lane) = self.lanes.get_mut(at)
                && let Some((turn, chunk, reader)) = lane.raw.pop_front()
            {
                let batch = self.batches.pop().unwrap_or_default();
                return Some(Task::Parse(at, turn, chunk, reader, batch));
            }
        }
        let most = (threads * 3 / self.open.len().max(1)).max(1);
        for at in first {
            if let Some(lane) = self.lanes.get_mut(at)
                && !lane.is_reading
                && !lane.is_ended
                && lane.parsed.len() < most
            {
                lane.is_reading = true;
                let buffer = self.buffers.pop().unwrap_or_default();
                return Some(Task::Read(at, lane.source.take(), lane.chunks.take(), buffer));
            }
        }
        None
    }
}

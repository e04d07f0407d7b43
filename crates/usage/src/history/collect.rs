//! Sorts rows into segments by site and day, and has them written.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::batch::RequestBatch;
use super::segment::{Asked, Done, Job, Open, Segment};
use super::{Day, Sites};
use crate::classify::Kind;
use crate::visits::{DAY, Event, IDLE, PageView, WINDOW};

/// How many segments are open at once: a log of ten years has thousands of days.
const OPEN: usize = 64;
/// How many rows wait in batches, in all segments. Each takes some 80 bytes besides its path.
const WAITING: usize = 1024 * 1024;
/// How many rows go elsewhere before a past day is taken to be over, and how often that is looked at.
const UNUSED: u64 = 16 * 1024;
const LOOK: u64 = 4 * 1024;
/// How many batches are kept to be filled again.
const SPARE: usize = 2;
/// For how long after its end a day can still get rows: its last visit may go on for a day.
const PAST: i64 = DAY + IDLE + WINDOW + 1_000;

/// The two files of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `.requests.parquet`
    Requests,
    /// `.visits.parquet`
    Visits,
}

/// What a [`Collector`] needs from outside: files, and the days' secrets.
pub trait Staging {
    /// The secret under which visitors are told apart on that day, and no other.
    ///
    /// # Errors
    ///
    /// Whatever is in the way: it ends the collecting.
    fn secret(&mut self, day: Day) -> io::Result<Zeroizing<[u8; 32]>>;

    /// A file for a part of a segment. Each part is created once, when it has rows. It is complete when
    /// [`Self::finished`] hands over the segment, flushed and dropped.
    ///
    /// # Errors
    ///
    /// Whatever is in the way: it ends the collecting.
    fn create(
        &mut self,
        segment: u64,
        site: &str,
        day: Day,
        part: Part,
    ) -> io::Result<Box<dyn Write + Send>>;

    /// A segment is complete. Of one site and day there can be several, if a log goes back in time.
    ///
    /// # Errors
    ///
    /// Whatever is in the way: it ends the collecting.
    fn finished(&mut self, segment: Segment) -> io::Result<()>;
}

/// Takes events, and writes segments.
///
/// After an error it is of no more use, and what was written belongs nowhere.
pub struct Collector<S> {
    staging: S,
    sites: Sites,
    open: Vec<Open>,
    /// The place of the segment that was used last.
    current: usize,
    /// Rows so far, and those that wait in batches.
    rows: u64,
    waiting: usize,
    next: u64,
    jobs: VecDeque<Job>,
    /// Batches to be filled again.
    #[expect(clippy::vec_box, reason = "they come and go in their boxes")]
    spare: Vec<Box<RequestBatch>>,
}

impl<S: Staging> Collector<S> {
    /// Nothing collected yet.
    pub fn new(staging: S, sites: Sites) -> Self {
        Self {
            staging,
            sites,
            open: Vec::new(),
            current: 0,
            rows: 0,
            waiting: 0,
            next: 0,
            jobs: VecDeque::new(),
            spare: Vec::new(),
        }
    }

    /// Takes an event.
    ///
    /// # Errors
    ///
    /// When a file cannot be written, or what [`Staging`] says.
    pub fn event(&mut self, event: &Event) -> io::Result<()> {
        self.take(event)?;
        self.work()
    }

    /// How many rows it took.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Completes all segments.
    ///
    /// # Errors
    ///
    /// When a file cannot be written, or what [`Staging`] says.
    pub fn finish(mut self) -> io::Result<S> {
        self.close_all()?;
        self.work()?;
        Ok(self.staging)
    }

    /// Takes an event, and leaves the work to be done in [`Self::next_job`].
    pub(crate) fn take(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::Page(view) => self.request(
                &view.site,
                &Asked {
                    address: view.address,
                    agent: view.agent.as_ref(),
                    time: view.start,
                    kind: Kind::Page,
                    method: PageView::METHOD,
                    path: &view.path,
                    status: view.status,
                    bytes: view.bytes,
                    taken: view.taken,
                    visit: view.visit,
                    duration: view.duration,
                },
            ),
            Event::Request(other) => self.request(
                &other.site,
                &Asked {
                    address: other.address,
                    agent: other.agent.as_ref(),
                    time: other.time,
                    kind: other.kind,
                    method: &other.method,
                    path: &other.path,
                    status: other.status,
                    bytes: other.bytes,
                    taken: other.taken,
                    visit: None,
                    duration: None,
                },
            ),
            Event::Visit(visit) => {
                let is_full = self.segment(&visit.site, visit.start)?.visit(visit);
                self.taken(is_full, visit.start)
            }
        }
    }

    /// Takes a request of a site, and leaves the work to be done in [`Self::next_job`].
    pub(crate) fn request(&mut self, site: &[u8], asked: &Asked<'_>) -> io::Result<()> {
        let is_full = self.segment(site, asked.time)?.request(asked);
        self.taken(is_full, asked.time)
    }

    /// What can be done now, by any thread.
    pub(crate) fn next_job(&mut self) -> Option<Job> {
        self.jobs.pop_front()
    }

    /// A job is done.
    pub(crate) fn done(&mut self, mut done: Done) -> io::Result<()> {
        self.spare.extend(done.spare());
        self.spare.truncate(SPARE);
        let Self { open, staging, .. } = self;
        match open.iter_mut().find(|open| open.number == done.segment) {
            Some(open) => open.done(done, staging)?,
            None => return Err(io::Error::other("a job for a segment that is not open")),
        }
        self.complete()
    }

    /// Lets no segment take any more rows.
    pub(crate) fn close_all(&mut self) -> io::Result<()> {
        for at in 0..self.open.len() {
            self.close(at);
        }
        self.complete()
    }

    /// Whether all segments are complete.
    pub(crate) fn is_done(&self) -> bool {
        self.open.is_empty()
    }

    /// Hands back where the segments went.
    pub(crate) fn into_staging(self) -> S {
        self.staging
    }

    /// Does what there is to do, here and now.
    fn work(&mut self) -> io::Result<()> {
        while let Some(job) = self.next_job() {
            self.done(job.run()?)?;
        }
        Ok(())
    }

    /// The segment of a site and time, which is begun if there is none.
    fn segment(&mut self, site: &[u8], time: i64) -> io::Result<&mut Open> {
        let site = self.sites.of(site);
        let day = Day::of(time);
        let is = |open: &Open| !open.is_closing && open.day == day && *open.site == **site;
        if !self.open.get(self.current).is_some_and(is) {
            self.current = match self.open.iter().position(is) {
                Some(at) => at,
                None => {
                    let site = Arc::clone(site);
                    let secret = self.staging.secret(day)?;
                    self.make_room()?;
                    self.open.push(Open::new(self.next, site, day, &secret));
                    self.next += 1;
                    self.open.len() - 1
                }
            };
        }
        let open = self.open.get_mut(self.current);
        let open = open.ok_or_else(|| io::Error::other("a segment that was just begun is gone"))?;
        open.used = self.rows;
        Ok(open)
    }

    /// A row of that time was taken.
    fn taken(&mut self, is_full: bool, time: i64) -> io::Result<()> {
        self.rows += 1;
        self.waiting += 1;
        if is_full {
            self.flush(self.current);
        }
        if self.waiting > WAITING {
            let largest = self.open.iter().enumerate().max_by_key(|(_, open)| open.waiting());
            if let Some((at, _)) = largest {
                self.flush(at);
            }
        }
        if self.rows.is_multiple_of(LOOK) {
            for at in 0..self.open.len() {
                let is_past = self.open.get(at).is_some_and(|open| {
                    open.used + UNUSED < self.rows && open.day.end().saturating_add(PAST) < time
                });
                if is_past {
                    self.close(at);
                }
            }
            self.complete()?;
        }
        Ok(())
    }

    /// Turns the rows that wait in a segment into jobs.
    fn flush(&mut self, at: usize) {
        if let Some(open) = self.open.get_mut(at) {
            self.waiting = self.waiting.saturating_sub(open.waiting());
            self.jobs.extend(open.jobs(&mut self.spare));
        }
    }

    fn close(&mut self, at: usize) {
        self.flush(at);
        if let Some(open) = self.open.get_mut(at) {
            open.is_closing = true;
        }
    }

    /// Closes the segment that was not used for longest, if there are too many.
    fn make_room(&mut self) -> io::Result<()> {
        let open = self.open.iter().enumerate().filter(|(_, open)| !open.is_closing);
        if open.clone().count() >= OPEN
            && let Some((at, _)) = open.min_by_key(|(_, open)| open.used)
        {
            self.close(at);
        }
        self.complete()
    }

    /// Hands over the segments that are complete.
    fn complete(&mut self) -> io::Result<()> {
        while let Some(at) = self.open.iter().position(Open::is_done) {
            let whole = self.open.swap_remove(at).finish()?;
            self.staging.finished(whole)?;
        }
        Ok(())
    }
}

impl<S> std::fmt::Debug for Collector<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Collector")
            .field("open", &self.open.len())
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

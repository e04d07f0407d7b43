//! Visits out of page views, while reading.
//!
//! A visit is the page views of one (site, address, agent) of which each follows the one before
//! within [`IDLE`], and the first within [`DAY`]. It lasts from its first page to its last. A page was
//! viewed until the next one; how long the last one was viewed is not known, unless the page itself
//! reported when it was left ([`PageLeft`]).
//!
//! Logs are nearly in order: a server writes a line when the answer is done, and several processes
//! write at once. So page views wait until one is [`WINDOW`] later, and leave in order of their time;
//! of equal times, in the order they came. What comes later than that still counts as a page view
//! but joins no visit; what goes back by more than a day begins anew, as where an older log follows a
//! newer one. Memory is bounded by the open visits and the pages of one window.
//!
//! What is open can be saved and taken up again later ([`Sessions::save`]): visits go on across files
//! and restarts as if there had been none.

mod event;
mod open;
mod order;
mod save;

use std::net::IpAddr;
use std::sync::Arc;

use crate::agents::Agent;
use crate::cache::Cache;
use crate::classify::Kind;
use crate::history::Sites;
use crate::request::Request;
pub use event::{Event, OtherRequest, PageLeft, PageView, Visit};
use open::{Key, Open, Opened};
use order::Window;
pub use save::BadCarry;

/// The longest pause within a visit, in milliseconds: 30 minutes.
pub const IDLE: i64 = 1_800_000;
/// The longest that a visit can be, in milliseconds: 24 hours.
pub const DAY: i64 = 86_400_000;
/// How far a line may come after its time, in milliseconds.
pub const WINDOW: i64 = 120_000;
/// The longest path that is kept, in bytes. What is longer is cut off.
pub const MAX_PATH: usize = 2048;

/// How many sites and methods are remembered at least.
const SITES: usize = 4096;
const METHODS: usize = 128;

/// Page views in, visits out.
#[derive(Debug)]
pub struct Sessions {
    window: Window<Waiting>,
    open: Open,
    sites: Cache<Arc<[u8]>>,
    methods: Cache<Arc<[u8]>>,
    known: Option<Sites>,
}

/// What waits for its turn.
#[derive(Debug, Clone)]
enum Waiting {
    Page(PageView),
    Left(Left),
}

/// A page that was left.
#[derive(Debug, Clone)]
struct Left {
    site: Arc<[u8]>,
    address: IpAddr,
    agent: Option<u64>,
    path: Arc<[u8]>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self::new()
    }
}

impl Sessions {
    /// None open; visits are numbered from 0.
    pub fn new() -> Self {
        Self::numbered(0)
    }

    /// None open; the first visit will have that number, the others follow. Whoever starts at a random
    /// number below 2^62 has visits that nobody else's are mistaken for.
    pub fn numbered(first: u64) -> Self {
        Self::with(Window::new(WINDOW), Open::new(first))
    }

    fn with(window: Window<Waiting>, open: Open) -> Self {
        let (sites, methods) = (Cache::new(SITES), Cache::new(METHODS));
        Self { window, open, sites, methods, known: None }
    }

    /// From here on each request counts for the site that these say. Without any, for whatever the log
    /// says.
    #[must_use]
    pub fn of_sites(self, known: Sites) -> Self {
        Self { known: Some(known), sites: Cache::new(SITES), ..self }
    }

    /// Takes a page view. What is known by it is handed out.
    pub fn push(
        &mut self,
        request: &Request<'_>,
        agent: Option<&Arc<Agent>>,
        out: &mut impl FnMut(Event),
    ) {
        let view = PageView {
            site: self.site(request.site.as_deref().unwrap_or_default()),
            address: request.address,
            agent: agent.cloned(),
            start: request.time,
            duration: None,
            path: cut(&request.path).into(),
            status: request.status,
            bytes: request.bytes,
            taken: request.taken,
            visit: None,
        };
        self.view(view, out);
    }

    /// Takes a page view as it is: its site's name as [`Self::site`] gives it, no visit yet.
    pub(crate) fn view(&mut self, view: PageView, out: &mut impl FnMut(Event)) {
        self.take(view.start, Waiting::Page(view), out);
    }

    /// Passes on a request that is no page view.
    pub fn pass(
        &mut self,
        request: &Request<'_>,
        kind: Kind,
        agent: Option<&Arc<Agent>>,
        out: &mut impl FnMut(Event),
    ) {
        out(Event::Request(OtherRequest {
            site: self.site(request.site.as_deref().unwrap_or_default()),
            address: request.address,
            agent: agent.cloned(),
            time: request.time,
            kind,
            method: self.methods.get(&request.method, || request.method.as_ref().into()),
            path: cut(&request.path).into(),
            status: request.status,
            bytes: request.bytes,
            taken: request.taken,
        }));
    }

    /// Takes a page's report that it was left. It fills the duration of the visit's last page, if it
    /// is that page and the visit is still open.
    pub fn left(&mut self, left: &PageLeft<'_>, out: &mut impl FnMut(Event)) {
        let waiting = Left {
            site: self.site(left.site),
            address: left.address,
            agent: left.agent.map(|agent| agent.id),
            path: cut(left.path).into(),
        };
        self.take(left.time, Waiting::Left(waiting), out);
    }

    /// Ends all visits.
    pub fn finish(mut self, out: &mut impl FnMut(Event)) {
        self.end_all(out);
    }

    /// Ends all visits, to go on with none open.
    pub(crate) fn end(&mut self, out: &mut impl FnMut(Event)) {
        self.end_all(out);
        self.window = Window::new(WINDOW);
    }

    /// Hands out what would come if all visits ended now, and ends none. Visits that have not begun,
    /// since their first page waits for its turn, may get another number when they do.
    pub fn as_if_ended(&self, out: &mut impl FnMut(Event)) {
        Self::with(self.window.clone(), self.open.clone()).finish(out);
    }

    /// How many visits are open.
    pub fn open(&self) -> usize {
        self.open.len()
    }

    /// The time of the newest page view or report, if there was any.
    pub fn newest(&self) -> Option<i64> {
        Some(self.window.newest()).filter(|newest| *newest != i64::MIN)
    }

    /// How many bytes an open visit takes, besides its two paths.
    pub fn bytes_each() -> usize {
        // The table holds between 7/16 and 7/8 of its places, one byte more for each; the list doubles
        // when it is full.
        size_of::<Option<Opened>>() + (size_of::<u32>() + 1) * 16 / 10
    }

    fn take(&mut self, time: i64, waiting: Waiting, out: &mut impl FnMut(Event)) {
        if self.window.goes_back(time, DAY) {
            self.end_all(out);
            self.window = Window::new(WINDOW);
        }
        if self.window.is_late(time) {
            if let Waiting::Page(view) = waiting {
                out(Event::Page(view));
            }
            return;
        }
        self.window.push(time, waiting);
        while let Some((time, waiting)) = self.window.pop() {
            self.turn(time, waiting, out);
        }
    }

    fn end_all(&mut self, out: &mut impl FnMut(Event)) {
        while let Some((time, waiting)) = self.window.pop_any() {
            self.turn(time, waiting, out);
        }
        self.open.end_all(out);
    }

    /// Everything before it has had its turn.
    fn turn(&mut self, time: i64, waiting: Waiting, out: &mut impl FnMut(Event)) {
        self.open.end_before(time.saturating_sub(IDLE), out);
        match waiting {
            Waiting::Page(view) => self.open.view(view, out),
            Waiting::Left(Left { site, address, agent, path }) => {
                self.open.left(&Key { site: &site, agent, address }, &path, time);
            }
        }
    }

    /// A site's name as it is compared: without port, small letters, and one that is known.
    pub(crate) fn site(&mut self, name: &[u8]) -> Arc<[u8]> {
        let name = cut(name);
        let Self { sites, known, .. } = self;
        sites.get(name, || {
            let port = match memchr::memrchr(b':', name) {
                // Of an address in brackets, the last colon may be its own.
                Some(at) if name.get(at..).is_some_and(|end| !end.contains(&b']')) => at,
                _ => name.len(),
            };
            let name = name.get(..port).unwrap_or(name);
            let name = if matches!(name, b"-" | b"_") { &[] } else { name };
            let name = name.to_ascii_lowercase();
            known.as_ref().map_or(name.as_slice(), |known| known.of(&name).as_bytes()).into()
        })
    }
}

/// A path as it is kept.
pub(crate) fn cut(path: &[u8]) -> &[u8] {
    path.get(..MAX_PATH).unwrap_or(path)
}

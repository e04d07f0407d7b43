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

mod open;
mod order;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::IpAddr;
use std::sync::Arc;

use crate::agents::Agent;
use crate::cache::Cache;
use crate::request::Request;
use open::{Key, Open, Opened};
use order::Window;

/// The longest pause within a visit, in milliseconds: 30 minutes.
pub const IDLE: i64 = 1_800_000;
/// The longest that a visit can be, in milliseconds: 24 hours.
pub const DAY: i64 = 86_400_000;
/// How far a line may come after its time, in milliseconds.
pub const WINDOW: i64 = 120_000;
/// The longest path that is kept, in bytes. What is longer is cut off.
pub const MAX_PATH: usize = 2048;

/// How many sites are remembered at least.
const SITES: usize = 4096;

/// What comes out, as soon as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A page was viewed.
    Page(PageView),
    /// A visit has ended.
    Visit(Visit),
}

/// A page that was viewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageView {
    /// The site; empty if the log does not say.
    pub site: Arc<[u8]>,
    /// Who viewed it.
    pub address: IpAddr,
    /// With what, if the log says so.
    pub agent: Option<Arc<Agent>>,
    /// When, in milliseconds since 1970.
    pub start: i64,
    /// For how long, in milliseconds, if that is known.
    pub duration: Option<i64>,
    /// The path.
    pub path: Arc<[u8]>,
    /// The status of the answer.
    pub status: u16,
    /// The size of the answer.
    pub bytes: Option<u64>,
    /// Microseconds that the answer took.
    pub taken: Option<u64>,
    /// Whether it came too late to join a visit.
    pub late: bool,
}

/// A visit that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The site; empty if the log does not say.
    pub site: Arc<[u8]>,
    /// Who came.
    pub address: IpAddr,
    /// With what, if the log says so.
    pub agent: Option<Arc<Agent>>,
    /// When the first page was viewed, in milliseconds since 1970.
    pub start: i64,
    /// When the last page was viewed.
    pub last: i64,
    /// How many pages were viewed.
    pub pages: u64,
    /// The first page.
    pub entry: Arc<[u8]>,
    /// The last page.
    pub exit: Arc<[u8]>,
}

impl Visit {
    /// Milliseconds from the first page to the last.
    pub fn duration(&self) -> i64 {
        self.last - self.start
    }
}

/// A page reports that it was left.
#[derive(Debug, Clone, Copy)]
pub struct PageLeft<'a> {
    /// When, in milliseconds since 1970.
    pub time: i64,
    /// The site; empty where logs do not say.
    pub site: &'a [u8],
    /// Who left it.
    pub address: IpAddr,
    /// With what.
    pub agent: Option<&'a Agent>,
    /// The page's path.
    pub path: &'a [u8],
}

/// Page views in, visits out.
#[derive(Debug)]
pub struct Sessions {
    window: Window<Waiting>,
    open: Open,
    sites: Cache<[u8]>,
}

/// What waits for its turn.
#[derive(Debug)]
enum Waiting {
    Page(Key, Box<PageView>),
    Left(Key, Arc<[u8]>),
}

impl Default for Sessions {
    fn default() -> Self {
        Self::new()
    }
}

impl Sessions {
    /// None open.
    pub fn new() -> Self {
        Self { window: Window::new(), open: Open::default(), sites: Cache::new(SITES) }
    }

    /// Takes a page view. What is known by it is handed out.
    pub fn push(
        &mut self,
        request: &Request<'_>,
        agent: Option<&Arc<Agent>>,
        out: &mut impl FnMut(Event),
    ) {
        let site = self.site(request.site.as_deref().unwrap_or_default());
        let view = PageView {
            address: request.address,
            agent: agent.cloned(),
            start: request.time,
            duration: None,
            path: cut(&request.path).into(),
            status: request.status,
            bytes: request.bytes,
            taken: request.taken,
            late: false,
            site,
        };
        let key = key(&view.site, view.address, agent.map(|agent| &**agent));
        self.take(request.time, Waiting::Page(key, Box::new(view)), out);
    }

    /// Takes a page's report that it was left. It fills the duration of the visit's last page, if it
    /// is that page and the visit is still open.
    pub fn left(&mut self, left: &PageLeft<'_>, out: &mut impl FnMut(Event)) {
        let site = self.site(left.site);
        let key = key(&site, left.address, left.agent);
        self.take(left.time, Waiting::Left(key, cut(left.path).into()), out);
    }

    /// Ends all visits.
    pub fn finish(mut self, out: &mut impl FnMut(Event)) {
        self.end_all(out);
    }

    /// How many visits are open.
    pub fn open(&self) -> usize {
        self.open.len()
    }

    /// How many bytes an open visit takes, besides its two paths.
    pub fn bytes_each() -> usize {
        // The map holds between 7/16 and 7/8 of its places, one byte more for each.
        size_of::<Opened>() + (size_of::<Key>() + 8 + 1) * 16 / 10
    }

    fn take(&mut self, time: i64, waiting: Waiting, out: &mut impl FnMut(Event)) {
        if self.window.goes_back(time, DAY) {
            self.end_all(out);
            self.window = Window::new();
        }
        if self.window.is_late(time, WINDOW) {
            if let Waiting::Page(_, mut view) = waiting {
                view.late = true;
                out(Event::Page(*view));
            }
            return;
        }
        self.window.push(time, waiting);
        while let Some((time, waiting)) = self.window.pop(WINDOW) {
            self.turn(time, waiting, out);
        }
    }

    fn end_all(&mut self, out: &mut impl FnMut(Event)) {
        while let Some((time, waiting)) = self.window.pop_any() {
            self.turn(time, waiting, out);
        }
        self.open.end_before(i64::MAX, out);
    }

    /// Everything before it has had its turn.
    fn turn(&mut self, time: i64, waiting: Waiting, out: &mut impl FnMut(Event)) {
        self.open.end_before(time.saturating_sub(IDLE), out);
        match waiting {
            Waiting::Page(key, view) => self.open.view(key, *view, out),
            Waiting::Left(key, path) => self.open.left(&key, &path, time),
        }
    }

    /// A site's name as it is compared: without port, small letters.
    fn site(&mut self, name: &[u8]) -> Arc<[u8]> {
        let name = cut(name);
        self.sites.get(name, || {
            let port = match memchr::memrchr(b':', name) {
                // Of an address in brackets, the last colon may be its own.
                Some(at) if name.get(at..).is_some_and(|end| !end.contains(&b']')) => at,
                _ => name.len(),
            };
            let name = name.get(..port).unwrap_or(name);
            let name = if matches!(name, b"-" | b"_") { &[] } else { name };
            name.to_ascii_lowercase().into()
        })
    }
}

fn key(site: &[u8], address: IpAddr, agent: Option<&Agent>) -> Key {
    let mut hasher = DefaultHasher::new();
    site.hash(&mut hasher);
    Key { site: hasher.finish(), agent: agent.map(|agent| agent.id), address }
}

fn cut(path: &[u8]) -> &[u8] {
    path.get(..MAX_PATH).unwrap_or(path)
}

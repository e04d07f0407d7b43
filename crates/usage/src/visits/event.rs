//! What comes out of a log: page views, visits, and the requests that are neither.

use std::net::IpAddr;
use std::sync::Arc;

use crate::agents::Agent;
use crate::classify::Kind;

/// What comes out, as soon as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A page was viewed.
    Page(PageView),
    /// A visit has ended.
    Visit(Visit),
    /// Something else was asked for.
    Request(OtherRequest),
}

/// A page that was viewed. Its kind is [`Kind::Page`] and its method `GET`.
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
    /// The number of its visit; `None` if it came too late to join one.
    pub visit: Option<u64>,
}

impl PageView {
    /// The method of every page view.
    pub const METHOD: &'static [u8] = b"GET";

    /// Whether it came too late to join a visit.
    pub fn is_late(&self) -> bool {
        self.visit.is_none()
    }
}

/// A visit that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its number, which its pages have too. Of the same [`crate::Sessions`], saved and loaded or not,
    /// no two visits have the same.
    pub visit: u64,
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

/// A request that is no page view. It counts for protection, availability and performance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRequest {
    /// The site; empty if the log does not say.
    pub site: Arc<[u8]>,
    /// Who asked.
    pub address: IpAddr,
    /// With what, if the log says so.
    pub agent: Option<Arc<Agent>>,
    /// When, in milliseconds since 1970.
    pub time: i64,
    /// What it was: never [`Kind::Page`].
    pub kind: Kind,
    /// The method; empty if it was no HTTP request.
    pub method: Arc<[u8]>,
    /// The path.
    pub path: Arc<[u8]>,
    /// The status of the answer; 0 if there was none.
    pub status: u16,
    /// The size of the answer.
    pub bytes: Option<u64>,
    /// Microseconds that the answer took.
    pub taken: Option<u64>,
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

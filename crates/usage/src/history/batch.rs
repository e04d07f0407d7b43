//! Rows in memory, by columns: what a row group is written from and read into.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use super::dictionary::{Dictionary, Distinct};
use super::encode::Numbers;
use super::row::{Network, RequestRow, VisitRow};
use crate::agents::Product;
use crate::classify::Kind;

/// How many rows a row group has at most, and how many bytes of paths.
const ROWS: usize = 128 * 1024;
const PATHS: usize = 16 * 1024 * 1024;

/// Stands for a browser or system that is not known.
pub(super) const NONE: u32 = u32::MAX;

/// Requests, as many as one row group holds.
#[derive(Debug, Clone, Default)]
pub struct RequestBatch {
    pub(super) time: Vec<i64>,
    pub(super) kind: Vec<Kind>,
    pub(super) method: Vec<u32>,
    pub(super) path: Vec<u32>,
    pub(super) status: Vec<u16>,
    pub(super) bytes: Numbers,
    pub(super) taken: Numbers,
    pub(super) visit: Numbers,
    pub(super) duration: Numbers,
    pub(super) browser: Vec<u32>,
    pub(super) system: Vec<u32>,
    pub(super) network: Vec<u32>,
    visitor: Vec<u64>,
    pub(super) methods: Dictionary,
    pub(super) paths: Dictionary,
    pub(super) browsers: Products,
    pub(super) systems: Products,
    pub(super) networks: Distinct<Network>,
}

/// Visits, as many as one row group holds.
#[derive(Debug, Clone, Default)]
pub struct VisitBatch {
    pub(super) visit: Vec<i64>,
    pub(super) start: Vec<i64>,
    pub(super) duration: Vec<i64>,
    pub(super) pages: Vec<i64>,
    pub(super) entry: Vec<u32>,
    pub(super) exit: Vec<u32>,
    pub(super) browser: Vec<u32>,
    pub(super) system: Vec<u32>,
    pub(super) network: Vec<u32>,
    visitor: Vec<u64>,
    pub(super) paths: Dictionary,
    pub(super) browsers: Products,
    pub(super) systems: Products,
    pub(super) networks: Distinct<Network>,
}

/// Distinct browsers, or systems.
#[derive(Debug, Clone, Default)]
pub(super) struct Products {
    distinct: Distinct<Product>,
}

impl Products {
    pub(super) fn number(&mut self, product: Option<&Product>) -> u32 {
        product.map_or(NONE, |product| self.distinct.number(&ByProduct(product), |by| by.0.clone()))
    }

    pub(super) fn get(&self, number: u32) -> Option<&Product> {
        self.distinct.get(number)
    }

    pub(super) fn values(&self) -> &[Product] {
        self.distinct.values()
    }
}

#[derive(PartialEq, Eq)]
struct ByProduct<'a>(&'a Product);

impl Hash for ByProduct<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl PartialEq<Product> for ByProduct<'_> {
    fn eq(&self, other: &Product) -> bool {
        *self.0 == *other
    }
}

/// What is counted of a row, with the numbers that the batch has for its path, browser and system; what
/// is not known has the largest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) time: i64,
    pub(crate) kind: Kind,
    pub(crate) status: u16,
    pub(crate) bytes: Option<u64>,
    pub(crate) taken: Option<u64>,
    pub(crate) duration: Option<i64>,
    pub(crate) visitor: u64,
    pub(crate) path: u32,
    pub(crate) browser: u32,
    pub(crate) system: u32,
}

impl From<&RequestRow<'_>> for Counted {
    fn from(row: &RequestRow<'_>) -> Self {
        Self {
            time: row.time,
            kind: row.kind,
            status: row.status,
            bytes: row.bytes,
            taken: row.taken,
            duration: row.duration,
            visitor: row.visitor,
            path: NONE,
            browser: NONE,
            system: NONE,
        }
    }
}

/// The numbers of what many rows share, so that each is looked up once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared {
    pub(super) browser: u32,
    pub(super) system: u32,
    pub(super) network: u32,
}

impl RequestBatch {
    /// Empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Whether a row group is full.
    pub fn is_full(&self) -> bool {
        self.len() >= ROWS || self.paths.size() >= PATHS
    }

    /// Takes a row.
    pub fn push(&mut self, row: &RequestRow<'_>) {
        let shared = Shared {
            browser: self.browsers.number(row.browser),
            system: self.systems.number(row.system),
            network: self.networks.number(&row.network, |network| *network),
        };
        let path = self.path_number(row.path);
        self.push_shared(row, path, shared);
    }

    /// The number of a path.
    pub(super) fn path_number(&mut self, path: &[u8]) -> u32 {
        self.paths.number(&printable(path))
    }

    /// Empties it, to be filled again.
    pub(super) fn clear(&mut self) {
        let Self { time, kind, method, path, status, bytes, taken, visit, duration, .. } = self;
        time.clear();
        kind.clear();
        status.clear();
        [bytes, taken, visit, duration].into_iter().for_each(Numbers::clear);
        [method, path].into_iter().for_each(Vec::clear);
        let Self { browser, system, network, visitor, methods, paths, .. } = self;
        [browser, system, network].into_iter().for_each(Vec::clear);
        visitor.clear();
        [methods, paths].into_iter().for_each(Dictionary::clear);
        self.browsers = Products::default();
        self.systems = Products::default();
        self.networks = Distinct::default();
    }

    /// Takes a row whose path, browser, system and network were looked up.
    pub(super) fn push_shared(&mut self, row: &RequestRow<'_>, path: u32, shared: Shared) {
        self.time.push(row.time);
        self.kind.push(row.kind);
        // Nearly all have the same method.
        let method = match self.method.last() {
            Some(last) if self.methods.get(*last) == row.method => *last,
            _ => self.methods.number(&printable(row.method)),
        };
        self.method.push(method);
        self.path.push(path);
        self.status.push(row.status);
        self.bytes.push(row.bytes.map(stored));
        self.taken.push(row.taken.map(stored));
        self.visit.push(row.visit.map(stored));
        self.duration.push(row.duration);
        self.browser.push(shared.browser);
        self.system.push(shared.system);
        self.network.push(shared.network);
        self.visitor.push(row.visitor);
    }

    /// What is counted of each row, in the order of [`Self::rows`].
    pub(crate) fn each(&self, mut take: impl FnMut(&Counted)) {
        let Self { time, kind, path, status, browser, system, visitor, .. } = self;
        let numbers = [&self.bytes, &self.taken, &self.duration];
        let mut numbers = numbers.map(Numbers::iter);
        let ones = time.iter().zip(kind).zip(status).zip(visitor);
        let shared = path.iter().zip(browser).zip(system);
        ones.zip(shared).for_each(
            |((((time, kind), status), visitor), ((path, browser), system))| {
                let [bytes, taken, duration] = numbers.each_mut().map(|of| of.next().flatten());
                take(&Counted {
                    time: *time,
                    kind: *kind,
                    status: *status,
                    bytes: bytes.map(i64::cast_unsigned),
                    taken: taken.map(i64::cast_unsigned),
                    duration,
                    visitor: *visitor,
                    path: *path,
                    browser: *browser,
                    system: *system,
                });
            },
        );
    }

    /// The path, browser and system of a row.
    pub(crate) fn texts(&self, row: &Counted) -> (&[u8], Option<&Product>, Option<&Product>) {
        (self.paths.get(row.path), self.browsers.get(row.browser), self.systems.get(row.system))
    }

    /// The rows, in the order in which they came. Paths are as they are stored.
    pub fn rows(&self) -> impl Iterator<Item = RequestRow<'_>> {
        let mut bytes = self.bytes.iter();
        let mut taken = self.taken.iter();
        let mut visit = self.visit.iter();
        let mut duration = self.duration.iter();
        (0..self.len()).filter_map(move |at| {
            let [bytes, taken, visit, duration] =
                [&mut bytes, &mut taken, &mut visit, &mut duration].map(|of| of.next().flatten());
            Some(RequestRow {
                time: *self.time.get(at)?,
                kind: *self.kind.get(at)?,
                method: self.methods.get(*self.method.get(at)?),
                path: self.paths.get(*self.path.get(at)?),
                status: *self.status.get(at)?,
                bytes: bytes.map(i64::cast_unsigned),
                taken: taken.map(i64::cast_unsigned),
                browser: self.browsers.get(*self.browser.get(at)?),
                system: self.systems.get(*self.system.get(at)?),
                network: *self.networks.get(*self.network.get(at)?)?,
                visitor: self.visitor.get(at).copied().unwrap_or_default(),
                visit: visit.map(i64::cast_unsigned),
                duration,
            })
        })
    }
}

impl VisitBatch {
    /// Empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.visit.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.visit.is_empty()
    }

    /// Whether a row group is full.
    pub fn is_full(&self) -> bool {
        self.len() >= ROWS || self.paths.size() >= PATHS
    }

    /// Takes a row.
    pub fn push(&mut self, row: &VisitRow<'_>) {
        let shared = Shared {
            browser: self.browsers.number(row.browser),
            system: self.systems.number(row.system),
            network: self.networks.number(&row.network, |network| *network),
        };
        let paths = (self.path_number(row.entry), self.path_number(row.exit));
        self.push_shared(row, paths, shared);
    }

    /// The number of a path.
    pub(super) fn path_number(&mut self, path: &[u8]) -> u32 {
        self.paths.number(&printable(path))
    }

    /// Takes a row whose first and last page, browser, system and network were looked up.
    pub(super) fn push_shared(
        &mut self,
        row: &VisitRow<'_>,
        (entry, exit): (u32, u32),
        shared: Shared,
    ) {
        self.visit.push(stored(row.visit));
        self.start.push(row.start);
        self.duration.push(row.duration);
        self.pages.push(stored(row.pages));
        self.entry.push(entry);
        self.exit.push(exit);
        self.browser.push(shared.browser);
        self.system.push(shared.system);
        self.network.push(shared.network);
        self.visitor.push(row.visitor);
    }

    /// The rows, in the order in which they came. Paths are as they are stored.
    pub fn rows(&self) -> impl Iterator<Item = VisitRow<'_>> {
        (0..self.len()).filter_map(|at| {
            Some(VisitRow {
                visit: self.visit.get(at)?.cast_unsigned(),
                start: *self.start.get(at)?,
                duration: *self.duration.get(at)?,
                pages: self.pages.get(at)?.cast_unsigned(),
                entry: self.paths.get(*self.entry.get(at)?),
                exit: self.paths.get(*self.exit.get(at)?),
                browser: self.browsers.get(*self.browser.get(at)?),
                system: self.systems.get(*self.system.get(at)?),
                network: *self.networks.get(*self.network.get(at)?)?,
                visitor: self.visitor.get(at).copied().unwrap_or_default(),
            })
        })
    }
}

impl Numbers {
    fn clear(&mut self) {
        self.values.clear();
        self.levels.clear();
    }

    fn iter(&self) -> impl Iterator<Item = Option<i64>> {
        let mut values = self.values.iter();
        self.levels.iter().map(move |level| if *level > 0 { values.next().copied() } else { None })
    }
}

/// A number as the files hold it: they have signs.
fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A path as the files hold it: what is not UTF-8 is percent-encoded.
pub(super) fn printable(path: &[u8]) -> Cow<'_, [u8]> {
    if path.is_ascii() || std::str::from_utf8(path).is_ok() {
        return Cow::Borrowed(path);
    }
    let mut text = Vec::with_capacity(path.len() + 16);
    for piece in path.utf8_chunks() {
        text.extend_from_slice(piece.valid().as_bytes());
        for byte in piece.invalid() {
            text.push(b'%');
            text.extend([byte >> 4, byte & 15].map(|half| match half {
                0..10 => b'0' + half,
                _ => b'A' + half - 10,
            }));
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf8_is_percent_encoded() {
        for (path, expected) in [
            (&b"/a"[..], "/a"),
            ("/über".as_bytes(), "/über"),
            (b"/\xff\xfe\x00", "/%FF%FE\0"),
            (b"/\xc3", "/%C3"),
            (b"\xc3\xbc\x80x", "ü%80x"),
        ] {
            assert_eq!(&*printable(path), expected.as_bytes());
        }
    }
}

//! What a day of a site comes to: everything that the fixed reports need, in a few kilobytes.
//!
//! A [`Rollup`] is made of rows or of other rollups of the same site and day, in any order and
//! division: the result is the same, down to its bytes. It holds counts, exact sums, distributions
//! ([`Distribution`]), and of visitors no more than what tells how many they are: hashes under the
//! key of the day, which ends with the addresses. So visitors can be told apart within a day and
//! never from one day to the next.
//!
//! A [`Reporter`] reads rollups, and its [`Report`] shows no number behind which stand fewer than
//! [`ENOUGH`] visitors.
//!
//! To hold more: a field in `cells.rs` or [`Rollup`], filled in here, and a new `VERSION`.

mod bytes;
mod capped;
mod cells;
mod clients;
mod distinct;
mod distribution;
mod few;
mod minutes;
mod part;
mod report;
mod tally;
#[cfg(test)]
mod tests;

use crate::agents::Product;
use crate::classify::Kind;
use crate::history::{Counted, RequestBatch, RequestRow, VisitRow};
use crate::visits::DAY;
use bytes::Bytes;
pub use bytes::RollupError;
use capped::{Capped, Notes};
use cells::{DayViewers, Failing, Hour, Page, Visits, class};
use clients::Clients;
use distinct::Visitor;
pub use distribution::Distribution;
pub use few::ENOUGH;
pub use minutes::Minute;
use minutes::Minutes;
use part::Part;
pub use report::*;

/// How many pages of a site and day have their own figures, and how long their paths can be. Of more
/// the shortest have; the rest is one.
pub const PAGES: usize = 10_000;
/// As [`PAGES`], for paths that failed: of each sort.
pub const FAILING: usize = 2_000;
/// As [`PAGES`], for browsers with their major versions, and for systems.
pub const CLIENTS: usize = 1_000;

/// The longest name of a path, in bytes.
const PATH: usize = 512;

/// The hours of a day, and how many milliseconds each has.
const HOURS: usize = 24;
const HOUR: i64 = 3_600_000;

/// What encoded rollups begin with.
const VERSION: u8 = 2;

/// What a day of a site comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollup {
    /// Days since 1970.
    day: i64,
    hours: Box<[Hour; HOURS]>,
    minutes: Minutes,
    /// Who viewed pages.
    viewers: DayViewers,
    visits: Visits,
    pages: Capped<Page, PAGES, PATH>,
    /// What the server failed to answer: a status from 500, or none.
    broken: Capped<Failing, FAILING, PATH>,
    /// What people asked for that was refused: a status from 400 to 499.
    refused: Capped<Failing, FAILING, PATH>,
    browsers: Clients,
    systems: Clients,
}

/// Path, browser and system of a request.
type Texts<'a> = (&'a [u8], Option<&'a Product>, Option<&'a Product>);

/// Where a page view is counted.
#[derive(Debug, Clone, Copy)]
struct Places {
    page: usize,
    browser: usize,
    system: usize,
}

/// Where the rows of a batch are counted, by the numbers that the batch has for paths and clients.
#[derive(Debug, Default)]
struct Noted {
    pages: Notes,
    browsers: Notes,
    systems: Notes,
}

impl Noted {
    fn places(&mut self, rollup: &mut Rollup, row: &Counted, batch: &RequestBatch) -> Places {
        let Rollup { pages, browsers, systems, .. } = rollup;
        let Counted { path, browser, system, .. } = *row;
        // A client that is not known has the largest number: here it comes first.
        let (browser, system) = (browser.wrapping_add(1), system.wrapping_add(1));
        Places {
            page: pages.noted(&mut self.pages, path, |pages| pages.place(batch.texts(row).0)),
            browser: browsers.noted(&mut self.browsers, browser, |all| {
                clients::browser(all, batch.texts(row).1)
            }),
            system: systems
                .noted(&mut self.systems, system, |all| clients::system(all, batch.texts(row).2)),
        }
    }
}

/// Two rollups are not of the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("rollups of different days do not add up: merge those of one day")]
pub struct OtherDay;

impl Rollup {
    /// Of no rows yet. The day is counted from 1970.
    pub fn new(day: i64) -> Self {
        Self {
            day,
            hours: Box::default(),
            minutes: Minutes::default(),
            viewers: DayViewers::default(),
            visits: Visits::default(),
            pages: Capped::default(),
            broken: Capped::default(),
            refused: Capped::default(),
            browsers: Capped::default(),
            systems: Capped::default(),
        }
    }

    /// The day, counted from 1970.
    pub fn day(&self) -> i64 {
        self.day
    }

    /// The minutes in which requests came, by their place in the day, rising.
    pub fn minutes(&self) -> impl Iterator<Item = (usize, Minute)> {
        self.minutes.iter()
    }

    /// The time that answers took by the hour of the request, in microseconds.
    pub fn taken(&self) -> impl Iterator<Item = &Distribution> {
        self.hours.iter().map(|hour| &hour.taken)
    }

    /// Counts a request of the day. Of its time only the hour and the minute are looked at.
    pub fn add_request(&mut self, row: &RequestRow<'_>) {
        let texts = (row.path, row.browser, row.system);
        self.add(&row.into(), || texts, |rollup| rollup.places(texts));
    }

    /// Counts the requests of a batch, looking up each path and client of it once.
    pub(crate) fn add_requests(&mut self, batch: &RequestBatch) {
        let mut noted = Noted::default();
        batch.each(|row| {
            self.add(row, || batch.texts(row), |rollup| noted.places(rollup, row, batch));
        });
    }

    /// Counts a request, of which this tells path, browser and system, and where they are counted.
    fn add<'a>(
        &mut self,
        row: &Counted,
        texts: impl FnOnce() -> Texts<'a>,
        places: impl FnOnce(&mut Self) -> Places,
    ) {
        let visitor = Visitor::of(row.visitor);
        let class_of = class(row.status);
        let failed = row.status == 0 || row.status >= 500;
        if let Some(hour) = self.hours.get_mut(hour(row.time)) {
            hour.of_kind_mut(row.kind).add(visitor);
            if row.kind == Kind::Probe {
                return;
            }
            count(&mut hour.classes, class_of);
            hour.bytes = hour.bytes.saturating_add(row.bytes.unwrap_or(0));
            if let Some(taken) = row.taken {
                hour.taken.add(taken);
            }
            if row.kind == Kind::Page {
                hour.viewers.add(visitor);
            }
        }
        self.minutes.add(row.time, failed);
        if row.kind == Kind::Page {
            let places = places(self);
            self.add_page(row, places, visitor, class_of);
        } else if failed {
            let failing = self.broken.of(texts().0);
            failing.failed.add(visitor);
            failing.unanswered = failing.unanswered.saturating_add(u64::from(row.status == 0));
        } else if row.kind == Kind::Error {
            self.refused.of(texts().0).failed.add(visitor);
        }
    }

    fn add_page(&mut self, row: &Counted, places: Places, visitor: Visitor, class: usize) {
        self.viewers.add(visitor);
        let page = self.pages.at(places.page);
        page.views = page.views.saturating_add(1);
        page.viewers.add(visitor);
        count(&mut page.classes, class);
        page.bytes = page.bytes.saturating_add(row.bytes.unwrap_or(0));
        if let Some(taken) = row.taken {
            page.taken.add(taken);
        }
        if let Some(duration) = row.duration {
            page.durations.add(u64::try_from(duration).unwrap_or(0));
            page.timed.add(visitor);
        }
        for client in [self.browsers.at(places.browser), self.systems.at(places.system)] {
            client.views = client.views.saturating_add(1);
            client.viewers.add(visitor);
        }
    }

    fn places(&mut self, (path, browser, system): Texts<'_>) -> Places {
        Places {
            page: self.pages.place(path),
            browser: clients::browser(&mut self.browsers, browser),
            system: clients::system(&mut self.systems, system),
        }
    }

    /// Counts a visit of the day. Of its time only the hour in which it began is looked at.
    pub fn add_visit(&mut self, row: &VisitRow<'_>) {
        let visitor = Visitor::of(row.visitor);
        if let Some(hour) = self.hours.get_mut(hour(row.start)) {
            hour.visits.add(visitor);
        }
        self.visits.durations.add(u64::try_from(row.duration).unwrap_or(0));
        self.visits.pages.add(row.pages);
        self.visits.single = self.visits.single.saturating_add(u64::from(row.pages == 1));
        self.pages.of(row.entry).entries.add(visitor);
        self.pages.of(row.exit).exits.add(visitor);
        let (browser, system) = (row.browser, row.system);
        let browser = clients::browser(&mut self.browsers, browser);
        let system = clients::system(&mut self.systems, system);
        for client in [self.browsers.at(browser), self.systems.at(system)] {
            client.visits = client.visits.saturating_add(1);
        }
    }

    /// Adds what another rollup of the same site and day holds.
    ///
    /// # Errors
    ///
    /// If it is of another day; nothing was added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), OtherDay> {
        if self.day != other.day {
            return Err(OtherDay);
        }
        self.hours.merge(&other.hours);
        self.minutes.merge(&other.minutes);
        self.viewers.merge(&other.viewers);
        self.visits.merge(&other.visits);
        self.pages.merge(&other.pages);
        self.broken.merge(&other.broken);
        self.refused.merge(&other.refused);
        self.browsers.merge(&other.browsers);
        self.systems.merge(&other.systems);
        Ok(())
    }

    /// As bytes: the same for the same content.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        out.extend(self.day.to_be_bytes());
        self.hours.write(&mut out);
        self.minutes.write(&mut out);
        self.viewers.write(&mut out);
        self.visits.write(&mut out);
        self.pages.write(&mut out);
        self.broken.write(&mut out);
        self.refused.write(&mut out);
        self.browsers.write(&mut out);
        self.systems.write(&mut out);
        out
    }

    /// From what [`Rollup::encode`] gave. Whatever the bytes are, no more memory is used than a rollup
    /// with everything in it takes.
    ///
    /// # Errors
    ///
    /// If they are no rollup, or of a version not known here.
    pub fn decode(bytes: &[u8]) -> Result<Self, RollupError> {
        let from = &mut Bytes(bytes);
        match from.byte()? {
            VERSION => {}
            other => return Err(RollupError::Version(other)),
        }
        let day = from.take(8)?.try_into().map_err(|_| RollupError::Short)?;
        let rollup = Self {
            day: i64::from_be_bytes(day),
            hours: Box::new(Part::read(from)?),
            minutes: Part::read(from)?,
            viewers: Part::read(from)?,
            visits: Part::read(from)?,
            pages: Part::read(from)?,
            broken: Part::read(from)?,
            refused: Part::read(from)?,
            browsers: Part::read(from)?,
            systems: Part::read(from)?,
        };
        if from.0.is_empty() { Ok(rollup) } else { Err(RollupError::Broken("what follows")) }
    }
}

fn hour(time: i64) -> usize {
    usize::try_from(time.rem_euclid(DAY) / HOUR).unwrap_or(0)
}

fn count(classes: &mut [u64], class: usize) {
    if let Some(count) = classes.get_mut(class) {
        *count = count.saturating_add(1);
    }
}

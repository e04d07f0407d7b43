//! What is being added up.

use std::collections::HashMap;
use std::sync::Arc;

use super::figures::{Answers, ClientFigures, FailingFigures, PageFigures, Times, ViewTimes};
use crate::rollup::cells::{CLASSES, Client, Hour, Page};
use crate::rollup::distribution::Distribution;
use crate::rollup::part::Part as _;

/// Requests and their answers.
#[derive(Debug, Default, Clone)]
pub(super) struct Answered {
    classes: [u64; CLASSES],
    bytes: u64,
    taken: Distribution,
    minutes: u64,
    up_minutes: u64,
    any: bool,
}

impl Answered {
    /// Adds an hour: its minutes with requests, and those in which the server was up.
    pub(super) fn add(&mut self, hour: &Hour, (minutes, up_minutes): (u64, u64)) {
        self.minutes = self.minutes.saturating_add(minutes);
        self.up_minutes = self.up_minutes.saturating_add(up_minutes);
        self.classes.merge(&hour.classes);
        self.bytes = self.bytes.saturating_add(hour.bytes);
        self.taken.merge(&hour.taken);
        self.any = true;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.classes.merge(&other.classes);
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.taken.merge(&other.taken);
        self.minutes = self.minutes.saturating_add(other.minutes);
        self.up_minutes = self.up_minutes.saturating_add(other.up_minutes);
        self.any |= other.any;
    }

    pub(super) fn figures(&self) -> Answers {
        let requests = self.classes.iter().sum();
        let [unanswered, .., refused, broken] = self.classes;
        let failed = unanswered.saturating_add(broken);
        Answers {
            requests: self.any.then_some(requests),
            failed,
            unanswered,
            refused,
            availability: share(requests.saturating_sub(failed), requests),
            minutes: self.minutes,
            up_minutes: self.up_minutes,
            uptime: share(self.up_minutes, self.minutes),
            bytes: self.bytes,
            taken_us: Times::of(&self.taken),
        }
    }
}

/// Durations of page views.
#[derive(Debug, Default)]
pub(super) struct Durations {
    known: Distribution,
    unknown: u64,
}

impl Durations {
    pub(super) fn add(&mut self, page: &Page) {
        self.known.merge(&page.durations);
        let unknown = page.views.saturating_sub(page.durations.count());
        self.unknown = self.unknown.saturating_add(unknown);
    }

    pub(super) fn figures(&self) -> ViewTimes {
        let views = self.known.count().saturating_add(self.unknown);
        ViewTimes { median_ms: self.known.median(), unknown: share(self.unknown, views) }
    }
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct PageTotal {
    days: u64,
    views: u64,
    visitors: u64,
    bytes: u64,
    taken: Distribution,
    pub(super) durations: Durations,
    pub(super) entries: u64,
    pub(super) exits: u64,
}

impl PageTotal {
    pub(super) fn add(&mut self, page: &Page) {
        self.days += 1;
        self.views = self.views.saturating_add(page.views);
        self.visitors = self.visitors.saturating_add(page.viewers.count());
        self.bytes = self.bytes.saturating_add(page.bytes);
        self.taken.merge(&page.taken);
    }

    /// How often it was viewed.
    pub(super) fn views(&self) -> u64 {
        self.views
    }

    pub(super) fn figures(&self, site: &str, path: &[u8]) -> PageFigures {
        PageFigures {
            site: site.to_owned(),
            path: String::from_utf8_lossy(path).into_owned(),
            days: self.days,
            views: self.views,
            visitors: self.visitors,
            durations: self.durations.figures(),
            entries: self.entries,
            exits: self.exits,
            bytes: self.bytes,
            taken_us: Times::of(&self.taken),
        }
    }
}

/// A browser or system.
#[derive(Debug, Default)]
pub(super) struct ClientTotal {
    views: u64,
    visits: u64,
    visitors: u64,
}

impl ClientTotal {
    pub(super) fn add(&mut self, client: &Client) {
        self.views = self.views.saturating_add(client.views);
        self.visits = self.visits.saturating_add(client.visits);
        self.visitors = self.visitors.saturating_add(client.viewers.count());
    }

    pub(super) fn figures(&self, name: &[u8]) -> ClientFigures {
        let text = String::from_utf8_lossy(name);
        let (name, version) = match text.rsplit_once(char::from(crate::rollup::clients::BETWEEN)) {
            Some((name, version)) => (name, Some(version.to_owned())),
            None => (&*text, None),
        };
        ClientFigures {
            name: (!name.is_empty()).then(|| name.to_owned()),
            version,
            views: self.views,
            visits: self.visits,
            visitors: self.visitors,
        }
    }
}

/// A path that failed.
#[derive(Debug, Default)]
pub(super) struct FailingTotal {
    pub(super) failed: u64,
    pub(super) unanswered: u64,
}

impl FailingTotal {
    /// Of a path that was viewed so often besides.
    pub(super) fn figures(&self, site: &str, path: &[u8], views: u64) -> FailingFigures {
        FailingFigures {
            site: site.to_owned(),
            path: String::from_utf8_lossy(path).into_owned(),
            failed: self.failed,
            unanswered: self.unanswered,
            views,
            failing: share(self.failed, self.failed.saturating_add(views)),
        }
    }
}

/// Totals by name.
#[derive(Debug)]
pub(super) struct Named<T> {
    places: HashMap<Arc<[u8]>, usize>,
    held: Vec<(Arc<[u8]>, T)>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { places: HashMap::new(), held: Vec::new() }
    }
}

impl<T: Default> Named<T> {
    /// Adds to the total of a name.
    pub(super) fn add(&mut self, name: &[u8], add: impl FnOnce(&mut T)) {
        let place = self.places.get(name).copied().unwrap_or_else(|| {
            let name: Arc<[u8]> = name.into();
            self.places.insert(Arc::clone(&name), self.held.len());
            self.held.push((name, T::default()));
            self.held.len() - 1
        });
        if let Some((_, total)) = self.held.get_mut(place) {
            add(total);
        }
    }

    pub(super) fn get(&self, name: &[u8]) -> Option<&T> {
        let (_, total) = self.held.get(*self.places.get(name)?)?;
        Some(total)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &T)> {
        self.held.iter().map(|(name, total)| (&**name, total))
    }
}

/// What share `part` is of `all`; none of nothing.
#[expect(clippy::cast_precision_loss, reason = "shares are shown with few digits")]
pub(super) fn share(part: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| part as f64 / all as f64)
}

/// Adds a number to what may not be known yet.
pub(super) fn plus(total: &mut Option<u64>, number: u64) {
    *total = Some(total.unwrap_or(0).saturating_add(number));
}

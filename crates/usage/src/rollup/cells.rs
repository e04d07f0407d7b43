//! What a rollup holds of an hour, a page, a browser, a path that failed.

use super::distinct::Distinct;
use super::distribution::Distribution;
use super::few::Few;
use super::part::parts;
use crate::classify::Kind;

/// Visitors of a part of a day: exact up to 32, then within 6.5 % mostly.
pub(super) type Viewers = Distinct<8, 32>;
/// Visitors of a day: exact up to 2,048, then within 0.8 % mostly.
pub(super) type DayViewers = Distinct<14, 2048>;

parts! {
    /// A count, and whether enough visitors stand behind it.
    struct Counted {
        count: u64,
        few: Few,
    }

    /// An hour. Probes are counted by kind and nowhere else.
    struct Hour {
        /// Requests by the place of their kind in [`Hour::of_kind`].
        kinds: [Counted; KINDS],
        /// Requests by [`class`] of their status.
        classes: [u64; CLASSES],
        bytes: u64,
        /// Microseconds.
        taken: Distribution,
        /// Who viewed pages.
        viewers: Viewers,
        /// Visits that began.
        visits: Counted,
    }

    /// A page.
    struct Page {
        views: u64,
        viewers: Viewers,
        /// Views by [`class`] of their status.
        classes: [u64; CLASSES],
        bytes: u64,
        /// Microseconds.
        taken: Distribution,
        /// Milliseconds that it was viewed, where that is known.
        durations: Distribution,
        /// Who viewed it for a known time.
        timed: Few,
        /// Visits that began here.
        entries: Counted,
        /// Visits that ended here.
        exits: Counted,
    }

    /// The visits of a day, as far as they are not counted by hour.
    struct Visits {
        /// Milliseconds.
        durations: Distribution,
        pages: Distribution,
        /// Visits of one page.
        single: u64,
    }

    /// A browser of a major version, or an operating system.
    struct Client {
        views: u64,
        viewers: Viewers,
        visits: u64,
    }

    /// A path that was asked for in vain.
    struct Failing {
        failed: Counted,
        /// How many of these were not answered at all.
        unanswered: u64,
    }
}

impl Counted {
    pub(super) fn add(&mut self, visitor: super::distinct::Visitor) {
        self.count = self.count.saturating_add(1);
        self.few.add(visitor);
    }
}

impl Hour {
    pub(super) fn of_kind(&self, kind: Kind) -> &Counted {
        let [page, asset, bot, error, probe, other] = &self.kinds;
        match kind {
            Kind::Page => page,
            Kind::Asset => asset,
            Kind::Bot => bot,
            Kind::Error => error,
            Kind::Probe => probe,
            Kind::Other => other,
        }
    }

    pub(super) fn of_kind_mut(&mut self, kind: Kind) -> &mut Counted {
        let [page, asset, bot, error, probe, other] = &mut self.kinds;
        match kind {
            Kind::Page => page,
            Kind::Asset => asset,
            Kind::Bot => bot,
            Kind::Error => error,
            Kind::Probe => probe,
            Kind::Other => other,
        }
    }
}

impl Hour {
    /// Who stands behind the requests of these kinds.
    pub(super) fn behind(&self, kinds: &[Kind]) -> Few {
        kinds.iter().fold(Few::default(), |few, kind| few.with(&self.of_kind(*kind).few))
    }
}

/// The kinds that are counted beside pages; probes are not among them.
pub(super) const BESIDE: [Kind; 4] = [Kind::Asset, Kind::Bot, Kind::Error, Kind::Other];

/// How many kinds of requests there are.
pub(super) const KINDS: usize = Kind::ALL.len();

/// No answer, then the hundreds of the status.
pub(super) const CLASSES: usize = 6;

/// Where a status is counted: what is beyond 599 as if it were one of the last.
pub(super) fn class(status: u16) -> usize {
    usize::from(status / 100).min(CLASSES - 1)
}

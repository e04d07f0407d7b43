//! A site and day into the report: what of it may be shown.

use super::figures::{HourFigures, Others, PageDayFigures, SiteDayFigures, Times};
use super::hide::{Cell, shown};
use super::totals::{Answered, ClientTotal, FailingTotal, Named, plus};
use super::{DayTotal, Reporter, Site};
use crate::classify::Kind;
use crate::history::Day;
use crate::rollup::capped::{Capped, Item};
use crate::rollup::cells::{BESIDE, Failing, Hour, Page, Visits};
use crate::rollup::few::Few;
use crate::rollup::part::Part;
use crate::rollup::{Clients, FAILING, PATH, Rollup};

/// Names of hours, in their order.
const HOURS: &[u8; 24] =
    &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23];

impl Reporter {
    pub(super) fn add_day(&mut self, site: &str, rollup: &Rollup) {
        if self.sites.last().is_none_or(|last| last.name != site) {
            self.sites.push(Site {
                name: site.to_owned(),
                answered: Answered::default(),
                pages: Named::default(),
                broken: Named::default(),
                refused: Named::default(),
            });
        }
        self.site_days += 1;
        let mut day = DayTotal::default();
        let views = self.add_views(rollup, &mut day);
        let requests = views && self.add_requests(site, rollup, &mut day);
        let visits = self.add_visits(rollup, &mut day);
        if views {
            self.add_pages(rollup, visits);
            add_clients(&mut self.browsers, &mut self.other_browsers, &rollup.browsers);
            add_clients(&mut self.systems, &mut self.other_systems, &rollup.systems);
        }
        let mut failed = None;
        if let Some(site) = self.sites.last_mut() {
            site.answered.merge(&day.answered);
            add_failing(&mut site.broken, &rollup.broken, |path, count| {
                failed = failed.or((self.page.as_deref() == Some(path)).then_some(count));
            });
            add_failing(&mut site.refused, &rollup.refused, |_, _| {});
        }
        if let Some(failed) = failed {
            self.page_day(site, rollup.day).failed = Some(failed);
        }
        if !(views && requests && visits) {
            self.hidden_site_days += 1;
            day.incomplete = true;
        }
        let figures = day.figures(rollup.day);
        self.by_site.push(SiteDayFigures { site: site.to_owned(), figures });
        self.days.entry(rollup.day).or_default().add(&day);
    }

    /// The day of the page that is asked for.
    fn page_day(&mut self, site: &str, day: i64) -> &mut PageDayFigures {
        let day = Day::counted(day);
        let is = |last: &PageDayFigures| last.site == site && last.day == day;
        if !self.page_days.last().is_some_and(is) {
            let (views, visitors, failed, bytes) = (None, None, None, None);
            let (site, taken_us) = (site.to_owned(), Times::default());
            let fresh = PageDayFigures { site, day, views, visitors, failed, bytes, taken_us };
            self.page_days.push(fresh);
        }
        let last = self.page_days.len().saturating_sub(1);
        #[expect(clippy::indexing_slicing, reason = "one was pushed if there was none")]
        &mut self.page_days[last]
    }

    /// Views of the day, and by hour; whether they are shown.
    fn add_views(&mut self, rollup: &Rollup, total: &mut DayTotal) -> bool {
        let hours = &*rollup.hours;
        let Some(shown) = hours_shown(hours, |hour| [hour.viewers.few()], |_, views| views) else {
            return false;
        };
        let views = hours.iter().fold(0_u64, |sum, hour| sum.saturating_add(views(hour)));
        plus(&mut total.views, views);
        plus(&mut total.visitors, rollup.viewers.count());
        let Some(day) = self.week.get_mut(Day::counted(rollup.day).weekday()) else { return true };
        // Beside the requests by hour these must not tell what is hidden there.
        let both = requests_shown(hours);
        let shown = both.as_ref().unwrap_or(&shown);
        for ((slot, hour), shown) in day.iter_mut().zip(hours).zip(shown) {
            if *shown {
                slot.views = slot.views.saturating_add(super::add::views(hour));
                slot.shown += 1;
            } else {
                slot.hidden += 1;
            }
        }
        true
    }

    /// Requests of the day, by hour, by kind; whether they are shown.
    fn add_requests(&mut self, site: &str, rollup: &Rollup, total: &mut DayTotal) -> bool {
        let probes = rollup.hours.iter().map(|hour| hour.of_kind(Kind::Probe));
        let behind = probes.clone().fold(Few::default(), |few, of| few.with(&of.few));
        if behind.fine() {
            let count = probes.fold(0_u64, |sum, of| sum.saturating_add(of.count));
            self.add_kind("probe", count);
        }
        let Some(shown) = requests_shown(&*rollup.hours) else { return false };
        let mut all = Answered::default();
        for ((number, hour), shown) in rollup.hours.iter().enumerate().zip(&shown) {
            let minutes = rollup.minutes.of_hour(number);
            all.add(hour, minutes);
            let mut of = Answered::default();
            of.add(hour, minutes);
            let answers = of.figures();
            if *shown && answers.requests != Some(0) {
                let (site, day) = (site.to_owned(), Day::counted(rollup.day));
                self.hours.push(HourFigures { site, day, hour: number, answers });
            }
        }
        total.answered.merge(&all);
        self.add_kinds(&*rollup.hours);
        true
    }

    /// Of the kinds, pages are shown, since page views are. The others may hide each other.
    fn add_kinds(&mut self, hours: &[Hour]) {
        let of = |kind: Kind| {
            hours.iter().fold((0_u64, Few::default()), |(count, few), hour| {
                let of = hour.of_kind(kind);
                (count.saturating_add(of.count), few.with(&of.few))
            })
        };
        self.add_kind("page", of(Kind::Page).0);
        let counted = BESIDE.map(|kind| (name(kind), of(kind)));
        let cells = counted.each_ref().map(|(name, (count, behind))| Cell {
            name: name.as_bytes(),
            size: *count,
            behind: [*behind],
            may: true,
        });
        let Some(shown) = shown(&cells) else { return };
        for ((name, (count, _)), shown) in counted.iter().zip(shown) {
            self.add_kind(if shown { name } else { "hidden" }, *count);
        }
    }

    fn add_kind(&mut self, name: &'static str, count: u64) {
        let total = self.kinds.entry(name).or_default();
        *total = total.saturating_add(count);
    }

    /// Visits of the day; whether they are shown.
    fn add_visits(&mut self, rollup: &Rollup, total: &mut DayTotal) -> bool {
        let visits = rollup.hours.iter().map(|hour| &hour.visits);
        let behind = visits.clone().fold(Few::default(), |few, of| few.with(&of.few));
        if !behind.fine() {
            return false;
        }
        let count = visits.fold(0_u64, |sum, of| sum.saturating_add(of.count));
        plus(&mut total.visits, count);
        Visits::merge(&mut self.visits, &rollup.visits);
        true
    }

    /// Pages, whose views are shown in all.
    fn add_pages(&mut self, rollup: &Rollup, visits: bool) {
        let all = rollup.pages.all();
        // What is shown of a page besides its views is shown only with these.
        let partition = |may: &[bool], of: &dyn Fn(&Page) -> (u64, Few)| {
            let cells = all.iter().zip(may).map(|(item, may)| {
                let (size, behind) = of(item.part);
                Cell { name: item.name, size, behind: [behind], may: *may }
            });
            shown(&cells.collect::<Vec<_>>())
        };
        let may: Vec<bool> = all.iter().map(|page| page.own && page.part.views > 0).collect();
        let Some(views) = partition(&may, &|page| (page.views, page.viewers.few())) else { return };
        let timed = partition(&views, &|page| (page.durations.count(), page.timed));
        let counted = |of: &dyn Fn(&Page) -> (u64, Few)| visits.then(|| partition(&views, of))?;
        let entries = counted(&|page| (page.entries.count, page.entries.few));
        let exits = counted(&|page| (page.exits.count, page.exits.few));
        let Some(site) = self.sites.last_mut() else { return };
        let is = |shown: &Option<Vec<bool>>, at: usize| {
            shown.as_ref().is_some_and(|shown| shown.get(at) == Some(&true))
        };
        let mut asked = None;
        for (at, (item, shown)) in all.iter().zip(&views).enumerate() {
            let page = item.part;
            if *shown && self.page.as_deref() == Some(item.name) {
                asked = Some(page);
            }
            if timed.is_some() {
                self.durations.add(page);
            }
            if !shown {
                self.other_pages.views = self.other_pages.views.saturating_add(page.views);
                self.other_pages.left_out += u64::from(page.views > 0);
                continue;
            }
            site.pages.add(item.name, |total| {
                total.add(page);
                if is(&timed, at) {
                    total.durations.add(page);
                }
                if is(&entries, at) {
                    total.entries = total.entries.saturating_add(page.entries.count);
                }
                if is(&exits, at) {
                    total.exits = total.exits.saturating_add(page.exits.count);
                }
            });
        }
        let Some(page) = asked else { return };
        let name = site.name.clone();
        let day = self.page_day(&name, rollup.day);
        day.views = Some(page.views);
        day.visitors = Some(page.viewers.count());
        day.bytes = Some(page.bytes);
        day.taken_us = Times::of(&page.taken);
    }
}

fn views(hour: &Hour) -> u64 {
    hour.of_kind(Kind::Page).count
}

/// Which hours are shown when views and requests are: behind their difference there are enough as
/// well.
fn requests_shown(hours: &[Hour]) -> Option<Vec<bool>> {
    let behind = |hour: &Hour| [hour.viewers.few(), hour.behind(&BESIDE)];
    hours_shown(hours, behind, |hour, _| hour.classes.iter().sum())
}

fn hours_shown<const N: usize>(
    hours: &[Hour],
    behind: impl Fn(&Hour) -> [Few; N],
    size: impl Fn(&Hour, u64) -> u64,
) -> Option<Vec<bool>> {
    let cell = |(hour, name): (&Hour, _)| Cell {
        name: std::slice::from_ref(name),
        size: size(hour, views(hour)),
        behind: behind(hour),
        may: true,
    };
    shown(&hours.iter().zip(HOURS).map(cell).collect::<Vec<_>>())
}

fn add_clients(totals: &mut Named<ClientTotal>, others: &mut Others, clients: &Clients) {
    let all = clients.all();
    let cells = all.iter().map(|item| Cell {
        name: item.name,
        size: item.part.views,
        behind: [item.part.viewers.few()],
        may: item.own && item.part.views > 0,
    });
    let Some(shown) = shown(&cells.collect::<Vec<_>>()) else { return };
    for (Item { name, part, .. }, shown) in all.iter().zip(shown) {
        if shown {
            totals.add(name, |total| total.add(part));
        } else {
            others.views = others.views.saturating_add(part.views);
            others.left_out += u64::from(part.views > 0);
        }
    }
}

/// Says how often each path that is shown failed.
fn add_failing(
    totals: &mut Named<FailingTotal>,
    failing: &Capped<Failing, FAILING, PATH>,
    mut each: impl FnMut(&[u8], u64),
) {
    let all = failing.all();
    let cells = all.iter().map(|item| Cell {
        name: item.name,
        size: item.part.failed.count,
        behind: [item.part.failed.few],
        may: item.own,
    });
    let Some(shown) = shown(&cells.collect::<Vec<_>>()) else { return };
    for (Item { name, part, .. }, _) in all.iter().zip(shown).filter(|(_, shown)| *shown) {
        each(name, part.failed.count);
        totals.add(name, |total| {
            total.failed = total.failed.saturating_add(part.failed.count);
            total.unanswered = total.unanswered.saturating_add(part.unanswered);
        });
    }
}

/// What a kind is called.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Page => "page",
        Kind::Asset => "asset",
        Kind::Bot => "bot",
        Kind::Error => "error",
        Kind::Probe => "probe",
        Kind::Other => "other",
    }
}

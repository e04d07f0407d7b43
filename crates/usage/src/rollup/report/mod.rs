//! The fixed reports, out of rollups.
//!
//! What may be shown is decided for each site and day on its own (`hide`), and a report over more adds
//! up what is shown of each. So no two reports, whatever their sites and days are, differ by anything
//! that fewer than [`super::ENOUGH`] visitors stand behind, and it does not matter that visitors
//! cannot be told apart over days.

mod add;
mod figures;
mod hide;
#[cfg(test)]
mod tests;
mod totals;

use std::collections::BTreeMap;

use super::Rollup;
use crate::history::Day;
pub use figures::{
    Answers, ClientFigures, DayFigures, FailingFigures, HourFigures, Others, PageDayFigures,
    PageFigures, Report, SiteDayFigures, SiteFigures, Slot, Times, ViewFigures, ViewTimes,
    VisitFigures,
};
use totals::{Answered, ClientTotal, Durations, FailingTotal, Named, PageTotal, share};

/// Adds rollups up to a [`Report`].
#[derive(Debug, Default)]
pub struct Reporter {
    /// The last site and day: more of it may come.
    current: Option<(String, Rollup)>,
    sites: Vec<Site>,
    days: BTreeMap<i64, DayTotal>,
    by_site: Vec<SiteDayFigures>,
    /// The page whose days are told.
    page: Option<Vec<u8>>,
    page_days: Vec<PageDayFigures>,
    hours: Vec<HourFigures>,
    week: [[Slot; 24]; 7],
    kinds: BTreeMap<&'static str, u64>,
    visits: super::cells::Visits,
    durations: Durations,
    other_pages: Others,
    browsers: Named<ClientTotal>,
    other_browsers: Others,
    systems: Named<ClientTotal>,
    other_systems: Others,
    site_days: u64,
    hidden_site_days: u64,
}

/// What is told by site.
#[derive(Debug)]
struct Site {
    name: String,
    answered: Answered,
    pages: Named<PageTotal>,
    broken: Named<FailingTotal>,
    refused: Named<FailingTotal>,
}

#[derive(Debug, Default)]
struct DayTotal {
    visits: Option<u64>,
    visitors: Option<u64>,
    views: Option<u64>,
    answered: Answered,
    incomplete: bool,
}

impl DayTotal {
    fn figures(&self, day: i64) -> DayFigures {
        DayFigures {
            day: Day::counted(day),
            visits: self.visits,
            visitors: self.visitors,
            views: self.views,
            answers: self.answered.figures(),
            incomplete: self.incomplete,
        }
    }

    /// Adds what another site has of the day.
    fn add(&mut self, other: &Self) {
        let sums = [
            (&mut self.visits, other.visits),
            (&mut self.visitors, other.visitors),
            (&mut self.views, other.views),
        ];
        for (sum, of) in sums {
            if let Some(of) = of {
                totals::plus(sum, of);
            }
        }
        self.answered.merge(&other.answered);
        self.incomplete |= other.incomplete;
    }
}

/// Rollups came in another order than that of sites and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("rollups are added site by site and day by day: sort them first")]
pub struct OutOfOrder;

impl Reporter {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells the days of the page at this path as well.
    #[must_use]
    pub fn with_days_of(mut self, page: Option<&str>) -> Self {
        self.page = page.map(|path| path.as_bytes().to_vec());
        self
    }

    /// Adds a rollup. They come ordered by site, and of each site by day; there may be several of one site and
    /// day, which are one then.
    ///
    /// # Errors
    ///
    /// If it belongs before one that was added.
    pub fn add(&mut self, site: &str, rollup: Rollup) -> Result<(), OutOfOrder> {
        match &mut self.current {
            Some((name, current)) if *name == site && current.day == rollup.day => {
                return current.merge(&rollup).map_err(|_| OutOfOrder);
            }
            Some((name, current)) if (name.as_str(), current.day) > (site, rollup.day) => {
                return Err(OutOfOrder);
            }
            _ => {}
        }
        if let Some((site, rollup)) = self.current.replace((site.to_owned(), rollup)) {
            self.add_day(&site, &rollup);
        }
        Ok(())
    }

    /// The report.
    pub fn finish(mut self) -> Report {
        if let Some((site, rollup)) = self.current.take() {
            self.add_day(&site, &rollup);
        }
        let mut answers = Answered::default();
        let (mut visits, mut views, mut visitors) = (None, None, None);
        let sum = |total: &mut Option<u64>, of: Option<u64>| {
            if let Some(of) = of {
                totals::plus(total, of);
            }
        };
        let mut days = Vec::new();
        for (day, total) in &self.days {
            answers.merge(&total.answered);
            sum(&mut visits, total.visits);
            sum(&mut views, total.views);
            sum(&mut visitors, total.visitors);
            days.push(total.figures(*day));
        }
        let pages = self.sites.iter().flat_map(|site| {
            site.pages.iter().map(|(path, total)| total.figures(&site.name, path))
        });
        let mut pages: Vec<PageFigures> = pages.filter(|page| page.days > 0).collect();
        let order = |page: &PageFigures| std::cmp::Reverse(page.views);
        pages.sort_by(|a, b| {
            order(a).cmp(&order(b)).then_with(|| (&a.site, &a.path).cmp(&(&b.site, &b.path)))
        });
        Report {
            days,
            by_site: self.by_site,
            page_days: self.page_days,
            answers: answers.figures(),
            hours: self.hours,
            week: self.week.to_vec(),
            visits: visit_figures(&self.visits, visits),
            kinds: self.kinds,
            views: ViewFigures { views, visitors, durations: self.durations.figures() },
            pages,
            other_pages: self.other_pages,
            broken: failing(&self.sites, |site| &site.broken),
            refused: failing(&self.sites, |site| &site.refused),
            browsers: clients(&self.browsers),
            other_browsers: self.other_browsers,
            systems: clients(&self.systems),
            other_systems: self.other_systems,
            site_days: self.site_days,
            hidden_site_days: self.hidden_site_days,
            site_totals: self
                .sites
                .iter()
                .map(|site| SiteFigures {
                    site: site.name.clone(),
                    answers: site.answered.figures(),
                })
                .collect(),
            sites: self.sites.into_iter().map(|site| site.name).collect(),
        }
    }
}

fn visit_figures(held: &super::cells::Visits, visits: Option<u64>) -> VisitFigures {
    let mean = |sum: u64, count: u64| sum.checked_div(count);
    let count = held.durations.count();
    VisitFigures {
        visits,
        median_ms: held.durations.median(),
        mean_ms: mean(held.durations.sum(), count),
        p90_ms: held.durations.quantile(0.9),
        median_pages: held.pages.median(),
        mean_pages: share(held.pages.sum(), count),
        single: share(held.single, count),
    }
}

fn failing(sites: &[Site], of: impl Fn(&Site) -> &Named<FailingTotal>) -> Vec<FailingFigures> {
    let mut all: Vec<FailingFigures> = sites
        .iter()
        .flat_map(|site| {
            of(site).iter().map(|(path, total)| {
                let views = site.pages.get(path).map_or(0, PageTotal::views);
                total.figures(&site.name, path, views)
            })
        })
        .collect();
    all.sort_by(|a, b| {
        b.failed.cmp(&a.failed).then_with(|| (&a.site, &a.path).cmp(&(&b.site, &b.path)))
    });
    all
}

fn clients(all: &Named<ClientTotal>) -> Vec<ClientFigures> {
    let mut all: Vec<_> = all.iter().map(|(name, total)| total.figures(name)).collect();
    all.sort_by(|a, b| {
        b.views.cmp(&a.views).then_with(|| (&a.name, &a.version).cmp(&(&b.name, &b.version)))
    });
    all
}

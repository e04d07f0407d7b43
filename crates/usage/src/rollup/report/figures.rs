//! The figures of a report, as they are shown.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::history::Day;
use crate::rollup::distribution::Distribution;

/// What rollups come to, with nothing of fewer than [`crate::rollup::ENOUGH`] visitors in it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Report {
    /// The sites, by name.
    pub sites: Vec<String>,
    /// The days of which there is something, rising.
    pub days: Vec<DayFigures>,
    /// What the days of each site add up to.
    pub site_totals: Vec<SiteFigures>,
    /// The days of each site, by site and day.
    pub by_site: Vec<SiteDayFigures>,
    /// The days of the page that was asked for, by site and day.
    pub page_days: Vec<PageDayFigures>,
    /// All of the requests.
    pub answers: Answers,
    /// The hours of each site and day.
    pub hours: Vec<HourFigures>,
    /// When people come: page views by weekday (from Monday) and hour, in UTC.
    pub week: Vec<[Slot; 24]>,
    /// The visits.
    pub visits: VisitFigures,
    /// Requests by kind; what was too little of its kind and day stands under `hidden`.
    pub kinds: BTreeMap<&'static str, u64>,
    /// All page views.
    pub views: ViewFigures,
    /// The pages, most viewed first.
    pub pages: Vec<PageFigures>,
    /// Views of pages that fewer than five people viewed on the day.
    pub other_pages: Others,
    /// Paths whose requests were not answered, or with a status from 500; most failures first.
    pub broken: Vec<FailingFigures>,
    /// Paths that people were refused, with a status from 400 to 499.
    pub refused: Vec<FailingFigures>,
    /// Browsers with their major versions, most viewed first.
    pub browsers: Vec<ClientFigures>,
    /// What is known of other browsers.
    pub other_browsers: Others,
    /// Operating systems.
    pub systems: Vec<ClientFigures>,
    /// What is known of other systems.
    pub other_systems: Others,
    /// Days of a site with something to show, and those of which page views or requests are not shown, since
    /// fewer than five visitors stand behind them.
    pub site_days: u64,
    /// As above.
    pub hidden_site_days: u64,
}

/// Times that answers took, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Times {
    /// Half of the answers took at most so long.
    pub p50: Option<u64>,
    /// Nine in ten.
    pub p90: Option<u64>,
    /// 95 in a hundred.
    pub p95: Option<u64>,
    /// 99 in a hundred.
    pub p99: Option<u64>,
}

impl Times {
    pub(super) fn of(taken: &Distribution) -> Self {
        Self {
            p50: taken.quantile(0.5),
            p90: taken.quantile(0.9),
            p95: taken.quantile(0.95),
            p99: taken.quantile(0.99),
        }
    }
}

/// How requests were answered; probes are not among them.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Answers {
    /// How many there were; none if that is not shown.
    pub requests: Option<u64>,
    /// Those with a status from 500, or without an answer.
    pub failed: u64,
    /// Those without an answer.
    pub unanswered: u64,
    /// Those with a status from 400 to 499.
    pub refused: u64,
    /// The share of requests that did not fail.
    pub availability: Option<f64>,
    /// In how many minutes of a site requests came.
    pub minutes: u64,
    /// In how many of these the server answered one of them at least, with a status below 500.
    pub up_minutes: u64,
    /// The share of the minutes with requests in which it did. Of minutes without requests a log
    /// tells nothing.
    pub uptime: Option<f64>,
    /// The size of the answers.
    pub bytes: u64,
    /// The time taken, where the log has it.
    pub taken_us: Times,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct DayFigures {
    /// Which.
    pub day: Day,
    /// Visits that began.
    pub visits: Option<u64>,
    /// Different visitors who viewed pages, added up over the sites.
    pub visitors: Option<u64>,
    /// Page views.
    pub views: Option<u64>,
    /// The requests.
    pub answers: Answers,
    /// Whether a number of some site is left out.
    pub incomplete: bool,
}

/// The requests of a site, over the days of which they are shown.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct SiteFigures {
    /// The site.
    pub site: String,
    /// The requests.
    pub answers: Answers,
}

/// A day of a site.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct SiteDayFigures {
    /// The site.
    pub site: String,
    /// What there is of the day.
    #[serde(flatten)]
    pub figures: DayFigures,
}

/// A day of a page: of its views if at least five people viewed it, of its failures if at least five
/// met them.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct PageDayFigures {
    /// The site.
    pub site: String,
    /// The day.
    pub day: Day,
    /// How often it was viewed.
    pub views: Option<u64>,
    /// Different visitors.
    pub visitors: Option<u64>,
    /// How often it failed.
    pub failed: Option<u64>,
    /// The size of the answers.
    pub bytes: Option<u64>,
    /// The time they took.
    pub taken_us: Times,
}

/// An hour of a site.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct HourFigures {
    /// The site.
    pub site: String,
    /// The day.
    pub day: Day,
    /// The hour, from 0, in UTC.
    pub hour: usize,
    /// The requests.
    pub answers: Answers,
}

/// An hour of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Slot {
    /// Page views.
    pub views: u64,
    /// Hours of a site and day of which that is the sum.
    pub shown: u64,
    /// Such hours that are left out.
    pub hidden: u64,
}

/// The visits.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct VisitFigures {
    /// How many; none if that is not shown.
    pub visits: Option<u64>,
    /// Half of them lasted at most so long, in milliseconds, from the first page to the last.
    pub median_ms: Option<u64>,
    /// The mean, in milliseconds.
    pub mean_ms: Option<u64>,
    /// Nine in ten lasted at most so long.
    pub p90_ms: Option<u64>,
    /// Half of them had at most so many pages.
    pub median_pages: Option<u64>,
    /// The mean number of pages.
    pub mean_pages: Option<f64>,
    /// The share of visits of one page.
    pub single: Option<f64>,
}

/// How long pages were viewed.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct ViewTimes {
    /// Half of the views whose duration is known lasted at most so long, in milliseconds.
    pub median_ms: Option<u64>,
    /// The share of views whose duration is not known.
    pub unknown: Option<f64>,
}

/// All page views.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct ViewFigures {
    /// How many; none if that is not shown.
    pub views: Option<u64>,
    /// Different visitors of each site and day, added up.
    pub visitors: Option<u64>,
    /// How long.
    #[serde(flatten)]
    pub durations: ViewTimes,
}

/// A page, over those days on which at least five people viewed it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct PageFigures {
    /// The site.
    pub site: String,
    /// The path.
    pub path: String,
    /// How many such days.
    pub days: u64,
    /// How often it was viewed.
    pub views: u64,
    /// Different visitors of each day, added up.
    pub visitors: u64,
    /// How long.
    #[serde(flatten)]
    pub durations: ViewTimes,
    /// Visits that began here.
    pub entries: u64,
    /// Visits that ended here.
    pub exits: u64,
    /// The size of the answers.
    pub bytes: u64,
    /// The time they took.
    pub taken_us: Times,
}

/// What is added up because too few stand behind each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Others {
    /// Page views.
    pub views: u64,
    /// Pages, browsers or systems of a day that are left out.
    pub left_out: u64,
}

/// A path that failed, over those days on which at least five met that.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct FailingFigures {
    /// The site.
    pub site: String,
    /// The path.
    pub path: String,
    /// How often it failed.
    pub failed: u64,
    /// How often there was no answer.
    pub unanswered: u64,
    /// How often it was viewed as a page, over those days on which at least five people did.
    pub views: u64,
    /// Which share of both its failures are.
    pub failing: Option<f64>,
}

/// A browser or an operating system, over those days on which at least five people used it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ClientFigures {
    /// Its name; none if it is not known.
    pub name: Option<String>,
    /// Its major version, of browsers.
    pub version: Option<String>,
    /// Page views.
    pub views: u64,
    /// Visits.
    pub visits: u64,
    /// Different visitors of each site and day, added up.
    pub visitors: u64,
}

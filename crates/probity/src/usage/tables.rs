//! The figures of a report as tables for other programs: CSV and JSON, with the same columns.
//!
//! What is not shown is an empty cell, and null. Times are whole microseconds (`_us`) or milliseconds
//! (`_ms`), shares are from 0 to 1, hours and days are those of UTC. A table more: its name in
//! [`Table::ALL`], and what stands in it in [`Table::rows`].

use probity_usage::history::Day;
use probity_usage::rollup::{
    Answers, ClientFigures, FailingFigures, HourFigures, PageDayFigures, PageFigures, Report,
    SiteDayFigures, Slot, Times,
};
use serde_json::{Map, Value};

use crate::csv;

/// Weekdays in the order of a report's week.
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A table of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// The whole of it: one row.
    Totals,
    /// Each site by day.
    Days,
    /// Each site by hour.
    Hours,
    /// Weekdays by hour.
    Week,
    /// Pages, the most viewed first.
    Pages,
    /// Pages, the slowest first.
    Slowest,
    /// The days of one page.
    PageDays,
    /// Paths that failed.
    Broken,
    /// Paths that were refused.
    Refused,
    /// Requests by kind.
    Kinds,
    Browsers,
    Systems,
}

/// A row: its cells with the names of their columns.
type Row = Vec<(&'static str, Value)>;

impl Table {
    /// All of them, each with its name in addresses and what the ledger says of it.
    pub(crate) const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Totals, "totals", "usage at the desk: totals"),
        (Self::Days, "days", "usage at the desk: days"),
        (Self::Hours, "hours", "usage at the desk: hours"),
        (Self::Week, "week", "usage at the desk: week"),
        (Self::Pages, "pages", "usage at the desk: pages"),
        (Self::Slowest, "slowest", "usage at the desk: slowest pages"),
        (Self::PageDays, "page", "usage at the desk: days of a page"),
        (Self::Broken, "broken", "usage at the desk: paths that failed"),
        (Self::Refused, "refused", "usage at the desk: paths that were refused"),
        (Self::Kinds, "kinds", "usage at the desk: kinds of requests"),
        (Self::Browsers, "browsers", "usage at the desk: browsers"),
        (Self::Systems, "systems", "usage at the desk: systems"),
    ];

    /// The table with that name, and what the ledger says of it.
    pub(crate) fn named(name: &str) -> Option<(Self, &'static str)> {
        let found = Self::ALL.iter().find(|(_, known, _)| *known == name)?;
        Some((found.0, found.2))
    }

    /// Its rows.
    pub(crate) fn rows(self, report: &Report) -> Vec<Row> {
        match self {
            Self::Totals => vec![totals(report)],
            Self::Days => report.by_site.iter().map(day).collect(),
            Self::Hours => report.hours.iter().map(hour).collect(),
            Self::Week => week(report),
            Self::Pages => report.pages.iter().map(page).collect(),
            Self::Slowest => slowest(report).into_iter().map(page).collect(),
            Self::PageDays => report.page_days.iter().map(page_day).collect(),
            Self::Broken => report.broken.iter().map(path).collect(),
            Self::Refused => report.refused.iter().map(path).collect(),
            Self::Kinds => report.kinds.iter().map(|(name, count)| kind(name, *count)).collect(),
            Self::Browsers => report.browsers.iter().map(client).collect(),
            Self::Systems => report.systems.iter().map(client).collect(),
        }
    }

    /// The names of its columns, which it has without rows too.
    fn columns(self) -> Vec<&'static str> {
        let row = match self {
            Self::Totals => totals(&Report::default()),
            Self::Days => day(&SiteDayFigures::default()),
            Self::Hours => hour(&HourFigures::default()),
            Self::Week => slot("", 0, &Slot::default()),
            Self::Pages | Self::Slowest => page(&PageFigures::default()),
            Self::PageDays => page_day(&PageDayFigures::default()),
            Self::Broken | Self::Refused => path(&FailingFigures::default()),
            Self::Kinds => kind("", 0),
            Self::Browsers | Self::Systems => client(&ClientFigures::default()),
        };
        row.into_iter().map(|(name, _)| name).collect()
    }

    /// As a table for spreadsheets.
    pub(crate) fn csv(self, report: &Report) -> String {
        let mut text = csv::line(self.columns());
        for row in self.rows(report) {
            text.push_str(&csv::line(row.iter().map(|(_, value)| match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })));
        }
        text
    }

    /// As objects with the columns for keys.
    pub(crate) fn json(self, report: &Report) -> Value {
        let object = |row: Row| {
            let pairs = row.into_iter().map(|(name, value)| (name.to_owned(), value));
            Value::Object(pairs.collect::<Map<_, _>>())
        };
        Value::Array(self.rows(report).into_iter().map(object).collect())
    }
}

/// The pages of which it is known how long their answers take, the slowest first: by the time within
/// which nine in ten came.
pub(crate) fn slowest(report: &Report) -> Vec<&PageFigures> {
    let mut pages: Vec<_> =
        report.pages.iter().filter(|page| page.taken_us.p90.is_some()).collect();
    // Equally slow ones stay in the order of their views.
    pages.sort_by_key(|page| std::cmp::Reverse(page.taken_us.p90));
    pages
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn date(day: Day) -> Value {
    Value::from(day.to_string())
}

/// Requests and how they were answered. Without their number nothing of them is shown.
fn answers(row: &mut Row, of: &Answers) {
    let shown = of.requests.is_some();
    let number = |number: u64| if shown { number.into() } else { Value::Null };
    row.extend([
        ("requests", of.requests.into()),
        ("failed", number(of.failed)),
        ("unanswered", number(of.unanswered)),
        ("refused", number(of.refused)),
        ("failing", of.availability.map(|share| 1.0 - share).into()),
        ("minutes", number(of.minutes)),
        ("minutes_up", number(of.up_minutes)),
        ("uptime", of.uptime.into()),
        ("bytes", number(of.bytes)),
    ]);
    times(row, &of.taken_us);
}

fn times(row: &mut Row, of: &Times) {
    row.extend([("p50_us", of.p50.into()), ("p90_us", of.p90.into()), ("p99_us", of.p99.into())]);
}

fn totals(report: &Report) -> Row {
    let (visits, views) = (&report.visits, &report.views);
    let mut row = vec![
        ("visits", visits.visits.into()),
        ("visit_median_ms", visits.median_ms.into()),
        ("visit_mean_ms", visits.mean_ms.into()),
        ("visit_p90_ms", visits.p90_ms.into()),
        ("visit_pages", visits.mean_pages.into()),
        ("visits_of_one_page", visits.single.into()),
        ("visitors", views.visitors.into()),
        ("views", views.views.into()),
        ("view_median_ms", views.durations.median_ms.into()),
        ("view_unknown", views.durations.unknown.into()),
        ("views_of_other_pages", report.other_pages.views.into()),
    ];
    answers(&mut row, &report.answers);
    row
}

fn day(of: &SiteDayFigures) -> Row {
    let figures = &of.figures;
    let mut row = vec![
        ("site", text(&of.site)),
        ("day", date(figures.day)),
        ("visits", figures.visits.into()),
        ("visitors", figures.visitors.into()),
        ("views", figures.views.into()),
    ];
    answers(&mut row, &figures.answers);
    row
}

fn hour(of: &HourFigures) -> Row {
    let mut row = vec![("site", text(&of.site)), ("day", date(of.day)), ("hour", of.hour.into())];
    answers(&mut row, &of.answers);
    row
}

fn week(report: &Report) -> Vec<Row> {
    let days = WEEKDAYS.iter().zip(&report.week);
    let slots = days
        .flat_map(|(day, hours)| hours.iter().enumerate().map(|(hour, of)| slot(day, hour, of)));
    slots.collect()
}

fn slot(day: &str, hour: usize, of: &Slot) -> Row {
    vec![
        ("weekday", text(day)),
        ("hour", hour.into()),
        ("views", if of.shown > 0 { of.views.into() } else { Value::Null }),
        ("hours_shown", of.shown.into()),
        ("hours_hidden", of.hidden.into()),
    ]
}

fn kind(name: &str, count: u64) -> Row {
    vec![("kind", text(name)), ("requests", count.into())]
}

fn page(of: &PageFigures) -> Row {
    let mut row = vec![
        ("site", text(&of.site)),
        ("path", text(&of.path)),
        ("days", of.days.into()),
        ("views", of.views.into()),
        ("visitors", of.visitors.into()),
        ("view_median_ms", of.durations.median_ms.into()),
        ("view_unknown", of.durations.unknown.into()),
        ("entries", of.entries.into()),
        ("exits", of.exits.into()),
        ("bytes", of.bytes.into()),
    ];
    times(&mut row, &of.taken_us);
    row
}

fn page_day(of: &PageDayFigures) -> Row {
    let mut row = vec![
        ("site", text(&of.site)),
        ("day", date(of.day)),
        ("views", of.views.into()),
        ("visitors", of.visitors.into()),
        ("failed", of.failed.into()),
        ("bytes", of.bytes.into()),
    ];
    times(&mut row, &of.taken_us);
    row
}

fn path(of: &FailingFigures) -> Row {
    vec![
        ("site", text(&of.site)),
        ("path", text(&of.path)),
        ("failed", of.failed.into()),
        ("unanswered", of.unanswered.into()),
        ("views", of.views.into()),
        ("failing", of.failing.into()),
    ]
}

fn client(of: &ClientFigures) -> Row {
    vec![
        ("name", of.name.clone().into()),
        ("version", of.version.clone().into()),
        ("views", of.views.into()),
        ("visits", of.visits.into()),
        ("visitors", of.visitors.into()),
    ]
}

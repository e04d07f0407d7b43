//! The numbers of `/desk/usage` as its tables have them.

use probity_usage::rollup::{FailingFigures, PageFigures, Report};

use super::chosen::Chosen;
use crate::language::Say;
use crate::site::reader::Reader;

/// How many pages, paths and hours are listed.
const PAGES: usize = 25;
const PATHS: usize = 10;
const HOURS: usize = 8;

/// The numbers.
pub(super) struct Figures {
    /// The first ones: name and number.
    pub(super) first: Vec<(Say, String)>,
    /// How much is known of how long pages are viewed.
    pub(super) durations: Option<Say>,
    /// What to say where no hour is told of in which something failed.
    pub(super) none_failed: Say,
    /// The hours in which most failed.
    pub(super) worst: Vec<Hour>,
    pub(super) pages: Vec<Page>,
    /// How many views of other pages there were, and how many pages are not listed.
    pub(super) others: Option<Say>,
    pub(super) more: Option<Say>,
    pub(super) broken: Vec<Failed>,
    pub(super) refused: Vec<Failed>,
}

/// An hour in which something failed.
pub(super) struct Hour {
    pub(super) at: String,
    pub(super) site: String,
    pub(super) available: String,
    pub(super) failed: String,
    pub(super) requests: String,
}

/// A page.
pub(super) struct Page {
    /// Where its days stand.
    pub(super) href: String,
    pub(super) path: String,
    pub(super) views: String,
    pub(super) visitors: String,
    pub(super) lasting: String,
    pub(super) unknown: String,
}

/// A path that failed.
pub(super) struct Failed {
    pub(super) path: String,
    pub(super) times: String,
    /// Which share of its views and failures these are.
    pub(super) share: String,
}

impl Figures {
    pub(super) fn new(reader: &Reader, report: &Report, many: bool, chosen: &Chosen) -> Self {
        let left = report.pages.len().saturating_sub(PAGES);
        let others = report.other_pages.views;
        Self {
            first: first(reader, report),
            durations: report.views.durations.unknown.map(|unknown| {
                reader.say("usage-durations").with("share", percent(reader, unknown))
            }),
            none_failed: if report.answers.failed == 0 {
                reader.say("usage-no-failures")
            } else {
                reader.say("usage-failures-hidden")
            },
            worst: worst(reader, report),
            pages: report
                .pages
                .iter()
                .take(PAGES)
                .map(|page| of_page(reader, page, many, chosen))
                .collect(),
            others: (others > 0).then(|| reader.say("usage-other-pages").with("views", others)),
            more: (left > 0).then(|| reader.say("usage-more-pages").with("pages", left)),
            broken: paths(reader, &report.broken, many),
            refused: paths(reader, &report.refused, many),
        }
    }
}

fn first(reader: &Reader, report: &Report) -> Vec<(Say, String)> {
    let hidden = || reader.say("usage-hidden").text();
    let count =
        |number: Option<u64>| number.map_or_else(hidden, |number| number_of(reader, number));
    vec![
        (reader.say("usage-visits"), count(report.visits.visits)),
        (reader.say("usage-views"), count(report.views.views)),
        (
            reader.say("usage-availability"),
            report.answers.availability.map_or_else(hidden, |share| available(reader, share)),
        ),
        (
            reader.say("usage-uptime"),
            report.answers.uptime.map_or_else(hidden, |share| available(reader, share)),
        ),
        (
            reader.say("usage-p90"),
            report
                .answers
                .taken_us
                .p90
                .map_or_else(|| reader.say("chart-unknown").text(), |taken| taking(reader, taken)),
        ),
        (
            reader.say("usage-visit-median"),
            report.visits.median_ms.map_or_else(hidden, |ms| lasting(reader, ms)),
        ),
    ]
}

fn worst(reader: &Reader, report: &Report) -> Vec<Hour> {
    let mut hours: Vec<_> = report.hours.iter().filter(|hour| hour.answers.failed > 0).collect();
    let share = |availability: Option<f64>| availability.unwrap_or(1.0);
    hours.sort_by(|a, b| share(a.answers.availability).total_cmp(&share(b.answers.availability)));
    let hour = |hour: &&probity_usage::rollup::HourFigures| Hour {
        at: super::sheet::hour(reader, hour.day.number().into(), hour.hour),
        site: hour.site.clone(),
        available: available(reader, share(hour.answers.availability)),
        failed: number_of(reader, hour.answers.failed),
        requests: number_of(reader, hour.answers.requests.unwrap_or(0)),
    };
    hours.iter().take(HOURS).map(hour).collect()
}

fn of_page(reader: &Reader, page: &PageFigures, many: bool, chosen: &Chosen) -> Page {
    let unknown = || reader.say("chart-unknown").text();
    let of = Chosen { site: Some(page.site.clone()), ..chosen.clone() };
    Page {
        href: format!("/desk/usage?{}#page", of.query(Some(&page.path))),
        path: path(&page.site, &page.path, many),
        views: number_of(reader, page.views),
        visitors: number_of(reader, page.visitors),
        lasting: page.durations.median_ms.map_or_else(unknown, |ms| lasting(reader, ms)),
        unknown: page.durations.unknown.map_or_else(unknown, |share| percent(reader, share)),
    }
}

fn paths(reader: &Reader, all: &[FailingFigures], many: bool) -> Vec<Failed> {
    let of = |failing: &FailingFigures| Failed {
        path: path(&failing.site, &failing.path, many),
        times: number_of(reader, failing.failed),
        share: failing.failing.map_or_else(String::new, |share| percent(reader, share)),
    };
    all.iter().take(PATHS).map(of).collect()
}

/// A path, with its site where there are several.
pub(super) fn path(site: &str, path: &str, many: bool) -> String {
    if many { format!("{site}{path}") } else { path.to_owned() }
}

/// A day in words.
pub(super) fn date(reader: &Reader, day: i64) -> String {
    let version = probity_policy::Version::of_ms(day.saturating_mul(86_400_000));
    version.map_or_else(String::new, |version| reader.long_date(version))
}

/// A number in the reader's way.
pub(super) fn number_of(reader: &Reader, number: u64) -> String {
    reader.say("usage-number").with("number", number).text()
}

/// A share in hundredths.
pub(super) fn percent(reader: &Reader, share: f64) -> String {
    decimals(reader, share * 100.0)
}

/// How much was available: what is not everything is never said to be.
pub(super) fn available(reader: &Reader, share: f64) -> String {
    let whole = if share < 1.0 { (share * 10_000.0).floor() / 100.0 } else { 100.0 };
    decimals(reader, whole)
}

fn decimals(reader: &Reader, number: f64) -> String {
    let text = format!("{number:.2}");
    let (whole, part) = text.split_once('.').unwrap_or((&text, "00"));
    reader.say("usage-percent").with("whole", whole).with("part", part).text()
}

/// Microseconds in words.
pub(super) fn taking(reader: &Reader, us: u64) -> String {
    if us < 10_000 {
        let (whole, part) = (us / 1000, (us / 100 % 10).to_string());
        return reader.say("usage-ms-part").with("whole", whole).with("part", part).text();
    }
    reader.say("usage-ms").with("number", us / 1000).text()
}

/// Bytes in the largest unit that leaves whole numbers of three digits.
pub(super) fn size(reader: &Reader, bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let (mut rest, mut unit) = (bytes, "B");
    for next in units.into_iter().skip(1) {
        if rest < 10_000 {
            break;
        }
        rest /= 1000;
        unit = next;
    }
    reader.say("usage-size").with("number", rest).with("unit", unit).text()
}

/// Milliseconds that a view or a visit lasted, in words.
fn lasting(reader: &Reader, ms: u64) -> String {
    let seconds = ms / 1000;
    if seconds < 60 {
        return reader.say("usage-seconds").with("number", seconds).text();
    }
    let (minutes, seconds) = (seconds / 60, format!("{:02}", seconds % 60));
    reader.say("usage-minutes").with("minutes", minutes).with("seconds", seconds).text()
}

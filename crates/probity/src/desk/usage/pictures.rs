//! The pictures of `/desk/usage`: drawn here, each with its numbers.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use probity_usage::rollup::{ClientFigures, DayFigures, PageFigures, Report, Slot};

use super::figures::{date, number_of, path, percent, taking};
use crate::site::chart::{Bars, Line, Point, Words};
use crate::site::grid::{Grid, GridRow, Span, Spans};
use crate::site::reader::Reader;

/// How many pages and browsers are drawn.
const PAGES: usize = 12;
const CLIENTS: usize = 10;

/// The pictures; one that would be empty is not there.
pub(super) struct Pictures {
    pub(super) visits: Line,
    pub(super) failures: Line,
    pub(super) week: Grid,
    pub(super) speed: Option<Spans>,
    pub(super) browsers: Option<Bars>,
    pub(super) systems: Option<Bars>,
}

impl Pictures {
    pub(super) fn new(
        reader: &Reader,
        report: &Report,
        many: bool,
        days: RangeInclusive<i64>,
    ) -> Self {
        let by_day: BTreeMap<i64, &DayFigures> =
            report.days.iter().map(|day| (day.day.number().into(), day)).collect();
        let point = |value: &dyn Fn(&DayFigures) -> Option<f64>, write: &dyn Fn(f64) -> String| {
            let of = |day: i64| {
                let value = by_day.get(&day).and_then(|day| value(day));
                Point {
                    label: date(reader, day),
                    value,
                    shown: value.map_or_else(String::new, write),
                }
            };
            days.clone().map(of).collect::<Vec<_>>()
        };
        let whole = |value: f64| whole(reader, value);
        let hundredths = |value: f64| percent(reader, value / 100.0);
        let visits = point(&|day| day.visits.map(float), &whole);
        let failures =
            point(&|day| day.answers.availability.map(|share| (1.0 - share) * 100.0), &hundredths);
        Self {
            visits: Line::new(
                words(
                    reader,
                    reader.say("usage-visits-by-day").text(),
                    "usage-day",
                    "usage-visits",
                ),
                visits,
                whole,
            ),
            failures: Line::new(
                words(
                    reader,
                    reader.say("usage-failed-by-day").text(),
                    "usage-day",
                    "usage-failed",
                ),
                failures,
                hundredths,
            ),
            week: week(reader, &report.week),
            speed: speed(reader, &report.pages, many),
            browsers: clients(reader, &report.browsers, report.other_browsers.views, true),
            systems: clients(reader, &report.systems, report.other_systems.views, false),
        }
    }
}

fn words(reader: &Reader, title: String, of: &'static str, number: &'static str) -> Words {
    Words {
        title,
        of: reader.say(of).text(),
        number: reader.say(number).text(),
        unknown: reader.say("usage-hidden"),
        table: reader.say("chart-table"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "drawn, and written as the nearest number")]
fn float(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts")]
fn whole(reader: &Reader, value: f64) -> String {
    number_of(reader, value.round() as u64)
}

/// How many pages are viewed in an hour of the week, on average over the hours that are shown.
fn week(reader: &Reader, week: &[[Slot; 24]]) -> Grid {
    let days = [
        "usage-monday",
        "usage-tuesday",
        "usage-wednesday",
        "usage-thursday",
        "usage-friday",
        "usage-saturday",
        "usage-sunday",
    ];
    let mean = |slot: &Slot| (slot.shown > 0).then(|| float(slot.views) / float(slot.shown));
    let rows: Vec<GridRow> = days
        .iter()
        .zip(week)
        .map(|(day, hours)| GridRow {
            label: reader.say(day).text(),
            values: hours.iter().map(mean).collect(),
        })
        .collect();
    let scale = [reader.say("usage-fewer"), reader.say("usage-most")];
    let title = reader.say("usage-week").text();
    Grid::new(
        words(reader, title, "usage-hour", "usage-views"),
        &(0..24).map(|hour| format!("{hour:02}")).collect::<Vec<_>>(),
        &rows,
        6,
        scale,
        |value| whole(reader, value),
    )
}

/// How long the answers to the most viewed pages took.
fn speed(reader: &Reader, pages: &[PageFigures], many: bool) -> Option<Spans> {
    let known = pages.iter().filter(|page| page.taken_us.p50.is_some()).take(PAGES);
    let spans: Vec<Span> = known
        .map(|page| {
            let taken = [page.taken_us.p50, page.taken_us.p95, page.taken_us.p99];
            Span {
                label: path(&page.site, &page.path, many),
                values: taken.map(|taken| taken.map(float)),
                shown: taken.map(|taken| taken.map(|us| taking(reader, us))),
            }
        })
        .collect();
    let numbers = [reader.say("usage-half"), reader.say("usage-95"), reader.say("usage-99")]
        .map(|n| n.text());
    let words = words(reader, reader.say("usage-speed").text(), "usage-page", "usage-half");
    (!spans.is_empty()).then(|| Spans::new(words, numbers, spans))
}

/// Browsers by family, since versions change by the month; systems.
fn clients(reader: &Reader, all: &[ClientFigures], others: u64, browsers: bool) -> Option<Bars> {
    let mut families: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for client in all {
        *families.entry(client.name.as_deref()).or_default() += client.views;
    }
    let unknown = families.remove(&None).unwrap_or(0);
    let mut named: Vec<_> = families.into_iter().collect();
    named.sort_by_key(|(_, views)| std::cmp::Reverse(*views));
    let more = others + named.iter().skip(CLIENTS).map(|(_, views)| views).sum::<u64>();
    let point = |label: String, views: u64| Point {
        label,
        value: Some(float(views)),
        shown: number_of(reader, views),
    };
    let mut points: Vec<Point> = named
        .iter()
        .take(CLIENTS)
        .map(|(name, views)| point(name.unwrap_or_default().to_owned(), *views))
        .collect();
    if more > 0 {
        points.push(point(reader.say("usage-others").text(), more));
    }
    if unknown > 0 {
        points.push(point(reader.say("chart-unknown").text(), unknown));
    }
    let (title, of) = if browsers {
        (reader.say("usage-browsers"), "usage-browser")
    } else {
        (reader.say("usage-systems"), "usage-system")
    };
    let words = words(reader, title.text(), of, "usage-views");
    (!points.is_empty()).then(|| Bars::new(words, points))
}

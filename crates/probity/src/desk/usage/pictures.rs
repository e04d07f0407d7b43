//! The pictures of `/desk/usage`: drawn here, each with its numbers.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use probity_usage::rollup::{ClientFigures, DayFigures, HourFigures, Report, Slot};

use super::figures::{date, number_of, percent, taking};
use super::sheet;
use crate::site::chart::{Bars, Line, Point, Words};
use crate::site::grid::{Grid, GridRow, Span, Spans};
use crate::site::reader::Reader;

/// How many browsers are drawn.
const CLIENTS: usize = 10;

/// The pictures; one that would be empty is not there.
pub(super) struct Pictures {
    pub(super) visits: Line,
    pub(super) failures: Line,
    /// The time within which nine in ten answers came, by day; where it is known of any.
    pub(super) taken: Option<Line>,
    /// Failures, and that time, by hour; where hours are shown.
    pub(super) by_hour: Option<[Line; 2]>,
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
        by_hour: bool,
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
        let taken = point(&|day| day.answers.taken_us.p90.map(float), &|us| whole_ms(reader, us));
        let taken = taken.iter().any(|point| point.value.is_some()).then(|| {
            let title = reader.say("usage-taken-by-day").text();
            let words = words_where(reader, title, "usage-day", "usage-90", "chart-unknown");
            Line::new(words, taken, |us| whole_ms(reader, us))
        });
        Self {
            taken,
            by_hour: by_hour.then(|| hours(reader, &report.hours, days.clone())),
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
            speed: speed(reader, report, many),
            browsers: clients(reader, &report.browsers, report.other_browsers.views, true),
            systems: clients(reader, &report.systems, report.other_systems.views, false),
        }
    }
}

fn words(reader: &Reader, title: String, of: &'static str, number: &'static str) -> Words {
    words_where(reader, title, of, number, "usage-hidden")
}

/// With what stands for a number that is not there.
fn words_where(
    reader: &Reader,
    title: String,
    of: &'static str,
    number: &'static str,
    unknown: &'static str,
) -> Words {
    Words {
        title,
        of: reader.say(of).text(),
        number: reader.say(number).text(),
        unknown: reader.say(unknown),
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

/// How long the answers to the slowest pages took.
fn speed(reader: &Reader, report: &Report, many: bool) -> Option<Spans> {
    let span = |(label, taken): (String, [Option<u64>; 3])| Span {
        label,
        values: taken.map(|taken| taken.map(float)),
        shown: taken.map(|taken| taken.map(|us| taking(reader, us))),
    };
    let spans: Vec<Span> = sheet::slow(report, many).into_iter().map(span).collect();
    let numbers = [reader.say("usage-half"), reader.say("usage-90"), reader.say("usage-99")]
        .map(|n| n.text());
    let words = words(reader, reader.say("usage-speed").text(), "usage-page", "usage-half");
    (!spans.is_empty()).then(|| Spans::new(words, numbers, spans))
}

/// Failures and the time that answers took, by hour of one site.
fn hours(reader: &Reader, all: &[HourFigures], days: RangeInclusive<i64>) -> [Line; 2] {
    let known: BTreeMap<(i64, usize), &HourFigures> =
        all.iter().map(|hour| ((hour.day.number().into(), hour.hour), hour)).collect();
    let points = |of: &dyn Fn(&HourFigures) -> Option<f64>, write: &dyn Fn(f64) -> String| {
        let at = days.clone().flat_map(|day| (0..24).map(move |hour| (day, hour)));
        let point = |(day, hour)| {
            let value = known.get(&(day, hour)).and_then(|hour| of(hour));
            Point {
                label: sheet::hour(reader, day, hour),
                value,
                shown: value.map_or_else(String::new, write),
            }
        };
        at.map(point).collect::<Vec<_>>()
    };
    let hundredths = |value: f64| percent(reader, value / 100.0);
    let failed =
        points(&|hour| hour.answers.availability.map(|share| (1.0 - share) * 100.0), &hundredths);
    let taken = points(&|hour| hour.answers.taken_us.p90.map(float), &|us| whole_ms(reader, us));
    let line = |title: &'static str, number, points, write: &dyn Fn(f64) -> String| {
        let title = reader.say(title).text();
        Line::new(
            words_where(reader, title, "usage-hour", number, "usage-none-known"),
            points,
            write,
        )
    };
    [
        line("usage-failed-by-hour", "usage-failed", failed, &hundredths),
        line("usage-taken-by-hour", "usage-90", taken, &|us| whole_ms(reader, us)),
    ]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "microseconds")]
fn whole_ms(reader: &Reader, us: f64) -> String {
    taking(reader, us.round() as u64)
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

//! Tables of `/desk/usage` that are drawn alike: rows of numbers, and where to get them as files.

use askama::Template;
use probity_usage::rollup::{Answers, Report};

use super::chosen::Chosen;
use super::figures::{available, date, number_of, path, percent, size, taking};
use crate::language::Say;
use crate::site::reader::Reader;
use crate::usage::tables::{Table, slowest};

/// How many pages are listed as the slowest.
const SLOWEST: usize = 12;

/// A table.
#[derive(Template)]
#[template(path = "desk/sheet.html")]
pub(super) struct Sheet {
    caption: Say,
    /// What its rows are.
    of: Say,
    columns: Vec<Say>,
    rows: Vec<(String, Vec<String>)>,
    /// Whether it opens on demand: it stands behind a picture.
    folded: bool,
    files: Files,
}

/// The figures of a table as files.
#[derive(Template)]
#[template(path = "desk/files.html")]
pub(super) struct Files {
    label: Say,
    csv: String,
    json: String,
}

impl Files {
    pub(super) fn of(reader: &Reader, table: Table, chosen: &Chosen) -> Self {
        let known = Table::ALL.iter().find(|(of, ..)| *of == table);
        let name = known.map_or("", |(_, name, _)| *name);
        let query = chosen.query(chosen.page.as_deref().filter(|_| table == Table::PageDays));
        let label = match table {
            Table::Totals => "usage-file-totals",
            Table::Days => "usage-file-days",
            Table::Hours => "usage-file-hours",
            Table::Week => "usage-file-week",
            Table::Pages => "usage-file-pages",
            Table::Slowest => "usage-file-slowest",
            Table::PageDays => "usage-file-page",
            Table::Broken => "usage-file-broken",
            Table::Refused => "usage-file-refused",
            Table::Kinds => "usage-file-kinds",
            Table::Browsers => "usage-file-browsers",
            Table::Systems => "usage-file-systems",
        };
        Self {
            label: reader.say(label),
            csv: format!("/desk/usage/{name}.csv?{query}"),
            json: format!("/desk/usage/{name}.json?{query}"),
        }
    }
}

/// What stands above the numbers of [`answers`].
const ANSWERS: [&str; 8] = [
    "usage-requests",
    "usage-failing",
    "usage-uptime",
    "usage-half",
    "usage-90",
    "usage-99",
    "usage-bytes",
    "usage-refused-number",
];

/// Each site, where there are several: its days added up.
pub(super) fn by_site(reader: &Reader, report: &Report, chosen: &Chosen) -> Sheet {
    let rows = report.site_totals.iter().map(|of| (of.site.clone(), answers(reader, &of.answers)));
    Sheet {
        caption: reader.say("usage-by-site"),
        of: reader.say("usage-site"),
        columns: ANSWERS.map(|id| reader.say(id)).into(),
        rows: rows.collect(),
        folded: false,
        files: Files::of(reader, Table::Days, chosen),
    }
}

/// Each day.
pub(super) fn by_day(reader: &Reader, report: &Report, chosen: &Chosen) -> Sheet {
    let row = |of: &probity_usage::rollup::DayFigures| {
        (date(reader, of.day.number().into()), answers(reader, &of.answers))
    };
    Sheet {
        caption: reader.say("usage-by-day"),
        of: reader.say("usage-day"),
        columns: ANSWERS.map(|id| reader.say(id)).into(),
        rows: report.days.iter().map(row).collect(),
        folded: true,
        files: Files::of(reader, Table::Days, chosen),
    }
}

/// Each hour of one site.
pub(super) fn by_hour(reader: &Reader, report: &Report, chosen: &Chosen) -> Sheet {
    let row = |of: &probity_usage::rollup::HourFigures| {
        (hour(reader, of.day.number().into(), of.hour), answers(reader, &of.answers))
    };
    Sheet {
        caption: reader.say("usage-by-hour"),
        of: reader.say("usage-hour"),
        columns: ANSWERS.map(|id| reader.say(id)).into(),
        rows: report.hours.iter().map(row).collect(),
        folded: true,
        files: Files::of(reader, Table::Hours, chosen),
    }
}

/// The days of one page; none if nothing of it can be shown.
pub(super) fn of_page(reader: &Reader, report: &Report, chosen: &Chosen) -> Option<Sheet> {
    let hidden = || reader.say("usage-hidden").text();
    let number = |of: Option<u64>| of.map_or_else(hidden, |number| number_of(reader, number));
    let many = chosen.site.is_none() && report.sites.len() > 1;
    let row = |of: &probity_usage::rollup::PageDayFigures| {
        let day = date(reader, of.day.number().into());
        let label = if many { format!("{day}, {}", of.site) } else { day };
        let time =
            |time: Option<u64>| time.map_or_else(|| unknown(reader), |us| taking(reader, us));
        let numbers = vec![
            number(of.views),
            number(of.visitors),
            number(of.failed),
            time(of.taken_us.p50),
            time(of.taken_us.p90),
            time(of.taken_us.p99),
            of.bytes.map_or_else(hidden, |bytes| size(reader, bytes)),
        ];
        (label, numbers)
    };
    let rows: Vec<_> = report.page_days.iter().map(row).collect();
    let columns = [
        "usage-views",
        "usage-visitors",
        "usage-failed-number",
        "usage-half",
        "usage-90",
        "usage-99",
        "usage-bytes",
    ];
    (!rows.is_empty()).then(|| Sheet {
        caption: reader.say("usage-page-by-day"),
        of: reader.say("usage-day"),
        columns: columns.map(|id| reader.say(id)).into(),
        rows,
        folded: false,
        files: Files::of(reader, Table::PageDays, chosen),
    })
}

/// The slowest pages, as rows of their picture.
pub(super) fn slow(report: &Report, many: bool) -> Vec<(String, [Option<u64>; 3])> {
    let row = |page: &probity_usage::rollup::PageFigures| {
        let taken = page.taken_us;
        (path(&page.site, &page.path, many), [taken.p50, taken.p90, taken.p99])
    };
    slowest(report).into_iter().take(SLOWEST).map(row).collect()
}

/// An hour in words.
pub(super) fn hour(reader: &Reader, day: i64, hour: usize) -> String {
    let hour = format!("{hour:02}:00");
    reader.say("usage-hour-of").with("day", date(reader, day)).with("hour", hour).text()
}

fn unknown(reader: &Reader) -> String {
    reader.say("chart-unknown").text()
}

/// How requests were answered, in the order of [`ANSWERS`].
fn answers(reader: &Reader, of: &Answers) -> Vec<String> {
    let Some(requests) = of.requests else {
        return vec![reader.say("usage-hidden").text(); ANSWERS.len()];
    };
    let time = |time: Option<u64>| time.map_or_else(|| unknown(reader), |us| taking(reader, us));
    vec![
        number_of(reader, requests),
        of.availability.map_or_else(|| unknown(reader), |share| percent(reader, 1.0 - share)),
        of.uptime.map_or_else(|| unknown(reader), |share| available(reader, share)),
        time(of.taken_us.p50),
        time(of.taken_us.p90),
        time(of.taken_us.p99),
        size(reader, of.bytes),
        number_of(reader, of.refused),
    ]
}

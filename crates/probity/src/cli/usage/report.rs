//! `probity usage report`: how available and how fast the sites are, who visits them when, as sums.

use clap::Args;
use probity_usage::rollup::{Answers, Report as Figures};

use super::asking::{self, Asking, concat_help, heading, number, section, share, taking};
use crate::cli::{Failure, Outcome, out};
use crate::usage::report::ALL;
use crate::usage::tables;

/// How many hours, pages and paths are shown to people; programs get all.
const SHOWN: usize = 15;

/// Report availability, speed and visits of the sites by day, hour and page
#[derive(Debug, Args)]
#[command(after_help = concat_help!("Examples:
  probity usage report
  probity usage report --site www.example.org --month 2026-11
  probity usage report --from 2026-11-01 --to 2026-11-07 --for intrusion-protection
  probity usage report --json > november.json"))]
pub(in crate::cli) struct Report {
    #[command(flatten)]
    asking: Asking,
}

impl Report {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let (read, days) = self.asking.read("usage report", ALL)?;
        if self.asking.report.json {
            out::json(&read.report)?;
        } else {
            out::text(&format!("{}{}", heading(&read, &days), shown(&read.report)))?;
        }
        Ok(Outcome::Fine)
    }
}

fn shown(report: &Figures) -> String {
    let mut text = String::new();
    let day = |day: &probity_usage::rollup::DayFigures| {
        let Answers { availability, uptime, taken_us, requests, .. } = &day.answers;
        let mark = if day.incomplete { "*" } else { "" };
        vec![
            format!("{}{mark}", day.day),
            number(day.visits),
            number(day.visitors),
            number(day.views),
            number(*requests),
            share(*availability),
            share(*uptime),
            taking(taken_us.p50),
            taking(taken_us.p90),
            taking(taken_us.p99),
        ]
    };
    let columns = [
        "day",
        "visits",
        "visitors",
        "page views",
        "requests",
        "available",
        "up",
        "p50",
        "p90",
        "p99",
    ];
    let mut rows: Vec<_> = report.days.iter().map(day).collect();
    let Answers { availability, uptime, taken_us, requests, .. } = &report.answers;
    rows.push(vec![
        "all".to_owned(),
        number(report.visits.visits),
        number(report.views.visitors),
        number(report.views.views),
        number(*requests),
        share(*availability),
        share(*uptime),
        taking(taken_us.p50),
        taking(taken_us.p90),
        taking(taken_us.p99),
    ]);
    text.push_str(&section("By day", &columns, &rows));
    if report.days.iter().any(|day| day.incomplete) {
        text.push_str("* some of it is not shown: fewer than five visitors\n");
    }
    text.push_str("Visitors are those of each day, added up: nobody is told apart over days.\n");
    text.push_str("Up is the share of the minutes with requests in which one was answered well.\n");
    text.push_str(&worst(report));
    text.push_str(&slowest(report));
    text.push_str(&failing("Paths that failed", &report.broken));
    text.push_str(&failing("Paths that people were refused", &report.refused));
    text.push_str(&super::pages::table(report, Some(SHOWN)));
    text.push_str(&super::visits::table(report));
    let kinds = report.kinds.iter();
    let kinds: Vec<_> =
        kinds.map(|(kind, count)| vec![(*kind).to_owned(), out::grouped(*count)]).collect();
    text.push_str(&section("Requests by kind", &["kind", "requests"], &kinds));
    text
}

/// The hours with the largest share of failures.
fn worst(report: &Figures) -> String {
    let mut hours: Vec<_> = report.hours.iter().filter(|hour| hour.answers.failed > 0).collect();
    let available = |hour: &&probity_usage::rollup::HourFigures| hour.answers.availability;
    hours.sort_by(|a, b| available(a).unwrap_or(1.0).total_cmp(&available(b).unwrap_or(1.0)));
    let row = |hour: &&probity_usage::rollup::HourFigures| {
        vec![
            format!("{} {:02}:00", hour.day, hour.hour),
            hour.site.clone(),
            share(hour.answers.availability),
            out::grouped(hour.answers.failed),
            number(hour.answers.requests),
        ]
    };
    let rows: Vec<_> = hours.iter().take(SHOWN).map(row).collect();
    let columns = ["hour (UTC)", "site", "available", "failed", "requests"];
    section("The worst hours", &columns, &rows)
}

/// The pages whose answers take longest.
fn slowest(report: &Figures) -> String {
    let row = |page: &&probity_usage::rollup::PageFigures| {
        vec![
            asking::path(&page.site, &page.path),
            out::grouped(page.views),
            taking(page.taken_us.p50),
            taking(page.taken_us.p90),
            taking(page.taken_us.p99),
        ]
    };
    let rows: Vec<_> = tables::slowest(report).iter().take(SHOWN).map(row).collect();
    section("The slowest pages", &["page", "views", "p50", "p90", "p99"], &rows)
}

fn failing(title: &str, paths: &[probity_usage::rollup::FailingFigures]) -> String {
    let row = |path: &probity_usage::rollup::FailingFigures| {
        vec![
            asking::path(&path.site, &path.path),
            out::grouped(path.failed),
            out::grouped(path.unanswered),
            share(path.failing),
        ]
    };
    let rows: Vec<_> = paths.iter().take(SHOWN).map(row).collect();
    section(title, &["path", "failed", "unanswered", "of its views"], &rows)
}

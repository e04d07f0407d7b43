//! `probity usage visits`: how many, how long, when and with which browsers, as sums; or each of them, for
//! protection.

use clap::Args;
use probity_usage::rollup::{ClientFigures, Report};

use super::asking::{Asking, concat_help, heading, lasting, number, section, share};
use super::lines::Lines;
use crate::cli::{Failure, Outcome, out};
use crate::usage::history::Part;
use crate::usage::report::VISITS;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// How many browsers and systems are shown to people.
const SHOWN: usize = 12;

/// Report how many visits there were, when, how long, and with which browsers
#[derive(Debug, Args)]
#[command(after_help = concat_help!("Examples:
  probity usage visits --site www.example.org
  probity usage visits --from 2026-11-01 --to 2026-11-07 --json
  probity usage visits --site www.example.org --jsonl > visits.jsonl

With --jsonl, each visit is an object on a line of its own: site, ip, start, duration_s, pages,
browser, os, entry, exit; by site and day, those that are still open as if they had ended now. That is
a use for intrusion-protection, unless --for names another purpose, and on the ledger. `ip` is the
address as long as it is kept (fourteen days from the visit, unless the policy says otherwise), the
network after that and for any other purpose."))]
pub(in crate::cli) struct Visits {
    /// Each visit as a JSON object a line, with its address
    #[arg(long, conflicts_with = "json")]
    jsonl: bool,
    #[command(flatten)]
    asking: Asking,
}

impl Visits {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        if self.jsonl {
            let mut lines = Lines::default();
            self.asking.go_through(Part::Visits, "visits", &mut lines)?;
            return lines.finish();
        }
        let (read, days) = self.asking.read("usage visits", VISITS)?;
        let report = &read.report;
        if self.asking.report.json {
            let by_day = report.days.iter().map(|day| {
                let (visits, visitors) = (day.visits, day.visitors);
                serde_json::json!({ "day": day.day, "visits": visits, "visitors": visitors })
            });
            out::json(&serde_json::json!({
                "sites": report.sites, "visits": report.visits,
                "days": by_day.collect::<Vec<_>>(), "week": report.week,
                "browsers": report.browsers, "other_browsers": report.other_browsers,
                "systems": report.systems, "other_systems": report.other_systems,
            }))?;
        } else {
            let day = |day: &probity_usage::rollup::DayFigures| {
                vec![day.day.to_string(), number(day.visits), number(day.visitors)]
            };
            let rows: Vec<_> = report.days.iter().map(day).collect();
            let by_day = section("By day", &["day", "visits", "visitors"], &rows);
            out::text(&format!("{}{by_day}{}", heading(&read, &days), table(report)))?;
        }
        Ok(Outcome::Fine)
    }
}

/// The visits, when people come, and with what.
pub(super) fn table(report: &Report) -> String {
    let visits = &report.visits;
    let mut rows = vec![vec!["visits".to_owned(), number(visits.visits)]];
    if visits.visits.is_some_and(|visits| visits > 0) {
        rows.push(vec!["half of them lasted at most".to_owned(), lasting(visits.median_ms)]);
        rows.push(vec!["nine in ten lasted at most".to_owned(), lasting(visits.p90_ms)]);
        rows.push(vec!["pages, in the middle".to_owned(), number(visits.median_pages)]);
        rows.push(vec!["visits of a single page".to_owned(), share(visits.single)]);
    }
    let mut text = section("Visits", &["", ""], &rows);
    let hour = |hour: usize| {
        let mut row = vec![format!("{hour:02}:00")];
        for day in &report.week {
            row.push(day.get(hour).map_or_else(String::new, |slot| {
                match (slot.shown, slot.views) {
                    (0, _) => "-".to_owned(),
                    (_, views) => out::grouped(views),
                }
            }));
        }
        row
    };
    let mut columns = vec!["hour (UTC)"];
    columns.extend(WEEKDAYS);
    let rows: Vec<_> = (0..24).map(hour).collect();
    text.push_str(&section("Page views by hour and weekday", &columns, &rows));
    text.push_str(&clients("Browsers", &report.browsers, report.other_browsers.views));
    text.push_str(&clients("Operating systems", &report.systems, report.other_systems.views));
    text
}

fn clients(title: &str, all: &[ClientFigures], others: u64) -> String {
    let row = |client: &ClientFigures| {
        let name = client.name.as_deref().unwrap_or("not known");
        let version = client.version.as_ref().map(|version| format!(" {version}"));
        let name = super::asking::plain(&format!("{name}{}", version.unwrap_or_default()));
        vec![
            name,
            out::grouped(client.views),
            out::grouped(client.visits),
            number(Some(client.visitors)),
        ]
    };
    let mut rows: Vec<_> = all.iter().take(SHOWN).map(row).collect();
    let more = all.iter().skip(SHOWN).map(|client| client.views).sum::<u64>() + others;
    if more > 0 && !rows.is_empty() {
        rows.push(vec!["others".to_owned(), out::grouped(more), String::new(), String::new()]);
    }
    section(title, &["", "page views", "visits", "visitors"], &rows)
}

//! What the reports share: of which sites and days, what for; and the refusal where the policy does not
//! allow it.

use std::ops::RangeInclusive;
use std::str::FromStr;

use clap::Args;
use probity_policy::{Purpose, Role};
use probity_usage::history::Day;
use probity_vault::UsageAction;

use crate::cli::args::{DataArgs, ReportArgs};
use crate::cli::{Failure, out};
use crate::data::Installation;
use crate::usage::Usage;
use crate::usage::history::Part;
use crate::usage::kept::{self, Site};
use crate::usage::report::{self, Asked, Read};
use crate::usage::trace::{self, Rows};

/// How many days are reported unless others are asked for.
const DAYS: i64 = 30;

/// How much of a path is shown.
const LONGEST: usize = 60;

/// The examples of a report, and what holds for all reports.
macro_rules! concat_help {
    ($examples:literal) => {
        concat!(
            $examples,
            "

Days are those of UTC; without any, the last thirty are reported.
The policy allows two purposes: availability-performance and intrusion-protection.
Each report is on the ledger before it is shown. It holds no address, and no number
behind which fewer than five visitors of a day stand. What one address or member viewed is
refused: clause U1 of the policy. With SQLite, stop the service first, or look at /desk/usage.

Exit status: 0 here it is, 2 it was refused, or there is nothing of these sites and days."
        )
    };
}
pub(super) use concat_help;

/// Which sites and days, and what for.
#[derive(Debug, Args)]
pub(super) struct Asking {
    /// Only this site; can be given several times
    #[arg(long = "site", value_name = "NAME")]
    sites: Vec<String>,
    /// From this day on, like 2026-11-01
    #[arg(long, value_name = "DAY", conflicts_with = "month")]
    from: Option<Day>,
    /// Up to this day
    #[arg(long, value_name = "DAY", conflicts_with = "month")]
    to: Option<Day>,
    /// A whole month, like 2026-11
    #[arg(long, value_name = "MONTH")]
    month: Option<Month>,
    /// What it is for, as the policy names it
    #[arg(long = "for", visible_alias = "purpose", value_name = "PURPOSE")]
    purpose: Option<Purpose>,
    /// Of one address: refused, by clause U1
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// Of one member: refused, by clause U1
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    first: Day,
    last: Day,
}

impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a month looks like 2026-11";
        let first: Day = format!("{text}-01").parse().map_err(|_| wrong)?;
        let next = (28..32).map(|days| first.plus(days));
        let next = next.into_iter().find(|day| day.to_string().ends_with("-01"));
        Ok(Self { first, last: next.ok_or(wrong)?.plus(-1) })
    }
}

impl Asking {
    /// Reads the report, on record.
    pub(super) fn read(
        &self,
        what: &'static str,
        categories: &'static [&'static str],
    ) -> Result<(Read, RangeInclusive<i64>), Failure> {
        let (open, days) = self.open()?;
        let asked = Asked {
            action: UsageAction::Use,
            role: Role::InfrastructureStaff,
            actor: None,
            purpose: self.purpose.unwrap_or(Purpose::AvailabilityPerformance),
            sites: self.chosen(&kept::sites(&open.vault)?)?,
            days: days.clone(),
            what,
            page: None,
            categories,
        };
        let read = report::read(&open.vault, &asked)?;
        if read.report.site_days == 0 {
            return Err(self.nothing(&kept::sites(&open.vault)?, &days));
        }
        Ok((read, days))
    }

    /// Goes through the visits or requests of these sites and days, on record.
    pub(super) fn go_through(
        &self,
        part: Part,
        note: &'static str,
        rows: &mut impl Rows,
    ) -> Result<(), Failure> {
        let (open, days) = self.open()?;
        let usage = Usage::open(&open.vault, &open.config, open.dir.path())?;
        let asked = trace::Asked {
            action: UsageAction::Use,
            purpose: self.purpose.unwrap_or(Purpose::IntrusionProtection),
            sites: &self.chosen(&kept::sites(&open.vault)?)?,
            days,
            part,
            note: note.into(),
        };
        Ok(trace::go_through(&usage, &asked, rows)?)
    }

    /// The installation and the days, unless it is about somebody in particular.
    fn open(&self) -> Result<(Installation, RangeInclusive<i64>), Failure> {
        if self.address.is_some() || self.member.is_some() {
            return Err(self.of_a_person());
        }
        let days = self.days()?;
        let open = self.data.open()?;
        let days = days.unwrap_or_else(|| self.around(Day::of(open.clock.now_ms())));
        if days.is_empty() {
            let (from, to) = (Day::counted(*days.start()), Day::counted(*days.end()));
            return Err(Failure::new(format_args!("`{from}` is after `{to}`: swap them")));
        }
        Ok((open, days))
    }

    /// The policy's refusal to tell what somebody in particular viewed, whoever asks.
    fn of_a_person(&self) -> Failure {
        let open = match self.data.open() {
            Ok(open) => open,
            Err(failure) => return failure,
        };
        let category = "page-view";
        let flow = probity_policy::Flow::Use {
            category,
            role: Role::InfrastructureStaff,
            purpose: Purpose::ContentImprovement,
            consent: false,
            restricted: false,
        };
        let why = match open.vault.policy_in_force().map(|policy| policy.grant(&flow)) {
            Ok(Err(refusal)) => format!("; {}", refusal.sentence()),
            _ => String::new(),
        };
        Failure::new(format_args!(
            "what somebody in particular has viewed is not reported (clause U1){why}"
        ))
    }

    /// The days that were asked for, as far as they say so without today.
    fn days(&self) -> Result<Option<RangeInclusive<i64>>, Failure> {
        match (self.month, self.from, self.to) {
            (Some(month), ..) => Ok(Some(since(month.first)..=since(month.last))),
            (None, Some(from), Some(to)) if from > to => {
                Err(Failure::new(format_args!("`{from}` is after `{to}`: swap them")))
            }
            (None, Some(from), Some(to)) => Ok(Some(since(from)..=since(to))),
            (None, None, Some(to)) => Ok(Some(since(to) - DAYS + 1..=since(to))),
            (None, _, None) => Ok(None),
        }
    }

    fn around(&self, today: Day) -> RangeInclusive<i64> {
        let today = since(today);
        self.from.map_or(today - DAYS + 1, since)..=today
    }

    fn chosen(&self, known: &[Site]) -> Result<Vec<String>, Failure> {
        if known.is_empty() {
            return Err(Failure::new(
                "there is no history of visits yet: take logs in with `probity usage import`",
            ));
        }
        if self.sites.is_empty() {
            return Ok(known.iter().map(|site| site.name.clone()).collect());
        }
        let unknown = self.sites.iter().find(|name| known.iter().all(|site| site.name != **name));
        match unknown {
            None => Ok(self.sites.clone()),
            Some(name) => {
                let names: Vec<_> = known.iter().map(|site| format!("`{}`", site.name)).collect();
                Err(Failure::new(format_args!(
                    "there is no history of `{name}`; there is one of {}",
                    names.join(", ")
                )))
            }
        }
    }

    fn nothing(&self, known: &[Site], days: &RangeInclusive<i64>) -> Failure {
        let of = |site: &&Site| self.sites.is_empty() || self.sites.contains(&site.name);
        let held = known.iter().filter(of).map(|site| {
            let (first, last) = (Day::counted(*site.days.start()), Day::counted(*site.days.end()));
            format!("`{}` from {first} to {last}", site.name)
        });
        let (from, to) = (Day::counted(*days.start()), Day::counted(*days.end()));
        let held: Vec<_> = held.collect();
        Failure::new(format_args!(
            "there is nothing from {from} to {to}; there is {}",
            held.join(", ")
        ))
    }
}

/// Days since 1970.
pub(super) fn since(day: Day) -> i64 {
    day.number().into()
}

/// What a report says of itself: of what, what for, under which clause.
pub(super) fn heading(read: &Read, days: &RangeInclusive<i64>) -> String {
    let report = &read.report;
    let mut text = format!(
        "{}, {} to {} (UTC)\n",
        report.sites.join(", "),
        Day::counted(*days.start()),
        Day::counted(*days.end())
    );
    text.push_str(&format!("Shown under clause {}, on record.\n", read.clauses.join(", ")));
    if report.hidden_site_days > 0 {
        text.push_str(&format!(
            "Not all is shown of {} of {}: fewer than five visitors.\n",
            out::counted(report.hidden_site_days, "day", "days"),
            out::grouped(report.site_days)
        ));
    }
    text
}

/// A table with its numbers flush right, under its heading.
pub(super) fn section(title: &str, columns: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut all: Vec<Vec<String>> = vec![columns.iter().map(|name| (*name).to_owned()).collect()];
    all.extend(rows.iter().cloned());
    for column in 1..columns.len() {
        let width = |row: &Vec<String>| row.get(column).map_or(0, |cell| cell.chars().count());
        let widest = all.iter().map(width).max().unwrap_or(0);
        for row in &mut all {
            if let Some(cell) = row.get_mut(column) {
                *cell = format!("{cell:>widest$}");
            }
        }
    }
    let table = out::table(&all);
    // An empty cell at the end of a line leaves blanks, columns without names an empty line.
    let lines = table.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.fold(format!("\n{title}\n"), |text, line| text + line + "\n")
}

/// A path with its site, cut where it is too long for a line. What a terminal would take for an order
/// is shown as what it is.
pub(super) fn path(site: &str, path: &str) -> String {
    let whole = plain(&format!("{site}{path}"));
    let mut letters = whole.chars();
    let start: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() { format!("{start}…") } else { start }
}

/// Text as it may stand in a terminal: control characters are escaped.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .flat_map(|letter| {
            let control = letter.is_control() || ('\u{200e}'..='\u{202e}').contains(&letter);
            let escaped = control.then(|| letter.escape_default());
            escaped.into_iter().flatten().chain((!control).then_some(letter))
        })
        .collect()
}

/// Bytes of a log as they may stand in a terminal: what is no text is escaped too.
pub(super) fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(&plain(chunk.valid()));
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

/// A number that may not be shown.
pub(super) fn number(number: Option<u64>) -> String {
    number.map_or_else(|| "-".to_owned(), out::grouped)
}

/// A share, in hundredths; what is not everything is never said to be.
pub(super) fn share(share: Option<f64>) -> String {
    match share {
        None => "-".to_owned(),
        Some(share) if share < 1.0 && share > 0.9999 => ">99.99 %".to_owned(),
        Some(share) => format!("{:.2} %", share * 100.0),
    }
}

/// Milliseconds as people say them.
pub(super) fn lasting(ms: Option<u64>) -> String {
    let Some(ms) = ms else { return "-".to_owned() };
    match ms / 1000 {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{}:{:02} min", seconds / 60, seconds % 60),
        seconds => format!("{}:{:02} h", seconds / 3600, seconds / 60 % 60),
    }
}

/// Microseconds as milliseconds.
pub(super) fn taking(us: Option<u64>) -> String {
    match us {
        None => "-".to_owned(),
        Some(us @ 0..10_000) => format!("{}.{} ms", us / 1000, us / 100 % 10),
        Some(us) => format!("{} ms", out::grouped(us / 1000)),
    }
}

/// Bytes in the largest unit that leaves whole numbers of three digits.
pub(super) fn size(bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let (mut rest, mut unit) = (bytes, 0);
    while rest >= 10_000 && unit + 1 < units.len() {
        rest /= 1000;
        unit += 1;
    }
    format!("{} {}", out::grouped(rest), units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_and_end() {
        for (text, first, last) in [
            ("2026-11", "2026-11-01", "2026-11-30"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2026-12", "2026-12-01", "2026-12-31"),
        ] {
            let month: Month = text.parse().unwrap();
            assert_eq!(
                (month.first.to_string(), month.last.to_string()),
                (first.into(), last.into())
            );
        }
        for wrong in ["2026-13", "2026", "2026-1", "november", "2026-11-01", ""] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(share(Some(0.999_999)), ">99.99 %");
        assert_eq!(share(Some(1.0)), "100.00 %");
        assert_eq!(lasting(Some(61_500)), "1:01 min");
        assert_eq!(taking(Some(1_250)), "1.2 ms");
        assert_eq!(size(123_456), "123 kB");
        assert_eq!(size(9_999), "9,999 B");
        assert_eq!(plain("/a\u{1b}[2Jb\n"), "/a\\u{1b}[2Jb\\n");
        assert_eq!(escaped(b"\x00a\xff\xfe\xc3\xa4"), "\\u{0}a\\xff\\xfeä");
        assert_eq!(path("www.example.org", &"x".repeat(90)).chars().count(), 61);
    }
}

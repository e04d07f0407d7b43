//! `probity usage rejected`: lines of logs that could not be read, for a named need of protection.

use clap::Args;
use probity_usage::history::Day;
use serde::Serialize;

use super::asking::{escaped, since};
use super::lines::Lines;
use crate::cli::args::DataArgs;
use crate::cli::{Failure, Outcome, out};
use crate::usage::Usage;
use crate::usage::history::day_name;
use crate::usage::rejected::show::{Asked, Found, Rest, show};
use crate::usage::trace::Need;

/// How many days are looked at unless others are asked for.
const DAYS: i64 = 30;

/// Show the lines of logs that could not be read, with file, number and reason; on record
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage rejected --need attack
  probity usage rejected --site www.example.org --day 2026-11-24 --need incident
  probity usage rejected --from 2026-11-20 --need misuse --jsonl

Such a line may be the trace of an attack, and it holds somebody's address. So it lies sealed as
addresses do and is gone when they are (fourteen days, unless the policy says otherwise). Its day is
that of the time that stands in it, otherwise the one on which it was taken in. Lines of logs that name
their sites count for `other`.

Before anything is shown, the ledger says that it was, and for which need. Control characters are
shown as what they are. With --jsonl, each line is an object: site, file, line, reason, text, cut.

At most 10,000 lines and 2 MiB are kept of a file and commit, 64 MiB of a stream of logs and day, and
16,384 bytes of a line; how many more there were is said at the end.

Needs: attack, misuse, appeal, incident. With SQLite, stop the service first.

Exit status: 0 shown, 2 it was refused or could not be read.")]
pub(in crate::cli) struct Rejected {
    /// Only of this site; can be given several times
    #[arg(long = "site", value_name = "NAME")]
    sites: Vec<String>,
    /// From this day on, like 2026-11-01
    #[arg(long, value_name = "DAY", conflicts_with = "day")]
    from: Option<Day>,
    /// Up to this day
    #[arg(long, value_name = "DAY", conflicts_with = "day")]
    to: Option<Day>,
    /// Of this day alone
    #[arg(long, value_name = "DAY")]
    day: Option<Day>,
    /// What it is needed for
    #[arg(long, value_name = "NEED")]
    need: Need,
    /// One JSON object a line
    #[arg(long)]
    jsonl: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// The interface that other programs rely on.
#[derive(Serialize)]
struct Shown<'a> {
    site: &'a str,
    file: &'a str,
    line: u64,
    reason: &'a str,
    text: &'a str,
    /// Whether there was more of it.
    cut: bool,
}

impl Rejected {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let usage = Usage::open(&open.vault, &open.config, open.dir.path())?;
        let today = since(Day::of(open.clock.now_ms()));
        let to = self.day.or(self.to).map_or(today, since);
        let from = self.day.or(self.from).map_or(to - DAYS + 1, since);
        if from > to {
            let (from, to) = (day_name(from), day_name(to));
            return Err(Failure::new(format_args!("`{from}` is after `{to}`: swap them")));
        }
        let asked = Asked { sites: &self.sites, days: from..=to, need: self.need };
        let mut lines = Lines::default();
        let mut one = |found: &Found<'_>| {
            let Found { site, file, line, reason, text, is_cut: cut } = *found;
            let text = escaped(text);
            if self.jsonl {
                return lines.json(&Shown { site, file, line, reason, text: &text, cut });
            }
            let (file, end) = (escaped(file.as_bytes()), if cut { " …" } else { "" });
            lines.line(&format!("{site}  {file}:{line}  {reason}  {text}{end}"))
        };
        let rest = show(&usage, &asked, &mut one)?;
        let outcome = lines.finish()?;
        remarks(&rest, &asked);
        Ok(outcome)
    }
}

/// What there is besides, for whoever looks; programs read only what was shown.
fn remarks(rest: &Rest, asked: &Asked<'_>) {
    let Rest { shown, beyond, gone } = *rest;
    let lines = |count| out::counted(count, "line", "lines");
    if gone > 0 {
        out::remark(&format!("{} more are gone: their time is over", lines(gone)));
    }
    if beyond > 0 {
        out::remark(&format!("{} more were not kept: there were too many", lines(beyond)));
    }
    if shown + gone + beyond == 0 {
        let (from, to) = (day_name(*asked.days.start()), day_name(*asked.days.end()));
        out::remark(&format!(
            "no rejected line is kept from {from} to {to}; those of days whose time is over are dropped \
             at once"
        ));
    }
}

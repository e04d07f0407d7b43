//! `probity usage trace`: each request of a day of a site, whatever it was, for a named need of protection.

use std::net::IpAddr;

use clap::Args;
use probity_policy::{Purpose, Version};
use probity_usage::history::RequestRow;
use probity_vault::UsageAction;

use super::asking::plain;
use super::lines::{Lines, moment, who};
use crate::cli::args::DataArgs;
use crate::cli::{Failure, Outcome, out};
use crate::config::SiteName;
use crate::usage::Usage;
use crate::usage::history::Part;
use crate::usage::trace::{self, Need, Rows};

/// Show each request of a day of a site, probes and errors too, for a need of protection; on record
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage trace --site www.example.org --day 2026-11-24 --need attack
  probity usage trace --site www.example.org --day 2026-11-24 --need incident --most 500

Everything that was asked of the site that day: pages and all else, programs too. Visits, and nothing
but pages, are what `probity usage visits --jsonl` and `usage pages --jsonl` have.

It shows IP addresses as long as they are kept (fourteen days, unless the policy says otherwise), after
that the network. Before anything is shown, the ledger says that it was, and for which need. Whoever
is to be found by name, by membership or by their address is not: that is no protection (clause U1).

Needs: attack, misuse, appeal, incident. With SQLite, stop the service first.")]
pub(in crate::cli) struct Trace {
    /// The site
    #[arg(long, value_name = "NAME")]
    site: SiteName,
    /// The day, in UTC
    #[arg(long, value_name = "DATE")]
    day: Version,
    /// What it is needed for
    #[arg(long, value_name = "NEED")]
    need: Need,
    /// How many rows at most
    #[arg(long, value_name = "COUNT", default_value_t = 10_000)]
    most: usize,
    #[command(flatten)]
    data: DataArgs,
}

impl Trace {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let usage = Usage::open(&open.vault, &open.config, open.dir.path())?;
        let asked = trace::Asked {
            action: UsageAction::Show,
            purpose: Purpose::IntrusionProtection,
            sites: &[self.site.as_str().to_owned()],
            days: self.day.days()..=self.day.days(),
            part: Part::Requests,
            note: format!("trace for {}", self.need.name()).into(),
        };
        let mut table = Table { lines: Lines::default(), rows: 0, most: self.most };
        trace::go_through(&usage, &asked, &mut table)?;
        if table.rows == 0 {
            let (site, day) = (&self.site, self.day);
            return Err(Failure::new(format_args!(
                "nothing is kept of `{site}` on {day}; `probity usage report` lists what is"
            )));
        }
        let is_all = table.rows <= self.most;
        table.lines.finish()?;
        if !is_all {
            let most = out::grouped(self.most as u64);
            out::line(format_args!("… more than {most}: say `--most`"))?;
        }
        Ok(Outcome::Fine)
    }
}

struct Table {
    lines: Lines,
    rows: usize,
    most: usize,
}

impl Rows for Table {
    fn request(&mut self, _: &str, row: &RequestRow<'_>, address: Option<IpAddr>) -> bool {
        if self.rows == 0 {
            self.lines.line("time                  address         kind   status  took ms  path");
        }
        self.rows += 1;
        if self.rows > self.most {
            return false;
        }
        let who = who(address, row.network);
        let took = row.taken.map_or("-".to_owned(), |micros| (micros / 1000).to_string());
        let path = plain(&String::from_utf8_lossy(row.path));
        let (time, kind, status) = (moment(row.time), row.kind.name(), row.status);
        self.lines.line(&format!("{time}  {who:<15} {kind:<6} {status:<7} {took:>7}  {path}"))
    }
}

//! `probity usage trace`: a day of a site as protection needs it, with addresses, on record.

use std::fmt::Write as _;
use std::net::IpAddr;

use clap::Args;
use jiff::Timestamp;
use probity_policy::Version;
use probity_usage::history::{RequestRow, VisitRow};

use crate::cli::args::DataArgs;
use crate::cli::{Failure, Outcome, out};
use crate::config::SiteName;
use crate::sinks::AddressSink;
use crate::usage::Usage;
use crate::usage::history::Part;
use crate::usage::trace::{self, Need, Rows};

/// Show a day of a site as protection needs it: who came, when, for how long; on record
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage trace --site www.example.org --day 2026-11-24 --need attack
  probity usage trace --site www.example.org --day 2026-11-24 --need incident --requests

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
    /// Each request instead of each visit
    #[arg(long)]
    requests: bool,
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
        let part = if self.requests { Part::Requests } else { Part::Visits };
        let mut table = Table { sink: AddressSink::default(), rows: 0, most: self.most };
        trace::day(&usage, self.site.as_str(), self.day.days(), part, self.need, &mut table)?;
        if table.rows == 0 {
            let (site, day) = (&self.site, self.day);
            return Err(Failure::new(format_args!(
                "nothing is kept of `{site}` on {day}; `probity usage report` lists what is"
            )));
        }
        let heads = if self.requests {
            "time                  address         kind   status  took ms  path"
        } else {
            "start                 seconds  address         pages  first page -> last page  browser, system"
        };
        out::line(heads)?;
        out::text(table.sink.text())?;
        if table.rows >= self.most {
            out::line(format_args!(
                "… more than {}: say `--most`",
                out::grouped(self.most as u64)
            ))?;
        }
        Ok(Outcome::Fine)
    }
}

struct Table {
    sink: AddressSink,
    rows: usize,
    most: usize,
}

impl Rows for Table {
    fn request(&mut self, row: &RequestRow<'_>, address: Option<IpAddr>) -> bool {
        let who = who(address, row.network);
        let took = row.taken.map_or("-".to_owned(), |micros| (micros / 1000).to_string());
        let path = printable(row.path);
        let (time, kind, status) = (moment(row.time), row.kind.name(), row.status);
        self.sink
            .write(format_args!("{time}  {who:<15} {kind:<6} {status:<7} {took:>7}  {path}\n"));
        self.rows += 1;
        self.rows < self.most
    }

    fn visit(&mut self, row: &VisitRow<'_>, address: Option<IpAddr>) -> bool {
        let who = who(address, row.network);
        let (time, seconds, pages) = (moment(row.start), row.duration / 1000, row.pages);
        let (entry, exit) = (printable(row.entry), printable(row.exit));
        let name = |product: Option<&probity_usage::Product>| {
            product.map_or("unknown".to_owned(), |product| printable(product.family.as_bytes()))
        };
        let (browser, system) = (name(row.browser), name(row.system));
        self.sink.write(format_args!(
            "{time}  {seconds:>7}  {who:<15} {pages:>5}  {entry} -> {exit}  {browser}, {system}\n"
        ));
        self.rows += 1;
        self.rows < self.most
    }
}

/// The address, or the network when that is all that is left.
fn who(address: Option<IpAddr>, network: probity_usage::history::Network) -> String {
    address.map_or_else(|| network.to_string(), |address| address.to_string())
}

fn moment(millis: i64) -> String {
    Timestamp::from_millisecond(millis)
        .map_or_else(|_| millis.to_string(), |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// What a client sent, without what would do something to a terminal.
fn printable(bytes: &[u8]) -> String {
    let mut text = String::new();
    for c in String::from_utf8_lossy(bytes).chars() {
        if c.is_control() {
            let _ = write!(text, "\\u{{{:x}}}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

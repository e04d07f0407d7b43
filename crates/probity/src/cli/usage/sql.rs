//! `probity usage sql`: questions of one's own to the history, for the two purposes there are.

use clap::Args;
use probity_policy::{Purpose, Version};

use crate::cli::args::DataArgs;
use crate::cli::{Failure, Outcome};
use crate::config::SiteName;

/// Ask the history of usage in SQL, on record; built in with the feature `sql`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage sql \"SELECT path, count(*) FROM requests GROUP BY path LIMIT 20\"
  probity usage sql --from 2026-11-01 --csv \"SELECT day, avg(pages) FROM visits GROUP BY day\"
  probity usage sql --for intrusion-protection \"SELECT * FROM requests WHERE kind = 'probe'\"

Tables: requests (time, kind, method, path, status, bytes, taken_us, visit, duration_ms, browser,
browser_version, system, system_version, network, site, day) and visits (visit, start, duration_ms,
pages, entry, exit, browser, browser_version, system, system_version, network, site, day). No address
stands in them. Only one SELECT is answered; no other file is read, and none is written.

For availability-performance answers are sums; rows behind which fewer than five visitors stand are
left out. For intrusion-protection they are rows. Other purposes the policy refuses (clause U1). With
SQLite, stop the service first.")]
#[cfg_attr(not(feature = "sql"), allow(dead_code, reason = "without the feature it says so"))]
pub(in crate::cli) struct Sql {
    /// The question
    #[arg(value_name = "SELECT")]
    question: String,
    /// What it is asked for
    #[arg(long = "for", value_name = "PURPOSE", default_value = "availability-performance")]
    purpose: Purpose,
    /// The first day that is looked at, in UTC
    #[arg(long, value_name = "DATE")]
    from: Option<Version>,
    /// The last day
    #[arg(long, value_name = "DATE")]
    to: Option<Version>,
    /// Only this site; may be repeated
    #[arg(long = "site", value_name = "NAME")]
    sites: Vec<SiteName>,
    /// How many rows at most
    #[arg(long, value_name = "COUNT", default_value_t = 10_000)]
    most: usize,
    /// Megabytes of memory that the answer may take
    #[arg(long, value_name = "MB", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..))]
    memory: u32,
    /// Seconds that it may take
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    seconds: u32,
    /// As CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// As a JSON array of objects
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArgs,
}

#[cfg(not(feature = "sql"))]
impl Sql {
    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the other build answers the question"
    )]
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        Err(Failure::new(
            "this `probity` was built without SQL: build it with `cargo build --release --features sql`, \
             or read the files with another engine (docs/data-model.md, \"History files\")",
        ))
    }
}

#[cfg(feature = "sql")]
impl Sql {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        use std::sync::Arc;
        use std::time::Duration;

        use crate::cli::out;
        use crate::usage::{Usage, kept, sql};

        let open = self.data.open()?;
        let usage = Arc::new(Usage::open(&open.vault, &open.config, open.dir.path())?);
        let kept = kept::sites(&open.vault)?;
        let (Some(first), Some(last)) = (
            kept.iter().map(|site| *site.days.start()).min(),
            kept.iter().map(|site| *site.days.end()).max(),
        ) else {
            return Err(Failure::new("nothing is kept yet: begin with `probity usage import`"));
        };
        let first = self.from.map_or(first, |day| day.days().max(first));
        let last = self.to.map_or(last, |day| day.days().min(last));
        if first > last {
            return Err(Failure::new("nothing is kept of these days"));
        }
        let sites: Vec<_> = self.sites.iter().map(|site| site.as_str().to_owned()).collect();
        let limits = probity_sql::Limits {
            memory: usize::try_from(self.memory).unwrap_or(usize::MAX >> 20) << 20,
            time: Duration::from_secs(self.seconds.into()),
            rows: self.most,
        };
        let asked = sql::Asked {
            sql: &self.question,
            purpose: self.purpose,
            days: first..=last,
            sites: &sites,
            limits,
        };
        let answer = sql::answer(&usage, &asked)?;
        if self.csv {
            out::bytes(&answer.csv()?)?;
        } else if self.json {
            out::bytes(&answer.json()?)?;
            out::line("")?;
        } else {
            out::text(&out::table(&answer.table()?))?;
        }
        if answer.is_cut_off() {
            out::remark(&format!("there are more than {} rows: say `--most`", answer.rows()));
        }
        Ok(Outcome::Fine)
    }
}

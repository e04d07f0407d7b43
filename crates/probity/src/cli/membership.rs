//! `probity membership`: who holds which class, by number, and the roll of voters of a day.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use probity_ledger::SubjectId;
use probity_policy::{Purpose, Role};
use probity_vault::Vault;
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out};
use crate::csv::cell;
use crate::data::installation;
use crate::desk::staff::{self, StaffError};
use crate::members::session::subject_of;
use crate::membership::book::life;
use crate::membership::roll::{self, Reader, Roll, Voter};
use crate::membership::{Scheme, Standing};
use crate::site::typed::Typed;
use crate::store::membership;

/// List memberships, and read the roll of voters of a day
#[derive(Debug, Subcommand)]
pub(super) enum Membership {
    List(List),
    Roll(RollOf),
}

/// List memberships by number, class and state
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity membership list
  probity membership list --class contributing --state grace
  probity membership list --json

It names nobody: a record opens at the desk, for a need. It can run beside the service. What comes with every account is not listed.")]
pub(super) struct List {
    /// Only this class, by its id in foundation.toml
    #[arg(long, value_name = "ID")]
    class: Option<String>,
    /// Only this state: pending, current, grace, lapsed or cancelled
    #[arg(long, value_parser = standing)]
    state: Option<Standing>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// Print who votes on a record date: names and e-mail addresses, one line a voter
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity membership roll --date 2026-11-24 --by ana@example.org > roll.csv
  probity membership roll --date 2026-11-24 --by ana@example.org --to-third-party --json

The date is a day of the foundation's, today or in the past: who joined after it is not on the roll,
and it comes out the same whenever it is read. Each line is on the ledger of its voter, as shown to
whoever asks for it (one of the membership staff), or as disclosed to the third party that runs the
vote. With SQLite, stop the service first.")]
pub(super) struct RollOf {
    /// The record date, like 2026-11-24
    #[arg(long, value_name = "DATE")]
    date: Date,
    /// Who of the membership staff asks for it: the work address or the number
    #[arg(long, value_name = "WHO")]
    by: String,
    /// It goes to somebody outside who runs the vote: a disclosure
    #[arg(long)]
    to_third_party: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Row {
    number: String,
    class: String,
    state: &'static str,
    joined: Option<String>,
    start: Option<String>,
    end: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    email: &'a str,
}

#[derive(Serialize)]
struct Whole<'a> {
    date: String,
    voters: Vec<Line<'a>>,
    withheld: usize,
}

fn standing(name: &str) -> Result<Standing, String> {
    let known = || Standing::ALL.iter().map(|one| one.name()).collect::<Vec<_>>().join(", ");
    Standing::named(name).ok_or_else(|| format!("no state of a membership; use one of {}", known()))
}

impl Membership {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::List(command) => command.run(),
            Self::Roll(command) => command.run(),
        }
    }
}

impl List {
    fn run(self) -> Result<Outcome, Failure> {
        let config = self.data.config()?;
        let vault = installation::look(&self.data.dir(), &config)?;
        let rows = self.rows(&vault, &Scheme::new(&config))?;
        out::list(
            rows,
            self.report.json,
            "nobody; classes are asked for at /account/membership",
            Row::columns,
        )?;
        Ok(Outcome::Fine)
    }

    fn rows(&self, vault: &Vault, scheme: &Scheme) -> Result<Vec<Row>, Failure> {
        let today = scheme.today(vault.now_ms());
        let found = vault.store().read("membership-list", |tx| tx.query(&membership::ALL, &[]))?;
        let mut rows = Vec::new();
        for row in &found {
            let (class, life) = (row.text(1)?, life(row, 2)?);
            let Some(subject) = subject_of(&row.bytes(0)?) else { continue };
            let state = life.standing(today, scheme.rules());
            let wanted = self.class.as_ref().is_none_or(|wanted| *wanted == class)
                && self.state.is_none_or(|wanted| wanted == state);
            if !wanted {
                continue;
            }
            let date = |day: Option<Date>| day.map(|day| day.to_string());
            rows.push(Row {
                number: subject.to_string(),
                class,
                state: state.name(),
                joined: date(life.term.map(|term| term.joined)),
                start: date(life.term.map(|term| term.start)),
                end: date(life.cancelled.or(life.term.and_then(|term| term.end))),
            });
        }
        Ok(rows)
    }
}

impl Row {
    fn columns(self) -> Vec<String> {
        let day = |day: Option<String>| day.unwrap_or_else(|| "-".to_owned());
        let days = [self.joined, self.start, self.end].map(day);
        let mut columns = vec![self.number, self.class, self.state.to_owned()];
        columns.extend(days);
        columns
    }
}

impl RollOf {
    fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let scheme = Scheme::new(&open.config);
        let today = scheme.today(open.vault.now_ms());
        if self.date > today {
            return Err(Failure::new(format_args!(
                "`{}` is still to come; a roll is read of a day that is over or of today ({today})",
                self.date
            )));
        }
        let by = asker(&open.vault, self.by)?;
        let reader = if self.to_third_party { Reader::ThirdParty } else { Reader::Staff };
        let roll = roll::open(&open.vault, &scheme, self.date, by, reader)?;
        if self.report.json {
            out::json(&whole(&roll, self.date))?;
        } else {
            out::line("name,email")?;
            for Voter { name, email } in &roll.voters {
                out::line(format_args!("{},{}", cell(name), cell(email)))?;
            }
            if roll.withheld > 0 {
                // To standard error: it is no part of the file that standard output becomes.
                tracing::warn!(
                    withheld = roll.withheld,
                    "voters are left out: they had the use of their data restricted"
                );
            }
        }
        Ok(Outcome::Fine)
    }
}

fn whole(roll: &Roll, date: Date) -> Whole<'_> {
    Whole {
        date: date.to_string(),
        voters: roll.voters.iter().map(|v| Line { name: &v.name, email: &v.email }).collect(),
        withheld: roll.withheld,
    }
}

/// One of the membership staff.
fn asker(vault: &Vault, who: String) -> Result<SubjectId, Failure> {
    let subject = match who.parse::<SubjectId>() {
        Ok(subject) => subject,
        Err(_) => staff::by_address(
            vault,
            &Typed::new(who),
            Purpose::SecureAccess,
            Role::InfrastructureStaff,
        )?,
    };
    let known = staff::find(vault, subject)?.ok_or(StaffError::Nobody)?;
    if known.role == Role::MembershipStaff {
        Ok(subject)
    } else {
        Err(Failure::new(format_args!(
            "`--by` is no member of the membership staff but in the role `{}`; the policy lets nobody \
             else read a roll",
            known.role
        )))
    }
}

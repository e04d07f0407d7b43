//! `probity processor`: the register of agreements with those who work for the foundation.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use probity_ledger::Actor;
use probity_policy::{Role, Version};
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out};
use crate::data::installation;
use crate::members::session::hash;
use crate::payment::register::{self, Agreement, Terms};
use crate::site::hex::hex;
use crate::site::moment::DAY;

/// Keep the register of agreements with payment providers
#[derive(Debug, Subcommand)]
pub(super) enum Processor {
    Add(Add),
    List(List),
    End(End),
}

/// Put a written agreement on record; its provider may be used from then on
#[derive(Debug, Args)]
#[command(
    override_usage = "probity processor add <PROVIDER> --party <NAME> --document <FILE> --safeguards <TEXT> --until <DAY>"
)]
#[command(after_help = "Examples:
  probity processor add stripe --party Stripe --document dpa.pdf --safeguards PCI --until 2028-01-15
  probity processor add stripe --party Acme --document d --safeguards PCI --until 2028-01-15 --json

Of the document only its SHA-256 is kept: keep the document itself. With SQLite, stop the service
first.")]
pub(super) struct Add {
    /// The provider, as foundation.toml names it
    provider: String,
    /// The other party, as it signed
    #[arg(long, value_name = "NAME")]
    party: String,
    /// The file with the signed agreement
    #[arg(long, value_name = "FILE")]
    document: PathBuf,
    /// How it protects what it gets, in a few words
    #[arg(long, value_name = "TEXT")]
    safeguards: String,
    /// The day since which it holds, like 2026-01-15; today, if left out
    #[arg(long, value_name = "DAY")]
    agreed: Option<Version>,
    /// The last day on which it holds, like 2028-01-15
    #[arg(long, value_name = "DAY")]
    until: Version,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// List the agreements that are or were on record
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity processor list
  probity processor list --json

It can run beside the service.")]
pub(super) struct List {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// End an agreement before its time: its provider gets nothing more
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity processor end 6c1f0a9e5d7b43a2b0c4e8d2f1a3957c
  probity processor end 6c1f0a9e5d7b43a2b0c4e8d2f1a3957c --json

Payments that are under way can still be looked at and sent back. With SQLite, stop the service first.")]
pub(super) struct End {
    /// Its number, as `probity processor list` shows it
    number: String,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Row {
    number: String,
    provider: String,
    party: String,
    document: String,
    safeguards: String,
    agreed: String,
    until: String,
    ended: Option<String>,
    in_force: bool,
}

/// Who acts here.
fn operator() -> Actor {
    Actor::role(Role::InfrastructureStaff.name())
}

impl Processor {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Add(command) => command.run(),
            Self::List(command) => command.run(),
            Self::End(command) => command.run(),
        }
    }
}

/// The first moment of a day.
fn day_ms(day: Version) -> Result<i64, Failure> {
    let date = day.to_string().parse::<jiff::civil::Date>()?;
    Ok(crate::membership::calendar::begins_ms(date, &jiff::tz::TimeZone::UTC))
}

impl Add {
    fn run(self) -> Result<Outcome, Failure> {
        let place = self.document.display();
        let document = std::fs::read(&self.document)
            .map_err(|error| Failure::new(format_args!("`{place}` can't be read: {error}")))?;
        let expires_ms = day_ms(self.until)? + DAY;
        let agreed_ms = self.agreed.map(day_ms).transpose()?;
        let open = self.data.open()?;
        let terms = Terms {
            provider: self.provider.clone(),
            party: self.party.clone(),
            document: hash(&document),
            safeguards: self.safeguards.clone(),
            agreed_ms: agreed_ms.unwrap_or_else(|| open.vault.now_ms()),
            expires_ms,
        };
        let id = register::add(&open.vault, open.random.as_ref(), &terms, &operator())?;
        let agreement = Agreement { id, terms, ended_ms: None };
        let row = row(&agreement, open.vault.now_ms());
        if self.report.json {
            out::json(&row)?;
        } else {
            out::line(format_args!("on record as {}, until {}", row.number, row.until))?;
        }
        Ok(Outcome::Fine)
    }
}

impl List {
    fn run(self) -> Result<Outcome, Failure> {
        let vault = installation::look(&self.data.dir(), &self.data.config()?)?;
        let now_ms = vault.now_ms();
        let rows: Vec<Row> =
            register::all(&vault)?.iter().map(|agreement| row(agreement, now_ms)).collect();
        out::list(
            rows,
            self.report.json,
            "no agreement is on record; add one with `probity processor add`",
            Row::columns,
        )?;
        Ok(Outcome::Fine)
    }
}

impl End {
    fn run(self) -> Result<Outcome, Failure> {
        let number =
            u128::from_str_radix(&self.number, 16).ok().filter(|_| self.number.len() == 32);
        let id = number.ok_or(register::RegisterError::Nobody)?.to_be_bytes();
        let open = self.data.open()?;
        register::end(&open.vault, id, &operator())?;
        if self.report.json {
            out::json(&serde_json::json!({ "number": self.number }))?;
        } else {
            out::line(format_args!("{} is ended; its provider gets nothing more", self.number))?;
        }
        Ok(Outcome::Fine)
    }
}

fn row(agreement: &Agreement, now_ms: i64) -> Row {
    let terms = &agreement.terms;
    Row {
        number: agreement.to_string(),
        provider: terms.provider.clone(),
        party: terms.party.clone(),
        document: hex(&terms.document),
        safeguards: terms.safeguards.clone(),
        agreed: out::day(terms.agreed_ms),
        until: out::day(terms.expires_ms - DAY),
        ended: agreement.ended_ms.map(out::day),
        in_force: agreement.holds(now_ms),
    }
}

impl Row {
    fn columns(self) -> Vec<String> {
        let state = match (&self.ended, self.in_force) {
            (Some(ended), _) => format!("ended {ended}"),
            (None, true) => format!("in force until {}", self.until),
            (None, false) => format!("{} to {}, not in force", self.agreed, self.until),
        };
        vec![self.number, self.provider, self.party, state, self.safeguards]
    }
}

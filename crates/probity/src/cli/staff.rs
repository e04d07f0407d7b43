//! `probity staff`: who works at the desk.
//!
//! What is done here is recorded as done by those who run the servers: whoever has this command line
//! does.

use clap::{Args, Subcommand};
use probity_ledger::{Actor, SubjectId};
use probity_policy::{Purpose, Role};
use probity_vault::{ReleaseAction, Request, Vault};
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out};
use crate::data::installation;
use crate::desk::staff::{self, Appointment, Known, ROLES, StaffError};
use crate::sinks::StaffListSink;
use crate::site::typed::Typed;

/// Look after who works at the desk
#[derive(Debug, Subcommand)]
pub(super) enum Staff {
    Add(Add),
    List(List),
    Link(Link),
    Remove(Remove),
}

/// Add somebody to the staff and print the link over which they enrol
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity staff add --email ana@example.org --name \"Ana Reis\" --role privacy-officer
  probity staff add --email bo@example.org --name \"Bo Lind\" --role finance-staff --duties Books

Roles: privacy-officer, membership-staff, finance-staff, communications-staff, infrastructure-staff,
auditor. What each may see stands in the policy. Hand the link over in private: it works once, for
three days. With SQLite, stop the service first.")]
pub(super) struct Add {
    /// The work address, which they sign in with
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// Their name
    #[arg(long)]
    name: String,
    /// Their role, as the policy names it
    #[arg(long, value_parser = role)]
    role: Role,
    /// What they do, in a few words; their role, if left out
    #[arg(long, value_name = "TEXT")]
    duties: Option<String>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// List who works at the desk
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity staff list              Numbers, roles, since when
  probity staff list --names      With names and work addresses, which is recorded on the ledger
  probity staff list --json

Without --names it can run beside the service.")]
pub(super) struct List {
    /// Show names and work addresses, on record
    #[arg(long)]
    names: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// Print a new link to enrol, for somebody who lost phone and recovery codes
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity staff link ana@example.org
  probity staff link 2f1c7a54-9d0e-4b7a-8a55-3f9d1c0b7e21 --json

Make sure that it is them who ask. What they have works until they enrol anew.")]
pub(super) struct Link {
    /// Who: the work address or the number
    who: String,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// End somebody's work at the desk: their sessions end, and what is held on them is erased
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity staff remove bo@example.org
  probity staff remove 2f1c7a54-9d0e-4b7a-8a55-3f9d1c0b7e21 --json

The ledger keeps their number and role beside what they did. The last privacy officer who can sign
in is not removed: add another first.")]
pub(super) struct Remove {
    /// Who: the work address or the number
    who: String,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Added {
    number: String,
    role: &'static str,
    link: String,
}

#[derive(Serialize)]
struct Removed {
    number: String,
}

#[derive(Serialize)]
struct Row {
    number: String,
    role: &'static str,
    since: String,
    enrolled: bool,
    ended: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

/// A role that people at the desk have.
fn role(name: &str) -> Result<Role, String> {
    let known = || ROLES.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ");
    let found = name.parse::<Role>().ok().filter(|role| ROLES.contains(role));
    found.ok_or_else(|| format!("no role at the desk; use one of {}", known()))
}

/// Who acts here.
fn operator() -> Actor {
    Actor::role(Role::InfrastructureStaff.name())
}

impl Staff {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Add(command) => command.run(),
            Self::List(command) => command.run(),
            Self::Link(command) => command.run(),
            Self::Remove(command) => command.run(),
        }
    }
}

impl Add {
    fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let duties = self.duties.unwrap_or_else(|| self.role.name().replace('-', " "));
        let appointment = Appointment::new(&self.name, &self.email, &duties, self.role);
        let (subject, number) =
            staff::appoint(&open.vault, open.random.as_ref(), &appointment, &operator())?;
        report_link(
            &Added {
                number: subject.to_string(),
                role: self.role.name(),
                link: staff::link_address(&open.config, &number),
            },
            self.report,
        )
    }
}

impl Link {
    fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let known = found(&open.vault, self.who)?;
        let number =
            staff::enrol_anew(&open.vault, open.random.as_ref(), known.subject, &operator())?;
        report_link(
            &Added {
                number: known.subject.to_string(),
                role: known.role.name(),
                link: staff::link_address(&open.config, &number),
            },
            self.report,
        )
    }
}

fn report_link(added: &Added, report: ReportArgs) -> Result<Outcome, Failure> {
    if report.json {
        out::json(added)?;
    } else {
        out::line(format_args!("{}, number {}", added.role, added.number))?;
        out::line(format_args!("Enrolment link, works once, for three days: {}", added.link))?;
    }
    Ok(Outcome::Fine)
}

impl Remove {
    fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let known = found(&open.vault, self.who)?;
        staff::dismiss(&open.vault, known.subject, &operator())?;
        let removed = Removed { number: known.subject.to_string() };
        if self.report.json {
            out::json(&removed)?;
        } else {
            out::line(format_args!("{} works here no more; their key is gone", removed.number))?;
        }
        Ok(Outcome::Fine)
    }
}

/// Whoever has this number or work address.
fn found(vault: &Vault, who: String) -> Result<Known, StaffError> {
    let subject = match who.parse::<SubjectId>() {
        Ok(subject) => subject,
        Err(_) => staff::by_address(
            vault,
            &Typed::new(who),
            Purpose::SecureAccess,
            Role::InfrastructureStaff,
        )?,
    };
    staff::find(vault, subject)?.ok_or(StaffError::Nobody)
}

impl List {
    fn run(self) -> Result<Outcome, Failure> {
        let rows = if self.names {
            let open = self.data.open()?;
            let all = staff::all(&open.vault)?;
            all.iter().map(|known| named(&open.vault, known)).collect::<Result<Vec<_>, _>>()?
        } else {
            let vault = installation::look(&self.data.dir(), &self.data.config()?)?;
            staff::all(&vault)?.iter().map(row).collect()
        };
        out::list(
            rows,
            self.report.json,
            "nobody yet; add a privacy officer with `probity staff add`",
            Row::columns,
        )?;
        Ok(Outcome::Fine)
    }
}

fn row(known: &Known) -> Row {
    Row {
        number: known.subject.to_string(),
        role: known.role.name(),
        since: out::day(known.since_ms),
        enrolled: known.enrolled_ms.is_some(),
        ended: known.ended_ms.map(out::day),
        name: None,
        email: None,
    }
}

/// With name and work address, on record; those who work here no more have none.
fn named(vault: &Vault, known: &Known) -> Result<Row, StaffError> {
    let mut row = row(known);
    if staff::find(vault, known.subject)?.is_none() {
        return Ok(row);
    }
    let released = vault.release(&Request {
        subject: known.subject,
        fields: &["staff-name", "staff-email"],
        action: ReleaseAction::Show,
        purpose: Purpose::SecureAccess,
        role: Role::InfrastructureStaff,
        actor: None,
        partial: false,
        note: Some("list of staff"),
    })?;
    let mut sink = StaffListSink::default();
    released.pour_all(&mut sink)?;
    row.name = Some(sink.take("staff-name").as_str().to_owned());
    row.email = Some(sink.take("staff-email").as_str().to_owned());
    Ok(row)
}

impl Row {
    fn columns(self) -> Vec<String> {
        let state = match (&self.ended, self.enrolled) {
            (Some(ended), _) => format!("until {ended}"),
            (None, true) => "can sign in".to_owned(),
            (None, false) => "has not enrolled yet".to_owned(),
        };
        let mut columns = vec![self.number, self.role.to_owned(), self.since, state];
        columns.extend(self.name);
        columns.extend(self.email);
        columns
    }
}

//! `probity doctor`: looks at everything an installation needs, and says what to mend.
//!
//! A new check is a function that returns [`Finding`]s, called in [`Doctor::examine`].

mod files;
mod inside;
mod pages;
mod surroundings;

use clap::Args;
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out};

/// Look at everything an installation needs and say what to mend
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity doctor
  probity doctor --full            The whole ledger too
  probity doctor --json            For programs
  probity doctor --data /srv/probity

It changes nothing, and works beside a running service.

Exit status: 0 nothing failed, 1 something failed, 2 wrong usage.")]
pub(super) struct Doctor {
    /// Verify the whole ledger, as `probity ledger verify` does
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// How something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    /// As it should be.
    Fine,
    /// It works, and somebody should look at it.
    Warn,
    /// It does not work, or not safely.
    Fail,
    /// It could not be looked at.
    Skip,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    status: Status,
    detail: String,
}

impl Finding {
    fn fine(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, status: Status::Fine, detail: detail.into() }
    }

    fn warn(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, status: Status::Warn, detail: detail.into() }
    }

    fn fail(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, status: Status::Fail, detail: detail.into() }
    }

    fn skip(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, status: Status::Skip, detail: detail.into() }
    }
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    checks: Vec<Finding>,
}

impl Doctor {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let checks = self.examine();
        let ok = checks.iter().all(|finding| finding.status != Status::Fail);
        let report = Report { ok, checks };
        if self.report.json {
            out::json(&report)?;
        } else {
            print(&report)?;
        }
        Ok(Outcome::holds(ok))
    }

    /// Everything, from the outside in; what a failure makes pointless is passed over.
    fn examine(&self) -> Vec<Finding> {
        let dir = self.data.dir();
        let mut found = Vec::new();
        if let Err(error) = dir.check_format() {
            found.push(Finding::fail("data directory", error.to_string()));
            return found;
        }
        found.push(Finding::fine("data directory", dir.path().display().to_string()));
        let config = match self.data.overrides().config(&dir) {
            Ok(config) => config,
            Err(error) => {
                found.push(Finding::fail("configuration", error.to_string()));
                return found;
            }
        };
        found.push(surroundings::configuration(&config));
        found.extend(files::permissions(&dir, &config));
        found.extend(files::policies(&dir));
        found.push(pages::pages(&dir, &config));
        found.extend(surroundings::space(&dir, &config));
        found.push(surroundings::transport(&config, &dir));
        found.extend(surroundings::logs(&config));
        found.push(surroundings::protection(&config, &dir));
        found.extend(inside::look(&dir, &config, self.full));
        found
    }
}

fn print(report: &Report) -> Result<(), Failure> {
    let rows: Vec<Vec<String>> = report
        .checks
        .iter()
        .map(|finding| {
            let mark = match finding.status {
                Status::Fine => "fine",
                Status::Warn => "WARN",
                Status::Fail => "FAIL",
                Status::Skip => "skip",
            };
            // One line a check in the table; the lines below stand indented.
            let detail = finding.detail.replace('\n', "\n      ");
            vec![mark.to_owned(), finding.check.to_owned(), detail]
        })
        .collect();
    out::text(&out::table(&rows))?;
    let failed = report.checks.iter().filter(|finding| finding.status == Status::Fail).count();
    let warned = report.checks.iter().filter(|finding| finding.status == Status::Warn).count();
    out::line(match (failed, warned) {
        (0, 0) => "nothing to mend".to_owned(),
        (0, warned) => format!("nothing failed; {warned} to look at"),
        (failed, _) => format!("{failed} failed"),
    })
}

//! `probity policy publish DIR`: a new version, checked, compared, on record, and never changed again.

use std::path::PathBuf;

use clap::Args;
use probity_ledger::Actor;
use probity_policy::{Comparison, Finding, Policy, Version};
use serde::Serialize;

use crate::cli::args::{DataArgs, ReportArgs};
use crate::cli::{Failure, Outcome, out};
use crate::data::published;

/// Publish a new version: checked, compared with the last one, on record
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity policy publish drafts/2027-01-01
  probity policy publish drafts/2027-01-01 --dry-run
  probity policy publish drafts/2027-01-01 --accept-less-protective

Stop the service first; it serves the new version from its next start. What a version less
protective changes does not reach data collected before: that stays under the version it was
collected under until the person agrees.

Exit status: 0 published, 1 it is less protective and that was not accepted, 2 an error.")]
pub(in crate::cli) struct Publish {
    /// The new version's folder, named after its date
    dir: PathBuf,
    /// Publish although the new version protects people less in some way
    #[arg(long)]
    accept_less_protective: bool,
    /// Check and compare only
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report<'a> {
    published: bool,
    version: String,
    previous: Option<String>,
    effective: String,
    sha256: Option<String>,
    less_protective: bool,
    findings: &'a [Finding],
}

impl Publish {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let new = super::load(&self.dir)?;
        let open = self.data.open()?;
        let archive = open.vault.archive();
        let previous = archive.versions().max().and_then(|version| archive.get(version));
        check_dates(&new, previous, Version::of_ms(open.clock.now_ms()))?;
        let comparison = match previous {
            Some(previous) => probity_policy::compare(previous, &new),
            None => Comparison { less_protective: false, findings: Vec::new() },
        };
        let accepted = !comparison.less_protective || self.accept_less_protective;
        let publish = accepted && !self.dry_run;
        let sha256 = if publish {
            let by = Actor::role("system");
            Some(published::publish(&open.dir, &open.vault, &self.dir, new.version(), by)?)
        } else {
            None
        };
        let report = Report {
            published: publish,
            version: new.version().to_string(),
            previous: previous.map(|policy| policy.version().to_string()),
            effective: new.effective().to_string(),
            sha256,
            less_protective: comparison.less_protective,
            findings: &comparison.findings,
        };
        if self.report.json {
            out::json(&report)?;
        } else {
            super::print_findings(&comparison)?;
            out::line(closing(&report, self.dry_run))?;
        }
        Ok(Outcome::holds(accepted))
    }
}

/// A version is dated after the last one and comes into force today at the earliest: nothing that
/// was collected before may find itself under rules that were not there.
fn check_dates(new: &Policy, last: Option<&Policy>, today: Option<Version>) -> Result<(), Failure> {
    let version = new.version();
    if let Some(last) = last
        && version <= last.version()
    {
        return Err(Failure::new(if version == last.version() {
            format!(
                "`{version}` is published already, and a published version never changes; give the \
                 changes a later date"
            )
        } else {
            format!(
                "`{version}` is dated before the last published version, `{}`; give it a later date",
                last.version()
            )
        }));
    }
    if let Some(last) = last
        && new.effective() < last.effective()
    {
        return Err(Failure::new(format_args!(
            "`{version}` would be in force before `{}`, which it follows; give it an `effective` \
             date from {} on",
            last.version(),
            last.effective()
        )));
    }
    if let Some(today) = today
        && new.effective() < today
    {
        return Err(Failure::new(format_args!(
            "`{version}` would be in force from {}, which has passed; give it an `effective` date \
             from {today} on",
            new.effective()
        )));
    }
    Ok(())
}

fn closing(report: &Report<'_>, dry_run: bool) -> String {
    let version = &report.version;
    let compared = match (&report.previous, report.less_protective) {
        (None, _) => "it is the first".to_owned(),
        (Some(last), true) => format!("less protective than {last}"),
        (Some(last), false) => format!("not less protective than {last}"),
    };
    match &report.sha256 {
        Some(hash) => format!(
            "published {version} ({compared}), in force from {}\nsha256 {hash}",
            report.effective
        ),
        None if dry_run => format!("{version} was not published: {compared}"),
        None => format!(
            "{version} was not published: {compared}; with `--accept-less-protective` it is, and \
             what was collected before stays under the old version until each person agrees"
        ),
    }
}

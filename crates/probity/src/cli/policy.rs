//! `probity policy`: check, explain, compare, export and publish policies.

mod check;
mod compare;
mod explain;
mod export;
mod publish;

use std::path::Path;

use clap::Subcommand;
use probity_policy::{Comparison, Diagnostics, Policy};
use serde::Serialize;

use super::{Failure, Outcome, out};

/// Check, explain, compare, export and publish policies
#[derive(Debug, Subcommand)]
pub(super) enum PolicyCommand {
    Check(check::Check),
    Explain(explain::Explain),
    Compare(compare::Compare),
    Export(export::Export),
    Publish(publish::Publish),
}

impl PolicyCommand {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Check(command) => command.run(),
            Self::Explain(command) => command.run(),
            Self::Compare(command) => command.run(),
            Self::Export(command) => command.run(),
            Self::Publish(command) => command.run(),
        }
    }
}

/// Reads a version, or says what is wrong with it and where.
fn load(dir: &Path) -> Result<Policy, Failure> {
    Policy::load(dir).map_err(Failure::from)
}

/// What was found wrong, as JSON.
#[derive(Serialize)]
struct Wrong<'a> {
    ok: bool,
    errors: Vec<&'a probity_policy::Diagnostic>,
}

/// Reports mistakes: as JSON on standard output if wanted, as text with carets on standard error.
fn report_wrong(json: bool, wrong: &[Diagnostics]) -> Failure {
    if json {
        let errors = wrong.iter().flat_map(Diagnostics::iter).collect();
        if let Err(failure) = out::json(&Wrong { ok: false, errors }) {
            return failure;
        }
    }
    let texts: Vec<_> = wrong.iter().map(Diagnostics::to_string).collect();
    Failure(texts.join("\n\n"))
}

/// Prints findings as people read them.
fn print_findings(comparison: &Comparison) -> Result<(), Failure> {
    for finding in &comparison.findings {
        let mark = if finding.less_protective { "less protective" } else { "change" };
        let clause = finding.clause.as_deref().map(|clause| format!(" [{clause}]"));
        out::line(format_args!("{mark}: {}{}", finding.sentence, clause.unwrap_or_default()))?;
    }
    Ok(())
}

//! `probity policy explain DIR`: what may be done with what, in plain sentences.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::ReportArgs;
use crate::cli::{Failure, Outcome, out};

/// Say in plain sentences what a policy allows, clause by clause
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity policy explain policies/2026-11-23
  probity policy explain policies/2026-11-23 --category email-address
  probity policy explain policies/2026-11-23 --json")]
pub(in crate::cli) struct Explain {
    /// A version's folder
    dir: PathBuf,
    /// Only this category of information
    #[arg(long, value_name = "CATEGORY")]
    category: Option<String>,
    #[command(flatten)]
    report: ReportArgs,
}

impl Explain {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let policy = super::load(&self.dir)?;
        let categories = policy.map().categories();
        if let Some(wanted) = &self.category
            && !categories.iter().any(|category| category.id == *wanted)
        {
            let known: Vec<_> =
                categories.iter().map(|category| format!("`{}`", category.id)).collect();
            return Err(Failure::new(format_args!(
                "the data map has no category `{wanted}`; it has {}",
                known.join(", ")
            )));
        }
        let said = policy.explain(self.category.as_deref());
        if self.report.json {
            out::json(&said)?;
            return Ok(Outcome::Fine);
        }
        let mut last = None;
        for explanation in &said {
            if last != Some(&explanation.category) {
                let label = categories
                    .iter()
                    .find(|category| category.id == explanation.category)
                    .map_or(explanation.category.as_str(), |category| category.label.as_str());
                let gap = if last.is_some() { "\n" } else { "" };
                out::line(format_args!("{gap}{label} ({})", explanation.category))?;
                last = Some(&explanation.category);
            }
            out::line(format_args!("  {}", explanation.sentence))?;
        }
        Ok(Outcome::Fine)
    }
}

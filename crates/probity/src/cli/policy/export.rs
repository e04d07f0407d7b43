//! `probity policy export DIR`: the data map for other programs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use probity_policy::Publisher;

use crate::cli::{Failure, Outcome, out};
use crate::config::{BaseUrl, Mailbox};

/// Write a policy's data map for other programs
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity policy export policies/2026-11-23 --format dpv
  probity policy export policies/2026-11-23 --format fideslang --name 'The Reading Room'

A running site serves the same at /privacy/data.jsonld and /privacy/data.yaml.")]
pub(in crate::cli) struct Export {
    /// A version's folder
    dir: PathBuf,
    /// In which words: W3C DPV as JSON-LD, or Fideslang as YAML
    #[arg(long, value_enum)]
    format: Format,
    /// The foundation's name
    #[arg(long, default_value = "The foundation")]
    name: String,
    /// Where the site is
    #[arg(long, value_name = "URL", default_value = "https://example.org")]
    base_url: BaseUrl,
    /// Where to write about privacy
    #[arg(long, value_name = "ADDRESS")]
    contact: Option<Mailbox>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Dpv,
    Fideslang,
}

impl Export {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let policy = super::load(&self.dir)?;
        let publisher = Publisher {
            name: &self.name,
            contact: self.contact.as_ref().map_or("", Mailbox::as_str),
            base_url: self.base_url.as_str(),
        };
        out::text(&match self.format {
            Format::Dpv => policy.dpv_jsonld(&publisher),
            Format::Fideslang => policy.fideslang_yaml(&publisher),
        })?;
        Ok(Outcome::Fine)
    }
}

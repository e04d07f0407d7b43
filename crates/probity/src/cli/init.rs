//! `probity init`: a data directory with configuration, policy, pages and keys, ready to be served.

use clap::Args;
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out};
use crate::config::{BaseUrl, Config, FILE};
use crate::data::Installation;

/// Set up a foundation: configuration, policy, pages, keys and an empty ledger
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity init
  probity init --data /srv/probity --name \"The Reading Room\" --base-url https://example.org
  probity init --database postgres://probity@db/probity --keys-database postgres://probity@db/keys

Then read foundation.toml in the directory, write your own pages over the example's in site/, keep a copy of keys/master.key somewhere else, and
start with `probity serve`.")]
pub(super) struct Init {
    #[command(flatten)]
    data: DataArgs,
    /// The foundation's name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The address visitors will type, like https://example.org
    #[arg(long, value_name = "URL")]
    base_url: Option<BaseUrl>,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    data: String,
    config: String,
    master_key: String,
    site: String,
    policies: Vec<String>,
}

impl Init {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let dir = self.data.dir();
        let mut config = Config::default();
        self.data.overrides().apply(&mut config);
        if let Some(name) = self.name {
            config.foundation.name = name;
        }
        if let Some(url) = self.base_url {
            config.foundation.base_url = url;
        }
        dir.lay_out(&config)?;
        let open = Installation::with_config(dir, config)?;
        let report = Report {
            data: open.dir.path().display().to_string(),
            config: open.dir.path().join(FILE).display().to_string(),
            master_key: open.dir.master_key().display().to_string(),
            site: open.dir.site().display().to_string(),
            policies: open.vault.archive().versions().map(|v| v.to_string()).collect(),
        };
        if self.report.json {
            out::json(&report)?;
            return Ok(Outcome::Fine);
        }
        out::line(format_args!("set up {}", report.data))?;
        out::line(format_args!("  configuration  {}", report.config))?;
        out::line(format_args!("  policy         {}", report.policies.join(", ")))?;
        out::line(format_args!("  pages          {}", report.site))?;
        out::line(format_args!("  master key     {}", report.master_key))?;
        out::line(
            "Keep a copy of the master key apart from the copies of the data: without it nothing \
             can be read.",
        )?;
        out::line(format_args!("Start it with: probity serve --data {}", report.data))?;
        Ok(Outcome::Fine)
    }
}

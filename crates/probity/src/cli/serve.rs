//! `probity serve`: the foundation's site, until told to stop.

use std::net::SocketAddr;

use clap::Args;
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out, service};
use crate::data::Installation;
use crate::payment::Payments;
use crate::usage::syslog::Syslog;

/// Serve a foundation that was set up with `probity init`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity serve
  probity serve --data /srv/probity --listen 0.0.0.0:8080
  probity serve --database postgres://probity@db/probity --keys-database postgres://probity@db/keys

Ctrl-C or a termination signal ends it once open requests are answered. PROBITY_LOG=debug says more;
PROBITY_MASTER_KEY may hold the master key instead of keys/master.key.")]
pub(super) struct Serve {
    #[command(flatten)]
    data: DataArgs,
    /// Answer here instead of where foundation.toml says; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    syslog: Option<String>,
}

impl Serve {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let mut overrides = self.data.overrides();
        overrides.listen = self.listen;
        let dir = self.data.dir();
        let config = overrides.config(&dir)?;
        let listener = service::bind(config.server.listen)?;
        let address = listener.local_addr()?;
        let payments = Payments::from_config(&config).map_err(Failure::new)?;
        let open = Installation::with_config(dir, config)?;
        let syslog = Syslog::open(&open.config.usage)?;
        let logs = syslog.as_ref().map(Syslog::address).transpose()?;
        let runtime = service::runtime()?;
        let _inside = runtime.enter();
        let app = service::assemble(open, None, payments)?;
        let syslog_address = logs.map(|address| address.to_string());
        let report = Report { address: format!("http://{address}"), syslog: syslog_address };
        let announce = || {
            if self.report.json {
                return out::json(&report);
            }
            out::line(format_args!("serving on {}", report.address))?;
            match &report.syslog {
                Some(address) => out::line(format_args!("taking logs by syslog on {address}")),
                None => Ok(()),
            }
        };
        runtime.block_on(service::serve(app, listener, syslog, announce))?;
        Ok(Outcome::Fine)
    }
}

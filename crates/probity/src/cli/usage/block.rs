//! `probity usage block`: bans in force, for a firewall.

use clap::Args;
use probity_ledger::Actor;

use super::threats::ROLE;
use crate::cli::args::DataArgs;
use crate::cli::{Failure, Outcome, out};
use crate::guard::firewall::{self, Format};
use crate::guard::spared;
use crate::guard::threats::{self, Onlooker};

/// Write the bans in force for a firewall or a web server
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage block --format nftables | nft -f -
  probity usage block --format nginx > /etc/nginx/probity-banned.conf
  probity usage block --format caddy > /etc/caddy/probity-banned.caddy
  probity usage block --format csv

The list holds addresses, so it is on the ledger as a use for intrusion-protection before it is
written. Elements of nftables end with their bans; write the others anew, every hour or so. Loopback,
the proxies and what `allow` in [guard] says are in none of them. With SQLite, stop the service first.

Exit status: 0 written, 2 refused by the policy or could not be read.")]
pub(in crate::cli) struct Block {
    /// For which program
    #[arg(long, value_enum)]
    format: Format,
    #[command(flatten)]
    data: DataArgs,
}

impl Block {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let now_ms = open.clock.now_ms();
        let by = Onlooker { actor: &Actor::role(ROLE.name()), role: ROLE, need: None };
        let note = match self.format {
            Format::Nftables => "bans in force, for nftables",
            Format::Nginx => "bans in force, for nginx",
            Format::Caddy => "bans in force, for caddy",
            Format::Csv => "bans in force, as a table",
        };
        let spared = spared(&open.config);
        let bans = threats::in_force(&open.vault, &spared, &by, note, now_ms)?;
        out::text(&firewall::write(self.format, &bans, now_ms))?;
        Ok(Outcome::Fine)
    }
}

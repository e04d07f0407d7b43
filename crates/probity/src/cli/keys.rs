//! `probity keys`: the master key that wraps every other one.

use clap::{Args, Subcommand};
use probity_ledger::Actor;
use probity_vault::{Clock, SystemClock, Vault};
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out, progress};
use crate::data::installation::Stores;

/// Look after the master key
#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    Rotate(Rotate),
    Forsake(Forsake),
}

/// Make a new master key and wrap every key with it; no data is touched
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity keys rotate
  probity keys rotate --data /srv/probity --json

If it is interrupted, the next start goes on with it. Afterwards, replace the copy that you keep of
keys/master.key. When the key comes from PROBITY_MASTER_KEY, set that to the new key and the old
one, each on a line, the new one first.")]
pub(super) struct Rotate {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// Give up the data of people whose keys are lost for good
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity keys forsake --yes
  probity keys forsake --yes --data /srv/probity --json

Only for when the newest copy of the key store is lost and an older one is in its place: the people
who came since have no key in it, and nothing can read their data. They count as erased from then on,
and the ledger says so. Without --yes nothing is done.")]
pub(super) struct Forsake {
    /// Do it: it can't be taken back
    #[arg(long, required = true)]
    yes: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    keys: u64,
    master: String,
}

#[derive(Serialize)]
struct Forsaken {
    people: u64,
}

impl Keys {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Rotate(command) => command.run(),
            Self::Forsake(command) => command.run(),
        }
    }
}

impl Rotate {
    fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let bar = progress::spinner("wrapping keys");
        let rotation =
            open.vault.keys_rotate(Actor::role("system"), |done| bar.set_position(done))?;
        bar.finish_and_clear();
        let report = Report { keys: rotation.keys, master: rotation.master };
        if self.report.json {
            out::json(&report)?;
        } else {
            let keys = out::grouped(report.keys);
            out::line(format_args!("{keys} keys are wrapped by the new master {}", report.master))?;
            out::line(format_args!(
                "Replace the copy that you keep of {}.",
                open.dir.master_key().display()
            ))?;
        }
        Ok(Outcome::Fine)
    }
}

impl Forsake {
    fn run(self) -> Result<Outcome, Failure> {
        let dir = self.data.dir();
        let stores = Stores::open(&dir, &self.data.config()?)?;
        let people = Vault::forsake(&stores.data, &stores.keys, SystemClock.now_ms())?;
        drop(stores);
        // Opening puts it on record.
        self.data.open()?;
        if self.report.json {
            out::json(&Forsaken { people })?;
        } else {
            out::line(format_args!("the data of {} people were given up", out::grouped(people)))?;
        }
        Ok(Outcome::Fine)
    }
}

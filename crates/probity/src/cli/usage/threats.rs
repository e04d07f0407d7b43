//! `probity usage threats`: who acted out which scenario of attack.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use probity_ledger::Actor;
use probity_policy::Role;
use serde::Serialize;

use crate::cli::args::DataArgs;
use crate::cli::{Failure, Outcome, out};
use crate::desk::need::Need;
use crate::guard::threats::{self, NEEDS, Onlooker, Threat};

/// Who looks here: whoever has this command line runs the servers.
pub(super) const ROLE: Role = Role::InfrastructureStaff;

/// List who acted out which scenario of attack, how often and since when
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity usage threats                               Networks, of the last fourteen days
  probity usage threats --from 2026-11-01 --jsonl     One JSON object each, for programs
  probity usage threats --addresses --need misuse     With addresses, as far as they are kept

Needs: misuse, question (somebody asks), order (of an authority), review. Either way the look is on
the ledger, for intrusion-protection, before anything is shown; opening addresses names the need
there. --jsonl opens them, for misuse unless another need is named; `ip` is the network, and there is no
`sample`, once their time is over. Until when each ban holds, `probity usage block` says. With SQLite, stop the service first.

Exit status: 0 shown, 2 refused by the policy or could not be read.")]
pub(in crate::cli) struct Threats {
    /// From that day on, in UTC
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Up to that day, which counts
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// Open the addresses, for a need
    #[arg(long, requires = "need")]
    addresses: bool,
    /// Why they are opened
    #[arg(long, value_name = "NEED", value_parser = need)]
    need: Option<Need>,
    /// One JSON object a line: ip, scenario, first, last, events, sample
    #[arg(long)]
    jsonl: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// The interface that other programs rely on.
#[derive(Serialize)]
struct Line<'a> {
    /// The address; the network where it is not open, or not there any more.
    ip: &'a str,
    scenario: &'a str,
    first: String,
    last: String,
    events: i64,
    sample: Option<&'a str>,
}

fn need(name: &str) -> Result<Need, String> {
    let known = || NEEDS.iter().map(|need| need.name()).collect::<Vec<_>>().join(", ");
    let found = Need::named(name).filter(|need| NEEDS.contains(need));
    found.ok_or_else(|| format!("no need for which addresses are opened; use one of {}", known()))
}

impl Threats {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let open = self.data.open()?;
        let now_ms = open.clock.now_ms();
        let start = |date: Date| {
            let start = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_err(Failure::from)?;
            Ok::<_, Failure>(start.as_millisecond())
        };
        let day = 86_400_000;
        let from = self.from.map(start).transpose()?.unwrap_or(now_ms - 14 * day);
        let to = self.to.map(start).transpose()?.map_or(now_ms + 1, |to| to + day);
        if to <= from {
            return Err(Failure::new("`--to` is before `--from`: give the earlier day first"));
        }
        // Programs protect by addresses; without a need that somebody names it is the one of protection.
        let need = self.need.or(self.jsonl.then_some(Need::Misuse));
        let by = Onlooker { actor: &Actor::role(ROLE.name()), role: ROLE, need };
        let look = threats::look(&open.vault, &(from..to), &by, now_ms)?;
        if self.jsonl {
            look.threats.iter().try_for_each(|threat| out::json(&line(threat)))?;
            return Ok(Outcome::Fine);
        }
        if look.threats.is_empty() {
            out::line("nobody acted out a scenario of attack in that time")?;
            return Ok(Outcome::Fine);
        }
        let rows: Vec<Vec<String>> = look.threats.iter().map(columns).collect();
        out::text(&out::table(&rows))?;
        Ok(Outcome::Fine)
    }
}

fn line(threat: &Threat) -> Line<'_> {
    let opened = threat.opened.as_ref();
    Line {
        ip: opened.map_or(threat.network.as_str(), |opened| opened.address.as_str()),
        scenario: &threat.scenario,
        first: moment(threat.first),
        last: moment(threat.last),
        events: threat.events,
        sample: opened.and_then(|opened| opened.sample.as_ref()).map(|sample| sample.as_str()),
    }
}

fn columns(threat: &Threat) -> Vec<String> {
    let (line, sanction) = (line(threat), &threat.sanction);
    let state = match (threat.until.map(moment), threat.lifted) {
        (Some(until), _) => format!("{sanction} until {until}"),
        (None, true) => format!("{sanction}, ended early"),
        (None, false) => format!("{sanction}, over"),
    };
    let mut columns = vec![
        line.ip.to_owned(),
        line.scenario.to_owned(),
        format!("{} to {}", line.first, line.last),
        format!("{} requests", line.events),
        state,
    ];
    columns.extend(line.sample.map(|sample| sample.escape_default().to_string()));
    columns
}

fn moment(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

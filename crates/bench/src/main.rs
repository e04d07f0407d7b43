//! `probity-bench [NAME] [--json]`: what the documents claim of speed, beside the plain way.
//!
//! Each measurement is a file here and a line in [`BENCHES`]. It runs ours and the plain alternative
//! in turn, in one run, and gives the median of each; with `--json`, one JSON line a figure.
//! PostgreSQL is measured when `PROBITY_TEST_POSTGRES_URL` names a cluster whose commits wait for
//! the disk.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its figures go to the terminal")]

mod coldstart;
mod decide;
mod erase;
mod figure;
mod fixture;
mod guard;
mod ledger_append;
mod ledger_verify;
mod live;
mod load;
mod measure;
mod postgres;
mod profiles;
mod release;
mod shipped;
mod site;
mod usage;
mod usage_import;
mod usage_log;
mod usage_report;

use std::process::ExitCode;

use figure::Figure;

/// Why a measurement came to nothing.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Takes a measurement; hands over each figure as soon as it is there.
type Run = fn(&mut dyn FnMut(Figure)) -> Result<(), Failure>;

/// Every measurement: its name, what it measures, the code behind it.
const BENCHES: &[(&str, &str, Run)] = &[
    ("decide", "one decision out of the table, beside Cedar's own", decide::run),
    (
        "coldstart",
        "a policy from its files to its first answer, beside Cedar's part",
        coldstart::run,
    ),
    ("release", "eight fields out of the vault to 64 at once, beside plain columns", release::run),
    ("erase", "erasing one person, beside deleting a plain row", erase::run),
    ("ledger-append", "ledger entries in batches, beside plain rows", ledger_append::run),
    ("site", "the first pages under load, beside their bytes alone", site::run),
    ("live", "the site recording its own requests, beside the site that does not", live::run),
    (
        "usage",
        "an access log read to visits, beside sorting; imported whole, beside GoAccess",
        usage::run,
    ),
    ("guard", "what a request costs to be watched, beside a list of words and counts", guard::run),
    ("usage-report", "a month's report out of rollups, beside its rows", usage_report::run),
    ("ledger-verify", "the ledger verified, beside hashing its bytes", ledger_verify::run),
];

fn main() -> ExitCode {
    if let Some(way) = std::env::var_os(coldstart::ONCE) {
        return ended(coldstart::once(&way));
    }
    if let Ok(asked) = std::env::var(usage_import::ONCE) {
        return ended(usage_import::once(&asked));
    }
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let json = words.iter().position(|word| word == "--json").map(|at| words.remove(at)).is_some();
    let known = |name: &String| BENCHES.iter().any(|(known, ..)| known == name);
    if words.len() > 1 || !words.iter().all(known) {
        eprint!("{}", usage());
        return ExitCode::from(2);
    }
    let chosen = |name: &str| words.first().is_none_or(|word| word == name);
    let mut result = Ok(());
    for (_, about, run) in BENCHES.iter().filter(|(name, ..)| chosen(name)) {
        if !json {
            println!("{about}");
        }
        let mut show = |figure: Figure| {
            if json { println!("{}", figure.json()) } else { println!("  {figure}") }
        };
        result = result.and(run(&mut show));
    }
    ended(result)
}

fn ended(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("the measurement failed: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let lines = BENCHES.iter().map(|(name, about, _)| format!("  {name:14} {about}\n"));
    lines.fold("usage: probity-bench [NAME] [--json]\n".to_owned(), |text, line| text + &line)
}

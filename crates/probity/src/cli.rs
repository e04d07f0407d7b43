//! The command line: one file per command, each with its arguments, its help and what it does.
//!
//! Exit status: 0 all is well, 1 what was checked does not hold, 2 wrong usage or input. Results go
//! to standard output, everything else (progress, log, errors) to standard error.

mod args;
mod backup;
mod demo;
mod doctor;
mod init;
mod keys;
mod ledger;
mod logging;
mod membership;
mod out;
mod policy;
mod processor;
mod progress;
mod restore;
mod serve;
mod service;
mod site;
mod staff;
mod usage;

use std::fmt;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The membership platform in which the policy is the program.
#[derive(Debug, Parser)]
#[command(
    name = "probity",
    version,
    about,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "Examples:
  probity demo                       Look at the example foundation on http://127.0.0.1:8080
  probity init && probity serve      Set up a foundation of your own and start it
  probity ledger verify              Check that nothing on the ledger was changed
  probity policy compare OLD NEW     See whether a new policy protects people less

Exit status: 0 all is well, 1 what was checked does not hold, 2 wrong usage or input."
)]
pub struct Cli {
    /// Say more on standard error; twice for everything. Never shows a personal value.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Serve(serve::Serve),
    Demo(demo::Demo),
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    #[command(subcommand)]
    Site(site::SiteCommand),
    #[command(subcommand)]
    Usage(usage::Usage),
    Backup(backup::Backup),
    Restore(restore::Restore),
    #[command(subcommand)]
    Keys(keys::Keys),
    #[command(subcommand)]
    Staff(staff::Staff),
    #[command(subcommand)]
    Membership(membership::Membership),
    #[command(subcommand)]
    Processor(processor::Processor),
    Doctor(doctor::Doctor),
}

/// How a command ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Fine,
    /// What was checked does not hold.
    DoesNotHold,
}

impl Outcome {
    fn holds(holds: bool) -> Self {
        if holds { Self::Fine } else { Self::DoesNotHold }
    }
}

/// Why a command could not do its work: what, and what to do about it.
#[derive(Debug)]
struct Failure(String);

impl Failure {
    fn new(message: impl fmt::Display) -> Self {
        Self(message.to_string())
    }

    /// The same with what was being done before it.
    fn while_doing(doing: &str, why: impl fmt::Display) -> Self {
        Self(format!("{doing}: {why}"))
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let inner_text = inner.to_string();
            if !text.contains(&inner_text) {
                text = format!("{text}: {inner_text}");
            }
            cause = inner.source();
        }
        Self(text)
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    logging::start(cli.verbose);
    let done = match cli.command {
        Command::Init(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Demo(command) => command.run(),
        Command::Policy(command) => command.run(),
        Command::Ledger(command) => command.run(),
        Command::Site(command) => command.run(),
        Command::Usage(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Keys(command) => command.run(),
        Command::Staff(command) => command.run(),
        Command::Membership(command) => command.run(),
        Command::Processor(command) => command.run(),
        Command::Doctor(command) => command.run(),
    };
    match done {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::DoesNotHold) => ExitCode::from(1),
        Err(Failure(message)) => {
            out::error(&message);
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_arguments_of_every_command_are_consistent() {
        Cli::command().debug_assert();
    }
}

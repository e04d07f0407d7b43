//! The project's own chores, run as `cargo xtask CHORE`.
//!
//! Owns what a contributor or a build server types: checking, testing, measuring, picturing. It
//! uses the standard library alone, so that it is built in seconds. To add a chore, write a module
//! with a `run` function and name it in `CHORES`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the terminal")]

mod bench;
mod check;
mod cluster;
mod debian;
mod deny;
mod postgres;
mod real_logs;
mod screenshots;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

use steps::Failure;

/// What a chore does with the words after its name.
type Run = fn(&[String]) -> Result<(), Failure>;

/// Every chore: its name, what it takes, what it does, the code behind it.
const CHORES: &[(&str, &str, &str, Run)] = &[
    ("test", "[--keep-going]", "every check and every test, installing what they need", test::run),
    ("check", "", "the quick part of it: format, lints, licences, unit tests", check::run),
    ("bench", "[NAME] [--json]", "measure, beside the plain alternative", bench::run),
    ("tools", "", "install what judges the pages: axe-core, html-validate, Lighthouse", tools::run),
    ("postgres", "COMMAND...", "run a command beside a PostgreSQL of its own", postgres::run),
    ("real-logs", "DIR", "read real logs that lie elsewhere, miss nothing", real_logs::run),
    (
        "screenshots",
        "DIR",
        "picture the main pages, narrow and wide, light and dark",
        screenshots::run,
    ),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = words.split_first() else {
        print!("{}", usage());
        return ExitCode::from(2);
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some((.., run)) = CHORES.iter().find(|(chore, ..)| chore == name) else {
        eprintln!("there is no chore `{name}`\n\n{}", usage());
        return ExitCode::from(2);
    };
    match run(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.status())
        }
    }
}

/// The help text, made of `CHORES`.
fn usage() -> String {
    let lines: Vec<String> = CHORES
        .iter()
        .map(|(name, takes, does, _)| format!("  {:<24} {does}\n", format!("{name} {takes}")))
        .collect();
    format!("usage: cargo xtask CHORE\n\n{}", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::{CHORES, usage};

    #[test]
    fn help_names_every_chore_once() {
        let text = usage();
        for (name, ..) in CHORES {
            let lines = text.lines().filter(|line| line.starts_with(&format!("  {name} "))).count();
            assert_eq!(lines, 1, "{name}");
        }
    }
}

//! Steps of a chore: run one after the other, timed, and summed up in one line at the end.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Why a chore ended badly.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was called wrongly; the text says how to call it.
    Usage(String),
    /// What it checks does not hold, or what it needs could not be had.
    Failed(String),
}

impl Failure {
    /// The exit status: 1 for what does not hold, 2 for a wrong call.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Failed(text) => f.write_str(text),
        }
    }
}

/// The outcome of one step.
struct Outcome {
    name: String,
    seconds: f64,
    error: Option<String>,
}

/// Runs steps in order; stops at the first that fails unless told to keep going.
pub(crate) struct Steps {
    chore: &'static str,
    keep_going: bool,
    done: Vec<Outcome>,
    started: Instant,
}

impl Steps {
    /// An empty run of the chore of that name.
    #[expect(clippy::disallowed_methods, reason = "a chore reports how long its steps took")]
    pub(crate) fn new(chore: &'static str, keep_going: bool) -> Self {
        Self { chore, keep_going, done: Vec::new(), started: Instant::now() }
    }

    /// Runs one step. After a failure, and without `--keep-going`, later steps are passed over.
    #[expect(clippy::disallowed_methods, reason = "a chore reports how long its steps took")]
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<(), Failure>) {
        if !self.keep_going && self.failed().count() > 0 {
            return;
        }
        eprintln!("\n==> {name}");
        let started = Instant::now();
        let error = work().err().map(|failure| failure.to_string());
        let seconds = started.elapsed().as_secs_f64();
        match &error {
            None => eprintln!("<== {name}: fine ({seconds:.1} s)"),
            Some(error) => eprintln!("<== {name}: FAILED ({seconds:.1} s): {error}"),
        }
        self.done.push(Outcome { name: name.to_owned(), seconds, error });
    }

    /// Prints the times of all steps and one last line; an error if any step failed.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        println!();
        for Outcome { name, seconds, error } in &self.done {
            println!(
                "{:>8.1} s  {}  {name}",
                seconds,
                if error.is_none() { "fine  " } else { "FAILED" }
            );
        }
        let failed: Vec<&str> = self.failed().map(|outcome| outcome.name.as_str()).collect();
        let total = self.started.elapsed().as_secs_f64();
        if failed.is_empty() {
            println!("xtask {}: all {} steps fine in {total:.0} s", self.chore, self.done.len());
            Ok(())
        } else {
            Err(Failure::Failed(format!(
                "xtask {}: failed after {total:.0} s: {}",
                self.chore,
                failed.join(", ")
            )))
        }
    }

    fn failed(&self) -> impl Iterator<Item = &Outcome> {
        self.done.iter().filter(|outcome| outcome.error.is_some())
    }
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where cargo builds: `CARGO_TARGET_DIR`, or `target` beside the workspace's manifest.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Cargo with those words, printed and run; an error if it fails.
pub(crate) fn cargo_with(words: &[&str]) -> Result<(), Failure> {
    let mut command = cargo();
    command.args(words);
    run(&mut command)
}

/// Prints a command, runs it to its end; an error that names it if it fails.
///
/// What it prints goes to standard error, as do the chore's own lines: standard output is kept for
/// results.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = shown(command);
    eprintln!("$ {shown}");
    match command.stdin(Stdio::null()).stdout(std::io::stderr()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::Failed(format!("`{shown}` ended with {status}"))),
        Err(error) => Err(Failure::Failed(format!("`{shown}` could not be started: {error}"))),
    }
}

/// Whether a program of that name stands on the search path.
pub(crate) fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    std::iter::once(name)
        .chain(command.get_args().map(|word| word.to_string_lossy().into_owned()))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Failure, Steps};

    fn broken() -> Result<(), Failure> {
        Err(Failure::Failed("broken".into()))
    }

    #[test]
    fn stops_at_the_first_failure() {
        let mut steps = Steps::new("test", false);
        steps.step("one", broken);
        steps.step("two", || panic!("must not run"));
        assert!(steps.finish().is_err());
    }

    #[test]
    fn keeps_going_when_told_and_still_fails() {
        let mut steps = Steps::new("test", true);
        let mut ran = false;
        steps.step("one", broken);
        steps.step("two", || {
            ran = true;
            Ok(())
        });
        let failure = steps.finish().expect_err("one step failed");
        assert!(ran && failure.to_string().ends_with(": one"), "{failure}");
    }
}

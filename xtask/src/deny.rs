//! cargo-deny: licences, bans and sources of every dependency; advisories where they can be had.

use std::path::PathBuf;
use std::process::Command;

use crate::steps::{Failure, cargo, on_path, root, run, target_dir};

/// The version that `deny.toml` is written for.
const VERSION: &str = "0.20.2";

/// Runs the checks of `deny.toml`, installing cargo-deny under the target directory if it misses.
pub(crate) fn check() -> Result<(), Failure> {
    let program = program()?;
    run(deny(&program)
        .args(["--offline", "check", "--hide-inclusion-graph"])
        .args(["bans", "licenses", "sources"]))?;
    advisories(&program);
    Ok(())
}

/// The advisory database lies on another server than the crates and may be out of reach: then this
/// says so, and the checks above stand on their own. A known vulnerability is said as well; it is
/// for a person to weigh, since it can appear from one hour to the next without a change of ours.
fn advisories(program: &PathBuf) {
    let mut command = deny(program);
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_HTTP_LOW_SPEED_TIME", "10");
    match command.args(["check", "advisories"]).output() {
        Ok(output) if output.status.success() => eprintln!("no known vulnerability"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            if said.contains("advisory database") {
                eprintln!("the advisory database is out of reach: vulnerabilities are not checked");
            } else {
                eprintln!("vulnerabilities to look at:\n{said}");
            }
        }
        Err(error) => eprintln!("vulnerabilities are not checked: {error}"),
    }
}

fn deny(program: &PathBuf) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// cargo-deny on the search path, or under the target directory, or installed there now.
fn program() -> Result<PathBuf, Failure> {
    if on_path("cargo-deny") {
        return Ok("cargo-deny".into());
    }
    let tools = target_dir().join("tools");
    let program = tools.join("bin/cargo-deny");
    if !program.exists() {
        // Unoptimised and without its network features it is built in a minute, and quick enough.
        let mut install = cargo();
        install.args(["install", "cargo-deny", "--version", VERSION, "--locked", "--debug"]);
        install.args(["--no-default-features", "--quiet", "--root"]).arg(&tools);
        install
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_TARGET_DIR", tools.join("build"));
        run(&mut install)?;
        std::fs::remove_dir_all(tools.join("build")).ok();
    }
    Ok(program)
}

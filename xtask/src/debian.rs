//! Debian packages that the tests stand on: looked for, and installed where we may.

use std::process::{Command, Stdio};

use crate::steps::{Failure, on_path, run};

/// A package, and the file that shows it is there.
pub(crate) struct Package {
    name: &'static str,
    /// Any one of these files shows it; a `*` stands for one folder's name.
    shown_by: &'static [&'static str],
}

/// A C compiler: the bundled SQLite and the cryptography are built with it.
const COMPILER: Package = Package { name: "gcc", shown_by: &["/usr/bin/cc"] };
/// PostgreSQL's server and its `pg_dump`.
pub(crate) const POSTGRESQL: Package =
    Package { name: "postgresql", shown_by: &["/usr/lib/postgresql/*/bin/initdb"] };
/// Counts access logs: what the import is measured beside.
pub(crate) const GOACCESS: Package =
    Package { name: "goaccess", shown_by: &["/usr/bin/goaccess", "/usr/local/bin/goaccess"] };
/// The browser of the end-to-end tests.
const CHROMIUM: Package = Package { name: "chromium", shown_by: &["/usr/bin/chromium"] };
/// What drives the browser.
const CHROMEDRIVER: Package =
    Package { name: "chromium-driver", shown_by: &["/usr/bin/chromedriver"] };
/// The SMTP server that receives what the tests' foundation sends.
const SMTP: Package = Package {
    name: "python3-aiosmtpd",
    shown_by: &["/usr/lib/python3/dist-packages/aiosmtpd/__init__.py"],
};

/// Runs the judges of our pages; 18 or newer.
const NODE: Package =
    Package { name: "nodejs", shown_by: &["/usr/bin/node", "/usr/local/bin/node"] };
/// Brings them.
const NPM: Package = Package { name: "npm", shown_by: &["/usr/bin/npm", "/usr/local/bin/npm"] };
/// Gives the judges of our exports a place of their own.
const VENV: Package =
    Package { name: "python3-venv", shown_by: &["/usr/lib/*/ensurepip/__init__.py"] };

/// All that `cargo xtask test` needs beside Rust.
pub(crate) const FOR_TESTS: &[Package] =
    &[COMPILER, POSTGRESQL, CHROMIUM, CHROMEDRIVER, SMTP, NODE, NPM, VENV];
/// What the browser tests alone need.
pub(crate) const FOR_BROWSER: &[Package] =
    &[COMPILER, CHROMIUM, CHROMEDRIVER, SMTP, NODE, NPM, VENV];
/// What `cargo xtask tools` needs to install the rest.
pub(crate) const FOR_TOOLS: &[Package] = &[NODE, NPM, VENV];

/// Makes sure that the packages are there, installing those that miss as root or by `sudo -n`.
///
/// Fails with the command to type when something misses and we may not install it.
pub(crate) fn ensure(packages: &[Package]) -> Result<(), Failure> {
    let missing: Vec<&str> =
        packages.iter().filter(|package| !package.is_there()).map(|package| package.name).collect();
    if missing.is_empty() {
        eprintln!("nothing misses: {}", names(packages).join(", "));
        return Ok(());
    }
    let Some(apt) = apt() else {
        return Err(Failure::Failed(format!(
            "these programs miss, and there is no right to install them here; type: \
             sudo apt-get install {}",
            missing.join(" ")
        )));
    };
    // A stale list of packages names versions that are no longer served.
    run(apt().arg("update").arg("-q"))?;
    run(apt().args(["install", "-y", "-q", "--no-install-recommends"]).args(&missing))?;
    match packages.iter().find(|package| !package.is_there()) {
        None => Ok(()),
        Some(package) => Err(Failure::Failed(format!(
            "`{}` was installed, but none of its files stands where we look: {}",
            package.name,
            package.shown_by.join(", ")
        ))),
    }
}

fn names(packages: &[Package]) -> Vec<&'static str> {
    packages.iter().map(|package| package.name).collect()
}

impl Package {
    fn is_there(&self) -> bool {
        self.shown_by.iter().any(|pattern| match pattern.split_once("/*/") {
            None => std::path::Path::new(pattern).exists(),
            Some((before, after)) => std::fs::read_dir(before)
                .is_ok_and(|dirs| dirs.flatten().any(|dir| dir.path().join(after).exists())),
        })
    }
}

/// How we may call apt-get here, if at all.
fn apt() -> Option<fn() -> Command> {
    if !on_path("apt-get") {
        None
    } else if is_root() {
        Some(|| {
            let mut command = Command::new("apt-get");
            command.env("DEBIAN_FRONTEND", "noninteractive");
            command
        })
    } else if on_path("sudo") && quiet(Command::new("sudo").args(["-n", "true"])) {
        Some(|| {
            let mut command = Command::new("sudo");
            command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            command
        })
    } else {
        None
    }
}

/// Whether we run as root.
pub(crate) fn is_root() -> bool {
    std::fs::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")))
}

fn quiet(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::Package;

    #[test]
    fn a_star_stands_for_one_folder() {
        let dir = std::env::temp_dir().join(format!("probity-xtask-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("15/bin")).expect("a folder can be made");
        let pattern: &'static str = format!("{}/*/bin", dir.display()).leak();
        let found = Package { name: "x", shown_by: vec![pattern].leak() }.is_there();
        let missed = Package { name: "x", shown_by: &["/nowhere/*/bin"] }.is_there();
        std::fs::remove_dir_all(&dir).expect("the folder can be removed");
        assert!(found && !missed);
    }
}

//! `cargo xtask tools`: the programs of others that judge our pages and exports.
//!
//! `xtask/tools/` pins them: `package.json` and its lock for what comes from npm (axe-core,
//! html-validate, Lighthouse), `requirements.txt` for what comes from PyPI (fideslang, rdflib, moto,
//! pyarrow, duckdb). They are installed under the target directory, once, and again when a pin
//! changes. To change one, edit `package.json`, run `npm install --package-lock-only --omit-lockfile-registry-resolved` there,
//! and give `third-party-web` a version in the lock where it says `latest`, which npm 9 refuses.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::steps::{Failure, root, run as run_command, target_dir};

/// Where tests read the directory that holds the tools; without it they look under the target
/// directory.
pub(crate) const DIR: &str = "PROBITY_TEST_TOOLS";

/// Written last into a finished folder: the pins that it was made from. Tests look for it.
const STAMP: &str = "installed.txt";

/// The programs that the judges from npm need to run, as tests call them.
const JUDGES: &[&str] = &[
    "node_modules/axe-core/axe.min.js",
    "node_modules/html-validate/bin/html-validate.mjs",
    "node_modules/lighthouse/cli/index.js",
];

/// The Python of Debian, whose `python3-venv` we install.
const PYTHON: &str = "/usr/bin/python3";

/// Installs what misses.
pub(crate) fn run(words: &[String]) -> Result<(), Failure> {
    if !words.is_empty() {
        return Err(Failure::Usage("usage: cargo xtask tools".into()));
    }
    debian::ensure(debian::FOR_TOOLS)?;
    ensure()
}

/// The directory with the tools.
pub(crate) fn dir() -> PathBuf {
    target_dir().join("tools")
}

/// Installs the pinned tools, unless the very same stand there already.
pub(crate) fn ensure() -> Result<(), Failure> {
    folder("node", &["package.json", "package-lock.json"], "node", npm)?;
    folder("python", &["requirements.txt"], PYTHON, pip)
}

/// One folder of tools, made anew by `install` when its pins or the `runtime`'s version changed.
fn folder(
    name: &str,
    pins: &[&str],
    runtime: &str,
    install: fn(&Path, &Path) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (source, folder) = (root().join("xtask/tools"), dir().join(name));
    let mut stamp = version(runtime)?;
    for pin in pins {
        let path = source.join(pin);
        let text = std::fs::read_to_string(&path);
        stamp += &text.map_err(|error| cannot("read", &path, &error))?;
    }
    let stands = folder.join(STAMP);
    if std::fs::read_to_string(&stands).is_ok_and(|standing| standing == stamp) {
        eprintln!("the tools of {name} stand already: {}", folder.display());
        return Ok(());
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| cannot("remove", &folder, &error))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| cannot("make", &folder, &error))?;
    for pin in pins {
        let to = folder.join(pin);
        std::fs::copy(source.join(pin), &to).map_err(|error| cannot("write", &to, &error))?;
    }
    install(&source, &folder)?;
    std::fs::write(&stands, stamp).map_err(|error| cannot("write", &stands, &error))
}

/// What the lock says, byte for byte; no package gets to run a script of its own.
fn npm(_: &Path, folder: &Path) -> Result<(), Failure> {
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]).arg(folder);
    run_command(command.current_dir(folder))?;
    match JUDGES.iter().find(|judge| !folder.join(judge).exists()) {
        None => Ok(()),
        Some(judge) => Err(Failure::Failed(format!("npm did not bring `{judge}`"))),
    }
}

fn pip(source: &Path, folder: &Path) -> Result<(), Failure> {
    run_command(Command::new(PYTHON).args(["-m", "venv"]).arg(folder))?;
    let python = folder.join("bin/python");
    let pip = || {
        let mut command = Command::new(&python);
        command.args(["-m", "pip", "--disable-pip-version-check", "--no-input"]);
        command
    };
    run_command(pip().args(["install", "--quiet", "-r"]).arg(source.join("requirements.txt")))?;
    run_command(pip().arg("check"))
}

/// What `program --version` says.
fn version(program: &str) -> Result<String, Failure> {
    match Command::new(program).arg("--version").output() {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        _ => Err(Failure::Failed(format!("`{program} --version` does not run here"))),
    }
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("cannot {what} `{}`: {error}", path.display()))
}

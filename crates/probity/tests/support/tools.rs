//! The programs of others that judge our pages and exports, as `cargo xtask tools` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Names their directory; without it they stand under the target directory.
const DIR: &str = "PROBITY_TEST_TOOLS";

/// The folder of the tools from `node` (npm) or `python` (PyPI).
fn folder(name: &str) -> PathBuf {
    let beside = || Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tools");
    let dir = std::env::var_os(DIR).map_or_else(beside, PathBuf::from);
    let folder = dir.join(name);
    assert!(
        folder.join("installed.txt").exists(),
        "no finished tools in `{}`: run `cargo xtask tools`, or `cargo xtask test`",
        folder.display()
    );
    folder
}

/// A file of a package from npm, like `axe-core/axe.min.js`.
pub(crate) fn npm_file(path: &str) -> PathBuf {
    folder("node").join("node_modules").join(path)
}

/// Node, about to run a script of a package from npm.
pub(crate) fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(npm_file(script));
    command
}

/// The Python that knows the packages from PyPI.
pub(crate) fn python() -> Command {
    Command::new(folder("python").join("bin/python"))
}

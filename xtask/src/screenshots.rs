//! `cargo xtask screenshots DIR`: pictures of the main pages, for a person to look at.
//!
//! The browser test that checks the pages' layout visits each of them at two widths, light and
//! dark; given a directory, it keeps what it saw.

use std::path::Path;

use crate::steps::{self, Failure, cargo};
use crate::{debian, tools};

/// Where the browser test reads the directory.
const DIR: &str = "PROBITY_SCREENSHOTS";

/// Writes one PNG file a page, width and colour scheme into the directory named.
pub(crate) fn run(words: &[String]) -> Result<(), Failure> {
    let [dir] = words else {
        return Err(Failure::Usage("usage: cargo xtask screenshots DIR".into()));
    };
    let dir = std::path::absolute(Path::new(dir))
        .map_err(|error| Failure::Usage(format!("`{dir}` names no directory: {error}")))?;
    debian::ensure(debian::FOR_BROWSER)?;
    tools::ensure()?;
    let mut command = cargo();
    command.args(["test", "--package", "probity", "--test", "browser", "--locked", "--", "layout"]);
    steps::run(command.env(DIR, &dir).env(tools::DIR, tools::dir()))?;
    eprintln!("pictures are in {}", dir.display());
    Ok(())
}

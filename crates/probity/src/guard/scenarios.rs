//! Which scenarios are watched for: ours, and the foundation's own out of its folder.

use std::fs;
use std::path::{Path, PathBuf};

use probity_usage::guard::{Crawlers, Matcher, Scenarios};

use super::error::GuardError;
use crate::config::Config;

/// More files than anybody writes.
const MOST_FILES: usize = 64;

/// What the configuration asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    folder: Option<PathBuf>,
    off: Vec<String>,
    crawlers: Crawlers,
}

impl Wanted {
    /// Out of the configuration; a folder is looked for in the data directory.
    pub(crate) fn new(config: &Config, data: Option<&Path>) -> Self {
        Self {
            folder: super::folder(config, data),
            off: config.guard.off.clone(),
            crawlers: super::crawlers(config),
        }
    }

    /// All of them, read.
    ///
    /// # Errors
    /// What is wrong with one of the foundation's own, with its place.
    pub(crate) fn read(&self) -> Result<Scenarios, GuardError> {
        let mut scenarios = Scenarios::shipped()?;
        if let Some(folder) = &self.folder {
            let files = files(folder)?;
            let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            scenarios = scenarios.and(files)?;
        }
        for id in &self.off {
            if !scenarios.remove(id) {
                return Err(GuardError::NoSuchScenario(id.clone()));
            }
        }
        Ok(scenarios)
    }

    /// All of them, compiled.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) fn compile(&self) -> Result<Matcher, GuardError> {
        Ok(Matcher::new(&self.read()?, &self.crawlers)?)
    }

    /// The same; where the foundation's own are wrong, ours alone, and the log says so.
    pub(super) fn ours(&self) -> Matcher {
        self.compile().unwrap_or_else(|error| {
            tracing::error!(%error, "scenarios of attack are wrong; only the shipped ones are used");
            let ours = Scenarios::shipped().and_then(|ours| Matcher::new(&ours, &self.crawlers));
            #[expect(clippy::expect_used, reason = "the tests read and compile the same files")]
            ours.expect("the shipped scenarios are fine")
        })
    }
}

/// The scenario files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<(String, String)>, GuardError> {
    let wrong = |path: &Path, why| GuardError::Folder { folder: path.display().to_string(), why };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|why| wrong(folder, why))? {
        let path = entry.map_err(|why| wrong(folder, why))?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        if found.len() >= MOST_FILES {
            let why = std::io::Error::other("it holds more than 64 of them");
            return Err(wrong(folder, why));
        }
        let text = fs::read_to_string(&path).map_err(|why| wrong(&path, why))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.push((name, text));
    }
    found.sort();
    Ok(found)
}

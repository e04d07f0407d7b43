//! Scenarios: read out of their files, checked, put together.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::block::Block;
use super::error::ScenarioError;
use super::file::{Act, File};
use super::matcher::Matcher;
use super::{example, shipped, units};

/// Bounds on what files may say.
const MOST_SCENARIOS: usize = 64;
const LONGEST_FILE: usize = 256 * 1024;
const MOST_CAPACITY: u32 = 100_000;
/// Each thing told apart is remembered while it is in the bucket.
const MOST_DISTINCT: u32 = 100;

/// What follows when a bucket runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sanction {
    /// Requests are refused for so many milliseconds.
    Ban(i64),
    /// Requests are answered with "too many" for so many milliseconds.
    Throttle(i64),
    /// Nothing but that it is on the list, for so many milliseconds.
    Note(i64),
}

impl Sanction {
    /// Its name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ban(_) => "ban",
            Self::Throttle(_) => "throttle",
            Self::Note(_) => "note",
        }
    }

    /// How long it lasts, in milliseconds.
    pub fn lasts(self) -> i64 {
        match self {
            Self::Ban(millis) | Self::Throttle(millis) | Self::Note(millis) => millis,
        }
    }
}

/// What has to be different for an event to count again while the bucket holds it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distinct {
    /// Every event counts.
    #[default]
    Nothing,
    /// The path.
    Path,
    /// The path with its query.
    Target,
    /// The user agent.
    Agent,
    /// The site.
    Site,
}

/// Something that no log line tells of, and the running site does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Happened {
    /// A sign-in was refused: a wrong password, a wrong code, too many attempts.
    SignInRefused,
}

/// One scenario: how fast what it matches may come, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its name: small letters, digits, hyphens.
    pub id: String,
    /// What people call it, by language tag; `en` is always there.
    pub title: BTreeMap<String, String>,
    /// What follows.
    pub sanction: Sanction,
    /// So many events at once are fine; one more is a decision.
    pub capacity: u32,
    /// One event leaves the bucket in so many milliseconds.
    pub leak: i64,
    /// What tells events apart.
    pub distinct: Distinct,
}

impl Scenario {
    /// What people call it in that language.
    pub fn title(&self, language: &str) -> &str {
        let title = self.title.get(language).or_else(|| self.title.get("en"));
        title.map_or(self.id.as_str(), String::as_str)
    }
}

/// The addresses that crawlers really come from, as their owners publish them.
#[derive(Debug, Clone, Default)]
pub struct Crawlers(pub(super) Vec<(String, Vec<Block>)>);

impl Crawlers {
    /// With a piece of the user agent of each (`googlebot`) and where it comes from. At most sixteen
    /// are looked at.
    pub fn new(known: impl IntoIterator<Item = (String, Vec<Block>)>) -> Self {
        Self(known.into_iter().filter(|(name, _)| !name.is_empty()).take(16).collect())
    }
}

/// Scenarios that fit together.
pub struct Scenarios {
    pub(super) all: Vec<(Scenario, File)>,
}

impl Scenarios {
    /// Reads files, each a name and its text. No two may have the same id.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ScenarioError> {
        Self { all: Vec::new() }.with(files, false)
    }

    /// Ours.
    ///
    /// # Errors
    ///
    /// Never: the tests read the same files.
    pub fn shipped() -> Result<Self, ScenarioError> {
        Self::parse(shipped::FILES)
    }

    /// These as well. One with the id of a scenario that is there takes its place.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    pub fn and<'a>(
        self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ScenarioError> {
        self.with(files, true)
    }

    /// Without those of that id. Whether there was one.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.all.len();
        self.all.retain(|(scenario, _)| scenario.id != id);
        self.all.len() < before
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Scenario> {
        self.all.iter().map(|(scenario, _)| scenario)
    }

    fn with<'a>(
        mut self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        replace: bool,
    ) -> Result<Self, ScenarioError> {
        let mut ids: Vec<String> = Vec::new();
        for (name, text) in files {
            let (scenario, file) = read(name, text)?;
            let wrong = |what: String| ScenarioError::at(name, text, &file.id.span(), what);
            if ids.contains(&scenario.id) {
                return Err(wrong(format!("`{}` is there already", scenario.id))
                    .hint("give each scenario an id of its own"));
            }
            ids.push(scenario.id.clone());
            if replace
                && let Some(same) = self.all.iter_mut().find(|(other, _)| other.id == scenario.id)
            {
                *same = (scenario, file);
                continue;
            }
            if self.all.len() >= MOST_SCENARIOS {
                return Err(
                    wrong(format!("more than {MOST_SCENARIOS} scenarios")).hint("leave some out")
                );
            }
            self.all.push((scenario, file));
        }
        Ok(self)
    }
}

impl std::fmt::Debug for Scenarios {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(|scenario| &scenario.id)).finish()
    }
}

/// Reads a file and runs its examples.
fn read(name: &str, text: &str) -> Result<(Scenario, File), ScenarioError> {
    let at = |span: &std::ops::Range<usize>, what: &str| ScenarioError::at(name, text, span, what);
    if text.len() > LONGEST_FILE {
        return Err(at(&(0..0), "the file is longer than 256 KiB").hint("split it"));
    }
    let file: File =
        toml::from_str(text).map_err(|error| ScenarioError::toml(name, text, &error))?;
    let id = file.id.as_ref();
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || id.len() > 40 || !id.bytes().all(letters) {
        return Err(at(&file.id.span(), "an id is 1 to 40 small letters, digits and hyphens"));
    }
    if !file.title.as_ref().contains_key("en") {
        return Err(at(&file.title.span(), "the title in English is missing")
            .hint("write `title = { en = \"…\" }`"));
    }
    let duration = |word: &toml::Spanned<String>| {
        units::duration(word.as_ref()).ok_or_else(|| {
            at(&word.span(), "this is no duration of at most 14 days")
                .hint("write it like `500ms`, `10s`, `5m`, `4h`, `2d`")
        })
    };
    let lasts = duration(&file.lasts)?;
    let most = if file.distinct == Distinct::Nothing { MOST_CAPACITY } else { MOST_DISTINCT };
    let capacity = u32::try_from(*file.capacity.as_ref()).ok().filter(|number| *number <= most);
    let capacity = capacity.ok_or_else(|| {
        let what = format!("the capacity is a whole number from 0 to {most}");
        at(&file.capacity.span(), &what)
    })?;
    let scenario = Scenario {
        id: id.clone(),
        title: file.title.as_ref().clone(),
        sanction: match file.sanction {
            Act::Ban => Sanction::Ban(lasts),
            Act::Throttle => Sanction::Throttle(lasts),
            Act::Note => Sanction::Note(lasts),
        },
        capacity,
        leak: duration(&file.leak)?,
        distinct: file.distinct,
    };
    let alone = Matcher::of_file(name, text, &scenario, &file)?;
    example::run(name, text, &file, &alone)?;
    Ok((scenario, file))
}

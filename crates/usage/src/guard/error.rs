//! What is wrong with a scenario, where, and what to do.

use std::fmt;
use std::ops::Range;

/// A scenario that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to write instead, if that is known.
    pub hint: Option<String>,
}

impl ScenarioError {
    pub(super) fn at(file: &str, text: &str, span: &Range<usize>, what: impl fmt::Display) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(start..).unwrap_or_default().chars().count() + 1,
            what: what.to_string(),
            hint: None,
        }
    }

    pub(super) fn toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let message = error.message().trim().replace('\n', " ");
        let hint = meant(&message).map(|meant| format!("did you mean `{meant}`?"));
        let message = message.replace("unknown field", "unknown key");
        Self { hint, ..Self::at(file, text, &error.span().unwrap_or(0..0), message) }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// Of what a message says was expected, the word nearest to what was found.
fn meant(message: &str) -> Option<&str> {
    let (found, expected) = message.strip_prefix("unknown ")?.split_once(", expected ")?;
    let found = found.split('`').nth(1)?.replace('_', "-");
    // How much of both is the same at the beginning and the end, and how much is not.
    let near = |word: &str| {
        let same = |(a, b): &(u8, u8)| a == b;
        let start = word.bytes().zip(found.bytes()).take_while(same).count();
        let end = word.bytes().rev().zip(found.bytes().rev()).take_while(same).count();
        let alike = (start + end).min(word.len()).min(found.len());
        (alike, word.len().max(found.len()) - alike)
    };
    let words = expected.split('`').skip(1).step_by(2);
    let (word, (alike, other)) =
        words.map(|word| (word, near(word))).min_by_key(|(_, (_, other))| *other)?;
    (alike > other).then_some(word)
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, what, hint } = self;
        write!(f, "`{file}` line {line}, column {column}: {what}")?;
        hint.as_ref().map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

impl std::error::Error for ScenarioError {}

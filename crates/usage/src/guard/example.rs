//! Examples: lines that a scenario says it matches, or does not.

use super::error::ScenarioError;
use super::file::File;
use super::matcher::{Matcher, kind};
use crate::classify::Kind;
use crate::format::Format;
use crate::read::{Found, Reader};

/// Runs a file's examples.
pub(super) fn run(
    name: &str,
    text: &str,
    file: &File,
    matcher: &Matcher,
) -> Result<(), ScenarioError> {
    for example in &file.example {
        let span = example.span();
        let wrong = |what: &str| ScenarioError::at(name, text, &span, what);
        let example = example.as_ref();
        let kind = match &example.kind {
            None => Kind::Other,
            Some(word) => kind(word.as_ref()).ok_or_else(|| {
                ScenarioError::at(name, text, &word.span(), "this is no kind of request")
                    .hint("they are page, asset, bot, error, probe, other")
            })?,
        };
        let mut reader = Reader::new(Format::Combined, i64::MAX)
            .map_err(|_| wrong("no reader for the example"))?;
        let matches = match reader.read(example.line.as_bytes()) {
            Ok(Found::Request(request)) => !matcher.marks(&request, kind).is_none(),
            _ => {
                return Err(wrong("the example is no line of an access log")
                    .hint("write it in the combined format"));
            }
        };
        if matches != example.matches {
            return Err(wrong(if matches {
                "the example is matched and should not be"
            } else {
                "the example is not matched and should be"
            })
            .hint("mend the patterns or the example"));
        }
    }
    Ok(())
}

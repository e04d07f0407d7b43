//! What stands between the `+++` lines at the head of a page, as TOML.

use std::ops::Range;

use jiff::civil::Date;
use probity_policy::{SourceText, nearest};
use serde::Deserialize;
use toml::Spanned;

use super::limits;
use super::problem::{Problem, Topic};

/// Every key, for messages.
const KEYS: &[&str] = &[
    "title",
    "description",
    "menu",
    "footer",
    "order",
    "date",
    "redirect_from",
    "language",
    "image",
    "draft",
];

/// The keys that a translation may have: everything else holds for the page in every language.
const OF_A_TRANSLATION: &[&str] = &["title", "description", "image", "draft"];

/// What a page says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Front {
    /// Its title.
    pub title: String,
    /// One or two sentences about it, for readers, searches and shared links.
    pub description: Option<String>,
    /// Its position in the main menu.
    pub menu: Option<i64>,
    /// Its position in the footer.
    pub footer: Option<i64>,
    /// Its position among its neighbours.
    pub order: i64,
    /// When it was published; for news.
    pub date: Option<Date>,
    /// Former addresses.
    pub redirect_from: Vec<Former>,
    /// The language it is written in, when it is not the foundation's.
    pub language: Option<String>,
    /// The picture that stands for it where its link is shared.
    pub image: Option<String>,
    /// Not to be shown yet.
    pub draft: bool,
}

/// A former address, and where it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The address.
    pub address: String,
    /// Its place in the file.
    pub at: Range<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: Option<Spanned<String>>,
    description: Option<Spanned<String>>,
    menu: Option<Spanned<i64>>,
    footer: Option<Spanned<i64>>,
    order: Option<Spanned<i64>>,
    date: Option<Spanned<toml::Value>>,
    redirect_from: Option<Spanned<Vec<Spanned<String>>>>,
    language: Option<Spanned<String>>,
    image: Option<Spanned<String>>,
    draft: Option<Spanned<bool>>,
}

/// Where front matter and text lie in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The TOML.
    pub front: Range<usize>,
    /// Where the text begins.
    pub body: usize,
}

/// Finds the two `+++` lines.
///
/// # Errors
/// When there are none.
#[expect(
    clippy::result_large_err,
    reason = "once a page, and the mistake goes into a list as it is"
)]
pub fn split(source: &SourceText<'_>, text: &str) -> Result<Split, Problem> {
    let fault = |at: Range<usize>, message: &str, hint: &str| {
        Problem::at(Topic::FrontMatter, source.at(at, message, Some(hint.to_owned())))
    };
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = start;
    let mut front = None;
    for line in text[start..].split_inclusive('\n') {
        let next = at + line.len();
        let is_fence = line.trim_end() == "+++";
        match front {
            None if is_fence => front = Some(next),
            None => {
                return Err(fault(
                    at..at + line.trim_end().len(),
                    "the page does not begin with `+++`",
                    "begin with a line `+++`, then `title = \"…\"`, then a line `+++`",
                ));
            }
            Some(from) if is_fence => return Ok(Split { front: from..at, body: next }),
            Some(_) => {}
        }
        at = next;
    }
    Err(match front {
        None => fault(
            0..0,
            "the page is empty",
            "begin with a line `+++`, then `title = \"…\"`, then a line `+++`",
        ),
        Some(from) => {
            fault(start..from, "the front matter has no end", "close it with a second line `+++`")
        }
    })
}

/// Reads the front matter of a page, or of a translation.
///
/// # Errors
/// Every mistake in it, each with its place.
pub fn read(
    source: &SourceText<'_>,
    text: &str,
    split: &Split,
    is_translation: bool,
) -> Result<Front, Vec<Problem>> {
    let toml = &text[split.front.clone()];
    let shifted = |span: Range<usize>| span.start + split.front.start..span.end + split.front.start;
    let mut reader = Reader { source, wrong: Vec::new(), offset: split.front.start };
    let raw: Raw = match toml::from_str(toml) {
        Ok(raw) => raw,
        Err(error) => {
            let span = error.span().map_or(split.front.start..split.front.start, shifted);
            return Err(vec![syntax(source, &error, toml, span)]);
        }
    };
    if is_translation {
        for (key, span) in raw.beyond_a_translation() {
            let hint = format!(
                "set `{key}` in the page that this is a translation of; here stand only {}",
                OF_A_TRANSLATION.map_join()
            );
            reader.fault(span, format!("`{key}` holds for the page in every language"), hint);
        }
    }
    let title = match raw.title {
        Some(title) => reader.words("title", title, limits::TITLE),
        None => {
            let at = split.front.start.saturating_sub(1);
            let place =
                source.at(at..at, "the page has no title", Some("add `title = \"…\"`".into()));
            reader.wrong.push(Problem::at(Topic::FrontMatter, place));
            String::new()
        }
    };
    let front = Front {
        title,
        description: raw.description.map(|it| reader.words("description", it, limits::DESCRIPTION)),
        menu: raw.menu.map(Spanned::into_inner),
        footer: raw.footer.map(Spanned::into_inner),
        order: raw.order.map_or(0, Spanned::into_inner),
        date: raw.date.and_then(|date| reader.date(date)),
        redirect_from: raw.redirect_from.map(|list| reader.former(list)).unwrap_or_default(),
        language: raw.language.and_then(|language| reader.language(language)),
        image: raw.image.map(Spanned::into_inner),
        draft: raw.draft.is_some_and(Spanned::into_inner),
    };
    if reader.wrong.is_empty() { Ok(front) } else { Err(reader.wrong) }
}

/// What TOML has to say about a text that is none, or about a key, in our words.
fn syntax(
    source: &SourceText<'_>,
    error: &toml::de::Error,
    toml: &str,
    span: Range<usize>,
) -> Problem {
    let said = error.message().trim().replace('\n', " ");
    let (message, hint) = match said.split_once(", expected ") {
        Some((message, _)) if message.starts_with("unknown field") => {
            let wrong = error.span().and_then(|span| toml.get(span)).unwrap_or_default();
            let near = nearest(wrong, KEYS.iter().copied());
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let message = message.replace("unknown field", "unknown key");
            (message, format!("{near}known are {}", KEYS.map_join()))
        }
        Some((message, expected)) => {
            let expected = match expected {
                "i64" => "a whole number without quotes",
                "a string" => "text in quotes",
                "a boolean" => "`true` or `false`",
                other => other,
            };
            (message.to_owned(), format!("expected {expected}"))
        }
        None => (said, "front matter is TOML: `key = \"text in quotes\"`, one a line".to_owned()),
    };
    Problem::at(Topic::FrontMatter, source.at(span, message, Some(hint)))
}

/// Words in backticks, one after the other.
trait MapJoin {
    fn map_join(&self) -> String;
}

impl MapJoin for [&str] {
    fn map_join(&self) -> String {
        self.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
    }
}

impl Raw {
    fn beyond_a_translation(&self) -> Vec<(&'static str, Range<usize>)> {
        [
            ("menu", self.menu.as_ref().map(Spanned::span)),
            ("footer", self.footer.as_ref().map(Spanned::span)),
            ("order", self.order.as_ref().map(Spanned::span)),
            ("date", self.date.as_ref().map(Spanned::span)),
            ("redirect_from", self.redirect_from.as_ref().map(Spanned::span)),
            ("language", self.language.as_ref().map(Spanned::span)),
        ]
        .into_iter()
        .filter_map(|(key, span)| Some((key, span?)))
        .collect()
    }
}

/// Checks values one by one and collects what is wrong.
struct Reader<'s, 't> {
    source: &'s SourceText<'t>,
    wrong: Vec<Problem>,
    offset: usize,
}

impl Reader<'_, '_> {
    fn fault(&mut self, span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        let span = span.start + self.offset..span.end + self.offset;
        let place = self.source.at(span, message, Some(hint.into()));
        self.wrong.push(Problem::at(Topic::FrontMatter, place));
    }

    /// Words for people: some, not too many, on one line.
    fn words(&mut self, key: &str, value: Spanned<String>, most: usize) -> String {
        let span = value.span();
        let words = value.into_inner();
        let words = words.trim();
        if words.is_empty() {
            self.fault(span, format!("`{key}` is empty"), "write it, or leave the line out");
        } else if words.chars().count() > most {
            let hint = format!("say it in {most}");
            self.fault(span, format!("`{key}` has more than {most} characters"), hint);
        } else if words.chars().any(char::is_control) {
            self.fault(
                span,
                format!("`{key}` holds a line end or control character"),
                "put it on one line",
            );
        }
        words.to_owned()
    }

    fn date(&mut self, value: Spanned<toml::Value>) -> Option<Date> {
        let span = value.span();
        let text = match value.into_inner() {
            toml::Value::Datetime(date) => date.to_string(),
            toml::Value::String(text) => text,
            other => other.to_string(),
        };
        let date = text.parse::<Date>().ok().filter(|_| text.len() == 10);
        if date.is_none() {
            self.fault(span, format!("`{text}` is no date"), "write it like `date = 2026-11-24`");
        }
        date
    }

    fn former(&mut self, list: Spanned<Vec<Spanned<String>>>) -> Vec<Former> {
        let span = list.span();
        let list = list.into_inner();
        if list.len() > limits::REDIRECTS {
            let message = format!("`redirect_from` has more than {} addresses", limits::REDIRECTS);
            self.fault(span, message, "keep those that people still follow");
            return Vec::new();
        }
        let mut former = Vec::new();
        for address in list {
            let span = address.span();
            let address = address.into_inner();
            let odd = |c: char| !(c.is_ascii_alphanumeric() || "/-_.~%+".contains(c));
            if !address.starts_with('/') || address.contains(odd) || address.contains("//") {
                let hint = "give an address of this site, like `/old/page`; without `?` and `#`";
                self.fault(span, format!("`{address}` cannot lead here"), hint);
                continue;
            }
            let at = span.start + self.offset..span.end + self.offset;
            former.push(Former { address, at });
        }
        former
    }

    fn language(&mut self, value: Spanned<String>) -> Option<String> {
        let span = value.span();
        let language = value.into_inner();
        if super::address::is_language(&language) {
            return Some(language);
        }
        let hint = "give its short name, like `en` or `de`";
        self.fault(span, format!("`{language}` is no language"), hint);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str, is_translation: bool) -> Result<Front, Vec<String>> {
        let source = SourceText::of("a.md", text);
        let lines = |wrong: Vec<Problem>| wrong.iter().map(Problem::line).collect::<Vec<_>>();
        let split = split(&source, text).map_err(|wrong| lines(vec![wrong]))?;
        read(&source, text, &split, is_translation).map_err(lines)
    }

    #[test]
    fn every_key_is_read() {
        let text = "\u{feff}+++\r\ntitle = \"Some news\"\r\ndescription = 'D'\r\nmenu = 1\r\nfooter = 2\r\norder = -3\r\n\
                    date = 2026-11-24\r\nredirect_from = [\"/old\"]\r\nlanguage = \"fr\"\r\nimage = \"a.svg\"\r\n\
                    draft = true\r\n+++\r\nText";
        let front = read_all(text, false).unwrap();
        assert_eq!(front.title, "Some news");
        assert_eq!(front.date, Some(jiff::civil::date(2026, 11, 24)));
        assert_eq!((front.menu, front.footer, front.order), (Some(1), Some(2), -3));
        let old = &front.redirect_from[0];
        assert_eq!((old.address.as_str(), &text[old.at.clone()]), ("/old", "\"/old\""));
        assert!(front.draft && front.language.as_deref() == Some("fr"));
        assert_eq!(front.image.as_deref(), Some("a.svg"));
    }

    #[test]
    fn mistakes_name_their_line() {
        for (text, expected) in [
            ("# Title\n", "a.md:1:1: the page does not begin with `+++`"),
            ("", "a.md:1:1: the page is empty"),
            ("+++\ntitle = \"x\"\n", "a.md:1:1: the front matter has no end"),
            ("+++\n+++\n", "the page has no title; add `title = \"…\"`"),
            (
                "+++\ntitle = \"x\"\ndescripton = \"y\"\n+++\n",
                "a.md:3:1: unknown key `descripton`; did you mean `description`? known are `title`",
            ),
            ("+++\ntitle = x\n+++\n", "a.md:2:9: "),
            ("+++\ntitle = \"x\"\ntitle = \"y\"\n+++\n", "a.md:3:1: duplicate key"),
            ("+++\ntitle = \" \"\n+++\n", "a.md:2:9: `title` is empty"),
            ("+++\ntitle = \"a\\nb\"\n+++\n", "a.md:2:9: `title` holds a line end"),
            (
                "+++\ntitle = 7\n+++\n",
                "a.md:2:9: invalid type: integer `7`; expected text in quotes",
            ),
            (
                "+++\ntitle = \"x\"\nmenu = \"1\"\n+++\n",
                "a.md:3:8: invalid type: string \"1\"; expected a whole number without quotes",
            ),
            (
                "+++\ntitle = \"x\"\ndate = \"today\"\n+++\n",
                "a.md:3:8: `today` is no date; write it like `date = 2026-11-24`",
            ),
            ("+++\ntitle = \"x\"\ndate = 2026-11-24T10:00:00Z\n+++\n", "a.md:3:8: "),
            (
                "+++\ntitle = \"x\"\nredirect_from = [\"old\"]\n+++\n",
                "a.md:3:18: `old` cannot lead here",
            ),
            ("+++\ntitle = \"x\"\nredirect_from = [\"//evil.example\"]\n+++\n", "a.md:3:18: "),
            (
                "+++\ntitle = \"x\"\nlanguage = \"German\"\n+++\n",
                "a.md:3:12: `German` is no language",
            ),
        ] {
            let wrong = read_all(text, false).unwrap_err();
            assert!(wrong[0].contains(expected), "{text:?}: {wrong:?}");
        }
        let long = format!("+++\ntitle = \"{}\"\n+++\n", "é".repeat(121));
        assert!(read_all(&long, false).unwrap_err()[0].contains("more than 120 characters"));
    }

    #[test]
    fn a_translation_says_only_what_is_different() {
        assert!(read_all("+++\ntitle = \"x\"\ndraft = true\n+++\n", true).is_ok());
        let wrong = read_all("+++\ntitle = \"x\"\nmenu = 1\norder = 2\n+++\n", true).unwrap_err();
        assert_eq!(wrong.len(), 2);
        assert!(wrong[0].starts_with("a.md:3:8: `menu` holds for the page in every language"));
    }
}

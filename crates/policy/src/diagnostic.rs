//! Owns what is said when a policy is wrong: where, what, and how to mend it.

use std::fmt;
use std::ops::Range;

/// How many characters of a source line an excerpt shows.
const EXCERPT: usize = 96;
/// How many diagnostics are kept; what comes after is only counted.
const KEPT: usize = 50;

/// One mistake in a policy's files.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Diagnostic {
    /// The file as it was named when it was given.
    pub file: String,
    /// The line, from 1; 0 when the whole file is meant.
    pub line: usize,
    /// The column in characters, from 1; 0 when the whole file is meant.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
    #[serde(skip)]
    excerpt: Option<Excerpt>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Excerpt {
    text: String,
    before: usize,
    width: usize,
}

/// One mistake or more.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    more: usize,
}

impl Diagnostic {
    /// A mistake that concerns a file as a whole.
    pub fn of_file(file: &str, message: impl Into<String>, hint: Option<String>) -> Self {
        let message = message.into();
        Self { file: file.to_owned(), line: 0, column: 0, message, hint, excerpt: None }
    }
}

impl Diagnostics {
    /// The mistakes, at most fifty, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// How many mistakes were found.
    pub fn len(&self) -> usize {
        self.found.len() + self.more
    }

    /// Whether none was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Adds a mistake; one that is known already is not added twice.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.found.len() >= KEPT {
            self.more += 1;
        } else if !self.found.contains(&diagnostic) {
            self.found.push(diagnostic);
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.more += other.more;
        for diagnostic in other.found {
            self.push(diagnostic);
        }
    }

    /// Whether so much was found that looking on helps nobody.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= KEPT
    }

    /// The value, or what was found against it.
    ///
    /// # Errors
    /// Whatever was found.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { found: vec![diagnostic], more: 0 }
    }
}

impl std::error::Error for Diagnostic {}
impl std::error::Error for Diagnostics {}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.message)?;
        } else {
            write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        }
        if let Some(Excerpt { text, before, width }) = &self.excerpt {
            let line = self.line.to_string();
            let margin = " ".repeat(line.len());
            write!(f, "\n{margin} |\n{line} | {text}\n{margin} | ")?;
            write!(f, "{}{}", " ".repeat(*before), "^".repeat(*width))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, diagnostic) in self.found.iter().enumerate() {
            let gap = if at == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{diagnostic}")?;
        }
        if self.more > 0 {
            write!(f, "\n\nand {} more", self.more)?;
        }
        Ok(())
    }
}

/// A file that is being read, able to say where in it something stands.
pub struct SourceText<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl<'a> SourceText<'a> {
    /// Takes bytes as UTF-8, at most `limit` of them.
    pub(crate) fn new(name: &'a str, bytes: &'a [u8], limit: usize) -> Result<Self, Diagnostics> {
        if bytes.len() > limit {
            return Err(Diagnostics::from(Diagnostic::of_file(
                name,
                format!("the file is larger than {limit} bytes"),
                Some("a policy is a page that people read; make it shorter".to_owned()),
            )));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self::of(name, text)),
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let before = String::from_utf8_lossy(good);
                let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
                let (line, column) = SourceText::of(name, &before).place(before.len());
                Err(Diagnostics::from(Diagnostic {
                    line,
                    column,
                    ..Diagnostic::of_file(
                        name,
                        format!("the byte `0x{byte:02x}` is not UTF-8"),
                        Some("save the file as UTF-8 text".to_owned()),
                    )
                }))
            }
        }
    }

    /// Takes a text.
    pub fn of(name: &'a str, text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { name, text, lines }
    }

    /// Line and column, both from 1, of a character boundary.
    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at);
        let before = self.text.get(self.line_start(at)..at).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// Where the line of an offset begins.
    fn line_start(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|start| *start <= at);
        self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// A mistake at a range of byte offsets.
    pub fn at(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        hint: Option<String>,
    ) -> Diagnostic {
        let start = floor(self.text, span.start);
        let end = floor(self.text, span.end.max(start));
        let (line, column) = self.place(start);
        let excerpt = Some(self.excerpt(start, end, column));
        let message = message.into();
        Diagnostic { file: self.name.to_owned(), line, column, message, hint, excerpt }
    }

    /// The line number, from 1, of a byte offset.
    pub fn line(&self, at: usize) -> usize {
        self.place(floor(self.text, at)).0
    }

    fn excerpt(&self, start: usize, end: usize, column: usize) -> Excerpt {
        let rest = self.text.get(self.line_start(start)..).unwrap_or_default();
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let marked = self.text.get(start..end).unwrap_or_default();
        let marked = marked.split(['\n', '\r']).next().unwrap_or_default().chars().count();
        // A long line is shown as a window around the mark.
        let skip = if column > EXCERPT * 3 / 4 { column - EXCERPT / 4 } else { 0 };
        let shown = line.chars().skip(skip).take(EXCERPT);
        let shown: String = shown.map(|c| if c.is_control() { ' ' } else { c }).collect();
        let before = (column - 1).saturating_sub(skip);
        let width = marked.clamp(1, EXCERPT.saturating_sub(before).max(1));
        Excerpt { text: shown.trim_end().to_owned(), before, width }
    }
}

/// The nearest character boundary at or before an offset.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

/// The known name nearest to a wrong one, when it is near enough to be meant.
pub fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > 64 {
        return None;
    }
    known
        .map(|name| (distance(wrong, name), name))
        .filter(|(far, name)| *far <= (name.len() / 3).max(1))
        .min_by_key(|(far, _)| *far)
        .map(|(_, name)| name)
}

/// The number of single-character edits between two names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, up) in b.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(x != *y)).min(left + 1).min(up + 1);
            diagonal = *up;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_points_at_its_place() {
        let source = SourceText::of("policy.md", "one\ntwö three\n");
        let shown = source.at(9..14, "`three` is wrong", Some("write two".into())).to_string();
        assert_eq!(
            shown,
            "policy.md:2:5: `three` is wrong\n  |\n2 | twö three\n  |     ^^^^^\n  hint: write two"
        );
    }

    #[test]
    fn long_lines_are_windowed_and_odd_offsets_are_safe() {
        let text = "é".repeat(10_000);
        let source = SourceText::of("f", &text);
        for at in [0, 1, 2, 9_999, 19_999, 20_000, 30_000] {
            let shown = source.at(at..at + 1, "m", None).to_string();
            assert!(shown.len() < 800, "{shown}");
        }
    }

    #[test]
    fn near_names_are_suggested() {
        let known = ["email-address", "country"];
        assert_eq!(nearest("e-mail-address", known.into_iter()), Some("email-address"));
        assert_eq!(nearest("card-number", known.into_iter()), None);
    }
}

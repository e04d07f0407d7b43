//! Owns the reading of `policy.md`: clauses, the prose under them, and where their rules stand.

mod render;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

pub(crate) use render::{html, text};

use crate::diagnostic::{Diagnostics, SourceText};
use crate::promise;

/// The largest `policy.md` that is read, in bytes.
pub const MAX_POLICY_BYTES: usize = 1 << 20;
/// The largest number of clauses.
const MAX_CLAUSES: usize = 1000;

/// What the prose declares of a clause, before its rules are read.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) promises: Vec<String>,
    pub(crate) rests_on_people: bool,
    pub(crate) span: Range<usize>,
    pub(crate) markdown: String,
    pub(crate) blocks: Vec<Block>,
}

/// One fenced block of rules, with the way back from its text to the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    pub(crate) text: String,
    /// Offset in `text`, offset in the file, for each run of characters.
    runs: Vec<(usize, usize)>,
}

impl Block {
    /// The place in the file of an offset in the block's text.
    pub(crate) fn place(&self, at: usize) -> usize {
        let run = self.runs.iter().rev().find(|(start, _)| *start <= at);
        run.map_or(0, |(start, origin)| origin + (at - start))
    }
}

/// Markdown as this crate reads it.
pub(crate) fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_TABLES)
}

/// Reads the clauses out of the prose.
pub(crate) fn read(source: &SourceText<'_>) -> (Vec<Heading>, Diagnostics) {
    let mut reader = Reader::new(source);
    let mut events = parser(source.text).into_offset_iter();
    while let Some((event, span)) = events.next() {
        if reader.wrong.is_full() {
            break;
        }
        match event {
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                let mut title = String::new();
                for (inner, _) in events.by_ref() {
                    match inner {
                        Event::Text(t) | Event::Code(t) => title.push_str(&t),
                        Event::SoftBreak | Event::HardBreak => title.push(' '),
                        Event::End(TagEnd::Heading(_)) => break,
                        _ => {}
                    }
                }
                let attributes = Attributes {
                    id: id.map(|id| id.to_string()),
                    classes: classes.iter().map(ToString::to_string).collect(),
                    attrs: attrs
                        .iter()
                        .map(|(k, v)| (k.to_string(), v.as_ref().map(ToString::to_string)))
                        .collect(),
                };
                reader.heading(level, &title, attributes, span);
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let mut block = Block::default();
                for (inner, at) in events.by_ref() {
                    match inner {
                        Event::Text(t) => {
                            block.runs.push((block.text.len(), at.start));
                            block.text.push_str(&t);
                        }
                        Event::End(TagEnd::CodeBlock) => break,
                        _ => {}
                    }
                }
                reader.code(&kind, block, span);
            }
            _ => {}
        }
    }
    reader.finish()
}

struct Attributes {
    id: Option<String>,
    classes: Vec<String>,
    attrs: Vec<(String, Option<String>)>,
}

struct Reader<'a> {
    source: &'a SourceText<'a>,
    clauses: Vec<Heading>,
    /// The level of the clause that is open.
    open: Option<HeadingLevel>,
    /// Where the prose of the open clause goes on.
    from: usize,
    wrong: Diagnostics,
}

impl<'a> Reader<'a> {
    fn new(source: &'a SourceText<'a>) -> Self {
        Self { source, clauses: Vec::new(), open: None, from: 0, wrong: Diagnostics::default() }
    }

    fn mistake(&mut self, span: Range<usize>, message: impl Into<String>, hint: &str) {
        self.wrong.push(self.source.at(span, message, Some(hint.to_owned())));
    }

    /// Gives the open clause its prose up to `until`.
    fn prose(&mut self, until: usize) {
        if self.open.is_some()
            && let Some(clause) = self.clauses.last_mut()
        {
            clause.markdown.push_str(self.source.text.get(self.from..until).unwrap_or_default());
        }
    }

    fn heading(&mut self, level: HeadingLevel, title: &str, found: Attributes, span: Range<usize>) {
        let Some(id) = found.id else {
            if !found.classes.is_empty() || !found.attrs.is_empty() {
                self.mistake(
                    span.clone(),
                    "this heading has attributes but no id",
                    "give the clause an id, as in `{#C1 promises=C1}`",
                );
            }
            if self.open.is_some_and(|open| level <= open) {
                self.prose(span.start);
                self.open = None;
            }
            return;
        };
        self.prose(span.start);
        self.open = Some(level);
        self.from = span.end;
        if self.clauses.len() == MAX_CLAUSES {
            self.mistake(span.clone(), "there are too many clauses", "keep to a thousand of them");
            return;
        }
        if !is_id(&id) {
            self.mistake(
                span.clone(),
                format!("`{}` is no id of a clause", id.chars().take(40).collect::<String>()),
                "begin with a letter, then letters, digits and hyphens, at most 32",
            );
        }
        if self.clauses.iter().any(|clause| clause.id == id) {
            self.mistake(
                span.clone(),
                format!("the clause `{id}` is there twice"),
                "give each clause its own id; rules are cited by it",
            );
        }
        let mut promises = Vec::new();
        let mut people = false;
        for class in &found.classes {
            if class == "people" {
                people = true;
            } else {
                self.mistake(
                    span.clone(),
                    format!("unknown class `{class}`"),
                    "the only class is `.people`, for a clause that rests on people",
                );
            }
        }
        for (key, value) in &found.attrs {
            if key != "promises" {
                self.mistake(
                    span.clone(),
                    format!("unknown attribute `{key}`"),
                    "the only attribute is `promises`, as in `promises=C1+U1`",
                );
                continue;
            }
            for name in value.as_deref().unwrap_or_default().split('+') {
                if !promise::ALL.contains(&name) {
                    self.mistake(
                        span.clone(),
                        format!("unknown promise `{name}`"),
                        "promises are N1-N3, C1-C7, U1-U5, D1-D5, M1-M2, S1-S4, V1-V2, R1-R3; join several with `+`",
                    );
                } else if !promises.iter().any(|known| known == name) {
                    promises.push(name.to_owned());
                }
            }
        }
        let bare = title.strip_prefix(id.as_str()).unwrap_or(title);
        let title = bare.trim_start_matches([' ', '.', ':']).trim().to_owned();
        self.clauses.push(Heading {
            id,
            title,
            promises,
            rests_on_people: people,
            span,
            markdown: String::new(),
            blocks: Vec::new(),
        });
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, block: Block, span: Range<usize>) {
        match kind {
            CodeBlockKind::Indented => {
                self.mistake(
                    span,
                    "an indented block is neither prose nor rules",
                    "put rules between ```cedar and ```; write prose without four leading spaces",
                );
                return;
            }
            CodeBlockKind::Fenced(info) if info.trim() == "cedar" => {}
            CodeBlockKind::Fenced(info) if info.trim() == "text" => return,
            CodeBlockKind::Fenced(info) => {
                let info: String = info.chars().take(40).collect();
                self.mistake(
                    span,
                    format!("a block of `{info}` is not understood"),
                    "rules stand in ```cedar blocks, samples in ```text blocks",
                );
                return;
            }
        }
        let whole = self.source.text.get(span.clone()).unwrap_or_default().trim_end();
        let last = whole.lines().next_back().unwrap_or_default();
        let last = last.trim_matches(|c: char| c.is_whitespace() || c == '>');
        if !whole.contains('\n') || !(last.starts_with("```") || last.starts_with("~~~")) {
            self.mistake(span.clone(), "this block is never closed", "end it with a line of ```");
        }
        if self.open.is_none() {
            self.mistake(
                span,
                "these rules belong to no clause",
                "put them under a heading with an id, as in `### C1 Logs {#C1 promises=C1}`",
            );
            return;
        }
        self.prose(span.start);
        self.from = span.end;
        if let Some(clause) = self.clauses.last_mut() {
            clause.blocks.push(block);
        }
    }

    fn finish(mut self) -> (Vec<Heading>, Diagnostics) {
        self.prose(self.source.text.len());
        for clause in &mut self.clauses {
            clause.markdown = clause.markdown.trim().to_owned();
        }
        if self.clauses.is_empty() && self.wrong.is_empty() {
            let hint =
                "write clauses as headings with an id, as in `### C1 Logs {#C1 promises=C1}`";
            self.mistake(0..0, "the policy has no clause", hint);
        }
        (self.clauses, self.wrong)
    }
}

fn is_id(id: &str) -> bool {
    id.len() <= 32
        && id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Vec<Heading>, Diagnostics) {
        read(&SourceText::of("policy.md", text))
    }

    #[test]
    fn clauses_carry_their_prose_and_know_where_their_rules_stand() {
        let text = "# Title\n\nIntro.\n\n### C1 Logs {#C1 .people promises=C1+U1}\n\nWe log.\n\n- as said:\n\n  ```cedar\n  permit (a);\n  ```\n\nMore.\n\n## Next\n\nNot ours.\n";
        let (clauses, wrong) = read_text(text);
        assert!(wrong.is_empty(), "{wrong}");
        let clause = &clauses[0];
        assert_eq!((clause.id.as_str(), clause.title.as_str()), ("C1", "Logs"));
        assert_eq!(clause.promises, ["C1", "U1"]);
        assert!(clause.rests_on_people);
        assert!(clause.markdown.contains("We log.") && clause.markdown.contains("More."));
        assert!(!clause.markdown.contains("permit") && !clause.markdown.contains("Not ours"));
        let block = &clause.blocks[0];
        let at = block.text.find("permit").unwrap();
        assert!(text[block.place(at)..].starts_with("permit (a);"));
    }
}

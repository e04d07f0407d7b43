//! Goes through the events of a text once and writes each as HTML of ours.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::{Context, Lint, Piece, Rendered, Section};
use crate::pages::problem::Topic;

/// Ids that the frame of a page uses.
const TAKEN: &[&str] = &["main", "contents", "facts", "asked", "settings"];

/// Containers inside each other; deeper ones lose their markup and keep their words.
const DEEPEST: usize = 24;

pub(super) type Events<'t> = [(Event<'t>, Range<usize>)];

pub(super) struct Writer<'c, 't> {
    pub(super) context: &'c Context<'c>,
    pub(super) text: &'t str,
    pub(super) events: &'c Events<'t>,
    pub(super) out: Vec<Event<'t>>,
    pub(super) done: Rendered,
    pub(super) ids: BTreeSet<String>,
    /// Whether each open link was written.
    pub(super) links: Vec<bool>,
    pub(super) depth: usize,
    pub(super) level: u8,
    pub(super) columns: Columns,
    pub(super) pictures: usize,
}

/// The table that is being written.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) right: Vec<bool>,
    pub(super) at: usize,
    pub(super) head: bool,
}

impl<'c, 't> Writer<'c, 't> {
    pub(super) fn new(context: &'c Context<'c>, text: &'t str, events: &'c Events<'t>) -> Self {
        Self {
            context,
            text,
            events,
            out: Vec::new(),
            done: Rendered {
                sections: vec![Section { level: 1, ..Section::default() }],
                ..Rendered::default()
            },
            ids: TAKEN.iter().map(|id| (*id).to_owned()).collect(),
            links: Vec::new(),
            depth: 0,
            level: 1,
            columns: Columns::default(),
            pictures: 0,
        }
    }

    /// Writes all of it.
    pub(super) fn finish(mut self) -> Rendered {
        self.run();
        self.flush();
        self.done
    }

    fn run(&mut self) {
        let events = self.events;
        let mut at = 0;
        while let Some((event, span)) = events.get(at) {
            at = self.event(at, event, span);
        }
    }

    /// Writes the event at `at`; returns where to go on.
    fn event(&mut self, at: usize, event: &Event<'t>, span: &Range<usize>) -> usize {
        match event {
            Event::Start(Tag::Paragraph) if self.depth == 0 && self.part(at, span) => {
                return self.end(at) + 1;
            }
            Event::Start(Tag::Paragraph) if self.figure(at) => return self.end(at) + 1,
            Event::Start(Tag::Heading { level, id, .. }) => {
                return self.heading(at, *level, id.as_deref());
            }
            Event::End(TagEnd::Heading(_)) => {
                // The words of the heading are its title, not its text.
                self.section().text.clear();
                self.write(format!("</h{}>\n", self.level));
            }
            Event::Start(Tag::HtmlBlock) => {
                let end = self.end(at);
                self.html_block(span);
                return end + 1;
            }
            Event::InlineHtml(raw) | Event::Html(raw) => self.raw(raw.trim(), span),
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                let end = self.end(at);
                let alt = words(&self.events[at..end]);
                self.picture(dest_url, title, &alt, span, false);
                return end + 1;
            }
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                self.link(*link_type, dest_url, title, span);
            }
            Event::End(TagEnd::Link) if self.links.pop() == Some(true) => {
                self.write("</a>".to_owned());
            }
            Event::Start(Tag::Table(alignments)) => {
                let right = |align: &_| matches!(align, pulldown_cmark::Alignment::Right);
                self.columns =
                    Columns { right: alignments.iter().map(right).collect(), ..Columns::default() };
                self.write("<table class=\"stack\">".to_owned());
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.columns.at = 0;
                self.columns.head = matches!(event, Event::Start(Tag::TableHead));
                self.write(if self.columns.head { "<thead><tr>" } else { "<tr>" }.to_owned());
            }
            Event::End(TagEnd::TableHead) => self.write("</tr></thead><tbody>\n".to_owned()),
            Event::End(TagEnd::TableRow) => self.write("</tr>\n".to_owned()),
            Event::End(TagEnd::Table) => self.write("</tbody></table>\n".to_owned()),
            Event::Start(Tag::TableCell) => self.cell(at),
            Event::End(TagEnd::TableCell) => {
                self.space();
                let empty = self.columns.names.get(self.columns.at).is_some_and(String::is_empty);
                let head = self.columns.head && !empty;
                self.columns.at += 1;
                self.write(if head { "</th>" } else { "</td>" }.to_owned());
            }
            Event::Start(Tag::CodeBlock(_)) => self.write("<pre tabindex=\"0\"><code>".to_owned()),
            Event::End(TagEnd::CodeBlock) => {
                self.space();
                self.write("</code></pre>\n".to_owned());
            }
            Event::Start(Tag::BlockQuote(kind)) => self.open(event, kind.map(panel)),
            Event::End(TagEnd::BlockQuote(kind)) => self.close(event, kind.map(|_| "</div>\n")),
            Event::Start(Tag::List(_) | Tag::Item) => self.open(event, None),
            Event::End(TagEnd::List(_) | TagEnd::Item) => self.close(event, None),
            Event::Text(words) | Event::Code(words) => {
                self.section().text.push_str(words);
                self.out.push(event.clone());
            }
            Event::HardBreak => {
                self.space();
                self.write("<br>\n".to_owned());
            }
            Event::Rule => {
                self.space();
                self.write("<hr>\n".to_owned());
            }
            Event::SoftBreak | Event::End(TagEnd::Paragraph) => {
                self.space();
                self.out.push(event.clone());
            }
            Event::Start(Tag::Paragraph | Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {
                self.out.push(event.clone());
            }
            // No other is asked for; if one comes, its words remain.
            _ => {}
        }
        at + 1
    }

    /// The index of the end that belongs to the start at `at`.
    pub(super) fn end(&self, at: usize) -> usize {
        let mut open = 0_usize;
        for (offset, (event, _)) in self.events[at..].iter().enumerate() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 {
                return at + offset;
            }
        }
        self.events.len()
    }

    pub(super) fn write(&mut self, html: String) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    fn open(&mut self, event: &Event<'t>, instead: Option<&'static str>) {
        self.depth += 1;
        if self.depth <= DEEPEST {
            self.out
                .push(instead.map_or_else(|| event.clone(), |html| Event::InlineHtml(html.into())));
        }
    }

    fn close(&mut self, event: &Event<'t>, instead: Option<&'static str>) {
        self.space();
        if self.depth <= DEEPEST {
            self.out
                .push(instead.map_or_else(|| event.clone(), |html| Event::InlineHtml(html.into())));
        }
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn section(&mut self) -> &mut Section {
        if self.done.sections.is_empty() {
            self.done.sections.push(Section::default());
        }
        let last = self.done.sections.len() - 1;
        &mut self.done.sections[last]
    }

    pub(super) fn space(&mut self) {
        let text = &mut self.section().text;
        if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }

    pub(super) fn lint(
        &mut self,
        topic: Topic,
        at: &Range<usize>,
        message: impl Into<String>,
        hint: &str,
    ) {
        let (message, hint) = (message.into(), hint.to_owned());
        self.done.lints.push(Lint { topic, at: at.clone(), message, hint });
    }

    /// Makes a piece of what was written so far.
    pub(super) fn flush(&mut self) {
        if self.out.is_empty() {
            return;
        }
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, self.out.drain(..));
        self.done.pieces.push(Piece::Html(html));
    }
}

fn panel(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Tip => "<div class=\"panel\">",
        _ => "<div class=\"panel panel-note\">",
    }
}

/// The words between a start and its end.
pub(super) fn words(events: &Events<'_>) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 64
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether all of it is one comment.
pub(super) fn is_comment(raw: &str) -> bool {
    raw.strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .is_some_and(|inner| !inner.contains("-->"))
}

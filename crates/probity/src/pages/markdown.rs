//! Makes safe HTML of a page's Markdown, and notes what `probity site check` wants to know.
//!
//! No markup gets through but ours: raw HTML is shown as text (comments are left out), links lead
//! where [`super::address::target`] lets them, pictures come from the folder only.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use probity_policy::nearest;

use super::address::{Target, slug, target};
use super::html::escape;
use super::problem::Topic;

/// Containers inside each other; deeper ones lose their markup and keep their words.
const DEEPEST: usize = 24;

/// Characters of a column's name that is repeated at each cell.
const LABEL: usize = 40;

/// Ids that the frame of a page uses.
const TAKEN: &[&str] = &["main", "contents", "facts", "asked", "settings"];

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Finished HTML.
    Html(String),
    /// What the software puts there.
    Part(Part),
}

/// What the software puts where a line says `{{ name }}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What is asked of those who join, out of the policy.
    Asked,
    /// The newest of the news.
    News,
    /// The pages below this one.
    Pages,
    /// The files of the folder, with their checksums.
    Downloads,
}

impl Part {
    const ALL: [(&str, Self); 4] = [
        ("asked", Self::Asked),
        ("news", Self::News),
        ("pages", Self::Pages),
        ("downloads", Self::Downloads),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, part)| *part)
    }
}

/// The words below one heading, for the search and the contents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// The heading's id; none for what stands before the first.
    pub id: Option<String>,
    /// The heading's level, 2 to 6; 1 for what stands before the first.
    pub level: u8,
    /// The heading.
    pub title: String,
    /// The words below it.
    pub text: String,
}

/// A link or a picture within the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// Where it leads; always [`Target::Internal`].
    pub target: Target,
    /// Where in the file it stands.
    pub at: Range<usize>,
    /// Whether it is a picture.
    pub picture: bool,
}

/// Something that an author should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// What it is about.
    pub topic: Topic,
    /// Where in the file.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

/// A page's text, finished.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    /// The first-level heading that the text begins with, if it does.
    pub heading: Option<String>,
    /// The text.
    pub pieces: Vec<Piece>,
    /// Its words.
    pub sections: Vec<Section>,
    /// Its links and pictures within the site.
    pub used: Vec<Used>,
    /// What an author should look at.
    pub lints: Vec<Lint>,
}

impl Rendered {
    /// How much HTML it is.
    pub fn bytes(&self) -> usize {
        let bytes = |piece: &Piece| if let Piece::Html(html) = piece { html.len() } else { 0 };
        self.pieces.iter().map(bytes).sum()
    }
}

/// Where the text stands, and what it may show.
pub struct Context<'c> {
    /// The path of the file below the folder.
    pub path: &'c str,
    /// Width and height of the picture at an address.
    pub size: &'c dyn Fn(&str) -> Option<(u32, u32)>,
}

/// Renders what follows the front matter: `text` from `body` on.
pub fn render(context: &Context<'_>, text: &str, body: usize) -> Rendered {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let events: Vec<_> = Parser::new_ext(&text[body..], options)
        .into_offset_iter()
        .map(|(event, at)| (event, at.start + body..at.end + body))
        .collect();
    let mut writer = Writer {
        context,
        text,
        events: &events,
        out: Vec::new(),
        done: Rendered { sections: vec![Section { level: 1, ..Section::default() }], ..Rendered::default() },
        ids: TAKEN.iter().map(|id| (*id).to_owned()).collect(),
        links: Vec::new(),
        depth: 0,
        level: 1,
        columns: Columns::default(),
        pictures: 0,
    };
    writer.run();
    writer.flush();
    writer.done
}

type Events<'t> = [(Event<'t>, Range<usize>)];

struct Writer<'c, 't> {
    context: &'c Context<'c>,
    text: &'t str,
    events: &'c Events<'t>,
    out: Vec<Event<'t>>,
    done: Rendered,
    ids: BTreeSet<String>,
    /// Whether each open link was written.
    links: Vec<bool>,
    depth: usize,
    level: u8,
    columns: Columns,
    pictures: usize,
}

/// The table that is being written.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    right: Vec<bool>,
    at: usize,
    head: bool,
}

impl<'t> Writer<'_, 't> {
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
            Event::Start(Tag::Paragraph) if self.depth == 0 && self.part(at, span) => return self.end(at) + 1,
            Event::Start(Tag::Paragraph) if self.figure(at) => return self.end(at) + 1,
            Event::Start(Tag::Heading { level, id, .. }) => return self.heading(at, *level, id.as_deref()),
            Event::End(TagEnd::Heading(_)) => {
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
            Event::End(TagEnd::Link) => {
                if self.links.pop() == Some(true) {
                    self.write("</a>".to_owned());
                }
            }
            Event::Start(Tag::Table(alignments)) => {
                let right = |align: &_| matches!(align, pulldown_cmark::Alignment::Right);
                self.columns = Columns { right: alignments.iter().map(right).collect(), ..Columns::default() };
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
            Event::SoftBreak | Event::HardBreak | Event::Rule | Event::End(TagEnd::Paragraph) => {
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
    fn end(&self, at: usize) -> usize {
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

    fn write(&mut self, html: String) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    fn open(&mut self, event: &Event<'t>, instead: Option<&'static str>) {
        self.depth += 1;
        if self.depth <= DEEPEST {
            self.out.push(instead.map_or_else(|| event.clone(), |html| Event::InlineHtml(html.into())));
        }
    }

    fn close(&mut self, event: &Event<'t>, instead: Option<&'static str>) {
        self.space();
        if self.depth <= DEEPEST {
            self.out.push(instead.map_or_else(|| event.clone(), |html| Event::InlineHtml(html.into())));
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn section(&mut self) -> &mut Section {
        if self.done.sections.is_empty() {
            self.done.sections.push(Section::default());
        }
        let last = self.done.sections.len() - 1;
        &mut self.done.sections[last]
    }

    fn space(&mut self) {
        let text = &mut self.section().text;
        if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }

    fn lint(&mut self, topic: Topic, at: &Range<usize>, message: impl Into<String>, hint: &str) {
        let (message, hint) = (message.into(), hint.to_owned());
        self.done.lints.push(Lint { topic, at: at.clone(), message, hint });
    }

    /// A line `{{ name }}` of its own.
    fn part(&mut self, at: usize, span: &Range<usize>) -> bool {
        let source = self.text.get(span.clone()).unwrap_or_default().trim();
        let Some(name) = source.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) else {
            return false;
        };
        let name = name.trim();
        if name.contains(['{', '}', '\n']) || self.end(at) > at + 8 {
            return false;
        }
        if let Some(part) = Part::named(name) {
            self.flush();
            self.done.pieces.push(Piece::Part(part));
            return true;
        }
        let known = Part::ALL.iter().map(|(known, _)| *known);
        let near = nearest(name, known.clone()).map(|near| format!("did you mean `{near}`? "));
        let known: Vec<String> = known.map(|known| format!("`{known}`")).collect();
        let hint = format!("{}known are {}", near.unwrap_or_default(), known.join(", "));
        self.lint(Topic::Part, span, format!("`{name}` is nothing that the software puts into pages"), &hint);
        false
    }

    /// A paragraph that is one picture.
    fn figure(&mut self, at: usize) -> bool {
        let Some((Event::Start(Tag::Image { dest_url, title, .. }), span)) = self.events.get(at + 1)
        else {
            return false;
        };
        let end = self.end(at + 1);
        if !matches!(self.events.get(end + 1), Some((Event::End(TagEnd::Paragraph), _))) {
            return false;
        }
        let alt = words(&self.events[at + 1..end]);
        self.picture(dest_url, title, &alt, span, true);
        true
    }

    fn picture(&mut self, link: &str, title: &str, alt: &str, span: &Range<usize>, alone: bool) {
        if alt.trim().is_empty() {
            let hint = "say between the brackets what it shows: `![a lighthouse at dusk](…)`";
            self.lint(Topic::MissingAlt, span, "the picture has no text that says what it shows", hint);
        }
        self.section().text.push_str(alt);
        let found = target(self.context.path, link);
        let html = match (&found, found.href()) {
            (Target::External(_), Some(href)) => {
                let hint = "put the picture into the folder; until then the page shows a link to it";
                self.lint(Topic::ForeignPicture, span, format!("`{link}` is a picture from elsewhere"), hint);
                let words = if alt.trim().is_empty() { link } else { alt };
                format!("<a href=\"{}\">{}</a>", escape(&href), escape(words))
            }
            (Target::Internal { address, .. }, Some(href)) => {
                self.done.used.push(Used { target: found.clone(), at: span.clone(), picture: true });
                let size = (self.context.size)(address).map_or_else(String::new, |(width, height)| {
                    format!(" width=\"{width}\" height=\"{height}\"")
                });
                self.pictures += 1;
                let lazy = if self.pictures > 1 { " loading=\"lazy\"" } else { "" };
                format!("<img src=\"{}\" alt=\"{}\"{size}{lazy} decoding=\"async\">", escape(&href), escape(alt))
            }
            (Target::Refused(why), _) => {
                self.lint(Topic::UnsafeLink, span, format!("`{link}` is no picture of this site"), why);
                escape(alt)
            }
            _ => escape(alt),
        };
        self.write(match (alone, title.trim()) {
            (false, _) => html,
            (true, "") => format!("<figure>{html}</figure>\n"),
            (true, title) => format!("<figure>{html}<figcaption>{}</figcaption></figure>\n", escape(title)),
        });
    }

    fn link(&mut self, kind: LinkType, link: &str, title: &str, span: &Range<usize>) {
        let found = if kind == LinkType::Email {
            target(self.context.path, &format!("mailto:{link}"))
        } else {
            target(self.context.path, link)
        };
        if let Target::Refused(why) = found {
            self.lint(Topic::UnsafeLink, span, format!("`{link}` cannot be linked to"), why);
        }
        let Some(href) = found.href() else {
            self.links.push(false);
            return;
        };
        if matches!(found, Target::Internal { .. }) {
            self.done.used.push(Used { target: found, at: span.clone(), picture: false });
        }
        let title = match title.trim() {
            "" => String::new(),
            title => format!(" title=\"{}\"", escape(title)),
        };
        self.links.push(true);
        self.write(format!("<a href=\"{}\"{title}>", escape(&href)));
    }

    fn heading(&mut self, at: usize, level: HeadingLevel, id: Option<&str>) -> usize {
        let end = self.end(at);
        let span = self.events[at].1.clone();
        let title = words(&self.events[at..end]);
        if level == HeadingLevel::H1 && self.out.is_empty() && self.done.pieces.is_empty() && self.done.heading.is_none() {
            self.done.heading = Some(title.trim().to_owned());
            return end + 1;
        }
        if level == HeadingLevel::H1 {
            let hint = "a page has one, at its head: its title; begin this line with `##`";
            self.lint(Topic::HeadingOrder, &span, "a second first-level heading", hint);
        } else if level as u8 > self.level + 1 {
            let hint = format!("begin this line with `{}`", "#".repeat(usize::from(self.level) + 1));
            let message = format!("the heading skips a level: from {} to {}", self.level, level as u8);
            self.lint(Topic::HeadingOrder, &span, message, &hint);
        }
        self.level = (level as u8).max(2);
        let wanted = id.filter(|id| is_id(id)).map_or_else(|| slug(&title), str::to_owned);
        let id = self.unused(wanted);
        self.write(format!("<h{} id=\"{id}\">", self.level));
        let section = Section { id: Some(id), level: self.level, title: title.trim().to_owned(), text: String::new() };
        self.done.sections.push(section);
        at + 1
    }

    /// An id that no other heading has.
    fn unused(&mut self, wanted: String) -> String {
        let mut id = wanted.clone();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        id
    }

    fn html_block(&mut self, span: &Range<usize>) {
        let raw = self.text.get(span.clone()).unwrap_or_default().trim();
        if !is_comment(raw) {
            self.write("<p>".to_owned());
            self.raw(raw, span);
            self.write("</p>\n".to_owned());
        }
    }

    fn raw(&mut self, raw: &str, span: &Range<usize>) {
        if !is_comment(raw) {
            self.lint(Topic::RawHtml, span, "HTML, which is shown as it stands here", "write Markdown instead");
            self.section().text.push_str(raw);
            self.write(escape(raw));
        }
    }

    fn cell(&mut self, at: usize) {
        if self.columns.head {
            let name = words(&self.events[at..self.end(at)]).trim().to_owned();
            self.write(if name.is_empty() { "<td>" } else { "<th scope=\"col\">" }.to_owned());
            self.columns.names.push(name);
            return;
        }
        let column = self.columns.at;
        let name: String = self.columns.names.get(column).map(|name| name.chars().take(LABEL).collect()).unwrap_or_default();
        let label = if name.is_empty() { String::new() } else { format!(" data-label=\"{}\"", escape(&name)) };
        let right = if self.columns.right.get(column) == Some(&true) { " class=\"number\"" } else { "" };
        self.write(format!("<td{label}{right}>"));
    }

    /// Makes a piece of what was written so far.
    fn flush(&mut self) {
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
fn words(events: &Events<'_>) -> String {
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

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether all of it is one comment.
fn is_comment(raw: &str) -> bool {
    raw.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).is_some_and(|inner| !inner.contains("-->"))
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;

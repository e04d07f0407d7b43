//! The parts of a text that need more than their tag: headings, links, pictures, cells, HTML.

use std::ops::Range;

use probity_policy::nearest;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::writer::{Writer, is_comment, is_id, words};
use super::{Part, Piece, Section, Used};
use crate::pages::address::{Target, slug, target};
use crate::pages::html::escape;
use crate::pages::problem::Topic;

/// Characters of a column's name that is repeated at each cell.
const LABEL: usize = 40;

impl Writer<'_, '_> {
    /// A line `{{ name }}` of its own.
    pub(super) fn part(&mut self, at: usize, span: &Range<usize>) -> bool {
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
        self.lint(
            Topic::Part,
            span,
            format!("`{name}` is nothing that the software puts into pages"),
            &hint,
        );
        false
    }

    /// A paragraph that is one picture.
    pub(super) fn figure(&mut self, at: usize) -> bool {
        let Some((Event::Start(Tag::Image { dest_url, title, .. }), span)) =
            self.events.get(at + 1)
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

    pub(super) fn picture(
        &mut self,
        link: &str,
        title: &str,
        alt: &str,
        span: &Range<usize>,
        alone: bool,
    ) {
        if alt.trim().is_empty() {
            let hint = "say between the brackets what it shows: `![a lighthouse at dusk](…)`";
            self.lint(
                Topic::MissingAlt,
                span,
                "the picture has no text that says what it shows",
                hint,
            );
        }
        self.section().text.push_str(alt);
        let found = target(self.context.path, link);
        let html = match (&found, found.href()) {
            (Target::External(_), Some(href)) => {
                let hint =
                    "put the picture into the folder; until then the page shows a link to it";
                self.lint(
                    Topic::ForeignPicture,
                    span,
                    format!("`{link}` is a picture from elsewhere"),
                    hint,
                );
                let words = if alt.trim().is_empty() { link } else { alt };
                format!("<a href=\"{}\">{}</a>", escape(&href), escape(words))
            }
            (Target::Internal { address, .. }, Some(href)) => {
                self.done.used.push(Used {
                    target: found.clone(),
                    at: span.clone(),
                    picture: true,
                });
                let size = (self.context.size)(address)
                    .map_or_else(String::new, |(width, height)| {
                        format!(" width=\"{width}\" height=\"{height}\"")
                    });
                self.pictures += 1;
                let lazy = if self.pictures > 1 { " loading=\"lazy\"" } else { "" };
                format!(
                    "<img src=\"{}\" alt=\"{}\"{size}{lazy} decoding=\"async\">",
                    escape(&href),
                    escape(alt)
                )
            }
            (Target::Refused(why), _) => {
                self.lint(
                    Topic::UnsafeLink,
                    span,
                    format!("`{link}` is no picture of this site"),
                    why,
                );
                escape(alt)
            }
            _ => escape(alt),
        };
        self.write(match (alone, title.trim()) {
            (false, _) => html,
            (true, "") => format!("<figure>{html}</figure>\n"),
            (true, title) => {
                format!("<figure>{html}<figcaption>{}</figcaption></figure>\n", escape(title))
            }
        });
    }

    pub(super) fn link(&mut self, kind: LinkType, link: &str, title: &str, span: &Range<usize>) {
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

    pub(super) fn heading(&mut self, at: usize, level: HeadingLevel, id: Option<&str>) -> usize {
        let end = self.end(at);
        let span = self.events[at].1.clone();
        let title = words(&self.events[at..end]);
        if level == HeadingLevel::H1
            && self.out.is_empty()
            && self.done.pieces.is_empty()
            && self.done.heading.is_none()
        {
            self.done.heading = Some(title.trim().to_owned());
            return end + 1;
        }
        if level == HeadingLevel::H1 {
            let hint = "a page has one, at its head: its title; begin this line with `##`";
            self.lint(Topic::HeadingOrder, &span, "a second first-level heading", hint);
        } else if level as u8 > self.level + 1 {
            let hint =
                format!("begin this line with `{}`", "#".repeat(usize::from(self.level) + 1));
            let message =
                format!("the heading skips a level: from {} to {}", self.level, level as u8);
            self.lint(Topic::HeadingOrder, &span, message, &hint);
        }
        self.level = (level as u8).max(2);
        let wanted = id.filter(|id| is_id(id)).map_or_else(|| slug(&title), str::to_owned);
        let id = self.unused(&wanted);
        self.write(format!("<h{} id=\"{id}\">", self.level));
        let section = Section {
            id: Some(id),
            level: self.level,
            title: title.trim().to_owned(),
            text: String::new(),
        };
        self.done.sections.push(section);
        at + 1
    }

    /// An id that no other heading has.
    fn unused(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        id
    }

    pub(super) fn html_block(&mut self, span: &Range<usize>) {
        let raw = self.text.get(span.clone()).unwrap_or_default().trim();
        if !is_comment(raw) {
            self.write("<p>".to_owned());
            self.raw(raw, span);
            self.write("</p>\n".to_owned());
        }
    }

    pub(super) fn raw(&mut self, raw: &str, span: &Range<usize>) {
        if !is_comment(raw) {
            self.lint(
                Topic::RawHtml,
                span,
                "HTML, which is shown as it stands here",
                "write Markdown instead",
            );
            self.section().text.push_str(raw);
            self.write(escape(raw));
        }
    }

    pub(super) fn cell(&mut self, at: usize) {
        if self.columns.head {
            let name = words(&self.events[at..self.end(at)]).trim().to_owned();
            self.write(if name.is_empty() { "<td>" } else { "<th scope=\"col\">" }.to_owned());
            self.columns.names.push(name);
            return;
        }
        let column = self.columns.at;
        let name: String = self
            .columns
            .names
            .get(column)
            .map(|name| name.chars().take(LABEL).collect())
            .unwrap_or_default();
        let label = if name.is_empty() {
            String::new()
        } else {
            format!(" data-label=\"{}\"", escape(&name))
        };
        let right =
            if self.columns.right.get(column) == Some(&true) { " class=\"number\"" } else { "" };
        self.write(format!("<td{label}{right}>"));
    }
}

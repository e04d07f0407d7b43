//! Owns the prose as people read it: safe HTML, and plain text. Rules are left out of both.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

/// The prose as HTML that holds no markup but ours: raw HTML is shown as text, images as their
/// alternative text, links only where they lead somewhere safe. Clause headings carry their id.
pub(crate) fn html(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut out, safe(markdown).into_iter());
    out
}

/// The prose as plain text, a blank line between paragraphs.
pub(crate) fn text(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut depth = 0_usize;
    for event in safe(markdown) {
        match event {
            Event::Text(t) | Event::Code(t) => out.push_str(&t),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak | Event::End(TagEnd::TableRow | TagEnd::TableHead) => out.push('\n'),
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => {
                depth = depth.saturating_sub(1);
                gap(&mut out, if depth == 0 { 2 } else { 1 });
            }
            Event::Start(Tag::Item) => {
                gap(&mut out, 1);
                out.push_str(&"  ".repeat(depth.saturating_sub(1).min(8)));
                out.push_str("- ");
            }
            Event::End(TagEnd::Item) => gap(&mut out, 1),
            Event::End(TagEnd::TableCell) => out.push_str("  "),
            Event::End(TagEnd::Paragraph) if depth > 0 => gap(&mut out, 1),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table,
            )
            | Event::Rule => gap(&mut out, 2),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn gap(out: &mut String, lines: usize) {
    let have = out.len() - out.trim_end_matches('\n').len();
    if !out.is_empty() {
        out.push_str(&"\n".repeat(lines.saturating_sub(have)));
    }
}

/// The events of the prose after everything unsafe has become text and the rules are gone.
fn safe(markdown: &str) -> Vec<Event<'_>> {
    let mut out = Vec::new();
    let mut links = Vec::new();
    let mut in_rules = false;
    let mut in_html = false;
    for event in super::parser(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if info.trim() == "cedar" => {
                in_rules = true;
            }
            Event::End(TagEnd::CodeBlock) if in_rules => in_rules = false,
            _ if in_rules => {}
            Event::Start(Tag::HtmlBlock) => {
                in_html = true;
                out.push(Event::Start(Tag::Paragraph));
            }
            Event::End(TagEnd::HtmlBlock) => {
                in_html = false;
                out.push(Event::End(TagEnd::Paragraph));
            }
            Event::Html(raw) | Event::InlineHtml(raw) => out.push(Event::Text(raw)),
            Event::Text(raw) if in_html => out.push(Event::Text(raw)),
            Event::Start(Tag::Heading { level, id, .. }) => out.push(heading(level, id)),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let kept = is_safe(&dest_url);
                links.push(kept);
                if kept {
                    out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(true) {
                    out.push(Event::End(TagEnd::Link));
                }
            }
            other => out.push(other),
        }
    }
    out
}

fn heading(level: HeadingLevel, id: Option<CowStr<'_>>) -> Event<'_> {
    Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() })
}

/// Whether a link leads to the web, to mail, or within the site.
fn is_safe(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:"].iter().any(|start| lower.starts_with(start));
    let within = (lower.starts_with('/') && !lower.starts_with("//")) || lower.starts_with('#');
    (known || within) && !url.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unsafe_passes() {
        let page = html(
            "# T {#t onclick=x}\n\n<script>alert(1)</script>\n\na <b>b</b> ![alt](https://x/y.png) \
             [j](javascript:alert(1)) [d](data:text/html,x) [p](//evil.example) [ok](/privacy) \
             <https://example.org>\n\n```cedar\npermit (principal, action, resource);\n```\n",
        );
        for bad in ["<script", "<b>", "<img", "javascript:", "data:", "//evil", "onclick", "permit"]
        {
            assert!(!page.contains(bad), "{bad} in {page}");
        }
        for good in
            ["<h1 id=\"t\">", "&lt;script&gt;", "alt", "href=\"/privacy\"", "https://example.org"]
        {
            assert!(page.contains(good), "{good} in {page}");
        }
    }

    #[test]
    fn plain_text_reads_like_a_page() {
        let page = text("# T\n\nOne\ntwo.\n\n- a\n- b\n\n```cedar\nx\n```\n\nEnd *now*.");
        assert_eq!(page, "T\n\nOne two.\n\n- a\n- b\n\nEnd now.\n");
    }
}

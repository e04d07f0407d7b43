//! What Markdown becomes, and that nothing hostile in it does anything.

use proptest::prelude::*;

use super::*;

fn rendered(text: &str) -> Rendered {
    let size = |address: &str| (address == "/a/p.svg").then_some((40, 20));
    render(&Context { path: "a/page.md", size: &size }, text, 0)
}

fn html(text: &str) -> String {
    let pieces = rendered(text).pieces.into_iter();
    pieces.map(|piece| if let Piece::Html(html) = piece { html } else { "|part|".into() }).collect()
}

fn topics(text: &str) -> Vec<&'static str> {
    rendered(text).lints.iter().map(|lint| lint.topic.as_str()).collect()
}

#[test]
fn nothing_hostile_passes() {
    let text = "<script>alert(1)</script>\n\na <b onclick=x>b</b> [j](javascript:alert(1)) [d](data:text/html,x) \
        [p](//evil.example) ![e](https://evil.example/x.png) ![j](javascript:x) <https://example.org> \
        <a@example.org> [t](/x \"\\\"><script>\") ![\"><script>](p.svg)\n\n## H {#x onclick=y .c}\n\n\
        | <i>a</i> |\n|-|\n| <img src=x onerror=y> |\n\n```x\" onclick=y\n<script>\n```\n";
    let page = html(text);
    for bad in [
        "<script",
        "<b ",
        "<i>",
        "onclick=x>",
        "\"javascript:",
        "\"data:",
        "\"//",
        "src=\"http",
        "<img src=x",
        "class=\"c\"",
    ] {
        assert!(!page.contains(bad), "{bad} in {page}");
    }
    for good in [
        "&lt;script&gt;",
        "href=\"https://example.org\"",
        "href=\"mailto:a@example.org\"",
        "<a href=\"https://evil.example/x.png\">e</a>",
        "<h2 id=\"x\">",
    ] {
        assert!(page.contains(good), "{good} in {page}");
    }
}

#[test]
fn pictures_have_their_size_and_captions() {
    assert_eq!(
        html("![A *map*](p.svg \"Where we are\")\n"),
        "<figure><img src=\"/a/p.svg\" alt=\"A map\" width=\"40\" height=\"20\" decoding=\"async\">\
         <figcaption>Where we are</figcaption></figure>\n"
    );
    assert_eq!(
        html("a ![b](../c.png) c"),
        "<p>a <img src=\"/c.png\" alt=\"b\" decoding=\"async\"> c</p>\n"
    );
}

#[test]
fn headings_have_ids_of_their_own_and_tables_fold() {
    let page = html("# Title\n\n## One & two\n\n## One & two\n\n## Main\n\n### x {#explicit}\n");
    assert_eq!(
        page,
        "<h2 id=\"one-two\">One &amp; two</h2>\n<h2 id=\"one-two-2\">One &amp; two</h2>\n\
         <h2 id=\"main-2\">Main</h2>\n<h3 id=\"explicit\">x</h3>\n"
    );
    let title = rendered("# Title *here*\n\ntext\n");
    assert_eq!(title.heading.as_deref(), Some("Title here"));
    assert_eq!(
        html("| A | |\n|--|-:|\n| 1 | 2 |\n"),
        "<table class=\"stack\"><thead><tr><th scope=\"col\">A</th><td></td></tr></thead><tbody>\n\
         <tr><td data-label=\"A\">1</td><td class=\"number\">2</td></tr>\n</tbody></table>\n"
    );
    assert_eq!(
        html("> [!NOTE]\n> Mind.\n"),
        "<div class=\"panel panel-note\">\n<p>Mind.</p>\n</div>\n"
    );
}

#[test]
fn parts_stand_on_lines_of_their_own() {
    assert_eq!(html("a\n\n{{ news }}\n\nb\n"), "<p>a</p>\n|part|<p>b</p>\n");
    assert_eq!(html("a {{ news }}"), "<p>a {{ news }}</p>\n");
    assert_eq!(html("> {{ news }}\n").matches("|part|").count(), 0);
    let wrong = rendered("{{ nws }}\n");
    assert!(wrong.lints[0].hint.starts_with("did you mean `news`?"), "{wrong:?}");
}

#[test]
fn an_author_is_told() {
    assert_eq!(topics("## a\n\n### b\n\n## c\n"), [""; 0]);
    assert_eq!(topics("### a\n"), ["heading-order"]);
    assert_eq!(topics("x\n\n# a\n"), ["heading-order"]);
    assert_eq!(topics("![](p.svg)"), ["missing-alt"]);
    assert_eq!(topics("![ ](https://example.org/x.png)"), ["missing-alt", "foreign-picture"]);
    assert_eq!(topics("[x](ftp://example.org)"), ["unsafe-link"]);
    assert_eq!(topics("a <br> b <!-- note --> c\n\n<!-- \n note -->\n"), ["raw-html"]);
    let at = rendered("one\n\ntwo ![](p.svg)\n").lints[0].at.clone();
    assert_eq!(at, 9..19);
}

#[test]
fn words_are_kept_by_section() {
    let sections = rendered("Intro *text*\nhere.\n\n## Head\n\n- a\n- b\n").sections;
    assert_eq!(sections[0].text.trim(), "Intro text here.");
    assert_eq!((sections[1].title.as_str(), sections[1].text.trim()), ("Head", "a b"));
}

#[test]
fn what_is_nested_deeply_stays_small() {
    let page = html(&format!("{}deep", ">".repeat(50_000)));
    assert!(page.len() < 2_000 && page.contains("deep"), "{}", page.len());
    assert_eq!(page.matches("<blockquote>").count(), page.matches("</blockquote>").count());
}

/// Tags that our own writer makes, and nothing else.
const OURS: &[&str] = &[
    "p",
    "a",
    "img",
    "figure",
    "figcaption",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "pre",
    "code",
    "div",
    "blockquote",
    "ul",
    "ol",
    "li",
    "em",
    "strong",
    "del",
    "br",
    "hr",
];

/// Every tag of the page with its attributes; panics at anything that is not ours.
pub(crate) fn assert_inert(page: &str) {
    for (at, _) in page.match_indices('<') {
        let tag = page[at + 1..].split('>').next().unwrap();
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        assert!(OURS.contains(&name), "<{tag}>");
        let pieces: Vec<&str> = tag.split("=\"").collect();
        for attribute in
            pieces[..pieces.len() - 1].iter().map(|rest| rest.rsplit(' ').next().unwrap())
        {
            let known = [
                "href",
                "src",
                "alt",
                "title",
                "id",
                "class",
                "width",
                "height",
                "loading",
                "decoding",
                "scope",
                "data-label",
                "tabindex",
                "start",
            ];
            assert!(known.contains(&attribute), "{attribute} in <{tag}>");
        }
        for value in tag.split("href=\"").chain(tag.split("src=\"")).skip(1) {
            let value = value.to_ascii_lowercase();
            assert!(
                !value.starts_with("javascript")
                    && !value.starts_with("data:")
                    && !value.starts_with("//"),
                "{tag}"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_inert(text in "\\PC{0,200}") {
        assert_inert(&html(&text));
    }

    #[test]
    fn any_mixture_of_markup_is_inert(parts in prop::collection::vec(prop::sample::select(vec![
        "<", ">", "\"", "'", "script", "<script>", "</p>", "<img src=x onerror=y>", "[", "]", "(", ")", "![", "](", "javascript:",
        "data:", "//e", "https://e.example", "`", "```", "\n", "\n\n", "    ", "# ", "## ", "{#", "}", "|", "|-|", "> ", "[!NOTE]", "- ", "1. ",
        "*", "**", "~~", "&lt;", "&#60;", "\\", "<!--", "-->", "{{", "news", "}}", "é", "\u{0}", "a", " ",
    ]), 0..60)) {
        assert_inert(&html(&parts.concat()));
    }
}

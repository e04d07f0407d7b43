//! The news as an Atom feed (RFC 4287).

use std::fmt::Write as _;

use super::html::escape;
use super::tree::{NEWS, Page, Tree};

/// The address of the feed, when there are news.
pub const ADDRESS: &str = "/news/feed.xml";

/// News in the feed, at most.
const MOST: usize = 30;

/// What stands above the news.
pub struct About<'a> {
    /// The site's address.
    pub base: &'a str,
    /// The foundation's name, the author of all of it.
    pub name: &'a str,
    /// The reader's language.
    pub language: &'a str,
    /// The title, when the folder has no page of its own for the news.
    pub title: &'a str,
}

/// The feed; none when there are no news.
pub fn atom(tree: &Tree, about: &About<'_>) -> Option<String> {
    let news = tree.news();
    let newest = news.first()?.date()?;
    let list = tree.page(NEWS).map(|page| page.text(about.language));
    let title = list.map_or(about.title, |text| &text.front.title);
    let language = list.map_or(about.language, |text| &text.language);
    let (base, name) = (escape(about.base), escape(about.name));
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n\
         <title>{name}: {}</title>\n<id>{base}{NEWS}</id>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{base}{ADDRESS}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}{NEWS}\"/>\n\
         <updated>{newest}T00:00:00Z</updated>\n<author><name>{name}</name></author>\n",
        escape(title)
    );
    if let Some(subtitle) = list.and_then(|text| text.front.description.as_ref()) {
        let _ = writeln!(xml, "<subtitle>{}</subtitle>", escape(subtitle));
    }
    for page in news.into_iter().take(MOST) {
        entry(&mut xml, page, about);
    }
    xml.push_str("</feed>\n");
    Some(xml)
}

fn entry(xml: &mut String, page: &Page, about: &About<'_>) {
    let Some(date) = page.date() else { return };
    let text = page.text(about.language);
    let address = format!("{}{}", escape(about.base), page.address);
    // Addresses in it begin at the root, and mean this site wherever the feed is read.
    let html = text
        .html()
        .replace("href=\"/", &format!("href=\"{}/", about.base))
        .replace("href=\"#", &format!("href=\"{}{}#", about.base, page.address))
        .replace("src=\"/", &format!("src=\"{}/", about.base));
    let _ = write!(
        xml,
        "<entry xml:lang=\"{}\">\n<title>{}</title>\n<id>{address}</id>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n\
         <published>{date}T00:00:00Z</published>\n<updated>{date}T00:00:00Z</updated>\n",
        text.language,
        escape(&text.front.title)
    );
    if let Some(summary) = &text.front.description {
        let _ = writeln!(xml, "<summary>{}</summary>", escape(summary));
    }
    let _ = writeln!(xml, "<content type=\"html\">{}</content>\n</entry>", escape(&html));
}

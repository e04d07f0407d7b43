//! Makes safe HTML of a page's Markdown, and notes what `probity site check` wants to know.
//!
//! No markup gets through but ours: raw HTML is shown as text (comments are left out), links lead
//! where [`super::address::target`] lets them, pictures come from the folder only.

mod parts;
mod writer;

use std::ops::Range;

use pulldown_cmark::{Options, Parser};

use self::writer::Writer;
use super::address::Target;
use super::problem::Topic;

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
    Writer::new(context, text, &events).finish()
}

#[cfg(test)]
mod tests;

//! The text of a page, with what the software puts into it: what is asked, news, pages, downloads.

use probity_policy::{Giver, Version};

use super::failure::Failure;
use super::reader::Reader;
use crate::app::App;
use crate::language::words::{self, Phrase, sentence};
use crate::pages::markdown::{Part, Piece};
use crate::pages::tree::{DOWNLOADS, NEWS};
use crate::pages::{Page, Text, Tree};

/// News that other pages show.
const NEWEST: usize = 3;

/// A piece as the template draws it.
pub(crate) enum PieceView {
    /// Finished HTML.
    Html(String),
    /// What is asked of those who join.
    Asked(Vec<Asked>),
    /// News.
    News(Vec<Row>),
    /// The pages below.
    Pages(Vec<Row>),
    /// Files.
    Downloads(Vec<Download>),
}

/// A question of the form that people join by.
pub(crate) struct Asked {
    /// What is asked.
    pub label: Phrase,
    /// Why.
    pub why: Phrase,
    /// For how long the answer is kept.
    pub kept: String,
}

/// A page in a list.
pub(crate) struct Row {
    /// Its address.
    pub href: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub about: Option<String>,
    /// The day of news: exact and in words.
    pub date: Option<(String, String)>,
    /// Its language, where it is not the reader's.
    pub lang: Option<String>,
}

/// A file in a list.
pub(crate) struct Download {
    /// Its address.
    pub href: String,
    /// Its name.
    pub name: String,
    /// How large it is, in words.
    pub size: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// The pieces of a page.
pub(super) fn view(
    app: &App,
    reader: &Reader,
    tree: &Tree,
    page: &Page,
    text: &Text,
) -> Result<Vec<PieceView>, Failure> {
    let pieces = text.rendered.pieces.iter().map(|piece| {
        Ok(match piece {
            Piece::Html(html) => PieceView::Html(html.clone()),
            Piece::Part(Part::Asked) => PieceView::Asked(asked(app, reader)?),
            Piece::Part(Part::News) => {
                let most = if page.address == NEWS { usize::MAX } else { NEWEST };
                let news = tree.news().into_iter().take(most);
                PieceView::News(news.map(|page| row(reader, page)).collect())
            }
            Piece::Part(Part::Pages) => {
                let below = tree.below(&page.address).into_iter();
                PieceView::Pages(below.map(|page| row(reader, page)).collect())
            }
            Piece::Part(Part::Downloads) => PieceView::Downloads(downloads(reader, tree)),
        })
    });
    pieces.collect()
}

/// What those who join must answer, out of the policy in force.
pub(super) fn asked(app: &App, reader: &Reader) -> Result<Vec<Asked>, Failure> {
    let policy = app.vault.policy_in_force()?;
    let fields = policy.map().fields().iter();
    let asked = fields
        .filter(|field| crate::members::join::ASKED.contains(&field.id.as_str()))
        .filter(|field| !field.is_optional_for(Giver::Applicant))
        .map(|field| Asked {
            label: words::label(reader.language, field),
            why: words::why(reader.language, field),
            kept: sentence(
                &reader
                    .say("site-kept")
                    .with("until", words::retention(reader.language, field.keep))
                    .text(),
            ),
        });
    Ok(asked.collect())
}

fn row(reader: &Reader, page: &Page) -> Row {
    let text = page.text(reader.primary());
    Row {
        href: page.address.clone(),
        title: text.front.title.clone(),
        about: text.front.description.clone(),
        date: page.date().map(|date| day(reader, date)),
        lang: reader.foreign(&text.language),
    }
}

/// A day, exact and in words.
pub(super) fn day(reader: &Reader, date: jiff::civil::Date) -> (String, String) {
    let iso = date.to_string();
    let long = iso.parse::<Version>().map(|version| reader.long_date(version));
    (iso.clone(), long.unwrap_or(iso))
}

fn downloads(reader: &Reader, tree: &Tree) -> Vec<Download> {
    let files = tree.downloads().into_iter().map(|file| Download {
        href: file.address.clone(),
        name: file
            .address
            .strip_prefix(DOWNLOADS)
            .unwrap_or_default()
            .trim_start_matches('/')
            .to_owned(),
        size: size(reader, file.bytes.len()),
        sha256: file.sha256.clone(),
    });
    files.collect()
}

fn size(reader: &Reader, bytes: usize) -> String {
    let say = match bytes {
        0..1_000 => reader.say("site-bytes").with("count", bytes),
        1_000..10_000_000 => reader.say("site-kilobytes").with("count", bytes.div_ceil(1_000)),
        _ => reader.say("site-megabytes").with("count", bytes.div_ceil(1_000_000)),
    };
    say.text()
}

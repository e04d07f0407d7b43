//! All pages and files of a folder, each at its address, as they stand at one moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use jiff::civil::Date;

use super::front::Front;
use super::markdown::{Piece, Rendered};
use super::problem::Problem;
use super::search::Index;
use super::walk::Stamp;

/// The folder whose pages are news.
pub const NEWS: &str = "/news";

/// The folder whose files are downloads.
pub const DOWNLOADS: &str = "/downloads";

/// A page in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The file, by its path below the folder.
    pub path: String,
    /// What stands in the file.
    pub source: String,
    /// The language it is written in.
    pub language: String,
    /// What it says about itself.
    pub front: Front,
    /// Its text.
    pub rendered: Rendered,
}

impl Text {
    /// The heading that stands above it: its own, or else the title.
    pub fn heading(&self) -> &str {
        self.rendered.heading.as_deref().unwrap_or(&self.front.title)
    }

    /// Its text without what the software puts into it.
    pub fn html(&self) -> String {
        let html =
            |piece: &Piece| if let Piece::Html(html) = piece { Some(html.clone()) } else { None };
        self.rendered.pieces.iter().filter_map(html).collect()
    }

    /// The address of the picture that stands for it.
    pub fn image(&self) -> Option<String> {
        super::address::target(&self.path, self.front.image.as_deref()?).href()
    }
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub address: String,
    /// As it is written first.
    pub base: Arc<Text>,
    /// Its translations by language.
    pub translations: BTreeMap<String, Arc<Text>>,
}

impl Page {
    /// The page for a reader of a language; in the language it was written in when there is no
    /// translation.
    pub fn text(&self, language: &str) -> &Text {
        let other = (self.base.language != language).then(|| self.translations.get(language));
        other.flatten().unwrap_or(&self.base)
    }

    /// Everything that is written of it.
    pub fn texts(&self) -> impl Iterator<Item = &Arc<Text>> {
        std::iter::once(&self.base).chain(self.translations.values())
    }

    /// When it was published.
    pub fn date(&self) -> Option<Date> {
        self.base.front.date
    }
}

/// Any other file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path below the folder.
    pub path: String,
    /// Its address.
    pub address: String,
    /// What it is.
    pub media_type: &'static str,
    /// What stands in it.
    pub bytes: Bytes,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Width and height, of a picture.
    pub size: Option<(u32, u32)>,
    pub(super) stamp: Stamp,
}

/// A link in a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it leads.
    pub address: String,
    /// What it says.
    pub title: String,
    /// The language that is in.
    pub language: String,
}

/// A folder of pages at one moment.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Counts the changes since the service began; pages made from this tree carry it.
    pub generation: u64,
    pub(super) pages: BTreeMap<String, Page>,
    /// Pages that are not shown yet.
    pub(super) drafts: Vec<Page>,
    pub(super) files: BTreeMap<String, Arc<File>>,
    pub(super) redirects: BTreeMap<String, String>,
    /// The words of the error pages, by their status.
    pub(super) errors: BTreeMap<u16, Page>,
    /// What is wrong.
    pub(super) problems: Vec<Problem>,
    pub(super) index: Index,
}

impl Tree {
    /// The page at an address.
    pub fn page(&self, address: &str) -> Option<&Page> {
        self.pages.get(address)
    }

    /// Every page, by its address.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.values()
    }

    /// The file at an address.
    pub fn file(&self, address: &str) -> Option<&Arc<File>> {
        self.files.get(address)
    }

    /// Every file, by its address.
    pub fn files(&self) -> impl Iterator<Item = &Arc<File>> {
        self.files.values()
    }

    /// Where a former address leads today.
    pub fn redirect(&self, address: &str) -> Option<&str> {
        self.redirects.get(address).map(String::as_str)
    }

    /// The words of the page for an error, if the folder has some.
    pub fn error(&self, status: u16) -> Option<&Page> {
        self.errors.get(&status)
    }

    /// What is wrong, in the order of the files.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The pages of the main menu in their order.
    pub fn menu(&self, language: &str) -> Vec<Entry> {
        self.chosen(language, |front| front.menu)
    }

    /// The pages of the footer in their order.
    pub fn footer(&self, language: &str) -> Vec<Entry> {
        self.chosen(language, |front| front.footer)
    }

    fn chosen(&self, language: &str, position: impl Fn(&Front) -> Option<i64>) -> Vec<Entry> {
        let pages = self.pages.values();
        let mut chosen: Vec<_> =
            pages.filter_map(|page| Some((position(&page.base.front)?, page))).collect();
        chosen.sort_by_key(|(position, page)| (*position, page.address.clone()));
        chosen.into_iter().map(|(_, page)| entry(page, language)).collect()
    }

    /// The pages directly below an address, in their order.
    pub fn below(&self, address: &str) -> Vec<&Page> {
        let mut below: Vec<&Page> = self
            .pages
            .values()
            .filter(|page| super::address::above(&page.address) == Some(address))
            .collect();
        below.sort_by(|a, b| {
            let key = |page: &Page| (page.base.front.order, page.address.clone());
            key(a).cmp(&key(b))
        });
        below
    }

    /// The way from the home page to a page, itself left out.
    pub fn way(&self, address: &str, language: &str) -> Vec<Entry> {
        let mut way = Vec::new();
        let mut at = address;
        while let Some(above) = super::address::above(at) {
            if above != "/"
                && let Some(page) = self.pages.get(above)
            {
                way.push(entry(page, language));
            }
            at = above;
        }
        way.reverse();
        way
    }

    /// The news, newest first.
    pub fn news(&self) -> Vec<&Page> {
        let mut news: Vec<&Page> =
            self.below(NEWS).into_iter().filter(|page| page.date().is_some()).collect();
        news.sort_by(|a, b| b.date().cmp(&a.date()).then_with(|| a.address.cmp(&b.address)));
        news
    }

    /// The files to download.
    pub fn downloads(&self) -> Vec<&Arc<File>> {
        let below = |file: &&Arc<File>| {
            file.address.strip_prefix(DOWNLOADS).is_some_and(|rest| rest.starts_with('/'))
        };
        self.files.values().filter(below).collect()
    }
}

fn entry(page: &Page, language: &str) -> Entry {
    let text = page.text(language);
    let (title, language) = (text.front.title.clone(), text.language.clone());
    Entry { address: page.address.clone(), title, language }
}

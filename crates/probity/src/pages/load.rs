//! Reads a folder into a [`Tree`]. A file with a mistake in it stays what it last was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use axum::body::Bytes;
use probity_policy::{Diagnostic, SourceText};

use super::address::{self, Place};
use super::markdown::{Context, render};
use super::problem::{Problem, Topic};
use super::search::Index;
use super::tree::{File, NEWS, Page, Text, Tree};
use super::walk::{Found, Listing, walk};
use super::{front, kind, limits, picture};
use crate::data::published::hex;

/// HTML of one page at most; Markdown that becomes more was made to.
const HTML_BYTES: usize = 2 * 1024 * 1024;

/// Reads a folder that nobody has read before. Pages that do not say it are in `language`.
///
/// # Errors
/// When the folder is not there or cannot be read.
pub fn load(root: &Path, language: &str) -> Result<Tree, std::io::Error> {
    Ok(read(&walk(root)?, &Tree::default(), language))
}

/// Reads what a listing names. What cannot be read now is taken from `before`.
pub fn read(listing: &Listing, before: &Tree, language: &str) -> Tree {
    let mut loader = Loader { before, language, tree: Tree::default(), bytes: 0 };
    loader.tree.generation = before.generation + 1;
    loader.tree.problems.clone_from(&listing.problems);
    let (pages, files): (Vec<_>, Vec<_>) =
        listing.files.iter().partition(|found| address::is_markdown(&found.path));
    for found in files {
        loader.file(found);
    }
    let mut texts = Vec::new();
    for found in pages {
        texts.extend(loader.page(found));
    }
    texts.extend(loader.unlisted(listing));
    loader.assemble(texts);
    loader.redirects();
    let mut tree = loader.tree;
    tree.problems.sort_by(|a, b| a.order().cmp(&b.order()));
    tree.index = Index::of(tree.pages.values());
    tree
}

struct Loader<'b> {
    before: &'b Tree,
    /// Of pages that do not say it.
    language: &'b str,
    tree: Tree,
    bytes: u64,
}

type Placed = (Place, Arc<Text>);

impl Loader<'_> {
    fn fault(&mut self, topic: Topic, file: &str, message: impl Into<String>, hint: &str) {
        self.tree.problems.push(Problem::of_file(topic, file, message, hint));
    }

    /// A file that is no page.
    fn file(&mut self, found: &Found) {
        let address = match address::of_file(&found.path) {
            Ok(address) => address,
            Err((message, hint)) => return self.fault(Topic::Name, &found.path, message, &hint),
        };
        let Some(media_type) = kind::media_type(&found.path) else {
            let hint = format!("take it out; served are {}", kind::KNOWN);
            return self.fault(
                Topic::Name,
                &found.path,
                "files of this kind are not served",
                &hint,
            );
        };
        if let Some(pattern) = address::of_the_software(&address) {
            let message = format!("`{address}` is the software's own (`{pattern}`)");
            return self.fault(Topic::Address, &found.path, message, "give the file another place");
        }
        let known = self.before.files.get(&address);
        if let Some(known) = known.filter(|known| known.stamp == found.stamp) {
            self.bytes += found.stamp.bytes;
            self.tree.files.insert(address, Arc::clone(known));
            return;
        }
        let read = self.read_file(found, limits::FILE_BYTES);
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(gone) => {
                if let Some(known) = known.filter(|_| !gone) {
                    self.tree.files.insert(address, Arc::clone(known));
                }
                return;
            }
        };
        self.bytes += bytes.len() as u64;
        if self.bytes > limits::ALL_BYTES {
            let message =
                format!("all files together have more than {} MiB", limits::ALL_BYTES >> 20);
            let hint = "this one is left out; keep archives elsewhere and link to them";
            return self.fault(Topic::TooLarge, &found.path, message, hint);
        }
        let sha256 = hex(&probity_ledger::sha256(&bytes));
        let size = picture::size(&bytes, media_type);
        let (path, stamp, bytes) = (found.path.clone(), found.stamp, Bytes::from(bytes));
        let file = File { path, address: address.clone(), media_type, bytes, sha256, size, stamp };
        self.tree.files.insert(address, Arc::new(file));
    }

    /// What stands in a file; if not, whether that is because it is gone.
    fn read_file(&mut self, found: &Found, most: u64) -> Result<Vec<u8>, bool> {
        let too_large = |bytes: u64| bytes > most;
        if !too_large(found.stamp.bytes) {
            match fs::read(&found.place) {
                Ok(bytes) if !too_large(bytes.len() as u64) => return Ok(bytes),
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(true),
                Err(error) => {
                    let hint = "let the user that the service runs as read it";
                    self.fault(
                        Topic::Unreadable,
                        &found.path,
                        format!("cannot be read: {error}"),
                        hint,
                    );
                    return Err(false);
                }
            }
        }
        let message = format!("the file is larger than {} KiB", most >> 10);
        self.fault(Topic::TooLarge, &found.path, message, "make it smaller, or divide it");
        Err(false)
    }

    /// A page or a translation of one; as it was before, when it holds a mistake.
    fn page(&mut self, found: &Found) -> Option<Placed> {
        let place = match address::of_page(&found.path) {
            Ok(place) => place,
            Err((message, hint)) => {
                self.fault(Topic::Name, &found.path, message, &hint);
                return None;
            }
        };
        let read = match self.read_file(found, limits::PAGE_BYTES) {
            Ok(bytes) => self.text(&found.path, &place, bytes),
            Err(true) => return None,
            Err(false) => Err(Vec::new()),
        };
        match read {
            Ok(text) => Some((place, Arc::new(text))),
            Err(problems) => {
                self.tree.problems.extend(problems);
                let before = self.before.text_of(&found.path)?;
                Some((place, before))
            }
        }
    }

    fn text(&self, path: &str, place: &Place, bytes: Vec<u8>) -> Result<Text, Vec<Problem>> {
        let source = String::from_utf8(bytes).map_err(|error| {
            let good = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
            let hint = Some("save the file as UTF-8 text".to_owned());
            let at = before.len()..before.len();
            let place = SourceText::of(path, &before).at(at, "this is not UTF-8", hint);
            vec![Problem::at(Topic::Unreadable, place)]
        })?;
        let lines = SourceText::of(path, &source);
        let split = front::split(&lines, &source).map_err(|problem| vec![problem])?;
        let front = front::read(&lines, &source, &split, place.language.is_some())?;
        let size = |address: &str| self.tree.files.get(address).and_then(|file| file.size);
        let rendered = render(&Context { path, size: &size }, &source, split.body);
        if rendered.bytes() > HTML_BYTES {
            let message = format!("the page becomes more than {} MiB of HTML", HTML_BYTES >> 20);
            return Err(vec![Problem::of_file(Topic::TooLarge, path, message, "divide it")]);
        }
        let named = place.language.clone().or_else(|| front.language.clone());
        let language = named.unwrap_or_else(|| self.language.to_owned());
        Ok(Text { path: path.to_owned(), source, language, front, rendered })
    }

    /// Pages in folders that cannot be read now.
    fn unlisted(&self, listing: &Listing) -> Vec<Placed> {
        let closed: Vec<String> = listing
            .problems
            .iter()
            .filter(|problem| problem.topic == Topic::Unreadable)
            .map(|problem| format!("{}/", problem.place.file))
            .collect();
        let hidden = |text: &&Arc<Text>| closed.iter().any(|folder| text.path.starts_with(folder));
        let texts = self.before.pages.values().flat_map(Page::texts).filter(hidden);
        texts
            .filter_map(|text| Some((address::of_page(&text.path).ok()?, Arc::clone(text))))
            .collect()
    }

    /// Puts texts and translations together to pages, and pages where they belong.
    fn assemble(&mut self, texts: Vec<Placed>) {
        let (bases, translations): (Vec<_>, Vec<_>) =
            texts.into_iter().partition(|(place, _)| place.language.is_none());
        let mut pages: BTreeMap<String, Page> = BTreeMap::new();
        for (Place { address, .. }, base) in bases {
            if let Some(first) = pages.get(&address) {
                let message =
                    format!("`{address}` is the address of `{}` already", first.base.path);
                self.fault(Topic::Address, &base.path, message, "rename one of the two files");
                continue;
            }
            if let Some(pattern) = address::of_the_software(&address) {
                let message = format!("`{address}` is the software's own (`{pattern}`)");
                self.fault(Topic::Address, &base.path, message, "give the page another name");
                continue;
            }
            pages.insert(address.clone(), Page { address, base, translations: BTreeMap::new() });
        }
        for (Place { address, language }, text) in translations {
            let language = language.unwrap_or_default();
            let Some(page) = pages.get_mut(&address) else {
                let message = format!("a translation of `{address}`, which is not there");
                self.fault(
                    Topic::Address,
                    &text.path,
                    message,
                    "write the page first, without a language in its name",
                );
                continue;
            };
            if page.base.language == language {
                let message = format!("`{}` is in this language already", page.base.path);
                self.fault(Topic::Address, &text.path, message, "take one of the two out");
            } else {
                page.translations.insert(language, text);
            }
        }
        for (address, mut page) in pages {
            let error = match address.as_str() {
                "/404" => Some(404),
                "/500" => Some(500),
                _ => None,
            };
            if page.base.front.draft {
                self.tree.drafts.push(page);
                continue;
            }
            page.translations.retain(|_, text| !text.front.draft);
            if address::above(&address) == Some(NEWS) && page.date().is_none() {
                let hint =
                    "add `date = 2026-11-24` to its front matter; it is not listed until then";
                self.fault(Topic::FrontMatter, &page.base.path, "the news have no date", hint);
            }
            match error {
                Some(status) => self.tree.errors.insert(status, page),
                None => self.tree.pages.insert(address, page),
            };
        }
    }

    fn redirects(&mut self) {
        let mut problems = Vec::new();
        let mut redirects: BTreeMap<String, String> = BTreeMap::new();
        for page in self.tree.pages.values() {
            let base = &page.base;
            for former in &base.front.redirect_from {
                let old = former.address.trim_end_matches('/');
                let taken = if old.is_empty() || self.tree.pages.contains_key(old) {
                    Some("a page of its own")
                } else if self.tree.files.contains_key(old) {
                    Some("a file")
                } else if address::of_the_software(old).is_some() {
                    Some("the software's own")
                } else if redirects.contains_key(old) {
                    Some("redirected to another page already")
                } else {
                    None
                };
                match taken {
                    None => {
                        redirects.insert(old.to_owned(), page.address.clone());
                    }
                    Some(taken) => {
                        let message = format!("`{}` is {taken}", former.address);
                        let hint = Some("take it out of `redirect_from`".to_owned());
                        let lines = SourceText::of(&base.path, &base.source);
                        let place: Diagnostic = lines.at(former.at.clone(), message, hint);
                        problems.push(Problem::at(Topic::Address, place));
                    }
                }
            }
        }
        self.tree.redirects = redirects;
        self.tree.problems.extend(problems);
    }
}

impl Tree {
    /// What was read from a file.
    fn text_of(&self, path: &str) -> Option<Arc<Text>> {
        let pages = self.pages.values().chain(self.drafts.iter()).chain(self.errors.values());
        pages.flat_map(Page::texts).find(|text| text.path == path).map(Arc::clone)
    }

    /// Every file with a problem.
    pub fn wrong(&self) -> BTreeSet<&str> {
        self.problems.iter().map(|problem| problem.place.file.as_str()).collect()
    }
}

#[cfg(test)]
mod tests;

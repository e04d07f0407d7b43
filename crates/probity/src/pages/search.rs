//! Full-text search over the pages: words without case and accents, beginnings of words too, the
//! best place of each page first.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::tree::{Page, Text, Tree};
use super::words::words;

/// Characters of a question that are read.
pub const QUESTION: usize = 100;
/// Words of a question that are looked for.
const TERMS: usize = 8;
/// Different words that one beginning stands for.
const BEGINNINGS: usize = 200;
/// Pages that are shown.
pub const SHOWN: usize = 20;
/// Words before the first match in an excerpt, and in all.
const BEFORE: usize = 8;
const EXCERPT: usize = 36;

/// Every word of every page, and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Index {
    places: Vec<Place>,
    words: BTreeMap<String, Vec<Posting>>,
}

/// A section of a page in one language.
#[derive(Debug, Clone)]
struct Place {
    address: String,
    path: String,
    section: usize,
}

#[derive(Debug, Clone, Copy)]
struct Posting {
    place: usize,
    title: u16,
    text: u16,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// How many pages hold what was asked for.
    pub pages: usize,
    /// The best of them, at most [`SHOWN`].
    pub hits: Vec<Hit>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its address, with the best section.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The best section, when it is not the page's beginning.
    pub section: Option<String>,
    /// The language it is in.
    pub language: String,
    /// An excerpt: pieces of text, and whether each was asked for.
    pub excerpt: Vec<(bool, String)>,
}

impl Index {
    /// The index of some pages.
    pub fn of<'p>(pages: impl Iterator<Item = &'p Page>) -> Self {
        let mut index = Self::default();
        for page in pages {
            for text in page.texts() {
                index.add(page, text);
            }
        }
        index
    }

    fn add(&mut self, page: &Page, text: &Text) {
        for (section, words_of) in text.rendered.sections.iter().enumerate() {
            let place = self.places.len();
            self.places.push(Place {
                address: page.address.clone(),
                path: text.path.clone(),
                section,
            });
            let mut found: BTreeMap<String, (u16, u16)> = BTreeMap::new();
            let mut titles = vec![words_of.title.as_str()];
            if section == 0 {
                titles.extend([text.front.title.as_str(), text.heading()]);
                titles.extend(text.front.description.as_deref());
            }
            for (_, word) in titles.into_iter().flat_map(words) {
                let count = &mut found.entry(word).or_default().0;
                *count = count.saturating_add(1);
            }
            for (_, word) in words(&words_of.text) {
                let count = &mut found.entry(word).or_default().1;
                *count = count.saturating_add(1);
            }
            for (word, (title, text)) in found {
                self.words.entry(word).or_default().push(Posting { place, title, text });
            }
        }
    }
}

impl Tree {
    /// The pages that hold what `question` asks for, for a reader of `language`.
    pub fn search(&self, question: &str, language: &str) -> Found {
        let question: String = question.chars().take(QUESTION).collect();
        let mut terms: Vec<String> = Vec::new();
        for (_, word) in words(&question) {
            if terms.len() < TERMS && !terms.contains(&word) {
                terms.push(word);
            }
        }
        let index = &self.index;
        // By page: the points of each section, and which terms were found at all.
        let mut pages: BTreeMap<&str, (BTreeMap<usize, f64>, BTreeSet<usize>)> = BTreeMap::new();
        for (number, term) in terms.iter().enumerate() {
            let from = index.words.range(term.clone()..);
            for (word, postings) in
                from.take_while(|(word, _)| word.starts_with(term.as_str())).take(BEGINNINGS)
            {
                let exact = if word == term { 1.0 } else { 0.4 };
                let rare = (1.0 + ratio(index.places.len(), postings.len())).ln();
                for posting in postings {
                    let place = &index.places[posting.place];
                    if self
                        .pages
                        .get(&place.address)
                        .is_none_or(|page| page.text(language).path != place.path)
                    {
                        continue;
                    }
                    let weight =
                        5.0 * f64::from(posting.title.min(2)) + f64::from(posting.text).sqrt();
                    let (points, found) = pages.entry(&place.address).or_default();
                    *points.entry(posting.place).or_default() += exact * rare * weight;
                    found.insert(number);
                }
            }
        }
        // Those that have every word; those that have some only if there are none.
        let most = pages.values().map(|(_, found)| found.len()).max().unwrap_or_default();
        pages.retain(|_, (_, found)| found.len() == most && most > 0);
        let mut ranked: Vec<(f64, &str, usize)> = pages
            .iter()
            .map(|(address, (points, _))| {
                let best = points.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
                let (place, best) = best.map_or((0, 0.0), |(place, points)| (*place, *points));
                let rest: f64 = points.values().sum::<f64>() - best;
                (best + 0.25 * rest, *address, place)
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let hits = ranked.iter().take(SHOWN).filter_map(|(_, address, place)| {
            Some(hit(self.pages.get(*address)?, language, index.places[*place].section, &terms))
        });
        Found { pages: ranked.len(), hits: hits.collect() }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of sections are far below 2^52")]
fn ratio(all: usize, some: usize) -> f64 {
    all as f64 / some.max(1) as f64
}

fn hit(page: &Page, language: &str, section: usize, terms: &[String]) -> Hit {
    let text = page.text(language);
    let sections = &text.rendered.sections;
    let found = sections.get(section);
    let id = found.and_then(|section| section.id.as_deref());
    let words = found.map(|section| section.text.as_str()).unwrap_or_default();
    let description = text.front.description.as_deref().unwrap_or_default();
    let excerpt = if section == 0 && !description.is_empty() && !holds(words, terms) {
        excerpt(description, terms)
    } else {
        excerpt(words, terms)
    };
    Hit {
        href: id.map_or_else(|| page.address.clone(), |id| format!("{}#{id}", page.address)),
        title: text.front.title.clone(),
        section: found.filter(|section| section.id.is_some()).map(|section| section.title.clone()),
        language: text.language.clone(),
        excerpt,
    }
}

fn is_asked(word: &str, terms: &[String]) -> bool {
    terms.iter().any(|term| word.starts_with(term.as_str()))
}

fn holds(text: &str, terms: &[String]) -> bool {
    words(text).any(|(_, word)| is_asked(&word, terms))
}

/// Some words around the first that was asked for.
fn excerpt(text: &str, terms: &[String]) -> Vec<(bool, String)> {
    let all: Vec<(Range<usize>, bool)> =
        words(text).map(|(at, word)| (at, is_asked(&word, terms))).collect();
    let first = all.iter().position(|(_, asked)| *asked).unwrap_or_default();
    let from = first.saturating_sub(BEFORE);
    let shown = &all[from..all.len().min(from + EXCERPT)];
    let (Some((start, _)), Some((end, _))) = (shown.first(), shown.last()) else {
        return Vec::new();
    };
    let end = if from + shown.len() == all.len() { text.len() } else { end.end };
    let mut at = if from == 0 { 0 } else { start.start };
    let mut pieces = Vec::new();
    if from > 0 {
        pieces.push((false, "… ".to_owned()));
    }
    for (word, _) in shown.iter().filter(|(_, asked)| *asked) {
        pieces.push((false, text[at..word.start].to_owned()));
        pieces.push((true, text[word.clone()].to_owned()));
        at = word.end;
    }
    pieces.push((false, text[at..end].trim_end().to_owned()));
    if end < text.trim_end().len() {
        pieces.push((false, " …".to_owned()));
    }
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(dir.path().join(name), text).unwrap();
        }
        super::super::load::load(dir.path(), "en").unwrap()
    }

    fn library() -> Tree {
        tree(&[
            (
                "a.md",
                "+++\ntitle = \"Mirrors\"\n+++\nWe run mirrors of free software.\n\n## Opening hours\n\nThe archive never closes.\n",
            ),
            (
                "b.md",
                "+++\ntitle = \"Archive\"\ndescription = \"All about the archive.\"\n+++\nOld things.\n",
            ),
            ("b.de.md", "+++\ntitle = \"Archiv\"\n+++\nÄltere Bestände, auch Spiegel.\n"),
            ("c.md", "+++\ntitle = \"Draft\"\ndraft = true\n+++\nArchive of secrets.\n"),
        ])
    }

    fn hrefs(found: &Found) -> Vec<&str> {
        found.hits.iter().map(|hit| hit.href.as_str()).collect()
    }

    #[test]
    fn titles_come_first_and_drafts_never() {
        let found = library().search("ARCHIVE", "en");
        assert_eq!(hrefs(&found), ["/b", "/a#opening-hours"]);
        assert_eq!(found.hits[1].section.as_deref(), Some("Opening hours"));
        let marked: Vec<_> = found.hits[1].excerpt.iter().filter(|(asked, _)| *asked).collect();
        assert_eq!(marked, [&(true, "archive".to_owned())]);
        assert_eq!(hrefs(&library().search("arch", "en")).len(), 2, "a beginning is enough");
    }

    #[test]
    fn each_reader_finds_their_own_language() {
        let library = library();
        assert_eq!(hrefs(&library.search("bestande", "de")), ["/b"]);
        assert_eq!(hrefs(&library.search("bestande", "en")), [""; 0]);
        assert_eq!(hrefs(&library.search("mirrors", "de")), ["/a"]);
        assert_eq!(library.search("mirrors", "de").hits[0].language, "en");
    }

    #[test]
    fn all_words_if_possible_some_if_not() {
        let library = library();
        assert_eq!(hrefs(&library.search("free archive", "en")), ["/a"]);
        assert_eq!(hrefs(&library.search("archive zeppelin", "en")).len(), 2);
        for nothing in ["", "   ", "zeppelin", "<>&", "%"] {
            assert_eq!(library.search(nothing, "en"), Found::default(), "{nothing}");
        }
        assert!(library.search(&"a ".repeat(10_000), "en").hits.len() <= SHOWN);
    }

    #[test]
    fn excerpts_stand_around_the_word() {
        let text = format!("{}needle {}", "before ".repeat(30), "after ".repeat(60));
        let pieces = excerpt(&text, &["needle".to_owned()]);
        let shown: String = pieces.iter().map(|(_, text)| text.as_str()).collect();
        assert!(shown.starts_with("… before") && shown.ends_with("after …"), "{shown}");
        assert_eq!(shown.matches("before").count(), BEFORE);
        assert_eq!(excerpt("", &[]), []);
    }
}

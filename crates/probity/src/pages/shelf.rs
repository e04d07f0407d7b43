//! Keeps a [`Tree`] up to date while the service runs.
//!
//! Whoever asks for a page first looks whether the folder changed, at most twice a second. What is
//! wrong is logged once, and not again until it was mended; meanwhile the last good page stays.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::load::read;
use super::tree::Tree;
use super::walk::{Listing, walk};

/// How often the folder is looked at.
pub const EVERY_MS: i64 = 500;

/// The pages of a running service.
pub struct Shelf {
    root: Option<PathBuf>,
    language: String,
    looked_ms: AtomicI64,
    tree: RwLock<Arc<Tree>>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    listing: Option<Listing>,
    /// What was logged and is still so.
    said: BTreeSet<String>,
}

impl Shelf {
    /// Reads the folder, whose pages are in `language` unless they say another. Without a folder
    /// there are no pages.
    pub fn open(root: Option<PathBuf>, language: &str, now_ms: i64) -> Self {
        let shelf = Self {
            root,
            language: language.to_owned(),
            looked_ms: AtomicI64::new(now_ms),
            tree: RwLock::default(),
            seen: Mutex::default(),
        };
        shelf.look();
        shelf
    }

    /// The pages as they were when somebody last looked.
    pub fn tree(&self) -> Arc<Tree> {
        Arc::clone(&self.tree.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether it is time to look; says so to one caller only.
    pub fn is_due(&self, now_ms: i64) -> bool {
        let looked = self.looked_ms.load(Ordering::Relaxed);
        // A clock that was set back must not stop it.
        let due = now_ms < looked || now_ms - looked >= EVERY_MS;
        let mine =
            || self.looked_ms.compare_exchange(looked, now_ms, Ordering::AcqRel, Ordering::Relaxed);
        self.root.is_some() && due && mine().is_ok()
    }

    /// Looks whether the folder changed, and reads it if it did. It blocks on the disk.
    pub fn look(&self) {
        let Some(root) = &self.root else { return };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let listing = match walk(root) {
            Ok(listing) => listing,
            Err(error) => {
                let line = format!("the folder of the pages cannot be read: {error}");
                if seen.said.insert(line.clone()) {
                    tracing::error!("{line}; the pages stay as they were");
                }
                return;
            }
        };
        if seen.listing.as_ref() == Some(&listing) {
            return;
        }
        let tree = read(&listing, &self.tree(), &self.language);
        let now: BTreeSet<String> = tree.problems().iter().map(super::Problem::line).collect();
        for line in now.difference(&seen.said) {
            tracing::error!("site/{line}");
        }
        seen.said = now;
        seen.listing = Some(listing);
        *self.tree.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(tree);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn page(title: &str) -> String {
        format!("+++\ntitle = \"{title}\"\n+++\nText\n")
    }

    fn title(shelf: &Shelf, address: &str) -> Option<String> {
        shelf.tree().page(address).map(|page| page.base.front.title.clone())
    }

    #[test]
    fn an_edit_is_seen_and_a_mistake_leaves_the_last_good_page() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.md");
        fs::write(&file, page("One")).unwrap();
        let shelf = Shelf::open(Some(dir.path().to_owned()), "en", 0);
        assert_eq!(title(&shelf, "/a").as_deref(), Some("One"));
        fs::write(&file, page("Second")).unwrap();
        fs::write(dir.path().join("b.md"), page("B")).unwrap();
        assert!(!shelf.is_due(EVERY_MS - 1));
        assert!(shelf.is_due(EVERY_MS) && !shelf.is_due(EVERY_MS));
        assert!(shelf.is_due(1), "a clock that was set back");
        shelf.look();
        assert_eq!(title(&shelf, "/a").as_deref(), Some("Second"));
        let generation = shelf.tree().generation;
        shelf.look();
        assert_eq!(shelf.tree().generation, generation);
        fs::write(&file, "+++\ntitel = \"Wrong\"\n+++\n").unwrap();
        fs::write(dir.path().join("c.md"), page("C")).unwrap();
        shelf.look();
        assert_eq!(title(&shelf, "/a").as_deref(), Some("Second"), "the last good page stays");
        assert_eq!(title(&shelf, "/c").as_deref(), Some("C"), "the others go on");
        assert_eq!(shelf.tree().problems().len(), 1);
        fs::remove_file(&file).unwrap();
        shelf.look();
        assert_eq!(title(&shelf, "/a"), None);
        fs::rename(dir.path(), dir.path().with_extension("away")).unwrap();
        shelf.look();
        assert_eq!(
            title(&shelf, "/b").as_deref(),
            Some("B"),
            "a folder that is away changes nothing"
        );
        fs::rename(dir.path().with_extension("away"), dir.path()).unwrap();
    }
}

//! Lists a folder of pages: which files there are and when they last changed, within the limits.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::limits;
use super::problem::{Problem, Topic};

/// What tells that a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// Its length.
    pub bytes: u64,
    modified_ns: u128,
    node: u64,
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path below the folder, with slashes.
    pub path: String,
    /// Where to read it.
    pub place: PathBuf,
    /// Its length and its time.
    pub stamp: Stamp,
}

/// What a folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The files, in the order of their paths.
    pub files: Vec<Found>,
    /// What could not be listed; its files are unknown, not gone.
    pub problems: Vec<Problem>,
}

/// Lists `root`. Nothing outside of it is ever read: a symbolic link counts only when it is one to a
/// file inside.
///
/// # Errors
/// When the folder itself is not there or cannot be read.
pub fn walk(root: &Path) -> Result<Listing, std::io::Error> {
    let real = root.canonicalize()?;
    let mut walker = Walker { root: &real, entries: 0, listing: Listing::default() };
    let entries = fs::read_dir(&real)?;
    walker.folder("", entries, 0);
    walker.listing.files.sort_by(|a, b| a.path.cmp(&b.path));
    walker.listing.problems.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(walker.listing)
}

struct Walker<'r> {
    root: &'r Path,
    entries: usize,
    listing: Listing,
}

impl Walker<'_> {
    fn folder(&mut self, path: &str, entries: fs::ReadDir, depth: usize) {
        // In the order of their names, so that the limit always leaves out the same.
        let mut names: Vec<_> =
            entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
        names.sort();
        for name in names {
            let shown = name.to_string_lossy();
            // Hidden files, and what editors leave beside the file they write.
            if shown.starts_with(['.', '#']) || shown.ends_with('~') {
                continue;
            }
            let path = if path.is_empty() { shown.to_string() } else { format!("{path}/{shown}") };
            if name.to_str().is_none() {
                self.fault(Topic::Name, &path, "the name is not UTF-8", "rename the file");
                continue;
            }
            self.entries += 1;
            if self.entries > limits::ENTRIES {
                if self.entries == limits::ENTRIES + 1 {
                    let message = format!("there are more than {} files", limits::ENTRIES);
                    self.fault(
                        Topic::TooLarge,
                        &path,
                        message,
                        "this one and those after it are left out; keep archives elsewhere",
                    );
                }
                return;
            }
            self.entry(path, depth);
        }
    }

    fn entry(&mut self, path: String, depth: usize) {
        let mut place = self.root.join(&path);
        let mut about = match fs::symlink_metadata(&place) {
            Ok(about) => about,
            // Gone since the folder was read.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => return self.unreadable(&path, &error),
        };
        if about.is_symlink() {
            match self.inside(&place) {
                Some((real, real_about)) => (place, about) = (real, real_about),
                None => {
                    let hint = "put the file itself here; only links to files inside are followed";
                    self.fault(
                        Topic::Symlink,
                        &path,
                        "a symbolic link that leads out of the folder, to a folder, or nowhere",
                        hint,
                    );
                    return;
                }
            }
        }
        if about.is_dir() {
            if depth + 1 >= limits::DEPTH {
                let message = format!("more than {} folders inside each other", limits::DEPTH);
                self.fault(
                    Topic::TooLarge,
                    &path,
                    message,
                    "what is below is left out; move it up",
                );
                return;
            }
            match fs::read_dir(&place) {
                Ok(entries) => self.folder(&path, entries, depth + 1),
                Err(error) => self.unreadable(&path, &error),
            }
        } else if about.is_file() {
            self.listing.files.push(Found { path, place, stamp: stamp(&about) });
        } else {
            self.fault(Topic::Unreadable, &path, "neither a file nor a folder", "take it out");
        }
    }

    /// The file that a link inside leads to, if that is inside too.
    fn inside(&self, place: &Path) -> Option<(PathBuf, Metadata)> {
        let real = place.canonicalize().ok().filter(|real| real.starts_with(self.root))?;
        let about = fs::symlink_metadata(&real).ok().filter(Metadata::is_file)?;
        Some((real, about))
    }

    fn unreadable(&mut self, path: &str, error: &std::io::Error) {
        let message = format!("cannot be read: {error}");
        self.fault(
            Topic::Unreadable,
            path,
            message,
            "let the user that the service runs as read it",
        );
    }

    fn fault(&mut self, topic: Topic, path: &str, message: impl Into<String>, hint: &str) {
        self.listing.problems.push(Problem::of_file(topic, path, message, hint));
    }
}

fn stamp(about: &Metadata) -> Stamp {
    let modified = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    #[cfg(unix)]
    let node = std::os::unix::fs::MetadataExt::ino(about);
    #[cfg(not(unix))]
    let node = 0;
    Stamp { bytes: about.len(), modified_ns: modified.map_or(0, |time| time.as_nanos()), node }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(listing: &Listing) -> Vec<&str> {
        listing.files.iter().map(|found| found.path.as_str()).collect()
    }

    #[test]
    fn files_are_listed_and_what_editors_leave_is_not() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("b")).unwrap();
        for name in ["b/x.md", "a.md", ".hidden", "a.md~", "#a.md#", ".a.md.swp"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let before = walk(dir.path()).unwrap();
        assert_eq!(paths(&before), ["a.md", "b/x.md"]);
        assert_eq!(walk(dir.path()).unwrap(), before);
        fs::write(dir.path().join("a.md"), "xy").unwrap();
        assert_ne!(walk(dir.path()).unwrap(), before);
        assert!(walk(&dir.path().join("none")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_is_reached() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.txt"), "x").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let link = |target: &Path, name: &str| symlink(target, dir.path().join(name)).unwrap();
        fs::write(dir.path().join("real.txt"), "x").unwrap();
        fs::create_dir(dir.path().join("folder")).unwrap();
        link(Path::new("real.txt"), "inside.txt");
        link(&outside.path().join("secret.txt"), "out.txt");
        link(outside.path(), "out");
        link(dir.path(), "loop");
        link(Path::new("nowhere"), "dangling.txt");
        let listing = walk(dir.path()).unwrap();
        assert_eq!(paths(&listing), ["inside.txt", "real.txt"]);
        let wrong: Vec<_> = listing.problems.iter().map(|p| p.place.file.as_str()).collect();
        assert_eq!(wrong, ["dangling.txt", "loop", "out", "out.txt"]);
        assert!(listing.problems.iter().all(|problem| problem.topic == Topic::Symlink));
    }

    #[test]
    fn depth_and_number_are_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let mut deep = dir.path().to_owned();
        for _ in 0..20 {
            deep.push("d");
        }
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("x.md"), "x").unwrap();
        let listing = walk(dir.path()).unwrap();
        assert_eq!(paths(&listing), [""; 0]);
        assert_eq!(listing.problems.len(), 1);
        let many = tempfile::tempdir().unwrap();
        for n in 0..limits::ENTRIES + 10 {
            fs::write(many.path().join(format!("{n:05}.txt")), "").unwrap();
        }
        let listing = walk(many.path()).unwrap();
        assert_eq!(listing.files.len(), limits::ENTRIES);
        assert_eq!(listing.problems.len(), 1, "it is said once");
    }
}

//! A log that a server goes on writing: followed across rotation, step by step.
//!
//! Rotation is either another file at the path (renamed and created anew) or the same file cut to
//! nothing (`copytruncate`). A renamed file is read on until nothing comes any more, since servers
//! write into it until they open the new one; its successor waits. A file cut and grown again
//! beyond where we were is told by its first bytes. A line without its end waits; it counts as a line
//! once its file is over.

use std::collections::VecDeque;
use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use probity_usage::{Cut, Line};

/// How much is read in one step at most, so that whoever follows can do something else between.
const MOST: usize = 8 << 20;
/// How many steps in a row a renamed file gives nothing until it is over.
const QUIET: u8 = 2;
/// How many bytes of a file's beginning tell that it is still the same one.
const HEAD: usize = 256;

/// Follows the file at a path.
pub(super) struct Follow {
    path: PathBuf,
    /// The files that were at the path and are not over, the oldest first.
    files: VecDeque<Followed>,
    buffer: Vec<u8>,
}

/// A file that is being followed.
struct Followed {
    file: File,
    /// Device and number: what makes it this file and no other.
    id: (u64, u64),
    /// How far it was read.
    read: u64,
    /// Its first bytes, as many as were read of them.
    head: Vec<u8>,
    cut: Cut,
    quiet: u8,
}

/// What a step came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Step {
    /// How many bytes were read.
    pub(super) read: u64,
    /// How many files were over: renamed, or cut to nothing.
    pub(super) rotated: u32,
    /// More is there already: the next step need not wait.
    pub(super) more: bool,
}

impl Follow {
    /// Follows what is at that path, from its beginning. Nothing need be there yet.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), files: VecDeque::new(), buffer: vec![0; 256 << 10] }
    }

    /// Reads what has come since, and hands out each whole line.
    pub(super) fn step(&mut self, out: &mut impl FnMut(Line<'_>)) -> io::Result<Step> {
        let mut step = Step::default();
        self.look()?;
        let successors = self.files.len() > 1;
        let Some(first) = self.files.front_mut() else { return Ok(step) };
        if first.was_cut(&mut self.buffer)? {
            first.begin_anew(out);
            step.rotated += 1;
        }
        let mut left = MOST;
        while left > 0 {
            let read = first.read(&mut self.buffer, out)?;
            if read == 0 {
                break;
            }
            step.read += read as u64;
            left = left.saturating_sub(read);
        }
        step.more = left == 0;
        first.quiet = if step.read > 0 { 0 } else { first.quiet.saturating_add(1) };
        if successors && first.quiet >= QUIET {
            first.cut.end(out);
            self.files.pop_front();
            step.rotated += 1;
            step.more = true;
        }
        Ok(step)
    }

    /// Opens what is at the path, if that is another file than the last one.
    fn look(&mut self) -> io::Result<()> {
        let there = match std::fs::metadata(&self.path) {
            Ok(there) => there,
            // Between renaming and creating there is none.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if there.is_dir() {
            return Err(io::Error::other("is a directory: name the file in it"));
        }
        if self.files.back().is_some_and(|last| last.id == id(&there)) {
            return Ok(());
        }
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        // What was opened, not what was there a moment ago.
        let id = id(&file.metadata()?);
        if self.files.iter().all(|known| known.id != id) {
            let (head, cut) = (Vec::new(), Cut::new());
            self.files.push_back(Followed { file, id, read: 0, head, cut, quiet: 0 });
        }
        Ok(())
    }
}

impl Followed {
    /// Whether it was cut to nothing, however much it has grown since.
    fn was_cut(&self, buffer: &mut [u8]) -> io::Result<bool> {
        if self.file.metadata()?.len() < self.read {
            return Ok(true);
        }
        let buffer = &mut buffer[..self.head.len()];
        match self.file.read_exact_at(buffer, 0) {
            Ok(()) => Ok(*buffer != *self.head),
            // It was cut just now.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(true),
            Err(error) => Err(error),
        }
    }

    fn begin_anew(&mut self, out: &mut impl FnMut(Line<'_>)) {
        std::mem::take(&mut self.cut).end(out);
        self.head.clear();
        self.read = 0;
    }

    fn read(&mut self, buffer: &mut [u8], out: &mut impl FnMut(Line<'_>)) -> io::Result<usize> {
        let read = match self.file.read_at(buffer, self.read) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                return self.read(buffer, out);
            }
            read => read?,
        };
        let bytes = &buffer[..read];
        if self.read == self.head.len() as u64 && self.head.len() < HEAD {
            self.head.extend(bytes.iter().take(HEAD - self.head.len()));
        }
        self.read += read as u64;
        self.cut.push(bytes, out);
        Ok(read)
    }
}

fn id(of: &Metadata) -> (u64, u64) {
    (of.dev(), of.ino())
}

#[cfg(test)]
mod tests {
    use std::fs::{OpenOptions, rename, write};
    use std::io::Write as _;

    use super::*;

    struct Log {
        dir: tempfile::TempDir,
        follow: Follow,
    }

    impl Log {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let follow = Follow::new(&dir.path().join("access.log"));
            Self { dir, follow }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.dir.path().join(name)
        }

        fn append(&self, name: &str, text: &str) {
            let file = OpenOptions::new().append(true).create(true).open(self.path(name));
            file.unwrap().write_all(text.as_bytes()).unwrap();
        }

        /// The lines of one step, with what it said.
        fn step(&mut self) -> (Vec<String>, Step) {
            let mut lines = Vec::new();
            let mut out = |line: Line<'_>| match line {
                Line::Whole(line) => lines.push(String::from_utf8(line.to_vec()).unwrap()),
                Line::TooLong => lines.push("too long".to_owned()),
            };
            let step = self.follow.step(&mut out).unwrap();
            (lines, step)
        }

        /// The lines of so many steps.
        fn steps(&mut self, count: usize) -> Vec<String> {
            (0..count).flat_map(|_| self.step().0).collect()
        }
    }

    #[test]
    fn lines_come_as_they_are_written_and_a_half_one_waits() {
        let mut log = Log::new();
        assert_eq!(log.step(), (vec![], Step::default()));
        log.append("access.log", "one\ntw");
        assert_eq!(log.step(), (vec!["one".into()], Step { read: 6, ..Step::default() }));
        assert_eq!(log.steps(5), [""; 0]);
        log.append("access.log", "o\r\n");
        assert_eq!(log.steps(1), ["two"]);
    }

    #[test]
    fn a_renamed_file_is_read_to_its_end_before_the_next() {
        let mut log = Log::new();
        log.append("access.log", "one\n");
        assert_eq!(log.steps(1), ["one"]);
        rename(log.path("access.log"), log.path("access.log.1")).unwrap();
        // There is none for a while; the server writes into the renamed one.
        log.append("access.log.1", "two\nthr");
        assert_eq!(log.steps(1), ["two"]);
        log.append("access.log", "four\n");
        log.append("access.log.1", "ee\n");
        assert_eq!(log.steps(1), ["three"]);
        // A moment later, a worker that was slow, with no line end.
        assert_eq!(log.steps(1), [""; 0]);
        log.append("access.log.1", "last");
        assert_eq!(log.steps(1), [""; 0]);
        let (lines, step) = (log.steps(1), log.step());
        assert_eq!((lines, step.0, step.1.rotated), (vec![], vec!["last".into()], 1));
        assert!(step.1.more);
        log.append("access.log.1", "too late\n");
        assert_eq!(log.steps(3), ["four"]);
        log.append("access.log", "five\n");
        assert_eq!(log.steps(1), ["five"]);
    }

    #[test]
    fn two_rotations_between_two_steps_lose_nothing_that_was_seen() {
        let mut log = Log::new();
        log.append("access.log", "one\n");
        log.steps(1);
        rename(log.path("access.log"), log.path("access.log.1")).unwrap();
        log.append("access.log", "two\n");
        log.steps(1);
        rename(log.path("access.log.1"), log.path("access.log.2")).unwrap();
        rename(log.path("access.log"), log.path("access.log.1")).unwrap();
        log.append("access.log", "three\n");
        log.append("access.log.1", "two and a half\n");
        assert_eq!(log.steps(9), ["two", "two and a half", "three"]);
    }

    #[test]
    fn a_file_cut_to_nothing_begins_anew() {
        let mut log = Log::new();
        log.append("access.log", "one\ntwo\nhalf");
        assert_eq!(log.steps(1), ["one", "two"]);
        let file = OpenOptions::new().write(true).open(log.path("access.log")).unwrap();
        file.set_len(0).unwrap();
        let (lines, step) = log.step();
        assert_eq!((lines, step.rotated), (vec!["half".to_owned()], 1));
        log.append("access.log", "three\n");
        assert_eq!(log.steps(2), ["three"]);
        // Cut and grown beyond where we were, between two steps.
        write(log.path("access.log"), "four and more\nfive\n").unwrap();
        assert_eq!(log.steps(2), ["four and more", "five"]);
    }

    #[test]
    fn much_comes_in_several_steps() {
        let mut log = Log::new();
        let line = format!("{}\n", "x".repeat(99));
        log.append("access.log", &line.repeat(200_000));
        let (lines, step) = log.step();
        assert!(step.more && lines.len() < 200_000, "{step:?}");
        let rest: usize = (0..4).map(|_| log.step().0.len()).sum();
        assert_eq!(lines.len() + rest, 200_000);
        assert!(!log.step().1.more);
        let mut nowhere = Follow::new(log.dir.path());
        assert!(nowhere.step(&mut |_| {}).unwrap_err().to_string().contains("directory"));
    }
}

//! A log that a server goes on writing: followed across rotation, step by step.
//!
//! Rotation is either another file at the path (renamed and created anew) or the same file cut to
//! nothing (`copytruncate`). A renamed file is read on until nothing comes any more, since servers
//! write into it until they open the new one; its successor waits. A file cut and grown again
//! beyond where we were is told by its first bytes. A line without its end waits; it counts as a line
//! once its file is over. A file begins once its first line is whole, which tells it apart.

use std::collections::VecDeque;
use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use probity_usage::{Cut, Line};

use crate::cli::Failure;

/// How much is read in one step at most, so that whoever follows can do something else between.
const MOST: usize = 8 << 20;
/// How many steps in a row a renamed file gives nothing until it is over.
const QUIET: u8 = 2;
/// How many bytes of a file's beginning tell that it is still the same one.
const HEAD: usize = 256;
/// How long the first line is waited for.
const FIRST: usize = 4096;

/// Whoever takes what is followed.
pub(super) trait Taker {
    /// A file begins. Says how far it was taken before.
    fn begin(&mut self, file: &File) -> Result<u64, Failure>;
    /// These bytes come next; the lines that they complete come then.
    fn bytes(&mut self, bytes: &[u8]);
    /// A whole line, or the last one of a file.
    fn line(&mut self, line: Line<'_>);
    /// The file is over.
    fn end(&mut self);
}

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
    /// Its first bytes; none until it has begun.
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

    /// Reads what has come since, and hands it on.
    pub(super) fn step(&mut self, to: &mut impl Taker) -> Result<Step, Failure> {
        let mut step = Step::default();
        self.look()?;
        let successors = self.files.len() > 1;
        let Some(first) = self.files.front_mut() else { return Ok(step) };
        if first.was_cut(&mut self.buffer)? {
            first.end(to);
            step.rotated += 1;
        }
        let mut left = MOST;
        while left > 0 {
            let read = first.read(&mut self.buffer, to, false)?;
            if read == 0 {
                break;
            }
            step.read += read as u64;
            left = left.saturating_sub(read);
        }
        step.more = left == 0;
        first.quiet = if step.read > 0 { 0 } else { first.quiet.saturating_add(1) };
        if successors && first.quiet >= QUIET {
            // It may have no line end at all.
            if first.head.is_empty() {
                step.read += first.read(&mut self.buffer, to, true)? as u64;
            }
            first.end(to);
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

    /// What is over is over: of the same file, what comes next begins anew.
    fn end(&mut self, to: &mut impl Taker) {
        if !self.head.is_empty() {
            std::mem::take(&mut self.cut).end(&mut |line| to.line(line));
            to.end();
        }
        self.head.clear();
        self.read = 0;
    }

    /// Reads once; a file that is not over begins once its first line is whole.
    fn read(
        &mut self,
        buffer: &mut [u8],
        to: &mut impl Taker,
        is_over: bool,
    ) -> Result<usize, Failure> {
        if self.head.is_empty() {
            let read = self.file.read_at(&mut buffer[..FIRST], 0)?;
            let first = &buffer[..read];
            if first.is_empty() || !(is_over || read == FIRST || first.contains(&b'\n')) {
                return Ok(0);
            }
            self.head = first[..read.min(HEAD)].to_vec();
            self.read = to.begin(&self.file)?;
        }
        let read = loop {
            match self.file.read_at(buffer, self.read) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        let bytes = &buffer[..read];
        self.read += read as u64;
        to.bytes(bytes);
        self.cut.push(bytes, &mut |line| to.line(line));
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
        /// How far the next file that begins was taken before.
        before: u64,
    }

    #[derive(Default)]
    struct Taken {
        lines: Vec<String>,
        before: u64,
        bytes: usize,
    }

    impl Taker for Taken {
        fn begin(&mut self, _: &File) -> Result<u64, Failure> {
            Ok(std::mem::take(&mut self.before))
        }

        fn bytes(&mut self, bytes: &[u8]) {
            self.bytes += bytes.len();
        }

        fn line(&mut self, line: Line<'_>) {
            self.lines.push(match line {
                Line::Whole(line) => String::from_utf8(line.to_vec()).unwrap(),
                Line::TooLong => "too long".to_owned(),
            });
        }

        fn end(&mut self) {}
    }

    impl Log {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let follow = Follow::new(&dir.path().join("access.log"));
            Self { dir, follow, before: 0 }
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
            let mut taken = Taken { before: self.before, ..Taken::default() };
            let step = self.follow.step(&mut taken).unwrap();
            self.before = taken.before;
            assert_eq!(taken.bytes as u64, step.read);
            (taken.lines, step)
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
    fn what_was_taken_before_is_passed_over_and_a_first_line_waits() {
        let mut log = Log::new();
        log.before = 4;
        log.append("access.log", "on");
        assert_eq!(log.steps(3), [""; 0]);
        log.append("access.log", "e\ntwo\n");
        assert_eq!(log.steps(1), ["two"]);
        // A file without any line end, renamed.
        rename(log.path("access.log"), log.path("access.log.1")).unwrap();
        log.append("access.log", "alone");
        log.steps(3);
        rename(log.path("access.log"), log.path("access.log.2")).unwrap();
        log.append("access.log", "next\n");
        assert_eq!(log.steps(5), ["alone", "next"]);
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
        assert!(nowhere.step(&mut Taken::default()).unwrap_err().0.contains("directory"));
    }
}

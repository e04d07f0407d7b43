//! A source cut into chunks of whole lines, each to be parsed by any thread.

use std::io::{self, Read};

use crate::cut::Cut;
use crate::lines::{Line, MAX_LINE};
use crate::read::Reader;

/// How much is read at once unless somebody says otherwise: some thousand lines.
pub(super) const CHUNK: usize = 1024 * 1024;

/// Lines of a source.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Whole lines with their ends; the last of a source may have none.
    pub(super) bytes: Vec<u8>,
    /// Whether these are the first bytes of the source.
    pub(super) is_first: bool,
    /// Whether a line came before it that was too long, and passed over.
    pub(super) after_long: bool,
}

/// Cuts a source.
pub(super) struct Chunks {
    source: Box<dyn Read + Send>,
    size: usize,
    /// Bytes at the beginning that are only looked at by the observer.
    skip: u64,
    /// What was read after the last line end.
    rest: Vec<u8>,
    /// In the middle of a line that is too long.
    passing: bool,
    ended: bool,
    failed: Option<io::Error>,
    /// Bytes read, and those up to the last line end.
    pub(super) read: u64,
    pub(super) whole: u64,
    skipped: Cut,
}

impl Chunks {
    pub(super) fn new(source: Box<dyn Read + Send>, size: usize, skip: u64) -> Self {
        Self {
            source,
            size,
            skip,
            rest: Vec::new(),
            passing: false,
            ended: false,
            failed: None,
            read: 0,
            whole: 0,
            skipped: Cut::new(),
        }
    }

    /// The next chunk, in a buffer that was used before; `None` at the end. What the reader has to know
    /// of the bytes that are skipped it is told.
    ///
    /// # Errors
    ///
    /// When the source cannot be read. All lines before came out.
    pub(super) fn next(
        &mut self,
        mut bytes: Vec<u8>,
        reader: &mut Reader,
        observe: &mut dyn FnMut(&[u8]),
    ) -> io::Result<Option<Chunk>> {
        bytes.clear();
        bytes.append(&mut self.rest);
        let mut chunk =
            Chunk { bytes, is_first: self.read == 0 && self.skip == 0, after_long: false };
        let mut seen = 0;
        loop {
            if self.passing
                && let Some(at) = memchr::memchr(b'\n', &chunk.bytes)
            {
                chunk.bytes.drain(..=at);
                (self.passing, chunk.after_long, seen) = (false, true, 0);
            }
            let is_enough = chunk.bytes.len() >= self.size || self.ended;
            if is_enough && !self.passing {
                let unseen = chunk.bytes.get(seen..).unwrap_or_default();
                if let Some(at) = memchr::memrchr(b'\n', unseen).map(|at| seen + at + 1) {
                    self.rest.extend_from_slice(chunk.bytes.get(at..).unwrap_or_default());
                    chunk.bytes.truncate(at);
                    return Ok(Some(chunk));
                }
            }
            if self.ended {
                if let Some(error) = self.failed.take() {
                    // The piece of a line before the damage is none.
                    self.rest.clear();
                    chunk.bytes.clear();
                    return if chunk.after_long {
                        self.failed = Some(error);
                        Ok(Some(chunk))
                    } else {
                        Err(error)
                    };
                }
                if self.passing {
                    chunk.bytes.clear();
                    // Of two in a row, the first comes out now.
                    self.passing = chunk.after_long;
                    chunk.after_long = true;
                }
                return Ok((chunk.after_long || !chunk.bytes.is_empty()).then_some(chunk));
            }
            if is_enough || chunk.bytes.len() > MAX_LINE + 1 {
                let has_end = memchr::memchr(b'\n', chunk.bytes.get(seen..).unwrap_or_default());
                if self.passing || (has_end.is_none() && chunk.bytes.len() > MAX_LINE + 1) {
                    chunk.bytes.clear();
                    seen = 0;
                    if !std::mem::replace(&mut self.passing, true) && chunk.after_long {
                        // The second one in a row: the first comes out now.
                        return Ok(Some(chunk));
                    }
                } else if has_end.is_none() {
                    seen = chunk.bytes.len();
                }
            }
            self.fill(&mut chunk.bytes, reader, observe);
        }
    }

    /// Reads once more, behind what is there.
    fn fill(&mut self, bytes: &mut Vec<u8>, reader: &mut Reader, observe: &mut dyn FnMut(&[u8])) {
        let from = bytes.len();
        let room = self.size.saturating_sub(from).max(self.size / 16).max(1);
        bytes.resize(from + room, 0);
        let read = match self.source.read(bytes.get_mut(from..).unwrap_or_default()) {
            Ok(0) => {
                self.ended = true;
                0
            }
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            Err(error) => {
                self.ended = true;
                self.failed = Some(error);
                0
            }
        };
        bytes.truncate(from + read);
        let fresh = bytes.get(from..).unwrap_or_default();
        observe(fresh);
        if let Some(at) = memchr::memrchr(b'\n', fresh) {
            self.whole = self.read + at as u64 + 1;
        }
        self.read += read as u64;
        if self.skip > 0 && read > 0 {
            let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(read);
            self.skip -= skipped as u64;
            let passed = fresh.get(..skipped).unwrap_or_default();
            self.skipped.push(passed, &mut |line| {
                if let Line::Whole(line) = line {
                    reader.directive(line);
                }
            });
            bytes.drain(from..from + skipped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;
    use crate::lines::Lines;
    use proptest::prelude::*;

    /// Gives its bytes in pieces of that size, and then fails, or ends.
    struct Pieces(Vec<u8>, usize, bool);

    impl Read for Pieces {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() && self.2 {
                return Err(io::Error::other("damaged"));
            }
            let size = self.1.min(self.0.len()).min(into.len());
            into[..size].copy_from_slice(&self.0[..size]);
            self.0.drain(..size);
            Ok(size)
        }
    }

    /// The lines as they come from [`Lines`]; `None` for those that are too long.
    fn plain(bytes: &[u8], fails: bool) -> Vec<Option<Vec<u8>>> {
        let mut lines = Lines::new(Pieces(bytes.to_vec(), 70_000, fails));
        let mut found = Vec::new();
        while let Ok(Some(line)) = lines.next() {
            found.push(match line {
                Line::Whole(line) => Some(line.to_vec()),
                Line::TooLong => None,
            });
        }
        found
    }

    fn cut(
        bytes: &[u8],
        (piece, size): (usize, usize),
        fails: bool,
        skip: u64,
    ) -> Vec<Option<Vec<u8>>> {
        let mut chunks = Chunks::new(Box::new(Pieces(bytes.to_vec(), piece, fails)), size, skip);
        let mut reader = Reader::new(Format::Combined, 0).unwrap();
        let (mut found, mut observed) = (Vec::new(), Vec::new());
        let mut buffer = Vec::new();
        let ended = loop {
            match chunks.next(buffer, &mut reader, &mut |bytes| observed.extend_from_slice(bytes)) {
                Ok(Some(chunk)) => {
                    if chunk.after_long {
                        found.push(None);
                    }
                    for line in super::super::parse::lines(&chunk) {
                        found.push(match line {
                            Line::Whole(line) => Some(line.to_vec()),
                            Line::TooLong => None,
                        });
                    }
                    assert!(chunk.bytes.capacity() < 3 * (size + MAX_LINE));
                    buffer = chunk.bytes;
                }
                Ok(None) => break true,
                Err(_) => break false,
            }
        };
        assert_eq!(ended, !fails);
        assert_eq!(observed, bytes);
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        assert_eq!((chunks.read, chunks.whole), (bytes.len() as u64, whole as u64));
        found
    }

    #[test]
    fn chunks_hold_the_lines_that_are_read_one_by_one() {
        let line = prop_oneof![
            6 => (0..300_usize).prop_map(|n| vec![b'a'; n]),
            1 => (MAX_LINE - 3..MAX_LINE + 4).prop_map(|n| vec![b'b'; n]),
            1 => (200_000..3_000_000_usize).prop_map(|n| vec![b'c'; n]),
        ];
        let lines = proptest::collection::vec((line, any::<bool>()), 0..12);
        let config =
            ProptestConfig { cases: 48, max_shrink_iters: 50, ..ProptestConfig::default() };
        proptest!(config, |(lines in lines, ends in any::<bool>(), mark in any::<bool>(),
                            fails in any::<bool>(), piece in 50_000..2_000_000_usize, small in any::<bool>(), at in any::<usize>())| {
            let pieces = (piece, if small { 1_000 } else { CHUNK });
            let mut bytes = if mark { "\u{feff}".as_bytes().to_vec() } else { vec![] };
            for (line, carriage) in &lines {
                bytes.extend(line);
                bytes.extend_from_slice(if *carriage { b"\r\n" } else { b"\n" });
            }
            if !ends {
                bytes.truncate(bytes.len().saturating_sub(1));
            }
            prop_assert_eq!(cut(&bytes, pieces, fails, 0), plain(&bytes, fails));
            // What is known already, up to a line end, is passed over.
            let known: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
            if !known.is_empty() {
                let known = known[at % known.len()] + 1;
                prop_assert_eq!(cut(&bytes, pieces, fails, known as u64), plain(&bytes[known..], fails));
            }
        });
        for text in ["", "\n", "one\ntwo\n\n\rfour\n\0\nlast", "\u{feff}", "x"] {
            for piece in 1..8 {
                assert_eq!(
                    cut(text.as_bytes(), (piece, 9), false, 0),
                    plain(text.as_bytes(), false)
                );
                assert_eq!(cut(text.as_bytes(), (piece, 9), true, 0), plain(text.as_bytes(), true));
            }
        }
    }
}

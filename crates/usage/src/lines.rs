//! Lines out of a stream, whatever its chunks, with bounded memory.

use std::io::{self, Read};

/// The longest line that is taken, without its line end. Servers cut requests off far below it.
pub const MAX_LINE: usize = 64 * 1024;

/// How much is read at once.
const CHUNK: usize = 256 * 1024;

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line<'a> {
    /// Its bytes, without the line end (`\n` or `\r\n`).
    Whole(&'a [u8]),
    /// It was longer than [`MAX_LINE`]; its bytes were passed over.
    TooLong,
}

/// Reads lines from anything that can be read. It holds one line and one chunk, however long the
/// lines are.
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    /// What of the buffer is read and not yet given out.
    from: usize,
    to: usize,
    /// Where the search for a line end goes on: between `from` and here there is none.
    seen: usize,
    /// Where the line that was given out last began, as long as it is in the buffer.
    last: Option<usize>,
    /// In the middle of a line that is too long.
    skipping: bool,
    ended: bool,
    /// What went wrong while looking ahead; said when the lines before it were given out.
    failed: Option<io::Error>,
    taken: u64,
}

impl<R: Read> Lines<R> {
    /// Lines of that source.
    pub fn new(source: R) -> Self {
        Self {
            source,
            buffer: vec![0; MAX_LINE + 2 + CHUNK],
            from: 0,
            to: 0,
            seen: 0,
            last: None,
            skipping: false,
            ended: false,
            failed: None,
            taken: 0,
        }
    }

    /// How many bytes of lines were given out or passed over.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// What comes next, [`MAX_LINE`] bytes or all there are, without taking it.
    ///
    /// # Errors
    ///
    /// When the source can't be read from its beginning. What could be read before it failed is
    /// given out, and the error comes in [`Self::next`], where it belongs.
    pub fn ahead(&mut self) -> io::Result<&[u8]> {
        while !self.ended && self.failed.is_none() && self.to - self.from < MAX_LINE {
            match self.fill() {
                Err(error) if self.from < self.to => self.failed = Some(error),
                filled => filled?,
            }
        }
        Ok(self.buffer.get(self.from..self.to).unwrap_or_default())
    }

    /// What went wrong while looking ahead, if anything did.
    pub fn failure(&self) -> Option<&io::Error> {
        self.failed.as_ref()
    }

    /// The bytes that were read and not given out, what is wrong with the source if that was found out
    /// while looking ahead, and the source.
    pub fn into_parts(mut self) -> (Vec<u8>, Option<io::Error>, R) {
        self.buffer.truncate(self.to);
        self.buffer.drain(..self.from);
        (self.buffer, self.failed, self.source)
    }

    /// The next line; `None` after the last. What stands after the last line end is a line too.
    ///
    /// # Errors
    ///
    /// When the source can't be read. All lines before it were whole.
    #[expect(clippy::should_implement_trait, reason = "a line borrows from the buffer")]
    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            let unseen = self.buffer.get(self.seen..self.to).unwrap_or_default();
            let (end, after) = match memchr::memchr(b'\n', unseen) {
                Some(at) => (self.seen + at, self.seen + at + 1),
                None if self.ended && (self.from < self.to || self.skipping) => (self.to, self.to),
                None if self.ended => {
                    self.last = None;
                    return Ok(None);
                }
                None => {
                    self.seen = self.to;
                    if self.to - self.from > MAX_LINE + 1 {
                        self.taken += (self.to - self.from) as u64;
                        self.from = self.to;
                        self.skipping = true;
                    }
                    self.fill()?;
                    continue;
                }
            };
            let start = std::mem::replace(&mut self.from, after);
            let is_first = self.taken == 0;
            self.seen = after;
            self.taken += (after - start) as u64;
            let line = self.buffer.get(start..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            // A mark that it is UTF-8 is no part of the first line.
            let mark = if is_first { "\u{feff}".as_bytes() } else { b"" };
            let line = line.strip_prefix(mark).unwrap_or(line);
            if std::mem::take(&mut self.skipping) || line.len() > MAX_LINE {
                self.last = None;
                return Ok(Some(Line::TooLong));
            }
            self.last = Some(start);
            return Ok(Some(Line::Whole(line)));
        }
    }

    /// Puts the line that was given out last back: it comes again. Only the last one, and only once.
    pub fn put_back(&mut self) {
        if let Some(start) = self.last.take() {
            self.taken -= (self.from - start) as u64;
            self.from = start;
            self.seen = start;
        }
    }

    /// Reads once more, after what is not yet given out.
    fn fill(&mut self) -> io::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if self.buffer.len() - self.to < CHUNK / 2 || self.from == self.to {
            self.buffer.copy_within(self.from..self.to, 0);
            self.to -= self.from;
            self.seen -= self.from;
            self.from = 0;
            self.last = None;
        }
        let room = self.buffer.get_mut(self.to..).unwrap_or_default();
        match self.source.read(room) {
            Ok(0) => self.ended = true,
            Ok(read) => self.to += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces of that size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let size = self.1.min(self.0.len()).min(into.len());
            into[..size].copy_from_slice(&self.0[..size]);
            self.0 = &self.0[size..];
            Ok(size)
        }
    }

    /// Every line as its length, or `None`.
    fn lengths(bytes: &[u8], piece: usize) -> Vec<Option<usize>> {
        let mut lines = Lines::new(Pieces(bytes, piece));
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push(match line {
                Line::Whole(line) => Some(line.len()),
                Line::TooLong => None,
            });
        }
        assert_eq!(lines.taken(), bytes.len() as u64);
        assert!(lines.buffer.len() < 2 * (MAX_LINE + CHUNK));
        found
    }

    #[test]
    fn lines_are_the_same_in_any_pieces() {
        let text = b"one\r\ntwo\n\n\rfour\n\x00\xff\nlast";
        for piece in 1..30 {
            assert_eq!(lengths(text, piece), [3, 3, 0, 5, 2, 4].map(Some), "{piece}");
        }
        assert_eq!(lengths(b"", 1), []);
        assert_eq!(lengths(b"\n", 1), [Some(0)]);
    }

    #[test]
    fn a_line_of_ten_megabytes_costs_no_memory_and_only_itself() {
        let mut bytes = b"before\n".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', 10_000_000));
        bytes.extend(b"\nafter\n");
        bytes.extend(std::iter::repeat_n(b'y', MAX_LINE));
        bytes.extend(b"\r\n");
        bytes.extend(std::iter::repeat_n(b'z', MAX_LINE + 1));
        bytes.extend(b"\r\n");
        bytes.extend(std::iter::repeat_n(b'z', 3_000_000));
        for piece in [999, 65_537, 1_000_000] {
            let expected = [Some(6), None, Some(5), Some(MAX_LINE), None, None];
            assert_eq!(lengths(&bytes, piece), expected, "{piece}");
        }
    }

    #[test]
    fn what_fails_fails_behind_the_lines_before_it() {
        struct Broken(bool);
        impl Read for Broken {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Err(io::Error::other("broken"));
                }
                into[..9].copy_from_slice(b"one\ntwo\nt");
                Ok(9)
            }
        }
        let mut lines = Lines::new(Broken(false));
        assert_eq!(lines.ahead().unwrap(), b"one\ntwo\nt");
        assert_eq!(lines.next().unwrap(), Some(Line::Whole(b"one")));
        assert_eq!(lines.next().unwrap(), Some(Line::Whole(b"two")));
        assert!(lines.next().is_err());
        assert!(Lines::new(Broken(true)).ahead().is_err());
    }

    #[test]
    fn a_line_can_be_put_back() {
        let mut lines = Lines::new("\u{feff}one\ntwo\n".as_bytes());
        assert_eq!(lines.ahead().unwrap(), "\u{feff}one\ntwo\n".as_bytes());
        for _ in 0..3 {
            assert_eq!(lines.next().unwrap(), Some(Line::Whole(b"one")));
            lines.put_back();
            lines.put_back();
        }
        assert_eq!(lines.next().unwrap(), Some(Line::Whole(b"one")));
        assert_eq!(lines.next().unwrap(), Some(Line::Whole(b"two")));
        assert_eq!(lines.next().unwrap(), None);
        lines.put_back();
        assert_eq!(lines.next().unwrap(), None);
    }
}

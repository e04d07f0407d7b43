//! Lines out of pieces that somebody else reads: a file that still grows, the body of a request.

use crate::lines::{Line, MAX_LINE};

/// Cuts pieces into lines, and holds back what has no line end yet: at most one line.
#[derive(Debug, Default)]
pub struct Cut {
    held: Vec<u8>,
    /// In the middle of a line that is too long.
    passing: bool,
    /// How many bytes came after the last line end.
    waiting: u64,
}

impl Cut {
    /// At the beginning of a line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a piece, hands out each line that it ends.
    pub fn push(&mut self, mut bytes: &[u8], out: &mut impl FnMut(Line<'_>)) {
        while let Some(at) = memchr::memchr(b'\n', bytes) {
            let (line, rest) = bytes.split_at(at);
            bytes = rest.get(1..).unwrap_or_default();
            self.line(line, out);
        }
        self.waiting += bytes.len() as u64;
        if self.held.len() + bytes.len() > MAX_LINE + 1 {
            self.passing = true;
            self.held.clear();
        } else if !self.passing {
            self.held.extend_from_slice(bytes);
        }
    }

    /// Hands out what waits for its line end, since nothing more comes.
    pub fn end(&mut self, out: &mut impl FnMut(Line<'_>)) {
        if self.waiting > 0 {
            self.line(b"", out);
        }
    }

    /// How many bytes came after the last line end.
    pub fn waiting(&self) -> u64 {
        self.waiting
    }

    fn line(&mut self, end: &[u8], out: &mut impl FnMut(Line<'_>)) {
        self.waiting = 0;
        let passed = std::mem::take(&mut self.passing);
        let whole = |line: &[u8], out: &mut dyn FnMut(Line<'_>)| {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let is_long = passed || line.len() > MAX_LINE;
            out(if is_long { Line::TooLong } else { Line::Whole(line) });
        };
        if self.held.is_empty() {
            return whole(end, out);
        }
        if self.held.len() + end.len() <= MAX_LINE + 1 {
            self.held.extend_from_slice(end);
            whole(&self.held, out);
        } else {
            out(Line::TooLong);
        }
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lines::Lines;

    /// Every line as its bytes, and `None` for what is too long.
    fn cut(bytes: &[u8], piece: usize) -> Vec<Option<Vec<u8>>> {
        let (mut cut, mut found) = (Cut::new(), Vec::new());
        let mut out = |line: Line<'_>| found.push(own(line));
        for piece in bytes.chunks(piece) {
            cut.push(piece, &mut out);
            assert!(cut.held.len() <= MAX_LINE + 1);
        }
        let last = bytes.iter().rev().take_while(|byte| **byte != b'\n').count();
        assert_eq!(cut.waiting(), last as u64);
        cut.end(&mut out);
        found
    }

    fn own(line: Line<'_>) -> Option<Vec<u8>> {
        match line {
            Line::Whole(line) => Some(line.to_vec()),
            Line::TooLong => None,
        }
    }

    /// The same as [`Lines`] makes of it.
    fn lines(bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
        let (mut lines, mut found) = (Lines::new(bytes), Vec::new());
        while let Some(line) = lines.next().unwrap() {
            found.push(own(line));
        }
        found
    }

    #[test]
    fn long_lines_are_passed_over_as_elsewhere() {
        let mut bytes = b"before\n".to_vec();
        for length in [MAX_LINE - 1, MAX_LINE, MAX_LINE + 1, MAX_LINE + 2, 5 * MAX_LINE] {
            for end in [&b"\n"[..], b"\r\n"] {
                bytes.extend(std::iter::repeat_n(b'x', length));
                bytes.extend(end);
            }
        }
        bytes.extend(b"\nafter");
        for piece in [999, MAX_LINE, 1_000_000] {
            assert_eq!(cut(&bytes, piece), lines(&bytes), "{piece}");
        }
    }

    proptest! {
        #[test]
        fn pieces_give_the_lines_of_the_whole(
            bytes in proptest::collection::vec(
                prop_oneof![Just(b'\n'), Just(b'\r'), 0_u8..255], 0..200),
            piece in 1_usize..50,
        ) {
            prop_assert_eq!(cut(&bytes, piece), lines(&bytes));
        }
    }
}

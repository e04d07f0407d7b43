//! Messages of syslog out of a stream (RFC 6587, RFC 5425), whatever its pieces, with bounded memory.
//!
//! A message begins with `<`, and ends at the line end; or its length stands before it
//! (`123 <190>1 …`), and it ends after as many bytes. Senders mix neither, but may: each message is
//! told by its own first bytes. What is longer than [`MAX_LINE`] is passed over.

use crate::lines::{Line, MAX_LINE};

/// The longest message that is passed over. Whoever announces a longer one is no log.
const LONGEST: usize = 9_999_999;

/// A message was announced that is longer than any: the stream cannot be followed any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message longer than {LONGEST} bytes was announced; the connection has to end")]
pub struct BadFrame;

/// Takes pieces of a stream, gives messages. It holds one message and one piece.
#[derive(Debug, Default)]
pub struct Frames {
    buffer: Vec<u8>,
    /// What of the buffer was given out.
    from: usize,
    passing: Passing,
}

/// What of a message that is too long is still to be passed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Passing {
    #[default]
    Nothing,
    Bytes(usize),
    Line,
}

/// How a message begins.
enum Start {
    /// That cannot be told yet.
    Unknown,
    /// So many bytes stand before it, and so many are its own.
    Counted(usize, usize),
    /// It ends at a line end.
    Line,
}

impl Frames {
    /// At the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a piece. [`Self::next`] is to be called until there is none, before the next piece.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.from.min(self.buffer.len()));
        self.from = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next message; `None` until more of it has come.
    ///
    /// # Errors
    ///
    /// When a message is announced that is longer than any.
    #[expect(clippy::should_implement_trait, reason = "a message borrows from the buffer")]
    pub fn next(&mut self) -> Result<Option<Line<'_>>, BadFrame> {
        let Some((start, end, after)) = self.find()? else { return Ok(None) };
        self.from = after;
        if std::mem::take(&mut self.passing) != Passing::Nothing || end - start > MAX_LINE {
            return Ok(Some(Line::TooLong));
        }
        Ok(Some(Line::Whole(trimmed(self.buffer.get(start..end).unwrap_or_default()))))
    }

    /// What stands after the last line end, once nothing more comes. A message of which less came
    /// than was announced is none.
    pub fn end(&mut self) -> Option<Line<'_>> {
        let rest = self.buffer.get(self.from..).unwrap_or_default();
        if self.passing == Passing::Line {
            return Some(Line::TooLong);
        }
        let is_line = matches!(start(rest), Ok(Start::Line)) && self.passing == Passing::Nothing;
        (is_line && !rest.is_empty()).then(|| Line::Whole(trimmed(rest)))
    }

    /// Where the next message begins, where it ends, and where the one after it begins.
    fn find(&mut self) -> Result<Option<(usize, usize, usize)>, BadFrame> {
        let held = |this: &Self| this.buffer.len() - this.from;
        loop {
            match self.passing {
                Passing::Bytes(left) if left > held(self) => {
                    self.passing = Passing::Bytes(left - held(self));
                    self.from = self.buffer.len();
                    return Ok(None);
                }
                Passing::Bytes(left) => {
                    return Ok(Some((self.from, self.from, self.from + left)));
                }
                Passing::Line => {
                    let end = self.line_end();
                    self.from = end.unwrap_or(self.buffer.len());
                    return Ok(end.map(|end| (end, end, end + 1)));
                }
                Passing::Nothing => {}
            }
            let rest = self.buffer.get(self.from..).unwrap_or_default();
            // Some end a counted message with a line end all the same.
            let gap = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r' | 0)).count();
            self.from += gap;
            match start(rest.get(gap..).unwrap_or_default())? {
                Start::Unknown => return Ok(None),
                Start::Counted(before, length) if length > MAX_LINE => {
                    self.from += before;
                    self.passing = Passing::Bytes(length);
                }
                Start::Counted(before, length) => {
                    let begin = self.from + before;
                    let end = begin + length;
                    return Ok((end <= self.buffer.len()).then_some((begin, end, end)));
                }
                Start::Line => match self.line_end() {
                    Some(end) => return Ok(Some((self.from, end, end + 1))),
                    None if held(self) > MAX_LINE + 1 => self.passing = Passing::Line,
                    None => return Ok(None),
                },
            }
        }
    }

    fn line_end(&self) -> Option<usize> {
        let rest = self.buffer.get(self.from..)?;
        memchr::memchr(b'\n', rest).map(|at| self.from + at)
    }
}

/// How the message begins that begins here. A number counts only before a `<`: an address is none.
fn start(bytes: &[u8]) -> Result<Start, BadFrame> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match (bytes.first(), bytes.get(digits), bytes.get(digits + 1)) {
        (None, ..) => return Ok(Start::Unknown),
        (Some(b'1'..=b'9'), None, _) | (Some(b'1'..=b'9'), Some(b' '), None) if digits <= 10 => {
            return Ok(Start::Unknown);
        }
        (Some(b'1'..=b'9'), Some(b' '), Some(b'<')) if digits <= 10 => {}
        _ => return Ok(Start::Line),
    }
    let number = bytes.iter().take(digits);
    let length = number.fold(0_usize, |sum, digit| {
        sum.saturating_mul(10).saturating_add(usize::from(digit - b'0'))
    });
    if length > LONGEST { Err(BadFrame) } else { Ok(Start::Counted(digits + 1, length)) }
}

/// Without the line end that a message may have within its length.
fn trimmed(message: &[u8]) -> &[u8] {
    let message = message.strip_suffix(b"\n").unwrap_or(message);
    message.strip_suffix(b"\r").unwrap_or(message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All messages of a stream that comes in pieces of that size, each as its bytes.
    fn messages(stream: &[u8], piece: usize) -> Result<Vec<Option<Vec<u8>>>, BadFrame> {
        let mut frames = Frames::new();
        let mut found = Vec::new();
        let own = |line: Line<'_>| match line {
            Line::Whole(line) => Some(line.to_vec()),
            Line::TooLong => None,
        };
        for piece in stream.chunks(piece.max(1)) {
            frames.push(piece);
            while let Some(line) = frames.next()? {
                found.push(own(line));
            }
            assert!(frames.buffer.len() <= 2 * (MAX_LINE + piece.len()) + 16);
        }
        found.extend(frames.end().map(own));
        Ok(found)
    }

    fn counted(message: &[u8]) -> Vec<u8> {
        [message.len().to_string().as_bytes(), b" ", message].concat()
    }

    #[test]
    fn both_framings_in_any_pieces() {
        let stream = [
            &counted(b"<190>1 - host nginx - - - one")[..],
            b"<190>Dec 18 11:07:07 host nginx: two\r\n",
            &counted(b"<190>1 - host nginx - - - th\nree"),
            &counted(b"<1>four\n"),
            b"\n192.0.2.1 - five\n",
            b"1 2026-01-01T00:00:00Z six\n",
            b"<1>seven",
        ]
        .concat();
        let expected = [
            "<190>1 - host nginx - - - one",
            "<190>Dec 18 11:07:07 host nginx: two",
            "<190>1 - host nginx - - - th\nree",
            "<1>four",
            "192.0.2.1 - five",
            "1 2026-01-01T00:00:00Z six",
            "<1>seven",
        ]
        .map(|message| Some(message.as_bytes().to_vec()));
        for piece in 1..=stream.len() {
            assert_eq!(messages(&stream, piece).unwrap(), expected, "{piece}");
        }
    }

    #[test]
    fn what_is_too_long_costs_no_memory_and_only_itself() {
        let long = [b"<", &vec![b'x'; 3 * MAX_LINE][..]].concat();
        let most = [b"<", &vec![b'x'; MAX_LINE - 1][..]].concat();
        let stream = [
            &counted(&long)[..],
            b"<1>one\n",
            &long,
            b"\n<1>two\n",
            &most,
            b"\n",
            &counted(&most),
            &most,
            b"x\n",
            &long,
        ]
        .concat();
        for piece in [1000, MAX_LINE, 1_000_000] {
            let found = messages(&stream, piece).unwrap();
            let lengths = found.iter().map(|message| message.as_ref().map(Vec::len));
            let expected =
                [None, Some(6), None, Some(6), Some(MAX_LINE), Some(MAX_LINE), None, None];
            assert_eq!(lengths.collect::<Vec<_>>(), expected, "{piece}");
        }
    }

    #[test]
    fn nobody_announces_more_than_there_can_be() {
        for stream in [&b"10000000 <1>x"[..], b"9999999999 <1>x", b"<1>one\n99999999 <"] {
            assert_eq!(messages(stream, 3), Err(BadFrame));
        }
        // What is cut off within its length is no message; a number of any length is a line.
        assert_eq!(messages(b"20 <1>x", 2), Ok(vec![]));
        let digits = [b'7'; 50];
        assert_eq!(messages(&digits, 7), Ok(vec![Some(digits.to_vec())]));
    }

    proptest! {
        #[test]
        fn messages_come_out_as_they_went_in(
            sent in proptest::collection::vec(("<[ -~]{0,40}", any::<bool>()), 0..20),
            piece in 1_usize..60,
        ) {
            let mut stream = Vec::new();
            for (message, is_counted) in &sent {
                if *is_counted {
                    stream.extend(counted(message.as_bytes()));
                } else {
                    stream.extend(message.as_bytes());
                    stream.push(b'\n');
                }
            }
            let found = messages(&stream, piece).unwrap();
            let sent = sent.iter().map(|(message, _)| Some(message.as_bytes().to_vec()));
            prop_assert_eq!(found, sent.collect::<Vec<_>>());
        }

        #[test]
        fn any_bytes_give_the_same_in_any_pieces(
            bytes in proptest::collection::vec(prop_oneof![
                Just(b'<'), Just(b'1'), Just(b'2'), Just(b' '), Just(b'\n'), any::<u8>()
            ], 0..300),
            piece in 1_usize..40,
        ) {
            prop_assert_eq!(messages(&bytes, piece), messages(&bytes, 1));
        }
    }
}

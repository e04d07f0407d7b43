//! Lines of the common log format as nearly all are: an address, no user, a request in which nothing is
//! escaped. They are read in one go; whatever is different in any way is left to [`super::clf`], which
//! reads all of them and says the same of these.

use std::borrow::Cow;

use super::clf::behind;
use crate::address;
use crate::number::{self, Unit};
use crate::request::{Asked, Request, split_at_byte};
use crate::time;

/// What such a line says; nothing if it is not certain that it is one.
#[inline]
pub(super) fn read<'a>(
    line: &'a [u8],
    taken: Option<Unit>,
    memo: &mut time::Memo,
) -> Option<Request<'a>> {
    let (address, rest) = address::leading(line)?;
    let (time, rest) = memo.common(rest.strip_prefix(b" - - [")?)?;
    let time = time::checked(Some(time)).ok()?;
    let rest = rest.strip_prefix(b"] \"")?;
    if memchr::memchr(b'\\', rest).is_some() {
        return None;
    }
    let (request, rest) = split_at_byte(rest, b'"')?;
    let (status, rest) = status(rest)?;
    let (bytes, rest) = size(rest)?;
    let (agent, after) = agent(rest)?;
    let Asked { method, path, query, protocol } = Asked::line(Cow::Borrowed(request));
    Some(Request {
        time,
        address,
        site: None,
        method,
        path,
        query,
        protocol,
        status,
        bytes: Some(bytes),
        agent: Some(Cow::Borrowed(if agent == b"-" { &[] } else { agent })),
        taken: match taken {
            Some(unit) => behind(after).and_then(|word| number::micros(word, unit)),
            None => None,
        },
    })
}

/// ` 200 `, and what follows.
fn status(rest: &[u8]) -> Option<(u16, &[u8])> {
    let ([b' ', one @ b'0'..=b'9', two @ b'0'..=b'9', three @ b'0'..=b'9', b' '], rest) =
        rest.split_first_chunk::<5>()?
    else {
        return None;
    };
    let digit = |digit: u8| u16::from(digit - b'0');
    Some((digit(*one) * 100 + digit(*two) * 10 + digit(*three), rest))
}

/// `1234 ` or `- `, and what follows.
fn size(rest: &[u8]) -> Option<(u64, &[u8])> {
    if let Some(rest) = rest.strip_prefix(b"- ") {
        return Some((0, rest));
    }
    let mut size = 0;
    for (at, byte) in rest.iter().take(17).enumerate() {
        match byte {
            b'0'..=b'9' => size = size * 10 + u64::from(byte - b'0'),
            b' ' if at > 0 => return Some((size, rest.get(at + 1..)?)),
            _ => return None,
        }
    }
    None
}

/// The agent behind the referrer, both in quotes, and what follows.
fn agent(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, rest) = split_at_byte(rest.strip_prefix(b"\"")?, b'"')?;
    let (agent, after) = split_at_byte(rest.strip_prefix(b" \"")?, b'"')?;
    matches!(after.first(), None | Some(b' ')).then_some((agent, after))
}

#[cfg(test)]
mod tests {
    use super::super::clf;
    use super::*;
    use proptest::prelude::*;

    /// Pieces of lines: what usually stands there, and what does rarely.
    fn piece(
        usual: &'static [&'static str],
        rare: &'static [&'static str],
    ) -> BoxedStrategy<String> {
        prop_oneof![
            12 => prop::sample::select(usual).prop_map(str::to_owned),
            2 => prop::sample::select(rare).prop_map(str::to_owned),
            1 => "[ -~\t]{0,4}",
        ]
        .boxed()
    }

    fn line() -> impl Strategy<Value = String> {
        let pieces = [
            piece(
                &["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.7", "1:2:3:4:5:6:7:8"],
                &[
                    "[2001:db8::1]",
                    "fe80::1%[x",
                    "192.0.2.01",
                    "www.example.org 192.0.2.1",
                    " 192.0.2.1",
                ],
            ),
            piece(&[" - - ["], &[" - frank [", " - a [x] \" [", " -  [", "\t- - ["]),
            piece(
                &["10/Oct/2000:13:55:36 +0000", "10/Oct/2000:13:55:37 -0700"],
                &[
                    "10/Oct/2000:13:55:36.5 +0000",
                    "31/Feb/2000:13:55:36 +0000",
                    "10/Oct/1903:00:00:00 +0000",
                ],
            ),
            piece(&["] \""], &["] ", "]  \"", "] \"\""]),
            piece(
                &[
                    "GET /a HTTP/1.1",
                    "POST /b?c=%20d HTTP/2.0",
                    "GET / HTTP/1.0",
                    "HEAD /",
                    "",
                    "-",
                ],
                &[
                    "GET /a\\\"b HTTP/1.1",
                    "GET  HTTP/1.1",
                    "GET /a b HTTP/1.1",
                    "\\x16\\x03",
                    "GET /a\"b",
                    "GET HTTP/1.1",
                    "GET /a HTTP/3",
                    "get /a HTTP/1.1",
                    "GET /a HTTP/1 1",
                    "/ HTTP/1.1",
                ],
            ),
            piece(
                &["\" 200 ", "\" 404 "],
                &["\" - ", "\" 20 ", "\" 2000 ", "\"  200 ", "\"\t200 ", "\" 0x1 ", "\"\" 200 "],
            ),
            piece(
                &["0 ", "5316 ", "- "],
                &["", "- - ", "12345678901234567890 ", "1234567890123456 ", "x "],
            ),
            piece(
                &["\"-\" ", "\"https://www.example.org/\" "],
                &["", "\"a\"b\" ", "\"-\"  ", "\"\" ", "\"a\\\" "],
            ),
            piece(
                &["\"Mozilla/5.0 (X11)\"", "\"-\"", "\"\""],
                &["", "\"a\\\"b\"", "\"never closed", "\"a\"b\"", "\"\"doubled\"\"", "\"x\"\t"],
            ),
            piece(&["", " 0.012", " \"192.0.2.9\" 12"], &[" rt=0.5", " \\", " \"", "x", " "]),
        ];
        pieces.to_vec().prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn it_says_what_the_other_one_says() {
        let unit = prop::sample::select(vec![None, Some(Unit::Seconds), Some(Unit::Micros)]);
        let config = ProptestConfig::with_cases(20_000);
        let taken = std::cell::Cell::new(0);
        proptest!(config, |(line in line(), unit in unit)| {
            let memo = &mut time::Memo::default();
            if let Some(request) = read(line.as_bytes(), unit, memo) {
                taken.set(taken.get() + 1);
                prop_assert_eq!(Ok(request), clf::any(line.as_bytes(), unit, memo), "{}", line);
            }
        });
        assert!(taken.get() > 500, "only {}", taken.get());
    }

    #[test]
    fn the_usual_lines_are_taken() {
        for line in [
            r#"192.0.2.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/1.1" 200 5316 "-" "Mozilla/5.0""#,
            r#"2001:db8::1 - - [10/Oct/2000:13:55:36 +0000] "POST / HTTP/2.0" 404 - "https://a/" "-" 0.01"#,
            r#"192.0.2.1 - - [10/Oct/2000:13:55:36 +0000] "" 400 0 "-" """#,
        ] {
            let memo = &mut time::Memo::default();
            let request = read(line.as_bytes(), Some(Unit::Seconds), memo);
            assert!(request.is_some(), "{line}");
            assert_eq!(request, clf::any(line.as_bytes(), Some(Unit::Seconds), memo).ok());
        }
    }
}

//! What a file looks like that is no access log, to say it in the refusal.

use std::fmt;

use crate::read::syslog;
use crate::time;

/// What something looks like that is no access log we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooksLike {
    /// Compressed in a way that has to be undone first.
    Compressed(&'static str),
    /// An archive, image, program or other binary file.
    Binary,
    /// Text in UTF-16.
    Utf16,
    /// A web page or other XML.
    Markup,
    /// The error log of nginx or Apache.
    ErrorLog,
    /// A log of HAProxy.
    HaProxy,
    /// A system log, of other programs than a web server's access log.
    SystemLog,
    /// JSON lines that tell of no request under the names we know.
    OtherJson,
    /// A log of some other program: lines that begin with a time.
    OtherLog,
    /// W3C extended without the line that names the columns.
    NoFields,
    /// Text.
    Text,
}

impl fmt::Display for LooksLike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compressed(how) => write!(f, "a file compressed with {how}; undo that first"),
            Self::Binary => f.write_str("a binary file"),
            Self::Utf16 => f.write_str("text in UTF-16; have the server write UTF-8"),
            Self::Markup => f.write_str("HTML or XML"),
            Self::ErrorLog => {
                f.write_str("a web server's error log; its access log is another file")
            }
            Self::HaProxy => f.write_str("a log of HAProxy; have the server behind it write one"),
            Self::SystemLog => f.write_str("a system log without requests in it"),
            Self::OtherJson => f.write_str(
                "JSON lines under names we do not know; say with a mapping where a request stands",
            ),
            Self::OtherLog => f.write_str("the log of a program that is no web server"),
            Self::NoFields => f.write_str(
                "columns without a line `#Fields:`; the beginning of the file is missing",
            ),
            Self::Text => f.write_str("text that is no log"),
        }
    }
}

/// What these first bytes look like, as a whole.
pub(crate) fn bytes(sample: &[u8]) -> Option<LooksLike> {
    let compressed: [(&[u8], &'static str); 5] = [
        (b"\x1f\x8b", "gzip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ\x00", "xz"),
        (b"PK\x03\x04", "zip"),
    ];
    if let Some((_, how)) = compressed.iter().find(|(magic, _)| sample.starts_with(magic)) {
        return Some(LooksLike::Compressed(how));
    }
    if sample.starts_with(b"\xff\xfe") || sample.starts_with(b"\xfe\xff") {
        return Some(LooksLike::Utf16);
    }
    let strange = |byte: &&u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    let strange = sample.iter().filter(strange).count();
    (strange > sample.len() / 8 && !sample.is_empty()).then_some(LooksLike::Binary)
}

/// What one of its lines looks like.
pub(crate) fn line(line: &[u8]) -> LooksLike {
    let start = line.trim_ascii_start();
    if let Some(message) = syslog::message(line) {
        return match self::line(message) {
            LooksLike::HaProxy => LooksLike::HaProxy,
            _ => LooksLike::SystemLog,
        };
    }
    if start.starts_with(b"{") {
        return LooksLike::OtherJson;
    }
    if start.starts_with(b"<") {
        return LooksLike::Markup;
    }
    let has = |needle: &[u8]| memchr::memmem::find(line, needle).is_some();
    // `2021/12/01 13:53:33 [error] 31#31: …`, `[Wed Oct 11 14:32:52 2000] [error] …`
    let level = [
        &b" [error] "[..],
        b" [warn] ",
        b" [info] ",
        b" [notice] ",
        b" [crit] ",
        b"] [core:",
        b":error] ",
    ];
    if level.iter().any(|level| has(level)) {
        return LooksLike::ErrorLog;
    }
    // `192.0.2.1:14853 [14/Jan/2015:12:48:57.127] frontend backend/server 170/0/0/3/173 …`
    if let Some(at) = memchr::memchr(b'[', line)
        && let Some(inside) = line.get(at + 1..)
        && inside.get(20) == Some(&b'.')
        && inside.get(24) == Some(&b']')
    {
        return LooksLike::HaProxy;
    }
    let digits = |range: std::ops::Range<usize>| {
        line.get(range).is_some_and(|bytes| bytes.iter().all(u8::is_ascii_digit))
    };
    let columns = line.split(|byte| *byte == b' ' || *byte == b'\t').count();
    if line.get(..10).zip(line.get(11..19)).is_some_and(|(d, t)| time::columns(d, t).is_some())
        && columns >= 8
        && matches!(line.get(10), Some(b' ' | b'\t'))
        && line.get(20).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b':')
        && !has(b": ")
    {
        return LooksLike::NoFields;
    }
    let dated = line.get(..80.min(line.len())).unwrap_or_default();
    let clock = dated.windows(8).any(|clock| {
        clock.get(2) == Some(&b':')
            && clock.get(5) == Some(&b':')
            && clock.iter().filter(|byte| byte.is_ascii_digit()).count() == 6
    });
    if clock || digits(0..10) {
        return LooksLike::OtherLog;
    }
    LooksLike::Text
}

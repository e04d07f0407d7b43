//! One request, as a log line tells of it.

use std::borrow::Cow;
use std::net::IpAddr;

/// What a log line says of a request. It borrows from the line, and copies only where the log
/// escaped something.
///
/// There is no referrer, no user name, no cookie and no port in it: the data map declares none, so
/// the readers pass over them. The query is there for the detection of attacks, while the line is;
/// whatever is kept ([`crate::PageView`], [`crate::Visit`]) has no room for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request<'a> {
    /// Milliseconds since 1970 in UTC.
    pub time: i64,
    /// Where it came from. An IPv4 address written as IPv6 is the IPv4 address.
    pub address: IpAddr,
    /// The site it was for, if the log says so, as the log spells it.
    pub site: Option<Cow<'a, [u8]>>,
    /// The method; empty if what the client sent was no HTTP request at all.
    pub method: Cow<'a, [u8]>,
    /// The path as it was sent (percent-encoded), without the query.
    pub path: Cow<'a, [u8]>,
    /// What stood after the `?`.
    pub query: Option<Cow<'a, [u8]>>,
    /// The protocol, such as `HTTP/1.1`; empty if the log does not say.
    pub protocol: Cow<'a, [u8]>,
    /// The status; 0 if there was no answer.
    pub status: u16,
    /// The size of the answer, if the log says so.
    pub bytes: Option<u64>,
    /// The user agent; `None` if the log does not say, empty if the client did not.
    pub agent: Option<Cow<'a, [u8]>>,
    /// Microseconds that the answer took, if the log says so.
    pub taken: Option<u64>,
}

impl Request<'_> {
    /// Whether what the client sent was no HTTP request: TLS to a plain port, other protocols, noise.
    pub fn is_malformed(&self) -> bool {
        self.method.is_empty()
    }
}

/// The parts of a request line or of a target.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked<'a> {
    pub(crate) method: Cow<'a, [u8]>,
    pub(crate) path: Cow<'a, [u8]>,
    pub(crate) query: Option<Cow<'a, [u8]>>,
    pub(crate) protocol: Cow<'a, [u8]>,
}

impl<'a> Asked<'a> {
    /// Reads `GET /path?query HTTP/1.1`. What is no such line leaves everything empty.
    pub(crate) fn line(line: Cow<'a, [u8]>) -> Self {
        match line {
            Cow::Borrowed(line) => Self::borrowed(line).unwrap_or_default(),
            Cow::Owned(line) => Asked::borrowed(&line).map(Asked::into_owned).unwrap_or_default(),
        }
    }

    fn borrowed(line: &'a [u8]) -> Option<Self> {
        let (method, rest) = match line.split_at_checked(3) {
            // Nearly all.
            Some((get @ b"GET", [b' ', rest @ ..])) => (get, rest),
            _ => split_at_byte(line, b' ').filter(|(method, _)| is_method(method))?,
        };
        let (target, protocol) = with_protocol(rest);
        if target.is_empty() || target.starts_with(b"HTTP/") {
            return None;
        }
        let (path, query) = split_target(target);
        Some(Self {
            method: method.into(),
            path: path.into(),
            query: query.map(Into::into),
            protocol: protocol.into(),
        })
    }

    /// The parts as logs give them that do not log the line itself.
    pub(crate) fn parts(method: Cow<'a, [u8]>, target: Cow<'a, [u8]>) -> Self {
        if !is_method(&method) || target.is_empty() {
            return Self::default();
        }
        let (path, query) = match target {
            Cow::Borrowed(target) => {
                let (path, query) = split_target(target);
                (path.into(), query.map(Cow::Borrowed))
            }
            Cow::Owned(target) => {
                let (path, query) = split_target(&target);
                (Cow::Owned(path.to_vec()), query.map(|query| Cow::Owned(query.to_vec())))
            }
        };
        Self { method, path, query, protocol: Cow::Borrowed(&[]) }
    }

    fn into_owned(self) -> Asked<'static> {
        Asked {
            method: Cow::Owned(self.method.into_owned()),
            path: Cow::Owned(self.path.into_owned()),
            query: self.query.map(|query| Cow::Owned(query.into_owned())),
            protocol: Cow::Owned(self.protocol.into_owned()),
        }
    }
}

/// A target, and the protocol behind it; HTTP/0.9 has none.
fn with_protocol(rest: &[u8]) -> (&[u8], &[u8]) {
    if let Some((target, [b' ', protocol @ ..])) = rest.split_last_chunk::<9>()
        && let [b'H', b'T', b'T', b'P', b'/', version @ ..] = protocol
        && !version.contains(&b' ')
    {
        return (target, protocol);
    }
    match memchr::memrchr(b' ', rest).map(|at| rest.split_at(at)) {
        Some((target, protocol)) if protocol.starts_with(b" HTTP/") => {
            (target, protocol.get(1..).unwrap_or_default())
        }
        _ => (rest, &[][..]),
    }
}

/// Methods are capital letters (`M-SEARCH`, `VERSION-CONTROL` and the like have a hyphen).
fn is_method(word: &[u8]) -> bool {
    word.first().is_some_and(u8::is_ascii_uppercase)
        && word.len() <= 24
        && word.iter().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'))
}

fn split_target(target: &[u8]) -> (&[u8], Option<&[u8]>) {
    match split_at_byte(target, b'?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    }
}

/// What stands before and after the first such byte.
pub(crate) fn split_at_byte(bytes: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let (before, after) = bytes.split_at_checked(memchr::memchr(byte, bytes)?)?;
    Some((before, after.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> (String, String, Option<String>, String) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let borrowed = Asked::line(Cow::Borrowed(line.as_bytes()));
        assert_eq!(borrowed, Asked::line(Cow::Owned(line.as_bytes().to_vec())));
        let Asked { method, path, query, protocol } = borrowed;
        (text(&method), text(&path), query.as_deref().map(text), text(&protocol))
    }

    #[test]
    fn a_request_line_has_its_parts() {
        let some = |text: &str| Some(text.to_owned());
        for (line, method, path, query, protocol) in [
            ("GET / HTTP/1.1", "GET", "/", None, "HTTP/1.1"),
            ("GET /a?b=c?d HTTP/2.0", "GET", "/a", some("b=c?d"), "HTTP/2.0"),
            ("GET /a b|c? HTTP/1.0", "GET", "/a b|c", some(""), "HTTP/1.0"),
            ("OPTIONS * HTTP/1.0", "OPTIONS", "*", None, "HTTP/1.0"),
            ("GET /old", "GET", "/old", None, ""),
            ("M-SEARCH * HTTP/1.1", "M-SEARCH", "*", None, "HTTP/1.1"),
            ("CONNECT a:443 HTTP/1.1", "CONNECT", "a:443", None, "HTTP/1.1"),
        ] {
            assert_eq!(asked(line), (method.into(), path.into(), query, protocol.into()), "{line}");
        }
    }

    #[test]
    fn noise_is_no_request() {
        for line in ["", "-", "HELP", "\u{16}\u{3}\u{1}", "get / HTTP/1.1", "GET ", "GET HTTP/1.1"]
        {
            assert_eq!(asked(line).0, "", "{line}");
        }
    }

    #[test]
    fn parts_make_the_same_request_as_the_line() {
        let parts = Asked::parts(b"GET"[..].into(), b"/a?b"[..].into());
        let line = Asked::line(b"GET /a?b"[..].into());
        assert_eq!(parts, line);
        assert_eq!(Asked::parts(b""[..].into(), b"/"[..].into()), Asked::default());
    }
}

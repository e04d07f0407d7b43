//! Logs in columns that a `#Fields:` line names: W3C extended (IIS) and CloudFront.

use std::borrow::Cow;

use super::quoted::hex;
use crate::address;
use crate::number::{self, Unit};
use crate::reject::Reason;
use crate::request::{Asked, Request};
use crate::time;

/// The columns that the last `#Fields:` line named, and who wrote the log.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    named: Vec<Column>,
    /// CloudFront parts columns by tabs and percent-encodes; IIS by blanks and writes `+` for a blank.
    cloudfront: bool,
    iis: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Date,
    Time,
    Address,
    Method,
    Path,
    Query,
    Status,
    Bytes,
    Taken,
    Protocol,
    Agent,
    Site,
    /// A better one than `Site`: the name the visitor asked for, where `Site` is the server's own.
    BetterSite,
    Other,
}

impl Columns {
    /// None yet.
    pub(crate) fn none() -> Self {
        Self { named: Vec::new(), cloudfront: false, iis: false }
    }

    /// Takes a line that begins with `#`.
    pub(crate) fn directive(&mut self, line: &[u8]) {
        let line = line.trim_ascii();
        if let Some(software) = line.strip_prefix(b"#Software:") {
            self.iis = software.trim_ascii().starts_with(b"Microsoft");
        }
        let Some(names) = line.strip_prefix(b"#Fields:") else { return };
        let names = || names.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty());
        self.cloudfront = names().any(|name| name.starts_with(b"x-edge-"));
        // Only IIS counts errors of Windows.
        self.iis |= names().any(|name| name == b"sc-win32-status");
        self.named = names().map(column).collect();
    }

    /// Whether the last `#Fields:` line is one of CloudFront.
    pub(crate) fn are_cloudfront(&self) -> bool {
        self.cloudfront
    }

    /// A line as a request.
    pub(super) fn read<'a>(&self, line: &'a [u8]) -> Result<Request<'a>, Reason> {
        if self.named.is_empty() {
            return Err(Reason::NoFields);
        }
        let mut found = [None; Column::Other as usize];
        let mut rest = Some(line);
        for column in &self.named {
            let (value, after) = self.next(rest.ok_or(Reason::Layout)?);
            rest = after;
            if let Some(slot) = found.get_mut(*column as usize)
                && value != b"-"
            {
                *slot = Some(value);
            }
        }
        if rest.is_some_and(|rest| !rest.trim_ascii().is_empty()) {
            return Err(Reason::Layout);
        }
        let get = |column: Column| found.get(column as usize).copied().flatten();
        let (date, clock) = (get(Column::Date), get(Column::Time));
        let time = date.zip(clock).and_then(|(date, clock)| time::columns(date, clock));
        let time = time::checked(time)?;
        let address = address::with_port(get(Column::Address).ok_or(Reason::Address)?);
        let address = address.ok_or(Reason::Address)?;
        let status = super::status(get(Column::Status).unwrap_or(b"-"))?;
        let method = get(Column::Method).unwrap_or_default();
        let target = get(Column::Path).unwrap_or_default();
        let asked = Asked::parts(Cow::Borrowed(method), Cow::Borrowed(target));
        let is_named = |column| self.named.contains(&column);
        Ok(Request {
            time,
            address,
            site: get(Column::BetterSite).or(get(Column::Site)).map(Cow::Borrowed),
            method: asked.method,
            path: asked.path,
            query: get(Column::Query).map(Cow::Borrowed).or(asked.query),
            protocol: get(Column::Protocol).unwrap_or_default().into(),
            status,
            bytes: get(Column::Bytes).and_then(number::whole),
            agent: is_named(Column::Agent)
                .then(|| self.plain(get(Column::Agent).unwrap_or_default())),
            taken: get(Column::Taken).and_then(|taken| number::micros(taken, self.unit())),
        })
    }

    /// The standard says seconds; IIS writes milliseconds.
    fn unit(&self) -> Unit {
        if self.iis && !self.cloudfront { Unit::Millis } else { Unit::Seconds }
    }

    /// The next column's value, and what follows it if anything does.
    fn next<'a>(&self, line: &'a [u8]) -> (&'a [u8], Option<&'a [u8]>) {
        let by = if self.cloudfront { b'\t' } else { b' ' };
        if !self.cloudfront
            && !self.iis
            && let Some(quoted) = quoted(line)
        {
            return quoted;
        }
        match memchr::memchr(by, line) {
            Some(at) => (line.get(..at).unwrap_or_default(), line.get(at + 1..)),
            None => (line, None),
        }
    }

    /// The agent as the client sent it.
    fn plain<'a>(&self, agent: &'a [u8]) -> Cow<'a, [u8]> {
        if self.cloudfront {
            percent_decoded(agent)
        } else if memchr::memchr(b'+', agent).is_some() && memchr::memchr(b' ', agent).is_none() {
            agent.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect()
        } else {
            Cow::Borrowed(agent)
        }
    }
}

/// The standard's way to have blanks in a value: quotes around it, those in it doubled. IIS has no
/// such way, and a client may well send a quote.
fn quoted(line: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let inner = line.strip_prefix(b"\"")?;
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(b'"', inner.get(from..)?)?;
        match inner.get(at + 1) {
            Some(b'"') => from = at + 2,
            Some(b' ') => return Some((inner.get(..at)?, inner.get(at + 2..))),
            None => return Some((inner.get(..at)?, None)),
            Some(_) => return None,
        }
    }
}

fn column(name: &[u8]) -> Column {
    match name {
        b"date" => Column::Date,
        b"time" => Column::Time,
        b"c-ip" => Column::Address,
        b"cs-method" => Column::Method,
        b"cs-uri-stem" | b"cs-uri" => Column::Path,
        b"cs-uri-query" => Column::Query,
        b"sc-status" => Column::Status,
        b"sc-bytes" => Column::Bytes,
        b"time-taken" => Column::Taken,
        b"cs-version" | b"cs-protocol-version" => Column::Protocol,
        b"cs(User-Agent)" => Column::Agent,
        b"cs-host" | b"cs(Host)" => Column::Site,
        b"x-host-header" => Column::BetterSite,
        _ => Column::Other,
    }
}

/// Undoes `%20`, twice where CloudFront encoded it twice (`%2520`).
fn percent_decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'%', text).is_none() {
        return Cow::Borrowed(text);
    }
    let once = decoded(text);
    Cow::Owned(if memchr::memmem::find(text, b"%2520").is_some() { decoded(&once) } else { once })
}

fn decoded(mut text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    while let Some((byte, after)) = text.split_first() {
        text = after;
        match after {
            [high, low, after @ ..] if *byte == b'%' => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    text = after;
                }
                _ => bytes.push(b'%'),
            },
            _ => bytes.push(*byte),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_agents_are_as_sent() {
        for (text, expected) in [
            ("Mozilla/5.0%20(X;%20Y)", "Mozilla/5.0 (X; Y)"),
            ("Mozilla/5.0%2520(X)", "Mozilla/5.0 (X)"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("plain", "plain"),
        ] {
            assert_eq!(&*percent_decoded(text.as_bytes()), expected.as_bytes(), "{text}");
        }
    }

    #[test]
    fn a_line_fits_the_columns_or_is_refused() {
        let mut columns = Columns::none();
        assert_eq!(columns.read(b"x"), Err(Reason::NoFields));
        columns.directive(b"#Fields: date time c-ip cs-method cs-uri-stem sc-status");
        assert!(columns.read(b"2026-01-01 00:00:00 192.0.2.1 GET / 200").is_ok());
        assert!(columns.read(b"2026-01-01 00:00:00 192.0.2.1 GET / 200 ").is_ok());
        for (line, reason) in [
            (&b"2026-01-01 00:00:00 192.0.2.1 GET /"[..], Reason::Layout),
            (b"2026-01-01 00:00:00 192.0.2.1 GET / 200 1", Reason::Layout),
            (b"2026-01-01 - 192.0.2.1 GET / 200", Reason::Time),
            (b"2026-01-01 00:00:00 - GET / 200", Reason::Address),
            (b"2026-01-01 00:00:00 192.0.2.1 GET / x", Reason::Status),
            (b"1970-01-01 00:00:00 192.0.2.1 GET / 200", Reason::TooEarly),
        ] {
            assert_eq!(columns.read(line), Err(reason), "{line:?}");
        }
        // Other columns from here on.
        columns.directive(b"#Fields: time date c-ip sc-status cs(User-Agent)");
        let request = columns.read(b"00:00:00 2026-01-01 ::1 200 \"A \"\"B\"\" C\"").unwrap();
        assert_eq!(request.agent.as_deref(), Some(&b"A \"\"B\"\" C"[..]));
        assert!(request.is_malformed());
    }
}

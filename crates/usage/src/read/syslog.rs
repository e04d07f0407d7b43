//! What syslog puts before a message.

use crate::request::split_at_byte;
use crate::time;

/// The message after the header, or `None` if there is no header of RFC 3164 or RFC 5424.
pub(crate) fn message(line: &[u8]) -> Option<&[u8]> {
    let line = priority(line);
    modern(line).or_else(|| old(line))
}

/// Takes `<190>` off.
fn priority(line: &[u8]) -> &[u8] {
    let Some(rest) = line.strip_prefix(b"<") else { return line };
    match split_at_byte(rest, b'>') {
        Some((number, rest))
            if (1..=3).contains(&number.len()) && number.iter().all(u8::is_ascii_digit) =>
        {
            rest
        }
        _ => line,
    }
}

/// `1 2026-01-01T00:00:00Z host nginx 123 - - message`.
fn modern(line: &[u8]) -> Option<&[u8]> {
    let mut rest = line.strip_prefix(b"1 ")?;
    let (stamp, after) = split_at_byte(rest, b' ')?;
    if stamp != b"-" {
        time::iso(stamp)?;
    }
    rest = after;
    for _ in 0..4 {
        rest = split_at_byte(rest, b' ')?.1;
    }
    // Structured data: `-`, or elements in brackets.
    while rest.first() == Some(&b'[') {
        rest = element(rest)?;
    }
    let rest = rest.strip_prefix(b"-").unwrap_or(rest);
    let message = rest.strip_prefix(b" ")?;
    Some(message.strip_prefix("\u{feff}".as_bytes()).unwrap_or(message))
}

/// What follows one element of structured data, in which `]` may stand in quotes or escaped.
fn element(bytes: &[u8]) -> Option<&[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b']' if !quoted => return bytes.get(at + 1..),
            _ => {}
        }
    }
    None
}

/// `Jul  8 11:07:07 host nginx[2869]: message`; the time may be of RFC 3339, as rsyslog writes it.
fn old(line: &[u8]) -> Option<&[u8]> {
    let rest = if let Some(month) = line.get(..3)
        && time::month(month).is_some()
    {
        let day = line.get(3..16)?;
        let shape = |(at, byte): (usize, &u8)| match at {
            0 | 3 | 12 => *byte == b' ',
            6 | 9 => *byte == b':',
            1 => byte.is_ascii_digit() || *byte == b' ',
            _ => byte.is_ascii_digit(),
        };
        if !day.iter().enumerate().all(shape) {
            return None;
        }
        line.get(16..)?
    } else {
        let (stamp, rest) = split_at_byte(line, b' ')?;
        time::iso(stamp)?;
        rest
    };
    let (_host, rest) = split_at_byte(rest, b' ')?;
    let (tag, message) = split_at_byte(rest, b' ')?;
    tag.strip_suffix(b":").filter(|tag| !tag.is_empty()).map(|_| message)
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn headers_are_taken_off() {
        for line in [
            "Jul  8 11:07:07 host.example nginx[2869]: GET",
            "Dec 18 11:07:07 host nginx: GET",
            "<190>Dec 18 11:07:07 host nginx: GET",
            "2026-01-01T00:00:00.123456+01:00 host nginx[1]: GET",
            "<190>1 2026-01-01T00:00:00Z host nginx 12 - - GET",
            "<190>1 - host nginx - - - \u{feff}GET",
            "1 2026-01-01T00:00:00Z host nginx 12 id [a b=\"]\\\"\"][c] GET",
        ] {
            assert_eq!(message(line.as_bytes()), Some(&b"GET"[..]), "{line}");
        }
    }

    #[test]
    fn what_has_no_header() {
        for line in [
            "",
            "GET",
            "192.0.2.1 - - [x",
            "Jul  8",
            "Jul  8 11:07:07",
            "Jul  8 11:07:07 host",
            "<190>",
            "<>x",
            "1 2026-01-01T00:00:00Z host",
            "1 x host nginx 12 - - GET",
            "2026-01-01T00:00:00Z",
            "1 2026-01-01T00:00:00Z host nginx 12 id [a",
            "Jul  8 11:07:07 host words: x y",
        ] {
            let found = message(line.as_bytes());
            assert!(found.is_none() || line.ends_with("x y"), "{line}");
        }
    }
}

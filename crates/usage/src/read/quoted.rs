//! Quoted fields of the common log format, with what servers escape in them.

use std::borrow::Cow;

/// A field in quotes, still escaped, and what follows it.
///
/// It ends at the first quote that is not escaped and has a blank or the end of the line after it,
/// since some servers escape nothing. Quotes that were doubled on the way are taken off. A field whose
/// closing quote is missing goes to the end of the line.
pub(super) fn field(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = bytes.strip_prefix(b"\"")?;
    let mut from = 0;
    while let Some(at) = inner.get(from..).and_then(|rest| memchr::memchr(b'"', rest)) {
        let at = from + at;
        let after = inner.get(at + 1..).unwrap_or_default();
        if matches!(after.first(), None | Some(b' ' | b'\t')) && !is_escaped(inner, at) {
            let field = inner.get(..at).unwrap_or_default();
            return Some((undoubled(field), after));
        }
        from = at + 1;
    }
    Some((inner, &[]))
}

/// `"x"` in the quotes of the field itself: somebody doubled them.
fn undoubled(field: &[u8]) -> &[u8] {
    match field {
        [b'"', inner @ .., b'"'] => inner,
        _ => field,
    }
}

/// Whether an odd number of backslashes stands before it.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Undoes what Apache and nginx escape: `\"`, `\\`, `\x16`, `\n` and the like. What is no escape stays.
pub(super) fn unescaped(field: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', field) else { return Cow::Borrowed(field) };
    let (plain, mut rest) = field.split_at_checked(first).unwrap_or((field, &[]));
    let mut bytes = plain.to_vec();
    while let Some((byte, after)) = rest.split_first() {
        let (byte, after) = match (byte, after) {
            (b'\\', [b'x', high, low, after @ ..])
                if hex(*high).is_some() && hex(*low).is_some() =>
            {
                let value = hex(*high).unwrap_or_default() * 16 + hex(*low).unwrap_or_default();
                (value, after)
            }
            (b'\\', [code, after @ ..]) if escape(*code).is_some() => {
                (escape(*code).unwrap_or_default(), after)
            }
            _ => (*byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    Cow::Owned(bytes)
}

fn escape(code: u8) -> Option<u8> {
    Some(match code {
        b'"' | b'\\' | b'/' => code,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 0x08,
        b'f' => 0x0c,
        b'v' => 0x0b,
        _ => return None,
    })
}

/// The value of a hexadecimal digit.
pub(super) fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_ends_at_its_quote() {
        for (text, inside, rest) in [
            (r#""GET /" 200"#, "GET /", " 200"),
            (r#""" "-""#, "", r#" "-""#),
            (r#""-""#, "-", ""),
            (r#""a\"b" c"#, r#"a\"b"#, " c"),
            (r#""a\\" c"#, r"a\\", " c"),
            (r#""a"b" c"#, r#"a"b"#, " c"),
            (r#"""GET /"" 200"#, "GET /", " 200"),
            (r#""never closed 200"#, "never closed 200", ""),
            (r#"""#, "", ""),
        ] {
            let (found, after) = field(text.as_bytes()).unwrap();
            assert_eq!((found, after), (inside.as_bytes(), rest.as_bytes()), "{text}");
        }
        assert_eq!(field(b"x"), None);
    }

    #[test]
    fn escapes_are_undone_once() {
        for (text, expected) in [
            (r"plain", &b"plain"[..]),
            (r"\x16\x03\x01\x00", b"\x16\x03\x01\x00"),
            (r#"a\"b\\x41"#, b"a\"b\\x41"),
            (r"\xZZ\q\", b"\\xZZ\\q\\"),
            (r"\x4", b"\\x4"),
            (r"tab\t", b"tab\t"),
        ] {
            assert_eq!(&*unescaped(text.as_bytes()), expected, "{text}");
        }
        assert!(matches!(unescaped(b"plain"), Cow::Borrowed(_)));
    }
}

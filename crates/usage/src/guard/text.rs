//! What a client sent, in the one spelling that patterns are written for.
//!
//! Percent signs are decoded twice, since some servers do; so `%2e`, `%252e` and `%%32%65` are all a
//! dot. A dot or slash in too many bytes (`%c0%ae`) is a dot or slash. Patterns do not mind capitals,
//! so they stay. Each step goes once over the text, whatever it is.

use std::borrow::Cow;

/// A path: decoded, backslashes as slashes, several slashes as one.
pub(super) fn path(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut before = 0;
    let plain = raw.iter().all(|byte| {
        let fine = !matches!(byte, b'%' | b'\\' | 0xc0 | 0xc1) && (*byte, before) != (b'/', b'/');
        before = *byte;
        fine
    });
    if plain {
        return Cow::Borrowed(raw);
    }
    let mut text = short(twice(raw, false));
    for byte in &mut text {
        if *byte == b'\\' {
            *byte = b'/';
        }
    }
    text.dedup_by(|next, before| (*next, *before) == (b'/', b'/'));
    Cow::Owned(text)
}

/// A query: decoded, with `+` as a blank; blanks, controls and SQL's comments are one blank.
pub(super) fn query(raw: &[u8]) -> Vec<u8> {
    let text = short(twice(raw, true));
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_slice();
    let mut closed = true;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let mut blank = byte <= b' ';
        if closed && byte == b'/' && after.first() == Some(&b'*') {
            match memchr::memmem::find(after, b"*/") {
                Some(end) => {
                    rest = after.get(end + 2..).unwrap_or_default();
                    blank = true;
                }
                // No comment ends from here on: not looked for again.
                None => closed = false,
            }
        }
        if !blank {
            out.push(byte);
        } else if out.last() != Some(&b' ') {
            out.push(b' ');
        }
    }
    out
}

fn twice(raw: &[u8], plus: bool) -> Vec<u8> {
    let once = decoded(raw, plus);
    if memchr::memchr(b'%', &once).is_some() { decoded(&once, false) } else { once }
}

/// Decodes `%XX` and `%uXXXX`; what is no such sign stays.
fn decoded(raw: &[u8], plus: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'%', [a, b, more @ ..]) if let Some(decoded) = hex(*a, *b) => {
                out.push(decoded);
                rest = more;
            }
            (b'%', [b'u' | b'U', b'0', b'0', a, b, more @ ..])
                if let Some(decoded) = hex(*a, *b) =>
            {
                out.push(decoded);
                rest = more;
            }
            (b'+', _) if plus => out.push(b' '),
            _ => out.push(byte),
        }
    }
    out
}

fn hex(a: u8, b: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(a)? << 4 | digit(b)?)
}

/// Signs of one byte that were written in two.
fn short(text: Vec<u8>) -> Vec<u8> {
    if !text.iter().any(|byte| matches!(byte, 0xc0 | 0xc1)) {
        return text;
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_slice();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (0xc0 | 0xc1, [next @ 0x80..=0xbf, more @ ..]) => {
                out.push((byte & 1) << 6 | (next & 0x3f));
                rest = more;
            }
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_spelling_is_one() {
        for (raw, expected) in [
            ("/a/b", "/a/b"),
            ("/%2e%2E/etc", "/../etc"),
            ("/%252e%252e%252fetc", "/../etc"),
            ("/cgi-bin/%%32%65%%32%65/bin", "/cgi-bin/../bin"),
            ("/%c0%ae%c0%ae%c0%afetc", "/../etc"),
            ("/..\\..\\win.ini", "/../../win.ini"),
            ("/%u002e%u002e/", "/../"),
            ("//a///b", "/a/b"),
            ("/%2fetc%2fpasswd", "/etc/passwd"),
            ("/100%", "/100%"),
            ("/%zz%4", "/%zz%4"),
            ("/%C3%BCber", "/über"),
            ("/a+b", "/a+b"),
        ] {
            assert_eq!(path(raw.as_bytes()), expected.as_bytes(), "{raw}");
        }
        for (raw, expected) in [
            ("id=1+union%20%0aselect", "id=1 union select"),
            ("id=1/**/union/*x*/select", "id=1 union select"),
            ("a=%2527", "a='"),
            ("a=/*b", "a=/*b"),
            ("a=1%2b1", "a=1+1"),
        ] {
            assert_eq!(query(raw.as_bytes()), expected.as_bytes(), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_grows_no_longer(raw: Vec<u8>) {
            prop_assert!(path(&raw).len() <= raw.len());
            prop_assert!(query(&raw).len() <= raw.len());
        }

        #[test]
        fn what_is_encoded_once_or_twice_is_the_same(plain in "[a-z./<>'()= ]{0,30}") {
            let encoded = |text: &[u8]| -> Vec<u8> {
                text.iter().flat_map(|byte| format!("%{byte:02x}").into_bytes()).collect()
            };
            let once = encoded(plain.as_bytes());
            prop_assert_eq!(query(&once), query(plain.as_bytes()));
            prop_assert_eq!(query(&encoded(&once)), query(plain.as_bytes()));
            let again = encoded(&once);
            prop_assert_eq!(path(&again), path(plain.as_bytes()));
        }
    }
}

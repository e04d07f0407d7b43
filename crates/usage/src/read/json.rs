//! A walk through one JSON object that copies nothing.
//!
//! Logs are not always valid JSON: bytes that are no UTF-8 and control characters stand in strings as
//! they came. They are passed on; what matters is that the object is closed where it should be.

use std::borrow::Cow;

use super::quoted::hex;

/// How deep objects and arrays may lie in one another.
const DEEPEST: usize = 32;

/// A value, still escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// What stands between the quotes.
    Text(&'a [u8]),
    /// A number as it is written.
    Number(&'a [u8]),
    /// `true`, `false` or `null`.
    Word,
}

/// The keys on the way to a value, innermost last.
pub(super) struct Path<'a, 'p> {
    pub(super) key: &'a [u8],
    pub(super) above: Option<&'p Path<'a, 'p>>,
}

/// It is no JSON object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoJson;

/// Hands over every value of an object that is no object itself, with its path. Of an array, the
/// first value stands for it.
pub(super) fn walk<'a>(
    line: &'a [u8],
    take: &mut impl FnMut(&Path<'a, '_>, Value<'a>),
) -> Result<(), NoJson> {
    let mut at = Walk { rest: line };
    at.blanks();
    at.object(None, 0, true, take)?;
    at.blanks();
    if at.rest.is_empty() { Ok(()) } else { Err(NoJson) }
}

struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    fn object(
        &mut self,
        above: Option<&Path<'a, '_>>,
        depth: usize,
        wanted: bool,
        take: &mut impl FnMut(&Path<'a, '_>, Value<'a>),
    ) -> Result<(), NoJson> {
        self.expect(b'{')?;
        self.blanks();
        if self.skip(b'}') {
            return Ok(());
        }
        loop {
            self.blanks();
            let key = self.text()?;
            self.blanks();
            self.expect(b':')?;
            self.blanks();
            self.value(&Path { key, above }, depth, wanted, take)?;
            self.blanks();
            if self.skip(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn value(
        &mut self,
        path: &Path<'a, '_>,
        depth: usize,
        wanted: bool,
        take: &mut impl FnMut(&Path<'a, '_>, Value<'a>),
    ) -> Result<(), NoJson> {
        if depth >= DEEPEST {
            return Err(NoJson);
        }
        let value = match self.rest.first().ok_or(NoJson)? {
            b'{' => return self.object(Some(path), depth + 1, wanted, take),
            b'[' => return self.array(path, depth + 1, wanted, take),
            b'"' => Value::Text(self.text()?),
            b't' => self.word(b"true")?,
            b'f' => self.word(b"false")?,
            b'n' => self.word(b"null")?,
            _ => self.number()?,
        };
        if wanted {
            take(path, value);
        }
        Ok(())
    }

    fn array(
        &mut self,
        path: &Path<'a, '_>,
        depth: usize,
        wanted: bool,
        take: &mut impl FnMut(&Path<'a, '_>, Value<'a>),
    ) -> Result<(), NoJson> {
        self.expect(b'[')?;
        self.blanks();
        if self.skip(b']') {
            return Ok(());
        }
        let mut first = wanted;
        loop {
            self.blanks();
            self.value(path, depth, first, take)?;
            first = false;
            self.blanks();
            if self.skip(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn text(&mut self) -> Result<&'a [u8], NoJson> {
        self.expect(b'"')?;
        let whole = self.rest;
        let mut at = 0;
        loop {
            let ahead = whole.get(at..).ok_or(NoJson)?;
            at += memchr::memchr2(b'"', b'\\', ahead).ok_or(NoJson)?;
            if whole.get(at) == Some(&b'"') {
                self.rest = whole.get(at + 1..).unwrap_or_default();
                return whole.get(..at).ok_or(NoJson);
            }
            at += 2;
        }
    }

    fn number(&mut self) -> Result<Value<'a>, NoJson> {
        let digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let end = self.rest.iter().position(|byte| !digit(byte)).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at_checked(end).ok_or(NoJson)?;
        if number.is_empty() {
            return Err(NoJson);
        }
        self.rest = rest;
        Ok(Value::Number(number))
    }

    fn word(&mut self, word: &[u8]) -> Result<Value<'a>, NoJson> {
        self.rest = self.rest.strip_prefix(word).ok_or(NoJson)?;
        Ok(Value::Word)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    fn skip(&mut self, byte: u8) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), NoJson> {
        if self.skip(byte) { Ok(()) } else { Err(NoJson) }
    }
}

/// Undoes the escapes of JSON, and `\xHH`, which nginx writes unless it is told to write JSON. What is
/// no escape stays.
pub(super) fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', text) else { return Cow::Borrowed(text) };
    let (plain, mut rest) = text.split_at_checked(first).unwrap_or((text, &[]));
    let mut bytes = plain.to_vec();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'\\' {
            bytes.push(*byte);
            continue;
        }
        let simple = match after.first() {
            Some(b'n') => Some(b'\n'),
            Some(b'r') => Some(b'\r'),
            Some(b't') => Some(b'\t'),
            Some(b'b') => Some(0x08),
            Some(b'f') => Some(0x0c),
            Some(code @ (b'"' | b'\\' | b'/')) => Some(*code),
            _ => None,
        };
        if let Some(simple) = simple {
            bytes.push(simple);
            rest = after.get(1..).unwrap_or_default();
        } else if let Some((letter, after)) = unicode(after) {
            bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after;
        } else if let [b'x', high, low, after @ ..] = after
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            bytes.push(high * 16 + low);
            rest = after;
        } else {
            bytes.push(b'\\');
        }
    }
    Cow::Owned(bytes)
}

/// `u00e9`, or a pair of surrogates; half a pair is the replacement character.
fn unicode(bytes: &[u8]) -> Option<(char, &[u8])> {
    let (unit, rest) = unit(bytes)?;
    if let Some(letter) = char::from_u32(unit) {
        return Some((letter, rest));
    }
    if unit < 0xdc00
        && let Some((low @ 0xdc00..0xe000, after)) = rest.strip_prefix(b"\\").and_then(self::unit)
    {
        let letter = char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00))?;
        return Some((letter, after));
    }
    Some((char::REPLACEMENT_CHARACTER, rest))
}

fn unit(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = bytes.strip_prefix(b"u")?.split_at_checked(4)?;
    let unit =
        digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + u32::from(hex(*digit)?)))?;
    Some((unit, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every value with its path, joined with dots.
    fn values(line: &[u8]) -> Result<Vec<(String, String)>, NoJson> {
        let mut found = Vec::new();
        walk(line, &mut |path: &Path<'_, '_>, value| {
            let mut keys = vec![String::from_utf8_lossy(&unescaped(path.key)).into_owned()];
            let mut above = path.above;
            while let Some(path) = above {
                keys.insert(0, String::from_utf8_lossy(&unescaped(path.key)).into_owned());
                above = path.above;
            }
            let value = match value {
                Value::Text(text) => String::from_utf8_lossy(&unescaped(text)).into_owned(),
                Value::Number(number) => String::from_utf8_lossy(number).into_owned(),
                Value::Word => "word".into(),
            };
            found.push((keys.join("."), value));
        })?;
        Ok(found)
    }

    #[test]
    fn values_come_with_their_paths() {
        let line = br#" {"a":1,"b":{"c":"x\"y","d":["first",{"e":2},["z"]],"f":[]},"g":null,"h":[{"i":-1.5e3}]} "#;
        let expected =
            [("a", "1"), ("b.c", "x\"y"), ("b.d", "first"), ("g", "word"), ("h.i", "-1.5e3")];
        let expected = expected.map(|(path, value)| (path.to_owned(), value.to_owned()));
        assert_eq!(values(line).unwrap(), expected);
        assert_eq!(values(b"{}"), Ok(vec![]));
        // Not valid, but whole: what a client sent stands in it as it came.
        assert_eq!(values(b"{\"a\":\"\xff\x00\\x16\"}").unwrap().len(), 1);
    }

    #[test]
    fn what_is_not_closed_is_no_object() {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(40), "}".repeat(40));
        let wide = format!(r#"{{"a":{}}}"#, "[".repeat(100_000));
        for line in [
            "",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,}",
            "{\"a\":\"x",
            "{\"a\":\"x\\\"}",
            "{} x",
            "[]",
            "1",
            "{\"a\":tru}",
            "{\"a\":,}",
            "{a:1}",
            "{\"a\":[1}",
            "{\"a\" 1}",
            &deep,
            &wide,
        ] {
            assert_eq!(values(line.as_bytes()), Err(NoJson), "{line:.60}");
        }
    }

    proptest! {
        /// Whatever serde_json writes is read as it reads it.
        #[test]
        fn it_agrees_with_serde_json(
            pairs in proptest::collection::btree_map(".{0,12}", ".{0,40}", 0..8),
            number in any::<i64>(),
        ) {
            let mut object: serde_json::Map<_, _> =
                pairs.iter().map(|(key, text)| (key.clone(), text.clone().into())).collect();
            object.insert("#n".into(), serde_json::json!({"n": number, "t": [true, {"x": "y"}]}));
            let line = serde_json::to_string(&object).unwrap();
            let found: std::collections::BTreeMap<_, _> = values(line.as_bytes()).unwrap().into_iter().collect();
            prop_assert_eq!(&found["#n.n"], &number.to_string());
            for (key, text) in pairs.iter().filter(|(key, _)| *key != "#n") {
                prop_assert_eq!(&found[key], text);
            }
        }

        /// Whatever the bytes are, the walk ends; and what serde_json takes, it takes.
        #[test]
        fn any_bytes_end(text in r#"[{}\[\]":,a1\\ ]{0,40}"#) {
            let ours = values(text.as_bytes());
            if serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text).is_ok() {
                prop_assert!(ours.is_ok(), "{}", text);
            }
        }
    }
}

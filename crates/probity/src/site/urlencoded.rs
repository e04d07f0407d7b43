//! Reads the body of a form, strictly: what is not exactly a form is refused as a whole.

use super::typed::Typed;

/// The most fields one form may send.
const MOST_FIELDS: usize = 64;

/// Why a body is not a form of ours.
#[derive(Debug, PartialEq, Eq, Clone, Copy, thiserror::Error)]
pub enum Unreadable {
    /// A `%` without two hexadecimal digits, or bytes that are not UTF-8.
    #[error("not encoded as forms are")]
    Encoding,
    /// The same name twice.
    #[error("a field stands twice")]
    Duplicate,
    /// More fields than any form has.
    #[error("too many fields")]
    TooMany,
    /// It did not arrive whole.
    #[error("cut off")]
    Cut,
    /// An answer that the question does not take.
    #[error("an answer does not fit its field")]
    Misfit,
    /// A request of a form that nothing here knows.
    #[error("of no known form")]
    Request,
}

/// Splits a body into its fields, in their order. A name that stands twice is an error: which of
/// the two was meant nobody can tell.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<(String, Typed)>, Unreadable> {
    let mut fields: Vec<(String, Typed)> = Vec::new();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        if fields.len() == MOST_FIELDS {
            return Err(Unreadable::TooMany);
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let value = decode(halves.next().unwrap_or_default())?;
        if fields.iter().any(|(known, _)| *known == name) {
            return Err(Unreadable::Duplicate);
        }
        fields.push((name, Typed::new(value)));
    }
    Ok(fields)
}

/// Text as it stands in the query of an address: nothing but letters, digits and `-._~/` as they are.
pub(crate) fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// Text out of the query of an address or the body of a form.
pub(crate) fn decode(text: &[u8]) -> Result<String, Unreadable> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let high = rest.next().and_then(|digit| hex(*digit)).ok_or(Unreadable::Encoding)?;
                let low = rest.next().and_then(|digit| hex(*digit)).ok_or(Unreadable::Encoding)?;
                bytes.push(high << 4 | low);
            }
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| Unreadable::Encoding)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Vec<(String, String)>, Unreadable> {
        let fields = parse(body.as_bytes())?;
        Ok(fields.into_iter().map(|(name, value)| (name, value.expose().to_owned())).collect())
    }

    #[test]
    fn a_form_is_read_in_its_order() {
        let fields = read("name=Ada+L%C3%B6v&empty=&email=a%40b.org&flag").unwrap();
        let expected = [("name", "Ada Löv"), ("empty", ""), ("email", "a@b.org"), ("flag", "")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_is_not_exactly_a_form_is_refused() {
        assert_eq!(read("a=1&a=2"), Err(Unreadable::Duplicate));
        assert_eq!(read("a=%4"), Err(Unreadable::Encoding));
        assert_eq!(read("a=%zz"), Err(Unreadable::Encoding));
        assert_eq!(read("a=%ff"), Err(Unreadable::Encoding));
        let many: Vec<String> = (0..65).map(|n| format!("f{n}=x")).collect();
        assert_eq!(read(&many.join("&")), Err(Unreadable::TooMany));
    }
}

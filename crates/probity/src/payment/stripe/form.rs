//! Requests as Stripe takes them: forms whose names have brackets.

use std::fmt::Write as _;

/// Names and values of a request, encoded.
#[derive(Clone, Default)]
pub(crate) struct Form(String);

impl Form {
    /// With one more value.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        encode(name, &mut self.0);
        self.0.push('=');
        encode(value, &mut self.0);
        self
    }

    /// With a number.
    #[must_use]
    pub(crate) fn with_number(self, name: &str, value: i64) -> Self {
        self.with(name, &value.to_string())
    }

    /// The body, or the query.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Every byte but letters, digits and `-._~` as `%XX`.
fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing into a string can't fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::urlencoded::parse;
    use proptest::prelude::*;

    #[test]
    fn brackets_and_letters_are_encoded() {
        let form = Form::default().with("metadata[a]", "ö b&c=d").with_number("amount", -5);
        assert_eq!(form.as_str(), "metadata%5Ba%5D=%C3%B6%20b%26c%3Dd&amount=-5");
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(pairs in proptest::collection::btree_map("\\PC{1,9}", "\\PC{0,20}", 0..8)) {
            let form = pairs.iter().fold(Form::default(), |form, (name, value)| form.with(name, value));
            let read = parse(form.as_str().as_bytes()).unwrap();
            let read: Vec<(String, String)> =
                read.into_iter().map(|(name, value)| (name, value.expose().to_owned())).collect();
            let sent: Vec<(String, String)> = pairs.into_iter().collect();
            prop_assert_eq!(read, sent);
        }
    }
}

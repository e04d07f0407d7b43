//! Amounts as people type and read them: with the marks of their language.
//!
//! What could mean two things is refused, never guessed: `1.234` is 1234 to a reader of German, and one
//! decimal too many to a reader of English.

use super::currency::Currency;
use super::money::{Money, Unpayable, number, split};

/// The longest text that is looked at.
const LONGEST: usize = 40;

/// How a language writes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Between whole units and decimals.
    pub decimal: char,
    /// Between thousands.
    pub group: char,
}

/// Why what was typed is no amount. The words for people are in the interface's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistyped {
    /// Nothing was typed.
    Empty,
    /// Digits of another script than 0 to 9.
    Digits,
    /// Letters or signs that no amount has.
    Shape,
    /// A minus.
    Negative,
    /// Thousands that are not apart by threes, or the other language's marks.
    Groups,
    /// More decimals than the currency has: so many it has.
    Decimals(u8),
    /// It can be read but not paid.
    Unpayable(Unpayable),
}

impl Marks {
    /// Those of a language, by its tag.
    pub fn of(tag: &str) -> Self {
        match tag.split('-').next() {
            Some("de") => Self { decimal: ',', group: '.' },
            _ => Self { decimal: '.', group: ',' },
        }
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// Whatever is not exactly one amount that can be paid.
    pub fn read(self, typed: &str, currency: Currency) -> Result<Money, Mistyped> {
        let text = typed.trim();
        if text.is_empty() {
            return Err(Mistyped::Empty);
        }
        if text.len() > LONGEST {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            return Err(if digits {
                Mistyped::Unpayable(Unpayable::TooMuch)
            } else {
                Mistyped::Shape
            });
        }
        if text.chars().any(|c| c.is_numeric() && !c.is_ascii_digit()) {
            return Err(Mistyped::Digits);
        }
        if text.starts_with(['-', '\u{2212}']) {
            return Err(Mistyped::Negative);
        }
        let known = |c: char| c.is_ascii_digit() || c == self.decimal || self.groups(c);
        if !text.chars().all(known) {
            return Err(Mistyped::Shape);
        }
        let (whole, part) = match text.split_once(self.decimal) {
            None => (text, ""),
            Some((_, "")) => return Err(Mistyped::Shape),
            Some((whole, part)) => (whole, part),
        };
        if !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Mistyped::Groups);
        }
        let whole = self.ungrouped(whole)?;
        let exponent = usize::from(currency.exponent());
        if part.len() > exponent {
            return Err(Mistyped::Decimals(currency.exponent()));
        }
        let zeros = std::iter::repeat_n(b'0', exponent - part.len());
        let minor = number(whole.bytes().chain(part.bytes()).chain(zeros));
        minor
            .ok_or(Unpayable::TooMuch)
            .and_then(|minor| Money::new(minor, currency))
            .map_err(Mistyped::Unpayable)
    }

    /// The amount with its currency, as it is read: `1,234.50 EUR`.
    pub fn write(self, money: Money) -> String {
        format!("{}\u{a0}{}", self.write_bare(money), money.currency())
    }

    /// The amount without its currency.
    pub fn write_bare(self, money: Money) -> String {
        let (whole, part) = split(money.minor(), money.currency().exponent());
        let mut text = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push(self.group);
            }
            text.push(digit);
        }
        if !part.is_empty() {
            text.push(self.decimal);
            text.push_str(&part);
        }
        text
    }

    /// What stands between thousands: the language's mark, spaces, the Swiss apostrophe.
    fn groups(self, c: char) -> bool {
        c == self.group || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}')
    }

    /// Whole units without what stands between their thousands.
    fn ungrouped(self, whole: &str) -> Result<String, Mistyped> {
        let Some(mark) = whole.chars().find(|c| self.groups(*c)) else {
            return if whole.is_empty() { Err(Mistyped::Shape) } else { Ok(whole.to_owned()) };
        };
        let mut parts = whole.split(mark);
        let first = parts.next().unwrap_or_default();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let rest: Vec<&str> = parts.collect();
        let apart = (1..=3).contains(&first.len())
            && digits(first)
            && rest.iter().all(|part| part.len() == 3 && digits(part));
        if apart { Ok(format!("{first}{}", rest.concat())) } else { Err(Mistyped::Groups) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::money::tests::any_money;
    use super::*;
    use proptest::prelude::*;

    fn read(tag: &str, code: &str, text: &str) -> Result<i64, Mistyped> {
        Marks::of(tag).read(text, Currency::named(code).unwrap()).map(Money::minor)
    }

    #[test]
    fn amounts_are_read_in_their_language() {
        for (tag, code, text, minor) in [
            ("en", "EUR", "25", 2_500),
            ("en", "EUR", " 25.5 ", 2_550),
            ("en", "EUR", "1,234.50", 123_450),
            ("en", "EUR", "1 234.50", 123_450),
            ("en", "EUR", "1'234.50", 123_450),
            ("en", "EUR", "000025.00", 2_500),
            ("de", "EUR", "1.234,50", 123_450),
            ("de", "EUR", "1\u{202f}234,5", 123_450),
            ("de", "EUR", "1.234", 123_400),
            ("de-AT", "EUR", "0,01", 1),
            ("en", "JPY", "1,000", 1_000),
            ("en", "KWD", "1.25", 1_250),
            ("en-x-mirror", "USD", "999,999.99", 99_999_999),
        ] {
            assert_eq!(read(tag, code, text), Ok(minor), "{tag} {code} {text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_reason() {
        use Mistyped::{Decimals, Digits, Empty, Groups, Negative, Shape};
        let huge = "9".repeat(400);
        for (tag, code, text, why) in [
            ("en", "EUR", "", Empty),
            ("en", "EUR", " \t", Empty),
            ("en", "EUR", "-5", Negative),
            ("en", "EUR", "\u{2212}5", Negative),
            ("en", "EUR", "0", Mistyped::Unpayable(Unpayable::TooLittle)),
            ("en", "EUR", "0.00", Mistyped::Unpayable(Unpayable::TooLittle)),
            ("en", "EUR", "1,000,000", Mistyped::Unpayable(Unpayable::TooMuch)),
            ("en", "EUR", huge.as_str(), Mistyped::Unpayable(Unpayable::TooMuch)),
            ("en", "EUR", "99999999999999999999999", Mistyped::Unpayable(Unpayable::TooMuch)),
            ("en", "EUR", "1.234", Decimals(2)),
            ("en", "JPY", "1.5", Decimals(0)),
            ("en", "KWD", "1.2345", Decimals(3)),
            ("en", "KWD", "1.255", Mistyped::Unpayable(Unpayable::TooFine)),
            ("en", "EUR", "12,50", Groups),
            ("de", "EUR", "12.50", Groups),
            ("en", "EUR", "1,2345", Groups),
            ("en", "EUR", "1234,567", Groups),
            ("en", "EUR", "1,234 567", Groups),
            ("en", "EUR", "1.234,50", Groups),
            ("en", "EUR", ",123", Groups),
            ("en", "EUR", "٢٥", Digits),
            ("en", "EUR", "२५", Digits),
            ("en", "EUR", "２５", Digits),
            ("en", "EUR", "1½", Digits),
            ("en", "EUR", "1e3", Shape),
            ("en", "EUR", "+5", Shape),
            ("en", "EUR", "0x10", Shape),
            ("en", "EUR", "5.", Shape),
            ("en", "EUR", ".5", Shape),
            ("en", "EUR", "5 EUR", Shape),
            ("en", "EUR", "1.2.3", Groups),
            ("en", "EUR", "1\u{0}0", Shape),
        ] {
            assert_eq!(read(tag, code, text), Err(why), "{tag} {code} {text}");
        }
    }

    #[test]
    fn amounts_are_written_in_their_language() {
        let money = Money::new(12_345_670, Currency::named("EUR").unwrap()).unwrap();
        assert_eq!(Marks::of("en").write(money), "123,456.70\u{a0}EUR");
        assert_eq!(Marks::of("de").write(money), "123.456,70\u{a0}EUR");
        let money = Money::new(500, Currency::named("JPY").unwrap()).unwrap();
        assert_eq!(Marks::of("de").write(money), "500\u{a0}JPY");
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(money in any_money(), german in any::<bool>()) {
            let marks = Marks::of(if german { "de" } else { "en" });
            prop_assert_eq!(marks.read(&marks.write_bare(money), money.currency()), Ok(money));
            let plain = money.decimal().replace('.', &marks.decimal.to_string());
            prop_assert_eq!(marks.read(&plain, money.currency()), Ok(money));
        }

        #[test]
        fn whatever_is_typed_is_read_or_refused(text in "[-0-9.,' \u{a0}٢½eE+a]{0,45}") {
            for (tag, code) in [("en", "EUR"), ("de", "KWD"), ("de", "JPY")] {
                let (marks, currency) = (Marks::of(tag), Currency::named(code).unwrap());
                if let Ok(money) = marks.read(&text, currency) {
                    // Nothing but digits and marks went into it, in their order.
                    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                    let typed = digits(&text);
                    let written = digits(&marks.write_bare(money));
                    let typed = typed.trim_start_matches('0');
                    prop_assert!(written.trim_start_matches('0').starts_with(typed.trim_end_matches('0')));
                }
            }
        }
    }
}

//! An amount of money: whole minor units and a currency. No fraction, no rounding, no floating point.

use std::fmt;

use super::currency::Currency;

/// The most that one payment can be, in the provider's units.
const MOST: i64 = 99_999_999;

/// An amount that can be paid: more than nothing, no more than the provider takes, and a multiple of what
/// it counts in.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why an amount can't be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unpayable {
    /// Nothing, or less.
    #[error("is not more than nothing; give an amount above 0")]
    TooLittle,
    /// More than one payment can be.
    #[error("is more than one payment can be; give less, or ask for a bank transfer")]
    TooMuch,
    /// Finer than the provider counts.
    #[error("is finer than can be charged; give an amount without its last decimal")]
    TooFine,
}

impl Money {
    /// An amount in minor units: 2500 of EUR is 25.00 EUR.
    ///
    /// # Errors
    /// When it can't be paid.
    pub const fn new(minor: i64, currency: Currency) -> Result<Self, Unpayable> {
        if minor <= 0 {
            return Err(Unpayable::TooLittle);
        }
        match minor.checked_mul(currency.factor()) {
            Some(units) if units <= MOST => {}
            _ => return Err(Unpayable::TooMuch),
        }
        if minor % currency.step() != 0 {
            return Err(Unpayable::TooFine);
        }
        Ok(Self { minor, currency })
    }

    /// The minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in the provider's units.
    pub const fn units(self) -> i64 {
        // Bounded when it was made.
        self.minor * self.currency.factor()
    }

    /// The amount that so many of the provider's units are.
    pub fn from_units(units: i64, currency: Currency) -> Option<Self> {
        let factor = currency.factor();
        (units % factor == 0).then(|| Self::new(units / factor, currency).ok()).flatten()
    }

    /// Without the currency, as the vault keeps it: `25.00`, `500`, `1.250`.
    pub fn decimal(self) -> String {
        let (whole, part) = split(self.minor, self.currency.exponent());
        if part.is_empty() { whole } else { format!("{whole}.{part}") }
    }

    /// What [`Self::decimal`] wrote.
    pub fn from_decimal(text: &str, currency: Currency) -> Option<Self> {
        let (whole, part) = match text.split_once('.') {
            None => (text, ""),
            Some((_, "")) => return None,
            Some(both) => both,
        };
        let exact = part.len() == usize::from(currency.exponent());
        let digits = whole.bytes().chain(part.bytes());
        let plain = (whole == "0" || !whole.starts_with('0')) && !whole.is_empty();
        let minor = digits.clone().all(|byte| byte.is_ascii_digit()) && exact && plain;
        minor.then(|| number(digits)).flatten().and_then(|minor| Self::new(minor, currency).ok())
    }
}

/// Whole units and decimals of an amount, as digits.
pub(super) fn split(minor: i64, exponent: u8) -> (String, String) {
    let width = usize::from(exponent) + 1;
    let digits = format!("{minor:0width$}");
    let at = digits.len() - usize::from(exponent);
    (digits[..at].to_owned(), digits[at..].to_owned())
}

/// The number that ASCII digits say; none when it is larger than any amount.
pub(super) fn number(digits: impl Iterator<Item = u8>) -> Option<i64> {
    digits.into_iter().try_fold(0_i64, |sum, digit| {
        sum.checked_mul(10)?.checked_add(i64::from(digit.checked_sub(b'0')?))
    })
}

impl fmt::Debug for Money {
    /// An amount belongs to somebody: it is not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money(redacted {})", self.currency)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(code: &str, minor: i64) -> Result<Money, Unpayable> {
        Money::new(minor, Currency::named(code).unwrap())
    }

    /// Any amount that can be paid, in any currency.
    pub(in crate::giving) fn any_money() -> impl Strategy<Value = Money> {
        let all: Vec<Currency> = Currency::all().collect();
        (0..all.len(), 1..=MOST).prop_map(move |(at, amount)| {
            let currency = all[at];
            let most = MOST / currency.factor() / currency.step();
            Money::new((amount % most + 1) * currency.step(), currency).unwrap()
        })
    }

    #[test]
    fn only_what_can_be_paid_is_an_amount() {
        assert_eq!(of("EUR", 0), Err(Unpayable::TooLittle));
        assert_eq!(of("EUR", -1), Err(Unpayable::TooLittle));
        assert_eq!(of("EUR", i64::MIN), Err(Unpayable::TooLittle));
        assert_eq!(of("EUR", 100_000_000), Err(Unpayable::TooMuch));
        assert_eq!(of("ISK", i64::MAX), Err(Unpayable::TooMuch));
        assert_eq!(of("ISK", 1_000_000), Err(Unpayable::TooMuch), "it counts in hundredths there");
        assert_eq!(of("KWD", 1_255), Err(Unpayable::TooFine));
        assert_eq!(of("KWD", 1_250).unwrap().decimal(), "1.250");
        assert_eq!(of("ISK", 5).unwrap().units(), 500);
        assert_eq!(of("JPY", 500).unwrap().units(), 500);
        assert_eq!(of("EUR", 99_999_999).unwrap().decimal(), "999999.99");
        assert_eq!(of("EUR", 5).unwrap().decimal(), "0.05");
        assert_eq!(format!("{:?}", of("EUR", 5).unwrap()), "Money(redacted EUR)");
    }

    #[test]
    fn what_was_not_written_by_us_is_no_amount() {
        let euro = Currency::named("EUR").unwrap();
        for text in [
            "", "1", "1.", ".50", "1.5", "1.500", "01.50", "-1.50", "+1.50", "1,50", "1.5a",
            " 1.50", "0.00",
        ] {
            assert_eq!(Money::from_decimal(text, euro), None, "{text}");
        }
        assert_eq!(Money::from_units(501, Currency::named("ISK").unwrap()), None);
    }

    proptest! {
        #[test]
        fn an_amount_is_read_back_as_it_was_written(money in any_money()) {
            prop_assert_eq!(Money::from_decimal(&money.decimal(), money.currency()), Some(money));
            prop_assert_eq!(Money::from_units(money.units(), money.currency()), Some(money));
            prop_assert!(money.units() <= MOST && money.minor() % money.currency().step() == 0);
        }

        #[test]
        fn no_text_makes_it_stumble(text in "\\PC{0,24}", at in 0..20_usize) {
            let currency = Currency::all().nth(at).unwrap();
            if let Some(money) = Money::from_decimal(&text, currency) {
                prop_assert_eq!(money.decimal(), text);
            }
        }
    }
}

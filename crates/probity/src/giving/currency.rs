//! The currencies that a gift can be made in: those that the card provider takes, each with its minor
//! unit after ISO 4217 and the way the provider counts it.
//!
//! Stripe's table (docs.stripe.com/currencies): most amounts are given in the minor unit; some currencies
//! have no minor unit there; those with three decimals must end in 0; ISK and UGX have none but are
//! still counted in hundredths.

use std::fmt;
use std::str::FromStr;

/// A currency that is taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency {
    code: &'static str,
    exponent: u8,
    /// How many decimals the provider counts.
    counted: u8,
}

/// How the provider's table differs from ISO 4217: code, decimals that we count, decimals it counts.
const SPECIAL: &[(&str, u8, u8)] = &[
    ("BHD", 3, 3),
    ("BIF", 0, 0),
    ("CLP", 0, 0),
    ("DJF", 0, 0),
    ("GNF", 0, 0),
    ("ISK", 0, 2),
    ("JOD", 3, 3),
    ("JPY", 0, 0),
    ("KMF", 0, 0),
    ("KRW", 0, 0),
    ("KWD", 3, 3),
    // Its fifth of an ariary is written as a decimal by ISO 4217 and used by nobody.
    ("MGA", 0, 0),
    ("OMR", 3, 3),
    ("PYG", 0, 0),
    ("RWF", 0, 0),
    ("TND", 3, 3),
    ("UGX", 0, 2),
    ("VND", 0, 0),
    ("VUV", 0, 0),
    ("XAF", 0, 0),
    ("XOF", 0, 0),
    ("XPF", 0, 0),
];

/// All others have two decimals.
const TWO_DECIMALS: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BMD",
    "BND", "BOB", "BRL", "BSD", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC",
    "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GIP",
    "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "JMD", "KES", "KGS",
    "KHR", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MKD", "MMK", "MNT",
    "MOP", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD",
    "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR",
    "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SZL", "THB", "TJS", "TOP", "TRY", "TTD", "TWD",
    "TZS", "UAH", "USD", "UYU", "UZS", "WST", "XCD", "XCG", "YER", "ZAR", "ZMW",
];

impl Currency {
    /// The currency with this code, in capitals or small letters.
    pub fn named(code: &str) -> Option<Self> {
        Self::all().find(|currency| currency.code.eq_ignore_ascii_case(code))
    }

    /// Every currency, those with peculiarities first.
    pub fn all() -> impl Iterator<Item = Self> {
        let special = SPECIAL.iter().map(|(code, exponent, counted)| Self {
            code,
            exponent: *exponent,
            counted: *counted,
        });
        let plain = TWO_DECIMALS.iter().map(|code| Self { code, exponent: 2, counted: 2 });
        special.chain(plain)
    }

    /// The code of ISO 4217, in capitals.
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// How many decimals an amount has: its minor unit is this power of a tenth.
    pub const fn exponent(self) -> u8 {
        self.exponent
    }

    /// How many of the provider's units one minor unit is.
    pub(crate) const fn factor(self) -> i64 {
        // The provider counts two decimals more where we count none, and never fewer than we do.
        10_i64.pow((self.counted - self.exponent) as u32)
    }

    /// What every amount must be a multiple of, in minor units: the provider's partners take no third
    /// decimal.
    pub const fn step(self) -> i64 {
        if self.exponent == 3 { 10 } else { 1 }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        Self::named(code).ok_or_else(|| UnknownCurrency(code.chars().take(8).collect()))
    }
}

/// No currency that is taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no currency that can be paid in; use a code of ISO 4217 like `EUR`")]
pub struct UnknownCurrency(String);

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_stands_once_and_is_found() {
        let codes: BTreeSet<&str> = Currency::all().map(Currency::code).collect();
        assert_eq!(codes.len(), Currency::all().count());
        assert_eq!(codes.len(), SPECIAL.len() + TWO_DECIMALS.len());
        for currency in Currency::all() {
            assert!(
                currency.code().len() == 3
                    && currency.code().bytes().all(|b| b.is_ascii_uppercase())
            );
            assert_eq!(Currency::named(&currency.code().to_lowercase()), Some(currency));
            assert!(currency.exponent <= currency.counted);
        }
        assert_eq!(Currency::named("XXX"), None);
        assert_eq!(
            "<b>".parse::<Currency>().unwrap_err().to_string(),
            "`<b>` is no currency that can be paid in; use a code of ISO 4217 like `EUR`"
        );
    }

    /// Row by row what Stripe publishes.
    #[test]
    fn the_peculiar_ones_are_counted_as_published() {
        let of = |code: &str| {
            let currency = Currency::named(code).unwrap();
            (currency.exponent(), currency.factor(), currency.step())
        };
        assert_eq!(of("EUR"), (2, 1, 1));
        assert_eq!(of("HUF"), (2, 1, 1));
        assert_eq!(of("TWD"), (2, 1, 1));
        assert_eq!(of("ISK"), (0, 100, 1));
        assert_eq!(of("UGX"), (0, 100, 1));
        for code in "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(' ') {
            assert_eq!(of(code), (0, 1, 1), "{code}");
        }
        for code in "BHD JOD KWD OMR TND".split(' ') {
            assert_eq!(of(code), (3, 1, 10), "{code}");
        }
    }
}

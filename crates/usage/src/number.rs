//! Numbers as logs write them: whole, and decimals as millionths without going through floats.

/// A whole number of at most 19 digits and nothing else.
pub(crate) fn whole(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number.checked_mul(10)?.checked_add(digit.into()))?
    })
}

/// A whole number of exactly that many digits.
pub(crate) fn digits(bytes: Option<&[u8]>) -> Option<u32> {
    bytes?.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number.checked_mul(10)?.checked_add(digit.into()))?
    })
}

/// The units in which logs give how long an answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub(crate) enum Unit {
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
    /// Milliseconds.
    #[serde(rename = "ms")]
    Millis,
    /// Microseconds.
    #[serde(rename = "us")]
    Micros,
    /// Nanoseconds.
    #[serde(rename = "ns")]
    Nanos,
}

/// A decimal of that unit in microseconds; `None` if it is no number, negative or too large.
/// What is smaller than a microsecond is cut off.
pub(crate) fn micros(decimal: &[u8], unit: Unit) -> Option<u64> {
    let point = memchr::memchr(b'.', decimal).unwrap_or(decimal.len());
    let (before, after) = decimal.split_at_checked(point)?;
    let after = after.get(1..).unwrap_or_default();
    if before.is_empty() && after.is_empty() {
        return None;
    }
    if memchr::memchr2(b'e', b'E', decimal).is_some() {
        // Encoders write very short times so: `3.4e-05`.
        return scientific(decimal, unit);
    }
    let before = if before.is_empty() { 0 } else { whole(before)? };
    let (factor, places) = match unit {
        Unit::Seconds => (1_000_000, 6),
        Unit::Millis => (1_000, 3),
        Unit::Micros => (1, 0),
        Unit::Nanos => {
            fraction(after, 0)?;
            return Some(before / 1_000);
        }
    };
    before.checked_mul(factor)?.checked_add(fraction(after, places)?)
}

/// The first digits behind the point, as a number of that many places.
fn fraction(digits: &[u8], places: usize) -> Option<u64> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let kept = digits.iter().copied().chain(std::iter::repeat(b'0')).take(places);
    Some(kept.fold(0, |number, byte| number * 10 + u64::from(byte - b'0')))
}

fn scientific(decimal: &[u8], unit: Unit) -> Option<u64> {
    let number: f64 = std::str::from_utf8(decimal).ok()?.parse().ok()?;
    let micros = number
        * match unit {
            Unit::Seconds => 1e6,
            Unit::Millis => 1e3,
            Unit::Micros => 1.0,
            Unit::Nanos => 1e-3,
        };
    if !(0.0..1e15).contains(&micros) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was just compared: not negative, and below 2^53"
    )]
    Some(micros as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_digits_only() {
        assert_eq!(whole(b"0"), Some(0));
        assert_eq!(whole(b"9223372036854775808"), Some(9_223_372_036_854_775_808));
        for wrong in [&b""[..], b"-1", b"+1", b"1 ", b"1.0", b"99999999999999999999", b"0x1"] {
            assert_eq!(whole(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn times_taken_become_microseconds() {
        use Unit::{Micros, Millis, Nanos, Seconds};
        for (text, unit, expected) in [
            ("0.123", Seconds, Some(123_000)),
            ("12", Seconds, Some(12_000_000)),
            (".5", Seconds, Some(500_000)),
            ("1.", Seconds, Some(1_000_000)),
            ("0.0000339", Seconds, Some(33)),
            ("3.3987e-05", Seconds, Some(33)),
            ("1E2", Millis, Some(100_000)),
            ("15.7", Millis, Some(15_700)),
            ("1500", Micros, Some(1500)),
            ("215563", Nanos, Some(215)),
            ("", Seconds, None),
            (".", Seconds, None),
            ("-1", Seconds, None),
            ("-0.001", Seconds, None),
            ("-1e3", Seconds, None),
            ("1e300", Seconds, None),
            ("1.2.3", Seconds, None),
            ("18446744073709551615", Seconds, None),
            ("e", Seconds, None),
            ("NaN", Seconds, None),
        ] {
            assert_eq!(micros(text.as_bytes(), unit), expected, "{text}");
        }
    }
}

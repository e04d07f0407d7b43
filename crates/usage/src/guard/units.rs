//! Durations and statuses as scenarios write them.

use std::ops::RangeInclusive;

/// `500ms`, `10s`, `5m`, `4h`, `2d`: milliseconds, at least 1 and at most 14 days.
pub(super) fn duration(text: &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(end)?;
    let number: i64 = if number.len() <= 9 { number.parse().ok()? } else { return None };
    let unit = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let millis = number.checked_mul(unit)?;
    (1..=14 * 86_400_000).contains(&millis).then_some(millis)
}

/// `404`, or a hundred of them: `4xx`. `0` is no answer.
pub(super) fn status(text: &str) -> Option<RangeInclusive<u16>> {
    if let Some(hundred) = text.strip_suffix("xx") {
        let hundred: u16 = hundred.parse().ok().filter(|hundred| (1..=9).contains(hundred))?;
        return Some(hundred * 100..=hundred * 100 + 99);
    }
    let status: u16 = text.parse().ok().filter(|status| *status <= 999)?;
    Some(status..=status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read() {
        assert_eq!(duration("500ms"), Some(500));
        assert_eq!(duration("10s"), Some(10_000));
        assert_eq!(duration("14d"), Some(14 * 86_400_000));
        for wrong in ["", "s", "0s", "15d", "-1s", "1w", "10", "99999999999s", "1.5h", "ü"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
        assert_eq!(status("404"), Some(404..=404));
        assert_eq!(status("4xx"), Some(400..=499));
        for wrong in ["", "xx", "0xx", "10xx", "4x", "1000", "-1"] {
            assert_eq!(status(wrong), None, "{wrong}");
        }
    }
}

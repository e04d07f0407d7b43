//! Owns the arithmetic of the Gregorian calendar in UTC, without a clock.

/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// How many days a month of a year has; `month` from 1 to 12.
pub(crate) fn days_in_month(year: i64, month: u32) -> u32 {
    let leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a day; counted from March so that the leap day comes last.
pub(crate) fn days(year: i64, month: u32, day: u32) -> i64 {
    let (year, month) = (year - i64::from(month <= 2), i64::from((month + 9) % 12));
    let before_month = (153 * month + 2) / 5;
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + before_month
        + i64::from(day)
        - 719_469
}

/// The day (year, month, day) that lies `days` after 1970-01-01.
pub(crate) fn civil(days: i64) -> (i64, u32, u32) {
    // A year is found by its mean length and corrected by at most one step each way.
    let mut year = 1970 + (days * 400).div_euclid(146_097);
    while self::days(year, 1, 1) > days {
        year -= 1;
    }
    while self::days(year + 1, 1, 1) <= days {
        year += 1;
    }
    let mut left = days - self::days(year, 1, 1);
    let mut month = 1;
    while left >= i64::from(days_in_month(year, month)) {
        left -= i64::from(days_in_month(year, month));
        month += 1;
    }
    (year, month, u32::try_from(left).unwrap_or(0) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_civil_are_inverse() {
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(2000, 3, 1), 11_017);
        for day in (-800_000..800_000).step_by(13) {
            let (y, m, d) = civil(day);
            assert_eq!(days(y, m, d), day, "{y}-{m}-{d}");
        }
    }
}

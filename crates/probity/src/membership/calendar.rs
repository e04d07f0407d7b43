//! The calendar of memberships: years that begin on any day, and days as they are stored. No clock.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

/// The day from which stored days are counted.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// The last day of a year that begins on `first`: the day before its anniversary. A year that begins
/// on 29 February ends on the last day of the next February, so nobody loses a day.
pub fn last_day(first: Date) -> Date {
    let anniversary = first.saturating_add(1.year());
    if anniversary.day() == first.day() {
        anniversary.yesterday().unwrap_or(anniversary)
    } else {
        // 29 February has no anniversary in a common year: the 28th, which this is, still belongs to it.
        anniversary
    }
}

/// So many days after a day.
pub fn days_after(day: Date, days: u16) -> Date {
    day.saturating_add(i64::from(days).days())
}

/// So many days before a day.
pub fn days_before(day: Date, days: u16) -> Date {
    day.saturating_sub(i64::from(days).days())
}

/// A day as it is stored: days since 1970 began.
pub fn number(day: Date) -> i64 {
    EPOCH.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// A stored day.
pub fn day(number: i64) -> Date {
    EPOCH.saturating_add(number.clamp(-4_000_000, 4_000_000).days())
}

/// The day in a time zone on which a moment falls, in milliseconds since 1970.
pub fn today(now_ms: i64, zone: &TimeZone) -> Date {
    Timestamp::from_millisecond(now_ms).unwrap_or_default().to_zoned_datetime(zone.clone()).date()
}

/// The moment at which a day begins in a time zone, in milliseconds since 1970.
pub fn begins_ms(day: Date, zone: &TimeZone) -> i64 {
    let midnight = day.to_zoned_datetime(zone.clone());
    midnight.map_or(number(day) * 86_400_000, |at| at.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_year_ends_on_the_day_before_its_anniversary() {
        for (first, last) in [
            (date(2026, 11, 24), date(2027, 11, 23)),
            (date(2026, 1, 1), date(2026, 12, 31)),
            (date(2027, 3, 1), date(2028, 2, 29)),
            (date(2027, 2, 28), date(2028, 2, 27)),
            (date(2028, 2, 28), date(2029, 2, 27)),
            (date(2028, 2, 29), date(2029, 2, 28)),
            (date(2028, 3, 1), date(2029, 2, 28)),
        ] {
            assert_eq!(last_day(first), last, "{first}");
        }
        assert_eq!(
            last_day(date(9999, 6, 1)),
            Date::MAX,
            "the calendar ends, the program does not"
        );
    }

    #[test]
    fn a_day_begins_at_midnight_where_the_foundation_is() {
        let zone = |name| TimeZone::get(name).unwrap();
        // 24 November 2026, 10:00 UTC is the 25th in Kiritimati and still the 23rd nowhere.
        let now_ms = 1_795_514_400_000;
        assert_eq!(today(now_ms, &TimeZone::UTC), date(2026, 11, 24));
        assert_eq!(today(now_ms, &zone("Pacific/Kiritimati")), date(2026, 11, 25));
        assert_eq!(today(now_ms - 11 * 3_600_000, &zone("Pacific/Kiritimati")), date(2026, 11, 24));
        // Clocks went forward at midnight: the day began at one.
        let chile = zone("America/Santiago");
        let began = begins_ms(date(2026, 9, 6), &chile);
        assert_eq!(today(began, &chile), date(2026, 9, 6));
        assert_eq!(today(began - 1, &chile), date(2026, 9, 5));
    }

    proptest! {
        #[test]
        fn stored_days_come_back(number in -100_000i64..2_900_000) {
            prop_assert_eq!(super::number(day(number)), number);
        }

        #[test]
        fn a_year_has_365_or_366_days_and_years_follow_without_a_gap(start in 0i64..200_000) {
            let mut first = day(start);
            for _ in 0..9 {
                let last = last_day(first);
                let length = number(last) - number(first) + 1;
                prop_assert!(length == 365 || length == 366, "{} to {}", first, last);
                first = last.tomorrow().unwrap();
            }
        }
    }
}

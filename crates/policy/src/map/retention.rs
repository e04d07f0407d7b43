//! Owns retention: until when a value is kept.

use std::fmt;
use std::str::FromStr;

use crate::calendar::{self, DAY_MS};
use crate::words::words;

words! {
    /// The event from which a retention is counted.
    Start "Start" "start of a retention" {
        /// When the value was collected.
        Collection = "collection", "it was collected";
        /// When the payment that it belongs to was made.
        Transaction = "transaction", "the payment";
        /// When the membership ended.
        EndOfMembership = "end-of-membership", "the end of the membership";
        /// When it was last used.
        LastUse = "last-use", "its last use";
    }
}

/// Until when a value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retention {
    /// Until the account is erased.
    Account,
    /// For a period after an event.
    For(Period, Start),
    /// It passes through and is never stored.
    Never,
}

impl Retention {
    /// Whether a value may stay longer under `self` than under `old`, or might.
    pub fn is_longer_than(self, old: Self) -> bool {
        match (old, self) {
            (_, Self::Never) | (Self::Account, Self::Account) => false,
            (Self::Never, _) | (Self::For(..), Self::Account) => true,
            // What is counted from a later event than the account's end might outlive it.
            (Self::Account, Self::For(_, start)) => {
                !matches!(start, Start::Collection | Start::LastUse)
            }
            (Self::For(before, was), Self::For(after, is)) => {
                after.may_exceed(before) || (was != is && is != Start::Collection)
            }
        }
    }
}

impl fmt::Display for Retention {
    /// A phrase for people, such as `for 14 days after it was collected`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account => f.write_str("until the account is erased"),
            Self::For(period, start) => write!(f, "for {} after {}", period.words(), start.label()),
            Self::Never => f.write_str("not at all: it passes through and is never stored"),
        }
    }
}

/// A length of time after ISO 8601, such as `P14D`, `P10Y` or `PT12H`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    months: u32,
    days: u32,
    seconds: u32,
}

/// A text that is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no length of time; write it after ISO 8601, for example `P14D`, `P6M` or `P10Y`")]
pub struct NotAPeriod(String);

impl Period {
    /// The moment that lies the period after another, in milliseconds since 1970, by the
    /// calendar in UTC: a month later is the same day of the next month, or its last day.
    pub fn after_ms(self, at_ms: i64) -> i64 {
        let (year, month, day) = calendar::civil(at_ms.div_euclid(DAY_MS));
        let months = year.saturating_mul(12) + i64::from(month) - 1 + i64::from(self.months);
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        let month = u32::try_from(month).unwrap_or(1);
        let day = day.min(calendar::days_in_month(year, month));
        let days = calendar::days(year, month, day) + i64::from(self.days);
        days.saturating_mul(DAY_MS)
            .saturating_add(at_ms.rem_euclid(DAY_MS))
            .saturating_add(i64::from(self.seconds) * 1000)
    }

    /// Whether the period may be longer than another, wherever in the calendar it begins.
    fn may_exceed(self, other: Self) -> bool {
        let within =
            self.months <= other.months && self.days <= other.days && self.seconds <= other.seconds;
        !within && self.seconds_at_most() > other.seconds_at_least()
    }

    fn seconds_at_least(self) -> u64 {
        self.seconds_with(u64::from(self.months) * 30_436 / 1000).saturating_sub(2 * self.slack())
    }

    fn seconds_at_most(self) -> u64 {
        self.seconds_with(u64::from(self.months) * 30_437 / 1000) + 2 * self.slack()
    }

    fn seconds_with(self, days_of_months: u64) -> u64 {
        (days_of_months + u64::from(self.days)) * 86_400 + u64::from(self.seconds)
    }

    /// By how much months can differ from their mean, in seconds.
    fn slack(self) -> u64 {
        if self.months == 0 { 0 } else { 86_400 }
    }

    /// The period as people read it, such as `14 days`.
    pub fn words(self) -> String {
        let shown = self.parts().into_iter().map(|(number, unit)| {
            format!("{number} {}{}", unit.name(), if number == 1 { "" } else { "s" })
        });
        shown.collect::<Vec<_>>().join(" and ")
    }

    /// What the period is made of, the largest unit first, without those that are zero.
    pub fn parts(self) -> Vec<(u32, Unit)> {
        let parts = [
            (self.months / 12, Unit::Year),
            (self.months % 12, Unit::Month),
            (self.days, Unit::Day),
            (self.seconds / 3600, Unit::Hour),
            (self.seconds / 60 % 60, Unit::Minute),
            (self.seconds % 60, Unit::Second),
        ];
        parts.into_iter().filter(|(number, _)| *number > 0).collect()
    }
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// By the calendar.
    Year,
    /// By the calendar.
    Month,
    /// Twenty-four hours.
    Day,
    /// Sixty minutes.
    Hour,
    /// Sixty seconds.
    Minute,
    /// A second.
    Second,
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }
}

impl fmt::Display for Period {
    /// As ISO 8601 has it, such as `P14D` or `PT12H`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        let part = |f: &mut fmt::Formatter<'_>, number: u32, unit: char| match number {
            0 => Ok(()),
            number => write!(f, "{number}{unit}"),
        };
        part(f, self.months / 12, 'Y')?;
        part(f, self.months % 12, 'M')?;
        part(f, self.days, 'D')?;
        if self.seconds > 0 {
            f.write_str("T")?;
            part(f, self.seconds / 3600, 'H')?;
            part(f, self.seconds / 60 % 60, 'M')?;
            part(f, self.seconds % 60, 'S')?;
        }
        Ok(())
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        parse(text).ok_or_else(|| NotAPeriod(text.chars().take(40).collect()))
    }
}

fn parse(text: &str) -> Option<Period> {
    /// The longest period, in any unit: ten thousand of it.
    const MOST: u32 = 10_000;
    let mut period = Period { months: 0, days: 0, seconds: 0 };
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text.strip_prefix('P')?, ""),
    };
    let mut add = |part: &str, units: &[(char, u32, usize)]| -> Option<()> {
        let mut units = units.iter();
        let mut rest = part;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let number: u32 = rest.get(..end)?.parse().ok().filter(|n| *n > 0 && *n <= MOST)?;
            let unit = rest.get(end..)?.chars().next()?;
            let (_, factor, slot) = units.by_ref().find(|(name, ..)| *name == unit)?;
            let slot = match slot {
                0 => &mut period.months,
                1 => &mut period.days,
                _ => &mut period.seconds,
            };
            *slot = slot.checked_add(number.checked_mul(*factor)?)?;
            rest = rest.get(end + 1..)?;
        }
        Some(())
    };
    add(date, &[('Y', 12, 0), ('M', 1, 0), ('W', 7, 1), ('D', 1, 1)])?;
    add(time, &[('H', 3600, 2), ('M', 60, 2), ('S', 1, 2)])?;
    (period != Period { months: 0, days: 0, seconds: 0 }).then_some(period)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn periods_are_read_said_and_added_by_the_calendar() {
        assert_eq!(period("P14D").words(), "14 days");
        assert_eq!(period("P1Y6M").words(), "1 year and 6 months");
        assert_eq!(period("PT12H").words(), "12 hours");
        for bad in ["", "P", "PT", "14D", "P14", "P1D1Y", "P-1D", "P0D", "P99999D", "P1.5D", "Pé"]
        {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
        let january_31 = calendar::days(2027, 1, 31) * DAY_MS + 5;
        assert_eq!(period("P1M").after_ms(january_31), calendar::days(2027, 2, 28) * DAY_MS + 5);
        assert_eq!(period("P1Y").after_ms(january_31), calendar::days(2028, 1, 31) * DAY_MS + 5);
        assert_eq!(period("PT1H").after_ms(0), 3_600_000);
        assert_eq!(period("P1M").after_ms(-1), calendar::days(1970, 2, 1) * DAY_MS - 1);
    }

    #[test]
    fn longer_is_judged_carefully() {
        let of = |text: &str, start| Retention::For(period(text), start);
        let collection = Start::Collection;
        for (old, new, longer) in [
            (of("P14D", collection), of("P15D", collection), true),
            (of("P14D", collection), of("P14D", collection), false),
            (of("P1Y", collection), of("P12M", collection), false),
            (of("P10Y", collection), of("P3D", collection), false),
            (of("P30D", collection), of("P1M", collection), true),
            (of("P14D", collection), of("P14D", Start::LastUse), true),
            (of("P14D", Start::LastUse), of("P14D", collection), false),
            (Retention::Never, of("PT1S", collection), true),
            (Retention::Account, of("P10Y", Start::Transaction), true),
            (Retention::Account, of("P14D", collection), false),
            (of("P14D", collection), Retention::Account, true),
            (Retention::Account, Retention::Never, false),
        ] {
            assert_eq!(new.is_longer_than(old), longer, "{old} -> {new}");
        }
    }
}

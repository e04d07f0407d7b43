//! Owns the version of a policy: the calendar day that names its folder.

use std::fmt;
use std::str::FromStr;

use crate::calendar;

/// The day that names a version of the policy, kept as the number `yyyymmdd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u32);

/// A text or number that is no day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date; write it as year-month-day, for example `2026-11-23`")]
pub struct NotADate(String);

impl Version {
    /// Reads the number `yyyymmdd`; none when it is no day of the calendar.
    pub fn from_u32(number: u32) -> Option<Self> {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=calendar::days_in_month(i64::from(year), month)).contains(&day);
        exists.then_some(Self(number))
    }

    /// The number `yyyymmdd`.
    pub const fn to_u32(self) -> u32 {
        self.0
    }

    /// The day as the number of days since 1970-01-01.
    pub fn days(self) -> i64 {
        calendar::days(i64::from(self.0 / 10_000), self.0 / 100 % 100, self.0 % 100)
    }

    /// The day on which a moment falls, in UTC; `at_ms` counts milliseconds since 1970.
    /// None outside the years 1 to 9999.
    pub fn of_ms(at_ms: i64) -> Option<Self> {
        let (year, month, day) = calendar::civil(at_ms.div_euclid(calendar::DAY_MS));
        let year = u32::try_from(year).ok().filter(|year| *year <= 9999)?;
        Self::from_u32(year * 10_000 + month * 100 + day)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }
}

impl FromStr for Version {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        shape
            .then(|| digits.parse().ok().and_then(Self::from_u32))
            .flatten()
            .ok_or_else(|| NotADate(text.chars().take(40).collect()))
    }
}

impl serde::Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_versions() {
        for good in ["2026-11-23", "2024-02-29", "0001-01-01"] {
            assert_eq!(good.parse::<Version>().unwrap().to_string(), good);
        }
        for bad in
            ["2026-02-29", "2026-13-01", "2026-1-1", "20261123", "", "2026-11-2é", "2026/11/23"]
        {
            assert!(bad.parse::<Version>().is_err(), "{bad}");
        }
        assert_eq!(Version::of_ms(0).unwrap().to_string(), "1970-01-01");
        assert_eq!(Version::of_ms(0).unwrap().days(), 0);
        assert_eq!("2026-11-23".parse::<Version>().unwrap().days(), 20_780);
        assert_eq!(Version::of_ms(-1).unwrap().to_string(), "1969-12-31");
    }
}

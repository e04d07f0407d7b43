//! Days in UTC: the history is parted by them.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::time;

/// Milliseconds of a day.
const LENGTH: i64 = 86_400_000;

/// A day in UTC, counted from 1970-01-01. Written as `2026-11-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Day(i32);

/// It is no day as we write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no day: write it as 2026-11-24")]
pub struct NoDay;

impl Day {
    /// The day of a moment in milliseconds since 1970.
    pub fn of(time: i64) -> Self {
        let day = time.div_euclid(LENGTH);
        Self(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }))
    }

    /// The day of that number since 1970-01-01.
    pub fn numbered(number: i32) -> Self {
        Self(number)
    }

    /// The same of a number that may be too large: the last day there is then.
    pub fn counted(number: i64) -> Self {
        Self::of(number.saturating_mul(LENGTH))
    }

    /// From 0, a Monday, to 6.
    pub fn weekday(self) -> usize {
        // 1970 began on a Thursday.
        usize::try_from((i64::from(self.0) + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i32 {
        self.0
    }

    /// Its first moment, in milliseconds since 1970.
    pub fn start(self) -> i64 {
        i64::from(self.0) * LENGTH
    }

    /// The first moment after it.
    pub fn end(self) -> i64 {
        self.start() + LENGTH
    }

    /// The day that many days later.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = time::date(self.0.into());
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        time::day(text.as_bytes()).and_then(|day| i32::try_from(day).ok()).map(Self).ok_or(NoDay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!("2026-11-23".parse::<Day>().map(Day::weekday), Ok(0));
        assert_eq!("2026-11-29".parse::<Day>().map(Day::weekday), Ok(6));
        assert_eq!("1969-12-31".parse::<Day>().map(Day::weekday), Ok(2));
    }

    #[test]
    fn days_are_written_as_they_are_read() {
        for number in (-800_000..800_000).step_by(37).chain([0, -1, 1, 20_781]) {
            let day = Day::numbered(number);
            let text = day.to_string();
            if text.len() == 10 && !text.starts_with('-') {
                assert_eq!(text.parse(), Ok(day), "{text}");
            }
            assert_eq!(Day::of(day.start()), day);
            assert_eq!(Day::of(day.end() - 1), day);
            assert_eq!(Day::of(day.end()), day.plus(1));
        }
        assert_eq!(Day::of(1_795_564_800_000).to_string(), "2026-11-25");
        for wrong in ["", "2026-11-31", "2026-11-24T", "24.11.2026", "20261124"] {
            assert_eq!(wrong.parse::<Day>(), Err(NoDay), "{wrong}");
        }
        assert_eq!(Day::of(i64::MIN).number(), i32::MIN);
    }
}

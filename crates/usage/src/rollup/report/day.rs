//! Days as people write them.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A day in UTC, counted from 1970-01-01; shown as `2026-11-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(pub i64);

/// What is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day looks like 2026-11-24")]
pub struct NoDay;

impl Day {
    /// Of milliseconds since 1970.
    pub fn of(time: i64) -> Self {
        Self(time.div_euclid(crate::visits::DAY))
    }

    /// Of a year, a month from 1 and a day from 1, if there is such a day.
    pub fn on(year: i64, month: i64, day: i64) -> Option<Self> {
        let fine = (1..=9999).contains(&year) && (1..=12).contains(&month);
        let found = fine.then(|| {
            // Years begin in March here, so that the leap day is the last.
            let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
            let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
            Self(365 * year + leaps + (153 * month + 2) / 5 + day - 1 - 719_468)
        })?;
        (found.civil() == (year, month, day)).then_some(found)
    }

    /// Year, month and day.
    fn civil(self) -> (i64, i64, i64) {
        let days = self.0.clamp(-719_468, 2_932_896) + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let civil_day = day - (153 * month + 2) / 5 + 1;
        let year = era * 400 + year;
        if month < 10 { (year, month + 3, civil_day) } else { (year + 1, month - 9, civil_day) }
    }

    /// From 0, a Monday, to 6.
    pub fn weekday(self) -> usize {
        usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
        };
        let (year, month, day) = (part(4), part(2), part(2));
        let day = year.zip(month).zip(day).and_then(|((y, m), d)| Self::on(y, m, d));
        day.filter(|_| parts.next().is_none()).ok_or(NoDay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    #[test]
    fn days_are_those_of_the_calendar() {
        let epoch = Date::constant(1970, 1, 1);
        for number in (-1000..40_000).step_by(7).chain([0, 11_016, 19_782]) {
            let date = epoch + jiff::Span::new().days(number);
            let day = Day(number);
            assert_eq!(day.to_string(), date.to_string());
            assert_eq!(day.to_string().parse(), Ok(day));
            let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap();
            assert_eq!(day.weekday(), weekday);
        }
        for wrong in ["2026-02-29", "2026-13-01", "2026-1-01", "2026-01-01-", "", "+026-01-01"] {
            assert_eq!(wrong.parse::<Day>(), Err(NoDay), "{wrong}");
        }
    }
}

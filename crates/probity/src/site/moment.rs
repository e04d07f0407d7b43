//! Times and dates as pages show them: a long form for people, an exact one for machines.

use jiff::Timestamp;

/// A moment, ready for `<time datetime="iso">long</time>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// RFC 3339, to the second, in UTC.
    pub iso: String,
    /// Like `23 November 2026 at 19:09 UTC`.
    pub long: String,
}

/// The moment `ms` milliseconds after 1970 began.
pub(crate) fn moment(ms: i64) -> Moment {
    let at = Timestamp::from_millisecond(ms).unwrap_or_default();
    Moment {
        iso: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        long: at.strftime("%-d %B %Y at %H:%M UTC").to_string(),
    }
}

/// Milliseconds in a minute.
pub(crate) const MINUTE: i64 = 60_000;
/// Milliseconds in an hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in a day.
pub(crate) const DAY: i64 = 24 * HOUR;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_exact_for_machines_and_long_for_people() {
        let at = moment(1_795_460_940_500);
        assert_eq!(at.iso, "2026-11-23T19:09:00Z");
        assert_eq!(at.long, "23 November 2026 at 19:09 UTC");
    }
}

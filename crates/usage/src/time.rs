//! Moments as logs write them, in milliseconds since 1970 in UTC.

use crate::number::{digits, whole};
use crate::reject::Reason;

/// The first moment that a log can tell of: 1990, before there were web servers.
pub(crate) const EARLIEST: i64 = 631_152_000_000;

const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// Reads `10/Oct/2000:13:55:36 -0700` from the start; returns what follows it.
pub(crate) fn common(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (date, rest) = bytes.split_at_checked(20)?;
    let punctuation = [(2, b'/'), (6, b'/'), (11, b':'), (14, b':'), (17, b':')];
    if !punctuation.iter().all(|(at, byte)| date.get(*at) == Some(byte)) {
        return None;
    }
    let month = month(date.get(3..6)?)?;
    let day = days(digits(date.get(7..11))?, month, digits(date.get(0..2))?)?;
    let second = seconds(date.get(12..20)?)?;
    // Some servers add a fraction.
    let (millis, rest) = fraction(rest);
    let (zone, rest) = rest.strip_prefix(b" ")?.split_at_checked(5)?;
    Some(((day * 86_400 + second - offset(zone)?) * 1000 + millis, rest))
}

/// Remembers the moments that were read last: lines that follow each other tell of few.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memo([Option<([u8; 26], i64)>; 4]);

impl Memo {
    /// As [`common`], of what has no fraction remembered.
    pub(crate) fn common<'a>(&mut self, bytes: &'a [u8]) -> Option<(i64, &'a [u8])> {
        let Some((stamp, rest)) = bytes.split_first_chunk::<26>() else { return common(bytes) };
        // The last digit of the seconds.
        let [.., second, _, _, _, _, _, _] = stamp;
        let Some(known) = self.0.get_mut(usize::from(second & 3)) else { return common(bytes) };
        match known {
            Some((of, time)) if of == stamp => Some((*time, rest)),
            _ => {
                let (time, after) = common(bytes)?;
                if after.len() == rest.len() {
                    *known = Some((*stamp, time));
                }
                Some((time, after))
            }
        }
    }
}

/// Reads `2021-12-08T14:02:43.587Z`, `2021-12-08 14:02:43+01:00` and the like, whole.
/// Without an offset it is UTC.
pub(crate) fn iso(bytes: &[u8]) -> Option<i64> {
    let (day, rest) = iso_day(bytes)?;
    if !matches!(rest.first()?, b'T' | b't' | b' ') {
        return None;
    }
    let (clock, rest) = rest.get(1..)?.split_at_checked(8)?;
    let second = seconds(clock)?;
    let (millis, rest) = fraction(rest);
    let offset = match rest {
        [] | [b'Z' | b'z'] => 0,
        zone => offset(zone.strip_prefix(b" ").unwrap_or(zone))?,
    };
    Some((day * 86_400 + second - offset) * 1000 + millis)
}

/// Reads a day and a time that stand in two columns, in UTC.
pub(crate) fn columns(date: &[u8], clock: &[u8]) -> Option<i64> {
    let (day, []) = iso_day(date)? else { return None };
    let (clock, rest) = clock.split_at_checked(8)?;
    let (millis, []) = fraction(rest) else { return None };
    Some((day * 86_400 + seconds(clock)?) * 1000 + millis)
}

/// Reads a number since 1970; its size tells seconds, milli-, micro- and nanoseconds apart.
pub(crate) fn epoch(number: &[u8]) -> Option<i64> {
    let point = memchr::memchr(b'.', number).unwrap_or(number.len());
    let (before, after) = number.split_at_checked(point)?;
    let before = i64::try_from(whole(before)?).ok()?;
    match before {
        0..100_000_000_000 => {
            let (millis, rest) = fraction(after);
            (rest.is_empty() || rest == b".").then_some(before * 1000 + millis)
        }
        100_000_000_000..100_000_000_000_000 => Some(before),
        100_000_000_000_000..100_000_000_000_000_000 => Some(before / 1000),
        _ => Some(before / 1_000_000),
    }
}

/// Whatever of these it is, as JSON logs mix them.
pub(crate) fn any(bytes: &[u8]) -> Option<i64> {
    let text = bytes.strip_prefix(b"[").and_then(|b| b.strip_suffix(b"]")).unwrap_or(bytes);
    iso(text).or_else(|| epoch(text)).or_else(|| match common(text)? {
        (time, []) => Some(time),
        _ => None,
    })
}

/// The first moment that stands anywhere in a line, whatever its format: of a line that could not be
/// read, what there is to tell its day by.
pub fn time_in(line: &[u8]) -> Option<i64> {
    let mut before = b' ';
    for (at, byte) in line.iter().enumerate() {
        let begins = byte.is_ascii_digit() && !before.is_ascii_digit();
        before = *byte;
        let Some(rest) = line.get(at..).filter(|_| begins) else { continue };
        let common = || common(rest).map(|(time, _)| time);
        if let Some(time) = common().or_else(|| iso_at(rest)).filter(|time| *time >= EARLIEST) {
            return Some(time);
        }
    }
    None
}

/// Reads a day and a time of it from the start, whatever follows.
fn iso_at(bytes: &[u8]) -> Option<i64> {
    let (stamp, rest) = bytes.split_at_checked(19)?;
    if let [date @ .., b'\t', _, _, _, _, _, _, _, _] = stamp {
        return columns(date, stamp.get(11..)?);
    }
    let is_zone = |byte: &&u8| byte.is_ascii_digit() || b".,+-:Zz".contains(byte);
    let zone = rest.iter().take(16).take_while(is_zone).count();
    let whole = bytes.get(..stamp.len() + zone).and_then(iso);
    whole.or_else(|| iso(stamp))
}

/// Refuses what no log can tell of.
pub(crate) fn checked(time: Option<i64>) -> Result<i64, Reason> {
    match time {
        None => Err(Reason::Time),
        Some(time) if time < EARLIEST => Err(Reason::TooEarly),
        Some(time) => Ok(time),
    }
}

/// The number of a month, from 1.
pub(crate) fn month(name: &[u8]) -> Option<u32> {
    let name = <&[u8; 3]>::try_from(name).ok()?;
    let at = MONTHS.iter().position(|month| *month == name)?;
    u32::try_from(at + 1).ok()
}

fn iso_day(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (date, rest) = bytes.split_at_checked(10)?;
    if date.get(4) != Some(&b'-') || date.get(7) != Some(&b'-') {
        return None;
    }
    let [year, month, day] = [0..4, 5..7, 8..10].map(|range| digits(date.get(range)));
    Some((days(year?, month?, day?)?, rest))
}

/// Days since 1970 of `2026-11-24`, whole.
pub(crate) fn day(bytes: &[u8]) -> Option<i64> {
    match iso_day(bytes)? {
        (day, []) => Some(day),
        _ => None,
    }
}

/// The year, month and day of a day since 1970: [`days`] the other way round.
pub(crate) fn date(day: i64) -> (i64, i64, i64) {
    // Years that begin in March have their leap day at the end; eras of 400 years are alike.
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let day = of_year - (153 * march + 2) / 5 + 1;
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Days since 1970 of a date in the Gregorian calendar.
fn days(year: u32, month: u32, day: u32) -> Option<i64> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    // Years that begin in March have their leap day at the end.
    let (year, month) = (i64::from(year), i64::from(month));
    let shifted = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let leaps = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    Some(shifted * 365 + leaps + of_year - 719_468)
}

/// Seconds of `13:55:36`. A leap second counts into the next minute.
fn seconds(clock: &[u8]) -> Option<i64> {
    if clock.get(2) != Some(&b':') || clock.get(5) != Some(&b':') {
        return None;
    }
    let [hour, minute, second] = [0..2, 3..5, 6..8].map(|range| digits(clock.get(range)));
    let (hour, minute, second) = (hour?, minute?, second?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(i64::from(hour * 3600 + minute * 60 + second))
}

/// Milliseconds of `.587` or `,587`, if there are any, and what follows.
fn fraction(bytes: &[u8]) -> (i64, &[u8]) {
    let Some((b'.' | b',', rest)) = bytes.split_first() else { return (0, bytes) };
    let end = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    let Some((digits, after)) = rest.split_at_checked(end) else { return (0, bytes) };
    if digits.is_empty() {
        return (0, bytes);
    }
    let kept = digits.iter().copied().chain(std::iter::repeat(b'0')).take(3);
    (kept.fold(0, |number, byte| number * 10 + i64::from(byte - b'0')), after)
}

/// Seconds of `+0530` or `-07:00`.
fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, rest) = zone.split_first()?;
    let sign = match sign {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let minutes = match rest.len() {
        4 => rest.get(2..4),
        5 if rest.get(2) == Some(&b':') => rest.get(3..5),
        _ => return None,
    };
    let (hours, minutes) = (digits(rest.get(0..2))?, digits(minutes)?);
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_found_wherever_it_stands() {
        for (line, seconds) in [
            ("nonsense - [10/Oct/2025:10:00:00 +0200] \"GET", 1_760_083_200),
            ("10/Oct/2025:10:00:00 2025-10-10T08:00:00.5+00:00, more", 1_760_083_200),
            ("x 2025-10-10 08:00:00-- 9", 1_760_083_200),
            ("{\"at\":\"2025-10-10T08:00:00Z\"}", 1_760_083_200),
            ("2025-10-10\t08:00:00\tSFO", 1_760_083_200),
            ("1970-01-01T00:00:00Z, then 2025-10-10T08:00:00Z", 1_760_083_200),
        ] {
            assert_eq!(time_in(line.as_bytes()).map(|ms| ms / 1000), Some(seconds), "{line}");
        }
        for line in ["", "192.0.2.1 99999999", "31/Feb/2025:10:00:00 +0000", "2025-10-10T25:00:00Z"]
        {
            assert_eq!(time_in(line.as_bytes()), None, "{line}");
        }
        let digits: Vec<u8> = b"1 10/Oct/2025:10:00:00 2025-10-10T".repeat(2_000);
        assert_eq!(time_in(&digits), None);
    }

    #[test]
    fn the_common_format_with_any_offset() {
        for (text, seconds) in [
            ("10/Oct/2000:13:55:36 -0700", 971_211_336),
            ("01/Jan/1970:00:00:00 +0000", 0),
            ("29/Feb/2024:23:59:60 +0000", 1_709_251_200),
            ("01/Jan/2026:05:30:00 +0530", 1_767_225_600),
            ("31/Dec/2025:14:15:00 -0945", 1_767_225_600),
            ("01/Jan/2026:14:00:00 +1400", 1_767_225_600),
            ("31/Dec/9999:23:59:59 +0000", 253_402_300_799),
        ] {
            assert_eq!(common(text.as_bytes()), Some((seconds * 1000, &[][..])), "{text}");
        }
        assert_eq!(
            common(b"10/Oct/2000:13:55:36.123456 -0700] x"),
            Some((971_211_336_123, &b"] x"[..]))
        );
    }

    #[test]
    fn what_is_remembered_reads_the_same() {
        let mut memo = Memo::default();
        for _ in 0..2 {
            for second in 0..60 {
                for zone in ["+0000", "-0700"] {
                    for rest in ["", "] x", "0"] {
                        let text = format!("10/Oct/2000:13:55:{second:02} {zone}{rest}");
                        assert_eq!(memo.common(text.as_bytes()), common(text.as_bytes()), "{text}");
                    }
                }
                for wrong in ["10/Oct/2000:13:55:61 +0000", "10/Oct/2000:13:55:36.1 +0000] "] {
                    assert_eq!(memo.common(wrong.as_bytes()), common(wrong.as_bytes()), "{wrong}");
                }
            }
        }
    }

    #[test]
    fn impossible_times_are_none() {
        for text in [
            "",
            "30/Feb/2024:00:00:00 +0000",
            "29/Feb/2023:00:00:00 +0000",
            "00/Jan/2024:00:00:00 +0000",
            "01/Foo/2024:00:00:00 +0000",
            "01/Jan/2024:24:00:00 +0000",
            "01/Jan/2024:00:60:00 +0000",
            "01/Jan/2024:00:00:61 +0000",
            "01/Jan/2024:00:00:00 0000",
            "01/Jan/2024:00:00:00",
            "01/Jan/2024:00:00:00 +9900",
            "1/Jan/2024:00:00:00 +0000",
            "-1/Jan/2024:00:00:00 +0000",
        ] {
            assert_eq!(common(text.as_bytes()), None, "{text}");
        }
        for text in
            ["2024-13-01T00:00:00Z", "2024-01-01", "2024-01-01X00:00:00Z", "2024-01-01T00:00:00Q"]
        {
            assert_eq!(iso(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn iso_and_numbers_are_told_apart() {
        let expected = Some(1_638_972_163_587);
        for text in [
            "2021-12-08T14:02:43.587782192Z",
            "2021-12-08 14:02:43,587",
            "2021-12-08T15:02:43.587+01:00",
            "2021-12-08T06:02:43.587-0800",
            "1638972163.587",
            "1638972163587",
            "1638972163587782",
            "1638972163587782192",
            "[08/Dec/2021:14:02:43.587 +0000]",
            "2021-12-08 14:02:43.587 +0000",
        ] {
            assert_eq!(any(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(columns(b"2021-12-08", b"14:02:43"), Some(1_638_972_163_000));
        for text in ["", "-5", "1e9", "yesterday", "99999999999999999999", "1638972163.x"] {
            assert_eq!(any(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_clock_that_was_never_set_is_too_early() {
        assert_eq!(checked(Some(0)), Err(Reason::TooEarly));
        assert_eq!(checked(None), Err(Reason::Time));
        assert_eq!(checked(Some(EARLIEST)), Ok(EARLIEST));
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = days(1970, 1, 1).unwrap();
        assert_eq!(expected, 0);
        for year in 1970..2500 {
            for month in 1..=12 {
                for day in 1..=31 {
                    if let Some(found) = days(year, month, day) {
                        assert_eq!(found, expected, "{year}-{month}-{day}");
                        expected += 1;
                    }
                }
            }
        }
    }
}

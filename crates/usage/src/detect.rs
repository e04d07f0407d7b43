//! Which format a log has, told from its first lines; or what it looks like instead.

use std::fmt;

use crate::format::Format;
use crate::lines::MAX_LINE;
use crate::looks::{self, LooksLike};
use crate::read::columns::Columns;
use crate::read::{self, clf, syslog};
use crate::reject::Reason;

/// How many lines are looked at.
const LINES: usize = 200;

/// The format of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detected {
    /// The format of its lines.
    pub format: Format,
    /// Whether a header of syslog stands before each.
    pub syslog: bool,
}

/// It is no access log that we can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no access log: it looks like {0}")]
pub struct Refusal(pub LooksLike);

impl fmt::Display for Detected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.syslog { "syslog, " } else { "" }, self.format)
    }
}

/// How many of the lines looked at are of which kind.
#[derive(Default)]
struct Tally<'a> {
    lines: usize,
    common: Vec<clf::Layout<'a>>,
    in_syslog: usize,
    json: [(Option<Format>, usize); 3],
    alb: usize,
    strange: Option<LooksLike>,
}

/// Tells the format from the beginning of a log: some kilobytes, as [`crate::Lines::ahead`] gives
/// them. `None` if nothing but blank lines stands there.
///
/// # Errors
///
/// When fewer than half of the lines are of a format we know.
pub fn detect(sample: &[u8]) -> Result<Option<Detected>, Refusal> {
    let sample = sample.strip_prefix("\u{feff}".as_bytes()).unwrap_or(sample);
    if let Some(strange) = looks::bytes(sample) {
        return Err(Refusal(strange));
    }
    let mut lines: Vec<&[u8]> = sample.split(|byte| *byte == b'\n').collect();
    if lines.len() > 1 && sample.len() >= MAX_LINE && !sample.ends_with(b"\n") {
        // More follows, and the last one is cut off.
        lines.pop();
    }
    let mut tally = Tally {
        json: [Format::Caddy, Format::Traefik, Format::Nginx].map(|format| (Some(format), 0)),
        ..Tally::default()
    };
    let mut columns = Columns::none();
    for line in
        lines.into_iter().map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).take(LINES)
    {
        if line.starts_with(b"#") {
            columns.directive(line);
            let named = Reason::NoFields;
            if read::in_columns(&columns, b"x") != Err(named) {
                let format =
                    if columns.are_cloudfront() { Format::CloudFront } else { Format::Iis };
                return Ok(Some(Detected { format, syslog: false }));
            }
            let of_columns =
                [&b"#Version:"[..], b"#Software:", b"#Date:", b"#Start-Date:", b"#Remark:"];
            if of_columns.iter().any(|name| line.starts_with(name)) {
                continue;
            }
        }
        tally.count(line);
    }
    tally.result()
}

impl<'a> Tally<'a> {
    fn count(&mut self, line: &'a [u8]) {
        self.lines += 1;
        let (behind, line) = match syslog::message(line) {
            Some(message) => (1, message),
            None => (0, line),
        };
        if let Some(layout) = clf::layout(line) {
            self.common.push(layout);
            self.in_syslog += behind;
        } else if line.starts_with(b"{") {
            let known = |(format, _): &&mut (Option<Format>, usize)| {
                let table = format.and_then(read::table);
                table.is_some_and(|table| read::fits(table, line).is_ok())
            };
            if let Some((_, count)) = self.json.iter_mut().find(known) {
                *count += 1;
                self.in_syslog += behind;
            } else {
                self.strange.get_or_insert(LooksLike::OtherJson);
            }
        } else if read::is_alb(line) {
            self.alb += 1;
            self.in_syslog += behind;
        } else {
            let strange = if behind == 1 { LooksLike::SystemLog } else { looks::line(line) };
            self.strange.get_or_insert(strange);
        }
    }

    fn result(self) -> Result<Option<Detected>, Refusal> {
        if self.lines == 0 {
            return Ok(None);
        }
        let mut best = (self.common.len(), None);
        let others = self.json.into_iter().chain([(Some(Format::Alb), self.alb)]);
        for (format, count) in others {
            if count > best.0 {
                best = (count, format);
            }
        }
        let (count, format) = best;
        if count == 0 || count * 2 < self.lines {
            return Err(Refusal(self.strange.unwrap_or(LooksLike::Text)));
        }
        let format = format.unwrap_or_else(|| of_the_family(&self.common));
        Ok(Some(Detected { format, syslog: self.in_syslog * 2 > count }))
    }
}

/// Which of the common formats it is. A decimal behind the agent is a time taken in seconds. Of whole
/// numbers there, microseconds are large and seconds are small; what is neither is left alone.
fn of_the_family(lines: &[clf::Layout<'_>]) -> Format {
    let most = |is: &dyn Fn(&clf::Layout<'_>) -> bool| {
        lines.iter().filter(|line| is(line)).count() * 2 > lines.len()
    };
    if !most(&|line| line.agent) {
        return Format::Common;
    }
    let decimal = |word: &[u8]| {
        word.contains(&b'.') && crate::number::micros(word, crate::number::Unit::Seconds).is_some()
    };
    if most(&|line| line.behind.is_some_and(decimal)) {
        return Format::CombinedSeconds;
    }
    let mut whole: Vec<u64> =
        lines.iter().filter_map(|line| crate::number::whole(line.behind?)).collect();
    if whole.len() * 2 > lines.len() {
        whole.sort_unstable();
        let middle = whole.get(whole.len() / 2).copied().unwrap_or_default();
        let largest = whole.last().copied().unwrap_or_default();
        if middle >= 100 {
            return Format::CombinedMicros;
        }
        if largest < 100 {
            return Format::CombinedSeconds;
        }
    }
    if most(&|line| line.site) { Format::VhostCombined } else { Format::Combined }
}

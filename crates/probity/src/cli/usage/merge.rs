//! Several logs as one, in time order, whatever their order on the command line.
//!
//! A log is opened when its time has come, and as many are open at once as overlap. Of the open ones
//! the one that is furthest behind is read on, until it passes the next by [`SLACK`]; what that puts out
//! of order is far within the window in which [`probity_usage::Sessions`] orders.

use indicatif::ProgressBar;
use probity_usage::{Intake, Reader, Taken, WINDOW};

use super::file::{Log, Stream, damage};
use crate::cli::Failure;

/// How far one log may be read ahead of another, in milliseconds.
const SLACK: i64 = WINDOW / 4;

struct Open {
    name: String,
    reader: Reader,
    lines: Stream,
    gzip: bool,
    /// The time of its next line.
    next: i64,
}

/// Takes in all lines of all logs.
pub(super) fn take_in(
    mut logs: Vec<Log>,
    intake: &mut Intake,
    bar: &ProgressBar,
) -> Result<(), Failure> {
    // Of logs that begin at once, the name decides: the order on the command line does not.
    logs.sort_by(|a, b| (b.first, &b.name).cmp(&(a.first, &a.name)));
    let mut open: Vec<Open> = Vec::new();
    loop {
        let behind = open.iter().map(|log| log.next).min();
        if let Some(log) = logs.pop_if(|log| behind.is_none_or(|behind| log.first <= behind)) {
            let next = log.first;
            let (name, gzip) = (log.name.clone(), log.gzip);
            let (reader, lines) = log.start(bar)?;
            open.push(Open { name, reader, lines, gzip, next });
            continue;
        }
        let furthest = open.iter().enumerate().min_by_key(|(_, log)| log.next);
        let Some((at, _)) = furthest else { return Ok(()) };
        let others = open.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.map(|(_, log)| log.next).chain(logs.last().map(|log| log.first));
        let until = others.min().map_or(i64::MAX, |next| next.saturating_add(SLACK));
        if !read_on(&mut open[at], until, intake)? {
            open.remove(at);
        }
    }
}

/// Reads a log on until a line is later; `false` at its end.
fn read_on(log: &mut Open, until: i64, intake: &mut Intake) -> Result<bool, Failure> {
    loop {
        let line = match log.lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(false),
            Err(error) => {
                return Err(Failure::new(format_args!(
                    "`{}` cannot be read to its end: {}; nothing was counted",
                    log.name,
                    damage(log.gzip, &error)
                )));
            }
        };
        if let Taken::After(time) = intake.line(&mut log.reader, line, until, &mut |_| {}) {
            log.lines.put_back();
            log.next = time;
            return Ok(true);
        }
    }
}

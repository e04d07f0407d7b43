//! Several logs as one, in time order, whatever their order on the command line.
//!
//! A log is opened when its time has come, and as many are open at once as overlap. Of the open ones
//! the one that is furthest behind is read on, until it passes the next by [`SLACK`]; what that puts out
//! of order is far within the window in which [`probity_usage::Sessions`] orders.

use indicatif::ProgressBar;
use probity_usage::{Intake, Reader, Taken, WINDOW};

use super::file::{Log, Stream, damage};
use crate::cli::{Failure, out};
use crate::usage::packing::Packing;

/// How far one log may be read ahead of another, in milliseconds.
const SLACK: i64 = WINDOW / 4;

struct Open {
    name: String,
    reader: Reader,
    lines: Stream,
    packing: Packing,
    /// The time of its next line.
    next: i64,
    /// How many lines of it were taken.
    lines_taken: u64,
}

/// A log that could not be read to its end.
pub(super) struct Damaged {
    pub(super) name: String,
    /// How many whole lines stand before the damage.
    pub(super) lines: u64,
    /// What is wrong with it.
    pub(super) why: String,
}

/// Takes in all lines of all logs; of the damaged ones, if somebody wished so, those before the
/// damage. Says which those were.
///
/// # Errors
///
/// When a log is damaged and nobody wished for what stands before: how much that is.
pub(super) fn take_in(
    mut logs: Vec<Log>,
    intake: &mut Intake,
    take_damaged: bool,
    bar: &ProgressBar,
) -> Result<Vec<Damaged>, Failure> {
    let mut found = Vec::new();
    // Of logs that begin at once, the name decides: the order on the command line does not.
    logs.sort_by(|a, b| (b.first, &b.name).cmp(&(a.first, &a.name)));
    let mut open: Vec<Open> = Vec::new();
    loop {
        let behind = open.iter().map(|log| log.next).min();
        if let Some(log) = logs.pop_if(|log| behind.is_none_or(|behind| log.first <= behind)) {
            let next = log.first;
            let (name, packing) = (log.name.clone(), log.packing);
            let (reader, lines) = log.start(bar)?;
            open.push(Open { name, reader, lines, packing, next, lines_taken: 0 });
            continue;
        }
        let furthest = open.iter().enumerate().min_by_key(|(_, log)| log.next);
        let Some((at, _)) = furthest else { return Ok(found) };
        let others = open.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.map(|(_, log)| log.next).chain(logs.last().map(|log| log.first));
        let until = others.min().map_or(i64::MAX, |next| next.saturating_add(SLACK));
        match read_on(&mut open[at], until, intake) {
            Read::On => {}
            Read::Whole => {
                open.remove(at);
            }
            Read::Damaged(why) => {
                let Open { name, lines_taken: lines, .. } = open.remove(at);
                let damaged = Damaged { name, lines, why };
                if !take_damaged {
                    return Err(offered(&damaged, "counted"));
                }
                found.push(damaged);
            }
        }
    }
}

/// The refusal of a damaged log, with what there is of it and what was not done.
pub(super) fn offered(damaged: &Damaged, done: &str) -> Failure {
    let Damaged { name, lines, why } = damaged;
    let lines = out::grouped(*lines);
    Failure::new(format_args!(
        "`{name}` cannot be read to its end: {why}; nothing was {done}. Before the damage stand \
         {lines} whole lines: fetch the file again, or take these with `--take-damaged`"
    ))
}

/// How far a log was read.
enum Read {
    /// Until a line is later.
    On,
    /// To its end.
    Whole,
    /// To where it is damaged.
    Damaged(String),
}

/// Reads a log on until a line is later.
fn read_on(log: &mut Open, until: i64, intake: &mut Intake) -> Read {
    loop {
        let line = match log.lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => return Read::Whole,
            Err(error) => return Read::Damaged(damage(log.packing, &error)),
        };
        if let Taken::After(time) = intake.line(&mut log.reader, line, until, &mut |_| {}) {
            log.lines.put_back();
            log.next = time;
            return Read::On;
        }
        log.lines_taken += 1;
    }
}

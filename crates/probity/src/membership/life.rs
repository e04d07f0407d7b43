//! The life of one membership in one class: a pure state machine over calendar days.
//!
//! A [`Life`] is what is remembered; what follows from it on a day, [`Life::standing`] says. Nothing
//! here knows a clock, a database or a person: whoever calls says which day it is.
//!
//! | What happens | pending | current or in grace | lapsed or cancelled |
//! | --- | --- | --- | --- |
//! | granted (approved, paid) | begins that day | ends a year later than it did | a new life begins |
//! | asked for again | stays, anew | waits for review and does not lapse meanwhile | a new life, pending |
//! | declined | cancelled | goes on to its end | |
//! | cancelled | cancelled | cancelled that day | |
//! | its last day passes | | grace, then lapsed | |

use jiff::civil::Date;

use super::calendar::{days_after, days_before, last_day};

/// The days that the foundation chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Days after the last one in which a membership goes on and can be renewed as if in time.
    pub grace: u16,
    /// Days before the last one at which its owner is reminded.
    pub before: u16,
    /// Days after the last one at which they are reminded once more.
    pub after: u16,
}

/// What a membership is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Asked for; waits to be reviewed or paid.
    Pending,
    /// In force.
    Current,
    /// Its last day has passed; it still counts, and renewing goes on from that day.
    Grace,
    /// Over, because it was not renewed.
    Lapsed,
    /// Over, because it was ended or declined.
    Cancelled,
}

impl Standing {
    /// Every one, in the order of a life.
    pub const ALL: &'static [Self] =
        &[Self::Pending, Self::Current, Self::Grace, Self::Lapsed, Self::Cancelled];

    /// The name in tables, on the command line and in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Current => "current",
            Self::Grace => "grace",
            Self::Lapsed => "lapsed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|standing| standing.name() == name)
    }

    /// Whether it gives what a membership gives.
    pub const fn holds(self) -> bool {
        matches!(self, Self::Current | Self::Grace)
    }

    /// Whether it can still become something else.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Current | Self::Grace)
    }
}

/// The days of a membership that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// When the person first held this class; stays through later lives.
    pub joined: Date,
    /// Since when they hold it without a break.
    pub start: Date,
    /// Its last day; none when it has no end.
    pub end: Option<Date>,
}

/// A reminder that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reminder {
    /// It ends soon.
    Before,
    /// It ends today.
    Last,
    /// It has ended and can still be renewed as if in time.
    After,
}

/// One membership in one class, from asking for it to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// When it was asked for, or granted unasked.
    pub applied: Date,
    /// Its days, once it has begun.
    pub term: Option<Term>,
    /// Since when a renewal waits to be reviewed.
    pub asked: Option<Date>,
    /// When it was ended before its time.
    pub cancelled: Option<Date>,
    /// How many of the reminders of the present end are behind us: 0 to 3.
    pub reminded: u8,
}

/// What became of granting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// It begins.
    Began,
    /// It ends later, or no more.
    Extended,
}

/// The life is over: a new one has to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over;

impl Life {
    /// One that was asked for.
    pub const fn pending(today: Date) -> Self {
        Self { applied: today, term: None, asked: None, cancelled: None, reminded: 0 }
    }

    /// What it is on a day.
    pub fn standing(&self, today: Date, rules: Rules) -> Standing {
        if self.cancelled.is_some() {
            return Standing::Cancelled;
        }
        let Some(term) = self.term else { return Standing::Pending };
        match term.end {
            Some(end) if today > end => {
                // Whoever asked in time does not lapse because nobody has looked at it.
                if self.asked.is_some() || today <= days_after(end, rules.grace) {
                    Standing::Grace
                } else {
                    Standing::Lapsed
                }
            }
            _ => Standing::Current,
        }
    }

    /// Grants it, for a year or without an end. `since` is when the person first held the class, if
    /// they did before this life.
    ///
    /// # Errors
    /// [`Over`] when it has lapsed or was cancelled: begin another.
    pub fn grant(
        &mut self,
        today: Date,
        yearly: bool,
        since: Option<Date>,
        rules: Rules,
    ) -> Result<Granted, Over> {
        match (self.standing(today, rules), self.term) {
            (Standing::Lapsed | Standing::Cancelled, _) => Err(Over),
            (_, None) => {
                let end = yearly.then(|| last_day(today));
                self.term = Some(Term { joined: since.unwrap_or(today), start: today, end });
                Ok(Granted::Began)
            }
            (_, Some(term)) => {
                let first = match term.end {
                    Some(end) => end.tomorrow().unwrap_or(end),
                    None => today,
                };
                let end = yearly.then(|| last_day(first));
                self.term = Some(Term { end, ..term });
                (self.asked, self.reminded) = (None, 0);
                Ok(Granted::Extended)
            }
        }
    }

    /// Asks for it again: a renewal that waits for review.
    pub fn ask(&mut self, today: Date) {
        if self.term.is_some() {
            self.asked = Some(today);
        } else {
            self.applied = today;
        }
    }

    /// What was asked for is declined. One that has begun goes on to its end.
    pub fn decline(&mut self, today: Date) {
        self.asked = None;
        if self.term.is_none() {
            self.cancelled = Some(today);
        }
    }

    /// Ends it now.
    pub fn cancel(&mut self, today: Date) {
        self.asked = None;
        if self.cancelled.is_none() {
            self.cancelled = Some(today);
        }
    }

    /// Whether it counts on a day, today or in the past, by what was decided until now: from its start
    /// to the end of its grace, and not on the day it was ended. Renewing in time changes nothing
    /// about days before, so a roll of voters comes out the same whenever it is read.
    pub fn covers(&self, day: Date, rules: Rules) -> bool {
        let Some(term) = self.term else { return false };
        term.start <= day
            && self.cancelled.is_none_or(|cancelled| day < cancelled)
            && term.end.is_none_or(|end| day <= days_after(end, rules.grace))
    }

    /// The reminder that is due, if there is one that was not sent yet. Of several, the last: nobody
    /// hears after the end that it comes soon.
    pub fn reminder(&self, today: Date, rules: Rules) -> Option<Reminder> {
        let end = self.term?.end?;
        if !self.standing(today, rules).holds() || self.asked.is_some() {
            return None;
        }
        let due = if today > end {
            if today >= days_after(end, rules.after) || self.reminded < 2 {
                Reminder::After
            } else {
                return None;
            }
        } else if today == end {
            Reminder::Last
        } else if today >= days_before(end, rules.before) {
            Reminder::Before
        } else {
            return None;
        };
        (due.count() > self.reminded).then_some(due)
    }

    /// Notes that a reminder is behind us.
    pub fn note(&mut self, reminder: Reminder) {
        self.reminded = self.reminded.max(reminder.count());
    }

    /// The next day on which something happens by itself; none when nothing does.
    pub fn next(&self, today: Date, rules: Rules) -> Option<Date> {
        let end = self.term?.end?;
        if self.cancelled.is_some() {
            return None;
        }
        let days = [
            days_before(end, rules.before),
            end,
            days_after(end, 1),
            days_after(end, rules.after),
            days_after(end, rules.grace.saturating_add(1)),
        ];
        days.into_iter().filter(|day| *day > today).min()
    }

    /// The first day on which it no longer counts, for one that is over; none for others.
    pub fn over_since(&self, today: Date, rules: Rules) -> Option<Date> {
        match self.standing(today, rules) {
            Standing::Cancelled => self.cancelled,
            Standing::Lapsed => self.term.and_then(|term| term.end).map(|end| days_after(end, 1)),
            _ => None,
        }
    }
}

impl Reminder {
    /// How many reminders are behind us after this one.
    const fn count(self) -> u8 {
        match self {
            Self::Before => 1,
            Self::Last => 2,
            Self::After => 3,
        }
    }
}

/// Whether somebody votes on a day, by all the lives they ever had: each with whether its class votes.
/// It is one vote, whatever their number.
pub fn votes<'l>(
    lives: impl IntoIterator<Item = (&'l Life, bool)>,
    day: Date,
    rules: Rules,
) -> bool {
    lives.into_iter().any(|(life, votes)| votes && life.covers(day, rules))
}

#[cfg(test)]
mod tests;

//! Lives day by day, and against a second implementation that knows nothing but paid days.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

const RULES: Rules = Rules { grace: 30, before: 30, after: 14 };

fn begun(start: Date) -> Life {
    let mut life = Life::pending(start);
    assert_eq!(life.grant(start, true, None, RULES), Ok(Granted::Began));
    life
}

fn end(life: &Life) -> Date {
    life.term.unwrap().end.unwrap()
}

/// The table of dates in docs/data-model.md.
#[test]
fn a_year_from_asking_to_its_end() {
    let mut life = Life::pending(date(2026, 11, 20));
    assert_eq!(life.standing(date(2026, 11, 23), RULES), Standing::Pending);
    life.grant(date(2026, 11, 24), true, None, RULES).unwrap();
    let is = |life: &Life, day| life.standing(day, RULES);
    for (day, standing, votes) in [
        (date(2026, 11, 24), Standing::Current, true),
        (date(2027, 11, 23), Standing::Current, true),
        (date(2027, 11, 24), Standing::Grace, true),
        (date(2027, 12, 23), Standing::Grace, true),
        (date(2027, 12, 24), Standing::Lapsed, false),
    ] {
        assert_eq!(is(&life, day), standing, "{day}");
        assert_eq!(life.covers(day, RULES), votes, "{day}");
    }
    assert!(!life.covers(date(2026, 11, 23), RULES), "the day before it began");
    assert_eq!(life.over_since(date(2027, 12, 24), RULES), Some(date(2027, 11, 24)));
}

#[test]
fn renewing_extends_and_after_a_lapse_another_begins() {
    for (day, until) in [
        (date(2026, 11, 24), date(2028, 11, 23)),
        (date(2027, 11, 23), date(2028, 11, 23)),
        (date(2027, 12, 23), date(2028, 11, 23)),
    ] {
        let mut life = begun(date(2026, 11, 24));
        assert_eq!(life.grant(day, true, None, RULES), Ok(Granted::Extended), "{day}");
        assert_eq!((life.term.unwrap().start, end(&life)), (date(2026, 11, 24), until), "{day}");
    }
    let mut life = begun(date(2026, 11, 24));
    assert_eq!(life.grant(date(2027, 12, 24), true, None, RULES), Err(Over));
    let mut again = Life::pending(date(2027, 12, 24));
    again.grant(date(2027, 12, 24), true, Some(date(2026, 11, 24)), RULES).unwrap();
    let term = again.term.unwrap();
    assert_eq!((term.joined, term.start), (date(2026, 11, 24), date(2027, 12, 24)));
    assert_eq!(term.end, Some(date(2028, 12, 23)));
}

#[test]
fn leap_days_are_nobodys_loss() {
    let mut life = begun(date(2028, 2, 29));
    assert_eq!(end(&life), date(2029, 2, 28));
    for last in [date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29), date(2033, 2, 28)] {
        life.grant(end(&life), true, None, RULES).unwrap();
        assert_eq!(end(&life), last);
    }
}

#[test]
fn a_renewal_that_waits_for_review_does_not_lapse() {
    let mut life = begun(date(2026, 11, 24));
    life.ask(date(2027, 12, 20));
    assert_eq!(life.standing(date(2028, 1, 20), RULES), Standing::Grace);
    assert!(!life.covers(date(2028, 1, 20), RULES), "but nothing is decided yet");
    let mut declined = life;
    declined.decline(date(2028, 1, 21));
    assert_eq!(declined.standing(date(2028, 1, 21), RULES), Standing::Lapsed);
    life.grant(date(2028, 1, 21), true, None, RULES).unwrap();
    assert_eq!(end(&life), date(2028, 11, 23));
    let mut unknown = Life::pending(date(2026, 1, 1));
    unknown.decline(date(2026, 1, 2));
    assert_eq!(unknown.standing(date(2026, 1, 2), RULES), Standing::Cancelled);
}

#[test]
fn cancelling_counts_from_its_day_and_once() {
    let mut life = begun(date(2026, 11, 24));
    life.cancel(date(2027, 2, 1));
    life.cancel(date(2027, 3, 1));
    assert_eq!(life.cancelled, Some(date(2027, 2, 1)));
    assert!(life.covers(date(2027, 1, 31), RULES) && !life.covers(date(2027, 2, 1), RULES));
    assert_eq!(life.next(date(2027, 2, 1), RULES), None);
    assert_eq!(life.grant(date(2027, 2, 1), true, None, RULES), Err(Over));
}

#[test]
fn what_has_no_end_goes_on_and_reminds_nobody() {
    let mut life = Life::pending(date(2026, 11, 24));
    life.grant(date(2026, 11, 24), false, None, RULES).unwrap();
    let far = date(2126, 1, 1);
    assert_eq!(life.standing(far, RULES), Standing::Current);
    assert!(life.covers(far, RULES));
    assert_eq!((life.next(far, RULES), life.reminder(far, RULES)), (None, None));
}

#[test]
fn reminders_come_before_at_and_after_the_end() {
    let mut life = begun(date(2026, 11, 24));
    let mut sent = Vec::new();
    let mut day = date(2026, 11, 24);
    while day < date(2028, 6, 1) {
        if let Some(reminder) = life.reminder(day, RULES) {
            life.note(reminder);
            sent.push((day, reminder));
        }
        day = day.tomorrow().unwrap();
    }
    let expected = [
        (date(2027, 10, 24), Reminder::Before),
        (date(2027, 11, 23), Reminder::Last),
        (date(2027, 12, 7), Reminder::After),
    ];
    assert_eq!(sent, expected);
    // Nobody looked for a while: one reminder, and a true one.
    let mut late = begun(date(2026, 11, 24));
    assert_eq!(late.reminder(date(2027, 11, 28), RULES), Some(Reminder::After));
    late.note(Reminder::After);
    assert_eq!(late.reminder(date(2027, 12, 7), RULES), None);
    let silent = begun(date(2026, 11, 24));
    assert_eq!(silent.reminder(date(2027, 12, 24), RULES), None, "it has lapsed");
}

#[test]
fn one_person_has_one_vote() {
    let (one, two) = (begun(date(2026, 11, 24)), begun(date(2026, 12, 1)));
    let day = date(2026, 12, 2);
    assert!(votes([(&one, true), (&two, true)], day, RULES));
    assert!(votes([(&one, false), (&two, true)], day, RULES));
    assert!(!votes([(&one, false), (&two, false)], day, RULES));
    assert!(!votes([], day, RULES));
}

/// The second implementation: the days that were granted, one by one, and nothing else.
struct Paid {
    days: BTreeSet<Date>,
    cancelled: bool,
}

impl Paid {
    /// A year from a day, by walking until the same day comes round again.
    fn year(&mut self, first: Date) {
        let (month, of_month) = if (first.month(), first.day()) == (2, 29) {
            (3, 1)
        } else {
            (first.month(), first.day())
        };
        let mut day = first;
        loop {
            self.days.insert(day);
            day = day.tomorrow().unwrap();
            if day.year() > first.year() && (day.month(), day.day()) == (month, of_month) {
                return;
            }
        }
    }

    fn within(&self, today: Date) -> bool {
        (0..=RULES.grace).any(|back| self.days.contains(&(today - i64::from(back).days())))
            || self.days.range(today..).next().is_some()
    }

    fn grant(&mut self, today: Date) {
        let first = match self.days.last() {
            Some(last) if self.within(today) && !self.cancelled => last.tomorrow().unwrap(),
            _ => {
                self.days.clear();
                today
            }
        };
        self.cancelled = false;
        self.year(first);
    }

    fn standing(&self, today: Date) -> Option<Standing> {
        if self.cancelled {
            return Some(Standing::Cancelled);
        }
        self.days.first()?;
        Some(match (self.days.contains(&today), self.within(today)) {
            (true, _) => Standing::Current,
            (false, true) => Standing::Grace,
            (false, false) => Standing::Lapsed,
        })
    }
}

proptest! {
    /// Whatever is granted and ended on whatever days, both come to the same, today and for every
    /// past day of the life.
    #[test]
    fn it_equals_a_calendar_of_paid_days(
        start in 0i64..12_000,
        steps in prop::collection::vec((0i64..500, 0u8..8), 1..8),
    ) {
        let mut today = date(2020, 1, 1) + start.days();
        let mut life = Life::pending(today);
        let mut model = Paid { days: BTreeSet::new(), cancelled: false };
        let mut joined = None;
        for (pause, what) in steps {
            today += pause.days();
            if what == 0 {
                if life.term.is_some() && life.standing(today, RULES).is_open() {
                    life.cancel(today);
                    model.cancelled = true;
                }
            } else {
                if life.grant(today, true, joined, RULES) == Err(Over) {
                    life = Life::pending(today);
                    life.grant(today, true, joined, RULES).unwrap();
                }
                model.grant(today);
                joined = joined.or(Some(today));
            }
            for ahead in [0, 1, 29, 30, 31, 200, 364, 365, 366, 395, 396, 397, 800] {
                let day = today + i64::from(ahead).days();
                let expected = model.standing(day).unwrap_or(Standing::Pending);
                prop_assert_eq!(life.standing(day, RULES), expected, "{} days after {}", ahead, today);
                if expected != Standing::Cancelled {
                    prop_assert_eq!(life.covers(day, RULES), expected.holds());
                }
            }
            if let Some(term) = life.term {
                prop_assert_eq!(term.start, *model.days.first().unwrap());
                prop_assert_eq!(term.end, model.days.last().copied());
                prop_assert_eq!(Some(term.joined), joined);
            }
        }
    }

    /// Looking only on the days that [`Life::next`] names sees every standing and sends every reminder
    /// that looking each day does, on the same days.
    #[test]
    fn the_next_day_misses_nothing(start in 0i64..3_000, grace in 0u16..60, before in 1u16..90, after in 1u16..60) {
        let rules = Rules { grace, before, after };
        let first = date(2024, 1, 1) + start.days();
        let mut life = Life::pending(first);
        life.grant(first, true, None, rules).unwrap();
        let (mut daily, mut jumping) = (life, life);
        let mut by_day = Vec::new();
        let mut last = Standing::Current;
        let mut day = first;
        while day < first + 500.days() {
            let (reminder, standing) = (daily.reminder(day, rules), daily.standing(day, rules));
            if let Some(reminder) = reminder {
                daily.note(reminder);
            }
            if reminder.is_some() || standing != last {
                by_day.push((day, reminder, standing));
            }
            last = standing;
            day = day.tomorrow().unwrap();
        }
        let mut by_jumps = Vec::new();
        let (mut day, mut last) = (first, Standing::Current);
        while let Some(next) = jumping.next(day, rules) {
            day = next;
            let (reminder, standing) = (jumping.reminder(day, rules), jumping.standing(day, rules));
            if let Some(reminder) = reminder {
                jumping.note(reminder);
            }
            if reminder.is_some() || standing != last {
                by_jumps.push((day, reminder, standing));
            }
            last = standing;
        }
        prop_assert_eq!(by_day, by_jumps);
    }
}

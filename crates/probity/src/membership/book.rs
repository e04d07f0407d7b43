//! All lives of a person, out of the table and back. Which of them are over stays, so that it can be
//! said of any past day who voted.

use jiff::civil::Date;
use probity_ledger::SubjectId;
use probity_vault::StoreError;
use probity_vault::store::{Row, Tx, Value};

use super::calendar::{day, days_after, number};
use super::life::{Life, Standing, Term};
use super::scheme::Scheme;
use crate::members::session::subject_value;
use crate::store::membership;

/// After how many days a membership that is not over is looked at again, whatever its dates say: the
/// foundation may have chosen other days since.
const LOOK: u16 = 30;

/// One life of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The id of the class.
    pub class: String,
    /// The how-manieth life of it.
    pub number: i64,
    /// The life.
    pub life: Life,
    /// What it was when it was last looked at.
    pub noted: Standing,
    /// The day on which it is looked at again.
    pub due: Option<Date>,
}

/// Everything a person holds or held.
#[derive(Debug, Clone, Default)]
pub struct Book {
    entries: Vec<Entry>,
}

impl Book {
    /// Reads a person's.
    pub fn load(tx: &mut Tx<'_>, who: SubjectId) -> Result<Self, StoreError> {
        let rows = tx.query(&membership::OF_SUBJECT, &[subject_value(who)])?;
        let entries = rows.iter().map(|row| {
            Ok(Entry {
                class: row.text(0)?,
                number: row.int(1)?,
                noted: Standing::named(&row.text(2)?).unwrap_or(Standing::Cancelled),
                life: life(row, 3)?,
                due: row.opt_int(10)?.map(day),
            })
        });
        Ok(Self { entries: entries.collect::<Result<_, StoreError>>()? })
    }

    /// Every life.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The last life of each class.
    pub fn latest(&self) -> impl Iterator<Item = &Entry> {
        let last = |(at, entry): &(usize, &Entry)| {
            self.entries.get(at + 1).is_none_or(|next| next.class != entry.class)
        };
        self.entries.iter().enumerate().filter(last).map(|(_, entry)| entry)
    }

    /// The last life of a class.
    pub fn last(&self, class: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.class == class)
    }

    /// When the person first held a class.
    pub fn joined(&self, class: &str) -> Option<Date> {
        let of_class = self.entries.iter().filter(|entry| entry.class == class);
        of_class.filter_map(|entry| entry.life.term).map(|term| term.joined).min()
    }

    /// What is held today: current or in grace.
    pub fn held(&self, scheme: &Scheme, today: Date) -> Vec<&str> {
        let holds = |entry: &&Entry| entry.life.standing(today, scheme.rules()).holds();
        self.latest().filter(holds).map(|entry| entry.class.as_str()).collect()
    }

    /// Keeps a life: in the place of the one with its class and number, or as a new one.
    pub fn keep(
        &mut self,
        tx: &mut Tx<'_>,
        who: SubjectId,
        scheme: &Scheme,
        today: Date,
        mut entry: Entry,
    ) -> Result<(), StoreError> {
        let rules = scheme.rules();
        let life = &entry.life;
        entry.noted = life.standing(today, rules);
        let look = entry.noted.is_open().then(|| days_after(today, LOOK));
        entry.due = life.next(today, rules).into_iter().chain(look).min();
        put(tx, who, &entry)?;
        let same = |known: &Entry| known.class == entry.class && known.number == entry.number;
        match self.entries.iter().position(same) {
            Some(at) => self.entries[at] = entry,
            None => {
                self.entries.push(entry);
                self.entries.sort_by(|a, b| (&a.class, a.number).cmp(&(&b.class, b.number)));
            }
        }
        Ok(())
    }

    /// The next life of a class, not kept yet.
    pub fn new_life(&self, class: &str, today: Date) -> Entry {
        Entry {
            class: class.to_owned(),
            number: self.last(class).map_or(1, |last| last.number + 1),
            life: Life::pending(today),
            noted: Standing::Pending,
            due: None,
        }
    }
}

/// A life out of a row: its days from `column` on, as every statement lists them.
pub(crate) fn life(row: &Row, column: usize) -> Result<Life, StoreError> {
    let opt = |at: usize| Ok::<_, StoreError>(row.opt_int(column + at)?.map(day));
    let term = match (opt(1)?, opt(2)?) {
        (Some(joined), Some(start)) => Some(Term { joined, start, end: opt(3)? }),
        _ => None,
    };
    Ok(Life {
        applied: day(row.int(column)?),
        term,
        asked: opt(4)?,
        cancelled: opt(5)?,
        reminded: u8::try_from(row.int(column + 6)?).unwrap_or(0),
    })
}

fn put(tx: &mut Tx<'_>, who: SubjectId, entry: &Entry) -> Result<(), StoreError> {
    let days = |day: Option<Date>| day.map_or(Value::Null, |day| Value::Int(number(day)));
    let Life { applied, term, asked, cancelled, reminded } = entry.life;
    let row = [
        subject_value(who),
        Value::from(entry.class.as_str()),
        Value::Int(entry.number),
        Value::from(entry.noted.name()),
        Value::Int(number(applied)),
        days(term.map(|term| term.joined)),
        days(term.map(|term| term.start)),
        days(term.and_then(|term| term.end)),
        days(asked),
        days(cancelled),
        Value::Int(i64::from(reminded)),
        days(entry.due),
    ];
    tx.exec(&membership::PUT, &row)?;
    Ok(())
}

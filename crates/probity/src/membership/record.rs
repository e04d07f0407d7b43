//! What follows for a person from a change of what they hold, in the transaction of that change: what
//! the policy takes them for, the record they can read (sealed, with its entry on the ledger), and when
//! the retention of their postal address begins.

use std::fmt::Write as _;

use jiff::civil::Date;
use probity_ledger::SubjectId;
use probity_policy::Giver;
use probity_vault::{Datum, Source, State, VaultError, VaultTx};

use super::book::{Book, Entry};
use super::life::Standing;
use super::scheme::Scheme;

/// The field of the data map that names the classes somebody holds.
pub(crate) const CLASS: &str = "membership-class";

/// The field that holds their days.
pub(crate) const DATES: &str = "membership-dates";

/// Brings everything in line with the book.
pub(super) fn settle(
    v: &mut VaultTx<'_, '_>,
    who: SubjectId,
    scheme: &Scheme,
    book: &Book,
    source: &Source,
) -> Result<(), VaultError> {
    let today = scheme.today(v.now_ms());
    let Some(subject) = v.subject(who)? else { return Err(VaultError::UnknownSubject) };
    if subject.state == State::Erased {
        return Err(VaultError::Erased);
    }
    let held = book.held(scheme, today);
    let giver = taken_for(scheme, &held);
    if giver != subject.giver {
        v.set_giver(who, giver)?;
    }
    let (class, dates) = (classes(scheme, &held), dates(scheme, book, today));
    let data = [Datum { field: CLASS, value: &class }, Datum { field: DATES, value: &dates }];
    v.collect(who, giver, &data, source)?;
    let ended = ended(scheme, book, today, v.now_ms());
    v.end_of_membership(who, ended)
}

/// What the policy takes somebody for who holds these classes. Who votes comes before who supports:
/// they are asked for more.
fn taken_for(scheme: &Scheme, held: &[&str]) -> Giver {
    let kinds = || held.iter().filter_map(|id| scheme.class(id)).map(|class| class.kind);
    if kinds().any(crate::config::membership::Kind::is_of_voters) {
        Giver::VotingMember
    } else if kinds().any(crate::config::membership::Kind::is_of_supporters) {
        Giver::SupportingMember
    } else {
        Giver::Member
    }
}

/// The classes held, as the person reads them.
fn classes(scheme: &Scheme, held: &[&str]) -> String {
    let basic = scheme.basic().map(|class| class.id.as_str());
    let all: Vec<&str> = basic.into_iter().chain(held.iter().copied()).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}

/// The days of the last life of each class, as the person reads them.
fn dates(scheme: &Scheme, book: &Book, today: Date) -> String {
    let mut text = String::new();
    for entry in book.latest() {
        let between = if text.is_empty() { "" } else { "; " };
        // Writing into a string can't fail.
        let _ = write!(text, "{between}{}: {}", entry.class, days(scheme, entry, today));
    }
    text
}

fn days(scheme: &Scheme, entry: &Entry, today: Date) -> String {
    let life = &entry.life;
    let standing = life.standing(today, scheme.rules());
    let span = match life.term {
        None => format!("asked for on {}", life.applied),
        Some(term) => match term.end {
            Some(end) => format!("from {} to {end}", term.start),
            None => format!("from {}", term.start),
        },
    };
    match (standing, life.cancelled) {
        (Standing::Cancelled, Some(day)) => format!("{span}, cancelled on {day}"),
        (Standing::Lapsed, _) => format!("{span}, lapsed"),
        _ => span,
    }
}

/// When the last membership ended that asks for an address; none while one goes on or is asked for.
fn ended(scheme: &Scheme, book: &Book, today: Date, now_ms: i64) -> Option<i64> {
    let asks = |entry: &&Entry| scheme.class(&entry.class).is_none_or(|class| class.address);
    let over = |entry: &Entry| entry.life.over_since(today, scheme.rules());
    let all: Option<Vec<Date>> = book.latest().filter(asks).map(over).collect();
    // Who never held such a class gave no address for it; what there is goes by the same time.
    let last = all?.into_iter().max().map_or(now_ms, |day| scheme.begins_ms(day));
    Some(last.min(now_ms))
}

//! Everything that can be done to a membership, each within a transaction of the caller's: asking,
//! certifying, paying, granting, deciding, cancelling, and what a day brings by itself.

use jiff::civil::Date;
use probity_ledger::{Actor, SubjectId};
use probity_policy::{Giver, Retention, Role};
use probity_vault::store::Value;
use probity_vault::{Datum, Source, State, StoreError, VaultError, VaultTx};

use super::book::{Book, Entry};
use super::calendar::{days_before, number};
use super::life::{Granted, Over, Reminder, Standing};
use super::record::settle;
use super::scheme::Scheme;
use crate::config::Class;
use crate::config::membership::Kind;
use crate::mail::{enqueue, letter};
use crate::members::session::{bytes, subject_of, subject_value};
use crate::site::typed::Typed;
use crate::store::{certification, membership};

/// The name of the enrolment form in the data map.
pub(crate) const FORM: &str = "enrolment-form";

/// The field that holds certified hours.
pub(crate) const HOURS: &str = "certified-hours";

/// The field that holds a postal address.
pub(crate) const ADDRESS: &str = "postal-address";

/// Why something was not done; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such class.
    #[error("there is no such class of membership; `foundation.toml` lists them")]
    NoClass,
    /// The class cannot be asked for, or not so.
    #[error("this class can't be asked for in this way; see its lines in `foundation.toml`")]
    NotOffered,
    /// It is held already, and it is too early to renew it.
    #[error("this class is held already, and it is too early to renew it")]
    Held,
    /// It is not held, nor asked for.
    #[error("this class is not held and was not asked for")]
    NotHeld,
    /// What was to be decided is decided, taken back or gone.
    #[error("this was decided or taken back already")]
    Decided,
    /// The person had the use of their data restricted.
    #[error("the person had the use of their data restricted; nothing may be done with it now")]
    Restricted,
}

/// What came of it, or why nothing did.
pub type Acted<T> = Result<Result<T, Refusal>, VaultError>;

/// What somebody asks for.
#[derive(Clone)]
pub struct Asking {
    /// The id of the class.
    pub class: String,
    /// The hours a month they certify, where the class asks for that.
    pub hours: Option<u32>,
    /// Their postal address, where they gave one.
    pub address: Option<Typed>,
}

/// Which year a payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The first: of a membership that was asked for.
    First,
    /// The one after a last day that the person was shown. Paid twice, it counts once.
    After(Date),
}

/// Why a certification is declined: a closed list, like the needs of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The hours are too few, or not plausible.
    Hours,
    /// The work is not known as work for the foundation.
    Work,
    /// The postal address is incomplete.
    Address,
    /// The person asked by another way to take it back.
    Asked,
}

impl Reason {
    /// Every one, in the order in which they are offered.
    pub const ALL: &'static [Self] = &[Self::Hours, Self::Work, Self::Address, Self::Asked];

    /// The name in tables and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Work => "work",
            Self::Address => "address",
            Self::Asked => "asked",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.name() == name)
    }
}

/// Somebody's acts on a person's memberships.
pub struct Acts<'s> {
    /// The foundation's classes and days.
    pub scheme: &'s Scheme,
    /// Whose memberships.
    pub who: SubjectId,
    /// Who acts.
    pub actor: Actor,
}

impl<'s> Acts<'s> {
    /// The person's own.
    pub fn own(scheme: &'s Scheme, who: SubjectId) -> Self {
        Self { scheme, who, actor: Actor::person(Role::Person.name(), who) }
    }

    /// The software's, when nobody does anything.
    pub fn system(scheme: &'s Scheme, who: SubjectId) -> Self {
        Self { scheme, who, actor: Actor::role(Role::System.name()) }
    }

    /// Of whom the record of the class comes. What the person reads of it the software wrote, unless
    /// staff decided it.
    fn source(&self) -> Source {
        if self.actor.role == Role::Person.name() {
            Source { source: FORM, actor: Actor::role(Role::System.name()) }
        } else {
            Source { source: "desk", actor: self.actor.clone() }
        }
    }

    fn class(&self, id: &str) -> Result<&'s Class, Refusal> {
        self.scheme.class(id).ok_or(Refusal::NoClass)
    }

    /// The person asks for a class, or for another year of it. One that is free and needs no review
    /// begins at once; one that is certified waits for review; one that costs something for its
    /// payment ([`Self::paid`]). `id` becomes the certification's.
    pub fn ask(&self, v: &mut VaultTx<'_, '_>, asking: &Asking, id: [u8; 16]) -> Acted<Standing> {
        let class = match self.class(&asking.class) {
            Ok(class) if class.granted || class.kind == Kind::Basic => {
                return Ok(Err(Refusal::NotOffered));
            }
            Ok(class) => class,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (today, rules) = (self.scheme.today(v.now_ms()), self.scheme.rules());
        let mut book = Book::load(v.sql(), self.who)?;
        let open =
            book.last(&asking.class).filter(|last| last.life.standing(today, rules).is_open());
        let mut entry = match open.cloned() {
            None => book.new_life(&asking.class, today),
            // Asked for once more before it was decided: what was sent last counts.
            Some(entry) if entry.life.term.is_none() => entry,
            Some(entry) if class.is_reviewed() && renewable(&entry, self.scheme, today) => entry,
            Some(_) => return Ok(Err(Refusal::Held)),
        };
        if (class.is_reviewed() || class.address)
            && let Err(refusal) = self.take_in(v, class, asking)?
        {
            return Ok(Err(refusal));
        }
        if class.is_reviewed() {
            self.certified(v, &asking.class, id)?;
        }
        if class.is_reviewed() || class.fee.is_some() {
            entry.life.ask(today);
        } else {
            let since = book.joined(&asking.class);
            // A pending life is never over.
            let _ = entry.life.grant(today, class.is_yearly(), since, rules);
        }
        book.keep(v.sql(), self.who, self.scheme, today, entry)?;
        settle(v, self.who, self.scheme, &book, &self.source())?;
        Ok(Ok(book.last(&asking.class).map_or(Standing::Pending, |entry| entry.noted)))
    }

    /// Takes in what the class asks for, as from somebody who votes.
    fn take_in(&self, v: &mut VaultTx<'_, '_>, class: &Class, asking: &Asking) -> Acted<()> {
        let fewest = class.hours.unwrap_or(0);
        let hours = match (class.hours, asking.hours) {
            (Some(_), Some(hours)) if hours >= fewest => {
                Some(format!("{hours} hours a month, as {}", asking.class))
            }
            (Some(_), _) => return Ok(Err(Refusal::NotOffered)),
            (None, _) => None,
        };
        let mut data = Vec::new();
        data.extend(hours.as_ref().map(|value| Datum { field: HOURS, value }));
        let address = asking.address.as_ref().filter(|_| class.address);
        data.extend(address.map(|value| Datum { field: ADDRESS, value: value.expose() }));
        let source = Source { source: FORM, actor: self.actor.clone() };
        v.collect(self.who, Giver::VotingMember, &data, &source)?;
        Ok(Ok(()))
    }

    /// Notes that something was certified and waits; what waited before is taken back.
    fn certified(
        &self,
        v: &mut VaultTx<'_, '_>,
        class: &str,
        id: [u8; 16],
    ) -> Result<(), VaultError> {
        let now_ms = v.now_ms();
        let keep = v.policy_in_force()?.map().field(HOURS).map(|field| field.keep);
        let expires = match keep {
            Some(Retention::For(period, _)) => Value::Int(period.after_ms(now_ms)),
            _ => Value::Null,
        };
        let taken_back = [Value::Int(now_ms), subject_value(self.who), Value::from(class)];
        v.sql().exec(&certification::WITHDRAW, &taken_back)?;
        let row =
            [bytes(&id), subject_value(self.who), Value::from(class), Value::Int(now_ms), expires];
        v.sql().exec(&certification::INSERT, &row)?;
        Ok(())
    }

    /// A class is granted: by staff, by a decision, by a payment. Renewing in time extends it, after a
    /// lapse a new life begins.
    pub fn grant(&self, v: &mut VaultTx<'_, '_>, class: &str) -> Acted<Granted> {
        let class = match self.class(class) {
            Ok(class) if class.kind == Kind::Basic => return Ok(Err(Refusal::NotOffered)),
            Ok(class) => class,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (id, today) = (class.id.as_str(), self.scheme.today(v.now_ms()));
        let mut book = Book::load(v.sql(), self.who)?;
        let since = book.joined(id);
        let mut entry = book.last(id).cloned().unwrap_or_else(|| book.new_life(id, today));
        let rules = self.scheme.rules();
        let granted = match entry.life.grant(today, class.is_yearly(), since, rules) {
            Ok(granted) => granted,
            Err(Over) => {
                entry = book.new_life(id, today);
                // A pending life is never over.
                let _ = entry.life.grant(today, class.is_yearly(), since, rules);
                Granted::Began
            }
        };
        book.keep(v.sql(), self.who, self.scheme, today, entry)?;
        settle(v, self.who, self.scheme, &book, &self.source())?;
        Ok(Ok(granted))
    }

    /// Whether a class is held today.
    pub fn holds(&self, v: &mut VaultTx<'_, '_>, class: &str) -> Result<bool, VaultError> {
        let today = self.scheme.today(v.now_ms());
        Ok(Book::load(v.sql(), self.who)?.held(self.scheme, today).contains(&class))
    }

    /// A year of a class was paid for. Gives none when that year was paid for already: a message of a
    /// payment provider may come twice.
    pub fn paid(
        &self,
        v: &mut VaultTx<'_, '_>,
        class: &str,
        period: Period,
    ) -> Acted<Option<Granted>> {
        match self.class(class) {
            Ok(class) if class.fee.is_none() => return Ok(Err(Refusal::NotOffered)),
            Ok(_) => {}
            Err(refusal) => return Ok(Err(refusal)),
        }
        let today = self.scheme.today(v.now_ms());
        let book = Book::load(v.sql(), self.who)?;
        let last = book.last(class);
        let over = |entry: &Entry| !entry.life.standing(today, self.scheme.rules()).is_open();
        let is_new = match (period, last) {
            (Period::First, Some(last)) => last.life.term.is_none() || over(last),
            (Period::First, None) => true,
            (Period::After(_), None) => return Ok(Err(Refusal::NotHeld)),
            (Period::After(day), Some(last)) => {
                last.life.term.and_then(|term| term.end).is_none_or(|end| end <= day)
            }
        };
        if !is_new {
            return Ok(Ok(None));
        }
        Ok(self.grant(v, class)?.map(Some))
    }

    /// Ends a membership, or takes back that it was asked for.
    pub fn cancel(&self, v: &mut VaultTx<'_, '_>, class: &str) -> Acted<()> {
        let (today, rules) = (self.scheme.today(v.now_ms()), self.scheme.rules());
        let mut book = Book::load(v.sql(), self.who)?;
        let open = book.last(class).filter(|last| last.life.standing(today, rules).is_open());
        let Some(mut entry) = open.cloned() else { return Ok(Err(Refusal::NotHeld)) };
        entry.life.cancel(today);
        let row = [Value::Int(v.now_ms()), subject_value(self.who), Value::from(class)];
        v.sql().exec(&certification::WITHDRAW, &row)?;
        book.keep(v.sql(), self.who, self.scheme, today, entry)?;
        settle(v, self.who, self.scheme, &book, &self.source())?;
        Ok(Ok(()))
    }

    /// Decides on a certification that waits: with a reason it is declined, without one it takes
    /// effect today. `mail` becomes the id of the message that says so.
    pub fn decide(
        &self,
        v: &mut VaultTx<'_, '_>,
        id: &[u8],
        declined: Option<Reason>,
        mail: [u8; 16],
    ) -> Acted<()> {
        let Some(class) = waiting(v, id, self.who)? else { return Ok(Err(Refusal::Decided)) };
        if v.subject(self.who)?.is_none_or(|subject| subject.state != State::Active) {
            return Ok(Err(Refusal::Restricted));
        }
        let (now_ms, today) = (v.now_ms(), self.scheme.today(v.now_ms()));
        let done = match declined {
            Some(_) => self.decline(v, &class, today)?,
            None => self.grant(v, &class)?.map(|_| ()),
        };
        if let Err(refusal) = done {
            return Ok(Err(refusal));
        }
        let (state, kind, effective, reason) = match declined {
            Some(reason) => (
                "declined",
                letter::Kind::CertificationDeclined,
                Value::Null,
                Value::from(reason.name()),
            ),
            None => (
                "approved",
                letter::Kind::CertificationTaken,
                Value::Int(number(today)),
                Value::Null,
            ),
        };
        let row = [Value::from(state), Value::Int(now_ms), effective, reason, bytes(id)];
        v.sql().exec(&certification::DECIDE, &row)?;
        enqueue(v.sql(), mail, self.who, kind, now_ms)?;
        Ok(Ok(()))
    }

    fn decline(&self, v: &mut VaultTx<'_, '_>, class: &str, today: Date) -> Acted<()> {
        let mut book = Book::load(v.sql(), self.who)?;
        let Some(mut entry) = book.last(class).cloned() else { return Ok(Err(Refusal::NotHeld)) };
        entry.life.decline(today);
        book.keep(v.sql(), self.who, self.scheme, today, entry)?;
        settle(v, self.who, self.scheme, &book, &self.source())?;
        Ok(Ok(()))
    }

    /// What a day brings by itself: notes what memberships have become, and queues the reminders that
    /// are due, together or not at all. `mail` are ids for the messages. Gives whether anything was
    /// due.
    pub fn day(&self, v: &mut VaultTx<'_, '_>, mail: &[[u8; 16]; 4]) -> Result<bool, VaultError> {
        let state = v.subject(self.who)?.map(|subject| subject.state);
        if !matches!(state, Some(State::Active | State::Restricted)) {
            v.sql().exec(&membership::DELETE_ALL, &[subject_value(self.who)])?;
            return Ok(true);
        }
        let (now_ms, today) = (v.now_ms(), self.scheme.today(v.now_ms()));
        let mut book = Book::load(v.sql(), self.who)?;
        let due: Vec<Entry> = book
            .entries()
            .iter()
            .filter(|e| e.due.is_some_and(|due| due <= today))
            .cloned()
            .collect();
        let mut changed = false;
        for mut entry in due.iter().cloned() {
            // Whoever had the use of their data restricted is not written to.
            let reminder = entry.life.reminder(today, self.scheme.rules());
            if let Some(reminder) = reminder.filter(|_| state == Some(State::Active)) {
                let reviewed = self.scheme.class(&entry.class).is_some_and(Class::is_reviewed);
                let (kind, id) = match reminder {
                    Reminder::Before if reviewed => (letter::Kind::CertificationDue, mail[0]),
                    Reminder::Before => (letter::Kind::MembershipEnding, mail[1]),
                    Reminder::Last => (letter::Kind::MembershipLastDay, mail[2]),
                    Reminder::After => (letter::Kind::MembershipEnded, mail[3]),
                };
                enqueue(v.sql(), id, self.who, kind, now_ms)?;
                entry.life.note(reminder);
            }
            changed |= entry.life.standing(today, self.scheme.rules()) != entry.noted;
            book.keep(v.sql(), self.who, self.scheme, today, entry)?;
        }
        if changed {
            settle(v, self.who, self.scheme, &book, &self.source())?;
        }
        Ok(!due.is_empty())
    }
}

/// Whether it is time to renew a membership.
pub fn renewable(entry: &Entry, scheme: &Scheme, today: Date) -> bool {
    let end = entry.life.term.and_then(|term| term.end);
    entry.life.standing(today, scheme.rules()).holds()
        && end.is_some_and(|end| today >= days_before(end, scheme.rules().before))
}

/// The class of a certification that waits, if it is this person's.
fn waiting(
    v: &mut VaultTx<'_, '_>,
    id: &[u8],
    who: SubjectId,
) -> Result<Option<String>, StoreError> {
    let Some(row) = v.sql().query_opt(&certification::GET, &[bytes(id)])? else { return Ok(None) };
    let ours = subject_of(&row.bytes(1)?) == Some(who) && row.text(3)? == "waiting";
    Ok(if ours { Some(row.text(2)?) } else { None })
}

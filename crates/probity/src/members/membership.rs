//! `/account/membership`: what the person holds and since when, whether what they certified took
//! effect, what they can ask for, and ending it. It opens no value: classes and days stand in a table.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use probity_ledger::SubjectId;
use probity_vault::{Subject, VaultError};

use super::fee;
use super::session::subject_value;
use super::side::{Form, Place, SideItem, done, side};
use crate::app::App;
use crate::config::Class;
use crate::config::membership::Kind;
use crate::language::Say;
use crate::membership::act::renewable;
use crate::membership::book::{Book, Entry};
use crate::membership::{Acts, Period, Reason, Refusal, Standing, calendar};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::reader::Reader;
use crate::site::submission::Submission;
use crate::site::visitor::Member;
use crate::store::certification;

#[derive(Template)]
#[template(path = "membership.html")]
struct Page {
    chrome: Chrome,
    side: Vec<SideItem>,
    done: Option<Say>,
    /// The class that comes with the account, and since when.
    basic: Option<(String, String)>,
    cards: Vec<Card>,
    offers: Vec<Offer>,
    /// Classes that cost something, each with what a year costs.
    paid: Vec<Paid>,
    /// Whether they can be paid for here.
    cards_taken: bool,
}

/// One class the person holds, asked for, or held.
struct Card {
    id: String,
    label: String,
    standing: Say,
    votes: bool,
    joined: Option<String>,
    start: Option<String>,
    end: Option<String>,
    ended: Option<String>,
    /// What became of what they certified last.
    certified: Option<Say>,
    /// The words of the link that leads to its form, where there is one.
    again: Option<Say>,
    /// The same of the page on which a year is paid for.
    pay: Option<Say>,
    open: bool,
}

/// One class that can be asked for.
struct Offer {
    id: String,
    label: String,
    votes: bool,
    hours: Option<u32>,
    address: bool,
}

/// One class that costs something.
struct Paid {
    id: String,
    label: String,
    /// None of one that is not sold here.
    price: Option<String>,
}

/// The last that somebody certified for a class.
pub(super) struct Certified {
    class: String,
    state: String,
    asked_ms: i64,
    decided_ms: Option<i64>,
    effective: Option<Date>,
    reason: Option<Reason>,
}

/// What is read in one go, off the async threads.
pub(super) struct Found {
    subject: Subject,
    pub(super) book: Book,
    certified: Vec<Certified>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let who = member.subject;
    let (found, cards_taken) = app
        .blocking(move |app| Ok::<_, Failure>((app.memberships_of(who)?, app.takes_cards()?)))
        .await?;
    let reader = &member.visitor.reader;
    let today = app.scheme.today(app.now_ms());
    let classes = app.scheme.classes().iter();
    let free = |class: &&Class| {
        !class.granted && class.kind != Kind::Basic && !holds(&app, &found, class, today)
    };
    let (paid, offered): (Vec<&Class>, Vec<&Class>) =
        classes.filter(free).partition(|class| class.fee.is_some());
    let title = reader.say("membership-title").text();
    page(&Page {
        chrome: Chrome::new(&app, &member.visitor, "/account", &title)
            .under("/account", &reader.say("account-title")),
        side: side(reader, Place::Membership),
        done: done(query.as_deref(), reader),
        basic: app.scheme.basic().map(|class| {
            (class.label(reader.primary()).to_owned(), reader.day(found.subject.created_at_ms))
        }),
        cards: found
            .book
            .latest()
            .map(|entry| card(&app, reader, &found, entry, cards_taken))
            .collect(),
        offers: offered.into_iter().map(|class| offer(reader, class)).collect(),
        paid: paid
            .into_iter()
            .map(|class| Paid {
                id: class.id.to_string(),
                label: class.label(reader.primary()).to_owned(),
                price: fee::price(reader, class).filter(|_| fee::is_paid_for(class)),
            })
            .collect(),
        cards_taken,
    })
}

/// `GET /account/membership/<class>/cancel`: what ending it means.
pub(crate) async fn cancel(
    State(app): State<Arc<App>>,
    member: Member,
    Path(class): Path<String>,
) -> Result<Response, Failure> {
    let who = member.subject;
    let found = app.blocking(move |app| app.memberships_of(who)).await?;
    let today = app.scheme.today(app.now_ms());
    let entry = found.book.last(&class).filter(|entry| is_open(&app, entry, today));
    let entry = entry.ok_or(Failure::NotFound)?;
    let reader = &member.visitor.reader;
    let pending = entry.life.term.is_none();
    let (title, line) = if pending {
        (reader.say("membership-withdraw-title"), reader.say("membership-withdraw-lead"))
    } else {
        (reader.say("membership-cancel-title"), reader.say("membership-cancel-lead"))
    };
    page(&Form {
        chrome: Chrome::new(&app, &member.visitor, "/account", &title.text())
            .under("/account", &reader.say("account-title"))
            .under("/account/membership", &reader.say("account-membership")),
        side: side(reader, Place::Membership),
        lines: vec![line],
        action: format!("/account/membership/{class}/cancel"),
        errors: Vec::new(),
        fields: Vec::new(),
        submit: if pending {
            reader.say("membership-withdraw-button")
        } else {
            reader.say("membership-cancel-button")
        },
        token: member.visitor.token(&app, "membership"),
        cancel: "/account/membership",
    })
}

/// `POST /account/membership/<class>/cancel`
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    member: Member,
    Path(class): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    submission.open(&app, &member.visitor, "membership")?;
    let who = member.subject;
    let done = app
        .blocking(move |app| {
            let scheme = Arc::clone(&app.scheme);
            app.vault.tx("membership-cancel", move |v| Acts::own(&scheme, who).cancel(v, &class))
        })
        .await?;
    match done {
        // Sent twice, it was ended the first time.
        Ok(()) | Err(Refusal::NotHeld) => {
            Ok(Redirect::to("/account/membership?done=cancelled").into_response())
        }
        Err(_) => Err(Failure::NotFound),
    }
}

fn is_open(app: &App, entry: &Entry, today: Date) -> bool {
    entry.life.standing(today, app.scheme.rules()).is_open()
}

fn holds(app: &App, found: &Found, class: &Class, today: Date) -> bool {
    found.book.last(class.id.as_str()).is_some_and(|entry| is_open(app, entry, today))
}

fn offer(reader: &Reader, class: &Class) -> Offer {
    Offer {
        id: class.id.to_string(),
        label: class.label(reader.primary()).to_owned(),
        votes: class.votes,
        hours: class.hours,
        address: class.address,
    }
}

fn card(app: &App, reader: &Reader, found: &Found, entry: &Entry, cards_taken: bool) -> Card {
    let (scheme, life) = (&app.scheme, &entry.life);
    let today = scheme.today(app.now_ms());
    let class = scheme.class(&entry.class);
    let standing = life.standing(today, scheme.rules());
    let certified = found.certified.iter().find(|one| one.class == entry.class);
    let again = class.filter(|class| class.is_reviewed()).and_then(|_| match standing {
        Standing::Pending => Some(reader.say("membership-change")),
        _ if life.asked.is_some() => Some(reader.say("membership-change")),
        _ if renewable(entry, scheme, today) => Some(reader.say("membership-renew")),
        _ => None,
    });
    let sold = class.is_some_and(|class| cards_taken && fee::is_paid_for(class));
    let pay = app.period(&found.book, &entry.class).filter(|_| sold).map(|period| match period {
        Period::First => reader.say("membership-pay"),
        Period::After(_) => reader.say("membership-pay-again"),
    });
    let term = life.term;
    Card {
        id: entry.class.clone(),
        label: class
            .map_or_else(|| entry.class.clone(), |class| class.label(reader.primary()).to_owned()),
        standing: reader.say(words(standing)),
        votes: class.is_some_and(|class| class.votes) && standing.holds(),
        joined: term.map(|term| reader.date(term.joined)),
        start: term.map(|term| reader.date(term.start)),
        end: term.and_then(|term| term.end).map(|end| reader.date(end)),
        ended: life.cancelled.map(|day| reader.date(day)),
        certified: certified.map(|one| one.say(reader, scheme)),
        again,
        pay,
        open: standing.is_open(),
    }
}

/// The message that names what a membership is on a day.
pub(crate) const fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Pending => "membership-pending",
        Standing::Current => "membership-current",
        Standing::Grace => "membership-grace",
        Standing::Lapsed => "membership-lapsed",
        Standing::Cancelled => "membership-cancelled",
    }
}

/// The message that says why a certification was declined.
pub(crate) const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Hours => "membership-reason-hours",
        Reason::Work => "membership-reason-work",
        Reason::Address => "membership-reason-address",
        Reason::Asked => "membership-reason-asked",
    }
}

impl Certified {
    /// Whether it took effect, and since when.
    fn say(&self, reader: &Reader, scheme: &crate::membership::Scheme) -> Say {
        let on = |ms: i64| reader.date(scheme.today(ms));
        let asked = on(self.asked_ms);
        match (self.state.as_str(), self.effective, self.decided_ms) {
            ("approved", Some(day), _) => reader
                .say("membership-certified")
                .with("date", reader.date(day))
                .with("asked", asked),
            ("declined", _, Some(decided)) => {
                let why = self.reason.map_or("membership-reason-work", reason);
                reader
                    .say("membership-certified-declined")
                    .with("asked", asked)
                    .with("date", on(decided))
                    .with("reason", reader.say(why))
            }
            ("waiting", ..) => reader.say("membership-certified-waiting").with("asked", asked),
            _ => reader.say("membership-certified-withdrawn").with("asked", asked),
        }
    }
}

impl App {
    /// What a person holds and held, and what they certified.
    pub(super) fn memberships_of(&self, who: SubjectId) -> Result<Found, VaultError> {
        let subject = self.vault.subject(who)?.ok_or(VaultError::UnknownSubject)?;
        self.vault.store().read("memberships", move |tx| -> Result<_, VaultError> {
            let book = Book::load(tx, who)?;
            let rows = tx.query(&certification::OF_SUBJECT, &[subject_value(who)])?;
            let certified = rows.iter().map(|row| {
                Ok(Certified {
                    class: row.text(2)?,
                    state: row.text(3)?,
                    asked_ms: row.int(4)?,
                    decided_ms: row.opt_int(5)?,
                    effective: row.opt_int(6)?.map(calendar::day),
                    reason: row.opt_text(7)?.as_deref().and_then(Reason::named),
                })
            });
            let certified = certified.collect::<Result<_, VaultError>>()?;
            Ok(Found { subject, book, certified })
        })
    }
}

//! `/account/consents`: everything the person agreed to, in the words they were shown, and taking
//! it back, as easily as it was given.
//!
//! A field whose use was agreed to by answering is locked when that is taken back (the vault sees to
//! it); removing it as well is offered. What was taken back can be agreed to again where the words
//! are still those in force.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::{Kind, SubjectId};
use probity_policy::{Giver, Policy, Version};
use probity_vault::{Consent, ConsentKind, EntryView, Source, VaultError};

use super::correct::SOURCE;
use super::entries::{EntryLine, agreed, agreed_field};
use super::join::person;
use super::session::{Hash, bytes, subject_value};
use super::side::{Place, SideItem, done, side};
use crate::app::App;
use crate::language::Say;
use crate::language::words::Phrase;
use crate::mail::{enqueue, letter};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::{FieldView, Notice};
use crate::site::moment::Moment;
use crate::site::reader::Reader;
use crate::site::submission::Submission;
use crate::site::urlencoded::Unreadable;
use crate::site::visitor::Member;
use crate::store::session;

#[derive(Template)]
#[template(path = "consents.html")]
struct Agreements {
    chrome: Chrome,
    side: Vec<SideItem>,
    done: Option<Say>,
    consents: Vec<Card>,
    token: String,
}

/// One agreement.
struct Card {
    /// As forms name it.
    name: String,
    /// Its anchor.
    anchor: String,
    what: Say,
    about: Option<Phrase>,
    since: Moment,
    ended: Option<Moment>,
    version: String,
    version_long: String,
    /// The words that stood at the field.
    why: Option<Phrase>,
    notice: Option<Notice>,
    /// What the policy says of itself, for an agreement to a version of it.
    summary: Option<Phrase>,
    is_field: bool,
    /// Whether information is held that was given under this version.
    given_under: bool,
    /// Whether the value is still held.
    held: bool,
    /// Whether it can be agreed to again.
    again: bool,
    history: Vec<EntryLine>,
}

/// What is read in one go, off the async threads.
struct Found {
    giver: Giver,
    consents: Vec<Consent>,
    held: Vec<(String, Version)>,
    entries: Vec<EntryView>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let who = member.subject;
    let found = app.blocking(move |app| app.agreements(who)).await?;
    let reader = &member.visitor.reader;
    page(&Agreements {
        chrome: Chrome::new(
            &app,
            &member.visitor,
            "/account",
            &reader.say("account-consents-title").text(),
        )
        .under("/account", &reader.say("account-title")),
        side: side(reader, Place::Consents),
        done: done(query.as_deref(), reader),
        consents: found
            .consents
            .iter()
            .map(|consent| card(&app, reader, &found, consent))
            .collect(),
        token: member.visitor.token(&app, "consents"),
    })
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    member: Member,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &member.visitor, "consents")?;
    let what = values.take("what").expose().parse::<ConsentKind>();
    let unclear = || Failure::Unreadable(Unreadable::Misfit);
    let Ok(what) = what else { return Err(unclear()) };
    let answer = match values.take("answer").expose() {
        "withdraw" => Answer::Withdraw,
        "give" => Answer::Give,
        "remove" => Answer::Remove,
        _ => return Err(unclear()),
    };
    let who = member.subject;
    let here = member.visitor.binding().copied().ok_or(Failure::SignIn)?;
    let done = app.blocking(move |app| app.answer(who, here, &what, answer)).await?;
    app.wake_mail();
    let done = done.ok_or_else(unclear)?;
    Ok(Redirect::to(&format!("/account/consents?done={done}")).into_response())
}

/// What the person does about an agreement.
#[derive(Clone, Copy)]
enum Answer {
    Withdraw,
    Give,
    Remove,
}

fn card(app: &App, reader: &Reader, found: &Found, consent: &Consent) -> Card {
    let name = consent.what.to_string();
    let policy = app.policy(consent.version);
    let (mut why, mut notice, mut summary) = (None, None, None);
    match &consent.what {
        ConsentKind::Field(field) => {
            let view = policy.and_then(|policy| FieldView::new(reader, policy, field, found.giver));
            if let Some(view) = view {
                (why, notice) = (Some(view.hint), view.notice);
            }
        }
        ConsentKind::Policy(version) => {
            let policy = app.policy(*version);
            summary = policy.map(|policy| Phrase::of_policy(reader.language, policy.summary()));
        }
        _ => {}
    }
    let held = holds(found, &consent.what);
    let ended = consent.withdrawn_at_ms.map(|at| reader.moment(at));
    let given_under = |version: &Version| found.held.iter().any(|(_, under)| under == version);
    Card {
        anchor: name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
        what: agreed(&consent.what, reader),
        about: agreed_field(&consent.what, policy, reader),
        since: reader.moment(consent.granted_at_ms),
        again: ended.is_some() && can_give(app, found, &consent.what),
        ended,
        version: consent.version.to_string(),
        version_long: reader.long_date(consent.version),
        why,
        notice,
        summary,
        is_field: matches!(consent.what, ConsentKind::Field(_)),
        given_under: matches!(&consent.what, ConsentKind::Policy(version) if given_under(version)),
        held,
        history: found
            .entries
            .iter()
            .filter(|view| is_about(view, &consent.what, policy))
            .map(|view| EntryLine::new(app, reader, view))
            .collect(),
        name,
    }
}

/// Whether a value is held that the agreement is about.
fn holds(found: &Found, what: &ConsentKind) -> bool {
    matches!(what, ConsentKind::Field(id) if found.held.iter().any(|(field, _)| field == id))
}

/// Whether it makes sense to agree again: the field is still asked for and holds an answer, the
/// version is one that was published.
fn can_give(app: &App, found: &Found, what: &ConsentKind) -> bool {
    match what {
        ConsentKind::Field(id) => {
            let policy = app.vault.policy_in_force().ok();
            let field = policy.and_then(|policy| policy.map().field(id));
            holds(found, what) && field.is_some_and(|field| field.is_optional_for(found.giver))
        }
        ConsentKind::Policy(version) => app.policy(*version).is_some(),
        ConsentKind::Topic(_) | ConsentKind::Purpose(_) | ConsentKind::Disclosure(_) => true,
    }
}

/// Whether an entry is part of an agreement's history: it was given or taken back, or the answer
/// itself was given, which is agreeing.
fn is_about(view: &EntryView, what: &ConsentKind, policy: Option<&Policy>) -> bool {
    let entry = &view.entry;
    match entry.kind {
        Kind::Consent | Kind::Withdraw => {
            entry.note.as_deref().and_then(|note| note.parse().ok()).as_ref() == Some(what)
        }
        Kind::Collect => {
            let ConsentKind::Field(id) = what else { return false };
            let field = policy.and_then(|policy| policy.map().field(id));
            let same = |category: &str| field.is_some_and(|field| field.category == category);
            entry.categories.iter().any(|category| same(category))
        }
        _ => false,
    }
}

impl App {
    fn agreements(&self, who: SubjectId) -> Result<Found, VaultError> {
        let held = self.vault.holdings(who)?.into_iter().filter(|held| held.current);
        let answers = |view: &EntryView| {
            matches!(view.entry.kind, Kind::Consent | Kind::Withdraw | Kind::Collect)
        };
        let all = self.all_entries(who, |view| answers(view).then(|| view.clone()))?;
        Ok(Found {
            giver: self.giver(who)?,
            consents: self.vault.consents(who)?,
            held: held.map(|held| (held.field, held.version)).collect(),
            entries: all.into_iter().flatten().collect(),
        })
    }

    /// Records the answer; the word for what was done, or none if the person was never asked that.
    fn answer(
        &self,
        who: SubjectId,
        here: Hash,
        what: &ConsentKind,
        answer: Answer,
    ) -> Result<Option<&'static str>, VaultError> {
        let (found, id) = (self.agreements(who)?, self.mail_id());
        if !found.consents.iter().any(|consent| consent.what == *what) {
            return Ok(None);
        }
        let (what, source) = (what.clone(), Source::person(SOURCE, who));
        match answer {
            Answer::Give if !can_give(self, &found, &what) => return Ok(None),
            Answer::Remove if !matches!(what, ConsentKind::Field(_)) => return Ok(None),
            Answer::Remove if !holds(&found, &what) => return Ok(Some("removed")),
            _ => {}
        }
        self.vault.tx("consents", move |v| match (answer, &what) {
            (Answer::Withdraw, what) => {
                v.consent(who, what, false, &person(who))?;
                Ok(Some("withdrawn"))
            }
            (Answer::Give, what) => {
                v.consent(who, what, true, &person(who))?;
                Ok(Some("agreed"))
            }
            (Answer::Remove, ConsentKind::Field(field)) => {
                super::correct::take_back(v, who, field, &source)?;
                // As when it is changed: who came in by it goes, and the person hears of it.
                if field == "password" {
                    let others = [subject_value(who), bytes(&here)];
                    v.sql().exec(&session::DELETE_OTHERS, &others)?;
                    let now_ms = v.now_ms();
                    enqueue(v.sql(), id, who, letter::Kind::PasswordChanged, now_ms)?;
                }
                Ok(Some("removed"))
            }
            (Answer::Remove, _) => Ok(None),
        })
    }
}

//! `/account/profile`: everything the person gave, in one form.
//!
//! The form carries a mark of what stood in each field, so that what was left as it was is told from
//! what was changed without opening anything again. What was changed is kept together or not at all,
//! each with its entry on the ledger. A new e-mail address waits until it is confirmed: see
//! [`super::address`].

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::SubjectId;
use probity_policy::{Field, Giver, Policy, Purpose, Role};
use probity_vault::{ConsentKind, ReleaseAction, Request, Source, VaultError};

use super::address::NewAddress;
use super::check::check;
use super::correct::{SOURCE, put, take_back};
use super::held::correctable;
use super::side::{Place, SideItem, done, side};
use crate::app::App;
use crate::language::words::{self, Phrase};
use crate::language::{Language, Say};
use crate::sinks::{PageSink, PageValue};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::moment::DAY;
use crate::site::submission::Submission;
use crate::site::throttle::{MAIL_BY_ACCOUNT, MAIL_BY_ADDRESS};
use crate::site::typed::Typed;
use crate::site::urlencoded::Unreadable;
use crate::site::visitor::Member;

/// After how long a value that was not confirmed is in doubt (clause S3).
const DOUBT: i64 = 365 * DAY;

#[derive(Template)]
#[template(path = "profile.html")]
struct Profile {
    chrome: Chrome,
    side: Vec<SideItem>,
    done: Option<Say>,
    errors: Vec<FieldError>,
    asked: Vec<Asked>,
    held: bool,
    token: String,
    confirm_token: String,
}

/// One question and what is known of its answer.
struct Asked {
    view: FieldView,
    /// The mark of what stood in it.
    was: String,
    /// When it was last given or confirmed.
    confirmed: Option<String>,
    /// Whether that is long ago.
    doubtful: bool,
    /// Whether the person took back their agreement to its use.
    locked: bool,
    /// Whether it is never shown outside.
    inside_only: bool,
}

/// What the person is, and what is known of each answer they gave, without the answers.
#[derive(Clone)]
pub(super) struct Standing {
    /// Who.
    pub subject: SubjectId,
    /// As what they give data.
    pub giver: Giver,
    answers: Vec<Answer>,
}

/// One answer that is held.
#[derive(Clone)]
struct Answer {
    field: String,
    confirmed_ms: Option<i64>,
    locked: bool,
}

impl Standing {
    fn answer(&self, field: &str) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.field == field)
    }

    /// Whether a value is held.
    pub(super) fn holds(&self, field: &str) -> bool {
        self.answer(field).is_some()
    }

    /// Whether a value is held whose use the person no longer agrees to.
    pub(super) fn is_locked(&self, field: &str) -> bool {
        self.answer(field).is_some_and(|answer| answer.locked)
    }
}

impl Answer {
    fn is_doubtful(&self, now_ms: i64) -> bool {
        self.confirmed_ms.is_none_or(|at| now_ms - at >= DOUBT)
    }
}

/// A field as it was sent: what stands in it now, and whether that is new.
struct Sent {
    field: String,
    typed: Typed,
    was: Typed,
}

/// What is to be kept instead.
#[derive(Clone)]
struct Change {
    field: String,
    answer: Option<Typed>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let who = member.subject;
    let (standing, mut values) = app.blocking(move |app| app.open_profile(who)).await?;
    let policy = app.vault.policy_in_force()?;
    let sent = questions(policy, standing.giver).map(|field| {
        let typed = values.take(&field.id).map(PageValue::into_typed).unwrap_or_default();
        let was = Typed::new(app.forms.mark(&field.id, member.visitor.binding(), typed.expose()));
        Sent { field: field.id.clone(), typed, was }
    });
    let sent = sent.collect();
    let done = done(query.as_deref(), &member.visitor.reader);
    form(&app, &member, &standing, sent, Vec::new(), done)
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    member: Member,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &member.visitor, "profile")?;
    let who = member.subject;
    let standing = app.blocking(move |app| app.standing_of(who)).await?;
    let policy = app.vault.policy_in_force()?;
    if policy.map().fields().iter().any(|field| {
        values.has(&field.id) && !questions(policy, standing.giver).any(|known| known == field)
    }) {
        return Err(Failure::Unreadable(Unreadable::Misfit));
    }
    let (mut sent, mut errors, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for field in questions(policy, standing.giver) {
        let (typed, was) = (values.take(&field.id), values.take(&format!("was-{}", field.id)));
        match check(member.visitor.reader.language, field, standing.giver, &typed) {
            Ok(answer) => {
                let now = answer.as_ref().map_or("", Typed::expose);
                let mark = app.forms.mark(&field.id, member.visitor.binding(), now);
                if mark != was.expose() {
                    changes.push(Change { field: field.id.clone(), answer });
                }
            }
            Err(error) => errors.push(error),
        }
        sent.push(Sent { field: field.id.clone(), typed, was });
    }
    if !errors.is_empty() {
        let mut response = form(&app, &member, &standing, sent, errors, None)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    if changes.is_empty() {
        return Ok(Redirect::to("/account/profile?done=unchanged").into_response());
    }
    let moves = changes.iter().any(|change| change.field == "email");
    if moves {
        member.visitor.attempt(&app, MAIL_BY_ADDRESS)?;
        app.throttle.attempt(MAIL_BY_ACCOUNT, &who.to_string(), app.now_ms())?;
    }
    app.blocking(move |app| app.save_profile(who, &standing, &changes)).await?;
    if moves {
        app.wake_mail();
        return Ok(Redirect::to("/account/data/check-mail").into_response());
    }
    Ok(Redirect::to("/account/profile?done=corrected").into_response())
}

/// `POST /account/profile/confirm`: all that is held is right as it is.
pub(crate) async fn confirm(
    State(app): State<Arc<App>>,
    member: Member,
    submission: Submission,
) -> Result<Response, Failure> {
    submission.open(&app, &member.visitor, "profile-confirm")?;
    let who = member.subject;
    app.blocking(move |app| app.affirm_profile(who)).await?;
    Ok(Redirect::to("/account/profile?done=confirmed").into_response())
}

/// The questions put to this person, in the order of the data map. What is kept with its past is a
/// record and not a part of the profile.
fn questions(policy: &Policy, giver: Giver) -> impl Iterator<Item = &Field> {
    correctable(policy, giver).filter(|field| !field.history)
}

fn form(
    app: &App,
    member: &Member,
    standing: &Standing,
    sent: Vec<Sent>,
    errors: Vec<FieldError>,
    done: Option<Say>,
) -> Result<Response, Failure> {
    let (policy, reader) = (app.vault.policy_in_force()?, &member.visitor.reader);
    let now_ms = app.now_ms();
    let asked = sent.into_iter().filter_map(|sent| {
        let view = FieldView::new(reader, policy, &sent.field, standing.giver)?;
        let answer = standing.answer(&sent.field);
        Some(Asked {
            view: view.with(sent.typed).checked(&errors),
            was: sent.was.expose().to_owned(),
            confirmed: answer.and_then(|answer| answer.confirmed_ms).map(|at| reader.day(at)),
            doubtful: answer.is_some_and(|answer| answer.is_doubtful(now_ms)),
            locked: answer.is_some_and(|answer| answer.locked),
            inside_only: sent.field == "postal-address",
        })
    });
    page(&Profile {
        asked: asked.collect(),
        chrome: Chrome::new(
            app,
            &member.visitor,
            "/account",
            &reader.say("account-profile-title").text(),
        )
        .under("/account", &reader.say("account-title")),
        side: side(reader, Place::Profile),
        done,
        errors,
        held: !standing.answers.is_empty(),
        token: member.visitor.token(app, "profile"),
        confirm_token: member.visitor.token(app, "profile-confirm"),
    })
}

impl App {
    /// What the person is and which answers of theirs are held, without the answers.
    pub(super) fn standing_of(&self, who: SubjectId) -> Result<Standing, VaultError> {
        let giver = self.giver(who)?;
        let policy = self.vault.policy_in_force()?;
        let given = self.vault.consents(who)?;
        let locked = |field: &str| {
            let about = ConsentKind::Field(field.to_owned());
            given.iter().any(|given| given.what == about && given.withdrawn_at_ms.is_some())
        };
        let asked = |field: &str| correctable(policy, giver).any(|known| known.id == field);
        let held = self.vault.holdings(who)?;
        let answers = held.iter().filter(|held| held.current && asked(&held.field));
        let answers = answers.map(|held| Answer {
            confirmed_ms: held.confirmed_at_ms,
            locked: locked(&held.field),
            field: held.field.clone(),
        });
        Ok(Standing { subject: who, giver, answers: answers.collect() })
    }

    /// What the answers are called that were not confirmed for long.
    pub(super) fn doubtful(
        &self,
        who: SubjectId,
        language: &'static Language,
    ) -> Result<Vec<Phrase>, VaultError> {
        let (standing, now_ms) = (self.standing_of(who)?, self.now_ms());
        let policy = self.vault.policy_in_force()?;
        let doubtful = |field: &&Field| {
            standing.answer(&field.id).is_some_and(|answer| answer.is_doubtful(now_ms))
        };
        let old = questions(policy, standing.giver).filter(doubtful);
        Ok(old.map(|field| words::label(language, field)).collect())
    }

    /// Opens what the person gave to put it into the form, on record.
    fn open_profile(&self, who: SubjectId) -> Result<(Standing, PageSink), VaultError> {
        let standing = self.standing_of(who)?;
        let fields = self.in_profile(&standing)?;
        let mut sink = PageSink::default();
        // No field at all would be read as all of them.
        if !fields.is_empty() {
            let released = self.vault.release(&Request {
                subject: who,
                fields: &fields,
                action: ReleaseAction::Show,
                purpose: Purpose::RightsFulfilment,
                role: Role::Person,
                actor: Some(who),
                partial: true,
                note: Some("profile"),
            })?;
            released.pour_all(&mut sink)?;
        }
        Ok((standing, sink))
    }

    /// Keeps what was changed: all of it or nothing.
    fn save_profile(
        &self,
        who: SubjectId,
        standing: &Standing,
        changes: &[Change],
    ) -> Result<(), VaultError> {
        let address = NewAddress::prepare(self, who)?;
        let (standing, changes) = (standing.clone(), changes.to_vec());
        self.vault.tx("profile", move |v| {
            let source = Source::person(SOURCE, who);
            for Change { field, answer } in &changes {
                match answer {
                    Some(value) if field == "email" => address.keep(v, value)?,
                    Some(value) => put(v, &standing, field, value, &source)?,
                    None if standing.holds(field) => take_back(v, who, field, &source)?,
                    None => {}
                }
            }
            Ok(())
        })
    }

    fn affirm_profile(&self, who: SubjectId) -> Result<(), VaultError> {
        let standing = self.standing_of(who)?;
        let fields: Vec<String> =
            self.in_profile(&standing)?.into_iter().map(str::to_owned).collect();
        self.vault.tx("profile-confirm", move |v| {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            v.affirm(who, &fields, &Source::person(SOURCE, who))
        })
    }

    /// The fields of the profile that hold an answer.
    fn in_profile<'s>(&self, standing: &'s Standing) -> Result<Vec<&'s str>, VaultError> {
        let policy = self.vault.policy_in_force()?;
        let asked = |id: &str| questions(policy, standing.giver).any(|field| field.id == id);
        let answers = standing.answers.iter().map(|answer| answer.field.as_str());
        Ok(answers.filter(|field| asked(field)).collect())
    }
}

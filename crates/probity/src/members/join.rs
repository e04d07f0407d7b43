//! `/join`: asking to become a member.
//!
//! Whoever sends the form sees the same page whether the address is new, waits to be confirmed or
//! belongs to a member; only the message that goes there differs.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::{Actor, SubjectId};
use probity_policy::{Giver, Policy, Purpose, Role};
use probity_vault::store::Value;
use probity_vault::{ConsentKind, Datum, Source, VaultError};

use super::check::check;
use super::confirm::objects;
use super::session::subject_value;
use crate::app::App;
use crate::language::Say;
use crate::mail::{enqueue, letter};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::moment::HOUR;
use crate::site::reader::Reader;
use crate::site::submission::{Submission, Values};
use crate::site::throttle::{MAIL_BY_ACCOUNT, MAIL_BY_ADDRESS};
use crate::site::typed::Typed;
use crate::site::visitor::Visitor;
use crate::store::{mail, pending, token};

/// The fields this form asks for, in its order. Each must say in the data map that it is collected
/// here; how it is asked and whether it is required comes from there too.
pub(crate) const ASKED: &[&str] = &["name", "email", "country", "about", "website", "interests"];

/// The name of this form in the data map.
const SOURCE: &str = "join-form";

#[derive(Template)]
#[template(path = "join.html")]
struct Join {
    chrome: Chrome,
    /// How many answers are required.
    needed: usize,
    /// The address of the policy that this is agreeing to.
    policy: String,
    version_long: String,
    errors: Vec<FieldError>,
    fields: Vec<FieldView>,
    token: String,
}

#[derive(Template)]
#[template(path = "check_mail.html")]
pub(super) struct CheckMail {
    pub(super) chrome: Chrome,
    pub(super) lines: Vec<Say>,
}

/// What was typed, checked: values by field.
type Answers = Vec<(String, Typed)>;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    if visitor.is_member() {
        return Ok(Redirect::to("/account").into_response());
    }
    form(&app, &visitor, &[], Vec::new())
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &visitor, "join")?;
    visitor.attempt(&app, MAIL_BY_ADDRESS)?;
    let policy = app.vault.policy_in_force()?;
    let (answers, errors, typed) = read(&visitor.reader, policy, &mut values);
    if !errors.is_empty() {
        let mut response = form(&app, &visitor, &typed, errors)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let email = answers.iter().find(|(field, _)| field == "email");
    let email = email.map(|(_, typed)| typed.clone()).unwrap_or_default();
    app.throttle.attempt(MAIL_BY_ACCOUNT, email.expose(), app.now_ms())?;
    let gpc = visitor.reader.gpc;
    app.blocking(move |app| app.join(&answers, &email, gpc)).await?;
    app.wake_mail();
    Ok(Redirect::to("/join/check-mail").into_response())
}

pub(crate) async fn check_mail(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let hours = app.config.signin.confirm_hours;
    let title = visitor.say("check-mail-title").text();
    page(&CheckMail {
        chrome: Chrome::new(&app, &visitor, "/join", &title)
            .under("/join", &visitor.say("join-title")),
        lines: vec![
            visitor.say("join-mail-sent"),
            visitor.say("join-mail-life").with("hours", hours),
            visitor.say("join-mail-missing"),
        ],
    })
}

fn form(
    app: &App,
    visitor: &Visitor,
    typed: &[(String, Typed)],
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let value = |id: &str| {
        let found = typed.iter().find(|(field, _)| field == id);
        found.map(|(_, typed)| typed.clone()).unwrap_or_default()
    };
    let fields = asked(&visitor.reader, policy).map(|view| {
        let value = value(&view.id);
        view.with(value).checked(&errors)
    });
    let fields: Vec<FieldView> = fields.collect();
    page(&Join {
        chrome: Chrome::new(app, visitor, "/join", &visitor.say("join-title").text()).described(
            app,
            "/join",
            visitor.say("join-about").text(),
        ),
        needed: fields.iter().filter(|field| !field.optional).count(),
        policy: format!("/privacy/{}", policy.version()),
        version_long: visitor.reader.long_date(policy.version()),
        fields,
        errors,
        token: visitor.token(app, "join"),
    })
}

/// The questions: those of [`ASKED`] that this version collects here.
fn asked(reader: &Reader, policy: &Policy) -> impl Iterator<Item = FieldView> {
    ASKED
        .iter()
        .filter(|id| {
            let field = policy.map().field(id);
            field.is_some_and(|field| field.collected.iter().any(|form| form == SOURCE))
        })
        .filter_map(|id| FieldView::new(reader, policy, id, Giver::Applicant))
}

/// Checks every answer: what to keep, what is wrong, and what was typed, to be shown again.
fn read(
    reader: &Reader,
    policy: &Policy,
    values: &mut Values,
) -> (Answers, Vec<FieldError>, Answers) {
    let (mut answers, mut errors, mut typed) = (Vec::new(), Vec::new(), Vec::new());
    for view in asked(reader, policy) {
        let Some(field) = policy.map().field(&view.id) else { continue };
        let value = values.take(&view.id);
        match check(reader.language, field, Giver::Applicant, &value) {
            Ok(Some(answer)) => answers.push((view.id.clone(), answer)),
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
        typed.push((view.id, value));
    }
    (answers, errors, typed)
}

impl App {
    /// Takes the answers in, or does as much work for nothing, and queues the message.
    fn join(&self, answers: &Answers, email: &Typed, gpc: bool) -> Result<(), VaultError> {
        let known =
            self.vault.lookup("email", email.expose(), Purpose::Membership, Role::System)?;
        if let Some(known) = known
            && !self.drop_pending(known)?
        {
            return self.join_again(known);
        }
        match self.enrol(answers, gpc) {
            Err(VaultError::Taken { .. }) => {
                let known = self.vault.lookup(
                    "email",
                    email.expose(),
                    Purpose::Membership,
                    Role::System,
                )?;
                known.map_or(Ok(()), |known| self.queue(known, letter::Kind::AlreadyMember))
            }
            done => done,
        }
    }

    fn enrol(&self, answers: &Answers, gpc: bool) -> Result<(), VaultError> {
        let version = self.vault.policy_in_force()?.version();
        let new = self.vault.new_subject()?;
        let (subject, id) = (new.id(), self.mail_id());
        let until = i64::from(self.config.signin.confirm_hours) * HOUR;
        let answers = answers.clone();
        self.vault.tx("join", move |v| {
            let data: Vec<Datum<'_>> = answers
                .iter()
                .map(|(field, value)| Datum { field, value: value.expose() })
                .collect();
            v.enrol(&new, Giver::Applicant, &data, &Source::person(SOURCE, subject))?;
            // Giving information is agreeing to the version in force (promise N2).
            v.consent(subject, &ConsentKind::Policy(version), true, &person(subject))?;
            if gpc {
                v.log(objects(subject))?;
            }
            let now_ms = v.now_ms();
            let row = [subject_value(subject), Value::Int(now_ms), Value::Int(now_ms + until)];
            v.sql().exec(&pending::INSERT, &row)?;
            Ok(enqueue(v.sql(), id, subject, letter::Kind::Confirm, now_ms)?)
        })
    }

    /// Joining with a member's address: their key is not touched, and theirs is the message.
    fn join_again(&self, known: SubjectId) -> Result<(), VaultError> {
        // A key is made and dropped, as a real join makes one: the answer takes as long.
        let idle = self.vault.new_subject()?;
        self.vault.abandon(idle)?;
        self.queue(known, letter::Kind::AlreadyMember)
    }

    /// Queues a message on its own.
    pub(super) fn queue(&self, to: SubjectId, kind: letter::Kind) -> Result<(), VaultError> {
        let id = self.mail_id();
        self.vault.tx("queue-mail", move |v| {
            let now_ms = v.now_ms();
            Ok(enqueue(v.sql(), id, to, kind, now_ms)?)
        })
    }

    /// Erases a join that nobody has confirmed, with all that waits for it. Whether it was one.
    pub(super) fn drop_pending(&self, subject: SubjectId) -> Result<bool, VaultError> {
        self.vault.tx("drop-pending", move |v| {
            let who = || [subject_value(subject)];
            if v.sql().exec(&pending::DELETE, &who())? == 0 {
                return Ok(false);
            }
            v.sql().exec(&token::DELETE_ALL, &who())?;
            v.sql().exec(&mail::DELETE_ALL, &who())?;
            match v.erase(subject, &Actor::role(Role::System.name())) {
                Ok(()) | Err(VaultError::Erased | VaultError::UnknownSubject) => Ok(true),
                Err(error) => Err(error),
            }
        })
    }
}

/// The person acting on their own data.
pub(crate) fn person(subject: SubjectId) -> Actor {
    Actor::person(Role::Person.name(), subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_asks_what_the_shipped_policy_collects_here() {
        let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let policy = Policy::load(&shipped.join("2026-11-23")).unwrap();
        let views: Vec<FieldView> = asked(&Reader::english(), &policy).collect();
        assert_eq!(views.iter().map(|view| view.id.as_str()).collect::<Vec<_>>(), ASKED);
        let required: Vec<&str> =
            views.iter().filter(|view| !view.optional).map(|view| view.id.as_str()).collect();
        assert_eq!(required, ["name", "email", "country"]);
        assert!(views.iter().all(|view| view.notice.is_some()));
    }
}

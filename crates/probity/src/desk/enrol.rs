//! `/desk/enrol/<link>`: somebody new on the staff sets a password and a second factor.
//!
//! The secret of the one-time codes is worked out of the link and a key of ours, so that it waits
//! nowhere before it is confirmed with a code: whoever comes back to the page finds the same picture,
//! and whoever does not have the link can't. It is shown here once and never again.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use probity_ledger::{Actor, SubjectId};
use probity_policy::{Giver, Role};
use probity_vault::store::Value;
use probity_vault::{ConsentKind, Datum, Source, VaultError, VaultTx};

use super::code::{SOURCE, signed_in};
use super::frame::role as role_name;
use super::staff::{self, Known};
use super::totp::{SECRET_BYTES, Secret};
use super::{qr, recovery};
use crate::app::App;
use crate::language::Say;
use crate::members::check::check;
use crate::members::credential;
use crate::members::link::{self, number_hash};
use crate::members::session::{Kind, subject_value};
use crate::site::chrome::{Chrome, page};
use crate::site::cookies::signin_refused;
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::submission::Submission;
use crate::site::throttle::{CODE_BY_ACCOUNT, LINK_BY_ADDRESS};
use crate::site::typed::Typed;
use crate::site::visitor::Visitor;
use crate::store;

#[derive(Template)]
#[template(path = "desk/enrol.html")]
struct Enrol {
    chrome: Chrome,
    role: Say,
    link: String,
    errors: Vec<FieldError>,
    password: Option<FieldView>,
    code: Option<FieldView>,
    picture: String,
    secret: Typed,
    token: String,
}

#[derive(Template)]
#[template(path = "desk/codes.html")]
struct Codes {
    chrome: Chrome,
    codes: Vec<Typed>,
}

/// Somebody who has enrolled.
struct Enrolled {
    cookie: HeaderValue,
    codes: Vec<Typed>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Failure> {
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let known = invited(&app, &link).await?;
    if let Some(refused) = signin_refused(&app, &visitor, StatusCode::OK)? {
        return Ok(refused);
    }
    form(&app, &visitor, &known, link, Vec::new())
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &visitor, "desk-enrol")?;
    if let Some(refused) = signin_refused(&app, &visitor, StatusCode::FORBIDDEN)? {
        return Ok(refused);
    }
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let known = invited(&app, &link).await?;
    let (password, code) = (values.take("password"), values.take("code"));
    let policy = app.vault.policy_in_force()?;
    let field = policy.map().field("password").ok_or(Failure::NotFound)?;
    let mut errors = Vec::new();
    let password = match check(visitor.reader.language, field, Giver::Staff, &password) {
        Ok(Some(password)) => password,
        Ok(None) => {
            let text = visitor.say("desk-enrol-password-missing").text();
            errors.push(FieldError { id: "password".to_owned(), text });
            Typed::default()
        }
        Err(error) => {
            errors.push(error);
            Typed::default()
        }
    };
    app.throttle.attempt(CODE_BY_ACCOUNT, &known.subject.to_string(), app.now_ms())?;
    let step = app.enrolment_secret(&link).matching(code.expose(), app.now_ms());
    if step.is_none() {
        let text = visitor.say("desk-enrol-code-wrong").text();
        errors.push(FieldError { id: "code".to_owned(), text });
    }
    let (Some(step), true) = (step, errors.is_empty()) else {
        let mut response = form(&app, &visitor, &known, link, errors)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let who = known.subject;
    let done = app.hashing(move |app| app.enrol_staff(&known, &link, &password, step)).await?;
    app.throttle.forget(CODE_BY_ACCOUNT, &who.to_string());
    let title = visitor.say("desk-codes-title").text();
    let codes =
        page(&Codes { chrome: Chrome::new(&app, &visitor, "/desk", &title), codes: done.codes })?;
    Ok(([(header::SET_COOKIE, done.cookie)], codes).into_response())
}

/// Whom a link is for, if it works.
async fn invited(app: &Arc<App>, link: &str) -> Result<Known, Failure> {
    let number = link.to_owned();
    let found = app
        .blocking(move |app| match app.link_subject(link::Kind::Enrol, &number)? {
            Some(subject) => staff::find(&app.vault, subject),
            None => Ok(None),
        })
        .await?;
    found.ok_or(Failure::DeadLink)
}

fn form(
    app: &App,
    visitor: &Visitor,
    known: &Known,
    link: String,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let secret = app.enrolment_secret(&link);
    let uri = secret.to_uri(&app.config.foundation.name);
    let said = |id| visitor.say(id).text();
    let password = FieldView::new(&visitor.reader, policy, "password", Giver::Staff).map(|view| {
        let label = said("desk-enrol-password");
        view.called("password", &label, &said("desk-enrol-password-hint")).needed()
    });
    let code = FieldView::new(&visitor.reader, policy, "second-factor", Giver::Staff).map(|view| {
        let label = said("desk-enrol-code");
        let view = view.called("code", &label, &said("desk-enrol-code-hint"));
        view.filled_by("one-time-code").needed()
    });
    page(&Enrol {
        chrome: Chrome::new(app, visitor, "/desk", &said("desk-enrol-title")),
        role: visitor.say(role_name(known.role)),
        password: password.map(|view| view.checked(&errors)),
        code: code.map(|view| view.checked(&errors)),
        errors,
        picture: qr::svg(&uri, &visitor.say("desk-enrol-picture").to_string()),
        secret: Typed::new(secret.to_text().as_str()),
        token: visitor.token(app, "desk-enrol"),
        link,
    })
}

impl App {
    /// The secret that belongs to a link: the same as often as it is asked for.
    fn enrolment_secret(&self, link: &str) -> Secret {
        let bytes = self.forms.derive("desk enrolment", link.as_bytes());
        let mut secret = [0; SECRET_BYTES];
        secret.copy_from_slice(&bytes[..SECRET_BYTES]);
        Secret::new(secret)
    }

    /// Uses the link up: password, second factor and recovery codes are kept, and they are signed in.
    fn enrol_staff(
        &self,
        known: &Known,
        link: &str,
        password: &Typed,
        step: i64,
    ) -> Result<Enrolled, Failure> {
        let hash = number_hash(link).ok_or(Failure::DeadLink)?;
        let password =
            credential::hash(password, self.random.as_ref()).map_err(Failure::Internal)?;
        let factor = self.enrolment_secret(link).to_value();
        let codes = recovery::fresh(self.random.as_ref());
        let fresh = Arc::new(self.fresh_session(Kind::Staff, known.subject)?);
        let held = self.vault.holdings(known.subject)?;
        let holds = |field: &str| held.iter().any(|held| held.current && held.field == field);
        let values = [
            ("password", password, holds("password")),
            ("second-factor", factor.as_str().to_owned(), holds("second-factor")),
            ("recovery-codes", codes.kept.as_str().to_owned(), holds("recovery-codes")),
        ];
        let values = values.map(|(field, value, held)| (field, Typed::new(value), held));
        let version = self.vault.policy_in_force()?.version();
        let (who, role, stored) = (known.subject, known.role, Arc::clone(&fresh));
        let done = self.vault.tx("desk-enrol", move |v| {
            let now_ms = v.now_ms();
            if link::redeem(v.sql(), link::Kind::Enrol, &hash, now_ms)? != Some(who) {
                return Ok(false);
            }
            let row = [Value::Int(now_ms), Value::Int(step), subject_value(who)];
            if v.sql().exec(&store::staff::ENROL, &row)? == 0 {
                return Ok(false);
            }
            take_in(v, who, &values)?;
            // Giving information is agreeing to the version in force (promise N2).
            let person = Actor::person(Role::Person.name(), who);
            v.consent(who, &ConsentKind::Policy(version), true, &person)?;
            // Whoever enrols anew may have lost a device: nothing goes on that began before.
            v.sql().exec(&store::session::DELETE_ALL, &[subject_value(who)])?;
            v.log(signed_in(who, role, "enrolment"))?;
            stored.store(v.sql())?;
            Ok::<_, VaultError>(true)
        })?;
        if !done {
            return Err(Failure::DeadLink);
        }
        Ok(Enrolled { cookie: fresh.cookie(), codes: codes.shown })
    }
}

/// Keeps the credentials: new ones at the first time, in the place of the old ones after that.
fn take_in(
    v: &mut VaultTx<'_, '_>,
    who: SubjectId,
    values: &[(&str, Typed, bool)],
) -> Result<(), VaultError> {
    let source = Source::person(SOURCE, who);
    let new: Vec<Datum<'_>> = values
        .iter()
        .filter(|(_, _, held)| !held)
        .map(|(field, value, _)| Datum { field, value: value.expose() })
        .collect();
    v.collect(who, Giver::Staff, &new, &source)?;
    for (field, value, _) in values.iter().filter(|(_, _, held)| *held) {
        v.correct(who, field, value.expose(), &source)?;
    }
    Ok(())
}

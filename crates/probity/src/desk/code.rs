//! `/desk/signin/code`: the second step of a sign-in at the desk, by one-time code or recovery code.
//!
//! A one-time code counts once: its step is kept, and no code of that step or an earlier one is taken
//! again. A recovery code is used up. Both are decided inside the transaction that begins the
//! session, so that of two who send the same code one gets in.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::{Actor, Kind as Event, SubjectId};
use probity_policy::{Giver, Purpose, Role};
use probity_vault::store::Value;
use probity_vault::{EntryDraft, ReleaseAction, Request, Source, VaultError};
use zeroize::Zeroizing;

use super::staff::{self, Known};
use super::{recovery, signin};
use crate::app::App;
use crate::members::link::{self, number_hash};
use crate::members::session::{Kind, subject_value};
use crate::sinks::FactorSink;
use crate::site::chrome::{Chrome, page};
use crate::site::cookies::signin_refused;
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::refused::sign_in_refused;
use crate::site::submission::Submission;
use crate::site::throttle::{CODE_BY_ACCOUNT, LINK_BY_ADDRESS};
use crate::site::typed::Typed;
use crate::site::visitor::Visitor;
use crate::store;

/// The place in the data map where people look after their own credentials.
pub(super) const SOURCE: &str = "account-page";

#[derive(Template)]
#[template(path = "desk/code.html")]
struct Code {
    chrome: Chrome,
    errors: Vec<FieldError>,
    fields: Vec<FieldView>,
    step: Typed,
    token: String,
}

/// What was typed as a code turned out to be.
enum Used {
    /// A one-time code of this step.
    OneTime(i64),
    /// A recovery code; these stay.
    Recovery(Zeroizing<String>),
}

/// `GET`: the second step has no address of its own.
pub(crate) async fn show() -> Redirect {
    Redirect::to("/desk/signin")
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &visitor, "desk-code")?;
    if let Some(refused) = signin_refused(&app, &visitor, StatusCode::FORBIDDEN)? {
        return Ok(refused);
    }
    let (step, code) = (values.take("step"), values.take("code"));
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let number = step.clone();
    let waits =
        app.blocking(move |app| app.link_subject(link::Kind::StaffStep, number.expose())).await?;
    let Some(who) = waits else {
        let text = visitor.say("desk-signin-again").text();
        let error = FieldError { id: "email".to_owned(), text };
        let mut response = signin::form(&app, &visitor, Typed::default(), vec![error])?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    app.throttle.attempt(CODE_BY_ACCOUNT, &who.to_string(), app.now_ms())?;
    let number = step.clone();
    match app.blocking(move |app| app.staff_code(who, &number, &code)).await? {
        Some(cookie) => {
            app.throttle.forget(CODE_BY_ACCOUNT, &who.to_string());
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/desk")).into_response())
        }
        None => {
            let text = visitor.say("desk-code-wrong").text();
            let error = FieldError { id: "code".to_owned(), text };
            let mut response = form(&app, &visitor, step.expose(), vec![error])?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(sign_in_refused(response))
        }
    }
}

/// The form of the second step.
pub(super) fn form(
    app: &App,
    visitor: &Visitor,
    step: &str,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let (label, hint) = (visitor.say("desk-code").text(), visitor.say("desk-code-hint").text());
    let code = FieldView::new(&visitor.reader, policy, "second-factor", Giver::Staff).map(|view| {
        let view = view.without_notice().needed().called("code", &label, &hint);
        view.filled_by("one-time-code").checked(&errors)
    });
    page(&Code {
        chrome: Chrome::new(app, visitor, "/desk", &visitor.say("desk-code-title").text()),
        fields: code.into_iter().collect(),
        errors,
        step: Typed::new(step),
        token: visitor.token(app, "desk-code"),
    })
}

impl App {
    /// Checks a code and begins a session; none if the code does not count (any more).
    fn staff_code(
        &self,
        who: SubjectId,
        number: &Typed,
        code: &Typed,
    ) -> Result<Option<HeaderValue>, Failure> {
        let hash = number_hash(number.expose()).ok_or(Failure::DeadLink)?;
        let known = staff::find(&self.vault, who)?.ok_or(Failure::DeadLink)?;
        let done = match self.used_code(&known, code)? {
            Some(used) => self.enter_by_code(&known, hash, used)?,
            None => None,
        };
        if done.is_none() {
            self.vault.tx("desk-code-refused", move |v| {
                let actor = Actor::role(Role::System.name());
                let draft = EntryDraft::new(Event::Refuse, who, actor);
                v.log(draft.purpose(Purpose::SecureAccess).note("wrong code"))
            })?;
        }
        Ok(done)
    }

    /// What a code that was typed is, compared on record with what is kept.
    fn used_code(&self, known: &Known, code: &Typed) -> Result<Option<Used>, VaultError> {
        let mut sink = FactorSink::default();
        let released = self.vault.release(&Request {
            subject: known.subject,
            fields: &["second-factor", "recovery-codes"],
            action: ReleaseAction::Use,
            purpose: Purpose::SecureAccess,
            role: Role::System,
            actor: None,
            partial: true,
            note: Some("sign-in"),
        })?;
        released.pour_all(&mut sink)?;
        let step = sink.step(code, self.now_ms()).map(Used::OneTime);
        Ok(step.or_else(|| sink.without(code).map(Used::Recovery)))
    }

    /// Begins the session, if the code still counts at this very moment.
    fn enter_by_code(
        &self,
        known: &Known,
        hash: [u8; 32],
        used: Used,
    ) -> Result<Option<HeaderValue>, Failure> {
        let Known { subject: who, role, recovery_round, .. } = *known;
        let fresh = Arc::new(self.fresh_session(Kind::Staff, who)?);
        let stored = Arc::clone(&fresh);
        let done = self.vault.tx("desk-enter", move |v| {
            let now_ms = v.now_ms();
            let counts = match &used {
                Used::OneTime(step) => {
                    let row = [Value::Int(*step), subject_value(who)];
                    v.sql().exec(&store::staff::STEP, &row)?
                }
                Used::Recovery(_) => {
                    let row = [subject_value(who), Value::Int(recovery_round)];
                    v.sql().exec(&store::staff::RECOVER, &row)?
                }
            };
            if counts == 0 {
                return Ok(false);
            }
            if link::redeem(v.sql(), link::Kind::StaffStep, &hash, now_ms)? != Some(who) {
                // The code stays used: whoever sent it twice at once is in already.
                return Ok(false);
            }
            let how = match &used {
                Used::OneTime(_) => "password and one-time code",
                Used::Recovery(rest) => {
                    let source = Source::person(SOURCE, who);
                    if recovery::left(rest) == 0 {
                        v.remove(who, "recovery-codes", &source)?;
                    } else {
                        v.correct(who, "recovery-codes", rest, &source)?;
                    }
                    "password and recovery code"
                }
            };
            v.log(signed_in(who, role, how))?;
            stored.store(v.sql())?;
            Ok::<_, VaultError>(true)
        })?;
        Ok(done.then(|| fresh.cookie()))
    }
}

/// The entry of a sign-in at the desk: who, in which role, and how.
pub(super) fn signed_in(who: SubjectId, role: Role, how: &'static str) -> EntryDraft {
    EntryDraft::new(Event::StaffSignIn, who, Actor::person(role.name(), who))
        .purpose(Purpose::SecureAccess)
        .note(how)
}

//! `/account/password`: set one, or change it. All other sessions end, and a message says so.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::SubjectId;
use probity_policy::Giver;
use probity_vault::{Datum, Source, VaultError};

use super::check::check;
use super::confirm::signed_in;
use super::correct::SOURCE;
use super::credential;
use super::session::{Kind, subject_value};
use super::side::{Form, Place, side};
use crate::app::App;
use crate::mail::{enqueue, letter};
use crate::sinks::CredentialSink;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::submission::Submission;
use crate::site::throttle::{PASSWORD_BY_ACCOUNT, PASSWORD_BY_ADDRESS};
use crate::site::typed::Typed;
use crate::site::visitor::Member;
use crate::store::session;

pub(crate) async fn show(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    form(&app, &member, Vec::new()).await
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    member: Member,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &member.visitor, "password")?;
    let (current, wanted) = (values.take("current"), values.take("password"));
    let policy = app.vault.policy_in_force()?;
    let field = policy.map().field("password").ok_or(Failure::NotFound)?;
    let wanted = match check(member.visitor.reader.language, field, Giver::Member, &wanted) {
        Ok(Some(wanted)) => wanted,
        Ok(None) => {
            let text = member.visitor.say("account-password-enter").text();
            return again(&app, &member, "password", &text).await;
        }
        Err(error) => return again(&app, &member, "password", &error.text).await,
    };
    let who = member.subject;
    member.visitor.attempt(&app, PASSWORD_BY_ADDRESS)?;
    app.throttle.attempt(PASSWORD_BY_ACCOUNT, &who.to_string(), app.now_ms())?;
    let changed = app.hashing(move |app| app.change_password(who, &current, &wanted)).await?;
    let Some(cookie) = changed else {
        let text = member.visitor.say("account-password-wrong").text();
        return again(&app, &member, "current", &text).await;
    };
    app.throttle.forget(PASSWORD_BY_ACCOUNT, &who.to_string());
    app.wake_mail();
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/account?done=password")).into_response())
}

async fn again(
    app: &Arc<App>,
    member: &Member,
    field: &str,
    text: &str,
) -> Result<Response, Failure> {
    let error = FieldError { id: field.to_owned(), text: text.to_owned() };
    let mut response = form(app, member, vec![error]).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn form(
    app: &Arc<App>,
    member: &Member,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let who = member.subject;
    let has = app.blocking(move |app| app.has_password(who)).await?;
    let policy = app.vault.policy_in_force()?;
    let reader = &member.visitor.reader;
    let view = || FieldView::new(reader, policy, "password", Giver::Member).map(FieldView::needed);
    let current = view().filter(|_| has).map(|view| {
        view.called("current", &reader.say("account-password-current").text(), "")
            .filled_by("current-password")
            .without_notice()
    });
    let hint = reader.say("account-password-hint").with("least", credential::SHORTEST).text();
    let label = reader.say("account-password-new").text();
    let wanted = view().map(|view| view.called("password", &label, &hint));
    let title = if has { "account-password-change" } else { "account-password-set" };
    page(&Form {
        chrome: Chrome::new(app, &member.visitor, "/account", &reader.say(title).text())
            .under("/account", &reader.say("account-title")),
        side: side(reader, Place::Password),
        lines: vec![reader.say("account-password-lead")],
        action: "/account/password".to_owned(),
        fields: current.into_iter().chain(wanted).map(|view| view.checked(&errors)).collect(),
        errors,
        submit: reader.say("account-save"),
        token: member.visitor.token(app, "password"),
        cancel: "/account",
    })
}

impl App {
    fn has_password(&self, who: SubjectId) -> Result<bool, VaultError> {
        let held = self.vault.holdings(who)?;
        Ok(held.iter().any(|holding| holding.current && holding.field == "password"))
    }

    /// Replaces the password, if `current` is the one there is. The new session's cookie.
    fn change_password(
        &self,
        who: SubjectId,
        current: &Typed,
        wanted: &Typed,
    ) -> Result<Option<HeaderValue>, Failure> {
        let has = self.has_password(who)?;
        if has {
            let mut sink = CredentialSink::default();
            self.open_credential(who, &mut sink)?;
            if !sink.verify(current) {
                return Ok(None);
            }
        }
        let hash = credential::hash(wanted, self.random.as_ref()).map_err(Failure::Internal)?;
        let fresh = Arc::new(self.fresh_session(Kind::Member, who)?.by("new password"));
        let (stored, id) = (Arc::clone(&fresh), self.mail_id());
        self.vault.tx("change-password", move |v| {
            let source = Source::person(SOURCE, who);
            if has {
                v.correct(who, "password", &hash, &source)?;
            } else {
                let giver = v.subject(who)?.ok_or(VaultError::UnknownSubject)?.giver;
                v.collect(who, giver, &[Datum { field: "password", value: &hash }], &source)?;
            }
            v.sql().exec(&session::DELETE_ALL, &[subject_value(who)])?;
            stored.store(v.sql())?;
            v.log(signed_in(who, "new password"))?;
            let now_ms = v.now_ms();
            Ok(enqueue(v.sql(), id, who, letter::Kind::PasswordChanged, now_ms)?)
        })?;
        Ok(Some(fresh.cookie()))
    }
}

//! `/account/password`: set one, or change it. All other sessions end, and a message says so.

use std::sync::Arc;

use askama::Template;
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

/// A form of an account's page.
#[derive(Template)]
#[template(path = "form.html")]
pub(super) struct Form {
    pub(super) chrome: Chrome,
    pub(super) above: Option<(&'static str, &'static str)>,
    pub(super) lines: Vec<String>,
    pub(super) action: String,
    pub(super) errors: Vec<FieldError>,
    pub(super) fields: Vec<FieldView>,
    pub(super) token: String,
    pub(super) button: &'static str,
    pub(super) cancel: &'static str,
}

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
        Ok(None) => return again(&app, &member, "password", "Enter a new password").await,
        Err(error) => return again(&app, &member, "password", &error.text).await,
    };
    let who = member.subject;
    member.visitor.attempt(&app, PASSWORD_BY_ADDRESS)?;
    app.throttle.attempt(PASSWORD_BY_ACCOUNT, &who.to_string(), app.now_ms())?;
    match app.hashing(move |app| app.change_password(who, &current, &wanted)).await? {
        Some(cookie) => {
            app.throttle.forget(PASSWORD_BY_ACCOUNT, &who.to_string());
            app.wake_mail();
            let to = Redirect::to("/account?done=password");
            Ok(([(header::SET_COOKIE, cookie)], to).into_response())
        }
        None => again(&app, &member, "current", "Your current password is not right").await,
    }
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
    let view = || {
        FieldView::new(&member.visitor.reader, policy, "password", Giver::Member)
            .map(FieldView::needed)
    };
    let current = view().filter(|_| has).map(|view| {
        view.called("current", "Current password", "")
            .filled_by("current-password")
            .without_notice()
    });
    let hint =
        format!("At least {} characters. Three or four words work well.", credential::SHORTEST);
    let wanted = view().map(|view| view.called("password", "New password", &hint));
    page(&Form {
        chrome: Chrome::new(
            app,
            &member.visitor,
            "/account",
            if has { "Change your password" } else { "Set a password" },
        ),
        above: None,
        lines: vec!["All other devices are signed out when it changes.".to_owned()],
        action: "/account/password".to_owned(),
        fields: current.into_iter().chain(wanted).map(|view| view.checked(&errors)).collect(),
        errors,
        token: member.visitor.token(app, "password"),
        button: "Save",
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
        let fresh = Arc::new(self.fresh_session(Kind::Member, who)?);
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

//! `/signin`: by password, or by a link that we mail.
//!
//! Nobody learns here whether an address has an account: the answers are the same, and so is the
//! work, down to one durable entry on the ledger for each attempt.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::{Actor, Kind as Event, SubjectId};
use probity_policy::{Giver, Purpose, Role};
use probity_vault::{EntryDraft, ReleaseAction, Request, VaultError};

use super::check::is_email;
use super::confirm::{objects, signed_in};
use super::join::CheckMail;
use super::session::{Kind, subject_value};
use crate::app::App;
use crate::language::Say;
use crate::mail::letter;
use crate::sinks::CredentialSink;
use crate::site::chrome::{Chrome, page};
use crate::site::cookies::{self, Cookie, signin_refused};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::refused::sign_in_refused;
use crate::site::submission::Submission;
use crate::site::throttle::{
    MAIL_BY_ACCOUNT, MAIL_BY_ADDRESS, PASSWORD_BY_ACCOUNT, PASSWORD_BY_ADDRESS,
};
use crate::site::typed::Typed;
use crate::site::visitor::Visitor;
use crate::store::pending;

#[derive(Template)]
#[template(path = "signin.html")]
struct SignIn {
    chrome: Chrome,
    errors: Vec<FieldError>,
    fields: Vec<FieldView>,
    token: String,
    cookie: Option<Cookie>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    if visitor.is_member() {
        return Ok(Redirect::to("/account").into_response());
    }
    if let Some(refused) = signin_refused(&app, &visitor, StatusCode::OK)? {
        return Ok(refused);
    }
    form(&app, &visitor, Typed::default(), Vec::new())
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &visitor, "signin")?;
    if let Some(refused) = signin_refused(&app, &visitor, StatusCode::FORBIDDEN)? {
        return Ok(refused);
    }
    let by_link = values.says("how", "link");
    let (email, password) = (values.take("email"), values.take("password"));
    let mut errors = Vec::new();
    let mut wrong = |id: &str, say: Say| {
        errors.push(FieldError { id: id.to_owned(), text: say.text() });
    };
    if email.is_blank() {
        wrong("email", visitor.say("check-missing-email"));
    } else if !is_email(email.expose().trim()) {
        wrong("email", visitor.say("check-shape-email"));
    }
    if !by_link && password.expose().is_empty() {
        wrong("password", visitor.say("signin-password-missing"));
    }
    if !errors.is_empty() {
        return again(&app, &visitor, email, errors);
    }
    let email = Typed::new(email.expose().trim());
    if by_link {
        mail_link(&app, &visitor, email).await
    } else {
        enter(&app, &visitor, email, password).await
    }
}

pub(crate) async fn check_mail(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let minutes = app.config.signin.link_minutes;
    let title = visitor.say("check-mail-title").text();
    page(&CheckMail {
        chrome: Chrome::new(&app, &visitor, "/signin", &title)
            .under("/signin", &visitor.say("signin-title")),
        lines: vec![
            visitor.say("signin-mail-sent"),
            visitor.say("signin-mail-life").with("minutes", minutes),
        ],
    })
}

async fn mail_link(app: &Arc<App>, visitor: &Visitor, email: Typed) -> Result<Response, Failure> {
    visitor.attempt(app, MAIL_BY_ADDRESS)?;
    app.throttle.attempt(MAIL_BY_ACCOUNT, email.expose(), app.now_ms())?;
    app.blocking(move |app| app.send_link(&email)).await?;
    app.wake_mail();
    Ok(Redirect::to("/signin/check-mail").into_response())
}

async fn enter(
    app: &Arc<App>,
    visitor: &Visitor,
    email: Typed,
    password: Typed,
) -> Result<Response, Failure> {
    visitor.attempt(app, PASSWORD_BY_ADDRESS)?;
    app.throttle.attempt(PASSWORD_BY_ACCOUNT, email.expose(), app.now_ms())?;
    let (address, gpc) = (email.clone(), visitor.reader.gpc);
    if let Some(cookie) = app.hashing(move |app| app.sign_in(&address, &password, gpc)).await? {
        app.throttle.forget(PASSWORD_BY_ACCOUNT, email.expose());
        return Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/account")).into_response());
    }
    let text = visitor.say("signin-wrong").text();
    let error = FieldError { id: "email".to_owned(), text };
    again(app, visitor, email, vec![error]).map(sign_in_refused)
}

fn again(
    app: &App,
    visitor: &Visitor,
    email: Typed,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let mut response = form(app, visitor, email, errors)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn form(
    app: &App,
    visitor: &Visitor,
    email: Typed,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let view = |id| {
        FieldView::new(&visitor.reader, policy, id, Giver::Member).map(FieldView::without_notice)
    };
    let address = view("email")
        .map(|view| view.hinted("").filled_by("username").with(email).checked(&errors));
    let password = view("password").map(|view| {
        let hint = visitor.say("signin-password-hint").text();
        view.hinted(&hint).filled_by("current-password").needed().checked(&errors)
    });
    page(&SignIn {
        chrome: Chrome::new(app, visitor, "/signin", &visitor.say("signin-title").text()),
        fields: address.into_iter().chain(password).collect(),
        errors,
        token: visitor.token(app, "signin"),
        cookie: cookies::of_signin(app, &visitor.reader)?,
    })
}

impl App {
    /// Whose account it is, asked in order to let them in.
    fn account_of(&self, email: &Typed) -> Result<Option<SubjectId>, VaultError> {
        self.vault.lookup("email", email.expose(), Purpose::SecureAccess, Role::System)
    }

    /// Checks the password and begins a session; none if it is not the one.
    fn sign_in(
        &self,
        email: &Typed,
        password: &Typed,
        gpc: bool,
    ) -> Result<Option<HeaderValue>, Failure> {
        let mut sink = CredentialSink::default();
        let known = match self.account_of(email)? {
            Some(known) if self.open_credential(known, &mut sink)? => Some(known),
            _ => {
                self.log_nobody()?;
                None
            }
        };
        // Verified in any case, with or without a hash to compare with.
        let right = sink.verify(password);
        let Some(subject) = known.filter(|_| right) else { return Ok(None) };
        let session = Arc::new(self.fresh_session(Kind::Member, subject)?.by("password"));
        let stored = Arc::clone(&session);
        self.vault.tx("sign-in", move |v| {
            v.log(signed_in(subject, "password"))?;
            if gpc {
                v.log(objects(subject))?;
            }
            Ok(stored.store(v.sql())?)
        })?;
        Ok(Some(session.cookie()))
    }

    /// Opens the password's hash, on record. Whether there is one.
    pub(crate) fn open_credential(
        &self,
        subject: SubjectId,
        sink: &mut CredentialSink,
    ) -> Result<bool, VaultError> {
        let released = self.vault.release(&Request {
            subject,
            fields: &["password"],
            action: ReleaseAction::Use,
            purpose: Purpose::SecureAccess,
            role: Role::System,
            actor: None,
            partial: true,
            note: Some("sign-in"),
        })?;
        released.pour_all(sink)?;
        Ok(released.has("password"))
    }

    /// Queues the link, or for someone who has not confirmed yet the confirmation.
    fn send_link(&self, email: &Typed) -> Result<(), VaultError> {
        let Some(subject) = self.account_of(email)? else { return self.log_nobody() };
        let waits = self.vault.store().read("pending", move |tx| {
            tx.query_opt(&pending::GET, &[subject_value(subject)]).map(|row| row.is_some())
        })?;
        self.queue(subject, if waits { letter::Kind::Confirm } else { letter::Kind::SignIn })
    }

    /// Records that someone tried to enter where there is no door.
    pub(crate) fn log_nobody(&self) -> Result<(), VaultError> {
        self.vault.tx("sign-in-nobody", |v| {
            let actor = Actor::role(Role::System.name());
            let draft = EntryDraft::new(Event::Refuse, SubjectId::FOUNDATION, actor);
            v.log(draft.purpose(Purpose::SecureAccess).note("sign-in without an account"))
        })
    }
}

//! `/desk/signin`: the first step of a sign-in at the desk, by work address and password.
//!
//! As for members, nobody learns here whether an address is known: answer and work are the same. Who
//! knows the password gets a number that the second step asks for; it is no session, and opens
//! nothing.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_policy::{Giver, Purpose, Role};
use zeroize::Zeroizing;

use super::{code, staff};
use crate::app::App;
use crate::members::check::is_email;
use crate::members::link;
use crate::members::session::Kind;
use crate::sinks::CredentialSink;
use crate::site::chrome::{Chrome, page};
use crate::site::cookies::signin_refused;
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::refused::sign_in_refused;
use crate::site::submission::Submission;
use crate::site::throttle::{PASSWORD_BY_ADDRESS, STAFF_BY_ACCOUNT};
use crate::site::typed::Typed;
use crate::site::visitor::Visitor;

#[derive(Template)]
#[template(path = "desk/signin.html")]
struct SignIn {
    chrome: Chrome,
    errors: Vec<FieldError>,
    fields: Vec<FieldView>,
    token: String,
    hours: u32,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    if visitor.session.is_some_and(|session| session.kind == Kind::Staff) {
        return Ok(Redirect::to("/desk").into_response());
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
    let mut values = submission.open(&app, &visitor, "desk-signin")?;
    if let Some(refused) = signin_refused(&app, &visitor, StatusCode::FORBIDDEN)? {
        return Ok(refused);
    }
    let (email, password) = (values.take("email"), values.take("password"));
    let mut errors = Vec::new();
    let mut wrong = |id: &str, say: crate::language::Say| {
        errors.push(FieldError { id: id.to_owned(), text: say.text() });
    };
    if !is_email(email.expose().trim()) {
        wrong("email", visitor.say("desk-signin-email-wrong"));
    }
    if password.expose().is_empty() {
        wrong("password", visitor.say("desk-signin-password-missing"));
    }
    if !errors.is_empty() {
        return again(&app, &visitor, email, errors);
    }
    let email = Typed::new(email.expose().trim());
    visitor.attempt(&app, PASSWORD_BY_ADDRESS)?;
    app.throttle.attempt(STAFF_BY_ACCOUNT, email.expose(), app.now_ms())?;
    let address = email.clone();
    match app.hashing(move |app| app.staff_password(&address, &password)).await? {
        Some(step) => {
            app.throttle.forget(STAFF_BY_ACCOUNT, email.expose());
            code::form(&app, &visitor, &step, Vec::new())
        }
        None => {
            let text = visitor.say("desk-signin-wrong").text();
            let error = FieldError { id: "email".to_owned(), text };
            again(&app, &visitor, email, vec![error]).map(sign_in_refused)
        }
    }
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

/// The form of the first step, perhaps with what went wrong.
pub(super) fn form(
    app: &App,
    visitor: &Visitor,
    email: Typed,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let view = |field, id, label, autocomplete| {
        FieldView::new(&visitor.reader, policy, field, Giver::Staff).map(|view| {
            view.without_notice().needed().called(id, label, "").filled_by(autocomplete)
        })
    };
    let (address, password) =
        (visitor.say("desk-signin-email").text(), visitor.say("desk-signin-password").text());
    let address = view("staff-email", "email", &address, "username").map(|view| view.with(email));
    let password = view("password", "password", &password, "current-password");
    page(&SignIn {
        chrome: Chrome::new(app, visitor, "/desk", &visitor.say("desk-signin-title").text()),
        fields: address.into_iter().chain(password).map(|view| view.checked(&errors)).collect(),
        errors,
        token: visitor.token(app, "desk-signin"),
        hours: app.config.signin.staff_hours,
    })
}

impl App {
    /// Checks the password of a member of staff: the number for the second step, if it is the one.
    fn staff_password(
        &self,
        email: &Typed,
        password: &Typed,
    ) -> Result<Option<Zeroizing<String>>, Failure> {
        let known = self.vault.lookup(
            "staff-email",
            email.expose(),
            Purpose::SecureAccess,
            Role::System,
        )?;
        let mut sink = CredentialSink::default();
        let known = match known {
            Some(known) if self.open_credential(known, &mut sink)? => Some(known),
            _ => {
                self.log_nobody()?;
                None
            }
        };
        // Verified in any case, with or without a hash to compare with.
        let right = sink.verify(password);
        let Some(subject) = known.filter(|_| right) else { return Ok(None) };
        let here = staff::find(&self.vault, subject)?;
        if here.is_none_or(|known| known.enrolled_ms.is_none()) {
            return Ok(None);
        }
        let link = Arc::new(self.fresh_link(link::Kind::StaffStep, subject));
        let stored = Arc::clone(&link);
        self.vault.store().tx("desk-signin", move |tx| stored.store(tx))?;
        Ok(Some(link.number.clone()))
    }
}

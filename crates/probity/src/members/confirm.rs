//! `/confirm/<link>`: the address is theirs; they are a member from now on.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::{Kind as Event, SubjectId};
use probity_policy::{Giver, Policy, Purpose};
use probity_vault::{Datum, EntryDraft, Source, VaultError};

use super::check::check;
use super::credential;
use super::join::{CheckMail, person};
use super::link::{self, number_hash};
use super::session::{self, Kind, subject_value};
use crate::app::App;
use crate::site::chrome::{Chrome, page};
use crate::site::cookies::{self, Cookie};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::reader::Reader;
use crate::site::submission::Submission;
use crate::site::throttle::LINK_BY_ADDRESS;
use crate::site::typed::Typed;
use crate::site::visitor::Visitor;
use crate::store::pending;

/// The name of this form in the data map.
const SOURCE: &str = "confirm-form";

#[derive(Template)]
#[template(path = "confirm.html")]
struct Confirm {
    chrome: Chrome,
    link: String,
    errors: Vec<FieldError>,
    fields: Vec<FieldView>,
    token: String,
    cookie: Option<Cookie>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Failure> {
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let number = link.clone();
    let found = app.blocking(move |app| app.link_subject(link::Kind::Confirm, &number)).await?;
    found.ok_or(Failure::DeadLink)?;
    form(&app, &visitor, link, Vec::new())
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &visitor, "confirm")?;
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let password =
        match password(&visitor.reader, app.vault.policy_in_force()?, &values.take("password")) {
            Ok(password) => password,
            Err(error) => {
                let mut response = form(&app, &visitor, link, vec![error])?;
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
                return Ok(response);
            }
        };
    let (gpc, refused) = (visitor.reader.gpc, visitor.reader.refused.signin);
    let enter = !refused;
    let cookie = app.hashing(move |app| app.confirm(&link, password.as_ref(), enter, gpc)).await?;
    let Some(cookie) = cookie else {
        let title = visitor.say("cookies-confirmed-title").text();
        return page(&CheckMail {
            chrome: Chrome::new(&app, &visitor, "/join", &title),
            lines: vec![visitor.say("cookies-confirmed")],
        });
    };
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/account?done=joined")).into_response())
}

fn form(
    app: &App,
    visitor: &Visitor,
    link: String,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let field = FieldView::new(&visitor.reader, policy, "password", Giver::Applicant);
    page(&Confirm {
        chrome: Chrome::new(app, visitor, "/join", &visitor.say("confirm-title").text()),
        link,
        fields: field.into_iter().map(|field| field.checked(&errors)).collect(),
        errors,
        token: visitor.token(app, "confirm"),
        cookie: cookies::of_signin(app, &visitor.reader)?
            .filter(|_| !visitor.reader.refused.signin),
    })
}

/// The password to keep; none if none was chosen.
fn password(reader: &Reader, policy: &Policy, typed: &Typed) -> Result<Option<Typed>, FieldError> {
    match policy.map().field("password") {
        Some(field) => check(reader.language, field, Giver::Applicant, typed),
        None => Ok(None),
    }
}

impl App {
    /// Uses the link up: the applicant is a member, perhaps with a password, and signed in if they
    /// `enter`; none comes back if not.
    fn confirm(
        &self,
        number: &str,
        password: Option<&Typed>,
        enter: bool,
        gpc: bool,
    ) -> Result<Option<HeaderValue>, Failure> {
        let hash = number_hash(number).ok_or(Failure::DeadLink)?;
        let owner = self.link_subject(link::Kind::Confirm, number)?.ok_or(Failure::DeadLink)?;
        let password = password
            .map(|password| credential::hash(password, self.random.as_ref()))
            .transpose()
            .map_err(Failure::Internal)?;
        let session = enter.then(|| self.fresh_session(Kind::Member, owner)).transpose()?;
        let session = Arc::new(session.map(|session| session.by("confirmation")));
        let stored = Arc::clone(&session);
        let done = self.vault.tx("confirm", move |v| {
            let now_ms = v.now_ms();
            let who = link::redeem(v.sql(), link::Kind::Confirm, &hash, now_ms)?;
            let Some(subject) = who.filter(|who| *who == owner) else { return Ok(false) };
            v.sql().exec(&pending::DELETE, &[subject_value(subject)])?;
            v.set_giver(subject, Giver::Member)?;
            v.confirm(subject, "email")?;
            if let Some(hash) = &password {
                let datum = [Datum { field: "password", value: hash }];
                v.collect(subject, Giver::Member, &datum, &Source::person(SOURCE, subject))?;
            }
            if let Some(stored) = stored.as_ref() {
                v.log(signed_in(subject, "confirmation"))?;
                stored.store(v.sql())?;
            }
            if gpc {
                v.log(objects(subject))?;
            }
            Ok::<_, VaultError>(true)
        })?;
        if !done {
            return Err(Failure::DeadLink);
        }
        Ok(session.as_ref().as_ref().map(session::Fresh::cookie))
    }
}

/// The note of the entry that a browser's objection to sale and sharing was received.
pub(crate) const OBJECTION: &str = "global-privacy-control";

/// The entry that a person objects to sale and sharing, as their browser said (`Sec-GPC: 1`). We do
/// neither; what they want is on record all the same.
pub(super) fn objects(subject: SubjectId) -> EntryDraft {
    EntryDraft::new(Event::Withdraw, subject, person(subject)).note(OBJECTION)
}

/// The entry of a sign-in, with how it was done.
pub(super) fn signed_in(subject: SubjectId, how: &'static str) -> EntryDraft {
    EntryDraft::new(Event::SignIn, subject, person(subject))
        .purpose(Purpose::SecureAccess)
        .note(how)
}

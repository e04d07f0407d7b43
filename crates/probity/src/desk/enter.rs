//! `/desk/enter/<link>`: the door of a demonstration. The links that `probity demo` prints lead to the
//! sessions of an invented privacy officer, of an invented keeper of the servers and of an invented
//! bookkeeper, without password and second factor; the page says so.
//! Nowhere but in a demo does it exist.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::{Actor, SubjectId};
use probity_policy::{Purpose, Role};
use probity_vault::VaultError;

use super::code::signed_in;
use super::staff::{self, Appointment, StaffError};
use crate::app::App;
use crate::members::link::{self, number_hash};
use crate::members::session::Kind;
use crate::site::chrome::{Chrome, page};
use crate::site::cookies::signin_refused;
use crate::site::failure::Failure;
use crate::site::submission::Submission;
use crate::site::throttle::LINK_BY_ADDRESS;
use crate::site::visitor::Visitor;

/// Somebody who is invented for the demo: name, work address, what they do, in which role.
type Invented = (&'static str, &'static str, &'static str, Role);

const OFFICER: Invented = (
    "Robin Sampleton",
    "privacy.officer@example.org",
    "privacy officer of this demonstration",
    Role::PrivacyOfficer,
);
const OPERATOR: Invented = (
    "Kim Sampleton",
    "servers@example.org",
    "runs the servers of this demonstration",
    Role::InfrastructureStaff,
);

const BOOKKEEPER: Invented = (
    "Jo Sampleton",
    "payments@example.org",
    "keeps the books of this demonstration",
    Role::FinanceStaff,
);

#[derive(Template)]
#[template(path = "desk/enter.html")]
struct Door {
    chrome: Chrome,
    link: String,
    token: String,
}

/// `GET /desk/enter/<link>`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Failure> {
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let number = link.clone();
    let found = app.blocking(move |app| app.link_subject(link::Kind::Staff, &number)).await?;
    found.filter(|_| app.outbox.is_some()).ok_or(Failure::DeadLink)?;
    page(&Door {
        chrome: Chrome::new(&app, &visitor, "/desk", &visitor.say("desk-enter-title").text()),
        token: visitor.token(&app, "desk"),
        link,
    })
}

/// `POST /desk/enter/<link>`
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    submission.open(&app, &visitor, "desk")?;
    if let Some(refused) = signin_refused(&app, &visitor, StatusCode::FORBIDDEN)? {
        return Ok(refused);
    }
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    if app.outbox.is_none() {
        return Err(Failure::DeadLink);
    }
    let cookie = app.blocking(move |app| app.enter_demo(&link)).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/desk")).into_response())
}

impl App {
    /// Makes the link of a demo for its privacy officer: the address, which works once.
    ///
    /// # Errors
    /// When the database can't be written, and where this is no demo.
    pub fn staff_link(&self) -> Result<String, Failure> {
        self.demo_link(OFFICER)
    }

    /// The same for whoever runs its servers.
    ///
    /// # Errors
    /// As [`App::staff_link`].
    pub fn servers_link(&self) -> Result<String, Failure> {
        self.demo_link(OPERATOR)
    }

    /// The same for whoever keeps its books.
    ///
    /// # Errors
    /// As [`App::staff_link`].
    pub fn finance_link(&self) -> Result<String, Failure> {
        self.demo_link(BOOKKEEPER)
    }

    fn demo_link(&self, invented: Invented) -> Result<String, Failure> {
        if self.outbox.is_none() {
            return Err(Failure::NotFound);
        }
        let who = self.demo_staff(invented)?;
        let link = Arc::new(self.fresh_link(link::Kind::Staff, who));
        let stored = Arc::clone(&link);
        self.vault.store().tx("demo-link", move |tx| stored.store(tx))?;
        let base = self.config.foundation.base_url.as_str();
        Ok(format!("{base}/desk/enter/{}", link.number.as_str()))
    }

    /// Somebody on the staff of the demo; appointed when they are not there yet.
    fn demo_staff(&self, (name, email, duties, role): Invented) -> Result<SubjectId, Failure> {
        let known = self.vault.lookup("staff-email", email, Purpose::SecureAccess, Role::System)?;
        if let Some(known) = known {
            return Ok(known);
        }
        let appointment = Appointment::new(name, email, duties, role);
        let by = Actor::role(Role::InfrastructureStaff.name());
        match staff::appoint(&self.vault, self.random.as_ref(), &appointment, &by) {
            Ok((subject, _)) => Ok(subject),
            Err(StaffError::Vault(error)) => Err(error.into()),
            Err(error) => Err(Failure::Internal(error.to_string())),
        }
    }

    fn enter_demo(&self, number: &str) -> Result<HeaderValue, Failure> {
        let hash = number_hash(number).ok_or(Failure::DeadLink)?;
        let who = self.link_subject(link::Kind::Staff, number)?.ok_or(Failure::DeadLink)?;
        let known = staff::find(&self.vault, who)?.ok_or(Failure::DeadLink)?;
        let fresh = Arc::new(self.fresh_session(Kind::Staff, who)?);
        let stored = Arc::clone(&fresh);
        let done = self.vault.tx("desk-enter-demo", move |v| {
            let now_ms = v.now_ms();
            if link::redeem(v.sql(), link::Kind::Staff, &hash, now_ms)? != Some(who) {
                return Ok(false);
            }
            v.log(signed_in(who, known.role, "link of the demonstration"))?;
            stored.store(v.sql())?;
            Ok::<_, VaultError>(true)
        })?;
        if done { Ok(fresh.cookie()) } else { Err(Failure::DeadLink) }
    }
}

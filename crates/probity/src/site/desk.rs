//! `/desk`: the overview for staff. It counts; it shows nobody.
//!
//! `/desk/enter/<link>` lets staff in by a link that works once; each sign-in is on the ledger.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use probity_ledger::{Actor, Kind as Event, SubjectId};
use probity_policy::{Purpose, Role};
use probity_vault::{EntryDraft, State as Standing, VaultError};

use super::chrome::{Chrome, page};
use super::failure::Failure;
use super::moment::long_date;
use super::submission::Submission;
use super::throttle::LINK_BY_ADDRESS;
use super::visitor::{Staff, Visitor};
use crate::app::App;
use crate::mail::Waiting;
use crate::members::link::{self, number_hash};
use crate::members::session::Kind;
use crate::members::signin_link::Act;

#[derive(Template)]
#[template(path = "desk.html")]
struct Desk {
    chrome: Chrome,
    figures: Vec<(&'static str, String)>,
    version: String,
    policy_title: String,
    updated_long: String,
    size: u64,
    root: String,
    /// Entries by what was done; none while they are still being counted.
    kinds: Option<Vec<(String, u64)>>,
    mail: Waiting,
}

pub(super) async fn show(State(app): State<Arc<App>>, staff: Staff) -> Result<Response, Failure> {
    let (states, tally, mail, head) = app
        .blocking(|app| {
            let (states, tally) = (app.vault.people()?, app.tally()?);
            Ok::<_, VaultError>((states, tally, app.mail_waiting()?, app.vault.head()?))
        })
        .await?;
    let people = |state: Standing| states.get(state.name()).copied().unwrap_or(0).to_string();
    let policy = app.vault.policy_in_force()?;
    page(&Desk {
        chrome: Chrome::new(&app, &staff.visitor, "/desk", "The desk"),
        figures: vec![
            ("People", people(Standing::Active)),
            ("Restricted", people(Standing::Restricted)),
            ("Erased", people(Standing::Erased)),
            ("Ledger entries", head.size.to_string()),
        ],
        version: policy.version().to_string(),
        policy_title: policy.title().to_owned(),
        updated_long: long_date(policy.updated()),
        size: head.size,
        root: BASE64_STANDARD.encode(head.root),
        kinds: tally.map(|tally| {
            tally.by_kind().map(|(kind, n)| (kind.name().replace('-', " "), n)).collect()
        }),
        mail,
    })
}

/// `GET /desk/enter/<link>`
pub(super) async fn door(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Failure> {
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let number = link.clone();
    let found = app.blocking(move |app| app.link_subject(link::Kind::Staff, &number)).await?;
    found.ok_or(Failure::DeadLink)?;
    page(&Act {
        chrome: Chrome::new(&app, &visitor, "/desk", &visitor.say("signin-desk-title").text()),
        lines: vec![visitor.say("signin-desk-intro")],
        action: format!("/desk/enter/{link}"),
        token: visitor.token(&app, "desk"),
        button: visitor.say("signin-desk-button"),
    })
}

/// `POST /desk/enter/<link>`
pub(super) async fn enter(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    submission.open(&app, &visitor, "desk")?;
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let cookie = app.blocking(move |app| app.enter_desk(&link)).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/desk")).into_response())
}

impl App {
    fn enter_desk(&self, number: &str) -> Result<HeaderValue, Failure> {
        let hash = number_hash(number).ok_or(Failure::DeadLink)?;
        let fresh = Arc::new(self.fresh_session(Kind::Staff, SubjectId::FOUNDATION)?);
        let stored = Arc::clone(&fresh);
        let done = self.vault.tx("desk-enter", move |v| {
            let now_ms = v.now_ms();
            if link::redeem(v.sql(), link::Kind::Staff, &hash, now_ms)?.is_none() {
                return Ok(false);
            }
            let actor = Actor::role(Role::PrivacyOfficer.name());
            let draft = EntryDraft::new(Event::StaffSignIn, SubjectId::FOUNDATION, actor);
            v.log(draft.purpose(Purpose::SecureAccess).note("one-time link"))?;
            stored.store(v.sql())?;
            Ok::<_, VaultError>(true)
        })?;
        if done { Ok(fresh.cookie()) } else { Err(Failure::DeadLink) }
    }
}

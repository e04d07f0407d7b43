//! `/signin/<link>`: the link out of the message. Looking at it does nothing; its button signs in.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_vault::VaultError;

use super::confirm::{objects, signed_in};
use super::link::{self, number_hash};
use super::session::Kind;
use crate::app::App;
use crate::language::Say;
use crate::site::chrome::{Chrome, page};
use crate::site::cookies::signin_refused;
use crate::site::failure::Failure;
use crate::site::submission::Submission;
use crate::site::throttle::LINK_BY_ADDRESS;
use crate::site::visitor::Visitor;

/// A page with one button.
#[derive(Template)]
#[template(path = "act.html")]
pub(crate) struct Act {
    pub(crate) chrome: Chrome,
    pub(crate) lines: Vec<Say>,
    pub(crate) action: String,
    pub(crate) token: String,
    pub(crate) button: Say,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Failure> {
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    if let Some(refused) = signin_refused(&app, &visitor, StatusCode::OK)? {
        return Ok(refused);
    }
    let number = link.clone();
    let found = app.blocking(move |app| app.link_subject(link::Kind::SignIn, &number)).await?;
    found.ok_or(Failure::DeadLink)?;
    page(&Act {
        chrome: Chrome::new(&app, &visitor, "/signin", &visitor.say("signin-title").text()),
        lines: vec![visitor.say("signin-link-intro")],
        action: format!("/signin/{link}"),
        token: visitor.token(&app, "signin-link"),
        button: visitor.say("signin-button"),
    })
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    submission.open(&app, &visitor, "signin-link")?;
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    if let Some(refused) = signin_refused(&app, &visitor, StatusCode::FORBIDDEN)? {
        return Ok(refused);
    }
    let gpc = visitor.reader.gpc;
    let cookie = app.blocking(move |app| app.enter_by_link(&link, gpc)).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/account")).into_response())
}

impl App {
    fn enter_by_link(&self, number: &str, gpc: bool) -> Result<HeaderValue, Failure> {
        let hash = number_hash(number).ok_or(Failure::DeadLink)?;
        let owner = self.link_subject(link::Kind::SignIn, number)?.ok_or(Failure::DeadLink)?;
        let session = Arc::new(self.fresh_session(Kind::Member, owner)?.by("link"));
        let stored = Arc::clone(&session);
        let done = self.vault.tx("sign-in-link", move |v| {
            let now_ms = v.now_ms();
            let who = link::redeem(v.sql(), link::Kind::SignIn, &hash, now_ms)?;
            let Some(subject) = who.filter(|who| *who == owner) else { return Ok(false) };
            v.log(signed_in(subject, "link"))?;
            if gpc {
                v.log(objects(subject))?;
            }
            stored.store(v.sql())?;
            Ok::<_, VaultError>(true)
        })?;
        if done { Ok(session.cookie()) } else { Err(Failure::DeadLink) }
    }
}

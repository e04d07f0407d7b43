//! `/account/erase`: leaving. The key is destroyed, every session ends, the last message goes out.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::SubjectId;
use probity_vault::VaultError;

use super::join::{CheckMail, person};
use super::session::subject_value;
use super::side::{Place, SideItem, side};
use crate::app::App;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::FieldError;
use crate::site::submission::Submission;
use crate::site::visitor::{Member, Visitor};
use crate::store::{certification, mail, membership, pending, session, token};

#[derive(Template)]
#[template(path = "erase.html")]
struct Erase {
    chrome: Chrome,
    side: Vec<SideItem>,
    count: usize,
    errors: Vec<FieldError>,
    token: String,
}

pub(crate) async fn show(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    form(&app, &member, Vec::new()).await
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    member: Member,
    submission: Submission,
) -> Result<Response, Failure> {
    let values = submission.open(&app, &member.visitor, "erase")?;
    if !values.says("sure", "yes") {
        let text = member.visitor.say("account-erase-tick").text();
        let error = FieldError { id: "sure".to_owned(), text };
        let mut response = form(&app, &member, vec![error]).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let who = member.subject;
    app.blocking(move |app| app.erase(who)).await?;
    Ok(([(header::SET_COOKIE, app.no_cookie()?)], Redirect::to("/erased")).into_response())
}

/// `GET /erased`: what a person who is gone can still be told.
pub(crate) async fn erased(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    page(&CheckMail {
        chrome: Chrome::new(&app, &visitor, "", &visitor.say("erased-title").text()),
        lines: vec![visitor.say("erased-key"), visitor.say("erased-farewell")],
    })
}

async fn form(
    app: &Arc<App>,
    member: &Member,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let who = member.subject;
    let held = app.blocking(move |app| app.vault.holdings(who)).await?;
    page(&Erase {
        chrome: Chrome::new(
            app,
            &member.visitor,
            "/account",
            &member.visitor.say("account-erase-title").text(),
        )
        .under("/account", &member.visitor.say("account-title")),
        side: side(&member.visitor.reader, Place::Leave),
        count: held.len(),
        errors,
        token: member.visitor.token(app, "erase"),
    })
}

impl App {
    fn erase(&self, who: SubjectId) -> Result<(), VaultError> {
        let farewell = self.write_farewell(who)?;
        self.vault.tx("erase", move |v| {
            for statement in [
                &session::DELETE_ALL,
                &token::DELETE_ALL,
                &pending::DELETE,
                &mail::DELETE_ALL,
                &membership::DELETE_ALL,
                &certification::DELETE_ALL,
            ] {
                v.sql().exec(statement, &[subject_value(who)])?;
            }
            v.erase(who, &person(who))
        })?;
        if let Some(farewell) = farewell {
            self.send_farewell(farewell);
        }
        Ok(())
    }
}

//! `POST /account/data/restrict`: the person has the use of what is held on them restricted, or
//! ends that.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::join::person;
use crate::app::App;
use crate::site::failure::Failure;
use crate::site::submission::Submission;
use crate::site::urlencoded::Unreadable;
use crate::site::visitor::Member;

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    member: Member,
    submission: Submission,
) -> Result<Response, Failure> {
    let values = submission.open(&app, &member.visitor, "restrict")?;
    let restricted = match (values.says("restrict", "yes"), values.says("restrict", "no")) {
        (true, false) => true,
        (false, true) => false,
        _ => return Err(Failure::Unreadable(Unreadable::Misfit)),
    };
    let who = member.subject;
    app.blocking(move |app| {
        app.vault.tx("restrict", move |v| v.restrict(who, restricted, &person(who)))
    })
    .await?;
    let word = if restricted { "restricted" } else { "unrestricted" };
    Ok(Redirect::to(&format!("/account/data?done={word}")).into_response())
}

//! `POST /signout`: ends the session, here and in the database; a member's on record.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

use super::session::{Kind, Session, bytes};
use crate::app::App;
use crate::site::failure::Failure;
use crate::site::submission::Submission;
use crate::site::visitor::Visitor;
use crate::store::session;

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    submission: Submission,
) -> Result<Response, Failure> {
    submission.open(&app, &visitor, "signout")?;
    if let Some(session) = visitor.session {
        end(&app, session).await?;
    }
    Ok(([(header::SET_COOKIE, app.no_cookie()?)], Redirect::to("/")).into_response())
}

/// Ends a session in the database.
pub(crate) async fn end(app: &Arc<App>, session: Session) -> Result<(), Failure> {
    match session.kind {
        Kind::Member => {
            let (who, ended) = (session.subject, session.hash);
            app.blocking(move |app| app.end_session(who, ended, true)).await
        }
        Kind::Staff => {
            let ended = [bytes(&session.hash)];
            app.blocking(move |app| {
                app.vault.store().tx("sign-out", move |tx| tx.exec(&session::DELETE, &ended))
            })
            .await
            .map(|_| ())
        }
    }
}

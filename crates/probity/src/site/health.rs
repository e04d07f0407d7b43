//! `GET /healthz` and `GET /readyz`, for whoever watches over the service.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::app::App;

/// The process answers.
pub(super) async fn alive() -> Response {
    answer(StatusCode::OK, "alive\n")
}

/// The process can do its work: the database answers and a policy is in force.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Response {
    let works =
        app.blocking(|app| app.vault.policy_in_force().and_then(|_| app.vault.head())).await;
    match works {
        Ok(_) => answer(StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            error.into_response()
        }
    }
}

fn answer(status: StatusCode, text: &'static str) -> Response {
    (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

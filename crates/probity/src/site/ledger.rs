//! `/ledger`: the public record. Its checkpoint and tiles for machines (C2SP), a page for people,
//! and for a member the proofs of the entries about them.

pub(crate) mod page;
pub(crate) mod proof;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use probity_ledger::tile::TilePath;

use super::failure::Failure;
use crate::app::App;

/// `GET /ledger/checkpoint`: the signed head of the ledger.
pub(crate) async fn checkpoint(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let checkpoint = app.blocking(|app| app.vault.checkpoint()).await?;
    Ok(public("text/plain; charset=utf-8", "no-cache", checkpoint))
}

/// `GET /ledger/tile/<level>/<n>[.p/<width>]` and `/ledger/tile/entries/<n>[.p/<width>]`
pub(crate) async fn tile(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
) -> Result<Response, Failure> {
    let tile: TilePath = format!("tile/{path}").parse().map_err(|_| Failure::NotFound)?;
    let bytes = app.blocking(move |app| app.vault.tile(tile)).await?.ok_or(Failure::NotFound)?;
    // What a tile holds never changes, be it full or not.
    Ok(public("application/octet-stream", "public, max-age=31536000, immutable", bytes))
}

/// An answer for machines anywhere: other sites' scripts may read it too, as it is public.
fn public(kind: &'static str, cache: &'static str, body: impl Into<axum::body::Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (headers, body.into()).into_response()
}

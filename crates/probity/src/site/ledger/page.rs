//! `GET /ledger`: what the public record is, how large it is, and how to check it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use probity_ledger::Checkpoint;
use probity_ledger::tile::{Content, TilePath};
use probity_vault::VaultError;

use crate::app::App;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::visitor::Visitor;

#[derive(Template)]
#[template(path = "ledger.html")]
struct Ledger {
    chrome: Chrome,
    size: u64,
    root: String,
    origin: String,
    vkey: String,
    checkpoint: String,
    first_tile: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (checkpoint, vkey) = app
        .blocking(|app| Ok::<_, VaultError>((app.vault.checkpoint()?, app.vault.verifying_key()?)))
        .await?;
    let head = Checkpoint::verify(checkpoint.as_bytes(), &vkey)
        .map_err(|error| Failure::Internal(format!("our own checkpoint does not hold: {error}")))?;
    let tile = TilePath::in_tree(Content::Hashes(0), 0, head.size);
    page(&Ledger {
        chrome: Chrome::new(&app, &visitor, "/ledger", &visitor.say("ledger-title").text()),
        size: head.size,
        root: BASE64_STANDARD.encode(head.root),
        origin: head.origin,
        vkey: vkey.to_string(),
        checkpoint,
        first_tile: tile.map_or_else(String::new, |tile| format!("/ledger/{tile}")),
    })
}

//! `GET /ledger/proof/<index>`: the proof of an entry, for the member it is about and nobody else.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use probity_ledger::TlogProof;
use probity_vault::{EntryView, VaultError};

use crate::app::App;
use crate::members::entries::{EntryLine, hex};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::visitor::Member;

#[derive(Template)]
#[template(path = "proof.html")]
struct Proof {
    chrome: Chrome,
    index: u64,
    entry: EntryLine,
    body: String,
    salt: String,
    commitment: String,
    binding: String,
    proof: String,
    vkey: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    Path(index): Path<String>,
) -> Result<Response, Failure> {
    let index: u64 = index.parse().map_err(|_| Failure::NotFound)?;
    let who = member.subject;
    let (view, proof) = app
        .blocking(move |app| {
            let view = app.vault.entry(who, index)?;
            let proof = view.is_some().then(|| app.vault.inclusion_proof(index)).transpose()?;
            Ok::<_, VaultError>(view.zip(proof))
        })
        .await?
        .ok_or(Failure::NotFound)?;
    check(&app, &view, &proof)?;
    page(&Proof {
        chrome: Chrome::new(&app, &member.visitor, "/account", &format!("Proof of entry {index}")),
        index,
        entry: EntryLine::new(&app, &view),
        body: BASE64_STANDARD.encode(view.entry.encode()),
        salt: view.salt.map(|salt| hex(&salt)).unwrap_or_default(),
        commitment: hex(&view.leaf.commitment),
        binding: hex(&view.leaf.binding),
        proof: proof.to_string(),
        vkey: app.vault.verifying_key().to_string(),
    })
}

/// The page says that it was checked: so it is, with nothing but what the page shows.
fn check(app: &App, view: &EntryView, proof: &TlogProof) -> Result<(), Failure> {
    let broken = |what: String| Failure::Internal(format!("a proof does not hold: {what}"));
    let opened = view.salt.map(|salt| probity_ledger::commitment(&salt, &view.entry.encode()));
    if opened != Some(view.leaf.commitment) {
        return Err(broken("the commitment is of another entry".to_owned()));
    }
    let key = app.vault.verifying_key();
    proof.verify(&view.leaf, &key).map(|_| ()).map_err(|error| broken(error.to_string()))
}

//! `GET /ledger/proof/<index>`: the proof of an entry, for the member it is about and nobody else.

use std::cmp::Ordering;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use probity_ledger::{SubjectId, TlogProof, VerifyingKey};
use probity_vault::{EntryView, VaultError};

use crate::app::App;
use crate::members::entries::EntryLine;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::hex::hex;
use crate::site::visitor::Member;

#[derive(Template)]
#[template(path = "proof.html")]
struct ProofPage {
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
            let Some(view) = app.entry_of(who, index)? else { return Ok(None) };
            let found = app.vault.inclusion_proof(index)?;
            let checkpoint = app.vault.sign(&found.checkpoint)?.to_string();
            let proof = TlogProof { index, hashes: found.hashes, checkpoint };
            Ok::<_, VaultError>(Some((view, proof)))
        })
        .await?
        .ok_or(Failure::NotFound)?;
    let key = app.vault.verifying_key()?;
    check(&view, &proof, &key)?;
    let title = member.visitor.say("proof-title").with("index", index).text();
    page(&ProofPage {
        chrome: Chrome::new(&app, &member.visitor, "/account", &title)
            .under("/account", &member.visitor.say("proof-account"))
            .under("/account/uses", &member.visitor.say("proof-uses")),
        index,
        entry: EntryLine::new(&app, &member.visitor.reader, &view),
        body: BASE64_STANDARD.encode(view.entry.encode()),
        salt: view.salt.map(|salt| hex(&salt)).unwrap_or_default(),
        commitment: hex(&view.leaf.commitment),
        binding: hex(&view.leaf.binding),
        proof: proof.to_string(),
        vkey: key.to_string(),
    })
}

/// The page says that it was checked: so it is, with nothing but what the page shows.
fn check(view: &EntryView, proof: &TlogProof, key: &VerifyingKey) -> Result<(), Failure> {
    let broken = |what: String| Failure::Internal(format!("a proof does not hold: {what}"));
    let opened = view.salt.map(|salt| probity_ledger::commitment(&salt, &view.entry.encode()));
    if opened != Some(view.leaf.commitment) {
        return Err(broken("the commitment is of another entry".to_owned()));
    }
    proof.verify(&view.leaf, key).map(|_| ()).map_err(|error| broken(error.to_string()))
}

impl App {
    /// The person's entry at a place of the ledger; none if what stands there is not about them.
    /// Their entries lie in the ledger in the order of their numbers, so a few looks find it.
    fn entry_of(&self, who: SubjectId, index: u64) -> Result<Option<EntryView>, VaultError> {
        let (mut low, mut high) = (1, self.vault.entry_count(who)?);
        while low <= high {
            let middle = low + (high - low) / 2;
            let Some(view) = self.vault.entries(who, middle - 1, 1)?.pop() else { return Ok(None) };
            match view.index.cmp(&index) {
                Ordering::Equal => return Ok(Some(view)),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle - 1,
            }
        }
        Ok(None)
    }
}

//! `/account/data/export.json` and `/account/data/export.html`: everything, to take away.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use probity_ledger::SubjectId;
use probity_vault::VaultError;
use serde_json::json;

use super::entries::EntryLine;
use super::held::{Agreed, Held};
use crate::app::App;
use crate::sinks::ExportSink;
use crate::site::failure::Failure;
use crate::site::hex::hex;
use crate::site::moment::{Moment, moment};
use crate::site::visitor::Member;

/// Entries read in one go.
const BATCH: u64 = 1_000;

#[derive(Template)]
#[template(path = "export.html")]
struct Export {
    foundation: String,
    base_url: String,
    subject: String,
    at: Moment,
    data: Vec<Held>,
    consents: Vec<Agreed>,
    entries: Vec<EntryLine>,
    checkpoint: String,
}

pub(crate) async fn json(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    let who = member.subject;
    let text = app.blocking(move |app| app.export_json(who)).await?;
    Ok(download("application/json", "my-data.json", text))
}

pub(crate) async fn html(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    let who = member.subject;
    let text = app.blocking(move |app| app.export_html(who)).await?;
    Ok(download("text/html; charset=utf-8", "my-data.html", text))
}

/// A file to be saved, not shown.
fn download(kind: &'static str, name: &str, text: String) -> Response {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static(kind);
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text)
        .into_response()
}

impl App {
    fn export_json(&self, who: SubjectId) -> Result<String, Failure> {
        let released = self.open_for_person(who, "export")?;
        let mut values = ExportSink::default();
        released.pour_all(&mut values)?;
        let data: Vec<_> = self
            .vault
            .holdings(who)?
            .iter()
            .filter(|holding| holding.current)
            .map(|holding| {
                json!({
                    "field": holding.field,
                    "category": holding.category,
                    "value": values.take(&holding.field),
                    "source": holding.source,
                    "collected_at": moment(holding.collected_at_ms).iso,
                    "expires_at": holding.expires_at_ms.map(|at| moment(at).iso),
                    "collected_under": holding.version.to_string(),
                    "governed_by": holding.governed_by.to_string(),
                })
            })
            .collect();
        let consents: Vec<_> = self
            .vault
            .consents(who)?
            .iter()
            .map(|consent| {
                json!({
                    "to": consent.what.to_string(),
                    "granted_at": moment(consent.granted_at_ms).iso,
                    "withdrawn_at": consent.withdrawn_at_ms.map(|at| moment(at).iso),
                    "version": consent.version.to_string(),
                })
            })
            .collect();
        let entries = self.all_entries(who, |view| {
            json!({
                "index": view.index,
                "seq": view.entry.seq,
                "kind": view.entry.kind.name(),
                "at": moment(view.entry.at_ms).iso,
                "actor": view.entry.actor.role,
                "categories": view.entry.categories,
                "purpose": view.entry.purpose,
                "ground": view.entry.ground,
                "recipient": view.entry.recipient,
                "clause": view.entry.clause,
                "version": view.entry.version,
                "note": view.entry.note,
                "salt": view.salt.map(|salt| hex(&salt)),
                "commitment": hex(&view.leaf.commitment),
                "binding": hex(&view.leaf.binding),
                "leaf_hash": hex(&view.leaf_hash),
            })
        })?;
        let export = json!({
            "foundation": self.config.foundation.name,
            "site": self.config.foundation.base_url.as_str(),
            "subject": who.to_string(),
            "written_at": moment(self.now_ms()).iso,
            "data": data,
            "consents": consents,
            "entries": entries,
            "checkpoint": self.vault.checkpoint()?,
        });
        serde_json::to_string_pretty(&export)
            .map_err(|error| Failure::Internal(format!("an export could not be written: {error}")))
    }

    fn export_html(&self, who: SubjectId) -> Result<String, Failure> {
        let data = self.held(who, "export")?;
        let foundation = &self.config.foundation;
        let export = Export {
            foundation: foundation.name.clone(),
            base_url: foundation.base_url.as_str().to_owned(),
            subject: who.to_string(),
            at: moment(self.now_ms()),
            data,
            consents: self
                .vault
                .consents(who)?
                .iter()
                .map(|given| Agreed::new(self, given))
                .collect(),
            entries: self.all_entries(who, |view| EntryLine::new(self, view))?,
            checkpoint: self.vault.checkpoint()?,
        };
        Ok(export.render()?)
    }

    fn all_entries<T>(
        &self,
        who: SubjectId,
        mut make: impl FnMut(&probity_vault::EntryView) -> T,
    ) -> Result<Vec<T>, VaultError> {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let batch = self.vault.entries(who, after, BATCH)?;
            let Some(last) = batch.last() else { return Ok(all) };
            after = last.entry.seq;
            all.extend(batch.iter().map(&mut make));
        }
    }
}

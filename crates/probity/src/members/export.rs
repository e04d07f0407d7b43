//! `/account/data/export.json` and `/account/data/export.html`: everything, to take away. The first
//! is the same in every language; `/account/data/export.schema.json` says what stands in it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use probity_ledger::SubjectId;
use probity_vault::{EntryView, State as Standing, VaultError};
use serde_json::json;

use super::entries::EntryLine;
use super::held::{Agreed, Held};
use crate::app::App;
use crate::sinks::ExportSink;
use crate::site::failure::Failure;
use crate::site::hex::hex;
use crate::site::moment::{Moment, moment};
use crate::site::reader::Reader;
use crate::site::visitor::Member;

/// Entries read in one go.
const BATCH: u64 = 1_000;

#[derive(Template)]
#[template(path = "export.html")]
struct Export {
    reader: Reader,
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
    let (who, reader) = (member.subject, member.visitor.reader);
    let text = app.blocking(move |app| app.export_html(who, reader)).await?;
    Ok(download("text/html; charset=utf-8", "my-data.html", text))
}

/// `GET /account/data/export.schema.json`: the same for everyone.
pub(crate) async fn schema() -> Response {
    let kind = HeaderValue::from_static("application/schema+json");
    let kept = HeaderValue::from_static("public, max-age=3600");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], SCHEMA).into_response()
}

/// What stands in an export, after JSON Schema 2020-12.
const SCHEMA: &str = include_str!("export.schema.json");

/// One entry of the ledger for other programs.
pub(super) fn entry_json(view: &EntryView) -> serde_json::Value {
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
}

/// A file to be saved, not shown.
pub(crate) fn download(kind: &'static str, name: &str, text: String) -> Response {
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
                    "value": values.take(&holding.field, holding.seq),
                    "source": holding.source,
                    "collected_at": moment(holding.collected_at_ms).iso,
                    "confirmed_at": holding.confirmed_at_ms.map(|at| moment(at).iso),
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
        let sessions: Vec<_> = self
            .sessions_of(who)?
            .iter()
            .map(|session| {
                json!({
                    "since": moment(session.created_ms).iso,
                    "used_at": moment(session.used_ms).iso,
                    "expires_at": moment(session.expires_ms).iso,
                    "how": session.how,
                })
            })
            .collect();
        let subject = self.vault.subject(who)?.ok_or(VaultError::UnknownSubject)?;
        let entries = self.all_entries(who, entry_json)?;
        let site = self.config.foundation.base_url.as_str();
        let export = json!({
            "$schema": format!("{site}/account/data/export.schema.json"),
            "foundation": self.config.foundation.name,
            "site": site,
            "subject": who.to_string(),
            "standing": subject.giver.name(),
            "since": moment(subject.created_at_ms).iso,
            "restricted": subject.state == Standing::Restricted,
            "written_at": moment(self.now_ms()).iso,
            "data": data,
            "consents": consents,
            "sessions": sessions,
            "entries": entries,
            "checkpoint": self.vault.checkpoint()?,
        });
        serde_json::to_string_pretty(&export)
            .map_err(|error| Failure::Internal(format!("an export could not be written: {error}")))
    }

    fn export_html(&self, who: SubjectId, reader: Reader) -> Result<String, Failure> {
        let data = self.held(who, "export", &reader)?;
        let foundation = &self.config.foundation;
        let export = Export {
            foundation: foundation.name.clone(),
            base_url: foundation.base_url.as_str().to_owned(),
            subject: who.to_string(),
            at: reader.moment(self.now_ms()),
            data,
            consents: self
                .vault
                .consents(who)?
                .iter()
                .map(|given| Agreed::new(self, &reader, given))
                .collect(),
            entries: self.all_entries(who, |view| EntryLine::new(self, &reader, view))?,
            checkpoint: self.vault.checkpoint()?,
            reader,
        };
        Ok(export.render()?)
    }

    pub(super) fn all_entries<T>(
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

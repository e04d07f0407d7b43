//! `GET /account/data`: every datum held on the person, with its source, version and retention.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use probity_ledger::SubjectId;
use probity_policy::{Field, Policy};
use probity_vault::{State as Standing, Subject, VaultError};

use super::held::{Held, correctable};
use super::side::{Place, SideItem, done, side};
use crate::app::App;
use crate::language::Say;
use crate::language::words::{self, Phrase};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::reader::Reader;
use crate::site::visitor::Member;

#[derive(Template)]
#[template(path = "data.html")]
struct DataPage {
    chrome: Chrome,
    side: Vec<SideItem>,
    done: Option<Say>,
    data: Vec<Held>,
    missing: Vec<(String, Phrase)>,
    restricted: bool,
    token: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (who, reader) = (member.subject, member.visitor.reader.clone());
    let (data, subject) = app.blocking(move |app| app.everything(who, &reader)).await?;
    let (policy, reader) = (app.vault.policy_in_force()?, &member.visitor.reader);
    let held = |field: &str| data.iter().any(|held| held.field == field);
    page(&DataPage {
        chrome: Chrome::new(
            &app,
            &member.visitor,
            "/account",
            &reader.say("account-data-title").text(),
        )
        .under("/account", &reader.say("account-title")),
        side: side(reader, Place::Data),
        done: done(query.as_deref(), reader),
        missing: could_add(policy, &subject)
            .filter(|field| !held(&field.id))
            .map(|field| (field.id.clone(), words::label(reader.language, field)))
            .collect(),
        data,
        restricted: subject.state == Standing::Restricted,
        token: member.visitor.token(&app, "restrict"),
    })
}

impl App {
    fn everything(
        &self,
        who: SubjectId,
        reader: &Reader,
    ) -> Result<(Vec<Held>, Subject), VaultError> {
        let data = self.held(who, "account-page", reader)?;
        let subject = self.vault.subject(who)?.ok_or(VaultError::UnknownSubject)?;
        Ok((data, subject))
    }
}

/// The optional questions this person could still answer.
fn could_add<'p>(policy: &'p Policy, subject: &Subject) -> impl Iterator<Item = &'p Field> {
    let giver = subject.giver;
    correctable(policy, giver).filter(move |field| field.is_optional_for(giver))
}

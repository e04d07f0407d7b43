//! `/account/data/correct/<field>`: the person corrects a value, adds one, or removes one that is
//! optional. A new e-mail address takes effect when it is confirmed: see [`super::address`].

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::SubjectId;
use probity_policy::{Field, Giver, Purpose, Role};
use probity_vault::{ConsentKind, Datum, ReleaseAction, Request, Source, VaultError, VaultTx};

use super::check::check;
use super::held::correctable;
use super::profile::Standing;
use super::side::{Form, Place, side};
use crate::app::App;
use crate::sinks::PageSink;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::submission::Submission;
use crate::site::throttle::{MAIL_BY_ACCOUNT, MAIL_BY_ADDRESS};
use crate::site::typed::Typed;
use crate::site::visitor::Member;

/// The name of the account's pages in the data map.
pub(super) const SOURCE: &str = "account-page";

/// The field in which a new address waits to be confirmed.
pub(super) const NEW_EMAIL: &str = "new-email";

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (who, name) = (member.subject, id.clone());
    let (giver, mut values) = app.blocking(move |app| app.open_one(who, &name)).await?;
    let field = asked(&app, &id, giver)?;
    let value = values.take(&field.id).map(crate::sinks::PageValue::into_typed);
    form(&app, &member, field, giver, value.unwrap_or_default(), Vec::new())
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &member.visitor, "correct")?;
    let who = member.subject;
    let giver = app.blocking(move |app| app.giver(who)).await?;
    let field = asked(&app, &id, giver)?;
    let typed = values.take(&field.id);
    let answer = match check(member.visitor.reader.language, field, giver, &typed) {
        Ok(answer) => answer,
        Err(error) => {
            let mut response = form(&app, &member, field, giver, typed, vec![error])?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
    };
    match answer {
        Some(answer) if field.id == "email" => {
            member.visitor.attempt(&app, MAIL_BY_ADDRESS)?;
            app.throttle.attempt(MAIL_BY_ACCOUNT, &who.to_string(), app.now_ms())?;
            app.blocking(move |app| app.ask_address(who, &answer)).await?;
            app.wake_mail();
            Ok(Redirect::to("/account/data/check-mail").into_response())
        }
        answer => {
            let done = if answer.is_some() { "corrected" } else { "removed" };
            app.blocking(move |app| app.change(who, &id, answer.as_ref())).await?;
            Ok(Redirect::to(&format!("/account/data?done={done}")).into_response())
        }
    }
}

/// The field, if this person may correct it.
fn asked<'a>(app: &'a App, id: &str, giver: Giver) -> Result<&'a Field, Failure> {
    let policy = app.vault.policy_in_force()?;
    correctable(policy, giver).find(|field| field.id == id).ok_or(Failure::NotFound)
}

fn form(
    app: &App,
    member: &Member,
    field: &Field,
    giver: Giver,
    value: Typed,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let reader = &member.visitor.reader;
    let view = FieldView::new(reader, policy, &field.id, giver).ok_or(Failure::NotFound)?;
    let mut lines = Vec::new();
    if field.id == "email" {
        lines.push(reader.say("account-profile-email"));
    }
    if field.id == "postal-address" {
        lines.push(reader.say("account-profile-postal"));
    }
    if field.is_optional_for(giver) {
        lines.push(reader.say("account-correct-empty"));
    }
    let title = reader.say("account-correct-title").with("label", view.label.text()).text();
    page(&Form {
        chrome: Chrome::new(app, &member.visitor, "/account", &title)
            .under("/account", &reader.say("account-title"))
            .under("/account/data", &reader.say("account-data")),
        side: side(reader, Place::Data),
        lines,
        action: format!("/account/data/correct/{}", field.id),
        fields: vec![view.with(value).checked(&errors)],
        errors,
        submit: reader.say("account-save"),
        token: member.visitor.token(app, "correct"),
        cancel: "/account/data",
    })
}

/// Removes a value, and with it the agreement to its use that giving it was.
pub(super) fn take_back(
    v: &mut VaultTx<'_, '_>,
    who: SubjectId,
    field: &str,
    source: &Source,
) -> Result<(), VaultError> {
    v.remove(who, field, source)?;
    v.consent(who, &ConsentKind::Field(field.to_owned()), false, &source.actor)
}

/// Keeps an answer: one that takes another's place is a correction; one where there was none, or
/// whose use was no longer agreed to, is given anew, which is agreeing.
pub(super) fn put(
    v: &mut VaultTx<'_, '_>,
    standing: &Standing,
    field: &str,
    value: &Typed,
    source: &Source,
) -> Result<(), VaultError> {
    if standing.holds(field) && !standing.is_locked(field) {
        return v.correct(standing.subject, field, value.expose(), source);
    }
    let datum = [Datum { field, value: value.expose() }];
    v.collect(standing.subject, standing.giver, &datum, source)
}

impl App {
    /// As what the person gives data.
    pub(super) fn giver(&self, who: SubjectId) -> Result<Giver, VaultError> {
        let subject = self.vault.subject(who)?.ok_or(VaultError::UnknownSubject)?;
        Ok(subject.giver)
    }

    /// Opens one value to put it into its form, on record; nothing when there is none.
    fn open_one(&self, who: SubjectId, id: &str) -> Result<(Giver, PageSink), Failure> {
        let giver = self.giver(who)?;
        let field = asked(self, id, giver)?;
        let mut sink = PageSink::default();
        let held = self.vault.holdings(who)?;
        if held.iter().any(|holding| holding.current && holding.field == field.id) {
            let released = self.vault.release(&Request {
                subject: who,
                fields: &[&field.id],
                action: ReleaseAction::Show,
                purpose: Purpose::RightsFulfilment,
                role: Role::Person,
                actor: Some(who),
                partial: false,
                note: Some("correct"),
            })?;
            released.pour_all(&mut sink)?;
        }
        Ok((giver, sink))
    }

    /// Corrects, adds or removes one value.
    fn change(
        &self,
        who: SubjectId,
        field: &str,
        answer: Option<&Typed>,
    ) -> Result<(), VaultError> {
        let standing = self.standing_of(who)?;
        let (field, answer) = (field.to_owned(), answer.cloned());
        self.vault.tx("correct", move |v| {
            let source = Source::person(SOURCE, who);
            match &answer {
                Some(value) => put(v, &standing, &field, value, &source),
                None if standing.holds(&field) => take_back(v, who, &field, &source),
                None => Ok(()),
            }
        })
    }
}

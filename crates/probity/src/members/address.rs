//! A new e-mail address: kept as one that waits, confirmed by the link that goes to it, and only
//! then the address of the account.
//!
//! Whether the new address belongs to somebody else is said to nobody but whoever reads its mail.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::SubjectId;
use probity_policy::{Purpose, Role};
use probity_vault::{Datum, ReleaseAction, Request, Source, VaultError, VaultTx};

use super::correct::{NEW_EMAIL, SOURCE, take_back};
use super::join::CheckMail;
use super::link::{self, number_hash};
use super::signin_link::Act;
use crate::app::App;
use crate::mail::{enqueue, letter};
use crate::sinks::MoveSink;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::submission::Submission;
use crate::site::throttle::LINK_BY_ADDRESS;
use crate::site::typed::Typed;
use crate::site::visitor::{Member, Visitor};

/// A new address on its way: what has to be known before the transaction that keeps it.
#[derive(Clone)]
pub(super) struct NewAddress {
    who: SubjectId,
    waits: bool,
    to_new: [u8; 16],
    to_old: [u8; 16],
}

impl NewAddress {
    pub(super) fn prepare(app: &App, who: SubjectId) -> Result<Self, VaultError> {
        let held = app.vault.holdings(who)?;
        let waits = held.iter().any(|holding| holding.current && holding.field == NEW_EMAIL);
        Ok(Self { who, waits, to_new: app.mail_id(), to_old: app.mail_id() })
    }

    /// Keeps the address apart and queues the message to it, and a warning to the present one.
    pub(super) fn keep(&self, v: &mut VaultTx<'_, '_>, email: &Typed) -> Result<(), VaultError> {
        let (now_ms, source) = (v.now_ms(), Source::person(SOURCE, self.who));
        if self.waits {
            v.correct(self.who, NEW_EMAIL, email.expose(), &source)?;
        } else {
            let giver = v.subject(self.who)?.ok_or(VaultError::UnknownSubject)?.giver;
            let datum = [Datum { field: NEW_EMAIL, value: email.expose() }];
            v.collect(self.who, giver, &datum, &source)?;
        }
        enqueue(v.sql(), self.to_old, self.who, letter::Kind::AddressChanging, now_ms)?;
        Ok(enqueue(v.sql(), self.to_new, self.who, letter::Kind::NewAddress, now_ms)?)
    }
}

/// `GET /account/data/check-mail`
pub(crate) async fn check_mail(
    State(app): State<Arc<App>>,
    member: Member,
) -> Result<Response, Failure> {
    let visitor = &member.visitor;
    page(&CheckMail {
        chrome: Chrome::new(&app, visitor, "/account", &visitor.say("check-mail-title").text())
            .under("/account", &visitor.say("account-title"))
            .under("/account/data", &visitor.say("account-data")),
        lines: vec![visitor.say("address-mail-sent")],
    })
}

/// `GET /address/<link>`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Failure> {
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let number = link.clone();
    let found = app.blocking(move |app| app.link_subject(link::Kind::Address, &number)).await?;
    found.ok_or(Failure::DeadLink)?;
    page(&Act {
        chrome: Chrome::new(&app, &visitor, "/account", &visitor.say("address-title").text()),
        lines: vec![visitor.say("address-intro")],
        action: format!("/address/{link}"),
        token: visitor.token(&app, "address"),
        button: visitor.say("address-button"),
    })
}

/// `POST /address/<link>`
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    submission.open(&app, &visitor, "address")?;
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    if app.blocking(move |app| app.take_address(&link)).await? {
        return Ok(Redirect::to("/account/data?done=corrected").into_response());
    }
    page(&CheckMail {
        chrome: Chrome::new(&app, &visitor, "/account", &visitor.say("address-taken-title").text()),
        lines: vec![visitor.say("address-taken")],
    })
}

impl App {
    /// Keeps a new address apart until it is confirmed.
    pub(super) fn ask_address(&self, who: SubjectId, email: &Typed) -> Result<(), VaultError> {
        let (address, email) = (NewAddress::prepare(self, who)?, email.clone());
        self.vault.tx("ask-address", move |v| address.keep(v, &email))
    }

    /// Uses the link up: the waiting address becomes the account's. False if it is another's.
    fn take_address(&self, number: &str) -> Result<bool, Failure> {
        let hash = number_hash(number).ok_or(Failure::DeadLink)?;
        let owner = self.link_subject(link::Kind::Address, number)?.ok_or(Failure::DeadLink)?;
        let mut sink = MoveSink::default();
        self.vault
            .release(&Request {
                subject: owner,
                fields: &[NEW_EMAIL],
                action: ReleaseAction::Use,
                purpose: Purpose::SecureAccess,
                role: Role::System,
                actor: None,
                partial: false,
                note: Some("new-address"),
            })?
            .pour_all(&mut sink)?;
        let email = sink.into_typed().ok_or(Failure::DeadLink)?;
        let done = self.vault.tx("take-address", move |v| {
            let now_ms = v.now_ms();
            let who = link::redeem(v.sql(), link::Kind::Address, &hash, now_ms)?;
            let Some(who) = who.filter(|who| *who == owner) else { return Ok(false) };
            let source = Source::person(SOURCE, who);
            v.correct(who, "email", email.expose(), &source)?;
            v.confirm(who, "email")?;
            take_back(v, who, NEW_EMAIL, &source)?;
            Ok(true)
        });
        match done {
            Ok(true) => Ok(true),
            Ok(false) => Err(Failure::DeadLink),
            Err(VaultError::Taken { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

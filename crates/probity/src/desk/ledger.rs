//! `/desk/ledger`: the latest entries without whom they are about, and checking all of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use probity_ledger::Kind;
use probity_policy::{Purpose, Role, Version};
use probity_vault::{EntryFacts, VaultError};

use super::entry::Staff;
use super::frame::{self, Frame, role};
use super::verification::Progress;
use crate::app::App;
use crate::language::Say;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::moment::Moment;
use crate::site::reader::Reader;
use crate::site::submission::Submission;

/// Entries on one page.
const PAGE: u64 = 25;

#[derive(Template)]
#[template(path = "desk/ledger.html")]
struct Ledger {
    chrome: Chrome,
    frame: Frame,
    entries: Vec<Line>,
    older: Option<u64>,
    newest: bool,
    asked: String,
    unknown: bool,
    size: u64,
    root: String,
    running: Option<(u64, u64)>,
    checked: Option<(Moment, Result<u64, String>)>,
    token: String,
}

/// One entry.
struct Line {
    index: u64,
    kind: Say,
    role: Option<Say>,
    purpose: String,
    clause: String,
    version: String,
    at: Moment,
}

impl Line {
    fn new(reader: &Reader, facts: EntryFacts) -> Self {
        let version = facts.version.and_then(Version::from_u32);
        let acted: Option<Role> = facts.role.parse().ok();
        let purpose: Option<Purpose> = facts.purpose.and_then(|name| name.parse().ok());
        Self {
            index: facts.index,
            kind: reader.say(kind_name(facts.kind)),
            role: acted.map(|acted| reader.say(role(acted))),
            purpose: purpose.map(|of| frame::purpose(reader, of)).unwrap_or_default(),
            clause: facts.clause.unwrap_or_default(),
            version: version.map(|version| version.to_string()).unwrap_or_default(),
            at: reader.moment(facts.at_ms),
        }
    }

    /// The clauses, each with its address.
    fn clauses(&self) -> Vec<(String, String)> {
        let parts = self.clause.split('+').filter(|part| !part.is_empty());
        parts
            .map(|part| {
                let clause = part.split('.').next().unwrap_or(part).to_owned();
                (format!("/privacy/{}#{clause}", self.version), clause)
            })
            .collect()
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    staff: Staff,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = |name: &str| {
        let pairs = query.as_deref().unwrap_or_default().split('&');
        let mut values = pairs.filter_map(|pair| pair.split_once('='));
        values.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    };
    let (before, index) = (asked("before"), asked("index"));
    let index = index.filter(|index| !index.is_empty());
    let wanted = index.as_ref().map(|text| text.parse::<u64>().ok());
    let until = match wanted {
        Some(index) => index.map_or(0, |index| index.saturating_add(1)),
        None => before.and_then(|text| text.parse().ok()).unwrap_or(u64::MAX),
    };
    let limit = if wanted.is_some() { 1 } else { PAGE };
    let (head, facts) = app
        .blocking(move |app| {
            Ok::<_, VaultError>((app.vault.head()?, app.vault.recent(until, limit)?))
        })
        .await?;
    // An index beyond the end is no entry, and not the last one either.
    let facts: Vec<EntryFacts> = match wanted {
        Some(index) => facts.into_iter().filter(|facts| Some(facts.index) == index).collect(),
        None => facts,
    };
    let reader = &staff.visitor.reader;
    let Progress { running, last } = app.verification.progress();
    let (chrome, frame) = Frame::new(&app, &staff, "/desk/ledger", "desk-ledger-title")?;
    page(&Ledger {
        older: facts.last().map(|last| last.index).filter(|last| *last > 0 && wanted.is_none()),
        newest: until < head.size || wanted.is_some(),
        unknown: wanted.is_some() && facts.is_empty(),
        asked: wanted.flatten().map(|index| index.to_string()).unwrap_or_default(),
        entries: facts.into_iter().map(|facts| Line::new(reader, facts)).collect(),
        size: head.size,
        root: BASE64_STANDARD.encode(head.root),
        running,
        checked: last.map(|last| (reader.moment(last.at_ms), last.outcome)),
        token: staff.visitor.token(&app, "desk-verify"),
        chrome,
        frame,
    })
}

/// `POST /desk/ledger/verify`
pub(crate) async fn verify(
    State(app): State<Arc<App>>,
    staff: Staff,
    submission: Submission,
) -> Result<Response, Failure> {
    submission.open(&app, &staff.visitor, "desk-verify")?;
    app.verify_in_background();
    Ok(Redirect::to("/desk/ledger#check").into_response())
}

/// The message that names a kind of entry.
pub(super) const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Collect => "desk-kind-collect",
        Kind::Use => "desk-kind-use",
        Kind::Show => "desk-kind-show",
        Kind::Disclose => "desk-kind-disclose",
        Kind::Send => "desk-kind-send",
        Kind::Correct => "desk-kind-correct",
        Kind::Restrict => "desk-kind-restrict",
        Kind::Erase => "desk-kind-erase",
        Kind::Consent => "desk-kind-consent",
        Kind::Withdraw => "desk-kind-withdraw",
        Kind::Agreement => "desk-kind-agreement",
        Kind::Publish => "desk-kind-publish",
        Kind::StaffSignIn => "desk-kind-staff-sign-in",
        Kind::Restore => "desk-kind-restore",
        Kind::Rotate => "desk-kind-rotate",
        Kind::Refuse => "desk-kind-refuse",
        Kind::SignIn => "desk-kind-sign-in",
        Kind::Confirm => "desk-kind-confirm",
        Kind::SignOut => "desk-kind-sign-out",
    }
}

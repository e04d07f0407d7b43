//! `GET /account/data`: every datum held on the person, and every ledger entry about them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use probity_policy::Policy;
use probity_vault::{State as Standing, Subject, VaultError};

use super::account::done;
use super::entries::EntryLine;
use super::held::{Agreed, Held, is_correctable};
use crate::app::App;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::visitor::Member;

/// Entries on one page.
const PAGE: u64 = 50;

#[derive(Template)]
#[template(path = "data.html")]
struct DataPage {
    chrome: Chrome,
    done: Option<&'static str>,
    data: Vec<Held>,
    missing: Vec<(String, String)>,
    consents: Vec<Agreed>,
    sessions: i64,
    restricted: bool,
    token: String,
    total: u64,
    entries: Vec<EntryLine>,
    newer: Option<u64>,
    older: Option<u64>,
}

/// What is read in one go, off the async threads.
struct Everything {
    subject: Subject,
    data: Vec<Held>,
    consents: Vec<Agreed>,
    sessions: i64,
    total: u64,
    entries: Vec<EntryLine>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let number = page_number(query.as_deref());
    let who = member.subject;
    let all = app.blocking(move |app| app.everything(who, number)).await?;
    let policy = app.vault.policy_in_force()?;
    let held = |field: &str| all.data.iter().any(|held| held.field == field);
    page(&DataPage {
        chrome: Chrome::new(&app, &member.visitor, "/account", "What we hold on you"),
        done: done(query.as_deref()),
        missing: could_add(policy, &all.subject)
            .filter(|(field, _)| !held(field))
            .map(|(field, label)| (field.to_owned(), label.to_owned()))
            .collect(),
        data: all.data,
        consents: all.consents,
        sessions: all.sessions,
        restricted: all.subject.state == Standing::Restricted,
        token: member.visitor.token(&app, "restrict"),
        older: (number * PAGE < all.total).then_some(number + 1),
        newer: number.checked_sub(1).filter(|number| *number > 0),
        total: all.total,
        entries: all.entries,
    })
}

impl App {
    fn everything(
        &self,
        who: probity_ledger::SubjectId,
        number: u64,
    ) -> Result<Everything, VaultError> {
        // Opened first: the entry of this very showing is then among those that are shown.
        let data = self.held(who, "account-page")?;
        let subject = self.vault.subject(who)?.ok_or(VaultError::UnknownSubject)?;
        let total = self.vault.entry_count(who)?;
        let newest = total.saturating_sub((number - 1) * PAGE);
        let from = newest.saturating_sub(PAGE);
        let mut entries = self.vault.entries(who, from, newest - from)?;
        entries.reverse();
        Ok(Everything {
            subject,
            data,
            consents: self
                .vault
                .consents(who)?
                .iter()
                .map(|given| Agreed::new(self, given))
                .collect(),
            sessions: self.sessions_of(who)?,
            total,
            entries: entries.iter().map(|view| EntryLine::new(self, view)).collect(),
        })
    }
}

/// The optional questions this person could still answer: field and label.
fn could_add<'p>(
    policy: &'p Policy,
    subject: &Subject,
) -> impl Iterator<Item = (&'p str, &'p str)> {
    let giver = subject.giver;
    policy
        .map()
        .fields()
        .iter()
        .filter(move |field| is_correctable(field) && field.from.contains(&giver))
        .filter(move |field| field.is_optional_for(giver) && field.id != super::correct::NEW_EMAIL)
        .map(|field| (field.id.as_str(), field.label.as_str()))
}

fn page_number(query: Option<&str>) -> u64 {
    let pair = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("page=")));
    pair.and_then(|number| number.parse().ok()).filter(|n| (1..=1_000_000).contains(n)).unwrap_or(1)
}

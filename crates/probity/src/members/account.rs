//! `GET /account`: where everything a member can do begins. It opens no value: what is held is shown
//! where it is asked for, and each time is on the ledger.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use probity_vault::VaultError;

use crate::app::App;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::moment::day;
use crate::site::visitor::Member;

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    chrome: Chrome,
    done: Option<&'static str>,
    since: String,
    entries: u64,
    has_password: bool,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let who = member.subject;
    let (subject, held, entries) = app
        .blocking(move |app| {
            let subject = app.vault.subject(who)?.ok_or(VaultError::UnknownSubject)?;
            Ok::<_, VaultError>((subject, app.vault.holdings(who)?, app.vault.entry_count(who)?))
        })
        .await?;
    page(&Account {
        chrome: Chrome::new(&app, &member.visitor, "/account", "Your account"),
        done: done(query.as_deref()),
        since: day(subject.created_at_ms),
        entries,
        has_password: held.iter().any(|holding| holding.current && holding.field == "password"),
    })
}

/// What was just done, said by a word in the address that is never personal.
pub(super) fn done(query: Option<&str>) -> Option<&'static str> {
    let word = query?.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    match word {
        "joined" => Some("Your address is confirmed. Welcome: you are a member."),
        "password" => Some("Your password is set. All other devices were signed out."),
        "corrected" => Some("It is corrected, and the correction is on the ledger."),
        "removed" => Some("It is removed, and that is on the ledger."),
        "restricted" => Some("Use of your information is restricted from now on."),
        "unrestricted" => Some("The restriction has ended."),
        _ => None,
    }
}

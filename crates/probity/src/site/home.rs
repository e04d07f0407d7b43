//! `GET /`: what the foundation is, and what it keeps to.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use probity_policy::Giver;

use super::chrome::{Chrome, page};
use super::failure::Failure;
use super::visitor::Visitor;
use crate::app::App;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    chrome: Chrome,
    asked: Vec<Asked>,
    entries: u64,
}

struct Asked {
    label: String,
    why: String,
    retention: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let entries = app.blocking(|app| app.vault.head()).await?.size;
    let policy = app.vault.policy_in_force()?;
    let asked = policy
        .map()
        .fields()
        .iter()
        .filter(|field| crate::members::join::ASKED.contains(&field.id.as_str()))
        .filter(|field| !field.is_optional_for(Giver::Applicant))
        .map(|field| Asked {
            label: field.label.clone(),
            why: field.why.clone(),
            retention: format!("Kept {}.", field.keep),
        })
        .collect();
    page(&Home { chrome: Chrome::new(&app, &visitor, "/", &app.config.foundation.name), asked, entries })
}

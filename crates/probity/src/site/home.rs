//! `GET /`: what the foundation is, and what it keeps to.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use probity_policy::{Giver, Policy, Purpose};

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
    clauses: usize,
    never: usize,
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
    page(&Home {
        chrome: Chrome::new(&app, &visitor, "/", &app.config.foundation.name),
        asked,
        entries,
        clauses: policy.clauses().iter().filter(|clause| !clause.rules.is_empty()).count(),
        never: advertised(policy),
    })
}

/// How many flows the policy allows for purposes that exist to be refused: counted, not claimed.
fn advertised(policy: &Policy) -> usize {
    const REFUSED: [Purpose; 3] = [Purpose::Marketing, Purpose::Profiling, Purpose::Sale];
    policy
        .flows()
        .filter(|flow| flow.purpose().is_some_and(|purpose| REFUSED.contains(&purpose)))
        .filter(|flow| policy.decide(flow).is_allowed())
        .count()
}

//! `GET /`: the foundation's words from `site/index.md`, and beside them what is on record today.

use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::cache::Page;
use super::chrome::{Chrome, HTML, html};
use super::content::about;
use super::failure::Failure;
use super::pieces::{self, PieceView};
use super::visitor::Visitor;
use crate::app::App;
use crate::evidence::refused_flows;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    chrome: Chrome,
    heading: String,
    lead: Option<String>,
    /// The language of the foundation's words, where it is not the reader's.
    lang: Option<String>,
    pieces: Vec<PieceView>,
    entries: u64,
    clauses: usize,
    never: u64,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let entries = app.entries_lately().await?;
    if visitor.session.is_some() {
        return Ok(html(Body::from(render(&app, &visitor, entries)?)));
    }
    let version = app.vault.policy_in_force()?.version();
    let name = format!("home {version} {entries} {}", visitor.reader.key());
    let page = app
        .pages
        .get_or(&name, || render(&app, &visitor, entries).map(|text| Page::new(HTML, text)))?;
    Ok(page.into_response())
}

/// How long the number of entries on the page may stand, in milliseconds.
const LATELY_MS: i64 = 5_000;

/// How many entries the ledger had, and when that was looked up.
#[derive(Default)]
pub(crate) struct Lately(Mutex<Option<(i64, u64)>>);

impl App {
    /// How many entries the ledger has, or had a few seconds ago: the page is asked for more often
    /// than that matters.
    async fn entries_lately(self: &Arc<Self>) -> Result<u64, Failure> {
        let now_ms = self.now_ms();
        let known = *self.lately.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, entries)) = known
            && (at..at + LATELY_MS).contains(&now_ms)
        {
            return Ok(entries);
        }
        let entries = self.blocking(|app| app.vault.head()).await?.size;
        *self.lately.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now_ms, entries));
        Ok(entries)
    }
}

fn render(app: &App, visitor: &Visitor, entries: u64) -> Result<String, Failure> {
    let policy = app.vault.policy_in_force()?;
    let (reader, tree) = (&visitor.reader, app.shelf.tree());
    let name = &app.config.foundation.name;
    let mut home = Home {
        chrome: Chrome::new(app, visitor, "/", name),
        heading: name.clone(),
        lead: None,
        lang: None,
        pieces: Vec::new(),
        entries,
        clauses: policy.clauses().iter().filter(|clause| !clause.rules.is_empty()).count(),
        never: refused_flows(policy).1,
    };
    match tree.page("/") {
        Some(page) => {
            let text = page.text(reader.primary());
            text.heading().clone_into(&mut home.heading);
            home.lead.clone_from(&text.front.description);
            home.lang = reader.foreign(&text.language);
            home.pieces = pieces::view(app, reader, &tree, page, text)?;
            home.chrome.about = Some(about(app, page, text));
        }
        // Without words of its own it still says what is asked.
        None => home.pieces.push(PieceView::Asked(pieces::asked(app, reader)?)),
    }
    Ok(home.render()?)
}

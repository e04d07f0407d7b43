//! `GET /search?q=…`: a search over the foundation's pages. What was asked is shown to who asked, and
//! stands in no log.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::chrome::{Chrome, page};
use super::failure::Failure;
use super::typed::Typed;
use super::urlencoded::parse;
use super::visitor::Visitor;
use crate::app::App;
use crate::pages::search::{Found, QUESTION, SHOWN};

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    chrome: Chrome,
    asked: Typed,
    most: usize,
    found: Found,
    shown: usize,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let fields = parse(query.unwrap_or_default().as_bytes()).map_err(Failure::Unreadable)?;
    let asked = fields.into_iter().find(|(name, _)| name == "q").map(|(_, asked)| asked);
    let asked: String = asked.unwrap_or_default().expose().chars().take(QUESTION).collect();
    let asked = Typed::new(asked);
    let language = visitor.reader.primary();
    let tree = app.shelf.tree();
    let question = asked.clone();
    let found =
        app.blocking(move |_| Ok::<_, Failure>(tree.search(question.expose(), language))).await?;
    let title = visitor.say("site-search-title").text();
    let chrome = Chrome::new(&app, &visitor, "/search", &title);
    page(&Search { chrome, asked, most: QUESTION, found, shown: SHOWN })
}

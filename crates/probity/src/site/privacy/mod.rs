//! `/privacy` and what belongs to it: the policy with what the software does about each clause, the
//! data map for people, the promises with their evidence, and all of it for machines.
//!
//! Every page here is the same for all readers of a language who are not signed in, and kept as
//! bytes; its name says all that it depends on: version, hour of the figures, last look.

mod clause;
pub(crate) mod data;
mod files;
pub(crate) mod kept;
pub(crate) mod page;
mod promises;
mod text;

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use probity_policy::{Policy, Version};

use super::cache::Page;
use super::chrome::HTML;
use super::failure::Failure;
use super::visitor::Visitor;
use crate::app::App;

pub(crate) use files::{
    dpv, dpv_of, fideslang, fideslang_of, map_of, matrix, matrix_of, source_of, text,
};

/// The version with this date, if it was published.
fn published<'a>(app: &'a App, date: &str) -> Result<&'a Policy, Failure> {
    let version: Version = date.parse().map_err(|_| Failure::NotFound)?;
    app.policy(version).ok_or(Failure::NotFound)
}

/// A page out of the store of finished pages, or made now; for whoever is signed in always made now,
/// since their menu is another.
fn kept_page(
    app: &Arc<App>,
    visitor: &Visitor,
    name: &str,
    make: impl FnOnce() -> Result<String, Failure>,
) -> Result<Response, Failure> {
    if visitor.session.is_some() {
        return Ok(super::chrome::html(axum::body::Body::from(make()?)));
    }
    let name = format!("{name} {}", visitor.reader.key());
    let page = app.pages.get_or(&name, || make().map(|text| Page::new(HTML, text)))?;
    Ok(page.into_response())
}

/// A version as pages list it.
pub(crate) struct Published {
    /// Its date, which is its address.
    pub date: String,
    /// The date in words.
    pub long: String,
    /// Whether the page is about it.
    pub here: bool,
    /// Whether it is in force.
    pub in_force: bool,
}

/// Every version, the newest first.
fn versions(app: &App, visitor: &Visitor, here: Version) -> Result<Vec<Published>, Failure> {
    let in_force = app.vault.policy_in_force()?.version();
    let published = |version: Version| Published {
        date: version.to_string(),
        long: visitor.reader.long_date(version),
        here: version == here,
        in_force: version == in_force,
    };
    Ok(app.vault.archive().versions().rev().map(published).collect())
}

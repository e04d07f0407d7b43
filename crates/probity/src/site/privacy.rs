//! `/privacy`: the policy in force as prose, every version at its own address, and the picture of
//! what is used for what.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use probity_policy::{Policy, Version};

use super::cache::Page;
use super::chrome::{Chrome, HTML, html};
use super::failure::Failure;
use super::moment::long_date;
use super::visitor::Visitor;
use crate::app::App;

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy {
    chrome: Chrome,
    contents: Vec<Heading>,
    versions: Vec<Published>,
    updated: String,
    updated_long: String,
    effective: String,
    effective_long: String,
    current: bool,
    summary: String,
    html: String,
    picture: String,
}

/// A line of the table of contents.
#[derive(Debug, PartialEq, Eq)]
struct Heading {
    level: u8,
    id: String,
    text: String,
}

/// A line of the list of versions.
struct Published {
    date: String,
    long: String,
    here: bool,
    in_force: bool,
}

pub(super) async fn current(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    show(&app, &visitor, policy, "/privacy")
}

pub(super) async fn version(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(date): Path<String>,
) -> Result<Response, Failure> {
    show(&app, &visitor, published(&app, &date)?, "")
}

pub(super) async fn matrix(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    Ok(picture(app.vault.policy_in_force()?))
}

pub(super) async fn matrix_of(
    State(app): State<Arc<App>>,
    Path(date): Path<String>,
) -> Result<Response, Failure> {
    Ok(picture(published(&app, &date)?))
}

fn published<'a>(app: &'a App, date: &str) -> Result<&'a Policy, Failure> {
    let version: Version = date.parse().map_err(|_| Failure::NotFound)?;
    app.policy(version).ok_or(Failure::NotFound)
}

fn picture(policy: &Policy) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    (headers, policy.matrix_svg()).into_response()
}

fn show(
    app: &App,
    visitor: &Visitor,
    policy: &Policy,
    here: &'static str,
) -> Result<Response, Failure> {
    if visitor.session.is_some() {
        return Ok(html(Body::from(render(app, visitor, policy, here)?)));
    }
    let in_force = app.vault.policy_in_force()?.version();
    let reader = visitor.reader.key();
    let name = format!("privacy {} {in_force} {here} {reader}", policy.version());
    let page = app
        .pages
        .get_or(&name, || render(app, visitor, policy, here).map(|text| Page::new(HTML, text)))?;
    Ok(page.into_response())
}

fn render(
    app: &App,
    visitor: &Visitor,
    policy: &Policy,
    here: &'static str,
) -> Result<String, Failure> {
    let in_force = app.vault.policy_in_force()?.version();
    let versions = app.vault.archive().versions().rev().map(|version| Published {
        date: version.to_string(),
        long: long_date(version),
        here: version == policy.version(),
        in_force: version == in_force,
    });
    let prose = without_title(policy.html());
    let page = Privacy {
        chrome: Chrome::new(app, visitor, here, policy.title()),
        contents: headings(&prose),
        versions: versions.collect(),
        updated: policy.updated().to_string(),
        updated_long: long_date(policy.updated()),
        effective: policy.effective().to_string(),
        effective_long: long_date(policy.effective()),
        current: policy.version() == in_force,
        summary: policy.summary().to_owned(),
        html: prose,
        picture: format!("{}/matrix.svg", policy.version()),
    };
    Ok(page.render()?)
}

/// The prose without its own first-level heading: the page has one, with the same words.
fn without_title(html: String) -> String {
    let end = "</h1>";
    match (html.find("<h1"), html.find(end)) {
        (Some(from), Some(to)) if from < to => {
            format!("{}{}", &html[..from], &html[to + end.len()..])
        }
        _ => html,
    }
}

/// The second- and third-level headings of a policy's HTML; clauses have ids to link to.
fn headings(html: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find("<h") {
        rest = &rest[at + 2..];
        let level = match rest.as_bytes().first() {
            Some(b'2') => 2,
            Some(b'3') => 3,
            _ => continue,
        };
        let Some((tag, after)) = rest.split_once('>') else { break };
        let Some((inner, after)) = after.split_once(&format!("</h{level}>")) else { break };
        let id = tag.split_once("id=\"").and_then(|(_, rest)| rest.split_once('"'));
        let id = id.map(|(id, _)| id.to_owned()).unwrap_or_default();
        found.push(Heading { level, id, text: plain(inner) });
        rest = after;
    }
    found
}

/// Text without its tags, with the few entities that our own writer makes resolved.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text, |text, (entity, c)| text.replace(entity, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contents_list_the_headings() {
        let html = "<h1 id=\"t\">T</h1><h2 id=\"a\">One &amp; <em>all</em></h2><p>x</p>\
                    <h3 id=\"C1\">Logs</h3><h2>no id</h2><hr>";
        let heading = |level, id: &str, text: &str| Heading {
            level,
            id: id.to_owned(),
            text: text.to_owned(),
        };
        let found =
            [heading(2, "a", "One & all"), heading(3, "C1", "Logs"), heading(2, "", "no id")];
        assert_eq!(headings(html), found);
    }
}

//! `/privacy`: the policy in force as prose, every version at its own address; under each clause what
//! the software does about it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use probity_policy::{Policy, Version};
use probity_vault::Tally;

use super::clause::Panel;
use super::{Published, kept_page, published, versions};
use crate::app::App;
use crate::site::chrome::Chrome;
use crate::site::failure::Failure;
use crate::site::visitor::Visitor;

#[derive(Template)]
#[template(path = "privacy/policy.html")]
struct Privacy {
    chrome: Chrome,
    contents: Vec<Heading>,
    versions: Vec<Published>,
    version: String,
    updated: String,
    updated_long: String,
    effective: String,
    effective_long: String,
    current: bool,
    summary: String,
    html: String,
    /// What the public may know of the entries of this hour; none while they are being counted.
    entries: Option<String>,
    /// How the last look at the promises ended; none before the first.
    holds: Option<bool>,
}

/// A heading of the prose: where it begins, and how the contents list it.
#[derive(Debug, PartialEq, Eq)]
struct Heading {
    at: usize,
    level: u8,
    id: String,
    text: String,
}

/// `GET /privacy`
pub(crate) async fn current(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let version = app.vault.policy_in_force()?.version();
    show(&app, &visitor, version, "/privacy").await
}

/// `GET /privacy/<date>`, and as plain text `GET /privacy/<date>.txt`
pub(crate) async fn version(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(date): Path<String>,
) -> Result<Response, Failure> {
    if let Some(date) = date.strip_suffix(".txt") {
        return Ok(super::files::plain(&app, published(&app, date)?)?.into_response());
    }
    let version = published(&app, &date)?.version();
    show(&app, &visitor, version, "").await
}

async fn show(
    app: &Arc<App>,
    visitor: &Visitor,
    version: Version,
    here: &'static str,
) -> Result<Response, Failure> {
    let policy = app.policy(version).ok_or(Failure::NotFound)?;
    let in_force = app.vault.policy_in_force()?.version();
    let tally = app.public_tally().await;
    let counted = tally.as_ref().map_or("counting".to_owned(), |_| app.hour().to_string());
    let looked = app.looked();
    let name = format!("privacy {version} {in_force} {here} {counted} {looked}");
    kept_page(app, visitor, &name, || render(app, visitor, policy, here, tally.as_deref()))
}

fn render(
    app: &App,
    visitor: &Visitor,
    policy: &Policy,
    here: &'static str,
    tally: Option<&Tally>,
) -> Result<String, Failure> {
    let say = visitor.reader.language;
    let in_force = app.vault.policy_in_force()?.version();
    let prose = without_title(policy.html());
    let headings = headings(&prose);
    let entries = tally.map(|tally| {
        let count = crate::counts::Shown::of(tally.entries()).say(say);
        say.say("privacy-on-record").with("count", count).text()
    });
    let place = format!("/privacy/{}", policy.version());
    let mut chrome = Chrome::new(app, visitor, here, policy.title()).described(
        app,
        if here.is_empty() { &place } else { here },
        policy.summary().to_owned(),
    );
    if here.is_empty() {
        chrome = chrome.under("/privacy", &visitor.say("frame-policy"));
    }
    let page = Privacy {
        chrome,
        versions: versions(app, visitor, policy.version())?,
        version: policy.version().to_string(),
        updated: policy.updated().to_string(),
        updated_long: visitor.reader.long_date(policy.updated()),
        effective: policy.effective().to_string(),
        effective_long: visitor.reader.long_date(policy.effective()),
        current: policy.version() == in_force,
        summary: policy.summary().to_owned(),
        html: with_panels(&prose, &headings, |id| {
            Panel::new(say, policy, id, tally)?.render().ok()
        }),
        contents: headings.into_iter().filter(|heading| heading.level < 4).collect(),
        entries,
        holds: app.holds(),
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

/// The prose with a panel at the end of each clause: where the next heading of the same or a higher
/// level begins, or the next that has an id.
fn with_panels(
    prose: &str,
    headings: &[Heading],
    panel: impl Fn(&str) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(prose.len() * 3);
    let mut from = 0;
    for (heading, number) in headings.iter().zip(1..) {
        if heading.id.is_empty() {
            continue;
        }
        let mut next = headings.iter().skip(number);
        let end = next
            .find(|next| next.level <= heading.level || !next.id.is_empty())
            .map_or(prose.len(), |next| next.at);
        out.push_str(&prose[from..end]);
        out.push_str(&panel(&heading.id).unwrap_or_default());
        from = end;
    }
    out.push_str(&prose[from..]);
    out
}

/// The headings of a policy's HTML below the first level; clauses have ids to link to.
fn headings(html: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = html[at..].find("<h") {
        let start = at + next;
        at = start + 2;
        let level = match html.as_bytes().get(at) {
            Some(digit @ b'2'..=b'6') => digit - b'0',
            _ => continue,
        };
        let Some((tag, after)) = html[at..].split_once('>') else { break };
        let Some((inner, _)) = after.split_once(&format!("</h{level}>")) else { break };
        let id = tag.split_once("id=\"").and_then(|(_, rest)| rest.split_once('"'));
        let id = id.map(|(id, _)| id.to_owned()).unwrap_or_default();
        found.push(Heading { at: start, level, id, text: plain(inner) });
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

    const HTML: &str = "<p>x</p><h2 id=\"a\">One &amp; <em>all</em></h2><p>x</p>\
                        <h3 id=\"C1\">Logs</h3><p>y</p><h4>part</h4><p>z</p><h2>no id</h2><hr>";

    #[test]
    fn the_contents_list_the_headings() {
        let found = headings(HTML);
        let seen: Vec<_> =
            found.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str())).collect();
        let expected =
            [(2, "a", "One & all"), (3, "C1", "Logs"), (4, "", "part"), (2, "", "no id")];
        assert_eq!(seen, expected);
        assert!(found.iter().all(|heading| HTML[heading.at..].starts_with("<h")));
    }

    #[test]
    fn a_panel_stands_at_the_end_of_its_clause() {
        let html = with_panels(HTML, &headings(HTML), |id| Some(format!("[{id}]")));
        let expected = "<p>x</p><h2 id=\"a\">One &amp; <em>all</em></h2><p>x</p>[a]\
                        <h3 id=\"C1\">Logs</h3><p>y</p><h4>part</h4><p>z</p>[C1]<h2>no id</h2><hr>";
        assert_eq!(html, expected);
        assert_eq!(with_panels(HTML, &headings(HTML), |_| None), HTML);
    }
}

//! The foundation's pages and files, at every address that is not the software's own.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::cache;
use super::chrome::{About, Chrome, HTML, html};
use super::failure::Failure;
use super::pieces::{self, PieceView};
use super::visitor::Visitor;
use crate::app::App;
use crate::pages::tree::DOWNLOADS;
use crate::pages::{File, Page, Text, Tree, feed};

/// The sums of all downloads, as `sha256sum --check` reads them.
const SUMS: &str = "/downloads/SHA256SUMS";

/// Headings of the second level from which on a page has a table of contents.
const CONTENTS: usize = 4;

/// What an opened picture may do that holds markup: nothing.
const SANDBOX: &str =
    "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

#[derive(Template)]
#[template(path = "page.html")]
struct PageView {
    chrome: Chrome,
    heading: String,
    description: Option<String>,
    /// The day of news: exact and in words.
    date: Option<(String, String)>,
    /// The language of the page, where it is not the reader's.
    lang: Option<String>,
    contents: Vec<(String, String)>,
    pieces: Vec<PieceView>,
}

/// What is at an address.
enum There<'t> {
    Page(&'t Page),
    File(&'t Arc<File>),
    Feed,
    Sums,
    Elsewhere(String),
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let tree = app.shelf.tree();
    let there = find(&tree, uri.path()).ok_or(Failure::NotFound)?;
    if method != Method::GET && method != Method::HEAD {
        let allow = HeaderValue::from_static("GET, HEAD");
        return Ok((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allow)]).into_response());
    }
    let answer = match there {
        There::Page(page) => show_page(&app, &visitor, &tree, page)?,
        There::File(file) => show_file(file, &headers),
        There::Feed => show_feed(&app, &visitor, &tree)?,
        There::Sums => plain(sums(&tree)),
        There::Elsewhere(address) => {
            // Not kept by browsers: the folder says tomorrow where it leads.
            let to = HeaderValue::try_from(address).map_err(|_| Failure::NotFound)?;
            let kept = HeaderValue::from_static("no-cache");
            let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, kept)];
            (StatusCode::MOVED_PERMANENTLY, headers).into_response()
        }
    };
    Ok(answer)
}

fn find<'t>(tree: &'t Tree, path: &str) -> Option<There<'t>> {
    if let Some(page) = tree.page(path) {
        return Some(There::Page(page));
    }
    if let Some(file) = tree.file(path) {
        return Some(There::File(file));
    }
    match path {
        feed::ADDRESS if !tree.news().is_empty() => return Some(There::Feed),
        SUMS if !tree.downloads().is_empty() => return Some(There::Sums),
        _ => {}
    }
    let bare = path.trim_end_matches('/');
    if bare != path && !bare.is_empty() && !bare.starts_with("//") && tree.page(bare).is_some() {
        return Some(There::Elsewhere(bare.to_owned()));
    }
    tree.redirect(bare).map(|address| There::Elsewhere(address.to_owned()))
}

fn show_page(
    app: &App,
    visitor: &Visitor,
    tree: &Arc<Tree>,
    page: &Page,
) -> Result<Response, Failure> {
    let render = || {
        let text = page.text(visitor.reader.primary());
        Ok::<_, Failure>(view(app, visitor, tree, page, text)?.render()?)
    };
    if visitor.session.is_some() {
        return Ok(html(Body::from(render()?)));
    }
    let name = format!("site {} {}", page.address, visitor.reader.key());
    Ok(app
        .pages
        .get_or(&name, || render().map(|text| cache::Page::new(HTML, text)))?
        .into_response())
}

fn view(
    app: &App,
    visitor: &Visitor,
    tree: &Arc<Tree>,
    page: &Page,
    text: &Text,
) -> Result<PageView, Failure> {
    let reader = &visitor.reader;
    let mut chrome = Chrome::new(app, visitor, &page.address, &text.front.title);
    chrome.about = Some(about(app, page, text));
    let way = tree.way(&page.address, reader.primary());
    chrome.trail = way.into_iter().map(|step| (step.address, step.title)).collect();
    let second = text.rendered.sections.iter().filter(|section| section.level == 2);
    let contents: Vec<_> =
        second.filter_map(|section| Some((section.id.clone()?, section.title.clone()))).collect();
    Ok(PageView {
        heading: text.heading().to_owned(),
        description: text.front.description.clone(),
        date: page.date().map(|date| pieces::day(reader, date)),
        lang: reader.foreign(&text.language),
        contents: if contents.len() >= CONTENTS { contents } else { Vec::new() },
        pieces: pieces::view(app, reader, tree, page, text)?,
        chrome,
    })
}

/// What a page says to searches and where its link is shared.
pub(super) fn about(app: &App, page: &Page, text: &Text) -> About {
    let base = app.config.foundation.base_url.as_str();
    About {
        url: format!("{base}{}", page.address),
        description: text.front.description.clone(),
        image: text.image().map(|image| format!("{base}{image}")),
        kind: if page.date().is_some() { "article" } else { "website" },
    }
}

fn show_file(file: &File, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", &file.sha256[..32]);
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    if let Ok(tag) = HeaderValue::try_from(&tag) {
        headers.insert(header::ETAG, tag);
    }
    let known = asked.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    if known.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    match file.media_type {
        "image/svg+xml" => {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
        }
        kind if kind.starts_with("image/") || kind.starts_with("text/plain") => {}
        _ => {
            headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
        }
    }
    (headers, file.bytes.clone()).into_response()
}

fn show_feed(app: &App, visitor: &Visitor, tree: &Tree) -> Result<Response, Failure> {
    let name = format!("feed {}", visitor.reader.primary());
    let page = app.pages.get_or(&name, || {
        let foundation = &app.config.foundation;
        let about = feed::About {
            base: foundation.base_url.as_str(),
            name: &foundation.name,
            language: visitor.reader.primary(),
            title: &visitor.reader.say("site-feed").text(),
        };
        let xml = feed::atom(tree, &about).ok_or(Failure::NotFound)?;
        Ok::<_, Failure>(cache::Page::new("application/atom+xml; charset=utf-8", xml))
    })?;
    Ok(page.into_response())
}

fn sums(tree: &Tree) -> String {
    let lines = tree.downloads().into_iter().map(|file| {
        let name = file.address.strip_prefix(DOWNLOADS).unwrap_or_default().trim_start_matches('/');
        format!("{}  {name}\n", file.sha256)
    });
    lines.collect()
}

fn plain(text: String) -> Response {
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    let kept = HeaderValue::from_static("public, no-cache");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], text).into_response()
}

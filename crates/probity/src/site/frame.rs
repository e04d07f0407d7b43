//! Stands around every answer: who is refused, the security headers, a readable page for every error, and the
//! last word when something panics.

use std::any::Any;
use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::cache::Finished;
use super::chrome::{Chrome, html};
use super::failure::{Failure, Words};
use super::hex::hex;
use super::reader::Reader;
use super::refused;
use crate::api::problem;
use crate::app::App;
use crate::language::Say;
use crate::language::words::Phrase;

/// Nothing is loaded from anywhere but here, nothing is inline, nobody frames us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Headers of every answer.
pub(crate) const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), \
         payment=(), usb=()",
    ),
    // Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// A year, for all names below ours.
const HSTS: &str = "max-age=31536000; includeSubDomains";

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    chrome: Chrome,
    lines: Vec<Phrase>,
    reference: Option<String>,
    back: (&'static str, Say),
    /// What the foundation says instead of the lines.
    own: Option<Own>,
}

/// The foundation's words for an error.
struct Own {
    html: String,
    lang: Option<String>,
}

/// The layer itself.
pub(super) async fn around(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (held, look) = refused::look(&app, &request);
    if held.is_none() {
        app.look_at_pages().await;
    }
    let method = request.method().clone();
    let (parts, body) = request.into_parts();
    let reader = Reader::of(&app, &parts);
    let asked = parts.headers.clone();
    let mut request = Request::from_parts(parts, body);
    request.extensions_mut().insert(reader.clone());
    let mut response = match held {
        Some(held) => refused::answer(&app, &reader, held),
        None => next.run(request).await,
    };
    if let Some(look) = look {
        look.tell(&app, &response);
    }
    if let Some(Finished(page)) = response.extensions_mut().remove() {
        response = page.answer(&asked);
    }
    let status = response.status();
    let wrong = status.is_client_error() || status.is_server_error();
    // A form with its mistakes is a page already, and programs read no pages.
    let is_said = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html") || kind == problem::TYPE);
    if wrong && !is_said {
        response = readable(&app, &reader, method.as_str(), response);
    }
    let headers = response.headers_mut();
    // A picture that holds markup allows itself even less.
    let stricter = headers.remove(header::CONTENT_SECURITY_POLICY);
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if let Some(stricter) = stricter {
        headers.insert(header::CONTENT_SECURITY_POLICY, stricter);
    }
    if app.config.foundation.base_url.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    // Unless a page says that it is the same for everyone, no cache keeps it.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The error as a page. Its log line has a reference that stands on the page too, and never the
/// address: it may be a link that works.
fn readable(app: &App, reader: &Reader, method: &str, response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    let status = parts.status;
    let failure = parts.extensions.remove::<Arc<Failure>>();
    let words = failure.as_ref().map_or_else(|| Words::of(status, reader), |it| it.words(reader));
    let reference = status.is_server_error().then(|| {
        let mut bytes = [0; 4];
        app.random.fill(&mut bytes);
        hex(&bytes)
    });
    if let Some(reference) = &reference {
        let cause = failure.as_ref().map_or_else(|| "unknown".to_owned(), ToString::to_string);
        tracing::error!(%reference, method, status = status.as_u16(), cause, "a request failed");
    }
    let tree = app.shelf.tree();
    let own = match failure.as_deref() {
        Some(Failure::NotFound) => tree.error(404),
        None if status == StatusCode::NOT_FOUND => tree.error(404),
        Some(Failure::Internal(_)) => tree.error(500),
        _ => None,
    };
    let own = own.map(|page| page.text(reader.primary()));
    let title = own.map_or(words.title.as_str(), |text| text.heading()).to_owned();
    let own = own.map(|text| Own { html: text.html(), lang: reader.foreign(&text.language) });
    let chrome = Chrome::plain(app, reader, &title);
    let page = ErrorPage { chrome, lines: words.lines, reference, back: words.back, own };
    let mut readable = html(Body::from(page.render().unwrap_or(words.title)));
    *readable.status_mut() = status;
    for kept in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = parts.headers.remove(&kept) {
            readable.headers_mut().insert(kept, value);
        }
    }
    readable
}

/// What a panic in a handler becomes; its message may hold anything, so it is not logged.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Failure::Internal("a handler panicked".to_owned()).into_response()
}

/// What a known address answers to a method it does not take; the router adds `Allow`.
pub(super) async fn wrong_method() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

//! What the site tells of each request that it answered: to the record of usage, and to nobody else.
//!
//! The record is made when the last byte of the answer has left, or when whoever asked has gone. A path
//! that holds a secret (a link that works once) is never in it: of an address with parameters the
//! pattern is told, of an address below one that is no address too.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};

use super::routes;
use super::visitor::sender;
use crate::app::App;
use crate::usage::live::{Answered, Told};

/// The longest agent that is told, in bytes.
const MAX_AGENT: usize = 1024;

/// Addresses with parameters that say nothing about anybody: told as they were asked for.
const OPEN: [&str; 2] = ["/assets/", "/privacy/"];

/// Every address, made up once.
static ADDRESSES: LazyLock<Vec<&'static str>> = LazyLock::new(routes::addresses);

/// The layer itself.
pub(super) async fn around(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let Some(unanswered) = Unanswered::of(&app, &request) else { return next.run(request).await };
    let (parts, body) = next.run(request).await.into_parts();
    let answered = unanswered.with(parts.status);
    Response::from_parts(parts, Body::new(Counted { body, answered }))
}

/// A request on its way. Whatever becomes of it, it is told once.
struct Unanswered {
    app: Arc<App>,
    /// None once it needs not be told any more.
    told: Option<Box<Answered>>,
    pattern: Option<MatchedPath>,
    started: Instant,
}

impl Unanswered {
    /// None of a request that has no sender, or is a question of this machine about its own health.
    #[expect(clippy::disallowed_methods, reason = "how long an answer takes is real time")]
    fn of(app: &Arc<App>, request: &Request) -> Option<Self> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip();
        let path = request.uri().path();
        if matches!(path, "/healthz" | "/readyz") && peer.to_canonical().is_loopback() {
            return None;
        }
        let headers = request.headers();
        let answered = Answered {
            time: app.now_ms(),
            address: sender(peer, headers, &app.config.server.proxies),
            method: request.method().clone(),
            path: path.into(),
            status: 0,
            bytes: 0,
            taken: 0,
            agent: agent(headers),
            protocol: protocol(request.version()),
        };
        Some(Self {
            app: Arc::clone(app),
            told: Some(Box::new(answered)),
            pattern: request.extensions().get::<MatchedPath>().cloned(),
            started: Instant::now(),
        })
    }

    fn with(mut self, status: StatusCode) -> Self {
        if let Some(told) = &mut self.told {
            told.status = status.as_u16();
            // What was left is known already.
            if told.method == Method::POST && &*told.path == "/left" && status.is_success() {
                self.told = None;
            }
        }
        self
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        let Some(mut told) = self.told.take() else { return };
        let pattern = self.pattern.as_ref().map(MatchedPath::as_str);
        if let Some(path) = instead(pattern, &told.path, told.status) {
            told.path = path.into();
        }
        told.taken = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.app.live.tell(Told::Answered(told));
    }
}

/// What is told instead of a path, if the path is not to be.
fn instead<'p>(pattern: Option<&'p str>, path: &str, status: u16) -> Option<&'p str> {
    let has_parameters = |pattern: &&str| pattern.contains('{');
    match pattern.filter(has_parameters) {
        Some(pattern) => {
            let is_open = OPEN.iter().any(|open| pattern.starts_with(open));
            (!(is_open && status < 400)).then_some(pattern)
        }
        // What was mistyped may still hold the link.
        None if pattern.is_none() => below(path),
        None => None,
    }
}

/// The pattern with a parameter below which a path lies, but for those that say nothing of anybody.
fn below(path: &str) -> Option<&'static str> {
    static SECRET: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
        let patterns = ADDRESSES.iter().filter(|pattern| {
            pattern.contains('{') && !OPEN.iter().any(|open| pattern.starts_with(open))
        });
        patterns.filter_map(|it| Some((it.split_once('{')?.0, *it))).collect()
    });
    let under = |prefix: &str| {
        path.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    SECRET.iter().find(|(prefix, _)| under(prefix)).map(|(_, pattern)| *pattern)
}

/// The path as the record has it of a page that there is; none if there is none.
pub(super) fn page(app: &App, path: &str) -> Option<String> {
    if app.shelf.tree().page(path).is_some() {
        return Some(path.to_owned());
    }
    let pattern = ADDRESSES.iter().find(|pattern| fits(pattern, path))?;
    Some(instead(Some(pattern), path, 200).unwrap_or(path).to_owned())
}

/// Whether a path is one of that pattern.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if pattern.starts_with("{*") => return !part.is_empty(),
            (Some(pattern), Some(part)) if pattern.starts_with('{') && !part.is_empty() => {}
            (Some(pattern), Some(part)) if pattern == part => {}
            _ => return false,
        }
    }
}

/// What the client calls itself; empty if nothing.
pub(super) fn agent(headers: &HeaderMap) -> Box<[u8]> {
    let agent = headers.get(header::USER_AGENT).map(HeaderValue::as_bytes).unwrap_or_default();
    agent.get(..MAX_AGENT).unwrap_or(agent).into()
}

/// The protocol as logs have it.
pub(super) fn protocol(version: Version) -> &'static str {
    match version {
        Version::HTTP_09 => "HTTP/0.9",
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2.0",
        Version::HTTP_3 => "HTTP/3.0",
        _ => "HTTP/1.1",
    }
}

/// A body that counts what leaves of it.
struct Counted {
    body: Body,
    answered: Unanswered,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
            && let Some(told) = &mut self.answered.told
        {
            told.bytes += data.len() as u64;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_an_address_is_told() {
        for (pattern, path, status, told) in [
            (Some("/signin"), "/signin", 200, "/signin"),
            (Some("/signin/{link}"), "/signin/secret", 200, "/signin/{link}"),
            (None, "/signin/secret/", 404, "/signin/{link}"),
            (None, "/SignIn/secret.", 404, "/signin/{link}"),
            (None, "/desk/people/secret/x", 404, "/desk/people/{link}"),
            (Some("/assets/{name}"), "/assets/1.css", 200, "/assets/1.css"),
            (Some("/assets/{name}"), "/assets/1.css", 304, "/assets/1.css"),
            (Some("/assets/{name}"), "/assets/wp-login.php", 404, "/assets/{name}"),
            (Some("/privacy/{date}"), "/privacy/2026-11-23", 200, "/privacy/2026-11-23"),
            (Some("/ledger/proof/{index}"), "/ledger/proof/7", 200, "/ledger/proof/{index}"),
            (None, "/about", 200, "/about"),
            (None, "/wp-login.php", 404, "/wp-login.php"),
        ] {
            assert_eq!(instead(pattern, path, status).unwrap_or(path), told);
        }
    }

    #[test]
    fn a_path_fits_its_pattern_alone() {
        assert!(fits("/", "/") && fits("/privacy", "/privacy"));
        assert!(fits("/privacy/{date}/data", "/privacy/2026-11-23/data"));
        assert!(fits("/ledger/tile/{*path}", "/ledger/tile/0/000"));
        for (pattern, path) in [
            ("/", ""),
            ("/privacy", "/privacy/"),
            ("/privacy/{date}", "/privacy/"),
            ("/privacy/{date}", "/privacy/a/b"),
            ("/ledger/tile/{*path}", "/ledger/tile/"),
        ] {
            assert!(!fits(pattern, path), "{pattern} {path}");
        }
    }
}

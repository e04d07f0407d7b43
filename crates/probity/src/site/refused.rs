//! What protection has to do with a request: refusing it before anything else is done, and looking at
//! it once it was answered.
//!
//! Whoever is refused learns that, until when, and whom to write to; neither why in particular, nor
//! which address they have. The policy, and where to write, stay open to everyone.

use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, Method, StatusCode, Uri, Version, header};
use axum::response::{IntoResponse, Response};
use probity_usage::guard::Happened;
use probity_usage::{Kind, Request as Seen};

use super::chrome::{Chrome, HTML, page};
use super::failure::Failure;
use super::moment::Moment;
use super::reader::Reader;
use super::record::protocol;
use super::visitor;
use crate::app::App;
use crate::guard::bans::Held;

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    chrome: Chrome,
    until: Moment,
    contact: String,
}

/// Marks an answer that refused a sign-in.
#[derive(Debug, Clone, Copy)]
struct SignInRefused;

/// The same answer, marked: a sign-in was refused.
pub(crate) fn sign_in_refused(mut response: Response) -> Response {
    response.extensions_mut().insert(SignInRefused);
    response
}

/// What is remembered of a request until it is answered.
pub(super) struct Look {
    sender: IpAddr,
    method: Method,
    uri: Uri,
    version: Version,
    agent: Option<HeaderValue>,
    host: Option<HeaderValue>,
    /// The pattern of its address, if it is one of ours.
    pattern: Option<MatchedPath>,
}

/// Looks at a request before it is answered: how its sender is held, if at all, and what to remember
/// of it otherwise. Of a request whose sender is not known there is nothing to remember.
pub(super) fn look(app: &App, request: &Request) -> (Option<Held>, Option<Look>) {
    let Some(sender) = visitor::sender_of(app, request.extensions(), request.headers()) else {
        return (None, None);
    };
    let held = app.guard.held(sender, app.now_ms());
    if let Some(held) = held {
        // Neither answered nor counted, but for what stays open.
        return (Some(held).filter(|held| !is_open(*held, request.uri().path())), None);
    }
    let header = |name| request.headers().get(name).cloned();
    let look = Look {
        sender,
        method: request.method().clone(),
        uri: request.uri().clone(),
        version: request.version(),
        agent: header(header::USER_AGENT),
        host: header(header::HOST),
        pattern: request.extensions().get().cloned(),
    };
    (None, Some(look))
}

/// What even the banned may read: what is done with their data and whom to write to, and what these
/// pages are drawn with. Who asks for too much has to wait for that as well.
fn is_open(held: Held, path: &str) -> bool {
    let policy = path == "/privacy" || path == "/privacy.txt" || path.starts_with("/privacy/");
    let drawn = path.starts_with("/assets/");
    match held {
        Held::Banned(_) => policy || drawn || path == "/.well-known/security.txt",
        Held::Slowed(_) => drawn,
    }
}

/// The answer to whoever is held.
pub(super) fn answer(app: &App, reader: &Reader, held: Held) -> Response {
    let (until, status, title) = match held {
        Held::Banned(until) => (until, StatusCode::FORBIDDEN, reader.say("refused-title")),
        Held::Slowed(until) => {
            (until, StatusCode::TOO_MANY_REQUESTS, reader.say("refused-slow-title"))
        }
    };
    let foundation = &app.config.foundation;
    let contact = foundation.security_contact.as_ref().unwrap_or(&foundation.privacy_contact);
    let refused = Refused {
        chrome: Chrome::plain(app, reader, &title.text()),
        until: reader.moment(until),
        contact: contact.to_string(),
    };
    let mut response = page(&refused).unwrap_or_else(|_| {
        let text = title.text();
        ([(header::CONTENT_TYPE, HTML)], text).into_response()
    });
    *response.status_mut() = status;
    let seconds = until.saturating_sub(app.now_ms()).max(0).div_euclid(1000) + 1;
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

impl Look {
    /// Tells protection of the request, now that it was answered.
    pub(super) fn tell(&self, app: &App, response: &Response) {
        let status = response.status();
        let too_many = response
            .extensions()
            .get::<Arc<Failure>>()
            .is_some_and(|failure| matches!(**failure, Failure::TooMany(_)));
        let refused = too_many || response.extensions().get::<SignInRefused>().is_some();
        let path = self.uri.path();
        let request = Seen {
            time: app.now_ms(),
            address: self.sender,
            site: self.host.as_ref().map(|host| host.as_bytes().into()),
            method: self.method.as_str().as_bytes().into(),
            path: path.as_bytes().into(),
            query: self.uri.query().map(|query| query.as_bytes().into()),
            protocol: protocol(self.version).as_bytes().into(),
            status: status.as_u16(),
            bytes: None,
            agent: Some(self.agent.as_ref().map_or(&[][..], HeaderValue::as_bytes).into()),
            taken: None,
        };
        // An address of ours may be a secret: its pattern says enough.
        let sample = self.pattern.as_ref().map_or(path, MatchedPath::as_str);
        let happened = refused.then_some(Happened::SignInRefused);
        app.guard.see(&request, kind(&request, response), happened, Some(sample), || {
            let mut id = [0; 16];
            app.random.fill(&mut id);
            id
        });
    }
}

fn kind(request: &Seen<'_>, response: &Response) -> Kind {
    let html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match request.status {
        400.. => Kind::Error,
        200..=205 | 304 if request.path.starts_with(b"/assets/") => Kind::Asset,
        200..=205 | 304 if html && *request.method == *b"GET" => Kind::Page,
        _ => Kind::Other,
    }
}

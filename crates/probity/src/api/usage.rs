//! `POST /api/v1/usage?site=NAME&format=NAME`: another server of the foundation sends its log.
//!
//! The body is lines as they stand in the log, plain or compressed, told by `Content-Encoding` or by the
//! first bytes. All of them are stored before the answer says so, or none is. What begins with what was
//! sent before counts as far as it is new, so that a sender that did not hear the answer sends again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use probity_usage::{Counts, Format, Kind, Lines, Reader, Reason, detect};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::problem::Problem;
use super::tokens::Tokens;
use crate::app::App;
use crate::config::SiteName;
use crate::site::throttle::TOKEN_BY_ADDRESS;
use crate::site::visitor::{network, sender};
use crate::usage::known::{HEAD, Running, Source};
use crate::usage::packing::{self, Packing};
use crate::usage::rejected::Log;
use crate::usage::stream::{self, Stream};
use crate::usage::{AHEAD, Usage, UsageError};

/// The most bytes of a body, as it is sent.
pub(crate) const MOST: usize = 64 << 20;
/// The most bytes that a body may hold once it is uncompressed.
const MOST_PLAIN: u64 = 4 << 30;

/// One log at a time is taken in, and one more may wait in memory.
pub(crate) struct Door {
    bodies: Semaphore,
    turn: Mutex<()>,
}

impl Default for Door {
    fn default() -> Self {
        Self { bodies: Semaphore::new(2), turn: Mutex::default() }
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    site: Option<String>,
    format: Option<String>,
}

/// What a body came to.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    site: String,
    format: String,
    lines: u64,
    accepted: u64,
    rejected: u64,
    rejected_by: BTreeMap<&'static str, u64>,
    duplicates: u64,
    pages: u64,
    assets: u64,
    bots: u64,
    errors: u64,
}

/// A log as it was sent.
struct Sent {
    body: Bytes,
    packing: Packing,
    site: SiteName,
    format: Option<Format>,
}

pub(crate) async fn take(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Json<Report>, Problem> {
    let (parts, body) = request.into_parts();
    let site = allowed(&app, &parts, asked.site).await?;
    let format = asked.format.map(|format| format.parse::<Format>()).transpose();
    let format = format.map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, "format", "No such format", error.to_string())
    })?;
    let turn = app.door.bodies.acquire().await;
    let body = whole(&parts.headers, body).await?;
    let packing = packed(&parts.headers, &body)?;
    let sent = Sent { body, packing, site, format };
    let working = Arc::clone(&app);
    let taken = tokio::task::spawn_blocking(move || sent.take_in(&working)).await;
    drop(turn);
    taken.unwrap_or_else(|_| Err(unavailable("a task stopped unexpectedly"))).map(Json)
}

/// The site that the sender may send logs of.
async fn allowed(
    app: &Arc<App>,
    parts: &Parts,
    asked: Option<String>,
) -> Result<SiteName, Problem> {
    let Some(file) = app.config.usage.push_tokens_file.clone() else {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "not-taken",
            "No logs are taken here",
            "set `usage.push_tokens_file` in foundation.toml to have servers send their logs",
        ));
    };
    let token = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.split_once(' '));
    let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let token = zeroize::Zeroizing::new(token.map_or("", |(_, token)| token.trim()).to_owned());
    let tokens = tokio::task::spawn_blocking(move || Tokens::read(&file)).await;
    let tokens = tokens.map_err(|_| unavailable("a task stopped unexpectedly"))?;
    let tokens = tokens.map_err(|error| {
        tracing::error!(%error, "logs can't be taken");
        unavailable("the service can't read its file of tokens; its log says why")
    })?;
    let sites = tokens.sites(&token);
    let Some(first) = sites.first() else {
        attempt(app, parts)?;
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "token",
            "No token that is known",
            "send `Authorization: Bearer TOKEN` with a token of the file that `usage.push_tokens_file` \
             names",
        ));
    };
    let site = match asked {
        None if sites.len() == 1 => (*first).clone(),
        None => {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "site",
                "Of which site?",
                "the token is of several sites: name one with `?site=NAME`",
            ));
        }
        Some(asked) => match sites.into_iter().find(|site| site.as_str() == asked) {
            Some(site) => site.clone(),
            None => {
                return Err(Problem::new(
                    StatusCode::FORBIDDEN,
                    "site",
                    "Another site",
                    "the token is not of the site that `?site=` names",
                ));
            }
        },
    };
    let known =
        app.config.usage.sites.contains(&site) || app.config.foundation.base_url.site() == site;
    if known {
        return Ok(site);
    }
    let detail = format!("name `{site}` in `usage.sites` of foundation.toml first");
    Err(Problem::new(StatusCode::FORBIDDEN, "site", "A site that is not known", detail))
}

/// Counts a wrong token.
fn attempt(app: &App, parts: &Parts) -> Result<(), Problem> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = peer.map(|peer| sender(peer, &parts.headers, &app.config.server.proxies));
    let network = address.map(network).unwrap_or_default();
    app.throttle.attempt(TOKEN_BY_ADDRESS, &network, app.now_ms()).map_err(|many| {
        let detail =
            format!("try again in {} seconds, with a token that is known", many.retry_after);
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "attempts", "Too many wrong tokens", detail)
    })
}

/// The whole body: nothing is taken of one that breaks off.
async fn whole(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let too_large = || {
        let detail = format!("send at most {} MiB at once, compressed or in parts", MOST >> 20);
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too much at once", detail)
    };
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > MOST) {
        return Err(too_large());
    }
    to_bytes(body, MOST).await.map_err(|error| {
        let cause = std::error::Error::source(&error);
        if cause.is_some_and(|cause| cause.to_string().contains("length limit")) {
            return too_large();
        }
        let detail = "the connection broke off before the end; nothing was taken: send it again";
        Problem::new(StatusCode::BAD_REQUEST, "cut-off", "Not the whole body", detail)
    })
}

/// How the body is compressed, as the sender says or as it begins.
fn packed(headers: &HeaderMap, body: &[u8]) -> Result<Packing, Problem> {
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(Packing::of(body)),
        Some(b"gzip" | b"x-gzip") => Ok(Packing::Gzip),
        Some(b"zstd") => Ok(Packing::Zstd),
        Some(_) => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "encoding",
            "Compressed in an unknown way",
            "send it with `Content-Encoding: gzip` or `zstd`, or plain",
        )),
    }
}

fn unavailable(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not now", detail)
}

/// A failure of the history, in words for the sender; the log has the cause.
fn failed(error: &UsageError) -> Problem {
    tracing::error!(%error, "a log that was sent could not be stored");
    match error {
        UsageError::Elsewhere => Problem::new(
            StatusCode::CONFLICT,
            "elsewhere",
            "Taken in elsewhere",
            "another process takes in the same logs; nothing was stored: send it again",
        ),
        _ => unavailable("it could not be stored, and nothing was: send it again later"),
    }
}

/// Bytes that are followed as they are read, up to a limit.
struct Followed<R> {
    source: R,
    running: Rc<RefCell<Running>>,
    left: u64,
}

impl<R: Read> Read for Followed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(into)?;
        self.running.borrow_mut().take(&into[..read]);
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            io::Error::other("it holds more than can be taken in at once; send it in parts")
        })?;
        Ok(read)
    }
}

impl Sent {
    fn open(&self) -> Result<packing::Bytes, Problem> {
        let body = Cursor::new(self.body.clone());
        self.packing.undo(body).map_err(|error| self.damaged(&error, 0))
    }

    fn damaged(&self, error: &io::Error, lines: u64) -> Problem {
        let detail = format!(
            "the {} data are damaged or cut off behind {lines} lines ({error}); nothing was taken: send \
             them whole",
            self.packing
        );
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "damaged", "Not as it was sent", detail)
    }

    /// Takes it in and stores it.
    fn take_in(&self, app: &App) -> Result<Report, Problem> {
        let Some(usage) = &app.usage else {
            return Err(unavailable("this service keeps no history"));
        };
        // Whoever waits holds no stream that another fails on.
        let turn = app.door.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = app.now_ms().saturating_add(AHEAD);
        let (mut reader, format) = self.reader(latest)?;
        let scope = stream::sent(self.site.as_str());
        let stream = usage.stream(&scope, self.site.as_str()).map_err(|error| failed(&error))?;
        let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
        let before = stream.counts();
        let taken = self.feed(app, usage, &scope, &mut stream, &mut reader);
        let counts = stream.counts();
        if taken.is_err() {
            // What was taken of it goes with the stream; the next one begins at the last commit.
            usage.let_go(&scope);
        }
        drop(stream);
        drop(turn);
        let duplicates = taken?;
        Ok(report(self.site.to_string(), format, &before, &counts, duplicates))
    }

    /// The reader for its format.
    fn reader(&self, latest: i64) -> Result<(Reader, String), Problem> {
        let refused = |detail: String| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no-log", "No access log", detail)
        };
        let wrong = |error: &dyn std::fmt::Display| refused(error.to_string());
        if let Some(format) = self.format {
            let reader = Reader::new(format, latest).map_err(|error| wrong(&error))?;
            return Ok((reader, format.to_string()));
        }
        let mut lines = Lines::new(self.open()?);
        let ahead = lines.ahead().map_err(|error| self.damaged(&error, 0))?;
        let Some(found) = detect(ahead).map_err(|refusal| wrong(&refusal))? else {
            return Err(refused("the body is empty: send lines of an access log".to_owned()));
        };
        let reader = Reader::new(found.format, latest).map_err(|error| wrong(&error))?;
        Ok((reader.behind_syslog(found.syslog), found.to_string()))
    }

    /// Feeds what is new of it and commits. Says how many lines were known.
    fn feed(
        &self,
        app: &App,
        usage: &Usage,
        scope: &str,
        stream: &mut Stream,
        reader: &mut Reader,
    ) -> Result<u64, Problem> {
        let fault = |error: UsageError| failed(&error);
        let mut head = Vec::new();
        let mut ahead = self.open()?.take(HEAD as u64);
        ahead.read_to_end(&mut head).map_err(|error| self.damaged(&error, 0))?;
        let source = Source::look(&app.vault, scope, &head).map_err(fault)?;
        let known =
            source.read_before(&app.vault, &mut *self.open()?).map_err(|error| match error {
                UsageError::Log(why) => self.damaged(&io::Error::other(why), 0),
                error => failed(&error),
            })?;
        let from = known.length();
        let running = Rc::new(RefCell::new(known));
        let mut bytes = self.open()?;
        let mut duplicates = 0;
        let before = bytes.by_ref().take(from);
        let passed = reader.pass_over(before, &mut duplicates);
        passed.map_err(|error| self.damaged(&error, duplicates))?;
        let left = MOST_PLAIN.saturating_sub(from);
        let mut lines = Lines::new(Followed { source: bytes, running: Rc::clone(&running), left });
        let mut taken = 0;
        let mut log = Log::called("sent");
        log.behind(duplicates);
        while let Some(line) = lines.next().map_err(|error| self.damaged(&error, taken))? {
            stream.line(reader, line, &mut log);
            taken += 1;
        }
        running.borrow_mut().end();
        if running.borrow().length() > from {
            let reading = source.reading(&app.vault, &running.borrow(), taken);
            let note = format!("sent by a server of {}", self.site);
            stream.commit(usage, vec![reading], note).map_err(fault)?;
        }
        Ok(duplicates)
    }
}

fn report(
    site: String,
    format: String,
    before: &Counts,
    after: &Counts,
    duplicates: u64,
) -> Report {
    let of = |kind| after.of(kind) - before.of(kind);
    let rejected =
        |reason| (reason, after.rejected_for(reason).saturating_sub(before.rejected_for(reason)));
    let rejected = Reason::ALL.map(rejected).into_iter().filter(|(_, count)| *count > 0);
    Report {
        site,
        format,
        lines: after.lines - before.lines,
        accepted: after.accepted - before.accepted,
        rejected: after.rejected() - before.rejected(),
        rejected_by: rejected.map(|(reason, count)| (reason.name(), count)).collect(),
        duplicates,
        pages: of(Kind::Page),
        assets: of(Kind::Asset),
        bots: of(Kind::Bot),
        errors: of(Kind::Error),
    }
}

//! `POST /left`: a page says that it was left, so that it is known how long the last page of a visit
//! was looked at (the field `page-duration` of the data map).
//!
//! Our script sends it where the page allows it: not for readers who refuse cookies or object by Global
//! Privacy Control. It carries the page's path and nothing that tells anybody apart; whose visit it is,
//! address and browser say, as in the record of requests. It is answered with nothing, whatever came of it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;

use super::failure::Failure;
use super::guard::same_origin;
use super::reader::{Reader, Refused};
use super::record;
use super::throttle::LEFT_BY_ADDRESS;
use super::urlencoded::{Unreadable, parse};
use super::visitor::{network, sender};
use crate::app::App;
use crate::usage::live::{Left, Told};

/// Where pages report.
pub(crate) const ADDRESS: &str = "/left";

/// The most bytes that a report has.
const MOST_BYTES: usize = 8 * 1024;

/// Whether pages for this reader report when they are left.
pub(super) fn wanted(app: &App, reader: &Reader) -> bool {
    app.records() && !reader.gpc && reader.refused == Refused::default()
}

pub(super) async fn send(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<StatusCode, Failure> {
    let (parts, body) = request.into_parts();
    if !same_origin(&parts.headers, app.config.foundation.base_url.origin()) {
        return Err(Failure::Foreign);
    }
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| Failure::TooLarge)?;
    let mut fields = parse(&body).map_err(Failure::Unreadable)?;
    let path = fields.iter().position(|(name, _)| name == "path");
    let path = path.map(|at| fields.swap_remove(at).1).ok_or(Unreadable::Request);
    let path = path.map_err(Failure::Unreadable)?;
    let reader = parts.extensions.get::<Reader>();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    // Whoever objected since the page was made is not recorded.
    let (Some(peer), true) = (peer, reader.is_some_and(|reader| wanted(&app, reader))) else {
        return Ok(StatusCode::NO_CONTENT);
    };
    let address = sender(peer, &parts.headers, &app.config.server.proxies);
    app.throttle.attempt(LEFT_BY_ADDRESS, &network(address), app.now_ms())?;
    if let Some(path) = record::page(&app, path.expose()) {
        let agent = record::agent(&parts.headers);
        let left = Left { time: app.now_ms(), address, agent, path: path.into() };
        app.live.tell(Told::Left(left));
    }
    Ok(StatusCode::NO_CONTENT)
}

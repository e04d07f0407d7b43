//! `POST /payment/stripe/webhook`: the provider says that something happened.
//!
//! It is not believed beyond that: its signature is checked over the raw body, and then the provider is
//! asked itself. Whatever is not ours, not known or of the other mode is taken and dropped, since the
//! provider would send it again for days otherwise; whatever can't be done now is answered with an error,
//! so that it does.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::StatusCode;

use super::provider::Changed;
use super::settle::{Settled, Unsettled};
use super::signature::{HEADER, verify};
use super::stripe::objects::Event;
use crate::app::App;
use crate::site::failure::Failure;
use crate::site::urlencoded::Unreadable;

/// The most bytes of a webhook; Stripe's are a few kilobytes.
const MOST_BYTES: usize = 256 * 1024;

pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<StatusCode, Failure> {
    if !app.payments.provider.takes_cards() {
        return Err(Failure::NotFound);
    }
    let header = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let header = header.map(str::to_owned);
    let body = read(request.into_body()).await?;
    let unreadable = || Failure::Unreadable(Unreadable::Request);
    verify(header.as_deref(), &body, &app.payments.secrets, app.now_ms()).map_err(|unsigned| {
        tracing::warn!(%unsigned, "a webhook was refused");
        unreadable()
    })?;
    let event: Event = serde_json::from_slice(&body).map_err(|_| unreadable())?;
    if event.livemode != app.payments.provider.is_live() {
        tracing::warn!("a webhook of the other mode was dropped; compare with `payment.live`");
        return Ok(StatusCode::OK);
    }
    let Some(changed) = Changed::of(event) else { return Ok(StatusCode::OK) };
    match app.settle_event(&changed).await {
        Ok(Settled::Stands(standing)) => {
            tracing::info!(%standing, "a payment was looked at after a webhook");
            Ok(StatusCode::OK)
        }
        Ok(Settled::Before | Settled::Foreign) => Ok(StatusCode::OK),
        Err(Unsettled::Fault(fault)) => Err(Failure::Unavailable(fault.to_string())),
        Err(Unsettled::Failure(failure)) => Err(failure),
    }
}

/// Reads a body; a longer one is not read to its end.
async fn read(mut body: Body) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| Failure::Unreadable(Unreadable::Cut))?;
        let Some(data) = frame.data_ref() else { continue };
        if bytes.len() + data.len() > MOST_BYTES {
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes)
}

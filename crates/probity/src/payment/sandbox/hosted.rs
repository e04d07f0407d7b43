//! The page on which a card is typed, and the one on which a bank asks. Both say that this is a sandbox.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::Sandbox;
use super::cards::{CARDS, Outcome, outcome};
use crate::giving::currency::Currency;
use crate::giving::money::Money;
use crate::giving::typing::Marks;
use crate::language::{Language, Say};
use crate::site::assets;
use crate::site::frame::HEADERS;
use crate::site::urlencoded::parse;

#[derive(Template)]
#[template(path = "sandbox/pay.html")]
struct Pay {
    language: &'static Language,
    id: String,
    what: String,
    amount: String,
    interval: Option<Say>,
    cancel: String,
    error: Option<Say>,
    cards: Vec<(&'static str, Say)>,
}

#[derive(Template)]
#[template(path = "sandbox/challenge.html")]
struct Challenge {
    language: &'static Language,
    id: String,
    amount: String,
}

#[derive(Template)]
#[template(path = "sandbox/over.html")]
struct Over {
    language: &'static Language,
}

fn language(headers: &HeaderMap) -> &'static Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepted.and_then(Language::accepted).unwrap_or_else(Language::english)
}

fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => {
            let kind = HeaderValue::from_static(crate::site::chrome::HTML);
            (status, [(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The amount of an open page in words; none when the page is over.
fn due(sandbox: &Sandbox, id: &str, language: &'static Language) -> Option<String> {
    let books = sandbox.books();
    let session = books.sessions.get(id).filter(|session| session.status == "open")?;
    let currency = Currency::named(&session.currency)?;
    let money = Money::from_units(session.amount, currency)?;
    Some(Marks::of(language.tag).write(money))
}

fn pay(
    sandbox: &Sandbox,
    id: &str,
    headers: &HeaderMap,
    error: Option<Outcome>,
    typed: bool,
) -> Response {
    let language = language(headers);
    let Some(amount) = due(sandbox, id, language) else {
        return page(StatusCode::NOT_FOUND, &Over { language });
    };
    let books = sandbox.books();
    let Some(session) = books.sessions.get(id) else {
        return page(StatusCode::NOT_FOUND, &Over { language });
    };
    let error = match error {
        Some(Outcome::NoFunds) => Some(language.say("sandbox-no-funds")),
        Some(_) => Some(language.say("sandbox-declined")),
        None if typed => Some(language.say("sandbox-no-test-card")),
        None => None,
    };
    let status = if error.is_some() { StatusCode::PAYMENT_REQUIRED } else { StatusCode::OK };
    let interval = session.interval.as_deref().map(|interval| match interval {
        "year" => language.say("sandbox-yearly"),
        _ => language.say("sandbox-monthly"),
    });
    let template = Pay {
        language,
        id: id.to_owned(),
        what: session.what.clone(),
        amount,
        interval,
        cancel: session.cancel.clone(),
        error,
        cards: CARDS.iter().map(|(number, outcome)| (*number, does(language, *outcome))).collect(),
    };
    page(status, &template)
}

/// What a test card does, in words.
fn does(language: &'static Language, outcome: Outcome) -> Say {
    match outcome {
        Outcome::Paid => language.say("sandbox-card-pays"),
        Outcome::Declined => language.say("sandbox-card-declined"),
        Outcome::NoFunds => language.say("sandbox-card-no-funds"),
        Outcome::Challenge => language.say("sandbox-card-challenge"),
        Outcome::Contested => language.say("sandbox-card-contested"),
    }
}

pub(super) async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    pay(&sandbox, &id, &headers, None, false)
}

/// Takes the card. Its number lives in `fields`, which is wiped at the end of this function.
pub(super) async fn send(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = parse(&body).unwrap_or_default();
    let typed = fields.iter().find(|(name, _)| name == "card").map(|(_, value)| value);
    let Some(outcome) = typed.and_then(|typed| outcome(typed.expose())) else {
        return pay(&sandbox, &id, &headers, None, true);
    };
    settle(&sandbox, &id, &headers, outcome)
}

fn settle(sandbox: &Arc<Sandbox>, id: &str, headers: &HeaderMap, outcome: Outcome) -> Response {
    let now_s = sandbox.now_s();
    let paid = sandbox.books().pay(id, outcome, now_s, &|prefix| sandbox.id(prefix));
    sandbox.wake.notify_one();
    if paid {
        let back = sandbox.books().sessions.get(id).map(|session| session.back.clone());
        return Redirect::to(&back.unwrap_or_default()).into_response();
    }
    match outcome {
        Outcome::Challenge => Redirect::to(&format!("/pay/{id}/challenge")).into_response(),
        outcome => pay(sandbox, id, headers, Some(outcome), true),
    }
}

pub(super) async fn challenge(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let language = language(&headers);
    let waits = sandbox.books().sessions.get(&id).is_some_and(|session| session.challenged);
    match due(&sandbox, &id, language).filter(|_| waits) {
        Some(amount) => page(StatusCode::OK, &Challenge { language, id, amount }),
        None => page(StatusCode::NOT_FOUND, &Over { language }),
    }
}

pub(super) async fn answer(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let waits = sandbox.books().sessions.get(&id).is_some_and(|session| session.challenged);
    if !waits {
        return page(StatusCode::NOT_FOUND, &Over { language: language(&headers) });
    }
    let fields = parse(&body).unwrap_or_default();
    let agreed = fields.iter().any(|(name, value)| name == "answer" && value.expose() == "yes");
    settle(&sandbox, &id, &headers, if agreed { Outcome::Paid } else { Outcome::Declined })
}

pub(super) async fn style() -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], assets::style()).into_response()
}

/// The headers of the site, but that a form may lead back to it, wherever it is.
pub(super) async fn headers(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        let value = HeaderValue::try_from(value.replace("form-action 'self'", "form-action *"));
        if let Ok(value) = value {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

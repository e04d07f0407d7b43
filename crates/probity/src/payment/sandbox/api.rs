//! The sandbox's side of Stripe's HTTP API.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::books::{Books, Session};
use super::{Sandbox, Trouble};
use crate::site::typed::Typed;
use crate::site::urlencoded::parse;

/// A refusal in Stripe's shape.
pub(super) struct Refused(u16, &'static str);

type Answer = Result<Json<Value>, Refused>;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let kind =
            if self.0 == 404 || self.0 == 400 { "invalid_request_error" } else { "api_error" };
        let body = json!({ "error": { "type": kind, "code": self.1, "message": "refused by the sandbox" } });
        let status = StatusCode::from_u16(self.0).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(body)).into_response()
    }
}

/// What was sent, by name.
struct Fields(Vec<(String, Typed)>);

impl Fields {
    fn read(text: &[u8]) -> Result<Self, Refused> {
        parse(text).map(Self).map_err(|_| Refused(400, "parameter_invalid"))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.expose())
    }

    fn need(&self, name: &str) -> Result<&str, Refused> {
        self.get(name).filter(|value| !value.is_empty()).ok_or(Refused(400, "parameter_missing"))
    }

    fn number(&self, name: &str) -> Result<Option<i64>, Refused> {
        let parsed = self.get(name).map(str::parse::<i64>).transpose();
        parsed.map_err(|_| Refused(400, "parameter_invalid_integer"))
    }
}

impl Sandbox {
    /// Whether the request shows the key and the version; and whether anything works today.
    fn admit(&self, headers: &HeaderMap) -> Result<(), Refused> {
        if self.books().trouble == Trouble::Down {
            return Err(Refused(503, "down"));
        }
        let shown = headers.get("authorization").and_then(|value| value.to_str().ok());
        if shown != Some(format!("Bearer {}", *self.key).as_str()) {
            return Err(Refused(401, "api_key"));
        }
        if !headers.contains_key("stripe-version") {
            return Err(Refused(400, "version"));
        }
        Ok(())
    }

    /// Does something once for each idempotency key; the same key with another request is refused.
    fn once(
        &self,
        headers: &HeaderMap,
        path: &str,
        body: &[u8],
        act: impl FnOnce(&mut Books, &Fields) -> Result<Value, Refused>,
    ) -> Answer {
        self.admit(headers)?;
        let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
        let key = key.filter(|key| !key.is_empty() && key.len() <= 255);
        let key = key.ok_or(Refused(400, "idempotency_key"))?;
        let asked = format!("{path}?{}", String::from_utf8_lossy(body));
        let fields = Fields::read(body)?;
        let mut books = self.books();
        if let Some((before, status, answer)) = books.answers.get(key) {
            if *before != asked {
                return Err(Refused(400, "idempotency_error"));
            }
            let answer = answer.clone();
            return if *status == 200 {
                self.answered(&books, answer)
            } else {
                Err(Refused(*status, "repeated"))
            };
        }
        let answer = act(&mut books, &fields)?;
        books.answers.insert(key.to_owned(), (asked, 200, answer.clone()));
        self.wake.notify_one();
        self.answered(&books, answer)
    }

    #[expect(clippy::unused_self, reason = "belongs to its callers")]
    fn answered(&self, books: &Books, answer: Value) -> Answer {
        if books.trouble == Trouble::AnswersLost {
            Err(Refused(500, "lost"))
        } else {
            Ok(Json(answer))
        }
    }
}

pub(super) async fn make_session(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    sandbox.once(&headers, "/checkout/sessions", &body, |books, fields| {
        let amount = fields.number("line_items[0][price_data][unit_amount]")?;
        let amount = amount.filter(|amount| *amount > 0).ok_or(Refused(400, "amount_too_small"))?;
        if amount > 99_999_999 {
            return Err(Refused(400, "amount_too_large"));
        }
        let interval = match fields.need("mode")? {
            "payment" => None,
            "subscription" => {
                Some(fields.need("line_items[0][price_data][recurring][interval]")?.to_owned())
            }
            _ => return Err(Refused(400, "parameter_invalid")),
        };
        let currency = fields.need("line_items[0][price_data][currency]")?;
        let session = Session {
            number: fields.get("client_reference_id").map(str::to_owned),
            what: fields.need("line_items[0][price_data][product_data][name]")?.to_owned(),
            amount,
            currency: currency.to_owned(),
            back: fields.need("success_url")?.to_owned(),
            cancel: fields.need("cancel_url")?.to_owned(),
            interval,
            status: "open",
            intent: None,
            subscription: None,
            challenged: false,
        };
        let id = sandbox.id("cs_test");
        let answer = session.json(&id, &sandbox.base, None);
        books.sessions.insert(id, session);
        Ok(answer)
    })
}

pub(super) async fn session(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    sandbox.admit(&headers)?;
    let books = sandbox.books();
    let session = books.sessions.get(&id).ok_or(Refused(404, "resource_missing"))?;
    let intent = session.intent.as_ref().and_then(|id| Some((id, books.intents.get(id)?)));
    let intent = intent.map(|(id, intent)| intent.json(id));
    Ok(Json(session.json(&id, &sandbox.base, intent.as_ref())))
}

pub(super) async fn intent(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    sandbox.admit(&headers)?;
    let books = sandbox.books();
    let intent = books.intents.get(&id).ok_or(Refused(404, "resource_missing"))?;
    Ok(Json(intent.json(&id)))
}

pub(super) async fn refund(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    sandbox.once(&headers, "/refunds", &body, |books, fields| {
        let (intent, amount) = (fields.need("payment_intent")?, fields.number("amount")?);
        books
            .refund(intent, amount, sandbox.now_s(), &|prefix| sandbox.id(prefix))
            .map_err(|(status, code)| Refused(status, code))
    })
}

pub(super) async fn disputes(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    sandbox.admit(&headers)?;
    let fields = Fields::read(query.unwrap_or_default().as_bytes())?;
    let id = fields.need("payment_intent")?;
    let books = sandbox.books();
    let dispute = books.intents.get(id).and_then(|intent| intent.dispute);
    let data: Vec<Value> = dispute
        .into_iter()
        .map(|status| json!({ "object": "dispute", "status": status, "payment_intent": id }))
        .collect();
    Ok(Json(json!({ "object": "list", "data": data, "has_more": false })))
}

pub(super) async fn subscription(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    sandbox.admit(&headers)?;
    let books = sandbox.books();
    let found = books.subscriptions.get(&id).ok_or(Refused(404, "resource_missing"))?;
    Ok(Json(json!({ "id": id, "object": "subscription", "status": found.status })))
}

pub(super) async fn cancel(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    sandbox.admit(&headers)?;
    let mut books = sandbox.books();
    let found = books.subscriptions.get_mut(&id).ok_or(Refused(404, "resource_missing"))?;
    found.status = "canceled";
    let object = json!({ "id": id, "object": "subscription", "status": "canceled" });
    books.happened("customer.subscription.deleted", &object, sandbox.now_s(), &|prefix| {
        sandbox.id(prefix)
    });
    sandbox.wake.notify_one();
    Ok(Json(object))
}

pub(super) async fn events(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    sandbox.admit(&headers)?;
    let fields = Fields::read(query.unwrap_or_default().as_bytes())?;
    let since = fields.number("created[gte]")?.unwrap_or(i64::MIN);
    let limit = usize::try_from(fields.number("limit")?.unwrap_or(10)).unwrap_or(10).clamp(1, 100);
    let after = fields.get("starting_after");
    let books = sandbox.books();
    let newest = books.events.iter().rev().filter(|(_, at, _)| *at >= since);
    let mut rest: Vec<&(String, i64, Value)> = newest.collect();
    if let Some(after) = after {
        let at = rest.iter().position(|(id, _, _)| id == after);
        rest.drain(..at.map_or(rest.len(), |at| at + 1));
    }
    let data: Vec<&Value> = rest.iter().take(limit).map(|(_, _, value)| value).collect();
    Ok(Json(json!({ "object": "list", "data": data, "has_more": rest.len() > limit })))
}

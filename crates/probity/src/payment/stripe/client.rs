//! Sends requests, repeats those that may be repeated, and turns refusals into [`Fault`]s.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, Response};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::VERSION;
use super::form::Form;
use super::objects::Refusal;
use crate::payment::fault::Fault;

/// Requests before we give up for now.
const ATTEMPTS: u32 = 3;

/// The longest answer that is read.
const LONGEST: usize = 4 * 1024 * 1024;

/// How long connecting, and a whole request, may take.
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(20);

/// Where the API is and how we show who we are.
pub struct Settings {
    /// The address before `/v1`.
    pub api: String,
    /// The secret key.
    pub key: Zeroizing<String>,
    /// Whether real money is moved.
    pub live: bool,
    /// How long to wait before the second attempt; twice that before the third.
    pub pause: Duration,
}

/// A client of the API; clones share its connections.
#[derive(Clone)]
pub struct Stripe {
    http: Client,
    api: String,
    authorization: HeaderValue,
    pub(super) live: bool,
    pause: Duration,
}

impl std::fmt::Debug for Stripe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stripe({})", self.api)
    }
}

impl Stripe {
    /// A client with these settings.
    ///
    /// # Errors
    /// [`Fault::Key`] for a key that can stand in no header, [`Fault::Odd`] when TLS can't be set up.
    #[expect(clippy::needless_pass_by_value, reason = "the key is handed over, not lent")]
    pub fn new(settings: Settings) -> Result<Self, Fault> {
        let http = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .redirect(reqwest::redirect::Policy::none())
            .https_only(settings.api.starts_with("https:"))
            .build()
            .map_err(|_| Fault::Odd("no TLS"))?;
        let text = Zeroizing::new(format!("Bearer {}", settings.key.trim()));
        let mut authorization = HeaderValue::try_from(text.as_str()).map_err(|_| Fault::Key)?;
        authorization.set_sensitive(true);
        let api = settings.api.trim_end_matches('/').to_owned();
        Ok(Self { http, api, authorization, live: settings.live, pause: settings.pause })
    }

    /// Whether real money is meant.
    pub(crate) const fn is_live(&self) -> bool {
        self.live
    }

    /// Asks for an object. `path` begins after `/v1`.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &Form,
    ) -> Result<T, Fault> {
        let url = match query.as_str() {
            "" => format!("{}/v1{path}", self.api),
            query => format!("{}/v1{path}?{query}", self.api),
        };
        self.ask(Method::GET, &url, None, None).await
    }

    /// Does something. The same `key` does it once, however often it is asked.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &Form,
        key: &str,
    ) -> Result<T, Fault> {
        let url = format!("{}/v1{path}", self.api);
        self.ask(Method::POST, &url, Some(form), Some(key)).await
    }

    /// Ends an object; ending it again changes nothing.
    pub(super) async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, Fault> {
        let url = format!("{}/v1{path}", self.api);
        self.ask(Method::DELETE, &url, None, None).await
    }

    /// Asks until there is an answer, at most [`ATTEMPTS`] times.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        url: &str,
        form: Option<&Form>,
        key: Option<&str>,
    ) -> Result<T, Fault> {
        let mut attempt = 1;
        loop {
            let fault = match self.once(method.clone(), url, form, key).await {
                Ok(body) => {
                    return serde_json::from_slice(&body)
                        .map_err(|_| Fault::Odd("not as documented"));
                }
                Err(fault) => fault,
            };
            if !fault.passes() || attempt == ATTEMPTS {
                return Err(fault);
            }
            tokio::time::sleep(self.pause * attempt).await;
            attempt += 1;
        }
    }

    async fn once(
        &self,
        method: Method,
        url: &str,
        form: Option<&Form>,
        key: Option<&str>,
    ) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let mut request = self
            .http
            .request(method, url)
            .header(AUTHORIZATION, self.authorization.clone())
            .header("stripe-version", VERSION);
        if let Some(form) = form {
            request = request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.as_str().to_owned());
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = request.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let again = response
            .headers()
            .get("stripe-should-retry")
            .and_then(|value| value.to_str().ok())
            .map(|value| value == "true");
        let body = read(response).await?;
        match (status, again) {
            (200..300, _) => Ok(body),
            (401 | 403, _) => Err(Fault::Key),
            (404, _) => Err(Fault::Unknown),
            // Another request with the same key is still being worked on.
            (409 | 429 | 500.., None | Some(true)) | (_, Some(true)) => {
                Err(Fault::Disturbed(status))
            }
            _ => Err(Fault::Refused(reason(&body))),
        }
    }
}

/// Reads an answer, up to [`LONGEST`].
async fn read(mut response: Response) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut body = Zeroizing::new(Vec::new());
    while let Some(piece) = response.chunk().await.map_err(|error| unreachable(&error))? {
        if body.len() + piece.len() > LONGEST {
            return Err(Fault::Odd("too long"));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// What kept an answer from arriving; the error's own words hold the address, which may name an object.
fn unreachable(error: &reqwest::Error) -> Fault {
    Fault::Unreachable(if error.is_timeout() {
        "it takes too long"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    })
}

/// The provider's code for a refusal, if it is one that we know; its message is never repeated.
fn reason(body: &[u8]) -> &'static str {
    const KNOWN: &[&str] = &[
        "amount_too_large",
        "amount_too_small",
        "card_declined",
        "charge_already_refunded",
        "charge_disputed",
        "currency_not_supported",
        "idempotency_error",
        "invalid_charge_amount",
        "parameter_invalid_integer",
        "parameter_missing",
        "parameter_unknown",
        "payment_intent_unexpected_state",
        "refund_disputed_payment",
        "resource_missing",
        "url_invalid",
    ];
    let refusal: Option<Refusal> = serde_json::from_slice(body).ok();
    let said = refusal.map(|refusal| refusal.error);
    let code = said.as_ref().and_then(|error| error.code.as_deref().or(error.kind.as_deref()));
    let known = KNOWN.iter().find(|known| code == Some(**known));
    known.copied().unwrap_or("for another reason")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_refusal_nothing_but_a_known_code_is_repeated() {
        assert_eq!(
            reason(br#"{"error":{"code":"amount_too_small","message":"ada@example.org"}}"#),
            "amount_too_small"
        );
        assert_eq!(reason(br#"{"error":{"type":"idempotency_error"}}"#), "idempotency_error");
        assert_eq!(reason(br#"{"error":{"code":"ada@example.org"}}"#), "for another reason");
        assert_eq!(reason(b"<html>"), "for another reason");
    }

    #[test]
    fn the_key_never_shows() {
        let settings = |key: &str| Settings {
            api: "https://api.example.org/".to_owned(),
            key: Zeroizing::new(key.to_owned()),
            live: true,
            pause: Duration::ZERO,
        };
        let client = Stripe::new(settings("sk_test_hush\n")).unwrap();
        assert_eq!(format!("{client:?}"), "Stripe(https://api.example.org)");
        assert!(client.authorization.is_sensitive());
        assert_eq!(Stripe::new(settings("sk\nlive")).unwrap_err(), Fault::Key);
    }
}

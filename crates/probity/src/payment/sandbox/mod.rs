//! A provider that moves no money: for `probity demo` and for the tests.
//!
//! It is a server of its own, on a port of its own, that speaks the part of Stripe's HTTP API which
//! [`super::stripe`] uses, has a hosted page where a card is typed, and sends signed webhooks. So
//! everything on our side is the same as with the real provider. Everything it knows is in its memory
//! and gone with it; a card's number is looked at while its request lasts and kept nowhere.

mod api;
mod books;
mod cards;
mod hosted;
#[cfg(test)]
mod tests;
mod webhooks;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use probity_vault::{Clock, Random};
use tokio::sync::Notify;
use zeroize::Zeroizing;

use super::signature::WebhookSecret;
use super::stripe::{Settings, Stripe};
use books::Books;
pub use webhooks::Delivery;

/// The name of the provider in the register of agreements.
pub const NAME: &str = "sandbox";

/// Something that goes wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    None,
    /// Every request is answered with 503.
    Down,
    /// What is asked is done, and the answer is an error: as if the connection had broken then.
    AnswersLost,
}

/// The sandbox, running; shared by reference count.
pub struct Sandbox {
    books: Mutex<Books>,
    key: Zeroizing<String>,
    secret: WebhookSecret,
    secret_text: Zeroizing<String>,
    base: String,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    wake: Notify,
}

impl Sandbox {
    /// A sandbox that is reached at `base` (`http://127.0.0.1:4321`).
    pub fn new(base: &str, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Arc<Self> {
        let mut secret = [0; 32];
        random.fill(&mut secret);
        let (key, webhook) = secret.split_at(16);
        let hex = crate::site::hex::hex;
        let secret_text = Zeroizing::new(format!("whsec_{}", hex(webhook)));
        Arc::new(Self {
            books: Mutex::default(),
            key: Zeroizing::new(format!("sk_test_{}", hex(key))),
            secret: WebhookSecret::new(secret_text.as_str()),
            secret_text,
            base: base.trim_end_matches('/').to_owned(),
            clock,
            random,
            wake: Notify::new(),
        })
    }

    /// A client that may use it.
    ///
    /// # Errors
    /// When no client can be made at all.
    pub fn client(&self, pause: std::time::Duration) -> Result<Stripe, super::fault::Fault> {
        let api = self.base.clone();
        Stripe::new(Settings { api, key: self.key.clone(), live: false, pause })
    }

    /// What its webhooks are signed with.
    pub fn webhook_secret(&self) -> WebhookSecret {
        WebhookSecret::new(self.secret_text.as_str())
    }

    /// Everything it answers.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/v1/checkout/sessions", post(api::make_session))
            .route("/v1/checkout/sessions/{id}", get(api::session))
            .route("/v1/payment_intents/{id}", get(api::intent))
            .route("/v1/refunds", post(api::refund))
            .route("/v1/disputes", get(api::disputes))
            .route("/v1/subscriptions/{id}", get(api::subscription).delete(api::cancel))
            .route("/v1/events", get(api::events))
            .route("/pay/{id}", get(hosted::show).post(hosted::send))
            .route("/pay/{id}/challenge", get(hosted::challenge).post(hosted::answer))
            .route("/sandbox.css", get(hosted::style))
            .layer(axum::middleware::map_response(hosted::headers))
            .with_state(Arc::clone(self))
    }

    /// Makes something go wrong from now on.
    pub fn trouble(&self, trouble: Trouble) {
        self.books().trouble = trouble;
    }

    /// How many payments were made that took money.
    pub fn charges(&self) -> usize {
        self.books().intents.values().filter(|intent| intent.is_paid()).count()
    }

    /// How much money went back, in the units of its currencies.
    pub fn returned(&self) -> i64 {
        self.books().intents.values().map(|intent| intent.refunded).sum()
    }

    /// How many hosted pages were opened.
    pub fn sessions(&self) -> usize {
        self.books().sessions.len()
    }

    /// Ends every hosted page that is still open, as time would.
    pub fn expire_all(&self) {
        let now_s = self.now_s();
        self.books().expire_all(now_s, &|prefix| self.id(prefix));
        self.wake.notify_one();
    }

    /// Decides every dispute.
    pub fn decide_disputes(&self, won: bool) {
        let now_s = self.now_s();
        self.books().decide_disputes(won, now_s, &|prefix| self.id(prefix));
        self.wake.notify_one();
    }

    /// Sends some of a payment's money back, as somebody would who works at the provider's own desk.
    pub fn refund_all(&self) {
        let now_s = self.now_s();
        self.books().refund_all(now_s, &|prefix| self.id(prefix));
        self.wake.notify_one();
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_s(&self) -> i64 {
        self.clock.now_ms().div_euclid(1000)
    }

    /// A new object's id.
    fn id(&self, prefix: &str) -> String {
        let mut bytes = [0; 12];
        self.random.fill(&mut bytes);
        format!("{prefix}_{}", crate::site::hex::hex(&bytes))
    }
}

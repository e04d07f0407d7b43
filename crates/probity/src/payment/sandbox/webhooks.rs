//! Webhooks of the sandbox: signed, sent until they are taken, later and later.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::Sandbox;
use crate::payment::signature::HEADER;

/// Attempts before a webhook is given up: the site's own reconciliation finds what it would have said.
const ATTEMPTS: u32 = 12;

/// A webhook that waits.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The body.
    pub body: Vec<u8>,
    /// How often it was sent in vain.
    attempts: u32,
    /// When it is sent next, in milliseconds since 1970.
    due_ms: i64,
}

impl Delivery {
    pub(super) fn new(body: Vec<u8>) -> Self {
        Self { body, attempts: 0, due_ms: i64::MIN }
    }
}

impl Sandbox {
    /// Takes the webhooks that wait out of the queue, to be delivered by hand.
    pub fn take_deliveries(&self) -> Vec<Delivery> {
        self.books().deliveries.drain(..).collect()
    }

    /// The signature of a body, made now.
    pub fn signature(&self, body: &[u8]) -> String {
        self.secret.sign(body, self.now_s())
    }

    /// Sends webhooks to `address` until `stop` is true.
    ///
    /// # Errors
    /// When no client can be made.
    pub async fn run(
        self: Arc<Self>,
        address: String,
        mut stop: watch::Receiver<bool>,
    ) -> Result<(), reqwest::Error> {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
        while !*stop.borrow() {
            self.deliver(&http, &address).await;
            let pause = tokio::time::sleep(Duration::from_secs(1));
            tokio::select! {
                () = self.wake.notified() => {}
                () = pause => {}
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
        Ok(())
    }

    /// Sends what is due; what is not taken goes back into the queue.
    async fn deliver(&self, http: &reqwest::Client, address: &str) {
        let now_ms = self.clock.now_ms();
        let due: Vec<Delivery> = {
            let mut books = self.books();
            let all: Vec<Delivery> = books.deliveries.drain(..).collect();
            let (due, later) = all.into_iter().partition(|delivery| delivery.due_ms <= now_ms);
            books.deliveries.extend::<Vec<Delivery>>(later);
            due
        };
        for mut delivery in due {
            let sent = http
                .post(address)
                .header(HEADER, self.signature(&delivery.body))
                .header("content-type", "application/json")
                .body(delivery.body.clone())
                .send()
                .await;
            if sent.is_ok_and(|response| response.status().is_success()) {
                continue;
            }
            delivery.attempts += 1;
            delivery.due_ms = now_ms + (1000 << delivery.attempts.min(10));
            if delivery.attempts < ATTEMPTS {
                self.books().deliveries.push_back(delivery);
            }
        }
    }
}

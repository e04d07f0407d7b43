//! The demo's payments: the sandbox on a port of its own, and an agreement with it on record that says
//! what it is.

use std::sync::Arc;
use std::time::Duration;

use probity_ledger::Actor;
use probity_policy::Role;
use tokio::sync::watch;

use crate::data::Installation;
use crate::payment::provider::Provider;
use crate::payment::register::{self, Terms};
use crate::payment::sandbox::{NAME, Sandbox};
use crate::payment::{Payments, service};
use crate::site::moment::DAY;

/// The sandbox, answering.
pub struct Shop {
    /// What the site pays with.
    pub payments: Payments,
    /// Where its pages are.
    pub address: String,
}

/// Starts the sandbox on a free port of the loopback; it ends with the runtime that this is called in. Its
/// webhooks go to the site at `site`.
///
/// # Errors
/// When there is no port, or the agreement can't be put on record.
pub fn open(open: &Installation, site: &str) -> Result<Shop, Box<dyn std::error::Error>> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let address = format!("http://{}", listener.local_addr()?);
    let sandbox = Sandbox::new(&address, Arc::clone(&open.clock), Arc::clone(&open.random));
    let router = sandbox.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let (stop, stopped) = watch::channel(false);
    let webhooks = format!("{site}/payment/stripe/webhook");
    let sender = Arc::clone(&sandbox);
    tokio::spawn(async move {
        // Held as long as the webhooks are sent: nobody else stops them.
        let _stop = stop;
        sender.run(webhooks, stopped).await
    });
    if register::in_force(&open.vault, NAME)?.is_none() {
        let now_ms = open.vault.now_ms();
        let terms = Terms {
            provider: NAME.to_owned(),
            party: "The sandbox of this demo, which moves no money".to_owned(),
            document: [0; 32],
            safeguards: "none needed: it holds invented cards in memory".to_owned(),
            agreed_ms: now_ms,
            expires_ms: now_ms + 365 * DAY,
        };
        let operator = Actor::role(Role::InfrastructureStaff.name());
        register::add(&open.vault, open.random.as_ref(), &terms, &operator)?;
    }
    let client = sandbox.client(service::PAUSE.min(Duration::from_millis(100)))?;
    let provider = Provider::Sandbox(client);
    let payments = Payments::with(provider, vec![sandbox.webhook_secret()], &address);
    Ok(Shop { payments, address })
}

//! Payments of the running service: its provider, the secrets of its webhooks, and what wakes the task
//! that looks after payments.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::Notify;
use zeroize::Zeroizing;

use super::provider::Provider;
use super::signature::WebhookSecret;
use super::stripe::{Settings, Stripe};
use crate::config::{self, Config};

/// How long the client waits before it asks a second time.
pub const PAUSE: Duration = Duration::from_millis(400);

/// The provider of a service and what belongs to it.
pub struct Payments {
    pub(crate) provider: Provider,
    pub(crate) secrets: Vec<WebhookSecret>,
    /// Where hosted pages are: a form of ours may lead there.
    pub(crate) pages: String,
    pub(crate) wake: Notify,
    /// Up to when the provider's list of events was gone through, in seconds since 1970.
    pub(crate) reconciled_s: Mutex<Option<i64>>,
}

impl Payments {
    /// No cards: what comes, comes by bank transfer.
    pub fn offline() -> Self {
        Self::with(Provider::Offline, Vec::new(), "")
    }

    /// With a provider, the secrets that its webhooks are signed with, and the origin of its pages.
    pub fn with(provider: Provider, secrets: Vec<WebhookSecret>, pages: &str) -> Self {
        Self {
            provider,
            secrets,
            pages: pages.to_owned(),
            wake: Notify::new(),
            reconciled_s: Mutex::default(),
        }
    }

    /// As the configuration says; the files with the keys are read here, once.
    ///
    /// # Errors
    /// What is wrong with them, without what is in them.
    pub fn from_config(config: &Config) -> Result<Self, String> {
        let payment = &config.payment;
        if payment.provider == config::PaymentProvider::None {
            return Ok(Self::offline());
        }
        let read = |name: &str, file: Option<&Path>| -> Result<Zeroizing<String>, String> {
            let file = file.ok_or_else(|| format!("`{name}` is not set; payments need it"))?;
            let text = std::fs::read_to_string(file)
                .map_err(|error| format!("`{name}` `{}`: {error}", file.display()))?;
            Ok(Zeroizing::new(text))
        };
        let key = read("payment.key_file", payment.key_file.as_deref())?;
        let key = Zeroizing::new(key.lines().next().unwrap_or_default().trim().to_owned());
        let secrets = read("payment.webhook_secret_file", payment.webhook_secret_file.as_deref())?;
        // While a secret is replaced there are two, one a line.
        let secrets: Vec<WebhookSecret> = secrets
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(WebhookSecret::new)
            .collect();
        if key.is_empty() || secrets.is_empty() {
            return Err(
                "`payment.key_file` or `payment.webhook_secret_file` is empty; put in what \
                        the provider shows"
                    .to_owned(),
            );
        }
        let api = "https://api.stripe.com".to_owned();
        let settings = Settings { api, key, live: payment.live, pause: PAUSE };
        let stripe = Stripe::new(settings).map_err(|fault| fault.to_string())?;
        Ok(Self::with(Provider::Stripe(stripe), secrets, "https://checkout.stripe.com"))
    }
}

//! The running service: what every page and the mail worker share.
//!
//! [`App::new`] takes its parts; [`crate::site::router`] makes it answer; [`App::run_mail`] sends
//! what is queued. Time and randomness come from outside, so tests turn the clock themselves.

use std::path::PathBuf;
use std::sync::Arc;

use probity_policy::{Policy, Version};
use probity_vault::{Clock, Random, Vault};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::api::usage::Door;
use crate::config::Config;
use crate::counts::Counts;
use crate::data::SITE;
use crate::demo::Outbox;
use crate::desk::verification::Verification;
use crate::evidence::Evidence;
use crate::guard::{self, Protection};
use crate::mail::{Mail, Transport};
use crate::membership::Scheme;
use crate::pages::Shelf;
use crate::payment::Payments;
use crate::site::assets::Look;
use crate::site::cache::PageCache;
use crate::site::failure::Failure;
use crate::site::guard::FormKey;
use crate::site::home::Lately;
use crate::site::throttle::Throttle;
use crate::usage::Usage;
use crate::usage::live::Live;

/// Passwords hashed at the same time at most: each takes 19 MiB and a core.
const HASHING: usize = 4;

/// What a service is made of.
pub struct Parts {
    /// The open vault; its store must hold the tables of [`crate::store`].
    pub vault: Vault,
    /// The configuration.
    pub config: Config,
    /// How mail leaves.
    pub transport: Transport,
    /// The demo's outbox, when this is a demo; the page that shows it exists only then.
    pub outbox: Option<Arc<Outbox>>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where tokens and salts come from.
    pub random: Arc<dyn Random>,
    /// The data directory, for the files that an operator puts there; a service without one has none.
    pub data: Option<PathBuf>,
    /// Who moves the money of gifts.
    pub payments: Payments,
}

/// The running service; shared by reference count.
pub struct App {
    pub(crate) vault: Vault,
    pub(crate) config: Config,
    pub(crate) scheme: Arc<Scheme>,
    pub(crate) mail: Mail,
    pub(crate) outbox: Option<Arc<Outbox>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) data: Option<PathBuf>,
    pub(crate) forms: FormKey,
    pub(crate) throttle: Throttle,
    pub(crate) pages: PageCache,
    pub(crate) counts: Counts,
    pub(crate) lately: Lately,
    pub(crate) evidence: Evidence,
    pub(crate) verification: Verification,
    pub(crate) shelf: Shelf,
    pub(crate) look: Look,
    pub(crate) guard: Protection,
    /// The visits on the foundation's sites; none without a data directory.
    pub(crate) usage: Option<Usage>,
    pub(crate) live: Live,
    /// Where other servers send their logs.
    pub(crate) door: Door,
    pub(crate) payments: Payments,
    hashing: Semaphore,
}

impl App {
    /// Puts the parts together. Messages that were being sent when an earlier process stopped are
    /// marked as in doubt.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn new(parts: Parts) -> Result<Arc<Self>, Failure> {
        let Parts { vault, config, transport, outbox, clock, random, data, payments } = parts;
        let mut throttle_key = Zeroizing::new([0; 32]);
        random.fill(throttle_key.as_mut_slice());
        let forms = FormKey::new(vault.form_token_key());
        let language = config.foundation.language.as_str();
        let shelf =
            Shelf::open(data.as_ref().map(|data| data.join(SITE)), language, clock.now_ms());
        let look = Look::new(&config.foundation);
        let scheme = Arc::new(Scheme::new(&config));
        let mail = Mail::open(&vault, transport, &config)?;
        let guard = Protection::new(&config, data.as_deref());
        guard::book::catch_up(&vault, &guard, clock.now_ms())?;
        let usage = data.as_deref().map(|data| Usage::open(&vault, &config, data)).transpose()?;
        Ok(Arc::new(Self {
            vault,
            config,
            scheme,
            mail,
            outbox,
            clock,
            random,
            data,
            forms,
            throttle: Throttle::new(&throttle_key),
            pages: PageCache::default(),
            counts: Counts::default(),
            lately: Lately::default(),
            evidence: Evidence::default(),
            verification: Verification::default(),
            shelf,
            look,
            guard,
            usage,
            live: Live::default(),
            door: Door::default(),
            payments,
            hashing: Semaphore::new(HASHING),
        }))
    }

    /// Milliseconds since 1970, by the service's clock.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The vault.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The foundation's classes of membership and its calendar.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// A policy by its version, if it was published.
    pub(crate) fn policy(&self, version: Version) -> Option<&Policy> {
        self.vault.archive().get(version)
    }

    /// Takes in what changed in the folder of the pages, when it is time to look. Whoever asks for a
    /// page after an edit sees it.
    pub(crate) async fn look_at_pages(self: &Arc<Self>) {
        if !self.shelf.is_due(self.now_ms()) {
            return;
        }
        let looked = self.blocking(|app| {
            app.shelf.look();
            app.pages.turn(app.shelf.tree().generation);
            Ok::<_, Failure>(())
        });
        if let Err(error) = looked.await {
            tracing::error!(%error, "the pages could not be looked at");
        }
    }

    /// Thirty-two random bytes.
    pub(crate) fn secret(&self) -> Zeroizing<[u8; 32]> {
        let mut bytes = Zeroizing::new([0; 32]);
        self.random.fill(bytes.as_mut_slice());
        bytes
    }

    /// Runs `work` where it may block: whatever touches the vault, the database or the disk.
    ///
    /// # Errors
    /// Those of `work`, and a failure of ours if it panicked.
    pub(crate) async fn blocking<T, E>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + Send + 'static,
    {
        let app = Arc::clone(self);
        match tokio::task::spawn_blocking(move || work(&app)).await {
            Ok(result) => result.map_err(Into::into),
            Err(_) => Err(Failure::Internal("a task of the site stopped unexpectedly".to_owned())),
        }
    }

    /// Like [`Self::blocking`], for what hashes a password: only a few at a time.
    pub(crate) async fn hashing<T, E>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + Send + 'static,
    {
        let _turn = self.hashing.acquire().await;
        self.blocking(work).await
    }
}

//! Protection of the running site: who is refused, since when and until when (promise U1).
//!
//! Each request whose sender is known is looked at with the scenarios of [`probity_usage::guard`]. A
//! decision holds at once, in memory ([`bans`]), and is stored after the answer ([`book`]): the
//! address sealed under the day's key, so that it ends with it. After a start, decisions that hold are
//! read back, which is a *use* and on the ledger.
//!
//! - [`book`]: decisions in the database: kept, read back, lifted, forgotten.
//! - [`threats`]: what they come to, for staff and operators; opening addresses is on the ledger first.
//! - [`firewall`]: those in force, written for other programs.

pub(crate) mod bans;
pub(crate) mod book;
pub(crate) mod error;
pub(crate) mod firewall;
pub(crate) mod keeping;
pub(crate) mod scenarios;
pub(crate) mod threats;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use probity_usage::guard::{Crawlers, Guard, Happened, Matcher, Sanction, Seen, Spared};
use probity_usage::{Kind, Request};
use tokio::sync::Notify;

use crate::config::Config;
use crate::site::moment::HOUR;
use bans::{Bans, Held};
use book::{Found, Id};
use error::GuardError;

/// Decisions that wait to be stored; more than that hold in memory only.
const WAITING: usize = 4_096;

/// What protects the site.
pub(crate) struct Protection {
    on: bool,
    spared: Spared,
    scenarios: scenarios::Wanted,
    ready: OnceLock<Watch>,
    /// Who is refused.
    pub(crate) bans: Bans,
    waiting: Mutex<Vec<Found>>,
    wake: Notify,
    /// When old decisions are to be looked at next.
    due: AtomicI64,
}

/// The scenarios, compiled, and the buckets.
struct Watch {
    matcher: Arc<Matcher>,
    guard: Mutex<Guard>,
}

impl Protection {
    /// As configured. The scenarios are compiled when they are first needed, or by [`Self::prepare`].
    pub(crate) fn new(config: &Config, data: Option<&Path>) -> Self {
        Self {
            on: config.guard.enabled,
            spared: spared(config),
            scenarios: scenarios::Wanted::new(config, data),
            ready: OnceLock::new(),
            bans: Bans::default(),
            waiting: Mutex::default(),
            wake: Notify::new(),
            due: AtomicI64::new(i64::MIN),
        }
    }

    /// Reads and compiles the scenarios.
    ///
    /// # Errors
    /// What is wrong with one of the foundation's own, with its place.
    pub(crate) fn prepare(&self) -> Result<(), GuardError> {
        if self.on && self.ready.get().is_none() {
            let matcher = Arc::new(self.scenarios.compile()?);
            // Whoever was first has the same.
            let _ = self.ready.set(self.watch(matcher));
        }
        Ok(())
    }

    /// How many scenarios there are, all of them read and compiled; none where the site does not protect
    /// itself.
    ///
    /// # Errors
    /// What is wrong with one of the foundation's own, with its place.
    pub(crate) fn check(config: &Config, data: &Path) -> Result<Option<usize>, GuardError> {
        if !config.guard.enabled {
            return Ok(None);
        }
        let wanted = scenarios::Wanted::new(config, Some(data));
        wanted.compile()?;
        Ok(Some(wanted.read()?.iter().count()))
    }

    /// What imported logs are looked at with: the scenarios, and buckets of their own; none where the
    /// site does not protect itself.
    ///
    /// # Errors
    /// What is wrong with one of the foundation's own scenarios, with its place.
    pub(crate) fn for_import(
        config: &Config,
        data: &Path,
    ) -> Result<Option<(Arc<Matcher>, Guard)>, GuardError> {
        if !config.guard.enabled {
            return Ok(None);
        }
        let matcher = Arc::new(scenarios::Wanted::new(config, Some(data)).compile()?);
        let guard = Guard::new(Arc::clone(&matcher), spared(config));
        Ok(Some((matcher, guard)))
    }

    /// Whether the sender is refused now, and how.
    pub(crate) fn held(&self, sender: IpAddr, now_ms: i64) -> Option<Held> {
        if !self.on || self.spared.spares(sender) {
            return None;
        }
        self.bans.held(sender, now_ms)
    }

    /// Looks at a request that was answered. `sample` is what may be kept of its path; `id` names a
    /// decision, should there be one.
    pub(crate) fn see(
        &self,
        request: &Request<'_>,
        kind: Kind,
        happened: Option<Happened>,
        sample: Option<&str>,
        id: impl Fn() -> Id,
    ) {
        if !self.on || self.spared.spares(request.address) {
            return;
        }
        let watch = self.ready.get_or_init(|| self.watch(Arc::new(self.scenarios.ours())));
        let mut marks = watch.matcher.marks(request, kind);
        if let Some(happened) = happened {
            // One thing that counts twice for a scenario counts once.
            marks = marks.and(watch.matcher.event(happened));
        }
        if marks.is_none() {
            return;
        }
        let mut found = Vec::new();
        let mut guard = watch.guard.lock().unwrap_or_else(PoisonError::into_inner);
        guard.see(&Seen::from(request), marks, &mut |decision| {
            let sample = sample.map(str::to_owned);
            found.push(Found { id: id(), decision, sample });
        });
        drop(guard);
        if found.is_empty() {
            return;
        }
        for one in &found {
            let decision = &one.decision;
            match decision.sanction {
                Sanction::Ban(_) => self.bans.ban(one.id, decision.block, decision.until),
                Sanction::Throttle(_) => self.bans.slow(one.id, decision.block, decision.until),
                Sanction::Note(_) => {}
            }
            let (scenario, sanction) = (decision.scenario.as_str(), decision.sanction.name());
            tracing::info!(scenario, sanction, "a scenario of attack was acted out");
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let room = WAITING.saturating_sub(waiting.len());
        waiting.extend(found.into_iter().take(room));
        drop(waiting);
        self.wake.notify_one();
    }

    /// What people call the scenarios that are watched for, in that language.
    pub(crate) fn titles(&self, language: &str) -> BTreeMap<String, String> {
        let watch = self.ready.get_or_init(|| self.watch(Arc::new(self.scenarios.ours())));
        let scenarios = watch.matcher.scenarios().iter();
        scenarios.map(|one| (one.id.clone(), one.title(language).to_owned())).collect()
    }

    fn watch(&self, matcher: Arc<Matcher>) -> Watch {
        let guard = Mutex::new(Guard::new(Arc::clone(&matcher), self.spared.clone()));
        Watch { matcher, guard }
    }

    /// Whether old decisions are to be looked at; not again within the hour.
    fn is_due(&self, now_ms: i64) -> bool {
        let due = self.due.load(Ordering::Relaxed) <= now_ms;
        if due {
            self.due.store(now_ms.saturating_add(HOUR), Ordering::Relaxed);
        }
        due
    }

    /// Puts back what could not be stored.
    fn put_back(&self, mut found: Vec<Found>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        found.append(&mut waiting);
        found.truncate(WAITING);
        *waiting = found;
    }

    /// What waits to be stored; it is the caller's from now on.
    fn take_waiting(&self) -> Vec<Found> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whom no decision is made about: loopback, our proxies, and whom the configuration says.
pub(crate) fn spared(config: &Config) -> Spared {
    let proxies = config.server.proxies.iter().map(|proxy| {
        let whole = if proxy.to_canonical().is_ipv4() { 32 } else { 128 };
        probity_usage::guard::Block::new(*proxy, whole)
    });
    let allowed = config.guard.allow.iter().map(|block| block.as_str().parse().ok());
    Spared::new(proxies.chain(allowed).flatten())
}

/// The crawlers whose addresses are configured.
fn crawlers(config: &Config) -> Crawlers {
    let known = config.guard.crawlers.iter().map(|(name, blocks)| {
        let blocks = blocks.iter().filter_map(|block| block.as_str().parse().ok());
        (name.clone(), blocks.collect())
    });
    Crawlers::new(known)
}

/// The folder of the foundation's own scenarios.
fn folder(config: &Config, data: Option<&Path>) -> Option<PathBuf> {
    let folder = config.guard.scenarios.as_ref()?;
    Some(data.map_or_else(|| folder.clone(), |data| data.join(folder)))
}

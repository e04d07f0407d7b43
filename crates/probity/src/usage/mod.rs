//! Usage: the visits on the foundation's sites, kept for protection and for availability and performance,
//! and for nothing else (promises C1, C2, U1).
//!
//! - `live`, [`syslog`]: where it comes from while the service runs; `packing`: how logs are compressed.
//! - `alerts`, `pulse`: what staff are told of by mail.
//! - [`files`]: where the files of the history lie.
//! - `history`: a commit: files first, then the one transaction that makes them count.
//! - `known`: which source was read how far, so that nothing counts twice.
//! - `kept`: what there is: sites, days, what the segments add up to.
//! - `rejected`: lines that could not be read, sealed.
//! - `report`: the fixed reports, on record.
//! - `tables`: its figures for other programs.
//! - `stream`: what comes in, the visits that are open in it, and its commits.
//! - `staging`: where segments are written before they count.
//! - `sql`: questions in SQL, where that is built in.
//! - `trace`: the protection view of a day.
//! - `forget`: the end of addresses and of the history itself.

pub(crate) mod alerts;
mod error;
pub mod files;
pub(crate) mod forget;
pub(crate) mod history;
pub(crate) mod kept;
pub(crate) mod known;
pub(crate) mod live;
pub(crate) mod packing;
mod pulse;
pub(crate) mod rejected;
pub(crate) mod report;
#[cfg(feature = "sql")]
pub(crate) mod sql;
pub(crate) mod staging;
pub(crate) mod stream;
pub mod syslog;
pub(crate) mod tables;
pub(crate) mod trace;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use probity_usage::history::Sites;
use probity_vault::Vault;

pub use error::UsageError;

use crate::config::Config;
use alerts::Alerts;
use files::Files;
use forget::Over;
use staging::Room;
use stream::Stream;

#[cfg(test)]
mod tests;

/// How far the clocks of servers may be ahead of ours, in milliseconds: a day.
pub(crate) const AHEAD: i64 = crate::site::moment::DAY;

/// The fields of the data map that a log gives.
pub(crate) const FIELDS: &[&str] = &[
    "ip",
    "network",
    "visit-start",
    "visit-duration",
    "page",
    "page-duration",
    "browser",
    "operating-system",
    "request-outcome",
];

/// The categories of these fields but for the address: what reports are made of.
pub(crate) const CATEGORIES: &[&str] =
    &["browser-type", "network", "operating-system", "page-view", "request-outcome", "visit"];

/// The history of an installation, open.
pub struct Usage {
    vault: Vault,
    files: Files,
    data: PathBuf,
    /// The name of this site.
    own: String,
    /// The sites that logs may tell of, with this one.
    sites: Sites,
    /// The streams that this process has taken up.
    streams: Mutex<HashMap<String, Arc<Mutex<Stream>>>>,
    alerts: Alerts,
}

impl Usage {
    /// Opens the history of the installation whose data directory is `data`.
    ///
    /// # Errors
    /// When the folder can't be made, the bucket's credentials miss, or an alert is told somebody who
    /// may not see it.
    pub fn open(vault: &Vault, config: &Config, data: &Path) -> Result<Self, UsageError> {
        let environment = |name: &str| std::env::var(name).ok();
        let files = Files::open(&config.usage, data, &environment)?;
        let own = config.foundation.base_url.site().as_str().to_owned();
        let others = config.usage.sites.iter().map(crate::config::SiteName::as_str);
        let sites = Sites::known(others.chain([own.as_str()]));
        Ok(Self {
            vault: vault.clone(),
            files,
            data: data.to_owned(),
            sites,
            own,
            streams: Mutex::default(),
            alerts: Alerts::new(vault, &config.usage.alerts)?,
        })
    }

    /// The vault that it rests on.
    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// What staff are told of.
    pub(crate) fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    /// Where its files lie.
    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    /// The data directory, for what is being written.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// The name under which this site's own visits are kept.
    pub(crate) fn own(&self) -> &str {
        &self.own
    }

    /// The sites that logs may tell of, with this one.
    pub(crate) fn sites(&self) -> &Sites {
        &self.sites
    }

    /// A stream of logs of one site, taken up if this process does not have it yet. Whoever works on it
    /// locks it; commits are the caller's.
    pub(crate) fn stream(&self, scope: &str, site: &str) -> Result<Arc<Mutex<Stream>>, UsageError> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stream) = streams.get(scope) {
            return Ok(Arc::clone(stream));
        }
        let stream = Stream::open(self, scope, Sites::forced(site))?;
        let stream = Arc::new(Mutex::new(stream));
        streams.insert(scope.to_owned(), Arc::clone(&stream));
        Ok(stream)
    }

    /// The streams that come in by themselves, with their scopes: nobody but the clock commits them.
    pub(crate) fn running(&self) -> Vec<(String, Arc<Mutex<Stream>>)> {
        let streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let running = streams.iter().filter(|(scope, _)| stream::runs(scope));
        running.map(|(scope, stream)| (scope.clone(), Arc::clone(stream))).collect()
    }

    /// Lets a stream go with all that no commit has: who takes it up next begins at the last one.
    pub(crate) fn let_go(&self, scope: &str) {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner).remove(scope);
    }

    /// What is over now, by the policy. Nothing is changed.
    pub(crate) fn due(&self) -> Result<Over, UsageError> {
        forget::due(&self.vault, &self.files)
    }

    /// Ends what is over, on record.
    pub(crate) fn forget(&self) -> Result<Over, UsageError> {
        Room::sweep(&self.data, self.vault.now_ms().saturating_sub(crate::site::moment::DAY));
        forget::forget(&self.vault, &self.files)
    }
}

//! What the running site tells of its own requests: kept in memory until it is taken in, and with the
//! history from the next commit on.
//!
//! Nobody waits for it. When more is told than can be taken in, it is dropped and counted, which the desk
//! and the log say. A process that is killed loses what came since its last commit; one that is asked
//! to stop commits first.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::Method;
use probity_usage::{PageLeft, Request};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};

use super::{UsageError, stream};
use crate::app::App;

/// How much may wait to be taken in: some megabytes, and seconds of the busiest site.
const CAPACITY: usize = 32_768;
/// How much is taken in at once.
const BATCH: usize = 4_096;
/// How often alerts are looked at.
const LOOK: Duration = Duration::from_mins(1);

/// Something that the site tells.
#[derive(Debug)]
pub(crate) enum Told {
    /// A request was answered.
    Answered(Box<Answered>),
    /// A page was left.
    Left(Left),
}

/// A request that was answered.
#[derive(Debug)]
pub(crate) struct Answered {
    /// When it came, in milliseconds since 1970.
    pub(crate) time: i64,
    /// Who sent it.
    pub(crate) address: IpAddr,
    pub(crate) method: Method,
    /// The path, without a query and without secrets.
    pub(crate) path: Box<str>,
    /// The status; 0 if whoever asked had gone.
    pub(crate) status: u16,
    /// How many bytes of the answer's body left.
    pub(crate) bytes: u64,
    /// Microseconds until the last of them had.
    pub(crate) taken: u64,
    /// What the client calls itself; empty if nothing.
    pub(crate) agent: Box<[u8]>,
    pub(crate) protocol: &'static str,
}

/// A page that was left.
#[derive(Debug)]
pub(crate) struct Left {
    /// When, in milliseconds since 1970.
    pub(crate) time: i64,
    pub(crate) address: IpAddr,
    pub(crate) agent: Box<[u8]>,
    /// As [`Answered`] has it.
    pub(crate) path: Box<str>,
}

/// Resolves once it says so, or once nobody is left to say it.
pub(super) async fn told_to(says: &mut watch::Receiver<bool>) {
    let _ = says.wait_for(|said| *said).await;
}

/// What was told and waits.
pub(crate) struct Live {
    sender: mpsc::Sender<Told>,
    receiver: Mutex<Option<mpsc::Receiver<Told>>>,
    dropped: AtomicU64,
    /// How much of that the log has said.
    said: AtomicU64,
}

impl Default for Live {
    fn default() -> Self {
        Self::holding(CAPACITY)
    }
}

impl Live {
    fn holding(capacity: usize) -> Self {
        let (sender, receiver) = mpsc::channel(capacity);
        let receiver = Mutex::new(Some(receiver));
        Self { sender, receiver, dropped: AtomicU64::new(0), said: AtomicU64::new(0) }
    }

    /// Takes what is told, if there is room. Never waits.
    pub(crate) fn tell(&self, told: Told) {
        if self.sender.try_send(told).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts what was told and could not be taken in.
    fn lose(&self, count: usize) {
        self.dropped.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// How much was dropped since the start.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Everything that waits now.
    fn waiting(&self) -> Vec<Told> {
        let mut receiver = self.receiver.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = Vec::new();
        while let Some(one) = receiver.as_mut().and_then(|receiver| receiver.try_recv().ok()) {
            told.push(one);
        }
        told
    }
}

impl Answered {
    fn request(&self) -> Request<'_> {
        Request {
            time: self.time,
            address: self.address,
            site: None,
            method: Cow::Borrowed(self.method.as_str().as_bytes()),
            path: Cow::Borrowed(self.path.as_bytes()),
            query: None,
            protocol: Cow::Borrowed(self.protocol.as_bytes()),
            status: self.status,
            bytes: Some(self.bytes),
            agent: Some(Cow::Borrowed(&self.agent)),
            taken: Some(self.taken),
        }
    }
}

impl App {
    /// Whether the site records its own requests.
    pub(crate) fn records(&self) -> bool {
        self.config.usage.record && self.usage.is_some()
    }

    /// Takes in what the site tells of itself, and stores it every so many seconds, with what came by
    /// syslog; ends when `over` says that no more comes, with all of it stored.
    pub async fn run_usage(self: Arc<Self>, mut over: watch::Receiver<bool>) {
        let receiver = self.live.receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut receiver) = receiver.filter(|_| self.usage.is_some()) else { return };
        let every = Duration::from_secs(self.config.usage.commit_seconds.into());
        let mut commits = interval(every);
        commits.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first comes at once.
        commits.tick().await;
        let mut told = Vec::new();
        loop {
            tokio::select! {
                biased;
                () = told_to(&mut over) => break,
                _ = commits.tick() => self.store_usage().await,
                _ = looks.tick() => self.look_at_usage().await,
                _ = receiver.recv_many(&mut told, BATCH) => {
                    self.take_in(std::mem::take(&mut told)).await;
                }
            }
        }
        receiver.close();
        while receiver.recv_many(&mut told, BATCH).await > 0 {
            self.take_in(std::mem::take(&mut told)).await;
        }
        self.store_usage().await;
    }

    /// Takes in what the site has told so far, and stores all that came in: for whoever does not wait
    /// for [`Self::run_usage`] to.
    ///
    /// # Errors
    /// When it cannot be stored; it is tried again with the next.
    pub fn record_usage(&self) -> Result<(), UsageError> {
        self.take(&self.live.waiting())?;
        self.store()
    }

    async fn take_in(self: &Arc<Self>, told: Vec<Told>) {
        let count = told.len();
        if let Err(error) = self.blocking(move |app| app.take(&told)).await {
            self.live.lose(count);
            tracing::error!(%error, count, "requests of this site could not be recorded");
        }
    }

    async fn store_usage(self: &Arc<Self>) {
        let before = self.live.said.swap(self.live.dropped(), Ordering::Relaxed);
        let dropped = self.live.dropped().saturating_sub(before);
        if dropped > 0 {
            tracing::warn!(dropped, "more requests came than could be recorded");
        }
        if let Err(error) = self.blocking(Self::store).await {
            tracing::error!(%error, "usage could not be stored; it is tried again");
        }
    }

    async fn look_at_usage(self: &Arc<Self>) {
        if let Err(error) = self.blocking(Self::watch_usage).await {
            tracing::error!(%error, "alerts could not be looked at; it is tried again");
        }
    }

    fn take(&self, told: &[Told]) -> Result<(), UsageError> {
        let Some(usage) = self.usage.as_ref().filter(|_| !told.is_empty()) else { return Ok(()) };
        let stream = usage.stream(stream::OWN, usage.own())?;
        let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
        for told in told {
            match told {
                Told::Answered(answered) => {
                    stream.request(&answered.request());
                }
                Told::Left(left) => {
                    let Left { time, address, agent, path } = left;
                    let (time, address, path) = (*time, *address, path.as_bytes());
                    let left = PageLeft { time, site: b"", address, agent: None, path };
                    stream.left(&left, Some(agent));
                }
            }
        }
        Ok(())
    }

    /// Commits what came in by the streams that run.
    fn store(&self) -> Result<(), UsageError> {
        let Some(usage) = &self.usage else { return Ok(()) };
        for (scope, stream) in usage.running() {
            let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
            if stream.is_behind() {
                let note = if scope == stream::OWN { "requests of this site" } else { "by syslog" };
                stream.commit(usage, Vec::new(), note.to_owned())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_room_is_dropped_and_counted() {
        let live = Live::holding(2);
        for n in 0..5 {
            let address = [192, 0, 2, 1].into();
            let (agent, path) = (Box::default(), "/".into());
            live.tell(Told::Left(Left { time: n, address, agent, path }));
        }
        assert_eq!(live.dropped(), 3);
        let waiting = live.waiting();
        let times = waiting.iter().map(|told| match told {
            Told::Left(left) => left.time,
            Told::Answered(answered) => answered.time,
        });
        assert_eq!(times.collect::<Vec<_>>(), [0, 1]);
        assert!(live.waiting().is_empty());
    }
}

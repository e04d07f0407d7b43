//! The task beside the site that stores decisions, follows what other processes decide and lift, and
//! takes addresses off when their time is over.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::book;
use super::error::GuardError;
use crate::app::App;
use crate::site::failure::Failure;

/// How often it follows other processes.
const EVERY: Duration = Duration::from_mins(1);

impl App {
    /// Stores what was decided, takes in what others decided and lifted, and once an hour takes the
    /// addresses off whose time is over.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn keep_decisions(self: &Arc<Self>) -> Result<(), Failure> {
        self.blocking(Self::keep_decisions_now).await
    }

    /// The same where it may block.
    pub(crate) fn keep_decisions_now(&self) -> Result<(), GuardError> {
        let found = self.guard.take_waiting();
        let kept = book::keep(&self.vault, &found);
        if kept.is_err() {
            // They hold in memory; whoever comes next tries again.
            self.guard.put_back(found);
        }
        kept?;
        let now_ms = self.now_ms();
        book::catch_up(&self.vault, &self.guard, now_ms)?;
        if self.guard.is_due(now_ms) {
            book::tidy(&self.vault, now_ms)?;
        }
        Ok(())
    }

    /// Keeps decisions until the service stops.
    pub(crate) async fn run_guard(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
        loop {
            let stop = tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => true,
                () = self.guard.wake.notified() => false,
                () = tokio::time::sleep(EVERY) => false,
            };
            if let Err(error) = self.keep_decisions().await {
                tracing::error!(%error, "decisions of protection could not be kept");
            }
            if stop {
                return;
            }
        }
    }
}

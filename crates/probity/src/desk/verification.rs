//! Verifying the ledger from the desk: one run at a time, on a thread of its own, while pages go on.
//! How far it is and what it found stands here until the next run; nothing is stored.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::App;

/// The state of the last run, if there was one.
#[derive(Default)]
pub(crate) struct Verification {
    running: AtomicBool,
    done: AtomicU64,
    all: AtomicU64,
    last: Mutex<Option<Finding>>,
}

/// What a run found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// When it ended, in milliseconds since 1970.
    pub(crate) at_ms: i64,
    /// How many entries were checked, or what is wrong. It names places, never a value.
    pub(crate) outcome: Result<u64, String>,
}

/// What can be said of it now.
pub(crate) struct Progress {
    /// Entries checked and all there are, while a run goes on.
    pub(crate) running: Option<(u64, u64)>,
    /// What the last run found.
    pub(crate) last: Option<Finding>,
}

/// Ends the run whatever happens in it.
struct Running<'v>(&'v Verification);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.store(false, Ordering::Release);
    }
}

impl Verification {
    /// How it stands.
    pub(crate) fn progress(&self) -> Progress {
        let running = self.running.load(Ordering::Acquire);
        let figures = (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed));
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Progress { running: running.then_some(figures), last }
    }
}

impl App {
    /// Begins a run, unless one goes on.
    pub(super) fn verify_in_background(self: &Arc<Self>) {
        if self.verification.running.swap(true, Ordering::AcqRel) {
            return;
        }
        let app = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let this = &app.verification;
            let _running = Running(this);
            this.done.store(0, Ordering::Relaxed);
            let found = app.vault.verify(&[], &mut |done, all| {
                this.done.store(done, Ordering::Relaxed);
                this.all.store(all, Ordering::Relaxed);
            });
            let outcome = match found {
                Ok(report) => Ok(report.entries),
                Err(unverified) => {
                    tracing::error!(%unverified, "the ledger does not verify");
                    Err(unverified.to_string())
                }
            };
            let finding = Finding { at_ms: app.now_ms(), outcome };
            *this.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(finding);
        });
    }
}

//! The one thread that writes, and its group commit.
//!
//! Whatever waits when a commit is done goes into the next transaction together: many writers share
//! one commit, which is what a disk is slow at. Each job stands for itself: one that fails is undone
//! alone; only when the commit fails, all fail.
use super::engine::{Conn, Point, Target};
use super::faults::{Faults, Outcome};
use super::{StoreError, Tx};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;

/// The most jobs in one transaction.
const GROUP: usize = 256;
/// How often the writer lets others run before it takes those for late that it expects.
const PATIENCE: u32 = 16;
/// How often a transaction is tried that others got in the way of.
const TRIES: usize = 4;

/// One closure that waits for its commit.
pub(super) trait Job: Send {
    fn name(&self) -> &'static str;

    /// How many callers wait for it.
    fn size(&self) -> usize {
        1
    }

    /// Does its work and holds on to the result. Called again when the transaction has to be repeated.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;

    /// Hands the result to whoever waits for it; the transaction's error, if it has one, instead.
    fn finish(self: Box<Self>, transaction: Result<(), StoreError>);
}

/// What becomes of what a job did.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Undo,
    /// Undo it and run the job once more: it will go about it in another way.
    Again,
}

pub(super) enum Message {
    Job(Box<dyn Job>),
    /// The store is gone: stop.
    Stop,
}

/// How much was done since the store was opened.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) commits: AtomicU64,
    pub(super) jobs: AtomicU64,
}

pub(super) struct Writer {
    pub(super) target: Target,
    /// `None` while the connection is lost.
    pub(super) conn: Option<Conn>,
    pub(super) faults: Option<Arc<dyn Faults>>,
    pub(super) counts: Arc<Counts>,
}

/// How many callers wait for these jobs.
fn size(jobs: &[Box<dyn Job>]) -> usize {
    jobs.iter().map(|job| job.size()).sum()
}

impl Writer {
    /// Works until the store is gone.
    pub(super) fn serve(mut self, queue: &Receiver<Message>) {
        // How many waited last time: about as many are on their way back with their next job.
        let mut expected = 0;
        loop {
            let mut jobs = Vec::new();
            match queue.recv() {
                Ok(Message::Job(job)) => jobs.push(job),
                Ok(Message::Stop) | Err(_) => return,
            }
            let mut patience = PATIENCE;
            let mut stop = false;
            while jobs.len() < GROUP && !stop {
                match queue.try_recv() {
                    Ok(Message::Job(job)) => jobs.push(job),
                    Ok(Message::Stop) => stop = true,
                    Err(_) if patience > 0 && size(&jobs) < expected => {
                        patience -= 1;
                        std::thread::yield_now();
                    }
                    Err(_) => break,
                }
            }
            expected = size(&jobs);
            self.write(jobs);
            if stop {
                return;
            }
        }
    }

    /// Does jobs in one transaction and answers them.
    fn write(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let mut outcome = Ok(());
        for _ in 0..TRIES {
            outcome = self.transaction(&mut jobs);
            match &outcome {
                Err(error) if error.is_worth_retrying() => {
                    tracing::debug!(%error, jobs = jobs.len(), "the transaction is tried again");
                }
                _ => break,
            }
        }
        if matches!(outcome, Err(StoreError::Full(_))) && jobs.len() > 1 {
            // Some may need no room, or little: an erasure must not fail because of a neighbour.
            for job in jobs {
                self.write(vec![job]);
            }
            return;
        }
        for job in jobs {
            job.finish(outcome.clone());
        }
    }

    fn transaction(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        let mut conn = match self.conn.take().filter(|conn| !conn.is_spent()) {
            Some(conn) => conn,
            None => self.target.connect(true)?,
        };
        let done = self.attempt(&mut conn, jobs);
        if done.is_err() {
            conn.rollback();
        }
        self.conn = Some(conn);
        done
    }

    fn attempt(&self, conn: &mut Conn, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        conn.begin()?;
        let alone = jobs.len() == 1;
        let mut kept = Vec::with_capacity(jobs.len());
        for job in jobs {
            let mut verdict = Verdict::Again;
            while verdict == Verdict::Again {
                if !alone {
                    conn.savepoint(Point::Job)?;
                }
                let mut tx = Tx::new(conn);
                verdict = job.run(&mut tx);
                let doom = tx.into_doom();
                if let Some(error) = doom
                    && (error.ends_transaction() || conn.lost_transaction())
                {
                    return Err(error);
                }
                match (verdict, alone) {
                    (Verdict::Keep, true) => {}
                    (Verdict::Keep, false) => conn.release(Point::Job)?,
                    (_, false) => conn.undo(Point::Job)?,
                    (_, true) => {
                        conn.rollback();
                        conn.begin()?;
                    }
                }
            }
            if verdict == Verdict::Keep {
                kept.push(job.name());
            }
        }
        if let Some(name) = kept.first() {
            return self.commit(conn, &kept, name);
        }
        conn.rollback();
        Ok(())
    }

    fn commit(
        &self,
        conn: &mut Conn,
        kept: &[&'static str],
        name: &'static str,
    ) -> Result<(), StoreError> {
        let mut broken = None;
        if let Some(faults) = &self.faults {
            for name in kept {
                match faults.before(name) {
                    Outcome::Done => {}
                    Outcome::Failed => return Err(StoreError::Broken((*name).to_owned())),
                    Outcome::FailedButPersisted => broken = Some(*name),
                }
            }
        }
        conn.commit(name)?;
        self.counts.commits.fetch_add(1, Ordering::Relaxed);
        match broken {
            Some(name) => Err(StoreError::Broken(name.to_owned())),
            None => Ok(()),
        }
    }
}

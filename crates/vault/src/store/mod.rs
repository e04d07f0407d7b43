//! The store: SQLite or PostgreSQL, one source of queries, named transactions.
//!
//! [`Store::tx`] changes and [`Store::read`] reads; both take a name and a closure that may run twice.
//! One thread writes (`writer`): whatever waits is committed together, and whoever waits hears of it
//! once it is durable. [`Batcher`] does many jobs of one kind at once. Reads run on the caller's thread
//! with a connection from a `pool`, and see what is committed, as of one moment.
//!
//! All is blocking. Async callers use a thread for it (`spawn_blocking`).
//!
//! Statements are [`Sql`] constants, one file a table; [`check_catalogue`] prepares them all. What the
//! engines do differently is in `engine` and `dialect`.
mod batch;
mod catalogue;
mod config;
mod dialect;
mod engine;
mod error;
mod faults;
mod lock;
mod migrate;
mod pool;
mod postgres;
mod rows;
mod sql;
mod sqlite;
mod tx;
mod value;
mod writer;

pub use batch::Batcher;
pub use catalogue::check_catalogue;
pub use config::{Journal, StoreConfig, StoreUrl};
pub use error::StoreError;
pub use faults::{Faults, Outcome, guarded};
pub use rows::{RowRef, Rows};
pub use sql::{Migration, Sql, Table};
pub use tx::Tx;
pub use value::{Row, Value};

use engine::Target;
use lock::Lock;
use pool::Pool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use writer::{Counts, Job, Message, Verdict, Writer};

/// How often a read is tried that a lost connection broke.
const TRIES: usize = 2;

/// A database, open; clones share it. It closes when the last clone is dropped.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    queue: Sender<Message>,
    readers: Pool,
    counts: Arc<Counts>,
    writer: Option<JoinHandle<()>>,
    /// The last to go: until then nobody else may open the database.
    lock: Option<Lock>,
}

/// How much a store has done since it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Transactions that were committed, each with one wait for the disk.
    pub commits: u64,
    /// Closures and batches that were asked for, kept or not.
    pub jobs: u64,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("work", &self.work()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens a database and brings its tables to the version that this release knows.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process has the SQLite file open, [`StoreError::Newer`] when
    /// a newer release wrote it; then nothing was changed.
    pub fn open(config: StoreConfig) -> Result<Self, StoreError> {
        let lock = match &config.url {
            StoreUrl::Sqlite(path) => Some(Lock::take(path)?),
            StoreUrl::Postgres(_) => None,
        };
        let target = Target::of(&config)?;
        let mut conn = target.connect(true)?;
        migrate::migrate(&mut conn, config.migrations)?;
        let counts = Arc::new(Counts::default());
        let writer = Writer {
            target: target.clone(),
            conn: Some(conn),
            faults: config.faults,
            counts: Arc::clone(&counts),
        };
        let (queue, waiting) = channel();
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.serve(&waiting))
            .map_err(|error| StoreError::Connect(format!("no thread for it: {error}")))?;
        let readers = Pool::new(target, config.readers);
        let inner = Inner { queue, readers, counts, writer: Some(thread), lock };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Opens a database to read only, beside another process that may be writing: nothing is locked,
    /// made or changed, and [`Self::tx`] is refused.
    ///
    /// # Errors
    /// When there is no such database, or its tables are not those that this release knows.
    pub fn look(config: &StoreConfig) -> Result<Self, StoreError> {
        if let StoreUrl::Sqlite(path) = &config.url
            && !path.exists()
        {
            let problem = format!("`{}` does not exist; restore a backup", path.display());
            return Err(StoreError::Connect(problem));
        }
        let target = Target::of(config)?;
        migrate::check(&mut target.connect(false)?, config.migrations)?;
        let (queue, _) = channel();
        let readers = Pool::new(target, config.readers);
        let counts = Arc::new(Counts::default());
        let inner = Inner { queue, readers, counts, writer: None, lock: None };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs a closure that changes something, in a transaction under a name. When this returns `Ok`,
    /// what it did is durable; on an error nothing of it was kept, except as the error says.
    ///
    /// The closure runs on the writer's thread, where it must not wait for another transaction. It may
    /// run twice: what it changes outside the database must bear that.
    pub fn tx<T, E, F>(&self, name: &'static str, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = sync_channel(1);
        self.enqueue(Box::new(Closure { name, body: closure, reply, result: None }));
        answer.recv().unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Runs a closure that only reads. It sees what is committed, as of one moment.
    ///
    /// It runs on the caller's thread, after waiting for a free connection, and may run twice.
    pub fn read<T, E, F>(&self, name: &'static str, mut closure: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    {
        let mut lent = self.inner.readers.lend();
        let mut tries = 0;
        loop {
            tries += 1;
            let conn = lent.conn()?;
            conn.begin()?;
            let mut tx = Tx::new(conn);
            let result = run(name, &mut tx, &mut closure);
            match tx.into_doom() {
                Some(error) if error.is_worth_retrying() && tries < TRIES => conn.rollback(),
                _ => return result,
            }
        }
    }

    /// Runs one statement that only reads, by itself: less to do than [`Store::read`] where there is
    /// nothing more to ask.
    pub fn query(&self, sql: &Sql, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let mut lent = self.inner.readers.lend();
        let mut tries = 0;
        loop {
            tries += 1;
            match lent.conn()?.query(sql, values) {
                Err(error) if error.is_worth_retrying() && tries < TRIES => {}
                done => return done,
            }
        }
    }

    /// Whether no other process can have the database open: so with SQLite.
    pub fn is_exclusive(&self) -> bool {
        self.inner.lock.is_some()
    }

    /// How much was done so far: for measurements and tests.
    pub fn work(&self) -> Work {
        Work {
            commits: self.inner.counts.commits.load(Ordering::Relaxed),
            jobs: self.inner.counts.jobs.load(Ordering::Relaxed),
        }
    }

    fn enqueue(&self, job: Box<dyn Job>) {
        if self.inner.writer.is_none() {
            let name = job.name();
            return job.finish(Err(StoreError::ReadOnly(name)));
        }
        self.inner.counts.jobs.fetch_add(1, Ordering::Relaxed);
        if let Err(refused) = self.inner.queue.send(Message::Job(job))
            && let Message::Job(job) = refused.0
        {
            job.finish(Err(StoreError::Closed));
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let _ = self.queue.send(Message::Stop);
        if let Some(writer) = self.writer.take()
            && writer.thread().id() != std::thread::current().id()
        {
            let _ = writer.join();
        }
    }
}

/// Runs a closure; a panic and a statement's error that it swallowed are errors.
fn run<T, E: From<StoreError>>(
    name: &'static str,
    tx: &mut Tx<'_>,
    closure: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let done = catch_unwind(AssertUnwindSafe(|| closure(tx)))
        .map_err(|_| E::from(StoreError::Panicked(name)))??;
    match tx.doom() {
        Some(doom) => Err(doom.clone().into()),
        None => Ok(done),
    }
}

/// A closure in the writer's queue.
struct Closure<T, E, F> {
    name: &'static str,
    body: F,
    reply: SyncSender<Result<T, E>>,
    result: Option<Result<T, E>>,
}

impl<T, E, F> Job for Closure<T, E, F>
where
    T: Send,
    E: From<StoreError> + Send,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let result = self.result.insert(run(self.name, tx, &mut self.body));
        if result.is_ok() { Verdict::Keep } else { Verdict::Undo }
    }

    fn finish(self: Box<Self>, transaction: Result<(), StoreError>) {
        let Self { body, reply, result, .. } = *self;
        // It may hold the store, which must close when the caller lets go of it, not a moment later.
        drop(body);
        let result = match transaction {
            // Its own error too may rest on what another job did and is now undone.
            Err(error) => Err(error.into()),
            Ok(()) => result.unwrap_or_else(|| Err(StoreError::Closed.into())),
        };
        // Whoever does not wait any more has given up on the answer.
        let _ = reply.send(result);
    }
}

//! Jobs of one kind that many threads hand in are done together.
//!
//! Where 64 threads each append one row, 64 transactions of one row would cost 64 savepoints. A batch
//! hands all that wait to one handler in one transaction instead, beside whatever else is in it.
use super::writer::{Job, Verdict};
use super::{Store, StoreError, Tx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Does jobs together; clones share it.
///
/// `J` is a job, `R` its answer, `E` why the batch failed as a whole.
pub struct Batcher<J, R, E> {
    store: Store,
    shared: Arc<Shared<J, R, E>>,
}

impl<J, R, E> Clone for Batcher<J, R, E> {
    fn clone(&self) -> Self {
        Self { store: self.store.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl<J, R, E> std::fmt::Debug for Batcher<J, R, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Batcher({})", self.shared.name)
    }
}

type Handler<J, R, E> = dyn Fn(&mut Tx<'_>, &[J]) -> Result<Vec<R>, E> + Send + Sync;

struct Shared<J, R, E> {
    name: &'static str,
    handler: Box<Handler<J, R, E>>,
    waiting: Mutex<Vec<Waiting<J, R, E>>>,
}

struct Waiting<J, R, E> {
    job: J,
    reply: SyncSender<Result<R, E>>,
}

impl<J, R, E> Batcher<J, R, E>
where
    J: Send + 'static,
    R: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    /// A batch with its handler, which gives an answer for each job, in their order. It may be called
    /// again with the same jobs when the transaction has to be repeated. When it fails on several
    /// jobs, what it did is undone and it is called for each of them alone, so that one job can't
    /// spoil another's.
    ///
    /// The handler must not hold the [`Batcher`] itself, or the store would never close.
    pub fn new<F>(store: &Store, name: &'static str, handler: F) -> Self
    where
        F: Fn(&mut Tx<'_>, &[J]) -> Result<Vec<R>, E> + Send + Sync + 'static,
    {
        let shared = Shared { name, handler: Box::new(handler), waiting: Mutex::new(Vec::new()) };
        Self { store: store.clone(), shared: Arc::new(shared) }
    }

    /// Does a job together with those that wait; when this returns `Ok`, it is durable.
    pub fn submit(&self, job: J) -> Result<R, E> {
        let (reply, answer) = sync_channel(1);
        let first = {
            let mut waiting = self.shared.waiting();
            waiting.push(Waiting { job, reply });
            waiting.len() == 1
        };
        if first {
            // Whoever comes until the writer gets to it rides along.
            self.store.enqueue(Box::new(Batch::new(&self.shared)));
        }
        answer.recv().unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// How many jobs wait for the writer to get to them.
    pub fn waiting(&self) -> usize {
        self.shared.waiting().len()
    }
}

/// A batch in the writer's queue.
struct Batch<J, R, E> {
    shared: Arc<Shared<J, R, E>>,
    jobs: Vec<J>,
    replies: Vec<SyncSender<Result<R, E>>>,
    answers: Vec<Result<R, E>>,
    /// Whether the jobs failed together.
    apart: bool,
}

impl<J, R, E> Batch<J, R, E> {
    fn new(shared: &Arc<Shared<J, R, E>>) -> Self {
        let shared = Arc::clone(shared);
        Self { shared, jobs: vec![], replies: vec![], answers: vec![], apart: false }
    }

    /// Takes in all that wait.
    fn gather(&mut self) {
        for Waiting { job, reply } in std::mem::take(&mut *self.shared.waiting()) {
            self.jobs.push(job);
            self.replies.push(reply);
        }
    }
}

impl<J, R, E: From<StoreError>> Shared<J, R, E> {
    /// Calls the handler; a panic, a doomed transaction and missing answers are errors.
    fn call(&self, tx: &mut Tx<'_>, jobs: &[J]) -> Result<Vec<R>, E> {
        let done = catch_unwind(AssertUnwindSafe(|| (self.handler)(tx, jobs)));
        let answers = done.map_err(|_| E::from(StoreError::Panicked(self.name)))??;
        match tx.doom() {
            Some(doom) => Err(doom.clone().into()),
            None if answers.len() != jobs.len() => Err(StoreError::Unanswered(self.name).into()),
            None => Ok(answers),
        }
    }
}

impl<J, R, E> Shared<J, R, E> {
    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting<J, R, E>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J, R, E> Job for Batch<J, R, E>
where
    J: Send + 'static,
    R: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    fn name(&self) -> &'static str {
        self.shared.name
    }

    fn size(&self) -> usize {
        self.shared.waiting().len()
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        if self.jobs.is_empty() {
            self.gather();
        }
        self.answers.clear();
        if !self.apart {
            return match self.shared.call(tx, &self.jobs) {
                Ok(answers) => {
                    self.answers.extend(answers.into_iter().map(Ok));
                    Verdict::Keep
                }
                Err(error) if self.jobs.len() == 1 => {
                    self.answers.push(Err(error));
                    Verdict::Undo
                }
                Err(_) => {
                    self.apart = true;
                    Verdict::Again
                }
            };
        }
        for job in &self.jobs {
            let mut answer = None;
            let done = tx.part(|tx| {
                let alone = self.shared.call(tx, std::slice::from_ref(job));
                let one = alone.and_then(|mut answers| {
                    answers.pop().ok_or_else(|| StoreError::Unanswered(self.shared.name).into())
                });
                answer.insert(one).is_ok()
            });
            let answer = answer.unwrap_or_else(|| Err(StoreError::Closed.into()));
            self.answers.push(done.map_err(E::from).and(answer));
        }
        let any = self.answers.iter().any(Result::is_ok);
        if any { Verdict::Keep } else { Verdict::Undo }
    }

    fn finish(mut self: Box<Self>, transaction: Result<(), StoreError>) {
        if self.jobs.is_empty() {
            // It never ran: whoever waits has to hear why.
            self.gather();
        }
        let Self { shared, jobs, replies, answers, .. } = *self;
        let name = shared.name;
        // They may hold the store, which must close when the callers let go of it.
        drop((shared, jobs));
        let mut answers = answers.into_iter();
        for reply in replies {
            let answer = match &transaction {
                // Its own error too may rest on what another job did and is now undone.
                Err(error) => Err(error.clone().into()),
                Ok(()) => {
                    answers.next().unwrap_or_else(|| Err(StoreError::Unanswered(name).into()))
                }
            };
            // Whoever does not wait any more has given up on the answer.
            let _ = reply.send(answer);
        }
    }
}

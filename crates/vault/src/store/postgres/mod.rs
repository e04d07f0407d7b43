//! PostgreSQL: one connection with a runtime of its own, so that callers need none.
//!
//! The connection makes headway only while a call waits for an answer; between calls nothing is due.
mod codec;
mod server;

pub(super) use server::Server;

use super::engine::checked;
use super::{Row, Sql, StoreError, Value, dialect};
use codec::{Param, failed, is_known};
use std::collections::HashMap;
use std::future::Future;
use std::mem::take;
use std::pin::{Pin, pin};
use std::task::Poll;
use tokio::runtime::Runtime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Statement};

/// How many statements are under way at a time: enough to fill the wire, few enough to hold.
const UNDER_WAY: usize = 512;

pub(super) struct Postgres {
    // Before the runtime, which must outlive it.
    client: Client,
    runtime: Own,
    prepared: HashMap<&'static str, Statement>,
    writes: bool,
    /// What goes out with the next statement, and is not waited for by itself.
    ahead: String,
    open: bool,
    /// The server said goodbye, but its socket is still there.
    lost: bool,
}

/// The connection's runtime. Whoever lets go of a connection may stand inside another runtime, where
/// waiting for this one to end would panic: so it ends without being waited for.
struct Own(Option<Runtime>);

impl Own {
    fn block_on<F: Future>(&self, reply: F) -> F::Output {
        match &self.0 {
            Some(runtime) => runtime.block_on(reply),
            None => unreachable!("it is taken out only when it is dropped"),
        }
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Postgres {
    fn new(runtime: Runtime, client: Client, writes: bool) -> Self {
        let runtime = Own(Some(runtime));
        let (prepared, ahead) = (HashMap::new(), String::new());
        Self { client, runtime, prepared, writes, ahead, open: false, lost: false }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lost || self.client.is_closed()
    }

    /// Remembers from an answer that the connection is of no further use.
    pub(super) fn noted<T>(&mut self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        self.lost |= matches!(done, Err(StoreError::Lost(_) | StoreError::Unconfirmed(_)));
        done
    }

    /// Begins a transaction with the next statement. Readers see one moment throughout.
    pub(super) fn begin(&mut self) {
        self.open = true;
        self.ahead.clear();
        self.steer("BEGIN");
    }

    /// Has a statement without parameters or answer go out before the next one. It fails only where
    /// that one fails too.
    pub(super) fn steer(&mut self, text: &'static str) {
        if !self.ahead.is_empty() {
            self.ahead.push_str("; ");
        }
        self.ahead.push_str(text);
    }

    /// Commits. A connection lost meanwhile leaves open whether it happened.
    pub(super) fn commit(&mut self, name: &'static str) -> Result<(), StoreError> {
        self.open = false;
        match self.run("COMMIT") {
            Ok(()) => Ok(()),
            Err(error) => Err(match failed(name, &error) {
                StoreError::Lost(_) => StoreError::Unconfirmed(name),
                other => other,
            }),
        }
    }

    /// Undoes the transaction. If that fails the connection is lost, which shows at its next use.
    pub(super) fn rollback(&mut self) {
        let begun = take(&mut self.open) && !self.ahead.starts_with("BEGIN");
        self.ahead.clear();
        if !begun || self.is_closed() {
            return;
        }
        if self.writes {
            let _ = self.run("ROLLBACK");
            return;
        }
        // Nothing hangs on how a reader's transaction ends: it is enough that the server hears of it.
        let Self { client, runtime, .. } = self;
        runtime.block_on(async {
            let mut told = pin!(client.batch_execute("ROLLBACK"));
            let _ = once(told.as_mut()).await;
            tokio::task::yield_now().await;
        });
    }

    fn run(&mut self, text: &str) -> Result<(), Error> {
        let Self { client, runtime, ahead, .. } = self;
        runtime.block_on(after(client, take(ahead), client.batch_execute(text)))
    }

    /// Runs one statement of a migration.
    pub(super) fn ddl(&mut self, statement: &str) -> Result<(), String> {
        let text = dialect::postgres_ddl(statement);
        let Self { client, runtime, ahead, .. } = self;
        runtime.block_on(after(client, take(ahead), client.batch_execute(&text))).map_err(|error| {
            error
                .as_db_error()
                .map_or_else(|| error.to_string(), |error| error.message().to_owned())
        })
    }

    pub(super) fn exec(&mut self, sql: &Sql, values: &[Value]) -> Result<u64, StoreError> {
        let statement = self.statement(sql)?;
        checked(sql, values, statement.params().len())?;
        let Self { client, runtime, ahead, .. } = self;
        runtime
            .block_on(after(client, take(ahead), client.execute_raw(&statement, params(values))))
            .map_err(|error| failed(sql.name, &error))
    }

    pub(super) fn exec_many(&mut self, sql: &Sql, rows: &[Vec<Value>]) -> Result<u64, StoreError> {
        let statement = self.statement(sql)?;
        for row in rows {
            checked(sql, row, statement.params().len())?;
        }
        let Self { client, runtime, ahead, .. } = self;
        let mut sum = 0;
        for rows in rows.chunks(UNDER_WAY) {
            let replies = rows.iter().map(|row| client.execute_raw(&statement, params(row)));
            let counts = runtime.block_on(after(client, take(ahead), pipelined(replies)));
            sum += counts.map_err(|error| failed(sql.name, &error))?.iter().sum::<u64>();
        }
        Ok(sum)
    }

    pub(super) fn query(&mut self, sql: &Sql, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let statement = self.statement(sql)?;
        checked(sql, values, statement.params().len())?;
        let held: Vec<Param<'_>> = values.iter().map(Param).collect();
        let held: Vec<&(dyn ToSql + Sync)> =
            held.iter().map(|param| param as &(dyn ToSql + Sync)).collect();
        let Self { client, runtime, ahead, .. } = self;
        let rows = runtime
            .block_on(after(client, take(ahead), client.query(&statement, &held)))
            .map_err(|error| failed(sql.name, &error))?;
        rows.iter().map(|row| codec::row(sql, row)).collect()
    }

    /// Prepares a statement; gives how many parameters it takes. A column or parameter of a type that
    /// the store does not know is an error here.
    pub(super) fn prepare(&mut self, sql: &Sql) -> Result<usize, StoreError> {
        let statement = self.statement(sql)?;
        let columns = statement.columns().iter().map(|column| (column.name(), column.type_()));
        let parameters = statement.params().iter().map(|ty| ("a parameter", ty));
        for (what, ty) in columns.chain(parameters) {
            if !is_known(ty) {
                let code = format!("{what} is of the type {ty}; cast it to BIGINT or TEXT");
                return Err(StoreError::Statement { statement: sql.name, code });
            }
        }
        Ok(statement.params().len())
    }

    fn statement(&mut self, sql: &Sql) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.get(sql.text) {
            return Ok(statement.clone());
        }
        let unusable = |code| StoreError::Statement { statement: sql.name, code };
        dialect::numbered(sql.text).map_err(unusable)?;
        let Self { client, runtime, ahead, .. } = self;
        let statement = runtime
            .block_on(after(client, take(ahead), client.prepare(sql.text)))
            .map_err(|error| match (failed(sql.name, &error), error.as_db_error()) {
                // Nothing but the text of the statement was sent: the server's words quote no value.
                (StoreError::Statement { .. }, Some(error)) => {
                    unusable(format!("{}: {}", error.code().code(), error.message()))
                }
                (other, _) => other,
            })?;
        self.prepared.insert(sql.text, statement.clone());
        Ok(statement)
    }
}

fn params(values: &[Value]) -> impl ExactSizeIterator<Item = Param<'_>> {
    values.iter().map(Param)
}

/// Sends `ahead`, if there is any, and without waiting for its answer what `reply` sends.
async fn after<T>(
    client: &Client,
    ahead: String,
    reply: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    if ahead.is_empty() {
        return reply.await;
    }
    let mut first = pin!(client.batch_execute(&ahead));
    if let Some(done) = once(first.as_mut()).await {
        done?;
        return reply.await;
    }
    let done = reply.await;
    first.await?;
    done
}

/// Sends all before it waits for the first answer; the answers come in the same order.
async fn pipelined<T, F>(replies: impl Iterator<Item = F>) -> Result<Vec<T>, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut under_way = Vec::new();
    for reply in replies {
        let mut reply = Box::pin(reply);
        let done = once(reply.as_mut()).await;
        under_way.push((reply, done));
    }
    let mut answers = Vec::with_capacity(under_way.len());
    let mut failure = None;
    for (reply, done) in under_way {
        let answer = match done {
            Some(answer) => answer,
            None => reply.await,
        };
        match answer {
            Ok(answer) => answers.push(answer),
            // The first one says why; those after it only that the transaction has failed.
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    failure.map_or(Ok(answers), Err)
}

/// Polls once, which is when the driver sends.
async fn once<F: Future + ?Sized>(mut future: Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        Poll::Ready(match future.as_mut().poll(context) {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        })
    })
    .await
}

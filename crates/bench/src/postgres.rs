//! A plain, blocking connection to PostgreSQL, as a program without a vault would have it.

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, NoTls, Row, Statement, types::ToSql};

use crate::Failure;

/// A connection with the thread's own runtime.
pub(crate) struct Plain {
    runtime: Runtime,
    client: Client,
}

impl Plain {
    pub(crate) fn connect(url: &str) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (client, connection) = runtime.block_on(tokio_postgres::connect(url, NoTls))?;
        runtime.spawn(async move {
            // Its end is seen by the client's next call.
            connection.await.ok();
        });
        Ok(Self { runtime, client })
    }

    /// Prepares a statement.
    pub(crate) fn prepare(&self, sql: &str) -> Result<Statement, Failure> {
        Ok(self.runtime.block_on(self.client.prepare(sql))?)
    }

    /// Runs a prepared statement.
    pub(crate) fn execute(
        &self,
        statement: &Statement,
        row: &[&(dyn ToSql + Sync)],
    ) -> Result<(), Failure> {
        self.runtime.block_on(self.client.execute(statement, row))?;
        Ok(())
    }

    /// Reads one row.
    pub(crate) fn query_one(
        &self,
        statement: &Statement,
        row: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, Failure> {
        Ok(self.runtime.block_on(self.client.query_one(statement, row))?)
    }

    /// Runs statements without parameters.
    pub(crate) fn batch(&self, statements: &str) -> Result<(), Failure> {
        Ok(self.runtime.block_on(self.client.batch_execute(statements))?)
    }
}

/// Makes a database in a cluster and returns its address.
pub(crate) fn create(cluster: &str, name: &str) -> Result<String, Failure> {
    Plain::connect(cluster)?.batch(&format!("CREATE DATABASE {name}"))?;
    let (server, _) = cluster.rsplit_once('/').ok_or("the cluster's address names no database")?;
    Ok(format!("{server}/{name}"))
}

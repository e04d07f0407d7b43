//! A transaction in progress: the only way in which statements run.
use super::engine::{Conn, Point};
use super::{Row, Rows, Sql, StoreError, Value};

/// A transaction. What it did is undone unless its closure returns `Ok`.
///
/// A statement that failed dooms the transaction: every later statement returns the same error, and
/// the closure's `Ok` counts for nothing. PostgreSQL works so; SQLite is made to.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    doom: Option<StoreError>,
}

impl<'c> Tx<'c> {
    pub(super) fn new(conn: &'c mut Conn) -> Self {
        Self { conn, doom: None }
    }

    /// Runs a statement that changes rows; gives how many.
    pub fn exec(&mut self, sql: &Sql, values: &[Value]) -> Result<u64, StoreError> {
        self.run(|conn| conn.exec(sql, values))
    }

    /// Runs a statement once for each row of values; gives how many rows changed in all. On
    /// PostgreSQL they are sent without waiting for each answer.
    pub fn exec_many(&mut self, sql: &Sql, rows: &[Vec<Value>]) -> Result<u64, StoreError> {
        self.run(|conn| conn.exec_many(sql, rows))
    }

    /// Runs a statement that answers with rows.
    pub fn query(&mut self, sql: &Sql, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.run(|conn| conn.query(sql, values))
    }

    /// Runs a statement that answers with many rows, none of which holds a text that is wanted; they
    /// lie together.
    pub fn walk(&mut self, sql: &Sql, values: &[Value]) -> Result<Rows, StoreError> {
        self.run(|conn| conn.walk(sql, values))
    }

    /// Runs a statement that answers with a row or none; further rows are ignored.
    pub fn query_opt(&mut self, sql: &Sql, values: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.query(sql, values)?.into_iter().next())
    }

    /// Runs a statement that answers with a row.
    ///
    /// # Errors
    /// [`StoreError::NoRow`] when there is none; the transaction can go on.
    pub fn query_one(&mut self, sql: &Sql, values: &[Value]) -> Result<Row, StoreError> {
        self.query_opt(sql, values)?.ok_or(StoreError::NoRow(sql.name))
    }

    /// Prepares a statement without running it; gives how many parameters it takes.
    pub fn prepare(&mut self, sql: &Sql) -> Result<usize, StoreError> {
        self.run(|conn| conn.prepare(sql))
    }

    /// The error of the first statement that failed.
    pub(super) fn doom(&self) -> Option<&StoreError> {
        self.doom.as_ref()
    }

    pub(super) fn into_doom(self) -> Option<StoreError> {
        self.doom
    }

    /// Does a part that can fail by itself: what it did is undone unless it says to keep it.
    pub(super) fn part(
        &mut self,
        part: impl FnOnce(&mut Tx<'_>) -> bool,
    ) -> Result<(), StoreError> {
        self.run(|conn| conn.savepoint(Point::Part))?;
        let mut tx = Tx::new(self.conn);
        let keep = part(&mut tx);
        match tx.into_doom() {
            Some(error) if error.ends_transaction() || self.conn.lost_transaction() => {
                self.doom = Some(error.clone());
                Err(error)
            }
            _ if keep => self.run(|conn| conn.release(Point::Part)),
            _ => self.run(|conn| conn.undo(Point::Part)),
        }
    }

    fn run<T>(
        &mut self,
        statement: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(error) = &self.doom {
            return Err(error.clone());
        }
        let done = statement(self.conn);
        if let Err(error) = &done {
            self.doom = Some(error.clone());
        }
        done
    }
}

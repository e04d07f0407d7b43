//! Statements, tables and migrations as named constants: the one source of queries for both engines.

/// A statement with a name. Its text is plain SQL that SQLite and PostgreSQL both take, with `$1`
/// parameters; a test prepares each on both.
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    /// What errors and metrics call it.
    pub name: &'static str,
    /// The text.
    pub text: &'static str,
}

/// A table: what a backup copies, and in which order of rows.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Every column.
    pub columns: &'static [&'static str],
    /// The primary key.
    pub key: &'static [&'static str],
}

/// A step of the schema. What was published never changes; a change is a new step.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Counts from 1 within the component.
    pub version: u32,
    /// Whose tables these are.
    pub component: &'static str,
    /// Data definition, statements ended by `;`. Types are `BIGINT`, `TEXT` and `BYTES`, which stands
    /// for `BLOB` on SQLite and `BYTEA` on PostgreSQL.
    pub sql: &'static str,
}

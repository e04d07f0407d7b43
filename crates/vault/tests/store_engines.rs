//! The store on both engines: one suite, run on SQLite and on a real PostgreSQL.
//!
//! Each test is a function of an [`Engine`]; `on_both!` makes two tests of it. What only one engine has
//! stands in a file of its own.
#[path = "support/postgres.rs"]
mod postgres;

#[path = "store_engines/support.rs"]
mod support;

#[path = "store_engines/batches.rs"]
mod batches;
#[path = "store_engines/catalogue.rs"]
mod catalogue;
#[path = "store_engines/crash.rs"]
mod crash;
#[path = "store_engines/faults.rs"]
mod faults;
#[path = "store_engines/groups.rs"]
mod groups;
#[path = "store_engines/on_postgres.rs"]
mod on_postgres;
#[path = "store_engines/on_sqlite.rs"]
mod on_sqlite;
#[path = "store_engines/reads.rs"]
mod reads;
#[path = "store_engines/schema.rs"]
mod schema;
#[path = "store_engines/transactions.rs"]
mod transactions;
#[path = "store_engines/values.rs"]
mod values;

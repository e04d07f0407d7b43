//! The tables of the data store, one file each: its columns and every statement that touches it.
//!
//! Every row of a person carries the person's id, and no key reaches from one person to another, so
//! that the store can be spread by subject. To add a table: a file here, its entry in [`TABLES`]
//! (what a backup copies) and a migration in [`MIGRATIONS`].
pub mod blind;
pub mod consent;
pub mod datum;
pub mod ledger_entry;
pub mod ledger_head;
pub mod ledger_node;
pub mod meta;
pub mod subject;

use crate::store::{Migration, Sql, Table};

/// Every table of the vault, in an order in which a backup can be read back.
pub const TABLES: &[Table] = &[
    meta::TABLE,
    subject::TABLE,
    datum::TABLE,
    blind::TABLE,
    consent::TABLE,
    ledger_entry::TABLE,
    ledger_node::TABLE,
    ledger_head::TABLE,
];

/// Every statement of the vault on its data store; a test prepares each on both engines.
pub const STATEMENTS: &[&[Sql]] = &[
    meta::STATEMENTS,
    subject::STATEMENTS,
    datum::STATEMENTS,
    blind::STATEMENTS,
    consent::STATEMENTS,
    ledger_entry::STATEMENTS,
    ledger_node::STATEMENTS,
    ledger_head::STATEMENTS,
];

/// How the tables came to be, oldest first. What is published here never changes.
pub const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, component: "vault", sql: include_str!("0001_vault.sql") }];

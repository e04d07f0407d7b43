//! The site's own tables: sessions, links, joins not yet confirmed, and mail to be sent.
//!
//! They hold ids, times and hashes of random numbers; nothing about a person stands here in plain
//! or sealed. To add a table: a file here, its entry in [`TABLES`] and [`STATEMENTS`], and a
//! migration.

pub mod mail;
pub mod pending;
pub mod session;
pub mod token;

use probity_vault::store::{Migration, Sql, Table};

/// Every table of the site, for backups.
pub const TABLES: &[Table] = &[session::TABLE, token::TABLE, pending::TABLE, mail::TABLE];

/// Every statement of the site; a test prepares each on both engines.
pub const STATEMENTS: &[&[Sql]] =
    &[session::STATEMENTS, token::STATEMENTS, pending::STATEMENTS, mail::STATEMENTS];

/// How the tables came to be, oldest first. What is published here never changes.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, component: "site", sql: include_str!("0001_site.sql") },
    Migration { version: 2, component: "site", sql: include_str!("0002_sessions.sql") },
];

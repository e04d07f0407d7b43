//! The site's own tables: sessions, links, joins not yet confirmed, mail to be sent, who
//! works at the desk and what they have found there, memberships, what the history of usage consists of,
//! payments, and the agreements with those who work for the foundation.
//!
//! They hold ids, times, sums and hashes; nothing about a person stands here in plain. To add a table: a file here, its entry in [`TABLES`] and [`STATEMENTS`], and a
//! migration.

pub mod certification;
pub mod desk_case;
pub mod fee;
pub mod guard_decision;
pub mod mail;
pub mod membership;
pub mod payment;
pub mod pending;
pub mod processor;
pub mod refund;
pub mod session;
pub mod staff;
pub mod token;
pub mod usage;
pub mod usage_alert;
pub mod usage_rejected;

use probity_vault::store::{Migration, Sql, Table};

/// Every table of the site, for backups.
pub const TABLES: &[Table] = &[
    session::TABLE,
    token::TABLE,
    pending::TABLE,
    mail::TABLE,
    staff::TABLE,
    desk_case::TABLE,
    guard_decision::TABLE,
    membership::TABLE,
    certification::TABLE,
    usage::SEGMENT,
    usage::CARRY,
    usage::SOURCE,
    usage_rejected::TABLE,
    payment::TABLE,
    payment::EVENT,
    processor::TABLE,
    refund::DESK,
    refund::TABLE,
    fee::TABLE,
    usage_alert::TABLE,
];

/// Every statement of the site; a test prepares each on both engines.
pub const STATEMENTS: &[&[Sql]] = &[
    session::STATEMENTS,
    token::STATEMENTS,
    pending::STATEMENTS,
    mail::STATEMENTS,
    staff::STATEMENTS,
    desk_case::STATEMENTS,
    guard_decision::STATEMENTS,
    membership::STATEMENTS,
    certification::STATEMENTS,
    usage::STATEMENTS,
    usage_rejected::STATEMENTS,
    payment::STATEMENTS,
    processor::STATEMENTS,
    refund::STATEMENTS,
    fee::STATEMENTS,
    usage_alert::STATEMENTS,
];

/// How the tables came to be, oldest first. What is published here never changes.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, component: "site", sql: include_str!("0001_site.sql") },
    Migration { version: 2, component: "site", sql: include_str!("0002_sessions.sql") },
    Migration { version: 3, component: "site", sql: include_str!("0003_staff.sql") },
    Migration { version: 4, component: "site", sql: include_str!("0004_usage.sql") },
    Migration { version: 5, component: "site", sql: include_str!("0005_guard.sql") },
    Migration { version: 6, component: "site", sql: include_str!("0006_membership.sql") },
    Migration { version: 7, component: "site", sql: include_str!("0007_rejected.sql") },
    Migration { version: 8, component: "site", sql: include_str!("0008_payment.sql") },
    Migration { version: 9, component: "site", sql: include_str!("0009_refund.sql") },
    Migration { version: 10, component: "site", sql: include_str!("0010_fee.sql") },
    Migration { version: 11, component: "site", sql: include_str!("0011_usage_alert.sql") },
];

//! Reads, decides, explains and compares policies that are programs.
//!
//! A policy is a folder named after its date: `policy.md`, prose in clauses with the Cedar rules
//! that make them true, and `data.toml`, the map of everything that may be held. [`Policy::load`]
//! reads it, or says what is wrong and where. [`Policy::decide`] answers any [`Flow`] from a table
//! of the whole finite space; [`Policy::grant`] makes the answer into a [`Grant`] that the vault
//! asks for; [`Policy::explain`] says it in sentences; [`compare`] finds what a new version takes
//! away; an [`Archive`] knows which version governs a datum.
//!
//! The crate is pure: no clock, no randomness, no network, no database.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice
    )
)]

mod archive;
mod calendar;
mod check;
mod compare;
mod diagnostic;
mod explain;
mod export;
mod flow;
mod grant;
mod map;
mod matrix;
mod oracle;
mod policy;
mod promise;
mod prose;
mod reach;
mod rules;
mod say;
mod space;
mod table;
mod version;
mod words;

pub use archive::Archive;
pub use compare::{Comparison, Finding, compare};
pub use diagnostic::{Diagnostic, Diagnostics, SourceText, nearest};
pub use explain::Explanation;
pub use export::Publisher;
pub use flow::{ClauseRef, Decision, Flag, Flow, Principal};
pub use grant::{Grant, Refusal};
pub use map::{
    Category, DataMap, Field, Format, Group, MAX_DATA_BYTES, Period, Retention, Start, Unit,
};
pub use matrix::Mark;
pub use policy::{Clause, Policy, Rule, Source};
pub use prose::MAX_POLICY_BYTES;
pub use reach::{Access, Sight};
pub use rules::SCHEMA;
pub use version::{NotADate, Version};
pub use words::{Action, Giver, Ground, Message, Purpose, Recipient, Role, UnknownWord};

//! The demo: an example foundation with generated members, to look at and to try out.
//!
//! It goes through the same calls as real joins; only the people are invented and the mail stays
//! in an outbox that a page shows.

pub mod outbox;
pub mod people;
mod record;
pub mod sandbox;
pub mod seed;
pub(crate) mod visits;
#[rustfmt::skip]
mod words;

pub use outbox::{Message, Outbox};
pub use record::{FILE as RECORD, Record};

//! Usage: access logs in, visits out.
//!
//! This crate owns the reading of a web server's log, line by line ([`Reader`]), what a request was
//! ([`Kind`]), which browser and operating system asked ([`Agents`]), and how page views form visits
//! ([`Sessions`]). [`Intake`] puts them together. What is kept of it is rows ([`history`]) and what
//! the rows of a day come to ([`rollup`]). It opens no file, knows no clock and stores
//! nothing: bytes come in, [`Event`]s go out, and what a line says beyond what the data map declares
//! (the referrer, the user's name, cookies) is never handed out.
//!
//! To add a format: a reader in `read/` that fills a [`Request`], a line in [`Format`], how it is
//! recognised in `detect.rs`, and its oddities in `tests/`.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod address;
mod agents;
mod cache;
mod classify;
mod cut;
mod detect;
pub mod engine;
mod format;
mod frames;
pub mod guard;
pub mod history;
mod intake;
mod lines;
mod looks;
mod number;
mod read;
mod reject;
mod request;
pub mod rollup;
mod time;
mod visits;

pub use agents::{Agent, Agents, BadExpressions, Product, Robot};
pub use classify::{Classifier, Kind};
pub use cut::Cut;
pub use detect::{Detected, Refusal, detect};
pub use format::{Format, UnknownFormat};
pub use frames::{BadFrame, Frames};
pub use intake::{Counts, Intake, Taken};
pub use lines::{Line, Lines, MAX_LINE};
pub use looks::LooksLike;
pub use read::{Found, Mapping, MappingError, Reader};
pub use reject::Reason;
pub use request::Request;
pub use time::time_in;
pub use visits::{
    BadCarry, DAY, Event, IDLE, MAX_PATH, OtherRequest, PageLeft, PageView, Sessions, Visit, WINDOW,
};

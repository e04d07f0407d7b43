//! Protection: scenarios of attack as data, and who acts one out.
//!
//! A [`Scenario`] says what of a request counts, how fast it may come, and what follows when it comes
//! faster. [`Matcher`] holds them compiled: it is immutable, any number of threads share it, and an
//! ordinary request costs it next to nothing. What it finds is a [`Marks`], one bit a scenario.
//! [`Guard`] pours what is marked into a leaky bucket for each address and scenario; a bucket that runs
//! over is a [`Decision`]. Time is what the requests say it is.
//!
//! IPv4 is counted by address, IPv6 by /64, which is what one customer of a provider has ([`Block`]).
//! Nothing is ever decided about loopback, about the foundation's own proxies, or about whom it spares
//! ([`Spared`]).
//!
//! To add a scenario: a file in `data/scenarios/` with examples, and its name in `shipped.rs`.

mod atoms;
mod block;
mod bucket;
mod error;
mod example;
mod field;
mod file;
mod matcher;
mod memory;
mod scenario;
mod shipped;
mod text;
mod units;
mod watch;

pub use block::{Block, NoBlock, Spared};
pub use error::ScenarioError;
pub use matcher::{AgentMarks, Marks, Matcher, PathMarks};
pub use scenario::{Crawlers, Distinct, Happened, Sanction, Scenario, Scenarios};
pub use watch::{Decision, Guard, Seen};

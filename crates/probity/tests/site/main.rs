//! The site as visitors meet it: every address, driven through the router, on both engines.
//!
//! The modules mirror the addresses. A test is an `async fn` over a [`harness::Site`]; `on_both!`
//! runs it on SQLite and on PostgreSQL. Time stands still unless a test turns the clock.

mod harness;

mod account;
mod catalogue;
mod cookies;
mod desk;
mod disk;
mod donate;
mod erase;
mod exits;
mod forms;
mod frame;
mod garbage;
mod guard;
mod history;
mod join;
mod journey;
mod ledger;
mod mail;
mod membership;
mod methods;
mod notices;
mod pages;
mod privacy;
mod push;
mod recording;
mod secrecy;
mod settings;
mod signin;
mod syslog;
mod weight;
mod well_known;

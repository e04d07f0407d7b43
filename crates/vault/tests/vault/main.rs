//! The vault from outside: each invariant of the design with tests that fail when it is broken.
//!
//! Every test runs on SQLite and on a real PostgreSQL. The policy is the shipped one; later versions are made from it.

#[path = "../support/postgres.rs"]
mod postgres;
mod world;

mod backups;
mod collecting;
mod consents;
mod erasure;
mod evidence;
mod faults;
mod keyring;
mod ledger;
mod model;
mod recording;
mod releasing;
mod usage;
mod versions;

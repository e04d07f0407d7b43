//! The vault: what is held about people, the keys it is sealed with, and its release on record.
//!
//! - [`store`]: the database below (SQLite or PostgreSQL), one source of queries.
//! - [`tables`]: one file a table, with every statement that touches it.
//! - [`keys`]: the key store, apart from the data: a key for each person, wrapped by a master key.
//! - [`personal`]: the container a personal value comes out in, and the sinks that take it.
//! - [`vault`]: what can be done: enrol, collect, correct, consent, restrict, erase, release, look up;
//!   and with the logs of visitors who are nobody in particular, by day.
//! - [`backup`]: copies without keys, and their restoration, which replays erasures.
//!
//! Five invariants hold here (`docs/threat-model.md` has the attacks, the tests the proofs): no grant,
//! no plaintext; record before release; nothing undeclared is stored; erasure destroys keys; a
//! published version never reaches back.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod aead;
pub mod backup;
pub mod clock;
mod error;
pub mod keys;
mod log;
pub mod personal;
mod seal;
pub mod store;
pub mod tables;
pub mod vault;

pub use clock::{Clock, ManualClock, Random, SeededRandom, SystemClock, SystemRandom};
pub use error::VaultError;
pub use keys::{KeyConfig, KeyError, KeyStore, MasterKey, MasterSource, Rotation};
pub use log::EntryDraft;
pub use personal::{Personal, Released, Sink};
pub use store::{Store, StoreConfig, StoreError, StoreUrl};
pub use vault::{
    Consent, ConsentKind, Datum, EntryFacts, EntryView, Forgotten, HeldField, Holding, KeyEvidence,
    LooseEnds, NewSubject, Opening, Progress, Proof, ReleaseAction, Request, Source, State,
    Subject, Sweep, Tally, Unverified, UsageAction, UsageGrant, UsageRequest, Vault, VaultTx,
};

//! The key store: one key for each person, and one for each day of access logs, wrapped by a master
//! key, apart from the data.
//!
//! It has its own database and is never part of a backup of the data, so destroying a person's key
//! here makes every copy of their data unreadable (invariant 4). The master key lies in a file or
//! comes from the environment, never in a database.
mod cache;
mod day;
mod error;
mod master;
mod open;
mod rotate;
mod subject;
mod system;
mod tables;

pub use error::KeyError;
pub use master::{MasterKey, MasterSource};
pub use rotate::Rotation;
pub use tables::{MIGRATIONS, STATEMENTS};

pub(crate) use subject::{KeyRow, SubjectKeys};
pub(crate) use system::SystemKeys;

use crate::clock::Random;
use crate::store::{Faults, Store, StoreUrl};
use cache::Cache;
use master::Ring;
use std::sync::{Arc, Mutex, RwLock};

/// Where the keys are and what opens them.
pub struct KeyConfig {
    /// A database of its own: never that of the data.
    pub url: StoreUrl,
    /// The master key.
    pub master: MasterSource,
    /// Where new keys come from.
    pub random: Arc<dyn Random>,
    /// Breaks writes in tests; `None` otherwise.
    pub faults: Option<Arc<dyn Faults>>,
}

/// The key store, open; clones share it.
#[derive(Clone)]
pub struct KeyStore {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    source: MasterSource,
    random: Arc<dyn Random>,
    faults: Option<Arc<dyn Faults>>,
    /// The masters that are accepted; the first one wraps. Empty until the keyring is made.
    ring: RwLock<Ring>,
    system: RwLock<Option<Arc<SystemKeys>>>,
    cache: Mutex<Cache>,
}

impl std::fmt::Debug for KeyStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyStore(redacted)")
    }
}

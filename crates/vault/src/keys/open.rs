//! Opening a key store: the master is checked against the keys before anything else is done.
//!
//! An empty key store stays empty until the vault has seen that the data is empty too
//! ([`KeyStore::initialise`]): new keys beside old data would look like a loss of all of it.
use super::master::{MasterKey, MasterSource, Ring};
use super::tables::{MASTER_GET, META_GET, META_SET, MIGRATIONS};
use super::{Cache, Inner, KeyConfig, KeyError, KeyStore, SystemKeys, system};
use crate::aead::Secret;
use crate::store::{Store, StoreConfig, Tx, Value};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

/// The name under which the keyring's id stands.
pub(super) const KEYRING: &str = "keyring";
/// The name under which the id of the master in force stands.
pub(super) const MASTER: &str = "master";

impl KeyStore {
    /// Opens the key store and its master, and finishes a rotation that was interrupted.
    ///
    /// # Errors
    /// A keyring without a master or with another one is refused.
    pub fn open(config: KeyConfig) -> Result<Self, KeyError> {
        let store = Store::open(StoreConfig {
            faults: config.faults.clone(),
            ..StoreConfig::keys(config.url.clone(), MIGRATIONS)
        })?;
        let keys = Self::over(store, config)?;
        if keys.keyring()?.is_some() {
            keys.finish_rotation()?;
        }
        Ok(keys)
    }

    /// Opens the key store to read only, beside a process that may be changing it.
    ///
    /// # Errors
    /// As [`Self::open`]; also when there is no key store.
    pub fn look(config: KeyConfig) -> Result<Self, KeyError> {
        let store = Store::look(&StoreConfig::keys(config.url.clone(), MIGRATIONS))?;
        Self::over(store, config)
    }

    /// Checks the master and reads the keys of the system.
    fn over(store: Store, config: KeyConfig) -> Result<Self, KeyError> {
        let ring = Ring::load(&config.master)?;
        let keys = Self {
            inner: Arc::new(Inner {
                store,
                source: config.master,
                random: config.random,
                faults: config.faults,
                ring: RwLock::new(ring.clone().unwrap_or_default()),
                system: RwLock::new(None),
                cache: Mutex::new(Cache::default()),
            }),
        };
        if keys.keyring()?.is_some() {
            if ring.is_none() {
                return Err(KeyError::MissingMaster { place: keys.inner.source.place() });
            }
            keys.load_system()?;
        }
        Ok(keys)
    }

    /// The id of the keyring; `None` while there are no keys.
    pub fn keyring(&self) -> Result<Option<String>, KeyError> {
        let row = self
            .inner
            .store
            .read("keyring", |tx: &mut Tx| tx.query_opt(&META_GET, &[Value::from(KEYRING)]))?;
        Ok(row.map(|row| row.text(0)).transpose()?)
    }

    /// Makes the keyring: the master where there is none, an id, the keys of the system.
    ///
    /// The master is on disk before a key that it wraps is.
    pub(crate) fn initialise(&self) -> Result<String, KeyError> {
        if self.keyring()?.is_some() {
            return Err(KeyError::NotBlank);
        }
        let random = self.inner.random.as_ref();
        if self.ring().len() == 0 {
            let ring = Ring::new(vec![MasterKey::generate(random)]);
            self.save_ring(&ring)?;
            self.set_ring(ring);
        }
        let mut id = [0; 8];
        random.fill(&mut id);
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let (rows, master) = {
            let ring = self.ring();
            let master = ring.first().ok_or(KeyError::Blank)?.id().to_owned();
            (system::generate(&ring, random)?, master)
        };
        let keyring = id.clone();
        self.inner.store.tx("keyring_make", move |tx| {
            tx.exec(&META_SET, &[Value::from(KEYRING), Value::from(keyring.as_str())])?;
            tx.exec(&META_SET, &[Value::from(MASTER), Value::from(master.as_str())])?;
            system::insert(tx, &rows)
        })?;
        self.load_system()?;
        Ok(id)
    }

    /// The keys of the system.
    pub(crate) fn system(&self) -> Result<Arc<SystemKeys>, KeyError> {
        let system = self.inner.system.read().unwrap_or_else(PoisonError::into_inner);
        system.clone().ok_or(KeyError::Blank)
    }

    /// The store below, for checks and tests.
    #[doc(hidden)]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    fn load_system(&self) -> Result<(), KeyError> {
        let rows =
            self.inner.store.read("system_keys", |tx: &mut Tx| tx.query(system::ALL, &[]))?;
        let keys = system::load(&rows, |name, wrapped, master| self.unwrap(name, wrapped, master))?;
        *self.inner.system.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(keys));
        Ok(())
    }

    /// Unwraps with the master of that id, looking again at the source when it is a new one.
    pub(super) fn unwrap(
        &self,
        name: &[u8],
        wrapped: &[u8],
        master: &str,
    ) -> Result<Secret, KeyError> {
        if self.ring().get(master).is_none() {
            self.reload_ring()?;
        }
        let found = self.ring().get(master).cloned();
        let master = found.ok_or_else(|| self.wrong_master(master))?;
        master.unwrap(name, wrapped).map_err(|_| {
            KeyError::Damaged(format!(
                "the key `{}` does not open under its master",
                String::from_utf8_lossy(
                    name.split(|byte| *byte == b' ').next().unwrap_or_default()
                )
            ))
        })
    }

    pub(super) fn wrong_master(&self, wanted: &str) -> KeyError {
        KeyError::WrongMaster {
            wanted: wanted.to_owned(),
            found: self.ring().ids(),
            place: self.inner.source.place(),
        }
    }

    /// The id of the master that wraps, as the key store says.
    pub(super) fn master_in_force(&self) -> Result<String, KeyError> {
        let row = self.inner.store.read("master", |tx: &mut Tx| tx.query_one(&MASTER_GET, &[]))?;
        Ok(row.text(0)?)
    }

    pub(super) fn reload_ring(&self) -> Result<(), KeyError> {
        if let Some(ring) = Ring::load(&self.inner.source)? {
            self.set_ring(ring);
        }
        Ok(())
    }

    /// Writes the masters to their file; those from the environment stay where they are.
    pub(super) fn save_ring(&self, ring: &Ring) -> Result<(), KeyError> {
        let MasterSource::File(path) = &self.inner.source else { return Ok(()) };
        crate::store::guarded(self.inner.faults.as_deref(), "master_file", || ring.save(path))?
    }

    pub(super) fn ring(&self) -> RwLockReadGuard<'_, Ring> {
        self.inner.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_ring(&self, ring: Ring) {
        *self.inner.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
    }

    pub(super) fn cache(&self) -> MutexGuard<'_, Cache> {
        self.inner.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

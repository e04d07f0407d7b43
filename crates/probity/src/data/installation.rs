//! Opening an installation: configuration, policies, keys and data, matched with each other.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use probity_policy::Archive;
use probity_vault::store::Migration;
use probity_vault::{
    Clock, KeyConfig, KeyStore, MasterSource, Opening, Random, Store, StoreConfig, StoreUrl,
    SystemClock, SystemRandom, Vault,
};
use zeroize::Zeroizing;

use super::{DataDir, DataError, published};
use crate::config::{Config, DatabaseUrl};

/// The variable that may hold the master key instead of its file.
pub const MASTER_VARIABLE: &str = "PROBITY_MASTER_KEY";

/// How the tables of data came to be: the vault's and the site's.
pub static MIGRATIONS: LazyLock<Vec<Migration>> = LazyLock::new(|| {
    probity_vault::tables::MIGRATIONS.iter().chain(crate::store::MIGRATIONS).copied().collect()
});

/// What the command line puts in place of the configuration.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Where the site answers.
    pub listen: Option<SocketAddr>,
    /// The database of the data.
    pub database: Option<DatabaseUrl>,
    /// The database of the keys.
    pub keys_database: Option<DatabaseUrl>,
}

/// An installation whose parts were found to belong together.
pub struct Installation {
    /// Where it is.
    pub dir: DataDir,
    /// Its configuration, with what the command line put in place.
    pub config: Config,
    /// The vault, open.
    pub vault: Vault,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where numbers nobody can guess come from.
    pub random: Arc<dyn Random>,
}

/// The two stores of an installation, before anything was checked against anything.
pub struct Stores {
    /// The data.
    pub data: Store,
    /// The keys.
    pub keys: KeyStore,
}

impl Overrides {
    /// Reads a directory's configuration and puts these in place.
    pub fn config(&self, dir: &DataDir) -> Result<Config, DataError> {
        let mut config = dir.config()?;
        self.apply(&mut config);
        Ok(config)
    }

    /// Puts these in place in a configuration.
    pub fn apply(&self, config: &mut Config) {
        if let Some(listen) = self.listen {
            config.server.listen = listen;
        }
        if let Some(url) = &self.database {
            config.database.url = Some(url.clone());
        }
        if let Some(url) = &self.keys_database {
            config.database.keys_url = Some(url.clone());
        }
    }
}

impl Stores {
    /// Opens both; a second process on the same files is refused.
    pub fn open(dir: &DataDir, config: &Config) -> Result<Self, DataError> {
        let (data, keys) = places(dir, config);
        Ok(Self { data: Store::open(data)?, keys: KeyStore::open(keys)? })
    }

    /// Opens both to read only, beside a process that may be writing.
    fn look(dir: &DataDir, config: &Config) -> Result<Self, DataError> {
        let (data, keys) = places(dir, config);
        Ok(Self { data: Store::look(&data)?, keys: KeyStore::look(keys)? })
    }
}

/// Where data and keys are.
fn places(dir: &DataDir, config: &Config) -> (StoreConfig, KeyConfig) {
    let data = match &config.database.url {
        Some(url) => StoreUrl::Postgres(url.as_str().to_owned()),
        None => StoreUrl::Sqlite(dir.database()),
    };
    let url = match &config.database.keys_url {
        Some(url) => StoreUrl::Postgres(url.as_str().to_owned()),
        None => StoreUrl::Sqlite(dir.keys().join("keys.db")),
    };
    let keys = KeyConfig { url, master: master(dir), random: Arc::new(SystemRandom), faults: None };
    (StoreConfig::data(data, &MIGRATIONS), keys)
}

/// Where the master key comes from: the environment if it is set there, otherwise its file.
fn master(dir: &DataDir) -> MasterSource {
    match std::env::var(MASTER_VARIABLE) {
        Ok(text) => MasterSource::Text(Zeroizing::new(text)),
        Err(_) => MasterSource::File(dir.master_key()),
    }
}

impl Installation {
    /// Opens everything. Versions of the policy are compared with what the ledger recorded; a new
    /// installation records those it was laid out with.
    pub fn open(dir: DataDir, overrides: &Overrides) -> Result<Self, DataError> {
        let config = overrides.config(&dir)?;
        Self::with_config(dir, config)
    }

    /// The same with a configuration at hand.
    pub fn with_config(dir: DataDir, config: Config) -> Result<Self, DataError> {
        Self::assemble(dir, config, false)
    }

    /// The same after a restoration: versions of the policy that were published since the backup are
    /// put on record again.
    pub(super) fn reopen(dir: DataDir, config: Config) -> Result<Self, DataError> {
        Self::assemble(dir, config, true)
    }

    fn assemble(dir: DataDir, config: Config, restored: bool) -> Result<Self, DataError> {
        let stores = Stores::open(&dir, &config)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let vault = |archive: Archive| {
            Vault::open(Opening {
                store: stores.data.clone(),
                keys: stores.keys.clone(),
                archive: Arc::new(archive),
                clock: Arc::clone(&clock),
                random: Arc::clone(&random),
                origin: config.ledger.origin.as_str().to_owned(),
            })
        };
        let mut open = vault(Archive::load(&dir.policies())?)?;
        if restored || published::record(&open)?.is_empty() {
            published::enter_missing(&dir, &open)?;
        } else if published::finish(&dir, &open)? {
            drop(open);
            open = vault(Archive::load(&dir.policies())?)?;
        }
        published::check(&dir, open.archive(), &open)?;
        Ok(Self { dir, config, vault: open, clock, random })
    }
}

/// Opens an installation to look at its ledger, beside a running service if there is one. Nothing is
/// changed, and the policies are not read.
pub fn look(dir: &DataDir, config: &Config) -> Result<Vault, DataError> {
    let Stores { data, keys } = Stores::look(dir, config)?;
    Ok(Vault::look(Opening {
        store: data,
        keys,
        archive: Arc::new(Archive::default()),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        origin: config.ledger.origin.as_str().to_owned(),
    })?)
}

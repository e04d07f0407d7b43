//! Fresh databases for one test, on either engine.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use probity_vault::store::{Faults, Migration, Outcome};
use probity_vault::{KeyConfig, KeyStore, MasterSource, Random, Store, StoreConfig, StoreUrl};
use tempfile::TempDir;

use super::postgres::Databases;

static MIGRATIONS: LazyLock<Vec<Migration>> = LazyLock::new(|| {
    probity_vault::tables::MIGRATIONS.iter().chain(probity::store::MIGRATIONS).copied().collect()
});

/// Where a test keeps its data; gone with this value.
pub(crate) struct Engine {
    directory: TempDir,
    databases: Option<Databases>,
    /// Whether the data store can write.
    pub(crate) disk: Arc<Disk>,
}

/// A disk that can be full.
#[derive(Default)]
pub(crate) struct Disk {
    full: AtomicBool,
}

impl Disk {
    /// Leaves no room, or makes some.
    pub(crate) fn fill(&self, full: bool) {
        self.full.store(full, Ordering::SeqCst);
    }
}

impl Faults for Disk {
    fn before(&self, _: &str) -> Outcome {
        if self.full.load(Ordering::SeqCst) { Outcome::Failed } else { Outcome::Done }
    }
}

impl Engine {
    /// Two new SQLite files.
    pub(crate) fn sqlite() -> Self {
        Self { directory: TempDir::new().unwrap(), databases: None, disk: Arc::default() }
    }

    /// Two new PostgreSQL databases.
    pub(crate) fn postgres() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("site{}", COUNT.fetch_add(1, Ordering::Relaxed));
        Self { databases: Some(Databases::create(&name)), ..Self::sqlite() }
    }

    /// Puts the example foundation's pages in place, unless a test has put others there.
    pub(super) fn lay_pages_out(&self) {
        let site = self.pages();
        if site.exists() {
            return;
        }
        for (name, bytes) in probity::data::shipped::SITE {
            let path = site.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }

    /// The folder of the foundation's pages.
    pub(crate) fn pages(&self) -> std::path::PathBuf {
        self.directory().join("site")
    }

    /// Where its files are, and those that an operator would put beside them.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Fails if those bytes stand in the data in plain.
    pub(crate) fn assert_holds_no(&self, text: &str) {
        let data: Vec<u8> = match &self.databases {
            Some(databases) => databases.dump(),
            None => std::fs::read_dir(self.directory())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_file())
                .flat_map(|path| std::fs::read(path).unwrap())
                .collect(),
        };
        assert!(data.len() > 10_000, "the data is elsewhere");
        let held = data.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        assert!(!held, "`{text}` stands in the data");
    }

    /// Another one of the same kind.
    pub(crate) fn fresh(&self) -> Self {
        if self.databases.is_some() { Self::postgres() } else { Self::sqlite() }
    }

    /// The data store, with the tables of vault and site.
    pub(super) fn store(&self) -> Store {
        let sqlite = || StoreUrl::Sqlite(self.directory.path().join("data.db"));
        let databases = self.databases.as_ref();
        let url = databases.map_or_else(sqlite, |both| StoreUrl::Postgres(both.data_url()));
        let faults = Some(Arc::clone(&self.disk) as Arc<dyn Faults>);
        Store::open(StoreConfig { faults, ..StoreConfig::data(url, &MIGRATIONS) }).unwrap()
    }

    /// The key store.
    pub(super) fn keys(&self, random: Arc<dyn Random>) -> KeyStore {
        let sqlite = || StoreUrl::Sqlite(self.directory.path().join("keys.db"));
        let databases = self.databases.as_ref();
        let url = databases.map_or_else(sqlite, |both| StoreUrl::Postgres(both.keys_url()));
        let master = MasterSource::File(self.directory.path().join("master.key"));
        KeyStore::open(KeyConfig { url, master, random, faults: None }).unwrap()
    }
}

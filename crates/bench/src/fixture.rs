//! A vault with people in it, on either engine, and a plain database beside it.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU32, AtomicU64, Ordering},
};

use probity_ledger::SubjectId;
use probity_policy::{Archive, Giver};
use probity_vault::{
    Datum, KeyConfig, KeyStore, MasterSource, Opening, Source, Store, StoreConfig, StoreUrl, Vault,
    VaultError,
    clock::{ManualClock, SystemRandom},
    store::Migration,
    tables,
};
use tempfile::TempDir;

use crate::{Failure, postgres, shipped};

/// Where a PostgreSQL cluster is named.
const CLUSTER: &str = "PROBITY_TEST_POSTGRES_URL";

/// 2026-12-01T12:00:00Z: the shipped policy is in force.
pub(crate) const NOW_MS: i64 = 1_796_126_400_000;

/// How many requests run at a time.
pub(crate) const CONCURRENT: usize = 64;

/// The fields of a whole profile.
pub(crate) const PROFILE: [&str; 8] = [
    "name",
    "email",
    "country",
    "about",
    "website",
    "interests",
    "membership-class",
    "membership-dates",
];

/// How many of them the form for joining asks for; the others come with enrolment.
const JOINING: usize = 6;

/// The tables of the vault and of the site.
static MIGRATIONS: LazyLock<Vec<Migration>> =
    LazyLock::new(|| [tables::MIGRATIONS, probity::store::MIGRATIONS].concat());

/// What stores.
#[derive(Clone, Debug)]
pub(crate) enum Engine {
    /// Files in a temporary directory.
    Sqlite,
    /// New databases of the cluster at this address.
    Postgres(String),
}

impl Engine {
    /// SQLite, and PostgreSQL where a cluster is named.
    pub(crate) fn all() -> Vec<Self> {
        let cluster = std::env::var(CLUSTER).ok().map(Self::Postgres);
        [Self::Sqlite].into_iter().chain(cluster).collect()
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

/// A vault, where its data are, and where a plain database may stand beside it.
pub(crate) struct Fixture {
    pub(crate) vault: Vault,
    pub(crate) data: StoreUrl,
    pub(crate) plain: StoreUrl,
    _dir: TempDir,
}

impl Fixture {
    /// An empty vault with the shipped policy in force.
    pub(crate) fn new(engine: &Engine) -> Result<Self, Failure> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let dir = tempfile::tempdir()?;
        let place = |what: &str| match engine {
            Engine::Sqlite => {
                Ok(StoreUrl::Sqlite(dir.path().join(what).join(format!("{what}.db"))))
            }
            Engine::Postgres(cluster) => {
                let name = format!("bench_{}_{number}_{what}", std::process::id());
                postgres::create(cluster, &name).map(StoreUrl::Postgres)
            }
        };
        let random = Arc::new(SystemRandom);
        let keys = KeyStore::open(KeyConfig {
            url: place("keys")?,
            master: MasterSource::File(dir.path().join("master.key")),
            random: random.clone(),
            faults: None,
        })?;
        let data = place("data")?;
        let vault = Vault::open(Opening {
            store: Store::open(StoreConfig::data(data.clone(), &MIGRATIONS))?,
            keys,
            archive: Arc::new(Archive::load(&shipped::folder())?),
            clock: Arc::new(ManualClock::new(NOW_MS)),
            random,
            origin: "example.org/ledger".to_owned(),
        })?;
        Ok(Self { vault, data, plain: place("plain")?, _dir: dir })
    }

    /// Enrols that many people with whole profiles.
    pub(crate) fn people(&self, count: u64) -> Result<Vec<SubjectId>, Failure> {
        let next = AtomicU64::new(0);
        let worker = || {
            let mut made = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok::<_, VaultError>(made);
                }
                made.push((number, enrol(&self.vault, number)?));
            }
        };
        let mut all = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..CONCURRENT).map(|_| scope.spawn(worker)).collect();
            let joined = workers.into_iter().map(|worker| match worker.join() {
                Ok(made) => made.map_err(Failure::from),
                Err(_) => Err("a worker panicked".into()),
            });
            joined.collect::<Result<Vec<_>, Failure>>()
        })?
        .concat();
        all.sort_unstable();
        Ok(all.into_iter().map(|(_, subject)| subject).collect())
    }
}

/// The values of a generated person's profile, in the order of [`PROFILE`].
pub(crate) fn profile(number: u64) -> [String; 8] {
    [
        format!("Person Number {number}"),
        format!("person{number}@mail{}.example", number % 97),
        ["DE", "FR", "TW", "US"][usize::try_from(number % 4).unwrap_or(0)].to_owned(),
        format!("I have been interested in free software since release {number} of something."),
        format!("https://people.example/{number}"),
        "translation, events, infrastructure".to_owned(),
        "contributing".to_owned(),
        "2026-11-24/2027-11-24".to_owned(),
    ]
}

fn enrol(vault: &Vault, number: u64) -> Result<SubjectId, VaultError> {
    let new = vault.new_subject()?;
    let id = new.id();
    vault.tx("enrol", move |tx| {
        let values = profile(number);
        let data: Vec<_> =
            PROFILE.iter().zip(&values).map(|(field, value)| Datum { field, value }).collect();
        let (joining, enrolment) = data.split_at(JOINING);
        tx.enrol(&new, Giver::Member, joining, &Source::person("join-form", id))?;
        tx.collect(id, Giver::Member, enrolment, &Source::person("enrolment-form", id))
    })?;
    Ok(id)
}

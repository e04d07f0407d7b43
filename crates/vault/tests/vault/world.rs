//! A vault of its own for each test, on either engine, that can be closed, copied and broken.
use crate::postgres::Database;
use probity_ledger::{Actor, SubjectId};
use probity_policy::{Action, Archive, Giver, Policy, Purpose, Role, Source as PolicySource};
use probity_vault::store::{Faults, Migration, Outcome};
use probity_vault::{
    Clock, Datum, KeyConfig, KeyStore, ManualClock, MasterSource, Opening, Random, ReleaseAction,
    Released, Request, SeededRandom, Sink, Source, Store, StoreConfig, StoreUrl, Vault, VaultError,
};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Noon of the day of the shipped version.
pub(crate) const NOON: i64 = 1_795_435_200_000;
/// A day in milliseconds.
pub(crate) const DAY: i64 = 86_400_000;
/// What Ada gives.
pub(crate) const ADA: [(&str, &str); 4] = [
    ("name", "Ada Lovelace"),
    ("email", "ada@example.org"),
    ("country", "GB"),
    ("about", "Wrote the first program"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// Makes two tests of each function of an [`Engine`].
#[macro_export]
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $test() { super::$test($crate::world::Engine::Sqlite); })+
        }
        mod postgres {
            $(#[test] fn $test() { super::$test($crate::world::Engine::Postgres); })+
        }
    };
}

/// A database that a test may also write to behind the store's back.
pub(crate) enum Place {
    Sqlite(PathBuf),
    Postgres(Database),
}

impl Place {
    fn new(engine: Engine, path: PathBuf) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite(path),
            Engine::Postgres => Self::Postgres(Database::create()),
        }
    }

    fn url(&self) -> StoreUrl {
        match self {
            Self::Sqlite(path) => StoreUrl::Sqlite(path.clone()),
            Self::Postgres(database) => StoreUrl::Postgres(database.url().to_owned()),
        }
    }

    /// Runs statements in it; bytes are written `x'00'` in both engines' text.
    pub(crate) fn sql(&self, text: &str) {
        match self {
            Self::Sqlite(path) => {
                rusqlite::Connection::open(path).unwrap().execute_batch(text).unwrap();
            }
            Self::Postgres(database) => database.sql(&text.replace("x'", "'\\x")),
        }
    }
}

/// Everything that outlives a process: two databases, the master key, the clock.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) dir: TempDir,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) archive: Arc<Archive>,
    pub(crate) faults: Arc<Broken>,
    pub(crate) data: Place,
    pub(crate) keys: Place,
    pub(crate) master: MasterSource,
    losses: u32,
}

impl World {
    pub(crate) fn new(engine: Engine) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = Place::new(engine, dir.path().join("data/probity.db"));
        let keys = Place::new(engine, dir.path().join("keys/keys.db"));
        let master = MasterSource::File(dir.path().join("keys/master.key"));
        Self {
            engine,
            dir,
            clock: Arc::new(ManualClock::new(NOON)),
            random: Arc::new(SeededRandom::new(1815)),
            archive: shipped(),
            faults: Arc::new(Broken::default()),
            data,
            keys,
            master,
            losses: 0,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn store(&self) -> Store {
        self.try_store().unwrap()
    }

    pub(crate) fn try_store(&self) -> Result<Store, VaultError> {
        let faults = Some(Arc::clone(&self.faults) as Arc<dyn Faults>);
        Ok(Store::open(StoreConfig { faults, ..StoreConfig::data(self.data.url(), MIGRATIONS) })?)
    }

    pub(crate) fn open_keys(&self) -> Result<KeyStore, VaultError> {
        Ok(KeyStore::open(KeyConfig {
            url: self.keys.url(),
            master: self.master.clone(),
            random: Arc::clone(&self.random),
            faults: Some(Arc::clone(&self.faults) as Arc<dyn Faults>),
        })?)
    }

    /// Starts the vault, as a new process would.
    pub(crate) fn open(&self) -> Vault {
        self.try_open().unwrap()
    }

    pub(crate) fn try_open(&self) -> Result<Vault, VaultError> {
        self.try_open_over(self.try_store()?, self.open_keys()?)
    }

    pub(crate) fn try_open_over(&self, store: Store, keys: KeyStore) -> Result<Vault, VaultError> {
        Vault::open(Opening {
            store,
            keys,
            archive: Arc::clone(&self.archive),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            random: Arc::clone(&self.random),
            origin: "example.org/ledger".to_owned(),
        })
    }

    /// An empty database in the place of the data.
    pub(crate) fn lose_data(&mut self) -> Place {
        self.losses += 1;
        let path = self.dir.path().join(format!("data-{}/probity.db", self.losses));
        std::mem::replace(&mut self.data, Place::new(self.engine, path))
    }

    /// An empty key store in the place of the keys; the master stays.
    pub(crate) fn lose_keys(&mut self) -> Place {
        self.losses += 1;
        let path = self.dir.path().join(format!("keys-{}/keys.db", self.losses));
        std::mem::replace(&mut self.keys, Place::new(self.engine, path))
    }
}

/// The vault's tables and one of the caller's own.
pub(crate) const MIGRATIONS: &[Migration] = {
    const ALL: [Migration; 2] = [
        probity_vault::tables::MIGRATIONS[0],
        Migration {
            version: 1,
            component: "test",
            sql: "CREATE TABLE errand (id BIGINT NOT NULL PRIMARY KEY, what TEXT NOT NULL, \
                  done BIGINT NOT NULL DEFAULT 0)",
        },
    ];
    &ALL
};

/// The shipped policy alone.
pub(crate) fn shipped() -> Arc<Archive> {
    Arc::new(Archive::from_policies(vec![version("2026-11-23", |text| text)]).unwrap())
}

/// The shipped policy as a version of `date`, its rules changed by `edit`.
pub(crate) fn version(date: &str, edit: impl Fn(String) -> String) -> Policy {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/2026-11-23");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let policy = edit(read("policy.md"));
    let data = edit(read("data.toml").replace("2026-11-23", date));
    Policy::parse(PolicySource::new(policy.as_bytes(), data.as_bytes())).unwrap()
}

/// Several versions of the policy.
pub(crate) fn archive(policies: Vec<Policy>) -> Arc<Archive> {
    Arc::new(Archive::from_policies(policies).unwrap())
}

/// Breaks one write of those whose turn comes.
#[derive(Default)]
pub(crate) struct Broken {
    plan: Mutex<Plan>,
}

#[derive(Default)]
pub(crate) struct Plan {
    seen: Vec<String>,
    /// Which write from now on, and how.
    next: Option<(usize, Outcome)>,
}

impl Broken {
    /// Breaks the write after `skip` more; forgets what was seen.
    pub(crate) fn break_write(&self, skip: usize, outcome: Outcome) {
        *self.plan.lock().unwrap() = Plan { seen: Vec::new(), next: Some((skip, outcome)) };
    }

    /// Breaks nothing until [`Self::resume`].
    pub(crate) fn pause(&self) -> Plan {
        std::mem::take(&mut *self.plan.lock().unwrap())
    }

    /// Goes on with a plan.
    pub(crate) fn resume(&self, plan: Plan) {
        *self.plan.lock().unwrap() = plan;
    }

    /// Breaks nothing any more; gives the writes since, in order.
    pub(crate) fn mend(&self) -> Vec<String> {
        std::mem::take(&mut *self.plan.lock().unwrap()).seen
    }
}

impl Faults for Broken {
    fn before(&self, write: &str) -> Outcome {
        let mut plan = self.plan.lock().unwrap();
        let turn = plan.seen.len();
        plan.seen.push(write.to_owned());
        match plan.next {
            Some((at, outcome)) if at == turn => outcome,
            _ => Outcome::Done,
        }
    }
}

/// What a test's sinks took.
#[derive(Default, Debug, PartialEq, Eq)]
pub(crate) struct Shown(pub(crate) Vec<(String, String)>);

impl Shown {
    pub(crate) fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }
}

impl Sink for Shown {
    const ACTION: Action = Action::Show;
    fn receive(&mut self, field: &str, value: &str) {
        self.0.push((field.to_owned(), value.to_owned()));
    }
}

#[derive(Default)]
pub(crate) struct Sent(pub(crate) Vec<String>);

impl Sink for Sent {
    const ACTION: Action = Action::Send;
    fn receive(&mut self, _field: &str, value: &str) {
        self.0.push(value.to_owned());
    }
}

/// A person acting for themself.
pub(crate) fn person(id: SubjectId) -> Actor {
    Actor::person(Role::Person.name(), id)
}

/// The system acting.
pub(crate) fn system() -> Actor {
    Actor::role(Role::System.name())
}

/// Enrols somebody through the join form.
pub(crate) fn join(vault: &Vault, data: &[(&str, &str)]) -> Result<SubjectId, VaultError> {
    join_as(vault, Giver::Member, data)
}

pub(crate) fn join_as(
    vault: &Vault,
    giver: Giver,
    data: &[(&str, &str)],
) -> Result<SubjectId, VaultError> {
    let new = vault.new_subject()?;
    let id = new.id();
    let data: Vec<(String, String)> =
        data.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
    vault.tx("join", move |tx| {
        let data: Vec<Datum<'_>> =
            data.iter().map(|(field, value)| Datum { field, value }).collect();
        tx.enrol(&new, giver, &data, &Source::person("join-form", id))
    })?;
    Ok(id)
}

/// A request of a person to see their own data.
pub(crate) fn own(id: SubjectId) -> Request<'static> {
    Request {
        subject: id,
        fields: &[],
        action: ReleaseAction::Show,
        purpose: Purpose::RightsFulfilment,
        role: Role::Person,
        actor: Some(id),
        partial: true,
        note: None,
    }
}

/// What a person sees of their own data.
pub(crate) fn look(vault: &Vault, id: SubjectId) -> Result<Shown, VaultError> {
    let released = vault.release(&own(id))?;
    shown(&released)
}

pub(crate) fn shown(released: &Released) -> Result<Shown, VaultError> {
    let mut shown = Shown::default();
    released.pour_all(&mut shown)?;
    Ok(shown)
}

/// Corrects a field as the person.
pub(crate) fn correct(
    vault: &Vault,
    id: SubjectId,
    field: &str,
    value: &str,
) -> Result<(), VaultError> {
    let (field, value) = (field.to_owned(), value.to_owned());
    vault.tx("correct", move |tx| {
        tx.correct(id, &field, &value, &Source::person("account-page", id))
    })
}

/// Verifies the ledger; every entry must hold.
pub(crate) fn verified(vault: &Vault) -> probity_ledger::Report {
    vault.verify(&[], &mut |_, _| {}).unwrap()
}

/// Every entry about somebody, as `kind` names.
pub(crate) fn kinds(vault: &Vault, id: SubjectId) -> Vec<&'static str> {
    let entries = vault.entries(id, 0, 1_000).unwrap();
    for (at, view) in entries.iter().enumerate() {
        assert_eq!(view.entry.seq, at as u64 + 1, "numbered without a gap");
    }
    entries.iter().map(|view| view.entry.kind.name()).collect()
}

/// Every file below a directory.
pub(crate) fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The files that hold these bytes anywhere.
pub(crate) fn holding(directory: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        std::fs::read(path).unwrap().windows(bytes.len()).any(|window| window == bytes)
    };
    files(directory).into_iter().filter(holds).collect()
}

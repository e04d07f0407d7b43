//! Appending to the ledger in batches, beside inserting the same rows without hashing anything.

use probity_ledger::{Actor, Kind, SubjectId};
use probity_policy::{Purpose, Version};
use probity_vault::{EntryDraft, StoreUrl, Vault};
use rusqlite::{Connection, params};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    fixture::{Engine, Fixture},
    measure::{in_turn, rate, timed},
};

/// Entries of one transaction.
pub(crate) const BATCH: u64 = 1_000;

/// Transactions of one round.
const ROUND: u64 = 20;

/// Whom the entries are about, in turn.
const PEOPLE: u64 = 500;

/// The ledger's table, its keys and indices, as they are in the vault.
const TABLE: &str = "CREATE TABLE ledger_entry (
    idx INTEGER NOT NULL PRIMARY KEY,
    subject BLOB NOT NULL,
    seq INTEGER NOT NULL,
    body BLOB NOT NULL,
    commitment BLOB NOT NULL,
    binding BLOB NOT NULL,
    leaf BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX ledger_entry_subject ON ledger_entry (subject, seq);";

const INSERT: &str = "INSERT INTO ledger_entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let fixture = Fixture::new(&Engine::Sqlite)?;
    let people = fixture.people(PEOPLE)?;
    let mut plain = Plain::open(&fixture.plain)?;
    let (ours, plain) = in_turn(
        || {
            let ((), took) = timed(|| batches(&fixture.vault, &people, ROUND))?;
            Ok(rate(ROUND * BATCH, took))
        },
        || {
            let ((), took) = timed(|| (0..ROUND).try_for_each(|_| plain.insert(&people)))?;
            Ok(rate(ROUND * BATCH, took))
        },
    )?;
    show(Figure {
        bench: "ledger-append",
        engine: "sqlite",
        n: BATCH,
        ours,
        plain,
        unit: Unit::PerSecond,
        goal: Goal::AtLeast(100_000.0),
    });
    Ok(())
}

/// Appends that many batches of entries about these people.
pub(crate) fn batches(vault: &Vault, people: &[SubjectId], count: u64) -> Result<(), Failure> {
    for _ in 0..count {
        let people = people.to_vec();
        vault.tx("bench_append", move |tx| {
            let turn = people.iter().cycle().take(usize::try_from(BATCH).unwrap_or(0));
            for subject in turn {
                tx.log(draft(*subject))?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn draft(subject: SubjectId) -> EntryDraft {
    EntryDraft::new(Kind::Show, subject, Actor::person("membership-staff", subject))
        .categories(["name", "email-address", "country", "membership-record"])
        .purpose(Purpose::ALL[0])
        .under("U2.1", Version::from_u32(20_261_123).unwrap_or_else(|| unreachable!()))
}

/// A program that keeps the same rows and proves nothing.
struct Plain {
    connection: Connection,
    index: i64,
    body: Vec<u8>,
}

impl Plain {
    fn open(url: &StoreUrl) -> Result<Self, Failure> {
        let connection = sqlite(url)?;
        connection.execute_batch(TABLE)?;
        let subject = SubjectId::FOUNDATION;
        let entry = probity_ledger::Entry {
            kind: Kind::Show,
            at_ms: 1_796_126_400_000,
            subject,
            seq: 1_000,
            actor: Actor::person("membership-staff", subject),
            categories: ["name", "email-address", "country", "membership-record"]
                .map(Into::into)
                .to_vec(),
            purpose: Some(Purpose::ALL[0].name().into()),
            ground: None,
            recipient: None,
            clause: Some("U2.1".into()),
            version: Some(20_261_123),
            note: None,
        };
        Ok(Self { connection, index: 0, body: entry.encode() })
    }

    /// Inserts one batch in one transaction.
    fn insert(&mut self, people: &[SubjectId]) -> Result<(), Failure> {
        let transaction = self.connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(INSERT)?;
            let mut hash = [0x5a_u8; 32];
            for (index, subject) in (self.index..).zip(people.iter().cycle()).take(1_000) {
                hash[..8].copy_from_slice(&index.to_be_bytes());
                let id = subject.as_bytes();
                insert.execute(params![index, id, index, self.body, hash, hash, hash])?;
            }
        }
        transaction.commit()?;
        self.index += 1_000;
        Ok(())
    }
}

/// Opens a SQLite file as the vault does: as durably, with as much room.
pub(crate) fn sqlite(url: &StoreUrl) -> Result<Connection, Failure> {
    let StoreUrl::Sqlite(path) = url else { return Err("not a SQLite file".into()) };
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 16_000, |_| Ok(()))?;
    connection.busy_timeout(std::time::Duration::from_mins(1))?;
    Ok(connection)
}

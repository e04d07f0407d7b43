//! Verifying a whole ledger, beside reading the same rows and hashing their entries' bytes.

use std::hint::black_box;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    fixture::{Engine, Fixture},
    ledger_append::{BATCH, batches},
    measure::{in_turn, rate, timed},
};

const ENTRIES: u64 = 1_000_000;

/// Whom the entries are about, in turn.
const PEOPLE: u64 = 1_000;

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let fixture = Fixture::new(&Engine::Sqlite)?;
    let people = fixture.people(PEOPLE)?;
    batches(&fixture.vault, &people, ENTRIES / BATCH)?;
    let probity_vault::StoreUrl::Sqlite(path) = &fixture.data else {
        return Err("not a SQLite file".into());
    };
    let connection = Connection::open(path)?;
    let mut entries = 0;
    let (ours, plain) = in_turn(
        || {
            let (report, took) = timed(|| Ok(fixture.vault.verify(&[], &mut |_, _| ())?))?;
            entries = report.entries;
            Ok(rate(report.entries, took))
        },
        || {
            let (count, took) = timed(|| hash_all(&connection))?;
            Ok(rate(count, took))
        },
    )?;
    show(Figure {
        bench: "ledger-verify",
        engine: "sqlite",
        n: entries,
        ours,
        plain,
        unit: Unit::PerSecond,
        goal: Goal::Ratio(1.0 / 3.0),
    });
    Ok(())
}

/// Reads every row and hashes the bytes of its entry; returns how many there are.
fn hash_all(connection: &Connection) -> Result<u64, Failure> {
    let mut select = connection.prepare_cached(
        "SELECT idx, subject, seq, body, commitment, binding, leaf FROM ledger_entry ORDER BY idx",
    )?;
    let mut rows = select.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        for column in 0..7 {
            black_box(row.get_ref(column)?);
        }
        black_box(Sha256::digest(row.get_ref(3)?.as_blob()?));
        count += 1;
    }
    Ok(count)
}

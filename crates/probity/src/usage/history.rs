//! A commit of the history: files first, then the one transaction that makes them count.
//!
//! A segment is the rows of one site and day that one commit brought: two Parquet files, the addresses
//! sealed with the day's key, and what it adds up to. It counts from the moment on that its row stands in
//! the database, together with the ledger's entry; files without a row are swept up.

use std::path::PathBuf;

use probity_vault::store::Value;
use probity_vault::{Vault, VaultError};
use zeroize::Zeroizing;

use super::files::Files;
use super::known::{Reading, int};
use super::rejected::{self, Staged as Rejects};
use super::{FIELDS, UsageError};
use crate::guard::book::Sealing;
use crate::site::hex::hex;
use crate::store::{usage, usage_rejected};

/// Why a commit is rolled back whose ground has moved.
const ELSEWHERE: &str = "another process takes in the same visits";

/// How long a segment's rows stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// They stay as they are.
    Final,
    /// Few, and written anew with the next commit of the process that holds them.
    Pending,
    /// Of visits that are still open, as if they had ended: replaced when it is known how they did.
    Open,
}

impl Stand {
    const fn name(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Pending => "pending",
            Self::Open => "open",
        }
    }
}

/// A segment that is written but does not count yet.
pub(crate) struct Staged {
    pub(crate) id: String,
    /// The stream of logs that it came in by.
    pub(crate) scope: String,
    pub(crate) site: String,
    /// The day of its rows, counted from 1970-01-01 in UTC.
    pub(crate) day: i64,
    pub(crate) stand: Stand,
    pub(crate) requests: u64,
    pub(crate) visits: u64,
    /// The two Parquet files, on this machine; none where there are no rows.
    pub(crate) requests_file: Option<PathBuf>,
    pub(crate) visits_file: Option<PathBuf>,
    /// The addresses of its rows.
    pub(crate) addresses: Zeroizing<Vec<u8>>,
    /// What it adds up to, encoded.
    pub(crate) rollup: Vec<u8>,
}

impl Staged {
    /// Where it will lie.
    pub(crate) fn name(&self) -> Name {
        Name { id: self.id.clone(), site: self.site.clone(), day: self.day }
    }
}

/// The open visits of a stream of logs, after a commit.
pub(crate) struct Carry {
    pub(crate) scope: String,
    /// The day of the oldest of them: they rest under its key.
    pub(crate) day: i64,
    /// The time of the latest request.
    pub(crate) newest: i64,
    /// How often they had been written when they were read; 0 for never.
    pub(crate) revision: i64,
    /// What [`probity_usage::Sessions::load`] takes.
    pub(crate) state: Zeroizing<Vec<u8>>,
}

/// Everything that becomes true at once.
#[derive(Default)]
pub(crate) struct Commit {
    pub(crate) segments: Vec<Staged>,
    /// Segments of the same scopes that these replace.
    pub(crate) replaced: Vec<Name>,
    pub(crate) carries: Vec<Carry>,
    pub(crate) readings: Vec<Reading>,
    /// Lines that could not be read.
    pub(crate) rejected: Rejects,
    /// What protection decided on the way.
    pub(crate) decisions: Sealing,
    /// What the ledger says of it; never a personal value.
    pub(crate) note: String,
}

/// Where a segment lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) id: String,
    pub(crate) site: String,
    pub(crate) day: i64,
}

/// The parts of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Requests,
    Visits,
    Addresses,
}

impl Name {
    /// The key of a part among the files of the history.
    pub(crate) fn key(&self, part: Part) -> String {
        let end = match part {
            Part::Requests => "requests.parquet",
            Part::Visits => "visits.parquet",
            Part::Addresses => "addresses",
        };
        format!("site={}/day={}/{}.{end}", self.site, day_name(self.day), self.id)
    }

    /// What the sealed addresses are bound to.
    pub(crate) fn place(&self) -> String {
        format!("addresses {}", self.id)
    }

    /// Removes its files. One that is not there is no failure; one that stays is swept up later.
    pub(crate) fn remove(&self, files: &Files) {
        for part in [Part::Requests, Part::Visits, Part::Addresses] {
            if let Err(error) = files.delete(&self.key(part)) {
                tracing::warn!(%error, "a file of the usage history stays until the next sweep");
            }
        }
    }
}

/// A day as year, month and day.
pub(crate) fn day_name(day: i64) -> String {
    probity_policy::Version::of_ms(day.saturating_mul(crate::site::moment::DAY))
        .map_or_else(|| day.to_string(), |date| date.to_string())
}

/// Makes a commit count. When this fails, nothing of it does.
pub(crate) fn commit(vault: &Vault, files: &Files, commit: &Commit) -> Result<(), UsageError> {
    let mut rows = Vec::new();
    let done = commit.segments.iter().try_for_each(|segment| {
        rows.push(put(vault, files, segment, &segment.name())?);
        Ok(())
    });
    match done.and_then(|()| enter(vault, commit, rows)) {
        Ok(()) => {
            commit.replaced.iter().for_each(|name| name.remove(files));
            Ok(())
        }
        Err(error) => {
            // What may count after all keeps its files; if it does not, they are swept up.
            if !error.is_unconfirmed() {
                commit.segments.iter().for_each(|segment| segment.name().remove(files));
            }
            Err(error)
        }
    }
}

impl Commit {
    /// The id of something in it: if that counts, all of it does.
    pub(crate) fn sign(&self) -> Option<String> {
        let segment = self.segments.first().map(|segment| segment.id.clone());
        segment.or_else(|| self.rejected.id.clone())
    }
}

/// Whether a commit counts that has this sign.
pub(crate) fn counts(vault: &Vault, sign: &str) -> Result<bool, UsageError> {
    for statement in [&usage::SEGMENT_THERE, &usage_rejected::THERE] {
        if !vault.store().query(statement, &[Value::from(sign)])?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts a segment's files where the history lies; what is left is its row.
fn put(
    vault: &Vault,
    files: &Files,
    segment: &Staged,
    name: &Name,
) -> Result<Vec<Value>, UsageError> {
    let tables = [(Part::Requests, &segment.requests_file), (Part::Visits, &segment.visits_file)];
    for (part, file) in tables {
        if let Some(file) = file {
            files.put_file(&name.key(part), file)?;
        }
    }
    // Whose time is over already never gets there.
    let sealed = vault.seal_for_day(segment.day, &name.place(), &segment.addresses)?;
    let has_addresses = sealed.is_some();
    if let Some(sealed) = sealed {
        files.put(&name.key(Part::Addresses), sealed)?;
    }
    Ok(vec![
        Value::from(name.id.as_str()),
        Value::from(segment.scope.as_str()),
        Value::from(name.site.as_str()),
        Value::from(name.day),
        Value::from(segment.stand.name()),
        int(segment.requests),
        int(segment.visits),
        Value::from(has_addresses),
        Value::from(segment.rollup.clone()),
        Value::from(vault.now_ms()),
    ])
}

/// The transaction: the segments count, those they replace do not, and it is on the ledger.
fn enter(vault: &Vault, commit: &Commit, rows: Vec<Vec<Value>>) -> Result<(), UsageError> {
    let mut carries = Vec::new();
    for carry in &commit.carries {
        let place = carry_place(&carry.scope);
        let sealed = vault.seal_for_day(carry.day, &place, &carry.state)?;
        carries.push((carry.scope.clone(), carry.day, carry.revision, carry.newest, sealed));
    }
    let replaced: Vec<String> = commit.replaced.iter().map(|name| name.id.clone()).collect();
    let readings = commit.readings.clone();
    let (rejected, decisions) = (commit.rejected.clone(), commit.decisions.clone());
    let mut fields = FIELDS.to_vec();
    if !rejected.is_empty() {
        fields.push(rejected::FIELD);
    }
    let mut note = commit.note.clone();
    if decisions.count() > 0 {
        note.push_str(&format!("; scenarios of attack: {}", decisions.count()));
    }
    let entered = vault.tx("usage_commit", move |tx| {
        let at_ms = tx.now_ms();
        for (scope, day, revision, newest, sealed) in &carries {
            let key = [Value::from(scope.as_str())];
            let found = tx.sql().query_opt(&usage::CARRY_REVISION, &key)?;
            if found.map_or(Ok(0), |row| row.int(0))? != *revision {
                return Err(VaultError::Aborted(ELSEWHERE));
            }
            // Without a key there is nothing to go on from: the next log begins anew.
            let row = [
                Value::from(scope.as_str()),
                Value::from(*day),
                Value::from(revision + 1),
                Value::from(*newest),
                Value::from(sealed.clone().unwrap_or_default()),
            ];
            tx.sql().exec(&usage::CARRY_PUT, &row)?;
        }
        for id in &replaced {
            if tx.sql().exec(&usage::SEGMENT_DELETE, &[Value::from(id.as_str())])? == 0 {
                return Err(VaultError::Aborted(ELSEWHERE));
            }
        }
        tx.sql().exec_many(&usage::SEGMENT_INSERT, &rows)?;
        for reading in &readings {
            if !reading.keep(tx.sql(), at_ms)? {
                return Err(VaultError::Aborted(ELSEWHERE));
            }
        }
        rejected.enter(tx)?;
        decisions.enter(tx)?;
        tx.collect_usage(&fields, note.clone())
    });
    entered.map_err(|error| match error {
        VaultError::Aborted(ELSEWHERE) => UsageError::Elsewhere,
        other => other.into(),
    })
}

/// What a scope's sealed open visits are bound to.
pub(super) fn carry_place(scope: &str) -> String {
    format!("carry {scope}")
}

/// An id that begins with its time, so that a file tells how long it has been there.
pub(super) fn new_id(vault: &Vault) -> String {
    let mut random = [0; 10];
    vault.random().fill(&mut random);
    format!("{:012x}{}", vault.now_ms().max(0), hex(&random))
}

/// When an id was made, in milliseconds since 1970; none if it is none of ours.
pub(super) fn made_at(id: &str) -> Option<i64> {
    let time = id.get(..12).filter(|_| id.len() == 32)?;
    i64::from_str_radix(time, 16).ok()
}

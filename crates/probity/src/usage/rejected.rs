//! Lines of logs that could not be read: kept sealed under their day's key, as addresses are, and of
//! whatever comes only as much as has room.
//!
//! Such a line may be the trace of an attack, and holds somebody's address. Its day is that of the first
//! time that stands in it; of one without a time that can be believed, the day on which it was taken in.
//! What finds no room is counted. A line is stored in the transaction that makes the rest of its log
//! count.

pub(crate) mod over;
mod sealed;
pub(crate) mod show;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use probity_usage::{Reason, time_in};
use probity_vault::store::Value;
use probity_vault::{Vault, VaultError, VaultTx};

use super::UsageError;
use super::history::new_id;
use super::known::int;
use crate::site::moment::DAY;
use crate::store::usage_rejected as table;

/// The field of the data map.
pub(crate) const FIELD: &str = "rejected-line";

/// How much of a line is kept, in bytes: no more than the data map says.
const LONGEST: usize = 16_384;
/// How many lines of a file, and how many bytes of them.
pub(crate) const LINES: usize = 10_000;
const BYTES: usize = 2 << 20;
/// How many bytes wait in memory for one commit.
const AT_ONCE: usize = 16 << 20;
/// How many bytes a stream of logs stores within a day.
const A_DAY: u64 = 64 << 20;
/// How many days are looked at to find the first that is kept.
const MOST_DAYS: i64 = 400;

/// A log that is being read: what it is called, where in it we are, and how much of it still finds room.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    name: Arc<str>,
    line: u64,
    lines: usize,
    bytes: usize,
}

impl Log {
    /// One that has no file.
    pub(crate) fn called(name: &str) -> Self {
        Self { name: name.into(), line: 0, lines: LINES, bytes: BYTES }
    }

    /// The file at that path: its folders are nobody's business.
    pub(crate) fn at(path: &Path) -> Self {
        let name = path.file_name().map(|name| name.to_string_lossy());
        Self::called(name.as_deref().unwrap_or("-"))
    }

    /// The next line is the one after that many.
    pub(crate) fn behind(&mut self, lines: u64) {
        self.line = lines;
    }

    /// The next line is read.
    pub(super) fn step(&mut self) {
        self.line += 1;
    }
}

/// A line.
struct Line {
    log: Arc<str>,
    day: i64,
    number: u64,
    reason: Reason,
    text: Vec<u8>,
    /// Whether there was more of it.
    is_cut: bool,
}

/// Rejected lines that no commit has yet.
pub(crate) struct Rejected {
    vault: Vault,
    lines: Vec<Line>,
    bytes: usize,
    /// How many lines of a log found no room.
    beyond: BTreeMap<Arc<str>, u64>,
    /// The day on which they come, the first day of which lines are kept, and how much of each.
    today: i64,
    oldest: i64,
    longest: usize,
}

impl Rejected {
    /// None yet.
    pub(crate) fn new(vault: &Vault) -> Self {
        let vault = vault.clone();
        let (lines, beyond) = (Vec::new(), BTreeMap::new());
        let (today, oldest) = (i64::MIN, i64::MAX);
        Self { vault, lines, bytes: 0, beyond, today, oldest, longest: 0 }
    }

    /// Whether there is nothing to be kept.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.beyond.is_empty()
    }

    /// Takes the line of a log that was read last, if it may be kept and there is room.
    pub(crate) fn add(&mut self, log: &mut Log, reason: Reason, text: &[u8]) {
        let size = text.len().min(LONGEST);
        if log.lines == 0 || log.bytes < size || self.bytes + size > AT_ONCE {
            match self.beyond.get_mut(&log.name) {
                Some(count) => *count += 1,
                None => drop(self.beyond.insert(Arc::clone(&log.name), 1)),
            }
            return;
        }
        let day = self.day_of(text);
        if day < self.oldest {
            return;
        }
        let kept = text.get(..self.longest).unwrap_or(text);
        log.lines -= 1;
        log.bytes -= kept.len();
        self.bytes += kept.len();
        self.lines.push(Line {
            log: Arc::clone(&log.name),
            day,
            number: log.line,
            reason,
            text: kept.to_vec(),
            is_cut: kept.len() < text.len() || reason == Reason::TooLong,
        });
    }

    /// The day that a line is of.
    fn day_of(&mut self, text: &[u8]) -> i64 {
        let now_ms = self.vault.now_ms();
        let today = Vault::day_of(now_ms);
        if self.today != today {
            self.today = today;
            (self.oldest, self.longest) = kept(&self.vault, today);
        }
        time_in(text).filter(|time| *time <= now_ms).map_or(today, Vault::day_of)
    }

    /// Takes back what came before, since it was not stored.
    pub(crate) fn put_back(&mut self, mut before: Self) {
        for (log, count) in std::mem::take(&mut before.beyond) {
            *self.beyond.entry(log).or_default() += count;
        }
        before.lines.append(&mut self.lines);
        self.lines = before.lines;
        self.bytes += before.bytes;
    }

    /// Seals it for a commit: a row for each log and day.
    pub(crate) fn stage(&self, scope: &str, site: &str) -> Result<Staged, UsageError> {
        let vault = &self.vault;
        let mut staged = Staged::default();
        if self.is_empty() {
            return Ok(staged);
        }
        let now_ms = vault.now_ms();
        let today = Vault::day_of(now_ms);
        let since = [Value::from(scope), Value::from(today.saturating_mul(DAY))];
        let stored = vault.store().query(&table::BYTES, &since)?;
        let stored = stored.first().map(|row| row.int(0)).transpose()?.unwrap_or_default();
        let mut left = A_DAY.saturating_sub(stored.unsigned_abs());
        let mut rows: BTreeMap<(&Arc<str>, i64), Vec<&Line>> = BTreeMap::new();
        for line in &self.lines {
            rows.entry((&line.log, line.day)).or_default().push(line);
        }
        for log in self.beyond.keys() {
            rows.entry((log, today)).or_default();
        }
        for ((log, day), mut lines) in rows {
            let mut beyond = 0;
            if day == today {
                beyond = self.beyond.get(log).copied().unwrap_or_default();
            }
            let mut bytes = sealed::encode(log, &lines);
            if bytes.len() as u64 > left {
                beyond += lines.len() as u64;
                lines.clear();
                bytes = sealed::encode(log, &[]);
            }
            let id = new_id(vault);
            // Whose time is over meanwhile never gets there.
            let Some(sealed) = vault.seal_for_day(day, &place(&id), &bytes)? else { continue };
            left = left.saturating_sub(bytes.len() as u64);
            staged.lines += lines.len();
            staged.id.get_or_insert_with(|| id.clone());
            staged.rows.push(vec![
                Value::from(id),
                Value::from(scope),
                Value::from(site),
                Value::from(day),
                int(lines.len() as u64),
                int(beyond),
                int(sealed.len() as u64),
                Value::from(sealed),
                Value::from(now_ms),
            ]);
        }
        Ok(staged)
    }
}

/// Rejected lines that are sealed and wait for their commit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Staged {
    rows: Vec<Vec<Value>>,
    /// One of the rows: if it is there, all are.
    pub(crate) id: Option<String>,
    /// How many lines they hold.
    pub(crate) lines: usize,
}

impl Staged {
    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Stores them within the transaction of a commit.
    pub(super) fn enter(&self, tx: &mut VaultTx<'_, '_>) -> Result<(), VaultError> {
        tx.sql().exec_many(&table::INSERT, &self.rows)?;
        Ok(())
    }
}

/// What a row's sealed lines are bound to.
fn place(id: &str) -> String {
    format!("rejected {id}")
}

/// The first day of which lines are kept now, and how much of each; the end of time where the policy
/// does not know them.
fn kept(vault: &Vault, today: i64) -> (i64, usize) {
    let is_kept = |day| !over::is_over(vault, day, vault.now_ms()).unwrap_or(true);
    let field = vault.policy_in_force().ok().and_then(|policy| policy.map().field(FIELD));
    let Some(field) = field.filter(|_| is_kept(today)) else { return (i64::MAX, 0) };
    let before = (1..MOST_DAYS).map(|ago| today - ago).take_while(|day| is_kept(*day));
    (before.last().unwrap_or(today), field.max_length.min(LONGEST))
}

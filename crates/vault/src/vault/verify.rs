//! Checking the whole stored ledger against itself, the keys and earlier checkpoints.
use super::Vault;
use super::ledger::head;
use super::types::Progress;
use crate::VaultError;
use crate::store::{RowRef, Rows, StoreError, Tx, Value};
use crate::tables::{ledger_entry, ledger_node};
use probity_ledger::{
    Checkpoint, Fault, Flaw, Hash, Leaf, Node, Place, Report, SaltKey, SubjectId, Verifier,
};
use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};

/// How many rows are read at a time.
const PAGE: i64 = 1_000;

/// How many pages are read ahead of the check.
const AHEAD: usize = 4;

/// Why a ledger could not be verified.
#[derive(Debug, thiserror::Error)]
pub enum Unverified {
    /// It does not hold: the first place that is wrong, and what is wrong there.
    #[error("the ledger does not hold: {0}; restore a backup, and keep this copy to look into")]
    Broken(#[from] Fault),
    /// It could not be read.
    #[error(transparent)]
    Failed(#[from] VaultError),
}

impl From<StoreError> for Unverified {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

type Salts = HashMap<SubjectId, SaltKey>;

impl Vault {
    /// Verifies every entry, hash and number of the ledger as it stands at one moment, and that it
    /// continues each of the `expected` checkpoints, whose signatures the caller has verified.
    ///
    /// Entries of erased persons are checked by their binding, all others by their commitment too.
    /// `progress` hears how many entries are done, of how many.
    pub fn verify(
        &self,
        expected: &[Checkpoint],
        progress: Progress<'_>,
    ) -> Result<Report, Unverified> {
        let (salts, seen) = self.salts()?;
        self.inner.store.read("verify", |tx: &mut Tx<'_>| {
            let (size, root) = head(tx)?;
            let mut verifier = Verifier::new(self.inner.system.binding.clone());
            for checkpoint in expected {
                verifier.expect(checkpoint.clone())?;
            }
            let mut verifier = rows(tx, size, verifier, &salts, progress)?;
            // Keys remember how long the ledger was when they were made.
            if verifier.entries() < seen {
                let flaw = Flaw::Short { entries: verifier.entries() };
                return Err(Fault { place: Place::Checkpoint(seen), flaw }.into());
            }
            nodes(tx, &mut verifier)?;
            Ok(verifier.finish(size, &root)?)
        })
    }

    /// Every salt key, and the longest that the ledger was when a key was made.
    fn salts(&self) -> Result<(Salts, u64), VaultError> {
        let mut salts = HashMap::new();
        let mut seen = 0;
        self.inner.keys.each_salt(|row, salt| {
            seen = seen.max(row.ledger_size);
            salts.insert(row.subject, salt);
        })?;
        salts.insert(SubjectId::FOUNDATION, self.inner.system.foundation.clone());
        Ok((salts, u64::try_from(seen).unwrap_or(0)))
    }
}

/// Checks every row: a page is read on this thread while those before it are checked on another.
fn rows(
    tx: &mut Tx<'_>,
    size: u64,
    mut verifier: Verifier,
    salts: &Salts,
    progress: Progress<'_>,
) -> Result<Verifier, Unverified> {
    let (send, pages) = sync_channel::<Rows>(AHEAD);
    std::thread::scope(|scope| {
        let checker = scope.spawn(move || {
            for page in &pages {
                for row in page.iter() {
                    check(row, &mut verifier, salts)?;
                }
            }
            Ok::<_, Fault>(verifier)
        });
        let read = read(tx, size, &send, progress);
        drop(send);
        // A fault is in what was read, so it comes before whatever ended the reading.
        let checked = checker.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        read?;
        Ok(checked)
    })
}

/// Reads all rows in order, until there are no more or nobody wants them.
fn read(
    tx: &mut Tx<'_>,
    size: u64,
    pages: &SyncSender<Rows>,
    progress: Progress<'_>,
) -> Result<(), VaultError> {
    // From the smallest number there is: a row before the first is as wrong as a gap.
    let mut from = i64::MIN;
    let mut done = 0;
    loop {
        let page = tx.walk(&ledger_entry::PAGE, &[Value::from(from), Value::from(PAGE)])?;
        let Some(last) = page.iter().next_back() else { return Ok(()) };
        let next = last.int(0)?.checked_add(1);
        done += page.len() as u64;
        let wanted = pages.send(page).is_ok();
        progress(done, size);
        match next.filter(|_| wanted) {
            Some(next) => from = next,
            None => return Ok(()),
        }
    }
}

fn check(row: RowRef<'_>, verifier: &mut Verifier, salts: &Salts) -> Result<(), Fault> {
    let row = stored_row(row, verifier.entries())?;
    verifier.row(&row, salts.get(&row.subject))
}

/// A row of [`ledger_entry::PAGE`], which should be that of the entry `at`.
pub(super) fn stored_row(row: RowRef<'_>, at: u64) -> Result<probity_ledger::Row<'_>, Fault> {
    // A column of another type or length than was written is as wrong as one of other content.
    let wrong = |flaw| move || Fault { place: Place::Entry(at), flaw };
    let number = |column| row.int(column).ok().and_then(|number| u64::try_from(number).ok());
    let fixed = |column| row.blob(column).ok().and_then(|bytes| Hash::try_from(bytes).ok());
    let index = number(0).ok_or_else(wrong(Flaw::Index { found: u64::MAX }))?;
    let subject = row.blob(1).ok().and_then(SubjectId::from_slice);
    let subject = subject.ok_or_else(wrong(Flaw::Subject))?;
    Ok(probity_ledger::Row {
        index,
        subject,
        seq: number(2).ok_or_else(wrong(Flaw::Seq))?,
        body: row.blob(3).map_err(|_| wrong(Flaw::Binding)())?,
        leaf: Leaf {
            commitment: fixed(4).ok_or_else(wrong(Flaw::Commitment))?,
            binding: fixed(5).ok_or_else(wrong(Flaw::Binding))?,
        },
        leaf_hash: fixed(6).ok_or_else(wrong(Flaw::LeafHash))?,
    })
}

fn nodes(tx: &mut Tx<'_>, verifier: &mut Verifier) -> Result<(), Unverified> {
    for level in tx.query(&ledger_node::COUNT, &[])? {
        let stored = level.int(0)?;
        let extra = Fault { place: Place::Node { level: u8::MAX, index: 0 }, flaw: Flaw::Extra };
        let level = u8::try_from(stored).map_err(|_| extra)?;
        let mut from = i64::MIN;
        loop {
            let row = [Value::from(stored), Value::from(from), Value::from(PAGE)];
            let page = tx.query(&ledger_node::PAGE, &row)?;
            for row in &page {
                let index = u64::try_from(row.int(0)?).unwrap_or(u64::MAX);
                let hash = row.bytes(1).ok().and_then(|bytes| Hash::try_from(bytes).ok());
                let place = Place::Node { level, index };
                let hash = hash.ok_or(Fault { place, flaw: Flaw::NodeHash })?;
                verifier.node(&Node { level, index, hash })?;
            }
            let Some(last) = page.last() else { break };
            let Some(next) = last.int(0)?.checked_add(1) else { break };
            from = next;
        }
    }
    Ok(())
}

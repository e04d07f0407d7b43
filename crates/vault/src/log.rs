//! Appending to the ledger inside a transaction: numbering, committing, growing the tree.
//!
//! What is cached (the edge of the tree, each person's count) is used only while the stored head,
//! read under its lock, is the one that the cache ends in; after a rollback, a failed commit or
//! another process's append it is read anew. So recovery is the normal path.
use crate::VaultError;
use crate::clock::Random;
use crate::keys::{SubjectKeys, SystemKeys};
use crate::store::{Tx, Value};
use crate::tables::{ledger_entry, ledger_head, ledger_node};
use probity_ledger::proof::ProofError;
use probity_ledger::{Actor, Entry, Frontier, Hash, Kind, SubjectId};
use probity_policy::{Ground, Purpose, Recipient, Version};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many persons' counts are remembered.
const COUNTS: usize = 100_000;

/// An entry before it has its place: what happened, to whose data, by whom.
#[derive(Clone, Debug)]
pub struct EntryDraft {
    pub(crate) kind: Kind,
    pub(crate) subject: SubjectId,
    pub(crate) actor: Actor,
    pub(crate) categories: Vec<Cow<'static, str>>,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) ground: Option<Ground>,
    pub(crate) recipient: Option<Recipient>,
    pub(crate) clause: Option<String>,
    pub(crate) version: Option<Version>,
    pub(crate) note: Option<Cow<'static, str>>,
}

impl EntryDraft {
    /// Starts with the three things that every entry has.
    pub fn new(kind: Kind, subject: SubjectId, actor: Actor) -> Self {
        Self {
            kind,
            subject,
            actor,
            categories: Vec::new(),
            purpose: None,
            ground: None,
            recipient: None,
            clause: None,
            version: None,
            note: None,
        }
    }

    /// Which categories of data; each is named once.
    #[must_use]
    pub fn categories<C: Into<Cow<'static, str>>>(
        mut self,
        of: impl IntoIterator<Item = C>,
    ) -> Self {
        self.categories = of.into_iter().map(Into::into).collect();
        self.categories.sort();
        self.categories.dedup();
        self
    }

    /// What for.
    #[must_use]
    pub fn purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = Some(purpose);
        self
    }

    /// To whom, and on what ground.
    #[must_use]
    pub fn disclosed(mut self, recipient: Recipient, ground: Ground) -> Self {
        (self.recipient, self.ground) = (Some(recipient), Some(ground));
        self
    }

    /// Under which clause of which version.
    #[must_use]
    pub fn under(mut self, clause: impl Into<String>, version: Version) -> Self {
        (self.clause, self.version) = (Some(clause.into()), Some(version));
        self
    }

    /// Under which version.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// What else needs saying; never a personal value.
    #[must_use]
    pub fn note(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.note = Some(note.into());
        self
    }

    fn entry(&self, at_ms: i64, seq: u64) -> Entry {
        Entry {
            kind: self.kind,
            at_ms,
            subject: self.subject,
            seq,
            actor: self.actor.clone(),
            categories: self.categories.clone(),
            purpose: self.purpose.map(|purpose| purpose.name().into()),
            ground: self.ground.map(|ground| ground.name().into()),
            recipient: self.recipient.map(|recipient| recipient.name().into()),
            clause: self.clause.clone().map(Into::into),
            version: self.version.map(Version::to_u32),
            note: self.note.clone(),
        }
    }
}

/// Where an entry's salt comes from.
#[derive(Clone)]
pub(crate) enum Salt {
    /// The foundation's own entries.
    Foundation,
    /// The person's key.
    Subject(Arc<SubjectKeys>),
    /// Nowhere: the person's key is gone, so the salt is thrown away.
    Lost,
}

/// What a release was decided on; the entry is appended only while it still holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// The person's revision.
    pub(crate) revision: i64,
    /// How many entries the person had.
    pub(crate) count: u64,
    /// How long the ledger was.
    pub(crate) size: u64,
}

/// One entry to append.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) draft: EntryDraft,
    pub(crate) salt: Salt,
    pub(crate) seen: Option<Seen>,
    pub(crate) at_ms: i64,
}

/// How appending ended when nothing failed.
#[derive(Debug)]
pub(crate) enum Appended {
    /// All of them, from this index on.
    From(u64),
    /// What a release was decided on has changed: none of them; the transaction must be undone.
    Outdated,
}

/// The writer of the ledger; one for each open vault.
pub(crate) struct Log {
    system: Arc<SystemKeys>,
    random: Arc<dyn Random>,
    edge: Mutex<Option<Edge>>,
}

/// The ledger's end as this process last wrote or read it.
struct Edge {
    frontier: Frontier,
    root: Hash,
    /// Persons' counts; complete for everything appended since the ledger had `since` entries.
    counts: HashMap<SubjectId, u64>,
    since: u64,
}

impl Log {
    pub(crate) fn new(system: Arc<SystemKeys>, random: Arc<dyn Random>) -> Self {
        Self { system, random, edge: Mutex::new(None) }
    }

    /// Takes the head's lock, so that whoever appends later in the transaction can't deadlock.
    pub(crate) fn lock(tx: &mut Tx<'_>) -> Result<(u64, Hash), VaultError> {
        let row = tx.query_one(&ledger_head::LOCK, &[])?;
        Ok((unsigned(row.int(0)?)?, hash(&row.bytes(1)?)?))
    }

    /// Appends in order. The head must have been locked in this transaction.
    pub(crate) fn append(
        &self,
        tx: &mut Tx<'_>,
        head: (u64, Hash),
        lines: &[Line],
    ) -> Result<Appended, VaultError> {
        if lines.is_empty() {
            return Ok(Appended::From(head.0));
        }
        let mut slot = self.edge();
        // Taken out: if anything fails below, the next append reads the end anew.
        let mut edge = match slot.take() {
            Some(edge) if edge.frontier.size() == head.0 && edge.root == head.1 => edge,
            _ => Edge::load(tx, head)?,
        };
        if edge.counts.len() + lines.len() > COUNTS {
            edge.counts.clear();
            edge.since = head.0;
        }
        let first = head.0;
        let (mut plain, mut guarded) = (Vec::new(), Vec::new());
        let mut nodes = Vec::new();
        for line in lines {
            let seq = edge.next_seq(tx, line)?;
            let body = line.draft.entry(line.at_ms, seq).encode();
            let leaf = self.system.binding.leaf(&self.salt(&line.salt, seq), &body);
            let leaf_hash = leaf.hash();
            let mut row = vec![
                Value::from(signed(edge.frontier.size())?),
                Value::from(line.draft.subject.as_bytes().to_vec()),
                Value::from(signed(seq)?),
                Value::from(body),
                Value::from(leaf.commitment.to_vec()),
                Value::from(leaf.binding.to_vec()),
                Value::from(leaf_hash.to_vec()),
            ];
            match line.seen {
                None => plain.push(row),
                Some(seen) => {
                    row.push(Value::from(seen.revision));
                    guarded.push(row);
                }
            }
            for node in edge.frontier.push(leaf_hash) {
                nodes.push(vec![
                    Value::from(i64::from(node.level)),
                    Value::from(signed(node.index)?),
                    Value::from(node.hash.to_vec()),
                ]);
            }
        }
        if !guarded.is_empty() {
            let wanted = guarded.len() as u64;
            if tx.exec_many(&ledger_entry::INSERT_IF, &guarded)? != wanted {
                return Ok(Appended::Outdated);
            }
        }
        if !plain.is_empty() {
            tx.exec_many(&ledger_entry::INSERT, &plain)?;
        }
        if !nodes.is_empty() {
            tx.exec_many(&ledger_node::INSERT, &nodes)?;
        }
        edge.root = edge.frontier.root();
        let size = signed(edge.frontier.size())?;
        tx.exec(&ledger_head::MOVE, &[Value::from(size), Value::from(edge.root.to_vec())])?;
        *slot = Some(edge);
        Ok(Appended::From(first))
    }

    fn salt(&self, salt: &Salt, seq: u64) -> Hash {
        match salt {
            Salt::Foundation => self.system.foundation.salt(seq),
            Salt::Subject(keys) => keys.salt.salt(seq),
            Salt::Lost => {
                let mut salt = [0; 32];
                self.random.fill(&mut salt);
                salt
            }
        }
    }

    fn edge(&self) -> MutexGuard<'_, Option<Edge>> {
        self.edge.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Edge {
    fn load(tx: &mut Tx<'_>, (size, root): (u64, Hash)) -> Result<Self, VaultError> {
        let frontier = Frontier::load(size, |level, range| {
            stored_hashes(tx, level, range).map_err(LoadError::Vault)
        });
        let frontier = frontier.map_err(|error| match error {
            LoadError::Vault(error) => error,
            LoadError::Proof(error) => VaultError::damaged(error.to_string()),
        })?;
        if frontier.root() != root {
            return Err(VaultError::damaged(format!(
                "the ledger's head does not match its `{size}` entries"
            )));
        }
        Ok(Self { frontier, root, counts: HashMap::new(), since: size })
    }

    /// The sequence number of the person's next entry; counted up.
    fn next_seq(&mut self, tx: &mut Tx<'_>, line: &Line) -> Result<u64, VaultError> {
        let subject = line.draft.subject;
        let count = match (self.counts.get(&subject), line.seen) {
            (Some(count), _) => *count,
            (None, Some(seen)) if seen.size >= self.since => seen.count,
            (None, _) => {
                let id = Value::from(subject.as_bytes().to_vec());
                let last = tx.query_one(&ledger_entry::LAST_SEQ, &[id])?.opt_int(0)?;
                unsigned(last.unwrap_or(0))?
            }
        };
        self.counts.insert(subject, count + 1);
        Ok(count + 1)
    }
}

/// Stored hashes of a tile level in a range: leaves at level 0, nodes above.
pub(crate) fn stored_hashes(
    tx: &mut Tx<'_>,
    level: u8,
    range: Range<u64>,
) -> Result<Vec<Hash>, VaultError> {
    let (start, end) = (Value::from(signed(range.start)?), Value::from(signed(range.end)?));
    let rows = if level == 0 {
        tx.query(&ledger_entry::LEAVES, &[start, end])?
    } else {
        tx.query(&ledger_node::RANGE, &[Value::from(i64::from(level)), start, end])?
    };
    rows.iter().map(|row| hash(&row.bytes(0)?)).collect()
}

/// Either of the two ways in which rebuilding the tree's edge can fail.
pub(crate) enum LoadError {
    Vault(VaultError),
    Proof(ProofError),
}

impl From<ProofError> for LoadError {
    fn from(error: ProofError) -> Self {
        Self::Proof(error)
    }
}

impl From<LoadError> for VaultError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Vault(error) => error,
            LoadError::Proof(error) => Self::damaged(error.to_string()),
        }
    }
}

/// A stored hash.
pub(crate) fn hash(bytes: &[u8]) -> Result<Hash, VaultError> {
    bytes.try_into().map_err(|_| VaultError::damaged("a stored hash has the wrong length"))
}

/// A stored count.
pub(crate) fn unsigned(number: i64) -> Result<u64, VaultError> {
    u64::try_from(number).map_err(|_| VaultError::damaged("a stored count is negative"))
}

/// A count to store.
pub(crate) fn signed(number: u64) -> Result<i64, VaultError> {
    i64::try_from(number).map_err(|_| VaultError::damaged("a count is too large to store"))
}

//! Checking a whole stored ledger, row by row, and naming the first place that is wrong.
//!
//! The operator runs a [`Verifier`] over the stored rows; it holds the binding key and the salts
//! of people not erased. Anyone else runs [`audit::log`] over the public tiles and a checkpoint.

pub mod audit;
mod fault;
mod row;

use std::collections::HashMap;

pub use fault::{Fault, Flaw, Place};
pub use row::{Checked, Row};

use crate::{BindingKey, Checkpoint, Frontier, Hash, Node, SaltKey, SubjectId};

/// What a verified ledger is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Report {
    /// The number of entries, all of which hold.
    pub entries: u64,
    /// The root of their tree.
    pub root: Hash,
    /// How many subjects have entries, the foundation included.
    pub subjects: u64,
    /// How many of them had a salt key, so that their public commitments were checked too.
    pub checked_subjects: u64,
}

/// Reads a stored ledger from its first row to its last; each step returns the fault it finds.
///
/// Give it every row in index order ([`Verifier::row`]), then every stored node
/// ([`Verifier::node`]) and every subject's stored last sequence number ([`Verifier::subject`]),
/// and end with the stored size and root ([`Verifier::finish`]). Checkpoints that the log has signed are
/// given first ([`Verifier::expect`]).
#[derive(Debug)]
pub struct Verifier {
    binding: BindingKey,
    frontier: Frontier,
    subjects: HashMap<SubjectId, Progress>,
    /// Still to be met, the smallest last.
    checkpoints: Vec<Checkpoint>,
    /// Completed by the rows and not yet seen in the store.
    nodes: HashMap<(u8, u64), Hash>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    last: u64,
    /// How many entries had their commitment checked.
    opened: u64,
}

impl Verifier {
    /// Starts with the ledger's binding key.
    pub fn new(binding: BindingKey) -> Self {
        Self {
            binding,
            frontier: Frontier::new(),
            subjects: HashMap::new(),
            checkpoints: Vec::new(),
            nodes: HashMap::new(),
        }
    }

    /// Requires that the rows lead to this checkpoint's root when they reach its size.
    ///
    /// The caller has verified its signature. Must be called before the first row.
    pub fn expect(&mut self, checkpoint: Checkpoint) -> Result<(), Fault> {
        self.checkpoints.push(checkpoint);
        self.checkpoints.sort_by_key(|checkpoint| std::cmp::Reverse(checkpoint.size));
        self.meet_checkpoints()
    }

    /// Checks the next row, with its subject's salt key unless that was destroyed.
    pub fn row(&mut self, row: &Row<'_>, salts: Option<&SaltKey>) -> Result<(), Fault> {
        self.in_place(row.index)?;
        self.append(&row.check(&self.binding, salts)?)
    }

    /// Takes the next row after [`Row::check`], which may have run elsewhere.
    pub fn append(&mut self, row: &Checked) -> Result<(), Fault> {
        self.in_place(row.index)?;
        let progress = self.subjects.entry(row.subject).or_default();
        if progress.last.checked_add(1) != Some(row.seq) {
            let flaw = Flaw::Gap { after: progress.last, found: row.seq };
            return Err(Fault { place: Place::Entry(row.index), flaw });
        }
        progress.last = row.seq;
        progress.opened += u64::from(row.opened);
        for node in self.frontier.push(row.leaf_hash) {
            self.nodes.insert((node.level, node.index), node.hash);
        }
        self.meet_checkpoints()
    }

    /// Checks a stored node of a tile level above the leaves, after all rows.
    pub fn node(&mut self, node: &Node) -> Result<(), Fault> {
        let place = Place::Node { level: node.level, index: node.index };
        match self.nodes.remove(&(node.level, node.index)) {
            Some(hash) if hash == node.hash => Ok(()),
            Some(_) => Err(Fault { place, flaw: Flaw::NodeHash }),
            None => Err(Fault { place, flaw: Flaw::Extra }),
        }
    }

    /// Checks the last sequence number that is stored with a subject, after all rows.
    pub fn subject(&self, subject: SubjectId, last_seq: u64) -> Result<(), Fault> {
        let found = self.subjects.get(&subject).map_or(0, |progress| progress.last);
        if found == last_seq {
            return Ok(());
        }
        let flaw = Flaw::Last { stored: last_seq, found };
        Err(Fault { place: Place::Subject(subject), flaw })
    }

    /// The number of rows that have been checked.
    pub fn entries(&self) -> u64 {
        self.frontier.size()
    }

    /// Ends the check: the rows must be as many as the ledger's stored size says and lead to the
    /// stored root, every node must have been seen, and every expected checkpoint met.
    pub fn finish(self, stored_size: u64, stored_root: &Hash) -> Result<Report, Fault> {
        let (entries, root) = (self.frontier.size(), self.frontier.root());
        if let Some(checkpoint) = self.checkpoints.last() {
            let flaw = Flaw::Short { entries };
            return Err(Fault { place: Place::Checkpoint(checkpoint.size), flaw });
        }
        if stored_size != entries {
            let flaw = Flaw::Size { stored: stored_size, entries };
            return Err(Fault { place: Place::Head, flaw });
        }
        if let Some(&(level, index)) = self.nodes.keys().min() {
            return Err(Fault { place: Place::Node { level, index }, flaw: Flaw::Missing });
        }
        if *stored_root != root {
            return Err(Fault { place: Place::Head, flaw: Flaw::Root });
        }
        let checked = self.subjects.values().filter(|progress| progress.opened == progress.last);
        Ok(Report {
            entries,
            root,
            subjects: self.subjects.len() as u64,
            checked_subjects: checked.count() as u64,
        })
    }

    fn in_place(&self, found: u64) -> Result<(), Fault> {
        let next = self.frontier.size();
        let fault = || Fault { place: Place::Entry(next), flaw: Flaw::Index { found } };
        if found == next { Ok(()) } else { Err(fault()) }
    }

    fn meet_checkpoints(&mut self) -> Result<(), Fault> {
        let size = self.frontier.size();
        while let Some(checkpoint) = self.checkpoints.pop_if(|next| next.size <= size) {
            if checkpoint.size < size || checkpoint.root != self.frontier.root() {
                return Err(Fault { place: Place::Checkpoint(size), flaw: Flaw::Root });
            }
        }
        Ok(())
    }
}

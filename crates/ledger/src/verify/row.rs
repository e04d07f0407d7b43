//! What can be checked of a stored row by itself: all but its place among the others.

use super::{Fault, Flaw, Place};
use crate::{
    BindingKey, Hash, Header, Leaf, SaltKey, SubjectId,
    hash::sha256,
    leaf::{commitment_of_digest, leaf_hash},
};

/// A ledger row as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The row's place in the log, from 0.
    pub index: u64,
    /// The stored subject.
    pub subject: SubjectId,
    /// The stored sequence number within the subject.
    pub seq: u64,
    /// The entry's bytes.
    pub body: &'a [u8],
    /// The stored commitment and binding: the public log entry.
    pub leaf: Leaf,
    /// The stored hash of that leaf.
    pub leaf_hash: Hash,
}

/// A row found right by itself. Only [`Row::check`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct Checked {
    pub(super) index: u64,
    pub(super) subject: SubjectId,
    pub(super) seq: u64,
    pub(super) leaf_hash: Hash,
    /// Whether the commitment was checked.
    pub(super) opened: bool,
}

impl Row<'_> {
    /// Checks that body, columns, leaf and hash belong together, with the subject's salt key
    /// unless that was destroyed.
    ///
    /// Rows may be checked on several threads; [`Verifier::append`](super::Verifier::append) then
    /// takes them in order.
    pub fn check(&self, binding: &BindingKey, salts: Option<&SaltKey>) -> Result<Checked, Fault> {
        let fault = |flaw| Err(Fault { place: Place::Entry(self.index), flaw });
        let header = match Header::read(self.body) {
            Ok(header) => header,
            Err(error) => return fault(Flaw::Body(error)),
        };
        let digest = sha256(self.body);
        if binding.bind_digest(&digest) != self.leaf.binding {
            return fault(Flaw::Binding);
        }
        if header.subject != self.subject {
            return fault(Flaw::Subject);
        }
        if header.seq != self.seq {
            return fault(Flaw::Seq);
        }
        if let Some(salts) = salts
            && commitment_of_digest(&salts.salt(self.seq), &digest) != self.leaf.commitment
        {
            return fault(Flaw::Commitment);
        }
        let hash = leaf_hash(&self.leaf);
        if hash != self.leaf_hash {
            return fault(Flaw::LeafHash);
        }
        Ok(Checked {
            index: self.index,
            subject: self.subject,
            seq: self.seq,
            leaf_hash: hash,
            opened: salts.is_some(),
        })
    }
}

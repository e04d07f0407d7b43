//! The ledger from outside: a person's entries, proofs, checkpoints, tiles.
use super::Vault;
use super::tx::bytes;
use super::types::EntryView;
use crate::VaultError;
use crate::keys::SubjectKeys;
use crate::log::{LoadError, hash, signed, stored_hashes, unsigned};
use crate::store::{Tx, Value};
use crate::tables::{ledger_entry, ledger_head};
use probity_ledger::tile::{self, Content, TilePath};
use probity_ledger::{
    Algorithm, Checkpoint, Entry, Hash, Leaf, Note, SubjectId, VerifyingKey, proof,
};
use std::sync::Arc;

/// A proof that an entry is in the ledger, and the checkpoint that it leads to.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The entry's place, from 0.
    pub index: u64,
    /// The leaf that is proved.
    pub leaf: Leaf,
    /// The sibling hashes from the leaf up (RFC 6962).
    pub hashes: Vec<Hash>,
    /// The size and root it leads to.
    pub checkpoint: Checkpoint,
}

impl Vault {
    /// How many ledger entries a person has; they are numbered from 1 to this.
    pub fn entry_count(&self, subject: SubjectId) -> Result<u64, VaultError> {
        self.inner.store.read("entry_count", move |tx: &mut Tx<'_>| {
            let last = tx.query_one(&ledger_entry::LAST_SEQ, &[bytes(subject)])?.opt_int(0)?;
            unsigned(last.unwrap_or(0))
        })
    }

    /// A person's ledger entries with a number above `after`, in order, at most `limit`.
    pub fn entries(
        &self,
        subject: SubjectId,
        after: u64,
        limit: u64,
    ) -> Result<Vec<EntryView>, VaultError> {
        let keys = if subject.is_foundation() { None } else { self.inner.keys.subject(subject)? };
        let limit = limit.min(100_000);
        let rows = self.inner.store.read("entries", move |tx: &mut Tx<'_>| {
            let row = [bytes(subject), Value::from(signed(after)?), Value::from(signed(limit)?)];
            Ok::<_, VaultError>(tx.query(&ledger_entry::OF_SUBJECT, &row)?)
        })?;
        let view = |row: &crate::store::Row| {
            let entry = Entry::decode(&row.bytes(2)?)
                .map_err(|error| VaultError::damaged(error.to_string()))?;
            Ok(EntryView {
                index: unsigned(row.int(0)?)?,
                leaf: Leaf { commitment: hash(&row.bytes(3)?)?, binding: hash(&row.bytes(4)?)? },
                leaf_hash: hash(&row.bytes(5)?)?,
                salt: self.salt(subject, keys.as_ref(), entry.seq),
                entry,
            })
        };
        rows.iter().map(view).collect()
    }

    fn salt(&self, subject: SubjectId, keys: Option<&Arc<SubjectKeys>>, seq: u64) -> Option<Hash> {
        if subject.is_foundation() {
            return Some(self.inner.system.foundation.salt(seq));
        }
        keys.map(|keys| keys.salt.salt(seq))
    }

    /// Proves that the entry at `index` is in the ledger as it stands.
    pub fn inclusion_proof(&self, index: u64) -> Result<Proof, VaultError> {
        let origin = self.inner.origin.clone();
        self.inner.store.read("inclusion_proof", move |tx: &mut Tx<'_>| {
            let (size, root) = head(tx)?;
            let hashes = proof::inclusion(index, size, |level, range| {
                stored_hashes(tx, level, range).map_err(LoadError::Vault)
            })?;
            let row = [Value::from(signed(index)?), Value::from(signed(index + 1)?)];
            let row = tx.query_one(&ledger_entry::BUNDLE, &row)?;
            let leaf = Leaf { commitment: hash(&row.bytes(0)?)?, binding: hash(&row.bytes(1)?)? };
            let checkpoint = Checkpoint { origin: origin.clone(), size, root };
            Ok(Proof { index, leaf, hashes, checkpoint })
        })
    }

    /// Proves that the ledger as it stands continues the one that had `old` entries.
    pub fn consistency_proof(&self, old: u64) -> Result<(Vec<Hash>, Checkpoint), VaultError> {
        let origin = self.inner.origin.clone();
        self.inner.store.read("consistency_proof", move |tx: &mut Tx<'_>| {
            let (size, root) = head(tx)?;
            let hashes = proof::consistency(old, size, |level, range| {
                stored_hashes(tx, level, range).map_err(LoadError::Vault)
            })?;
            Ok((hashes, Checkpoint { origin: origin.clone(), size, root }))
        })
    }

    /// Signs a checkpoint: the note as it is published.
    pub fn sign(&self, checkpoint: &Checkpoint) -> Result<Note, VaultError> {
        checkpoint.sign(&self.inner.signer).map_err(|error| {
            VaultError::Mismatch(format!("the checkpoint can't be signed: {error}"))
        })
    }

    /// Signs a text with the ledger's key: as a note, as checkpoints are.
    pub(crate) fn sign_note(&self, text: &str) -> Result<String, VaultError> {
        let note = Note::new(text).map_err(|error| VaultError::damaged(error.to_string()))?;
        let signature = self.inner.signer.sign(&note);
        Ok(note.signed(signature).to_string())
    }

    /// The size and root of the ledger as it is durable now.
    pub fn head(&self) -> Result<Checkpoint, VaultError> {
        let (size, root) = self.inner.store.read("ledger_head", |tx: &mut Tx<'_>| head(tx))?;
        Ok(Checkpoint { origin: self.inner.origin.clone(), size, root })
    }

    /// The ledger's checkpoint, signed, as C2SP's `tlog-checkpoint` has it.
    pub fn checkpoint(&self) -> Result<String, VaultError> {
        Ok(self.sign(&self.head()?)?.to_string())
    }

    /// The key that checkpoints are verified with, for publication.
    pub fn verifying_key(&self) -> Result<VerifyingKey, VaultError> {
        self.inner.signer.verifying_key(Algorithm::Ed25519).map_err(|error| {
            VaultError::Mismatch(format!("the ledger's name does not serve for a key: {error}"))
        })
    }

    /// The bytes of a tile or an entry bundle; `None` unless the ledger has all of it.
    pub fn tile(&self, path: TilePath) -> Result<Option<Vec<u8>>, VaultError> {
        let Some(range) = path.range() else { return Ok(None) };
        let wanted = range.end - range.start;
        let (start, end) = (signed(range.start)?, signed(range.end)?);
        self.inner.store.read("tile", move |tx: &mut Tx<'_>| {
            let (size, _) = head(tx)?;
            let fits = |content| {
                TilePath::in_tree(content, path.index(), size)
                    .is_some_and(|widest| widest.width() >= path.width())
            };
            if !fits(path.content()) {
                return Ok(None);
            }
            let bytes = match path.content() {
                Content::Hashes(level) => {
                    tile::encode_tile(&stored_hashes(tx, level, range.clone())?)
                }
                Content::Entries => {
                    let row = [Value::from(start), Value::from(end)];
                    let rows = tx.query(&ledger_entry::BUNDLE, &row)?;
                    let leaves: Result<Vec<Leaf>, VaultError> = rows
                        .iter()
                        .map(|row| {
                            Ok(Leaf {
                                commitment: hash(&row.bytes(0)?)?,
                                binding: hash(&row.bytes(1)?)?,
                            })
                        })
                        .collect();
                    let leaves = leaves?;
                    if leaves.len() as u64 != wanted {
                        return Err(VaultError::damaged(format!("`{path}` has missing entries")));
                    }
                    tile::encode_bundle(&leaves)
                }
            };
            Ok(Some(bytes))
        })
    }
}

/// The stored head.
pub(crate) fn head(tx: &mut Tx<'_>) -> Result<(u64, Hash), VaultError> {
    let row = tx.query_one(&ledger_head::GET, &[])?;
    Ok((unsigned(row.int(0)?)?, hash(&row.bytes(1)?)?))
}

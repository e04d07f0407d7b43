//! The ledger: what an entry is, how entries form a Merkle log, and how anyone checks it.
//!
//! This crate owns the bytes of an [`Entry`], its [`Leaf`] in the public log, the tree over the
//! leaves ([`Frontier`], [`proof`]), the public formats after C2SP ([`tile`], [`Checkpoint`],
//! [`Note`], [`TlogProof`]) and the [`Verifier`] that finds any change to a stored ledger. It has
//! no clock, randomness, storage or network of its own; whoever uses it passes bytes in.
//!
//! The public log holds [`Leaf`]s only: a salted commitment to the entry, and a keyed binding that
//! lets the operator recognise the entry even after the person's key, and so the salt, is gone.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod checkpoint;
mod entry;
mod frontier;
mod hash;
mod leaf;
mod note;
pub mod proof;
mod subject;
pub mod tile;
mod tlog_proof;
mod verify;
mod vkey;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use entry::{Actor, DecodeError, Entry, Header, Kind, UnknownKind};
pub use frontier::{Frontier, Node};
pub use hash::{EMPTY_ROOT, Hash, node_hash, sha256};
pub use leaf::{BindingKey, Leaf, SaltKey, commitment, commitment_of_digest, leaf_hash};
pub use note::{MAX_NOTE, MAX_SIGNATURES, Note, NoteError, NoteSignature, Signer};
pub use subject::{BadSubjectId, SubjectId};
pub use tlog_proof::{TlogProof, TlogProofError};
pub use verify::{Checked, Fault, Flaw, Place, Report, Row, Verifier, audit};
pub use vkey::{Algorithm, KeyError, VerifyingKey, key_id};

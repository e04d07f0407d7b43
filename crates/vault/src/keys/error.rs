//! What can go wrong with keys, and how to mend it.
use crate::store::StoreError;

/// Why the key store can't serve. Never holds key material.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The keyring exists, its master key does not.
    #[error(
        "the master key is missing: {place}; put back the copy you kept of it, or set \
         PROBITY_MASTER_KEY to its text (nothing can be read without it, and no new one fits)"
    )]
    MissingMaster {
        /// Where it was looked for.
        place: String,
    },
    /// The master key is another one than the one the keys were wrapped with.
    #[error(
        "the master key does not fit: the keys are wrapped with `{wanted}`, and {place} holds \
         `{found}`; put back the master key `{wanted}`"
    )]
    WrongMaster {
        /// The id of the master that wrapped the keys.
        wanted: String,
        /// The ids that were given.
        found: String,
        /// Where they came from.
        place: String,
    },
    /// The text of a master key can't be read.
    #[error(
        "{place} is no master key: line {line} is not `probity-master-1 <id> <base64>` with an id \
         that fits; put back the copy you kept of it"
    )]
    BadMaster {
        /// Where it came from.
        place: String,
        /// The line, from 1.
        line: usize,
    },
    /// The master key comes from the environment, which can't be written to.
    #[error(
        "the master key comes from the environment: to rotate, set PROBITY_MASTER_KEY to the new \
         key and the old one, each on a line, the new one first"
    )]
    NeedsNewMaster,
    /// A file could not be read or written.
    #[error("{place}: {source}; check the directory's permissions and the space left")]
    File {
        /// The file.
        place: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A wrapped key was altered, or a key of the system is gone.
    #[error("the key store is damaged: {0}; restore the copy you kept of it")]
    Damaged(String),
    /// The keyring has not been made yet.
    #[error("the key store is empty; open the vault once to make its keys")]
    Blank,
    /// A keyring is there already.
    #[error("the key store holds keys already; nothing was changed")]
    NotBlank,
    /// The database of the keys.
    #[error(transparent)]
    Store(#[from] StoreError),
}

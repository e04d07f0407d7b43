//! Breaking writes on purpose, so that tests can see what a failure at each one leaves behind.
use super::StoreError;

/// How a write ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it does without faults.
    Done,
    /// Nothing is written, and an error comes back.
    Failed,
    /// It is written, and an error comes back all the same.
    FailedButPersisted,
}

/// Decides over every write: called once before each commit, and before each file that counts.
pub trait Faults: Send + Sync {
    /// How the write of this name is to end.
    fn before(&self, write: &str) -> Outcome;
}

/// Runs a write that is not a transaction (a file) under the faults.
///
/// # Errors
/// The write was broken on purpose; what it would have given is dropped.
pub fn guarded<T>(
    faults: Option<&dyn Faults>,
    name: &str,
    write: impl FnOnce() -> T,
) -> Result<T, StoreError> {
    match faults.map_or(Outcome::Done, |faults| faults.before(name)) {
        Outcome::Done => Ok(write()),
        Outcome::Failed => Err(StoreError::Broken(name.to_owned())),
        Outcome::FailedButPersisted => {
            drop(write());
            Err(StoreError::Broken(name.to_owned()))
        }
    }
}

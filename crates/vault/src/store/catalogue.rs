//! The catalogue as a whole: every statement can be prepared, and has a name of its own.
use super::{Sql, Store, StoreError};
use std::collections::HashSet;

/// Prepares every statement on the store's engine; gives how many there are.
///
/// # Errors
/// The first statement that the engine does not take, whose columns or parameters have a type that the
/// store does not know, or whose name another one has.
pub fn check_catalogue(store: &Store, catalogue: &[&[Sql]]) -> Result<usize, StoreError> {
    let mut names = HashSet::new();
    for sql in catalogue.iter().copied().flatten() {
        if !names.insert(sql.name) {
            let code = "two statements have this name".to_owned();
            return Err(StoreError::Statement { statement: sql.name, code });
        }
        // Each in a transaction of its own: on PostgreSQL an error would fail those after it.
        store.read("check_catalogue", |tx| tx.prepare(sql).map(|_| ()))?;
    }
    Ok(names.len())
}

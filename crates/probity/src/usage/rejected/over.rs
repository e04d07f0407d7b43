//! The end of rejected lines: with their day's addresses, or before, if the policy says so.
//!
//! Once the day's key is destroyed they open nowhere; what is taken off here is what would be left of
//! them.

use probity_vault::store::{Tx, Value};
use probity_vault::{Vault, VaultError};

use super::FIELD;
use crate::store::usage_rejected as table;
use crate::usage::forget::HISTORY;

/// Whether the time of a day's rejected lines is over at a moment.
pub(crate) fn is_over(vault: &Vault, day: i64, now_ms: i64) -> Result<bool, VaultError> {
    let until = [vault.kept_until(FIELD, day)?, vault.addresses_until(day)?];
    Ok(until.iter().any(|until| until.is_none_or(|until| until <= now_ms)))
}

/// The days of which lines are there.
pub(crate) fn days(vault: &Vault) -> Result<Vec<i64>, VaultError> {
    let all = all(vault)?;
    Ok(all.into_iter().filter_map(|(day, sealed)| sealed.then_some(day)).collect())
}

/// The days of which lines are there though their time is over.
pub(crate) fn due(vault: &Vault) -> Result<Vec<i64>, VaultError> {
    let mut due = Vec::new();
    for day in days(vault)? {
        if is_over(vault, day, vault.now_ms())? {
            due.push(day);
        }
    }
    Ok(due)
}

/// Takes off the lines whose time is over, and forgets how many they were when the history of their
/// day goes. Says of which days.
pub(crate) fn forget(vault: &Vault) -> Result<Vec<i64>, VaultError> {
    let due = due(vault)?;
    let mut old = Vec::new();
    for (day, _) in all(vault)? {
        if vault.kept_until(HISTORY, day)?.is_none_or(|until| until <= vault.now_ms()) {
            old.push(day);
        }
    }
    if !due.is_empty() || !old.is_empty() {
        let over = due.clone();
        vault.store().tx("usage_rejected_over", move |tx: &mut Tx<'_>| {
            for day in &over {
                tx.exec(&table::OVER, &[Value::from(*day)])?;
            }
            for day in &old {
                tx.exec(&table::DELETE_DAY, &[Value::from(*day)])?;
            }
            Ok::<_, VaultError>(())
        })?;
    }
    Ok(due)
}

/// The days of which there is something, with whether lines are there.
fn all(vault: &Vault) -> Result<Vec<(i64, bool)>, VaultError> {
    let rows = vault.store().query(&table::DAYS, &[])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.int(1)? > 0))).collect()
}

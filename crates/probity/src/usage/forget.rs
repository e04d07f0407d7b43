//! The end of addresses and of the history itself: what the policy gives a time goes when it is over.
//!
//! First the day's key is destroyed; from then on no copy of the addresses opens anywhere. What remains
//! (the sealed files) goes after it. It is safe to be stopped anywhere and to be done twice.

use std::ops::RangeInclusive;

use probity_vault::Vault;
use probity_vault::store::{Row, Tx, Value};

use super::files::Files;
use super::history::{Name, Part, made_at};
use super::{CATEGORIES, UsageError, rejected};
use crate::site::moment::DAY;
use crate::store::usage;

/// The field whose retention ends a day of the history.
pub(super) const HISTORY: &str = "page";
/// How old a file must be before it can be taken for one that nobody will ever count, in milliseconds.
const ABANDONED: i64 = DAY;

/// What is over, or what was done about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Over {
    /// The days whose addresses go, oldest first.
    pub(crate) addresses: Vec<i64>,
    /// How many sealed files of addresses go.
    pub(crate) sealed_files: usize,
    /// The days whose rejected lines go.
    pub(crate) rejected: Vec<i64>,
    /// The days of the history that go.
    pub(crate) history: Option<RangeInclusive<i64>>,
    /// How many segments they have.
    pub(crate) segments: usize,
    /// Files that no segment knows.
    pub(crate) strays: usize,
}

impl Over {
    /// Whether nothing is over.
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What is over now. Nothing is changed.
pub(crate) fn due(vault: &Vault, files: &Files) -> Result<Over, UsageError> {
    let segments = old_segments(vault)?;
    Ok(Over {
        addresses: vault.days_due()?,
        sealed_files: with_addresses(vault)?.len(),
        rejected: rejected::over::due(vault)?,
        history: range(&segments),
        segments: segments.len(),
        strays: strays(vault, files)?.len(),
    })
}

/// Ends what is over, on record.
pub(crate) fn forget(vault: &Vault, files: &Files) -> Result<Over, UsageError> {
    let addresses = vault.forget_days()?.days;
    let sealed = with_addresses(vault)?;
    if !sealed.is_empty() || !addresses.is_empty() {
        end_carries(vault)?;
    }
    for name in &sealed {
        files.delete(&name.key(Part::Addresses))?;
        let id = Value::from(name.id.as_str());
        vault.store().tx("usage_addresses_gone", move |tx: &mut Tx<'_>| {
            tx.exec(&usage::SEGMENT_WITHOUT_ADDRESSES, std::slice::from_ref(&id))
        })?;
    }
    let rejected = rejected::over::forget(vault)?;
    let segments = old_segments(vault)?;
    let history = range(&segments);
    if let Some(days) = &history {
        let (ids, days) = (segments.clone(), days.clone());
        vault.tx("usage_history_gone", move |tx| {
            for name in &ids {
                tx.sql().exec(&usage::SEGMENT_DELETE, &[Value::from(name.id.as_str())])?;
            }
            let before = (days.end() + 1).saturating_mul(DAY);
            tx.sql().exec(&usage::SOURCE_FORGET, &[Value::from(before)])?;
            tx.forget_usage(CATEGORIES, &days)
        })?;
        segments.iter().for_each(|name| name.remove(files));
    }
    let strays = strays(vault, files)?;
    for key in &strays {
        files.delete(key)?;
    }
    Ok(Over {
        addresses,
        sealed_files: sealed.len(),
        rejected,
        history,
        segments: segments.len(),
        strays: strays.len(),
    })
}

/// Visits that cannot be gone on with any more have ended.
fn end_carries(vault: &Vault) -> Result<(), UsageError> {
    let mut over = Vec::new();
    for row in vault.store().query(&usage::CARRIES, &[])? {
        let (scope, day) = (row.text(0)?, row.int(1)?);
        if is_over(vault.addresses_until(day)?, vault) {
            over.push(scope);
        }
    }
    vault.store().tx("usage_carries_gone", move |tx: &mut Tx<'_>| {
        for scope in &over {
            let scope = Value::from(scope.as_str());
            tx.exec(&usage::CARRY_DELETE, std::slice::from_ref(&scope))?;
            tx.exec(&usage::SEGMENTS_BECOME, &[Value::from("final"), scope, Value::from("open")])?;
        }
        Ok::<_, UsageError>(())
    })
}

/// Segments that still have addresses though their time is over.
fn with_addresses(vault: &Vault) -> Result<Vec<Name>, UsageError> {
    let today = Value::from(Vault::day_of(vault.now_ms()));
    let rows = vault.store().query(&usage::SEGMENTS_WITH_ADDRESSES, &[today])?;
    select(&rows, |day| Ok(is_over(vault.addresses_until(day)?, vault)))
}

/// Segments whose time is over altogether.
fn old_segments(vault: &Vault) -> Result<Vec<Name>, UsageError> {
    let until = Vault::day_of(vault.now_ms());
    let rows =
        vault.store().query(&usage::SEGMENTS, &[Value::from(i64::MIN), Value::from(until)])?;
    select(&rows, |day| Ok(is_over(vault.kept_until(HISTORY, day)?, vault)))
}

fn is_over(until: Option<i64>, vault: &Vault) -> bool {
    until.is_none_or(|until| until <= vault.now_ms())
}

fn select(
    rows: &[Row],
    mut is_over: impl FnMut(i64) -> Result<bool, UsageError>,
) -> Result<Vec<Name>, UsageError> {
    let mut found = Vec::new();
    // Many segments are of few days.
    let mut asked: Option<(i64, bool)> = None;
    for row in rows {
        let name = Name { id: row.text(0)?, site: row.text(1)?, day: row.int(2)? };
        let over = match asked {
            Some((day, over)) if day == name.day => over,
            _ => is_over(name.day)?,
        };
        asked = Some((name.day, over));
        if over {
            found.push(name);
        }
    }
    Ok(found)
}

fn range(segments: &[Name]) -> Option<RangeInclusive<i64>> {
    let days = || segments.iter().map(|name| name.day);
    Some(days().min()?..=days().max()?)
}

/// Files that no segment knows and that have been there for long.
fn strays(vault: &Vault, files: &Files) -> Result<Vec<String>, UsageError> {
    let rows =
        vault.store().query(&usage::SEGMENTS, &[Value::from(i64::MIN), Value::from(i64::MAX)])?;
    let mut known = std::collections::HashSet::new();
    for row in rows {
        known.insert(row.text(0)?);
    }
    let before = vault.now_ms().saturating_sub(ABANDONED);
    let stray = |key: &String| {
        let id = key.rsplit('/').next().and_then(|name| name.split('.').next());
        id.is_some_and(|id| made_at(id).is_some_and(|made| made < before) && !known.contains(id))
    };
    Ok(files.list("")?.into_iter().map(|file| file.key).filter(stray).collect())
}

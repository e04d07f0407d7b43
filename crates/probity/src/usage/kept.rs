//! What there is: the sites that have a history, and what their segments add up to.
//!
//! Sums only. Whoever shows them has asked the policy and is on record before
//! ([`probity_vault::Vault::read_usage`]).

use std::ops::RangeInclusive;

use probity_vault::Vault;
use probity_vault::store::{Tx, Value};

use super::UsageError;
use crate::store::usage;

/// A site that has a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    /// Its name; `other` for what logs told of names that are none of the foundation's.
    pub(crate) name: String,
    /// Its first and last day, counted from 1970-01-01 in UTC.
    pub(crate) days: RangeInclusive<i64>,
    /// How many requests are kept.
    pub(crate) requests: u64,
    /// How many visits.
    pub(crate) visits: u64,
}

/// The sites that have a history, by name.
pub(crate) fn sites(vault: &Vault) -> Result<Vec<Site>, UsageError> {
    let rows = vault.store().query(&usage::SITES, &[])?;
    let site = |row: &probity_vault::store::Row| {
        Ok(Site {
            name: row.text(0)?,
            days: row.int(1)?..=row.int(2)?,
            requests: row.int(3)?.unsigned_abs(),
            visits: row.int(4)?.unsigned_abs(),
        })
    };
    rows.iter().map(site).collect()
}

/// What the segments of a site and some days add up to: the day and the encoded sums of each segment, in
/// the order of days. A day may have several segments.
pub(crate) fn rollups(
    vault: &Vault,
    site: &str,
    days: RangeInclusive<i64>,
) -> Result<Vec<(i64, Vec<u8>)>, UsageError> {
    let site = site.to_owned();
    vault.store().read("usage_rollups", move |tx: &mut Tx<'_>| {
        let range = [site.as_str().into(), Value::from(*days.start()), Value::from(*days.end())];
        let rows = tx.query(&usage::ROLLUPS, &range)?;
        rows.iter().map(|row| Ok((row.int(0)?, row.bytes(1)?))).collect()
    })
}

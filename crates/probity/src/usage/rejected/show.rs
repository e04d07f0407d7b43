//! Rejected lines before somebody's eyes: allowed and on record first, for a need of protection.

use std::ops::RangeInclusive;

use probity_policy::{Purpose, Role};
use probity_vault::store::{Tx, Value};
use probity_vault::{UsageAction, UsageRequest};

use super::{over, place, sealed};
use crate::store::usage_rejected as table;
use crate::usage::trace::Need;
use crate::usage::{Usage, UsageError};

/// What is to be shown.
pub(crate) struct Asked<'a> {
    /// Of which sites; of all, if none is named.
    pub(crate) sites: &'a [String],
    /// Of which days, counted from 1970-01-01 in UTC.
    pub(crate) days: RangeInclusive<i64>,
    /// What for.
    pub(crate) need: Need,
}

/// A line that could not be read.
pub(crate) struct Found<'a> {
    pub(crate) site: &'a str,
    pub(crate) file: &'a str,
    pub(crate) line: u64,
    pub(crate) reason: &'a str,
    pub(crate) text: &'a [u8],
    /// Whether there was more of it.
    pub(crate) is_cut: bool,
}

/// What there is besides.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Rest {
    /// How many lines were shown.
    pub(crate) shown: u64,
    /// For how many there was no room.
    pub(crate) beyond: u64,
    /// How many are gone, since their time is over.
    pub(crate) gone: u64,
}

/// Asks the policy, puts it on record, and then hands out each line until it is told to stop.
pub(crate) fn show(
    usage: &Usage,
    asked: &Asked<'_>,
    each: &mut dyn FnMut(&Found<'_>) -> bool,
) -> Result<Rest, UsageError> {
    let vault = usage.vault();
    let (first, last) = (*asked.days.start(), *asked.days.end());
    let grant = vault.read_usage(&UsageRequest {
        action: UsageAction::Use,
        role: Role::InfrastructureStaff,
        actor: None,
        purpose: Purpose::IntrusionProtection,
        categories: &["ip-address"],
        days: asked.days.clone(),
        note: Some(format!("rejected lines for {}", asked.need.name()).into()),
    })?;
    let rows = vault.store().read("usage_rejected", move |tx: &mut Tx<'_>| {
        tx.query(&table::LIST, &[Value::from(first), Value::from(last)])
    })?;
    let mut rest = Rest::default();
    for row in rows {
        let (id, site, day) = (row.text(0)?, row.text(1)?, row.int(2)?);
        if !asked.sites.is_empty() && !asked.sites.contains(&site) {
            continue;
        }
        let lines = row.int(3)?.unsigned_abs();
        rest.beyond += row.int(4)?.unsigned_abs();
        let found = vault.store().query(&table::SEALED, &[Value::from(id.as_str())])?;
        let sealed = found.first().map(|row| row.opt_bytes(0)).transpose()?.flatten();
        let opened = match sealed {
            Some(sealed) if !over::is_over(vault, day, vault.now_ms())? => {
                vault.open_of_day(&grant, day, &place(&id), &sealed)?
            }
            _ => None,
        };
        let Some(opened) = opened else {
            rest.gone += lines;
            continue;
        };
        let mut one = |line: &sealed::Opened<'_>| {
            rest.shown += 1;
            let sealed::Opened { file, line, reason, text, is_cut } = *line;
            each(&Found { site: &site, file, line, reason, text, is_cut })
        };
        match sealed::decode(&opened, &mut one) {
            Some(true) => {}
            Some(false) => break,
            None => {
                return Err(UsageError::Damaged("rejected lines are not what was kept".to_owned()));
            }
        }
    }
    Ok(rest)
}

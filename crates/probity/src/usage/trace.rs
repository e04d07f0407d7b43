//! The protection view: the visits and requests of one site and day, with the addresses they came from, as
//! long as these are kept.
//!
//! It goes through the rows of a day, whoever they are of: nobody can ask it for one person's pages
//! (clause U1).

use std::io;
use std::net::IpAddr;

use bytes::Bytes;
use probity_policy::{Purpose, Role};
use probity_usage::history::{Addresses, RequestReader, RequestRow, VisitReader, VisitRow};
use probity_vault::store::{Tx, Value};
use probity_vault::{UsageAction, UsageGrant, UsageRequest, Vault};

use super::history::{Name, Part};
use super::{CATEGORIES, Usage, UsageError};
use crate::store::usage;

/// What a day's rows are opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Need {
    /// Servers are, or were, under attack.
    Attack,
    /// The sites are misused.
    Misuse,
    /// Somebody who was shut out asks why.
    Appeal,
    /// A breach or a failure is being looked into.
    Incident,
}

impl Need {
    /// Its name on the ledger.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Attack => "attack",
            Self::Misuse => "misuse",
            Self::Appeal => "appeal",
            Self::Incident => "incident",
        }
    }
}

/// Takes the rows of a day; false ends it. The address is none once it is gone.
pub(crate) trait Rows {
    fn request(&mut self, row: &RequestRow<'_>, address: Option<IpAddr>) -> bool;
    fn visit(&mut self, row: &VisitRow<'_>, address: Option<IpAddr>) -> bool;
}

/// Asks the policy, puts it on record, and then goes through a day of a site: its visits, or its requests.
pub(crate) fn day(
    usage: &Usage,
    site: &str,
    day: i64,
    part: Part,
    need: Need,
    rows: &mut impl Rows,
) -> Result<(), UsageError> {
    let categories: Vec<&str> = CATEGORIES.iter().copied().chain(["ip-address"]).collect();
    let grant = usage.vault.read_usage(&UsageRequest {
        action: UsageAction::Show,
        role: Role::InfrastructureStaff,
        actor: None,
        purpose: Purpose::IntrusionProtection,
        categories: &categories,
        days: day..=day,
        note: Some(format!("trace for {}", need.name()).into()),
    })?;
    for name in segments(&usage.vault, site, day)? {
        if !segment(usage, &grant, &name, part, rows)? {
            break;
        }
    }
    Ok(())
}

/// The segments of a site and day that have rows of their own, whether these stay or not.
fn segments(vault: &Vault, site: &str, day: i64) -> Result<Vec<Name>, UsageError> {
    let rows = vault.store().read("usage_segments", move |tx: &mut Tx<'_>| {
        tx.query(&usage::SEGMENTS, &[Value::from(day), Value::from(day)])
    })?;
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.text(1).is_ok_and(|of| of == site)) {
        found.push(Name { id: row.text(0)?, site: row.text(1)?, day: row.int(2)? });
    }
    Ok(found)
}

fn segment(
    usage: &Usage,
    grant: &UsageGrant,
    name: &Name,
    part: Part,
    rows: &mut impl Rows,
) -> Result<bool, UsageError> {
    let key = name.key(part);
    if usage.files.size(&key)?.is_none() {
        return Ok(true);
    }
    let addresses = addresses(usage, grant, name)?;
    let damaged = |error: &dyn std::fmt::Display| UsageError::Damaged(format!("`{key}`: {error}"));
    let bytes = Bytes::from(usage.files.get(&key)?);
    let mut at = 0;
    if part == Part::Visits {
        let mut file = VisitReader::new(bytes).map_err(|error| damaged(&error))?;
        while let Some(batch) = file.next_batch().map_err(|error| damaged(&error))? {
            for row in batch.rows() {
                let address = addresses.as_ref().and_then(|addresses| addresses.visit(at));
                at += 1;
                if !rows.visit(&row, address) {
                    return Ok(false);
                }
            }
        }
        return Ok(true);
    }
    let mut file = RequestReader::new(bytes).map_err(|error| damaged(&error))?;
    while let Some(batch) = file.next_batch().map_err(|error| damaged(&error))? {
        for row in batch.rows() {
            let address = addresses.as_ref().and_then(|addresses| addresses.request(at));
            at += 1;
            if !rows.request(&row, address) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// The addresses of a segment's rows; none once their time is over.
fn addresses(
    usage: &Usage,
    grant: &UsageGrant,
    name: &Name,
) -> Result<Option<Addresses>, UsageError> {
    let key = name.key(Part::Addresses);
    if usage.files.size(&key)?.is_none() {
        return Ok(None);
    }
    let sealed = usage.files.get(&key)?;
    let opened = usage.vault.open_of_day(grant, name.day, &name.place(), &sealed)?;
    let Some(bytes) = opened else { return Ok(None) };
    let addresses = Addresses::decode(&bytes).map_err(io::Error::other);
    addresses.map(Some).map_err(|error| UsageError::Damaged(format!("`{key}`: {error}")))
}

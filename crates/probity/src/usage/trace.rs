//! The rows of the history: visits or requests of some sites and days, with the addresses they came from
//! as long as these are kept, if it is protection that asks.
//!
//! It goes through all rows of a day, whoever they are of: nobody can ask it for one person's pages
//! (clause U1). One segment is open at a time, a part of it in memory.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::net::IpAddr;
use std::ops::RangeInclusive;

use probity_policy::{Purpose, Role};
use probity_usage::history::{Addresses, RequestReader, RequestRow, VisitReader, VisitRow};
use probity_vault::store::{Tx, Value};
use probity_vault::{UsageAction, UsageGrant, UsageRequest, Vault};

use super::history::{Name, Part};
use super::staging::Room;
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

/// What is gone through.
pub(crate) struct Asked<'a> {
    /// To work with it, or to put it before somebody's eyes.
    pub(crate) action: UsageAction,
    /// What for. Addresses are opened for protection, and for nothing else.
    pub(crate) purpose: Purpose,
    /// Of which sites, by name.
    pub(crate) sites: &'a [String],
    /// Of which days, counted from 1970-01-01 in UTC.
    pub(crate) days: RangeInclusive<i64>,
    /// Visits, or requests.
    pub(crate) part: Part,
    /// What the ledger notes; never a personal value.
    pub(crate) note: Cow<'static, str>,
}

/// Takes rows; false ends it. The address is none once it is gone.
pub(crate) trait Rows {
    /// A request of a site.
    fn request(&mut self, _site: &str, _row: &RequestRow<'_>, _address: Option<IpAddr>) -> bool {
        true
    }

    /// A visit of a site.
    fn visit(&mut self, _site: &str, _row: &VisitRow<'_>, _address: Option<IpAddr>) -> bool {
        true
    }
}

/// Asks the policy, puts it on record, and then goes through the rows: by site, day and segment.
pub(crate) fn go_through(
    usage: &Usage,
    asked: &Asked<'_>,
    rows: &mut impl Rows,
) -> Result<(), UsageError> {
    let mut categories = CATEGORIES.to_vec();
    if asked.purpose == Purpose::IntrusionProtection {
        categories.push("ip-address");
    }
    let grant = usage.vault.read_usage(&UsageRequest {
        action: asked.action,
        role: Role::InfrastructureStaff,
        actor: None,
        purpose: asked.purpose,
        categories: &categories,
        days: asked.days.clone(),
        note: Some(asked.note.clone()),
    })?;
    for name in segments(&usage.vault, asked)? {
        let addresses = match asked.purpose {
            Purpose::IntrusionProtection => addresses(usage, &grant, &name)?,
            _ => None,
        };
        if !segment(usage, addresses.as_ref(), &name, asked.part, rows)? {
            break;
        }
    }
    Ok(())
}

/// The segments that have rows of their own, whether these stay or not.
fn segments(vault: &Vault, asked: &Asked<'_>) -> Result<Vec<Name>, UsageError> {
    let days = [Value::from(*asked.days.start()), Value::from(*asked.days.end())];
    let rows = vault
        .store()
        .read("usage_segments", move |tx: &mut Tx<'_>| tx.query(&usage::SEGMENTS, &days))?;
    let mut found = Vec::new();
    for row in rows {
        let name = Name { id: row.text(0)?, site: row.text(1)?, day: row.int(2)? };
        if asked.sites.contains(&name.site) {
            found.push(name);
        }
    }
    Ok(found)
}

fn segment(
    usage: &Usage,
    addresses: Option<&Addresses>,
    name: &Name,
    part: Part,
    rows: &mut impl Rows,
) -> Result<bool, UsageError> {
    let key = name.key(part);
    if usage.files.size(&key)?.is_none() {
        return Ok(true);
    }
    // What lies elsewhere is fetched into it.
    let room = Room::new(&usage.vault, &usage.data)?;
    let file: File = usage.files.open_file(&key, &room.scratch())?;
    let damaged = |error: &dyn std::fmt::Display| UsageError::Damaged(format!("`{key}`: {error}"));
    let mut at = 0;
    if part == Part::Visits {
        let mut file = VisitReader::new(file).map_err(|error| damaged(&error))?;
        while let Some(batch) = file.next_batch().map_err(|error| damaged(&error))? {
            for row in batch.rows() {
                let address = addresses.and_then(|addresses| addresses.visit(at));
                at += 1;
                if !rows.visit(&name.site, &row, address) {
                    return Ok(false);
                }
            }
        }
        return Ok(true);
    }
    let mut file = RequestReader::new(file).map_err(|error| damaged(&error))?;
    while let Some(batch) = file.next_batch().map_err(|error| damaged(&error))? {
        for row in batch.rows() {
            let address = addresses.and_then(|addresses| addresses.request(at));
            at += 1;
            if !rows.request(&name.site, &row, address) {
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

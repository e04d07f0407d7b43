//! What was decided, put together for staff and operators: who acted out which scenario, how often,
//! since when, and whether it still holds.
//!
//! Without a need there are networks only. With one, addresses are opened: that they are, and for
//! which need, is on the ledger before the first of them is.

use std::collections::HashMap;
use std::ops::Range;

use probity_ledger::Actor;
use probity_policy::Role;
use probity_usage::guard::{Block, Sanction, Spared};
use probity_vault::{UsageGrant, Vault};
use zeroize::Zeroizing;

use super::book::{self, Id, Stored};
use super::error::GuardError;
use crate::desk::need::Need;
use crate::site::moment::DAY;

/// Who looks.
pub(crate) struct Onlooker<'a> {
    /// As the ledger names them.
    pub(crate) actor: &'a Actor,
    /// In which role.
    pub(crate) role: Role,
    /// Why addresses are to be opened; without it they stay closed.
    pub(crate) need: Option<Need>,
}

/// The needs for which addresses are opened.
pub(crate) const NEEDS: &[Need] = &[Need::Misuse, Need::Question, Need::Order, Need::Review];

/// One block in one scenario.
pub(crate) struct Threat {
    pub(crate) network: String,
    pub(crate) scenario: String,
    pub(crate) sanction: String,
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) events: i64,
    /// Until when it holds, if it does.
    pub(crate) until: Option<i64>,
    /// Whether somebody ended it before its time.
    pub(crate) lifted: bool,
    /// One of its decisions.
    pub(crate) id: Id,
    /// What was opened.
    pub(crate) opened: Option<Opened>,
    newest: (Id, i64, Option<Vec<u8>>),
}

/// An address that was opened. It cannot be printed by mistake.
pub(crate) struct Opened {
    /// The address that was seen last.
    pub(crate) address: Zeroizing<String>,
    /// A path that was asked for, if it may be told.
    pub(crate) sample: Option<Zeroizing<String>>,
}

/// What somebody looked at.
pub(crate) struct Look {
    /// Newest first.
    pub(crate) threats: Vec<Threat>,
    /// What allows it.
    pub(crate) grant: UsageGrant,
}

/// Looks at what was decided within a time, on record.
///
/// # Errors
/// When the policy refuses it to that role, or it cannot be put on record.
pub(crate) fn look(
    vault: &Vault,
    time: &Range<i64>,
    by: &Onlooker<'_>,
    now_ms: i64,
) -> Result<Look, GuardError> {
    let rows = book::list(vault, time.start, time.end)?;
    let days = rows.iter().map(|row| row.day);
    let today = Vault::day_of(now_ms);
    let days = days.clone().min().unwrap_or(today)..=days.max().unwrap_or(today);
    let (categories, note): (&[&str], _) = match by.need {
        Some(need) => (&["ip-address", "network", "page-view"], need.note()),
        None => (&["network"], "threats"),
    };
    let request = book::request(categories, days, by.actor, by.role, note);
    let grant = vault.read_usage(&request)?;
    let mut threats = together(rows, now_ms);
    if by.need.is_some() {
        for threat in &mut threats {
            let (id, day, Some(sealed)) = &threat.newest else { continue };
            let opened = book::open(vault, &grant, *id, *day, sealed)?;
            threat.opened = opened.map(|opened| Opened {
                address: Zeroizing::new(opened.address.to_string()),
                sample: opened.sample.map(Zeroizing::new),
            });
        }
    }
    Ok(Look { threats, grant })
}

/// Decisions about the same block in the same scenario as one, newest first.
fn together(rows: Vec<Stored>, now_ms: i64) -> Vec<Threat> {
    let mut places: HashMap<(Vec<u8>, String), usize> = HashMap::new();
    let mut threats: Vec<Threat> = Vec::new();
    for row in rows {
        // Whose address is gone is told apart by nothing but the network.
        let who =
            if row.block.is_empty() { row.network.clone().into_bytes() } else { row.block.clone() };
        let until = row.holds(now_ms).then_some(row.until);
        let place = *places.entry((who, row.scenario.clone())).or_insert(threats.len());
        let Some(known) = threats.get_mut(place) else {
            threats.push(Threat {
                until,
                lifted: row.lifted.is_some(),
                id: row.id,
                opened: None,
                newest: (row.id, row.day, row.sealed),
                network: row.network,
                scenario: row.scenario,
                sanction: row.sanction,
                first: row.first,
                last: row.from,
                events: row.events,
            });
            continue;
        };
        known.first = known.first.min(row.first);
        known.last = known.last.max(row.from);
        known.events = known.events.saturating_add(row.events);
        known.until = known.until.max(until);
        known.lifted |= row.lifted.is_some();
        known.sanction = row.sanction;
        known.id = row.id;
        if row.sealed.is_some() {
            known.newest = (row.id, row.day, row.sealed);
        }
    }
    threats.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.id.cmp(&b.id)));
    threats
}

/// A block that is banned now.
pub(crate) struct Banned {
    pub(crate) block: Block,
    pub(crate) scenario: String,
    pub(crate) from: i64,
    pub(crate) until: i64,
}

/// The bans in force, each block once with the one that ends last; for a firewall, on record. Whoever
/// is spared now is in none of them.
///
/// # Errors
/// As [`look`].
pub(crate) fn in_force(
    vault: &Vault,
    spared: &Spared,
    by: &Onlooker<'_>,
    note: &'static str,
    now_ms: i64,
) -> Result<Vec<Banned>, GuardError> {
    let rows = book::list(vault, now_ms.saturating_sub(15 * DAY), i64::MAX)?;
    let ban = Sanction::Ban(0).name();
    let rows: Vec<Stored> =
        rows.into_iter().filter(|row| row.sanction == ban && row.holds(now_ms)).collect();
    let days = rows.iter().map(|row| row.day);
    let today = Vault::day_of(now_ms);
    let days = days.clone().min().unwrap_or(today)..=days.max().unwrap_or(today);
    let request = book::request(&["ip-address"], days, by.actor, by.role, note);
    let grant = vault.read_usage(&request)?;
    let mut banned: HashMap<Block, Banned> = HashMap::new();
    for row in rows {
        let Some(sealed) = &row.sealed else { continue };
        let Some(opened) = book::open(vault, &grant, row.id, row.day, sealed)? else { continue };
        let Ok(block) = opened.block.parse::<Block>() else { continue };
        if spared.touches(&block) {
            continue;
        }
        let Stored { scenario, from, until, .. } = row;
        let one = Banned { block, scenario, from, until };
        match banned.get_mut(&block) {
            Some(known) if known.until >= until => {}
            Some(known) => *known = one,
            None => drop(banned.insert(block, one)),
        }
    }
    let mut banned: Vec<Banned> = banned.into_values().collect();
    banned.sort_by_key(|one| one.block);
    Ok(banned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u8, block: &[u8], from: i64, until: i64, lifted: Option<i64>) -> Stored {
        Stored {
            id: [number; 16],
            day: 0,
            block: block.to_vec(),
            network: "192.0.2.0/24".into(),
            sealed: (!block.is_empty()).then(|| vec![1]),
            scenario: "probing".into(),
            sanction: "ban".into(),
            first: from - 5,
            from,
            until,
            events: 3,
            lifted,
        }
    }

    #[test]
    fn decisions_about_one_block_are_one_threat() {
        let rows = vec![
            row(1, b"a", 10, 100, None),
            row(2, b"b", 20, 30, None),
            row(3, b"a", 40, 200, None),
            row(4, b"", 41, 200, None),
            row(5, b"", 42, 200, None),
        ];
        let threats = together(rows, 50);
        let seen: Vec<_> = threats.iter().map(|t| (t.first, t.last, t.events, t.until)).collect();
        assert_eq!(
            seen,
            [(36, 42, 6, None), (5, 40, 6, Some(200)), (15, 20, 3, None)],
            "whose address is gone holds no more"
        );
        assert_eq!(together(vec![row(1, b"a", 10, 100, Some(20))], 50)[0].until, None);
    }
}

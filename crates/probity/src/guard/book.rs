//! Decisions in the database. What is stored is on the ledger in the same transaction, and so is
//! whatever is read back or lifted.

use std::net::IpAddr;

use probity_ledger::{Actor, Kind, SubjectId};
use probity_policy::{Purpose, Retention, Role, Start};
use probity_usage::guard::{Block, Decision, Sanction};
use probity_usage::history::Network;
use probity_vault::store::{Row, Tx, Value};
use probity_vault::{
    EntryDraft, StoreError, UsageAction, UsageGrant, UsageRequest, Vault, VaultError, VaultTx,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Protection;
use super::error::GuardError;
use crate::site::hex::hex;
use crate::store::guard_decision as table;

/// A decision's random name.
pub(crate) type Id = [u8; 16];

/// Decisions read at once at most.
pub(super) const MOST: i64 = 200_000;
/// The longest sample that is kept, in characters.
const LONGEST_SAMPLE: usize = 300;

/// A decision with what may be kept of the request that made it.
pub(crate) struct Found {
    pub(crate) id: Id,
    pub(crate) decision: Decision,
    /// A path that was asked for.
    pub(crate) sample: Option<String>,
}

impl Found {
    /// A decision of an import: other servers' paths are no secrets of ours.
    pub(crate) fn imported(decision: Decision, id: Id) -> Self {
        let sample = String::from_utf8_lossy(&decision.path).into_owned();
        Self { id, decision, sample: Some(sample) }
    }
}

/// What lies sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Sealed {
    pub(crate) block: String,
    pub(crate) address: IpAddr,
    pub(crate) sample: Option<String>,
}

/// A stored decision.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: Id,
    pub(crate) day: i64,
    /// Tells whether two are about the same block; empty once the address is gone.
    pub(crate) block: Vec<u8>,
    pub(crate) network: String,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) scenario: String,
    pub(crate) sanction: String,
    pub(crate) first: i64,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) events: i64,
    pub(crate) lifted: Option<i64>,
}

impl Stored {
    /// Whether it holds at that moment.
    pub(crate) fn holds(&self, now_ms: i64) -> bool {
        self.lifted.is_none() && self.until > now_ms && self.sealed.is_some()
    }
}

/// Decisions, sealed, that wait for their transaction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sealing {
    rows: Vec<Vec<Value>>,
    /// Whether one of them has an address.
    of_addresses: bool,
}

impl Sealing {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.rows.len()
    }

    /// Stores them, each once however often it is tried. That they were taken in is for whoever does
    /// it to put on record.
    pub(crate) fn enter(&self, v: &mut VaultTx<'_, '_>) -> Result<(), VaultError> {
        v.sql().exec_many(&table::INSERT, &self.rows)?;
        Ok(())
    }
}

/// Seals decisions with their days' keys.
///
/// # Errors
/// When a key can't be had.
pub(crate) fn seal(vault: &Vault, found: &[Found]) -> Result<Sealing, GuardError> {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut of_addresses = false;
    for Found { id, decision, sample } in found {
        let day = Vault::day_of(decision.from);
        let until = vault.addresses_until(day)?.unwrap_or(decision.from).min(decision.until);
        let text = serde_json::to_vec(&Sealed {
            block: decision.block.to_string(),
            address: decision.address,
            sample: sample.as_ref().map(|text| text.chars().take(LONGEST_SAMPLE).collect()),
        });
        let text = Zeroizing::new(text.unwrap_or_default());
        let sealed = vault.seal_for_day(day, &place(*id), &text)?;
        of_addresses |= sealed.is_some();
        let block = sealed.as_ref().map(|_| fingerprint(vault, &decision.block).to_vec());
        rows.push(vec![
            id.into(),
            day.into(),
            block.unwrap_or_default().into(),
            Network::of(decision.block.first()).to_string().into(),
            sealed.into(),
            decision.scenario.as_str().into(),
            decision.sanction.name().into(),
            decision.first.into(),
            decision.from.into(),
            until.into(),
            i64::try_from(decision.count).unwrap_or(i64::MAX).into(),
        ]);
    }
    Ok(Sealing { rows, of_addresses })
}

/// Stores decisions, each once however often it is tried.
///
/// # Errors
/// When the database can't be written, or the policy does not let addresses be taken in.
pub(crate) fn keep(vault: &Vault, found: &[Found]) -> Result<(), GuardError> {
    let sealing = seal(vault, found)?;
    if sealing.count() == 0 {
        return Ok(());
    }
    let fields: &[&str] = if sealing.of_addresses { &["ip", "network"] } else { &["network"] };
    vault.tx("guard_keep", move |v| {
        sealing.enter(v)?;
        v.collect_usage(fields, format!("scenarios of attack: {}", sealing.count()))
    })?;
    Ok(())
}

/// Takes in what the database knows and memory does not: decisions of an earlier run or of another
/// process, and what was lifted since. Reading addresses is on the ledger before it is done.
pub(crate) fn catch_up(
    vault: &Vault,
    protection: &Protection,
    now_ms: i64,
) -> Result<(), GuardError> {
    let rows = vault.store().read("guard_current", move |tx: &mut Tx<'_>| {
        let rows = tx.query(&table::CURRENT, &[now_ms.into(), MOST.into()])?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            let lifted = row.opt_int(5)?.is_some();
            found.push((
                id_of(&row.bytes(0)?),
                row.int(1)?,
                row.bytes(2)?,
                row.text(3)?,
                row.int(4)?,
                lifted,
            ));
        }
        Ok::<_, StoreError>(found)
    })?;
    let mut fresh = Vec::new();
    for (id, day, sealed, sanction, until, lifted) in rows {
        if lifted {
            protection.bans.lift_decision(id);
        } else if sanction != "note" && !protection.bans.knows(id) {
            fresh.push((id, day, sealed, sanction, until));
        }
    }
    let days = fresh.iter().map(|(_, day, ..)| *day);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Ok(()) };
    let grant = vault.read_usage(&UsageRequest {
        action: UsageAction::Use,
        role: Role::System,
        actor: None,
        purpose: Purpose::IntrusionProtection,
        categories: &["ip-address"],
        days: first..=last,
        note: Some("decisions in force".into()),
    })?;
    for (id, day, sealed, sanction, until) in fresh {
        let Some(sealed) = open(vault, &grant, id, day, &sealed)? else { continue };
        let Ok(block) = sealed.block.parse::<Block>() else { continue };
        if sanction == Sanction::Ban(0).name() {
            protection.bans.ban(id, block, until);
        } else {
            protection.bans.slow(id, block, until);
        }
    }
    Ok(())
}

/// Decisions that were made from one moment to before another, oldest first; addresses stay sealed.
pub(crate) fn list(vault: &Vault, from: i64, to: i64) -> Result<Vec<Stored>, GuardError> {
    let rows = vault.store().read("guard_list", move |tx: &mut Tx<'_>| {
        let rows = tx.query(&table::LIST, &[from.into(), to.into(), MOST.into()])?;
        rows.iter().map(stored).collect::<Result<Vec<_>, StoreError>>()
    })?;
    Ok(rows)
}

/// Opens what a decision has sealed; none once the day's key is gone.
pub(crate) fn open(
    vault: &Vault,
    grant: &UsageGrant,
    id: Id,
    day: i64,
    sealed: &[u8],
) -> Result<Option<Sealed>, GuardError> {
    let Some(text) = vault.open_of_day(grant, day, &place(id), sealed)? else { return Ok(None) };
    Ok(serde_json::from_slice(&text).ok())
}

/// Which block a decision is about.
#[derive(Clone, Debug)]
pub(crate) enum Which {
    /// This one.
    Block(Block),
    /// The one of a stored decision.
    Decision(Id),
}

/// Ends all that holds a block, on record; how many decisions did. Memory follows with
/// [`catch_up`].
pub(crate) fn lift(vault: &Vault, which: &Which, by: &Actor) -> Result<u64, GuardError> {
    let known = match which {
        Which::Block(block) => Some(fingerprint(vault, block).to_vec()),
        Which::Decision(_) => None,
    };
    let (which, by) = (which.clone(), by.clone());
    Ok(vault.tx("guard_lift", move |v| {
        let block = match (&known, &which) {
            (Some(known), _) => Some(known.clone()),
            (None, Which::Decision(id)) => {
                let row = v.sql().query_opt(&table::BLOCK, &[id.into()])?;
                row.map(|row| row.bytes(0)).transpose()?
            }
            (None, Which::Block(_)) => None,
        };
        let Some(block) = block.filter(|block| !block.is_empty()) else { return Ok(0) };
        let now_ms = v.now_ms();
        let row = [now_ms.into(), by.role.as_ref().into(), block.into()];
        let lifted = v.sql().exec(&table::LIFT, &row)?;
        if lifted > 0 {
            let draft = EntryDraft::new(Kind::Correct, SubjectId::FOUNDATION, by.clone());
            let draft = draft.categories(["ip-address"]).purpose(Purpose::IntrusionProtection);
            v.log(draft.note("a refusal of requests ended early"))?;
        }
        Ok(lifted)
    })?)
}

/// Takes off the addresses whose time is over, and forgets what is older than the data map lets
/// networks be kept.
pub(crate) fn tidy(vault: &Vault, now_ms: i64) -> Result<(), GuardError> {
    let days = vault.store().read("guard_days", |tx: &mut Tx<'_>| {
        let rows = tx.query(&table::DAYS, &[])?;
        rows.iter()
            .map(|row| Ok((row.int(0)?, row.int(1)? > 0)))
            .collect::<Result<Vec<_>, StoreError>>()
    })?;
    let network = vault.policy_in_force()?.map().field("network").map(|field| field.keep);
    for (day, addresses) in days {
        let gone = match network {
            Some(Retention::For(period, Start::Collection)) => {
                period.after_ms(day.saturating_mul(86_400_000)) <= now_ms
            }
            _ => true,
        };
        let addresses =
            addresses && vault.addresses_until(day)?.is_none_or(|until| until <= now_ms);
        if gone || addresses {
            vault.store().tx("guard_tidy", move |tx: &mut Tx<'_>| {
                if gone {
                    tx.exec(&table::DELETE_DAY, &[day.into()])?;
                } else {
                    tx.exec(&table::FORGET_ADDRESSES, &[Vec::new().into(), day.into()])?;
                }
                Ok::<_, StoreError>(())
            })?;
        }
    }
    Ok(())
}

/// Where a decision's address is sealed.
fn place(id: Id) -> String {
    format!("guard {}", hex(&id))
}

fn fingerprint(vault: &Vault, block: &Block) -> [u8; 32] {
    vault.fingerprint("guard", block.to_string().as_bytes())
}

fn id_of(bytes: &[u8]) -> Id {
    bytes.try_into().unwrap_or_default()
}

fn stored(row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        id: id_of(&row.bytes(0)?),
        day: row.int(1)?,
        block: row.bytes(2)?,
        network: row.text(3)?,
        sealed: row.opt_bytes(4)?,
        scenario: row.text(5)?,
        sanction: row.text(6)?,
        first: row.int(7)?,
        from: row.int(8)?,
        until: row.int(9)?,
        events: row.int(10)?,
        lifted: row.opt_int(11)?,
    })
}

/// What protection reads of usage, to be shown to somebody.
pub(super) fn request(
    categories: &'static [&'static str],
    days: std::ops::RangeInclusive<i64>,
    by: &Actor,
    role: Role,
    note: &'static str,
) -> UsageRequest<'static> {
    UsageRequest {
        action: UsageAction::Show,
        role,
        actor: by.id,
        purpose: Purpose::IntrusionProtection,
        categories,
        days,
        note: Some(note.into()),
    }
}

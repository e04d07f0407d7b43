//! What is in the databases: keys, published versions, ledger, queue. Only read, beside a running
//! service if there is one.

use probity_policy::{Archive, Role, Version};
use probity_vault::Vault;
use probity_vault::store::{Sql, Tx};

use super::{Finding, surroundings};
use crate::cli::out;
use crate::config::Config;
use crate::data::{DataDir, installation, published};
use crate::desk::staff;
use crate::store::mail;

const KEYS: &str = "keys";
const LEDGER: &str = "ledger";
const CLOCK: &str = "clock";
const MAIL: &str = "mail queue";
const STAFF: &str = "staff";

/// How far the clock may be behind the ledger before something is wrong, in milliseconds.
const SLACK: i64 = 5 * 60 * 1_000;
/// This program was written in 2026: no clock is right that is before it.
const EARLIEST: i64 = 1_767_225_600_000;

/// SQLite's own look at the file: pages, and whether every index has all rows.
const INTEGRITY: Sql = Sql { name: "integrity", text: "PRAGMA integrity_check(5)" };

/// Looks inside; what can't be opened ends it.
pub(super) fn look(dir: &DataDir, config: &Config, full: bool) -> Vec<Finding> {
    let vault = match installation::look(dir, config) {
        Ok(vault) => vault,
        Err(error) => return vec![Finding::fail("data and keys", error.to_string())],
    };
    let mut found = vec![Finding::fine("data and keys", "open, and belong together")];
    let failed = |error| Finding::fail("data", error);
    found.push(keys(&vault).unwrap_or_else(failed));
    found.push(versions(dir, &vault));
    found.extend(surroundings::security(dir, vault.now_ms()));
    found.push(clock(&vault).unwrap_or_else(failed));
    found.push(queue(&vault).unwrap_or_else(failed));
    found.push(team(&vault).unwrap_or_else(failed));
    let sqlite = config.database.url.is_none();
    if full && sqlite {
        found.push(integrity(&vault).unwrap_or_else(failed));
    }
    found.push(ledger(&vault, sqlite, full));
    found
}

/// The file is sound as far as SQLite can tell.
fn integrity(vault: &Vault) -> Result<Finding, String> {
    const CHECK: &str = "database file";
    let rows = vault
        .store()
        .read("integrity", |tx: &mut Tx<'_>| tx.query(&INTEGRITY, &[]))
        .map_err(said)?;
    // Its words name pages and indexes, never what stands in them.
    let said: Vec<String> = rows.iter().filter_map(|row| row.text(0).ok()).collect();
    Ok(match said.as_slice() {
        [only] if only == "ok" => Finding::fine(CHECK, "sound"),
        _ => Finding::fail(
            CHECK,
            format!("{}; restore a backup, and keep this copy to look into", said.join("; ")),
        ),
    })
}

/// Every person has a key, and every key a person.
fn keys(vault: &Vault) -> Result<Finding, String> {
    let loose = vault.loose_ends().map_err(said)?;
    let mut ends = Vec::new();
    for (count, what) in [
        (loose.unfinished, "erased people still have a key"),
        (loose.keyless, "people have no key (restored from a backup, and erased since)"),
        (loose.orphans, "keys belong to nobody"),
    ] {
        if count > 0 {
            ends.push(format!("{} {what}", out::grouped(count)));
        }
    }
    if ends.is_empty() {
        let people = vault.people().map_err(said)?;
        let people: Vec<_> = people
            .iter()
            .map(|(state, count)| format!("{} {state}", out::grouped(*count)))
            .collect();
        let people = if people.is_empty() { "nobody yet".to_owned() } else { people.join(", ") };
        return Ok(Finding::fine(KEYS, format!("the master opens them; people: {people}")));
    }
    Ok(Finding::warn(KEYS, format!("{}; the next start of the service mends it", ends.join("; "))))
}

/// The folders are what was published, and one of them is in force.
fn versions(dir: &DataDir, vault: &Vault) -> Finding {
    const CHECK: &str = "published";
    let Ok(archive) = Archive::load(&dir.policies()) else {
        return Finding::skip(CHECK, "the policies could not be read");
    };
    if let Err(error) = published::check(dir, &archive, vault) {
        return Finding::fail(CHECK, error.to_string());
    }
    let today = Version::of_ms(vault.now_ms());
    match today.and_then(|today| archive.in_force(today)) {
        Some(policy) => Finding::fine(CHECK, format!("unchanged; in force: {}", policy.version())),
        None => Finding::fail(
            CHECK,
            "no published version is in force yet, so nothing can be collected; publish one whose \
             `effective` date has come",
        ),
    }
}

/// The clock is not before what it has already recorded.
fn clock(vault: &Vault) -> Result<Finding, String> {
    let now = vault.now_ms();
    let last = published::last_at_ms(vault).map_err(said)?;
    if now < EARLIEST || last.is_some_and(|last| now + SLACK < last) {
        return Ok(Finding::fail(
            CLOCK,
            "it is behind what the ledger has recorded; set the time, or entries get wrong dates",
        ));
    }
    let today = Version::of_ms(now).map(|today| today.to_string()).unwrap_or_default();
    Ok(Finding::fine(CLOCK, format!("{today} (UTC)")))
}

/// Somebody can answer people and add staff.
fn team(vault: &Vault) -> Result<Finding, String> {
    let all = staff::all(vault).map_err(said)?;
    let can = |one: &&staff::Known| one.works() && one.enrolled_ms.is_some();
    let count = all.iter().filter(can).count();
    let officers = all.iter().filter(can).filter(|one| one.role == Role::PrivacyOfficer).count();
    Ok(if officers == 0 {
        Finding::warn(
            STAFF,
            "no privacy officer can sign in; add one with `probity staff add`, who enrols over the \
             link it prints",
        )
    } else {
        Finding::fine(STAFF, format!("{count} can sign in"))
    })
}

/// Messages leave.
fn queue(vault: &Vault) -> Result<Finding, String> {
    let (mut queued, mut doubtful, mut failed) = (0, 0, 0);
    let rows = vault
        .store()
        .read("mail-count", |tx: &mut Tx<'_>| tx.query(&mail::COUNT, &[]))
        .map_err(said)?;
    for row in rows {
        let count = row.int(1).map_err(said)?;
        match row.text(0).map_err(said)?.as_ref() {
            "doubt" => doubtful += count,
            "failed" => failed += count,
            _ => queued += count,
        }
    }
    let detail = format!("{queued} waiting, {doubtful} in doubt, {failed} given up");
    Ok(if failed > 0 || doubtful > 0 {
        Finding::warn(MAIL, format!("{detail}; look at the mail server and its log"))
    } else {
        Finding::fine(MAIL, detail)
    })
}

/// The ledger's head can be signed; with `full`, all of it is verified.
fn ledger(vault: &Vault, sqlite: bool, full: bool) -> Finding {
    if !full {
        return match vault.head().and_then(|head| vault.sign(&head).map(|_| head.size)) {
            Ok(size) => Finding::fine(
                LEDGER,
                format!(
                    "{}; `--full` verifies all of them",
                    out::counted(size, "entry", "entries")
                ),
            ),
            Err(error) => Finding::fail(LEDGER, error.to_string()),
        };
    }
    match crate::cli::ledger::verified(vault, sqlite, &[]) {
        Ok(Ok(report)) => {
            let entries = out::counted(report.entries, "entry", "entries");
            Finding::fine(LEDGER, format!("verified, {entries}"))
        }
        Ok(Err(fault)) => Finding::fail(LEDGER, fault),
        Err(failure) => Finding::fail(LEDGER, failure.0),
    }
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

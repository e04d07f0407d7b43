//! The fault table: every write of every operation is broken in turn, once so that it is not done and
//! once so that it is done and reported as failed all the same; then the vault is closed and opened.
//!
//! After each step: what was acknowledged is there; the ledger holds from end to end; nobody was
//! shown anything without an entry; nothing stands twice.
use crate::on_both;
use crate::world::{ADA, Engine, World, correct, join, kinds, look, own, person, shown, system};
use probity_ledger::{Checkpoint, SubjectId};
use probity_policy::{Purpose, Role};
use probity_vault::backup::{self, Conflict, Target};
use probity_vault::store::Outcome;
use probity_vault::{State, Vault, VaultError};
use std::sync::Arc;

on_both!(
    opening_for_the_first_time,
    joining,
    reading,
    correcting,
    erasing,
    rotating,
    restoring,
    opening_after_a_crash,
);

const EVE: [(&str, &str); 3] = [("name", "Eve"), ("email", "eve@example.org"), ("country", "DE")];

/// Breaks each write of an operation in turn, both ways, in a world of its own each time.
///
/// `operation` is what is broken and says what it acknowledged; `check` looks at the vault that was
/// opened afterwards. The world holds Ada from the start. Returns the writes there were.
fn each_write<T>(
    engine: Engine,
    operation: impl Fn(&World, &mut Option<Vault>, SubjectId) -> Result<T, VaultError>,
    check: impl Fn(&World, &Vault, SubjectId, &Result<T, VaultError>),
) -> Vec<String> {
    let mut writes = Vec::new();
    for outcome in [Outcome::Failed, Outcome::FailedButPersisted] {
        for at in 0.. {
            let world = World::new(engine);
            let mut vault = Some(world.open());
            let ada = join(vault.as_ref().unwrap(), &ADA).unwrap();
            let before = vault.as_ref().unwrap().head().unwrap();

            world.faults.break_write(at, outcome);
            let result = operation(&world, &mut vault, ada);
            writes = world.faults.mend();
            let broken = at < writes.len();
            assert!(!broken || result.is_err(), "{outcome:?} {at} of {writes:?} went unnoticed");

            // The same process goes on, and then a new one starts.
            if let Some(vault) = &vault {
                sound(vault, &before);
            }
            drop(vault);
            let vault = world.open();
            sound(&vault, &before);
            check(&world, &vault, ada, &result);
            sound(&vault, &before);
            drop(vault);
            sound(&world.open(), &before);
            if !broken {
                assert!(result.is_ok(), "nothing was broken");
                break;
            }
        }
    }
    writes
}

/// The ledger holds, continues what it was, and every person is in one state throughout.
fn sound(vault: &Vault, before: &Checkpoint) {
    vault.verify(std::slice::from_ref(before), &mut |_, _| {}).unwrap();
    let ends = vault.loose_ends().unwrap();
    assert_eq!(ends.keyless, 0, "nobody is without a key: {ends:?}");
}

/// How often a kind of entry stands with somebody.
fn count(vault: &Vault, id: SubjectId, kind: &str) -> usize {
    kinds(vault, id).iter().filter(|name| **name == kind).count()
}

fn find(vault: &Vault, email: &str) -> Option<SubjectId> {
    vault.lookup("email", email, Purpose::SecureAccess, Role::System).unwrap()
}

fn opening_for_the_first_time(engine: Engine) {
    for outcome in [Outcome::Failed, Outcome::FailedButPersisted] {
        for at in 0.. {
            let world = World::new(engine);
            world.faults.break_write(at, outcome);
            let opened = world.try_open();
            let writes = world.faults.mend();
            assert_eq!(opened.is_err(), at < writes.len(), "{at} of {writes:?}");
            let done = opened.is_ok();
            drop(opened);
            let vault = world.try_open().unwrap_or_else(|error| panic!("{at} {writes:?}: {error}"));
            let ada = join(&vault, &ADA).unwrap();
            drop(vault);
            assert_eq!(look(&world.open(), ada).unwrap().get("name"), Some("Ada Lovelace"));
            if done {
                assert!(writes.len() >= 4, "{writes:?}");
                break;
            }
        }
    }
}

fn joining(engine: Engine) {
    let writes = each_write(
        engine,
        |_, vault, _| join(vault.as_ref().unwrap(), &EVE),
        |_, vault, _, result| {
            let found = find(vault, "eve@example.org");
            match result {
                Ok(eve) => assert_eq!(found, Some(*eve), "acknowledged"),
                Err(_) => {
                    // Either all of her or nothing; and she can join or is told that she has.
                    if let Some(eve) = found {
                        assert_eq!(look(vault, eve).unwrap().0.len(), 3);
                        assert!(matches!(join(vault, &EVE), Err(VaultError::Taken { .. })));
                    } else {
                        assert_eq!(vault.people().unwrap()["active"], 1);
                        join(vault, &EVE).unwrap();
                    }
                }
            }
            let eve = find(vault, "eve@example.org").unwrap();
            assert_eq!(count(vault, eve, "collect"), 1);
        },
    );
    assert_eq!(writes, ["key_create", "join"]);
}

fn reading(engine: Engine) {
    let writes = each_write(
        engine,
        |_, vault, ada| {
            let released = vault.as_ref().unwrap().release(&own(ada))?;
            Ok((shown(&released)?, released.entries().to_vec()))
        },
        |_, vault, ada, result| {
            let recorded = count(vault, ada, "show");
            match result {
                Ok((seen, entries)) => {
                    assert_eq!(seen.get("name"), Some("Ada Lovelace"));
                    assert_eq!((recorded, entries.len()), (1, 1), "seen, so on record, once");
                }
                // On record without having been seen is the safe side.
                Err(_) => assert!(recorded <= 1),
            }
            look(vault, ada).unwrap();
            assert_eq!(count(vault, ada, "show"), recorded + 1);
        },
    );
    assert_eq!(writes, ["release"]);
}

fn correcting(engine: Engine) {
    let writes = each_write(
        engine,
        |_, vault, ada| correct(vault.as_ref().unwrap(), ada, "email", "countess@example.org"),
        |_, vault, ada, result| {
            let now = look(vault, ada).unwrap();
            let corrected = now.get("email") == Some("countess@example.org");
            assert!(corrected || (result.is_err() && now.get("email") == Some("ada@example.org")));
            // Value, index and ledger say the same.
            assert_eq!(find(vault, "countess@example.org").is_some(), corrected);
            assert_eq!(find(vault, "ada@example.org").is_some(), !corrected);
            assert_eq!(count(vault, ada, "correct"), usize::from(corrected));
        },
    );
    assert_eq!(writes, ["correct"]);
}

fn erasing(engine: Engine) {
    let writes = each_write(
        engine,
        |_, vault, ada| vault.as_ref().unwrap().erase(ada, &person(ada)),
        |_, vault, ada, result| {
            let state = vault.subject(ada).unwrap().unwrap().state;
            if state == State::Erased {
                assert!(matches!(vault.release(&own(ada)), Err(VaultError::Erased)));
                assert!(vault.keys().erased_at_ms(ada).unwrap().is_some(), "the key is gone");
            } else {
                assert!(result.is_err(), "acknowledged, so done");
                assert_eq!(look(vault, ada).unwrap().0.len(), 4, "or not begun at all");
                vault.erase(ada, &person(ada)).unwrap();
            }
            assert_eq!(count(vault, ada, "erase"), 1);
            assert_eq!(vault.loose_ends().unwrap(), probity_vault::LooseEnds::default());
        },
    );
    assert_eq!(writes, ["erase", "key_destroy"]);
}

fn rotating(engine: Engine) {
    let writes = each_write(
        engine,
        |_, vault, _| vault.as_ref().unwrap().keys_rotate(system(), |_| {}),
        |_, vault, ada, result| {
            assert_eq!(look(vault, ada).unwrap().0.len(), 4, "everything still opens");
            let recorded = count(vault, SubjectId::FOUNDATION, "rotate");
            assert!(recorded == 1 || (result.is_err() && recorded == 0));
            join(vault, &EVE).unwrap();
        },
    );
    let rotation = [
        "master_file",
        "master_name",
        "system_rewrap",
        "subject_rewrap",
        "days_rewrap",
        "master_file",
    ];
    assert_eq!(writes[..6], rotation);
    assert_eq!(writes[6..], ["keys_rotate"]);
}

fn restoring(engine: Engine) {
    let writes = each_write(
        engine,
        |world, vault, ada| {
            // A backup with Ada and Eve; then Eve leaves, and the backup is restored.
            let open = vault.take().unwrap();
            let path = world.path("backup");
            let plan = world.faults.pause();
            let eve = join(&open, &EVE)?;
            backup::write(&open, &[], &path, &mut |_, _| {})?;
            open.erase(eve, &person(eve))?;
            correct(&open, ada, "name", "Ada King")?;
            drop(open);
            world.faults.resume(plan);
            let target = Target {
                store: world.try_store()?,
                keys: world.open_keys()?,
                clock: Arc::clone(&world.clock) as _,
                random: Arc::clone(&world.random),
            };
            backup::restore(&path, &target, &[], Conflict::Replace, &mut |_, _| {})?;
            Ok(eve)
        },
        |_, vault, ada, result| {
            let seen = look(vault, ada).unwrap();
            let restored = count(vault, SubjectId::FOUNDATION, "restore");
            match (seen.get("name"), restored) {
                (Some("Ada Lovelace"), 1) => {}
                (Some("Ada King"), 0) => assert!(result.is_err(), "acknowledged, so done"),
                other => panic!("{other:?}"),
            }
            assert_eq!(count(vault, ada, "correct"), 1, "no acknowledged entry is lost");
            assert_eq!(find(vault, "eve@example.org"), None, "Eve stays erased");
            let people = vault.people().unwrap();
            assert_eq!((people["active"], people["erased"]), (1, 1));
        },
    );
    assert_eq!(writes.last().map(String::as_str), Some("restore"));
}

fn opening_after_a_crash(engine: Engine) {
    // An erasure that stopped before its key was destroyed, and a key without a person.
    let writes = each_write(
        engine,
        |world, vault, ada| {
            let open = vault.take().unwrap();
            let plan = world.faults.pause();
            let nobody = open.new_subject()?;
            world.faults.break_write(1, Outcome::Failed);
            open.erase(ada, &person(ada)).unwrap_err();
            drop((open, nobody));
            world.clock.advance(3_600_000);
            world.faults.resume(plan);
            *vault = Some(world.try_open()?);
            Ok(())
        },
        |_, vault, ada, _| {
            assert!(matches!(vault.release(&own(ada)), Err(VaultError::Erased)));
            assert_eq!(count(vault, ada, "erase"), 1);
            assert_eq!(vault.loose_ends().unwrap(), probity_vault::LooseEnds::default());
        },
    );
    let last: Vec<&str> = writes.iter().rev().take(2).rev().map(String::as_str).collect();
    assert_eq!(last, ["key_destroy", "key_discard"], "{writes:?}");
}

//! Invariant 2: record before release.
use crate::on_both;
use crate::world::{
    ADA, DAY, Engine, World, join, kinds, look, own, person, shown, system, verified,
};
use probity_ledger::Kind;
use probity_policy::{Purpose, Role};
use probity_vault::store::Outcome;
use probity_vault::{EntryDraft, ReleaseAction, Request, VaultError};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

on_both!(
    every_release_is_on_record,
    what_cannot_be_recorded_is_not_released,
    many_at_once_share_their_commits,
    no_use_is_recorded_within_a_restriction,
    the_caller_logs_its_own,
    two_processes_write_one_ledger,
);

fn every_release_is_on_record(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    world.clock.advance(DAY);
    let request = Request {
        action: ReleaseAction::Use,
        purpose: Purpose::Membership,
        role: Role::System,
        note: Some("reminder"),
        ..own(ada)
    };
    let released = vault.release(&request).unwrap();
    let entries = vault.entries(ada, 0, 10).unwrap();
    assert_eq!(kinds(&vault, ada), ["collect", "use"]);
    let used = &entries[1];
    assert_eq!(released.entries(), [used.index]);
    let entry = &used.entry;
    assert_eq!(entry.kind, Kind::Use);
    assert_eq!(entry.at_ms, world_now(&world));
    assert_eq!(entry.actor.role, "system");
    assert_eq!(entry.categories, ["country", "email-address", "name", "self-description"]);
    assert_eq!(entry.purpose.as_deref(), Some("membership"));
    assert_eq!(entry.clause.as_deref(), Some("U2"));
    assert_eq!(entry.version, Some(20_261_123));
    assert_eq!(entry.note.as_deref(), Some("reminder"));
    let collected = &entries[0].entry;
    assert_eq!(collected.kind, Kind::Collect);
    assert_eq!(collected.note.as_deref(), Some("join-form"));
    assert!(vault.entries(ada, 2, 10).unwrap().is_empty());
    assert_eq!(vault.entry_count(ada).unwrap(), 2);
}

fn world_now(world: &World) -> i64 {
    probity_vault::Clock::now_ms(world.clock.as_ref())
}

fn what_cannot_be_recorded_is_not_released(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    look(&vault, ada).unwrap();
    for (outcome, recorded) in [(Outcome::Failed, 2), (Outcome::FailedButPersisted, 3)] {
        world.faults.break_write(0, outcome);
        let error = vault.release(&own(ada)).unwrap_err();
        assert!(matches!(error, VaultError::Store(_)), "{error}");
        assert_eq!(world.faults.mend(), ["release"]);
        assert_eq!(vault.entry_count(ada).unwrap(), recorded);
        verified(&vault);
    }
    // What the failure left behind does not disturb the next one.
    assert_eq!(look(&vault, ada).unwrap().get("name"), Some("Ada Lovelace"));
    assert_eq!(kinds(&vault, ada), ["collect", "show", "show", "show"]);
    verified(&vault);
}

fn many_at_once_share_their_commits(engine: Engine) {
    const THREADS: usize = 64;
    const EACH: usize = 8;
    let world = World::new(engine);
    let vault = world.open();
    let people: Vec<_> = (0..8)
        .map(|n| {
            let email = format!("person{n}@example.org");
            join(&vault, &[("name", "N"), ("email", &email), ("country", "DE")]).unwrap()
        })
        .collect();
    let before = vault.store().work();
    let barrier = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for n in 0..THREADS {
            let (vault, person, barrier) = (vault.clone(), people[n % people.len()], &barrier);
            scope.spawn(move || {
                barrier.wait();
                for _ in 0..EACH {
                    let seen = shown(&vault.release(&own(person)).unwrap()).unwrap();
                    assert_eq!(seen.get("email"), Some(&*format!("person{}@example.org", n % 8)));
                }
            });
        }
    });
    let commits = vault.store().work().commits - before.commits;
    let all = (THREADS * EACH) as u64;
    assert!(commits <= all / 4, "{commits} commits for {all} releases");
    for person in people {
        let mut expected = vec!["collect"];
        expected.extend(vec!["show"; THREADS * EACH / 8]);
        assert_eq!(kinds(&vault, person), expected);
    }
    assert_eq!(verified(&vault).entries, 8 + all);
}

fn no_use_is_recorded_within_a_restriction(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let request = Request {
        action: ReleaseAction::Use,
        purpose: Purpose::Membership,
        role: Role::System,
        fields: &["name"],
        partial: false,
        ..own(ada)
    };
    let (released, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..60 {
                    match vault.release(&request) {
                        Ok(_) => released.fetch_add(1, Ordering::SeqCst),
                        Err(VaultError::Refused(_) | VaultError::Busy) => {
                            refused.fetch_add(1, Ordering::SeqCst)
                        }
                        Err(error) => panic!("{error}"),
                    };
                }
            });
        }
        for turn in 0..40 {
            vault.tx("toggle", move |tx| tx.restrict(ada, turn % 2 == 0, &person(ada))).unwrap();
        }
    });
    let mut restricted = false;
    let mut used = 0;
    for view in vault.entries(ada, 0, 10_000).unwrap() {
        match view.entry.kind {
            Kind::Restrict => restricted = view.entry.note.as_deref() == Some("restricted"),
            Kind::Use => {
                assert!(!restricted, "entry {} uses what is restricted", view.index);
                used += 1;
            }
            _ => {}
        }
    }
    assert_eq!(used, released.load(Ordering::SeqCst), "each release once on record");
    verified(&vault);
}

fn the_caller_logs_its_own(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    vault
        .tx("sign_in", move |tx| {
            tx.log(EntryDraft::new(Kind::SignIn, ada, person(ada)).note("password"))?;
            let foundation = probity_ledger::SubjectId::FOUNDATION;
            tx.log(EntryDraft::new(Kind::Agreement, foundation, system()).note("mail provider"))
        })
        .unwrap();
    assert_eq!(kinds(&vault, ada), ["collect", "sign-in"]);
    let foundation = probity_ledger::SubjectId::FOUNDATION;
    assert_eq!(kinds(&vault, foundation), ["agreement"]);
    let nobody = probity_ledger::SubjectId::from_bytes([9; 16]);
    let unknown = vault
        .tx("sign_in", move |tx| tx.log(EntryDraft::new(Kind::SignIn, nobody, person(nobody))));
    assert!(matches!(unknown, Err(VaultError::UnknownSubject)));
    verified(&vault);
}

fn two_processes_write_one_ledger(engine: Engine) {
    const EACH: usize = 25;
    if engine == Engine::Sqlite {
        // There the second one is refused at the door.
        let world = World::new(engine);
        let _first = world.open();
        let error = world.try_open().unwrap_err().to_string();
        assert!(error.contains("in use by another process"), "{error}");
        return;
    }
    let world = World::new(engine);
    let (one, other) = (world.open(), world.open());
    let ada = join(&one, &ADA).unwrap();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let vault = if n % 2 == 0 { &one } else { &other };
            scope.spawn(move || {
                for _ in 0..EACH {
                    look(vault, ada).unwrap();
                }
            });
        }
        for turn in 0..20 {
            let vault = if turn % 3 == 0 { &one } else { &other };
            let email = format!("p{turn}@example.org");
            join(vault, &[("name", "P"), ("email", &email), ("country", "DE")]).unwrap();
        }
    });
    assert_eq!(one.entry_count(ada).unwrap(), 1 + 8 * EACH as u64);
    assert_eq!(verified(&one).entries, 21 + 8 * EACH as u64);
    assert_eq!(other.head().unwrap(), one.head().unwrap());
    // One erases; the other, which has the key in memory, reads nothing any more.
    one.erase(ada, &person(ada)).unwrap();
    assert!(matches!(other.release(&own(ada)), Err(VaultError::Erased)));
    // One rotates the master; the other goes on with the new one.
    one.keys_rotate(system(), |_| {}).unwrap();
    let eve =
        join(&other, &[("name", "E"), ("email", "e@example.org"), ("country", "DE")]).unwrap();
    drop((one, other));
    let vault = world.open();
    assert_eq!(look(&vault, eve).unwrap().get("name"), Some("E"));
    verified(&vault);
}

//! Invariant 4: erasure destroys keys.
use crate::on_both;
use crate::world::{ADA, Engine, Place, World, holding, join, kinds, look, own, person, verified};
use probity_ledger::SubjectId;
use probity_policy::{Purpose, Role};
use probity_vault::store::{Outcome, Sql, Value};
use probity_vault::{Source, State, Vault, VaultError};

on_both!(
    an_erased_person_is_gone_and_on_record,
    the_key_is_nowhere_any_more,
    an_interrupted_erasure_is_finished,
    an_erasure_in_an_operation_is_part_of_it,
    the_entries_of_the_erased_are_still_verified,
    the_effort_does_not_grow_with_the_data,
    what_is_left_is_swept_away,
    a_key_without_a_person_is_removed,
    a_key_is_kept_when_the_data_are_older,
);

/// The wrapped key of somebody, as it lies in the key store.
fn wrapped(vault: &Vault, id: SubjectId) -> Option<Vec<u8>> {
    const GET: Sql =
        Sql { name: "test_key", text: "SELECT wrapped FROM subject_key WHERE subject = $1" };
    let id = Value::from(id.as_bytes().to_vec());
    let row = vault.keys().store().read("test", |tx| tx.query_opt(&GET, std::slice::from_ref(&id)));
    row.map_err(VaultError::from).unwrap().map(|row| row.bytes(0).unwrap())
}

fn an_erased_person_is_gone_and_on_record(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    look(&vault, ada).unwrap();
    vault.erase(ada, &person(ada)).unwrap();
    vault.erase(ada, &person(ada)).unwrap();
    gone(&vault, ada);
    drop(vault);
    let vault = world.open();
    gone(&vault, ada);
    assert_ne!(join(&vault, &ADA).unwrap(), ada, "the address is free again");
}

fn gone(vault: &Vault, ada: SubjectId) {
    assert!(matches!(vault.release(&own(ada)), Err(VaultError::Erased)));
    assert_eq!(vault.subject(ada).unwrap().unwrap().state, State::Erased);
    assert!(vault.holdings(ada).unwrap().is_empty());
    let found = vault.lookup("email", "ada@example.org", Purpose::SecureAccess, Role::System);
    assert_eq!(found.unwrap(), None);
    assert_eq!(kinds(vault, ada), ["collect", "show", "erase"], "once on record");
    assert!(vault.entries(ada, 0, 9).unwrap().iter().all(|view| view.salt.is_none()));
    let changed = vault.tx("correct", move |tx| {
        tx.correct(ada, "name", "Ada", &Source::person("account-page", ada))
    });
    assert!(matches!(changed, Err(VaultError::Erased)));
    assert!(wrapped(vault, ada).is_none());
    assert!(vault.keys().erased_at_ms(ada).unwrap().is_some());
    verified(vault);
}

fn the_key_is_nowhere_any_more(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let key = wrapped(&vault, ada).unwrap();
    assert_eq!(key.len(), 60, "as long as what it is overwritten with");
    if engine == Engine::Sqlite {
        assert!(
            !holding(world.dir.path(), &key).is_empty(),
            "the search finds it while it is there"
        );
    }
    vault.erase(ada, &person(ada)).unwrap();
    // While the process still runs, and after it has ended.
    assert!(holding(world.dir.path(), &key).is_empty());
    drop(vault);
    assert!(holding(world.dir.path(), &key).is_empty());
}

fn an_interrupted_erasure_is_finished(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    // The record is made; destroying the key fails.
    world.faults.break_write(1, Outcome::Failed);
    vault.erase(ada, &person(ada)).unwrap_err();
    assert_eq!(world.faults.mend(), ["erase", "key_destroy"]);
    assert!(wrapped(&vault, ada).is_some());
    assert!(matches!(vault.release(&own(ada)), Err(VaultError::Erased)), "refused already");
    drop(vault);
    let vault = world.open();
    assert!(wrapped(&vault, ada).is_none(), "the next opening finishes it");
    assert_eq!(kinds(&vault, ada), ["collect", "erase"]);
    verified(&vault);
}

fn an_erasure_in_an_operation_is_part_of_it(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let aborted = vault.tx("leave", move |tx| {
        tx.erase(ada, &person(ada))?;
        Err::<(), _>(VaultError::Aborted("not today"))
    });
    assert!(aborted.is_err());
    assert_eq!(look(&vault, ada).unwrap().get("name"), Some("Ada Lovelace"));
    vault.tx("leave", move |tx| tx.erase(ada, &person(ada))).unwrap();
    assert!(wrapped(&vault, ada).is_none());
}

fn the_entries_of_the_erased_are_still_verified(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    look(&vault, ada).unwrap();
    vault.erase(ada, &person(ada)).unwrap();
    assert_eq!(verified(&vault).checked_subjects, 0, "no salt is left");
    drop(vault);
    world.data.sql(
        "UPDATE ledger_entry SET body = (SELECT b.body FROM ledger_entry b WHERE b.idx = 0) \
         WHERE idx = 1",
    );
    let broken = world.open().verify(&[], &mut |_, _| {}).unwrap_err().to_string();
    assert!(broken.contains("entry `1`"), "{broken}");
}

fn the_effort_does_not_grow_with_the_data(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    for n in 0..200 {
        crate::world::correct(&vault, ada, "about", &format!("version {n} of my life")).unwrap();
    }
    let before = vault.store().work();
    let keys_before = vault.keys().store().work();
    vault.erase(ada, &person(ada)).unwrap();
    assert_eq!(vault.store().work().commits - before.commits, 1);
    assert_eq!(vault.keys().store().work().commits - keys_before.commits, 1);
}

fn what_is_left_is_swept_away(engine: Engine) {
    const COUNT: Sql = Sql { name: "test_rows", text: "SELECT COUNT(*) FROM datum" };
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    vault.erase(ada, &person(ada)).unwrap();
    assert_eq!(vault.sweep(10).unwrap().orphaned, 4);
    let count = vault.store().read("test", |tx| tx.query_one(&COUNT, &[]));
    assert_eq!(count.map_err(VaultError::from).unwrap().int(0).unwrap(), 0);
}

fn a_key_without_a_person_is_removed(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let nobody = vault.new_subject().unwrap().id();
    let abandoned = vault.new_subject().unwrap();
    let gone = abandoned.id();
    vault.abandon(abandoned).unwrap();
    assert!(wrapped(&vault, gone).is_none());
    assert!(wrapped(&vault, nobody).is_some());
    drop(vault);
    if engine == Engine::Postgres {
        // Another process might be about to use it; not so an hour later.
        let vault = world.open();
        assert!(wrapped(&vault, nobody).is_some());
        drop(vault);
        world.clock.advance(3_600_000);
    }
    let vault = world.open();
    assert!(wrapped(&vault, nobody).is_none());
    assert!(vault.keys().erased_at_ms(nobody).unwrap().is_none(), "nobody was erased");
    assert_eq!(look(&vault, ada).unwrap().get("name"), Some("Ada Lovelace"));
}

fn a_key_is_kept_when_the_data_are_older(engine: Engine) {
    if engine == Engine::Postgres {
        return; // Copying a database behind the server's back is SQLite's own temptation.
    }
    let mut world = World::new(engine);
    let vault = world.open();
    join(&vault, &ADA).unwrap();
    drop(vault);
    // Somebody keeps a copy of the file, two more join, and the old copy is put in place.
    let copy = world.path("copy.db");
    let Place::Sqlite(path) = &world.data else { unreachable!() };
    std::fs::copy(path, &copy).unwrap();
    let vault = world.open();
    let eve =
        join(&vault, &[("name", "Eve"), ("email", "eve@example.org"), ("country", "DE")]).unwrap();
    join(&vault, &[("name", "Bob"), ("email", "bob@example.org"), ("country", "DE")]).unwrap();
    drop(vault);
    let now = world.lose_data();
    world.data = Place::Sqlite(copy);
    let vault = world.open();
    assert!(wrapped(&vault, eve).is_some(), "data older than the keys prove nothing");
    let broken = vault.verify(&[], &mut |_, _| {}).unwrap_err().to_string();
    assert!(broken.contains("ends after"), "the missing entries are noticed: {broken}");
    drop(vault);
    world.data = now;
    let vault = world.open();
    assert_eq!(look(&vault, eve).unwrap().get("name"), Some("Eve"));
    verified(&vault);
}

//! The master key: missing, wrong, rotated, interrupted; never new keys beside old data.
use crate::on_both;
use crate::world::{ADA, Engine, NOON, World, join, kinds, look, system, verified};
use probity_ledger::SubjectId;
use probity_vault::store::Outcome;
use probity_vault::{KeyError, MasterKey, MasterSource, Vault, VaultError};
use zeroize::Zeroizing;

on_both!(
    a_missing_master_is_said_and_never_replaced,
    a_wrong_master_is_refused,
    a_damaged_master_is_refused,
    keys_of_other_data_are_refused,
    lost_keys_are_never_made_anew,
    data_without_their_mark_are_refused,
    a_rotation_leaves_everything_readable,
    an_interrupted_rotation_goes_on,
    a_master_from_the_environment_rotates_by_hand,
);

fn master_file(world: &World) -> std::path::PathBuf {
    world.path("keys/master.key")
}

fn a_missing_master_is_said_and_never_replaced(engine: Engine) {
    let world = World::new(engine);
    let ada = join(&world.open(), &ADA).unwrap();
    let text = std::fs::read(master_file(&world)).unwrap();
    std::fs::remove_file(master_file(&world)).unwrap();
    let error = world.try_open().unwrap_err();
    assert!(matches!(error, VaultError::Key(KeyError::MissingMaster { .. })), "{error}");
    assert!(error.to_string().contains("put back"), "{error}");
    assert!(!master_file(&world).exists());
    std::fs::write(master_file(&world), text).unwrap();
    assert_eq!(look(&world.open(), ada).unwrap().get("name"), Some("Ada Lovelace"));
}

fn a_wrong_master_is_refused(engine: Engine) {
    let world = World::new(engine);
    let ada = join(&world.open(), &ADA).unwrap();
    let text = std::fs::read(master_file(&world)).unwrap();
    let other = MasterKey::generate(world.random.as_ref());
    std::fs::write(master_file(&world), other.to_text().as_bytes()).unwrap();
    let error = world.try_open().unwrap_err();
    assert!(matches!(error, VaultError::Key(KeyError::WrongMaster { .. })), "{error}");
    assert!(error.to_string().contains(other.id()), "{error}");
    std::fs::write(master_file(&world), text).unwrap();
    assert_eq!(look(&world.open(), ada).unwrap().get("name"), Some("Ada Lovelace"));
}

fn a_damaged_master_is_refused(engine: Engine) {
    let world = World::new(engine);
    drop(world.open());
    for text in ["", "probity-master-1", "\u{fffd}", "probity-master-1 abcdef AAAA"] {
        std::fs::write(master_file(&world), text).unwrap();
        let error = world.try_open().unwrap_err();
        assert!(matches!(error, VaultError::Key(KeyError::BadMaster { .. })), "{text:?}: {error}");
    }
    std::fs::write(master_file(&world), [0xff, 0xfe, 0]).unwrap();
    assert!(world.try_open().is_err());
}

fn keys_of_other_data_are_refused(engine: Engine) {
    let (mut world, mut other) = (World::new(engine), World::new(engine));
    let ada = join(&world.open(), &ADA).unwrap();
    other.random = std::sync::Arc::new(probity_vault::SeededRandom::new(2));
    drop(other.open());
    std::mem::swap(&mut world.keys, &mut other.keys);
    std::mem::swap(&mut world.master, &mut other.master);
    let error = world.try_open().unwrap_err();
    assert!(matches!(error, VaultError::Mismatch(_)), "{error}");
    std::mem::swap(&mut world.keys, &mut other.keys);
    std::mem::swap(&mut world.master, &mut other.master);
    assert_eq!(look(&world.open(), ada).unwrap().get("name"), Some("Ada Lovelace"));
}

fn lost_keys_are_never_made_anew(engine: Engine) {
    let mut world = World::new(engine);
    let ada = join(&world.open(), &ADA).unwrap();
    let kept = world.lose_keys();
    let error = world.try_open().unwrap_err();
    assert!(error.to_string().contains("put back the copy"), "{error}");
    assert!(world.open_keys().unwrap().keyring().unwrap().is_none(), "none were made");
    world.keys = kept;
    assert_eq!(look(&world.open(), ada).unwrap().get("name"), Some("Ada Lovelace"));
}

fn data_without_their_mark_are_refused(engine: Engine) {
    let world = World::new(engine);
    join(&world.open(), &ADA).unwrap();
    world.data.sql("DELETE FROM meta WHERE name = 'keyring'");
    assert!(matches!(world.try_open(), Err(VaultError::Mismatch(_))));
}

fn a_rotation_leaves_everything_readable(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let before = std::fs::read_to_string(master_file(&world)).unwrap();
    let mut heard = 0;
    let rotation = vault.keys_rotate(system(), |done| heard = done).unwrap();
    assert_eq!((rotation.keys, heard), (6, 6), "five keys of the system and Ada's");
    let after = std::fs::read_to_string(master_file(&world)).unwrap();
    assert!(after.contains(&rotation.master) && !before.contains(&rotation.master));
    let eve =
        join(&vault, &[("name", "Eve"), ("email", "e@example.org"), ("country", "DE")]).unwrap();
    drop(vault);
    let vault = world.open();
    assert_eq!(look(&vault, ada).unwrap().get("name"), Some("Ada Lovelace"));
    assert_eq!(look(&vault, eve).unwrap().get("name"), Some("Eve"));
    assert_eq!(kinds(&vault, SubjectId::FOUNDATION), ["rotate"]);
    verified(&vault);
    drop(vault);
    std::fs::write(master_file(&world), before).unwrap();
    let old = world.try_open().unwrap_err();
    assert!(matches!(old, VaultError::Key(KeyError::WrongMaster { .. })), "{old}");
}

fn an_interrupted_rotation_goes_on(engine: Engine) {
    for outcome in [Outcome::Failed, Outcome::FailedButPersisted] {
        for at in 0.. {
            let world = World::new(engine);
            let vault = world.open();
            let people: Vec<SubjectId> = (0..3)
                .map(|n| {
                    let email = format!("p{n}@example.org");
                    join(&vault, &[("name", "P"), ("email", &email), ("country", "DE")]).unwrap()
                })
                .collect();
            let secret = vault.day_secret(Vault::day_of(NOON)).unwrap();
            world.faults.break_write(at, outcome);
            let done = vault.keys_rotate(system(), |_| {});
            let writes = world.faults.mend();
            // Whoever goes on with what is in memory, and whoever starts with what is on disk.
            let check = |vault: &Vault| {
                for id in &people {
                    look(vault, *id).unwrap_or_else(|error| panic!("{at} {writes:?}: {error}"));
                }
                assert_eq!(*vault.day_secret(Vault::day_of(NOON)).unwrap(), *secret);
                verified(vault);
            };
            check(&vault);
            drop(vault);
            let vault = world.open();
            check(&vault);
            vault.keys_rotate(system(), |_| {}).unwrap();
            drop(vault);
            look(&world.open(), people[0]).unwrap();
            let text = std::fs::read_to_string(master_file(&world)).unwrap();
            assert_eq!(text.matches("probity-master-1").count(), 1, "only the new one is left");
            if done.is_ok() {
                let each = [
                    "master_file",
                    "master_name",
                    "system_rewrap",
                    "subject_rewrap",
                    "days_rewrap",
                    "master_file",
                ];
                assert_eq!(writes[..6], each, "each was broken once");
                break;
            }
        }
    }
}

fn a_master_from_the_environment_rotates_by_hand(engine: Engine) {
    let mut world = World::new(engine);
    let (old, new) =
        (MasterKey::generate(world.random.as_ref()), MasterKey::generate(world.random.as_ref()));
    let text = |keys: &[&MasterKey]| {
        let lines: Vec<String> = keys.iter().map(|key| key.to_text().to_string()).collect();
        MasterSource::Text(Zeroizing::new(lines.join("\n")))
    };
    world.master = text(&[&old]);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let error = vault.keys_rotate(system(), |_| {}).unwrap_err();
    assert!(matches!(error, VaultError::Key(KeyError::NeedsNewMaster)), "{error}");
    drop(vault);
    world.master = text(&[&new, &old]);
    let vault = world.open();
    vault.keys_rotate(system(), |_| {}).unwrap();
    drop(vault);
    world.master = text(&[&new]);
    assert_eq!(look(&world.open(), ada).unwrap().get("name"), Some("Ada Lovelace"));
    world.master = text(&[&old]);
    assert!(world.try_open().is_err());
    assert!(!master_file(&world).exists(), "never written to disk");
}

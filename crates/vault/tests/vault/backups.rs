//! Backups: readable nowhere without the keys, restored anywhere, never undoing an erasure.
use crate::on_both;
use crate::world::{
    ADA, DAY, Engine, MIGRATIONS, Place, World, correct, holding, join, kinds, look, own, person,
    verified,
};
use probity_ledger::SubjectId;
use probity_vault::backup::{self, Conflict, Restored, Target};
use probity_vault::store::{Sql, Table, Value};
use probity_vault::{State, Vault, VaultError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const ERRAND: Table = Table { name: "errand", columns: &["id", "what"], key: &["id"] };
/// The same with a column that backups of old do not have.
const ERRAND_NOW: Table = Table { name: "errand", columns: &["id", "what", "done"], key: &["id"] };
const EVE: [(&str, &str); 3] = [("name", "Eve"), ("email", "eve@example.org"), ("country", "DE")];

on_both!(
    a_backup_is_restored_whole,
    a_backup_of_an_older_release_is_restored,
    a_backup_holds_neither_key_nor_plaintext,
    erasures_since_are_replayed,
    acknowledged_entries_are_kept,
    a_longer_backup_is_taken,
    a_forked_ledger_is_refused,
    data_are_not_replaced_unasked,
    keys_of_others_do_not_serve,
    a_damaged_backup_changes_nothing,
    it_crosses_engines,
    an_old_key_store_is_not_taken_for_erasures,
);

fn write(vault: &Vault, path: &Path) -> backup::Written {
    backup::write(vault, &[ERRAND], path, &mut |_, _| {}).unwrap()
}

fn restore(world: &World, path: &Path, conflict: Conflict) -> Result<Restored, VaultError> {
    let target = Target {
        store: world.store(),
        keys: world.open_keys()?,
        clock: Arc::clone(&world.clock) as _,
        random: Arc::clone(&world.random),
    };
    backup::restore(path, &target, &[ERRAND], conflict, &mut |_, _| {})
}

/// The release that reads the backup knows a column, or a table, that the one that wrote it did not.
fn a_backup_of_an_older_release_is_restored(engine: Engine) {
    const GET: Sql = Sql { name: "errand_get", text: "SELECT id, what, done FROM errand" };
    let (mut world, ada, path) = backed_up(engine);
    let bare = world.path("backups/bare.backup");
    backup::write(&world.open(), &[], &bare, &mut |_, _| {}).unwrap();
    for (path, rows) in [(&path, 1), (&bare, 0)] {
        let _lost = world.lose_data();
        let target = Target {
            store: world.store(),
            keys: world.open_keys().unwrap(),
            clock: Arc::clone(&world.clock) as _,
            random: Arc::clone(&world.random),
        };
        backup::restore(path, &target, &[ERRAND_NOW], Conflict::Refuse, &mut |_, _| {}).unwrap();
        drop(target);
        let vault = world.open();
        assert_eq!(look(&vault, ada).unwrap().get("email"), Some("ada@example.org"));
        let found = vault.store().read("errand", |tx| tx.query(&GET, &[])).unwrap();
        assert_eq!(found.len(), rows);
        assert!(found.iter().all(|row| row.int(2).unwrap() == 0), "it gets the default");
    }
}

fn backed_up(engine: Engine) -> (World, SubjectId, PathBuf) {
    const INSERT: Sql =
        Sql { name: "errand_insert", text: "INSERT INTO errand (id, what) VALUES ($1, $2)" };
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    look(&vault, ada).unwrap();
    vault
        .tx("errand", |tx| Ok(tx.sql().exec(&INSERT, &[Value::from(7_i64), Value::from("x")])?))
        .unwrap();
    let path = world.path("backups/monday.backup");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let written = write(&vault, &path);
    assert_eq!(written.entries, 2);
    assert!(written.rows > 10);
    (world, ada, path)
}

fn a_backup_is_restored_whole(engine: Engine) {
    const GET: Sql = Sql { name: "errand_get", text: "SELECT id, what FROM errand" };
    let (mut world, ada, path) = backed_up(engine);
    let _lost = world.lose_data();
    world.clock.advance(DAY);
    let restored = restore(&world, &path, Conflict::Refuse).unwrap();
    assert_eq!((restored.kept_entries, restored.replayed), (0, 0));
    assert_eq!(restored.made_at_ms, crate::world::NOON);
    let vault = world.open();
    assert_eq!(look(&vault, ada).unwrap().get("email"), Some("ada@example.org"));
    assert_eq!(kinds(&vault, ada), ["collect", "show", "show"]);
    assert_eq!(kinds(&vault, SubjectId::FOUNDATION), ["restore"]);
    assert_eq!(vault.holdings(ada).unwrap().len(), 4);
    assert_eq!(vault.consents(ada).unwrap().len(), 1);
    let found = vault.lookup(
        "email",
        "ada@example.org",
        probity_policy::Purpose::Membership,
        probity_policy::Role::System,
    );
    assert_eq!(found.unwrap(), Some(ada));
    let row = vault.store().read("test", |tx| tx.query_one(&GET, &[]));
    assert_eq!(row.map_err(VaultError::from).unwrap().int(0).unwrap(), 7);
    verified(&vault);
    assert!(backup::write(&vault, &[ERRAND], &path, &mut |_, _| {}).is_err(), "never overwritten");
}

fn a_backup_holds_neither_key_nor_plaintext(engine: Engine) {
    const KEYS: Sql = Sql {
        name: "test_keys",
        text: "SELECT wrapped FROM subject_key UNION ALL SELECT wrapped FROM system_key",
    };
    let (world, ada, path) = backed_up(engine);
    let vault = world.open();
    let keys = vault.keys().store().read("test", |tx| tx.query(&KEYS, &[]));
    let mut secrets: Vec<Vec<u8>> =
        keys.map_err(VaultError::from).unwrap().iter().map(|row| row.bytes(0).unwrap()).collect();
    assert_eq!(secrets.len(), 6);
    secrets.extend(ADA.iter().map(|(_, value)| value.as_bytes().to_vec()).filter(|v| v.len() > 2));
    let directory = path.parent().unwrap();
    assert!(!holding(directory, ada.as_bytes()).is_empty(), "the search finds what is there");
    for secret in secrets {
        assert!(holding(directory, &secret).is_empty());
    }
}

fn erasures_since_are_replayed(engine: Engine) {
    let (mut world, ada, path) = backed_up(engine);
    let vault = world.open();
    vault.erase(ada, &person(ada)).unwrap();
    drop(vault);
    let _lost = world.lose_data();
    let restored = restore(&world, &path, Conflict::Refuse).unwrap();
    assert_eq!(restored.replayed, 1);
    let vault = world.open();
    assert!(matches!(vault.release(&own(ada)), Err(VaultError::Erased)));
    assert_eq!(vault.subject(ada).unwrap().unwrap().state, State::Erased);
    assert_eq!(kinds(&vault, ada), ["collect", "show", "erase"]);
    let view = vault.entries(ada, 2, 1).unwrap().pop().unwrap();
    assert_eq!(view.entry.note.as_deref(), Some("replayed"));
    verified(&vault);
    assert_eq!(vault.sweep(10).unwrap().orphaned, 4);
}

fn acknowledged_entries_are_kept(engine: Engine) {
    let (world, ada, path) = backed_up(engine);
    let vault = world.open();
    correct(&vault, ada, "name", "Ada King").unwrap();
    let eve = join(&vault, &EVE).unwrap();
    let head = vault.head().unwrap();
    drop(vault);
    let restored = restore(&world, &path, Conflict::Replace).unwrap();
    assert_eq!(restored.kept_entries, 2);
    let vault = world.open();
    assert_eq!(look(&vault, ada).unwrap().get("name"), Some("Ada Lovelace"), "data of the backup");
    assert_eq!(kinds(&vault, ada), ["collect", "show", "correct", "show"], "ledger of today");
    assert!(matches!(vault.release(&own(eve)), Err(VaultError::UnknownSubject)));
    assert_eq!(kinds(&vault, eve), ["collect"]);
    vault.verify(&[head], &mut |_, _| {}).unwrap();
}

fn a_longer_backup_is_taken(engine: Engine) {
    let (mut world, ada, monday) = backed_up(engine);
    let vault = world.open();
    let eve = join(&vault, &EVE).unwrap();
    let tuesday = world.path("backups/tuesday.backup");
    write(&vault, &tuesday);
    let head = vault.head().unwrap();
    drop(vault);
    // Monday's is restored by mistake; nothing has happened on it but the restoration.
    let _lost = world.lose_data();
    restore(&world, &monday, Conflict::Refuse).unwrap();
    let error = restore(&world, &tuesday, Conflict::Replace).unwrap_err();
    assert!(error.to_string().contains("contradict"), "its own entry is a fork: {error}");
    restore(&world, &tuesday, Conflict::ReplaceLedger).unwrap();
    let vault = world.open();
    assert_eq!(look(&vault, eve).unwrap().get("name"), Some("Eve"));
    assert_eq!(look(&vault, ada).unwrap().get("name"), Some("Ada Lovelace"));
    vault.verify(&[head], &mut |_, _| {}).unwrap();
}

fn a_forked_ledger_is_refused(engine: Engine) {
    let (mut world, ada, path) = backed_up(engine);
    let lost = world.lose_data();
    restore(&world, &path, Conflict::Refuse).unwrap();
    let vault = world.open();
    look(&vault, ada).unwrap();
    let fork = world.path("backups/fork.backup");
    write(&vault, &fork);
    let head = vault.head().unwrap();
    drop(vault);
    let now = std::mem::replace(&mut world.data, lost);
    let vault = world.open();
    for _ in 0..9 {
        look(&vault, ada).unwrap();
    }
    let before = vault.head().unwrap();
    drop(vault);
    let error = restore(&world, &fork, Conflict::Replace).unwrap_err();
    assert!(error.to_string().contains("contradict"), "{error}");
    assert_eq!(world.open().head().unwrap(), before, "nothing was changed");
    restore(&world, &fork, Conflict::ReplaceLedger).unwrap();
    world.open().verify(&[head], &mut |_, _| {}).unwrap();
    drop(now);
}

fn data_are_not_replaced_unasked(engine: Engine) {
    let (world, ada, path) = backed_up(engine);
    let error = restore(&world, &path, Conflict::Refuse).unwrap_err();
    assert!(error.to_string().contains("holds data already"), "{error}");
    assert_eq!(kinds(&world.open(), ada), ["collect", "show"]);
}

fn keys_of_others_do_not_serve(engine: Engine) {
    let (_world, _, path) = backed_up(engine);
    let mut other = World::new(engine);
    let error = restore(&other, &path, Conflict::Refuse).unwrap_err();
    assert!(error.to_string().contains("key store is empty"), "{error}");
    other.random = Arc::new(probity_vault::SeededRandom::new(5));
    drop(other.open());
    let error = restore(&other, &path, Conflict::Replace).unwrap_err();
    assert!(error.to_string().contains("do not belong"), "{error}");
}

fn a_damaged_backup_changes_nothing(engine: Engine) {
    let (world, ada, path) = backed_up(engine);
    let change = |text: &str| {
        let copy = path.with_extension("damaged");
        std::fs::copy(&path, &copy).unwrap();
        rusqlite::Connection::open(&copy).unwrap().execute_batch(text).unwrap();
        let error = restore(&world, &copy, Conflict::ReplaceLedger).unwrap_err();
        assert!(matches!(error, VaultError::Backup { .. }), "{text}: {error}");
        std::fs::remove_file(&copy).unwrap();
    };
    change("DELETE FROM ledger_entry WHERE idx = 1");
    change("UPDATE datum SET source = 'elsewhere'");
    change("UPDATE subject SET revision = revision + 1");
    change("DELETE FROM backup_manifest WHERE name = 'format'");
    change("UPDATE backup_manifest SET value = 'probity-backup-9' WHERE name = 'format'");
    change("DROP TABLE consent");
    change("DELETE FROM backup_manifest WHERE name = 'checkpoint'");
    // What the manifest says, sums of changed tables included, these keys have signed.
    change("UPDATE backup_manifest SET value = 1 WHERE name = 'made_at_ms'");
    change("DELETE FROM backup_manifest WHERE name = 'signed'");
    for (name, bytes) in [("none", None), ("text", Some("not a database")), ("empty", Some(""))] {
        let copy = path.with_extension(name);
        if let Some(bytes) = bytes {
            std::fs::write(&copy, bytes).unwrap();
        }
        let error = restore(&world, &copy, Conflict::ReplaceLedger).unwrap_err();
        assert!(matches!(error, VaultError::Backup { .. }), "{name}: {error}");
    }
    assert_eq!(kinds(&world.open(), ada), ["collect", "show"]);
}

fn it_crosses_engines(engine: Engine) {
    let (mut world, ada, path) = backed_up(engine);
    let other = match engine {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    };
    world.engine = other;
    let _left = world.lose_data();
    restore(&world, &path, Conflict::Refuse).unwrap();
    let vault = world.open();
    assert_eq!(look(&vault, ada).unwrap().get("about"), Some("Wrote the first program"));
    verified(&vault);
    assert_eq!(MIGRATIONS.len(), 2);
}

fn an_old_key_store_is_not_taken_for_erasures(engine: Engine) {
    if engine == Engine::Postgres {
        return; // The old copy is made of the file.
    }
    let world = World::new(engine);
    join(&world.open(), &EVE).unwrap();
    let Place::Sqlite(keys) = &world.keys else { unreachable!() };
    let old = std::fs::read(keys).unwrap();
    let ada = join(&world.open(), &ADA).unwrap();
    let new = std::fs::read(keys).unwrap();
    let old_again = old.clone();
    std::fs::write(keys, old).unwrap();
    let error = world.try_open().unwrap_err();
    assert!(error.to_string().contains("older than the data"), "{error}");
    std::fs::write(keys, &new).unwrap();
    assert_eq!(look(&world.open(), ada).unwrap().get("name"), Some("Ada Lovelace"));
    // When the newer copy is lost for good, the data can be given up, on record.
    std::fs::write(keys, old_again).unwrap();
    let (store, keys) = (world.store(), world.open_keys().unwrap());
    assert_eq!(Vault::forsake(&store, &keys, crate::world::NOON).unwrap(), 1);
    let vault = world.try_open_over(store, keys).unwrap();
    assert!(matches!(vault.release(&own(ada)), Err(VaultError::Erased)));
    assert_eq!(kinds(&vault, ada), ["collect", "show", "erase"]);
    verified(&vault);
}

//! The ledger: proofs that hold, tiles that match, and every change found and named.
use crate::on_both;
use crate::world::{ADA, Engine, World, join, look, person, verified};
use probity_ledger::audit;
use probity_ledger::tile::{Content, TilePath};
use probity_ledger::{Checkpoint, Fault, SubjectId, commitment, proof};
use probity_vault::{Unverified, Vault};

on_both!(
    a_person_checks_each_entry_about_them,
    a_checkpoint_is_continued,
    the_public_files_lead_to_the_checkpoint,
    every_changed_byte_is_found,
    missing_moved_and_foreign_rows_are_found,
);

/// A vault with enough entries for nodes above the leaves.
pub(crate) fn long(world: &World) -> (Vault, SubjectId) {
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    for _ in 0..3 {
        vault
            .tx("many", move |tx| {
                (0..100).try_for_each(|n| tx.restrict(ada, n % 2 == 0, &person(ada)))
            })
            .unwrap();
    }
    let eve =
        join(&vault, &[("name", "Eve"), ("email", "e@example.org"), ("country", "DE")]).unwrap();
    look(&vault, eve).unwrap();
    vault.erase(eve, &person(eve)).unwrap();
    (vault, ada)
}

fn a_person_checks_each_entry_about_them(engine: Engine) {
    let world = World::new(engine);
    let (vault, ada) = long(&world);
    let key = vault.verifying_key().unwrap();
    let signed = vault.checkpoint().unwrap();
    let checkpoint = Checkpoint::verify(signed.as_bytes(), &key).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.org/ledger", 304));
    let entries = vault.entries(ada, 0, 1_000).unwrap();
    assert_eq!(entries.len(), 301);
    for view in entries.iter().step_by(37) {
        let salt = view.salt.unwrap();
        assert_eq!(view.leaf.commitment, commitment(&salt, &view.entry.encode()));
        let found = vault.inclusion_proof(view.index).unwrap();
        assert_eq!(found.leaf, view.leaf);
        assert_eq!(found.checkpoint, checkpoint);
        let (size, root) = (checkpoint.size, &checkpoint.root);
        proof::verify_inclusion(&view.leaf_hash, view.index, size, &found.hashes, root).unwrap();
    }
    assert!(vault.inclusion_proof(304).is_err());
}

fn a_checkpoint_is_continued(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let mut heads = vec![vault.head().unwrap()];
    for _ in 0..5 {
        look(&vault, ada).unwrap();
        heads.push(vault.head().unwrap());
    }
    let last = heads.last().unwrap();
    for old in &heads {
        let (hashes, now) = vault.consistency_proof(old.size).unwrap();
        assert_eq!(&now, last);
        proof::verify_consistency(old.size, &old.root, now.size, &now.root, &hashes).unwrap();
    }
    assert!(vault.verify(&heads, &mut |_, _| {}).is_ok());
    let mut forged = heads[2].clone();
    forged.root[0] ^= 1;
    assert!(matches!(vault.verify(&[forged], &mut |_, _| {}), Err(Unverified::Broken(_))));
    let longer = Checkpoint { size: 99, ..last.clone() };
    assert!(matches!(vault.verify(&[longer], &mut |_, _| {}), Err(Unverified::Broken(_))));
}

fn the_public_files_lead_to_the_checkpoint(engine: Engine) {
    #[derive(Debug)]
    struct Wrong(#[expect(dead_code, reason = "shown by its Debug")] String);
    impl From<Fault> for Wrong {
        fn from(fault: Fault) -> Self {
            Self(fault.to_string())
        }
    }
    let world = World::new(engine);
    let (vault, _) = long(&world);
    let fetch = |path| match vault.tile(path) {
        Ok(Some(bytes)) => Ok(bytes),
        other => Err(Wrong(format!("{path}: {other:?}"))),
    };
    audit::log::<Wrong, _>(&vault.head().unwrap(), fetch).unwrap();
    for (content, index, width) in
        [(Content::Hashes(0), 1, 256), (Content::Hashes(1), 0, 2), (Content::Entries, 7, 1)]
    {
        let path = TilePath::new(content, index, width).unwrap();
        assert_eq!(vault.tile(path).unwrap(), None, "{path}");
    }
    let partial = TilePath::new(Content::Entries, 1, 5).unwrap();
    assert_eq!(vault.tile(partial).unwrap().unwrap().len(), 5 * 66);
}

fn every_changed_byte_is_found(engine: Engine) {
    let world = World::new(engine);
    drop(long(&world));
    // (what, how it is changed, what the report names)
    let flip = |column: &str| match engine {
        Engine::Sqlite => format!(
            "UPDATE ledger_entry SET {column} = CAST(substr({column}, 1, length({column}) - 1) \
             || CASE WHEN substr({column}, -1) = x'00' THEN x'01' ELSE x'00' END AS BLOB) "
        ),
        Engine::Postgres => format!(
            "UPDATE ledger_entry SET {column} = set_byte({column}, length({column}) - 1, \
             get_byte({column}, length({column}) - 1) # 1) "
        ),
    };
    for column in ["subject", "body", "commitment", "binding", "leaf"] {
        for index in [0, 150, 301, 303] {
            world.data.sql("CREATE TABLE saved AS SELECT * FROM ledger_entry");
            world.data.sql(&format!("{} WHERE idx = {index}", flip(column)));
            let found = broken(&world);
            // The commitments of the erased can't be opened; the leaf hash still covers them.
            assert!(found.contains(&format!("entry `{index}`")), "{column} {index}: {found}");
            world.data.sql("DELETE FROM ledger_entry");
            world.data.sql("INSERT INTO ledger_entry SELECT * FROM saved");
            world.data.sql("DROP TABLE saved");
        }
    }
    for (change, undo, named) in [
        ("seq = 9999 WHERE idx = 150", "seq = 151 WHERE idx = 150", "entry `150`"),
        ("idx = 9999 WHERE idx = 150", "idx = 150 WHERE idx = 9999", "entry `150`"),
        ("idx = -1 WHERE idx = 0", "idx = 0 WHERE idx = -1", "entry `0`"),
    ] {
        world.data.sql(&format!("UPDATE ledger_entry SET {change}"));
        let found = broken(&world);
        assert!(found.contains(named), "{change}: {found}");
        world.data.sql(&format!("UPDATE ledger_entry SET {undo}"));
    }
    verified(&world.open());
}

fn missing_moved_and_foreign_rows_are_found(engine: Engine) {
    let world = World::new(engine);
    drop(long(&world));
    for (change, undo, named) in [
        (
            "DELETE FROM ledger_entry WHERE idx = 303",
            "INSERT INTO ledger_entry SELECT * FROM saved WHERE idx = 303",
            "303",
        ),
        (
            "DELETE FROM ledger_entry WHERE idx = 100",
            "INSERT INTO ledger_entry SELECT * FROM saved WHERE idx = 100",
            "entry `100`",
        ),
        (
            "UPDATE ledger_entry SET idx = CASE idx WHEN 10 THEN -11 ELSE -10 END WHERE idx IN (10, 11); \
             UPDATE ledger_entry SET idx = -idx WHERE idx < 0",
            "UPDATE ledger_entry SET idx = CASE idx WHEN 10 THEN -11 ELSE -10 END WHERE idx IN (10, 11); \
             UPDATE ledger_entry SET idx = -idx WHERE idx < 0",
            "entry `10`",
        ),
        ("UPDATE ledger_head SET size = 303", "UPDATE ledger_head SET size = 304", "head"),
        ("DELETE FROM ledger_node", "INSERT INTO ledger_node SELECT * FROM nodes", "node `1/0`"),
        (
            "INSERT INTO ledger_node SELECT 2, 0, hash FROM nodes",
            "DELETE FROM ledger_node WHERE level = 2",
            "node `2/0`",
        ),
        (
            "UPDATE ledger_node SET hash = (SELECT leaf FROM ledger_entry WHERE idx = 0)",
            "UPDATE ledger_node SET hash = (SELECT hash FROM nodes)",
            "node `1/0`",
        ),
    ] {
        world.data.sql("CREATE TABLE saved AS SELECT * FROM ledger_entry");
        world.data.sql("CREATE TABLE nodes AS SELECT * FROM ledger_node");
        world.data.sql(change);
        let found = broken(&world);
        assert!(found.contains(named), "{change}: {found}");
        world.data.sql(undo);
        world.data.sql("DROP TABLE saved");
        world.data.sql("DROP TABLE nodes");
    }
    verified(&world.open());
}

/// What the check says of a ledger that does not hold.
fn broken(world: &World) -> String {
    match world.open().verify(&[], &mut |_, _| {}) {
        Err(Unverified::Broken(fault)) => fault.to_string(),
        other => panic!("{other:?}"),
    }
}

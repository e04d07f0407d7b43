//! What a running service says of itself: counts of the ledger, and looks at bounded parts.
use crate::ledger::long;
use crate::on_both;
use crate::world::{ADA, Engine, World, join, look, person};
use probity_ledger::{Entry, Kind};
use probity_policy::Version;
use probity_vault::store::Sql;
use probity_vault::{KeyEvidence, StoreError, Tally, Unverified, Vault};
use std::collections::BTreeMap;

on_both!(
    the_tally_counts_what_happened,
    the_end_of_the_ledger_is_checked,
    persons_and_keys_are_looked_at_in_parts,
    what_is_held_is_listed,
);

/// The counts, made in the plainest way: every entry is read, every question counts anew.
fn entries(vault: &Vault) -> Vec<Entry> {
    const ALL: Sql = Sql { name: "all", text: "SELECT body FROM ledger_entry ORDER BY idx" };
    let rows = vault.store().read("all", |tx| tx.query(&ALL, &[])).unwrap();
    rows.iter().map(|row| Entry::decode(&row.bytes(0).unwrap()).unwrap()).collect()
}

fn agrees(vault: &Vault, tally: &Tally) {
    let entries = entries(vault);
    assert_eq!(tally.entries(), entries.len() as u64);
    let count = |wanted: &dyn Fn(&Entry) -> bool| {
        entries.iter().filter(|entry| wanted(entry)).count() as u64
    };
    for kind in Kind::ALL {
        assert_eq!(tally.of_kind(*kind), count(&|entry| entry.kind == *kind), "{kind}");
    }
    for purpose in ["membership", "rights-fulfilment", "secure-access", "marketing"] {
        let named = |entry: &Entry| entry.purpose.as_deref() == Some(purpose);
        assert_eq!(tally.of_purpose(purpose), count(&named), "{purpose}");
    }
    let version: Version = "2026-11-23".parse().unwrap();
    for clause in ["A1", "C4", "C6", "S4", "D4"] {
        let named = |entry: &Entry| {
            entry.version == Some(version.to_u32())
                && entry.clause.iter().any(|clauses| clauses.split('+').any(|c| c == clause))
        };
        let of = tally.of_clause(version, clause).collect::<BTreeMap<_, _>>();
        for kind in Kind::ALL {
            let counted = count(&|entry| entry.kind == *kind && named(entry));
            assert_eq!(of.get(kind).copied().unwrap_or(0), counted, "{clause} {kind}");
        }
    }
}

fn the_tally_counts_what_happened(engine: Engine) {
    let world = World::new(engine);
    let (vault, ada) = long(&world);
    // A part at a time, with more coming in between.
    let mut tally = Tally::default();
    let mut steps = 0;
    while !vault.advance(&mut tally, 100).unwrap() {
        steps += 1;
        look(&vault, ada).unwrap();
    }
    assert_eq!(steps, 3, "three full parts of a hundred, then the rest");
    agrees(&vault, &tally);
    assert_eq!(tally.of_kind(Kind::Restrict), 300);
    // Nothing new is nothing more; what is new is read alone.
    let before = tally.clone();
    assert!(vault.advance(&mut tally, u64::MAX).unwrap());
    assert_eq!(tally, before);
    look(&vault, ada).unwrap();
    assert!(vault.advance(&mut tally, u64::MAX).unwrap());
    assert_eq!(tally.entries(), before.entries() + 1);
    agrees(&vault, &tally);
    // At once, it is the same.
    let mut again = Tally::default();
    assert!(vault.advance(&mut again, u64::MAX).unwrap());
    assert_eq!(again, tally);
}

fn the_end_of_the_ledger_is_checked(engine: Engine) {
    let world = World::new(engine);
    let (vault, _) = long(&world);
    for (most, checked) in [(0, 0), (1, 1), (48, 48), (49, 49), (300, 300), (1_000, 304)] {
        assert_eq!(vault.verify_end(most).unwrap(), checked);
    }
    world.data.sql("UPDATE ledger_entry SET body = commitment WHERE idx = 290");
    let broken = |most| match vault.verify_end(most) {
        Err(Unverified::Broken(fault)) => fault.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(broken(20).contains("290"), "{}", broken(20));
    // It looks no further than it is told; the whole ledger is checked by `verify`.
    assert_eq!(vault.verify_end(10).unwrap(), 10);
    world.data.sql("UPDATE ledger_head SET root = (SELECT leaf FROM ledger_entry WHERE idx = 1)");
    assert!(broken(10).contains("head") || !broken(10).is_empty());
}

fn persons_and_keys_are_looked_at_in_parts(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let people: Vec<_> = (0..5)
        .map(|n| {
            let email = format!("p{n}@example.org");
            let data = [("name", "P"), ("email", email.as_str()), ("country", "DE")];
            join(&vault, &data).unwrap()
        })
        .collect();
    vault.erase(people[0], &person(people[0])).unwrap();
    let all = |vault: &Vault| {
        let (mut sum, mut after) = (KeyEvidence::default(), None);
        loop {
            let part = vault.key_evidence(after, 2).unwrap();
            assert!(part.people <= 2);
            sum.people += part.people;
            sum.unfinished += part.unfinished;
            sum.keyless += part.keyless;
            match part.next {
                Some(next) => after = Some(next),
                None => return sum,
            }
        }
    };
    assert_eq!(all(&vault), KeyEvidence { people: 5, ..KeyEvidence::default() });
    // Somebody erased whose key still lies there; somebody whose key is gone.
    set_state(&vault, people[1].as_bytes(), "erased");
    set_state(&vault, people[0].as_bytes(), "active");
    assert_eq!(all(&vault), KeyEvidence { people: 5, unfinished: 1, keyless: 1, next: None });
}

fn set_state(vault: &Vault, id: &[u8; 16], state: &'static str) {
    const SET: Sql = Sql { name: "set", text: "UPDATE subject SET state = $1 WHERE id = $2" };
    let id = id.to_vec();
    let done = vault.store().tx("set", move |tx| tx.exec(&SET, &[state.into(), id.clone().into()]));
    assert_eq!(done.unwrap_or_else(|error: StoreError| panic!("{error}")), 1);
}

fn what_is_held_is_listed(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    join(&vault, &ADA).unwrap();
    let held = vault.held_fields().unwrap();
    let names: Vec<&str> = held.iter().map(|held| held.field.as_str()).collect();
    assert!(names.contains(&"name") && names.contains(&"email"), "{names:?}");
    assert!(held.iter().all(|held| held.values == 1 && held.version.is_some()), "{held:?}");
    world.data.sql("UPDATE datum SET field = 'shoe-size' WHERE field = 'country'");
    assert!(vault.held_fields().unwrap().iter().any(|held| held.field == "shoe-size"));
}

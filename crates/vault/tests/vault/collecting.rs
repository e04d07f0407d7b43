//! Invariant 3: nothing undeclared is stored.
use crate::on_both;
use crate::world::{
    ADA, DAY, Engine, MIGRATIONS, World, correct, holding, join, join_as, kinds, look, verified,
};
use probity_policy::{Giver, Purpose, Role};
use probity_vault::store::{Sql, Value, check_catalogue};
use probity_vault::{Datum, Source, VaultError};

on_both!(
    what_is_not_declared_has_nowhere_to_go,
    what_does_not_fit_is_refused_whole,
    required_fields_are_required,
    only_who_is_asked_gives_and_only_where,
    a_value_belongs_to_one_person,
    a_corrected_value_is_gone,
    what_passes_through_is_never_stored,
    a_value_past_its_time_is_gone,
    what_is_kept_for_a_time_after_a_membership_goes_then,
    an_optional_value_can_be_removed,
    values_are_said_to_hold_still,
    the_callers_tables_share_the_transaction,
    the_store_holds_no_plaintext,
    every_statement_runs_on_the_engine,
);

fn what_is_not_declared_has_nowhere_to_go(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let mut data = ADA.to_vec();
    data.push(("shoe-size", "38"));
    let error = join(&vault, &data).unwrap_err();
    assert!(matches!(&error, VaultError::Undeclared { field } if field == "shoe-size"), "{error}");
    assert!(vault.people().unwrap().is_empty(), "nothing of it was stored");
    assert_eq!(vault.head().unwrap().size, 0);
    let ada = join(&vault, &ADA).unwrap();
    assert!(matches!(correct(&vault, ada, "shoe-size", "38"), Err(VaultError::Undeclared { .. })));
    let looked = vault.lookup("shoe-size", "38", Purpose::Membership, Role::System);
    assert!(matches!(looked, Err(VaultError::Undeclared { .. })));
}

fn what_does_not_fit_is_refused_whole(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let long = "x".repeat(100_000);
    for (field, value) in [
        ("email", "not an address"),
        ("name", "Ada\u{0}"),
        ("name", "Ada\u{1b}[2J"),
        ("name", ""),
        ("country", "Great Britain"),
        ("about", long.as_str()),
        ("website", "javascript:alert(1)"),
    ] {
        let mut data: Vec<_> = ADA.into_iter().filter(|(name, _)| *name != field).collect();
        data.push((field, value));
        match join(&vault, &data).unwrap_err() {
            VaultError::Invalid { field: named, problem } => {
                assert_eq!(named, field);
                assert!(value.len() < 3 || !problem.contains(value), "{problem}");
            }
            error => panic!("{field}: {error}"),
        }
    }
    assert!(vault.people().unwrap().is_empty());
    assert_eq!(vault.head().unwrap().size, 0);
}

fn required_fields_are_required(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    for missing in ["name", "email", "country"] {
        let data: Vec<_> = ADA.into_iter().filter(|(name, _)| *name != missing).collect();
        match join(&vault, &data).unwrap_err() {
            VaultError::Invalid { field, .. } => assert_eq!(field, missing),
            error => panic!("{error}"),
        }
    }
    let required: Vec<_> = ADA.into_iter().filter(|(name, _)| *name != "about").collect();
    join(&vault, &required).unwrap();
}

fn only_who_is_asked_gives_and_only_where(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let visitor = join_as(&vault, Giver::Visitor, &ADA).unwrap_err();
    assert!(matches!(visitor, VaultError::Invalid { .. }), "{visitor}");
    let ada = join(&vault, &ADA).unwrap();
    let give = |giver, field: &'static str, value: &'static str, page: &'static str| {
        vault.tx("give", move |tx| {
            tx.collect(ada, giver, &[Datum { field, value }], &Source::person(page, ada))
        })
    };
    let address = "1 St James's Square, London";
    let member = give(Giver::Member, "postal-address", address, "account-page");
    assert!(matches!(member, Err(VaultError::Invalid { .. })), "only voting members are asked");
    let elsewhere = give(Giver::VotingMember, "postal-address", address, "join-form");
    assert!(matches!(elsewhere, Err(VaultError::Invalid { .. })), "only where the map says");
    give(Giver::VotingMember, "postal-address", address, "account-page").unwrap();
    assert_eq!(look(&vault, ada).unwrap().get("postal-address"), Some(address));
}

fn a_value_belongs_to_one_person(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let mut copy = ADA.to_vec();
    copy[1].1 = " Ada@EXAMPLE.org ";
    let error = join(&vault, &copy).unwrap_err();
    assert!(matches!(&error, VaultError::Taken { field } if field == "email"), "{error}");
    let find =
        |email: &str| vault.lookup("email", email, Purpose::SecureAccess, Role::System).unwrap();
    assert_eq!(find("ADA@example.org"), Some(ada));
    assert_eq!(find("eve@example.org"), None);
    correct(&vault, ada, "email", "countess@example.org").unwrap();
    assert_eq!(find("ada@example.org"), None, "given up");
    assert_eq!(find("countess@example.org"), Some(ada));
    let eve = join(&vault, &ADA).unwrap();
    assert_eq!(find("ada@example.org"), Some(eve));
    assert!(matches!(
        correct(&vault, ada, "email", "ada@example.org"),
        Err(VaultError::Taken { .. })
    ));
    assert_eq!(look(&vault, ada).unwrap().get("email"), Some("countess@example.org"));
    let by_name = vault.lookup("name", "Ada Lovelace", Purpose::Membership, Role::System);
    assert!(matches!(by_name, Err(VaultError::Invalid { .. })), "not declared as looked up by");
    let refused = vault.lookup("email", "ada@example.org", Purpose::Marketing, Role::System);
    assert!(matches!(refused, Err(VaultError::Refused(_))));
}

fn a_corrected_value_is_gone(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    world.clock.advance(DAY);
    correct(&vault, ada, "name", "Ada King").unwrap();
    let holdings = vault.holdings(ada).unwrap();
    let names: Vec<_> = holdings.iter().filter(|held| held.field == "name").collect();
    assert_eq!(names.len(), 1, "the map keeps no history of names");
    assert_eq!(
        (names[0].seq, names[0].current, names[0].source.as_str()),
        (2, true, "account-page")
    );
    assert_eq!(look(&vault, ada).unwrap().get("name"), Some("Ada King"));
    assert_eq!(kinds(&vault, ada), ["collect", "correct", "show"]);
    let website = correct(&vault, ada, "website", "https://example.org");
    assert!(matches!(website, Err(VaultError::NotHeld { .. })));
    verified(&vault);
}

fn what_passes_through_is_never_stored(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let mut data = ADA.to_vec();
    data.truncate(3);
    let donor = join_as(&vault, Giver::Donor, &data).unwrap();
    let map = vault.policy_in_force().unwrap().map();
    let page = map.field("card-number").unwrap().collected[0].clone();
    let page: &'static str = page.leak();
    vault
        .tx("pay", move |tx| {
            let card = Datum { field: "card-number", value: "4242424242424242" };
            tx.collect(donor, Giver::Donor, &[card], &Source::person(page, donor))
        })
        .unwrap();
    assert!(vault.holdings(donor).unwrap().iter().all(|held| held.field != "card-number"));
    assert_eq!(kinds(&vault, donor), ["collect", "collect"], "that it passed is on record");
}

fn a_value_past_its_time_is_gone(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    vault
        .tx("session", move |tx| {
            let session = Datum { field: "session", value: "0123456789abcdef" };
            tx.collect(ada, Giver::Member, &[session], &Source::person("sign-in-form", ada))
        })
        .unwrap();
    let held = |field: &str| vault.holdings(ada).unwrap().iter().any(|held| held.field == field);
    world.clock.advance(29 * DAY);
    assert_eq!(vault.sweep(100).unwrap().expired, 0);
    assert!(held("session"));
    world.clock.advance(2 * DAY);
    assert!(!look(&vault, ada).unwrap().0.iter().any(|(field, _)| field == "session"));
    assert_eq!(vault.sweep(100).unwrap().expired, 1);
    assert!(!held("session") && held("name"));
}

fn what_is_kept_for_a_time_after_a_membership_goes_then(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    vault
        .tx("enrol", move |tx| {
            let address = Datum { field: "postal-address", value: "7 Lighthouse Lane" };
            let source = Source::person("enrolment-form", ada);
            tx.collect(ada, Giver::VotingMember, &[address], &source)
        })
        .unwrap();
    let until = || {
        let held = vault.holdings(ada).unwrap();
        held.iter().find(|held| held.field == "postal-address").map(|held| held.expires_at_ms)
    };
    let end = |at: Option<i64>| vault.tx("end", move |tx| tx.end_of_membership(ada, at)).unwrap();
    assert_eq!(until(), Some(None), "while the membership lasts");
    let ended = vault.now_ms();
    end(Some(ended));
    assert_eq!(until(), Some(Some(ended + 365 * DAY)), "a year");
    end(None);
    assert_eq!(until(), Some(None), "it began anew");
    end(Some(ended));
    let others = |held: &str| vault.holdings(ada).unwrap().iter().any(|one| one.field == held);
    world.clock.advance(364 * DAY);
    assert!(look(&vault, ada).unwrap().get("postal-address").is_some());
    world.clock.advance(2 * DAY);
    assert!(look(&vault, ada).unwrap().get("postal-address").is_none());
    assert_eq!(vault.sweep(100).unwrap().expired, 1);
    assert!(!others("postal-address") && others("name"));
}

fn an_optional_value_can_be_removed(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let remove = |field: &'static str| {
        vault.tx("remove", move |tx| tx.remove(ada, field, &Source::person("account-page", ada)))
    };
    assert!(matches!(remove("name"), Err(VaultError::Invalid { .. })), "a member has a name");
    remove("about").unwrap();
    assert!(matches!(remove("about"), Err(VaultError::NotHeld { .. })));
    assert_eq!(look(&vault, ada).unwrap().get("about"), None);
    assert_eq!(kinds(&vault, ada), ["collect", "correct", "show"]);
    vault.tx("confirm", move |tx| tx.confirm(ada, "name")).unwrap();
    assert!(vault.holdings(ada).unwrap().iter().all(|held| held.confirmed_at_ms.is_some()));
}

fn values_are_said_to_hold_still(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let affirm = |fields: &'static [&'static str]| {
        vault.tx("affirm", move |tx| tx.affirm(ada, fields, &Source::person("account-page", ada)))
    };
    let confirmed = |field: &str| {
        let held = vault.holdings(ada).unwrap();
        held.iter().find(|held| held.field == field).unwrap().confirmed_at_ms.unwrap()
    };
    let joined = confirmed("name");
    world.clock.advance(DAY);
    let missing = affirm(&["name", "interests"]);
    assert!(matches!(missing, Err(VaultError::NotHeld { .. })), "{missing:?}");
    assert_eq!(confirmed("name"), joined, "all of it or nothing");
    affirm(&["name", "email"]).unwrap();
    affirm(&[]).unwrap();
    assert_eq!((confirmed("name"), confirmed("email")), (joined + DAY, joined + DAY));
    assert_eq!(confirmed("country"), joined);
    assert_eq!(kinds(&vault, ada), ["collect", "confirm"], "one entry for all");
    let entry = vault.entries(ada, 1, 1).unwrap().pop().unwrap().entry;
    assert_eq!(entry.categories, ["email-address", "name"]);
    verified(&vault);
}

fn the_callers_tables_share_the_transaction(engine: Engine) {
    const INSERT: Sql =
        Sql { name: "errand_insert", text: "INSERT INTO errand (id, what) VALUES ($1, $2)" };
    const COUNT: Sql = Sql { name: "errand_count", text: "SELECT COUNT(*) FROM errand" };
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let run = |fail: bool| {
        vault.tx("errand", move |tx| {
            tx.sql().exec(&INSERT, &[Value::from(1_i64), Value::from("letter")])?;
            tx.restrict(ada, true, &crate::world::person(ada))?;
            if fail { Err(VaultError::Aborted("on second thoughts")) } else { Ok(()) }
        })
    };
    let count = || {
        let row = vault.store().read("count", |tx| tx.query_one(&COUNT, &[]));
        row.map_err(VaultError::from).unwrap().int(0).unwrap()
    };
    assert!(matches!(run(true), Err(VaultError::Aborted("on second thoughts"))));
    assert_eq!(count(), 0);
    assert_eq!(kinds(&vault, ada), ["collect"]);
    run(false).unwrap();
    assert_eq!(count(), 1);
    assert_eq!(kinds(&vault, ada), ["collect", "restrict"]);
    verified(&vault);
}

fn the_store_holds_no_plaintext(engine: Engine) {
    if engine == Engine::Postgres {
        return; // Its files belong to its server; the rows are the same.
    }
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    look(&vault, ada).unwrap();
    correct(&vault, ada, "email", "countess@example.org").unwrap();
    let hunt = |when: &str| {
        for plaintext in
            ["Lovelace", "lovelace", "ada@example", "countess@example", "first program"]
        {
            let found = holding(world.dir.path(), plaintext.as_bytes());
            assert!(found.is_empty(), "{when}: `{plaintext}` in {found:?}");
        }
    };
    // The files as a crash would leave them, with the journal not folded in; then after an orderly end.
    hunt("while it is open");
    drop(vault);
    hunt("after it was closed");
}

fn every_statement_runs_on_the_engine(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    assert!(check_catalogue(vault.store(), probity_vault::tables::STATEMENTS).unwrap() > 30);
    let keys = [probity_vault::keys::STATEMENTS];
    assert!(check_catalogue(vault.keys().store(), &keys).unwrap() > 15);
    assert_eq!(MIGRATIONS.len(), 1 + probity_vault::tables::MIGRATIONS.len());
}

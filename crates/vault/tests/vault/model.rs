//! The vault beside a naive model: random operations on a few people, one by one, with restarts.
//!
//! The model is a map. After each operation both must agree on what it did; from time to time, and at
//! the end, on everything: what each person sees, how many entries they have, who is found by which
//! address, and that the ledger holds.
use crate::world::{Engine, World, correct, look, system, verified};
use probity_ledger::SubjectId;
use probity_policy::{Giver, Message, Purpose, Role};
use probity_vault::{ConsentKind, Datum, ReleaseAction, Request, Source, Vault, VaultError};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, HashMap};

#[derive(Clone, Debug)]
enum Op {
    Join(u8),
    Correct(u8, u8, u8),
    Remove(u8),
    Show(u8),
    Write(u8),
    Subscribe(u8, bool),
    Restrict(u8, bool),
    Erase(u8),
    Rotate,
    Restart,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0_u8..6).prop_map(Op::Join),
        4 => (0_u8..6, 0_u8..3, 0_u8..6).prop_map(|(who, field, value)| Op::Correct(who, field, value)),
        1 => (0_u8..6).prop_map(Op::Remove),
        4 => (0_u8..6).prop_map(Op::Show),
        3 => (0_u8..6).prop_map(Op::Write),
        2 => (0_u8..6, any::<bool>()).prop_map(|(who, yes)| Op::Subscribe(who, yes)),
        2 => (0_u8..6, any::<bool>()).prop_map(|(who, yes)| Op::Restrict(who, yes)),
        1 => (0_u8..6).prop_map(Op::Erase),
        1 => Just(Op::Rotate),
        1 => Just(Op::Restart),
    ]
}

/// A person of the model.
#[derive(Clone, Debug, Default)]
struct Person {
    data: BTreeMap<&'static str, String>,
    entries: u64,
    subscribed: bool,
    restricted: bool,
    erased: bool,
}

#[derive(Default)]
struct Model {
    /// Who lives under which number now, and everyone there ever was.
    now: HashMap<u8, SubjectId>,
    all: HashMap<SubjectId, Person>,
    rotations: u64,
}

const FIELDS: [&str; 3] = ["name", "email", "about"];

fn value(field: &str, n: u8) -> String {
    match field {
        "email" => format!("p{n}@example.org"),
        _ => format!("{field} {n}"),
    }
}

impl Model {
    fn person(&mut self, who: u8) -> Option<(SubjectId, &mut Person)> {
        let id = *self.now.get(&who)?;
        Some((id, self.all.get_mut(&id)?))
    }

    fn owner(&self, email: &str) -> Option<SubjectId> {
        let has = |person: &Person| {
            !person.erased && person.data.get("email").is_some_and(|e| e == email)
        };
        self.all.iter().find(|(_, person)| has(person)).map(|(id, _)| *id)
    }

    /// Does one operation on both, and compares.
    fn step(&mut self, vault: &Vault, op: &Op) {
        match *op {
            Op::Join(who) => {
                if self.now.contains_key(&who) {
                    return;
                }
                let taken = self.owner(&value("email", who)).is_some();
                let data: BTreeMap<&'static str, String> =
                    FIELDS.map(|field| (field, value(field, who))).into_iter().collect();
                match join(vault, &data) {
                    Ok(id) => {
                        assert!(!taken);
                        self.now.insert(who, id);
                        self.all.insert(id, Person { data, entries: 1, ..Person::default() });
                    }
                    Err(VaultError::Taken { .. }) => assert!(taken),
                    Err(error) => panic!("{error}"),
                }
            }
            Op::Correct(who, field, n) => {
                let field = FIELDS[usize::from(field)];
                let new = value(field, n);
                let owner = self.owner(&new);
                let Some((id, person)) = self.person(who) else { return };
                let taken = field == "email" && owner.is_some_and(|owner| owner != id);
                let done = correct(vault, id, field, &new);
                if person.erased {
                    assert!(matches!(done, Err(VaultError::Erased)));
                } else if taken {
                    assert!(matches!(done, Err(VaultError::Taken { .. })));
                } else if !person.data.contains_key(field) {
                    assert!(matches!(done, Err(VaultError::NotHeld { .. })));
                } else {
                    done.unwrap();
                    person.data.insert(field, new);
                    person.entries += 1;
                }
            }
            Op::Remove(who) => {
                let Some((id, person)) = self.person(who) else { return };
                let source = Source::person("account-page", id);
                let done = vault.tx("remove", move |tx| tx.remove(id, "about", &source));
                if person.erased {
                    assert!(matches!(done, Err(VaultError::Erased)));
                } else if person.data.remove("about").is_some() {
                    done.unwrap();
                    person.entries += 1;
                } else {
                    assert!(matches!(done, Err(VaultError::NotHeld { .. })));
                }
            }
            Op::Show(who) => {
                let Some((id, person)) = self.person(who) else { return };
                compare(vault, id, person);
            }
            Op::Write(who) => {
                let Some((id, person)) = self.person(who) else { return };
                let allowed = person.subscribed && !person.restricted;
                match vault.release(&letter(id)) {
                    Ok(released) => {
                        assert!(allowed && !person.erased && released.len() == 1);
                        person.entries += 1;
                    }
                    Err(VaultError::Refused(_)) => assert!(!allowed && !person.erased),
                    Err(VaultError::Erased) => assert!(person.erased),
                    Err(error) => panic!("{error}"),
                }
            }
            Op::Subscribe(who, yes) => {
                let Some((id, person)) = self.person(who) else { return };
                let topic = ConsentKind::Topic("news".to_owned());
                let by = super::world::person(id);
                let done = vault.tx("consent", move |tx| tx.consent(id, &topic, yes, &by));
                if person.erased {
                    assert!(matches!(done, Err(VaultError::Erased)));
                } else {
                    done.unwrap();
                    person.entries += u64::from(yes || person.subscribed);
                    person.subscribed = yes;
                }
            }
            Op::Restrict(who, yes) => {
                let Some((id, person)) = self.person(who) else { return };
                let by = super::world::person(id);
                let done = vault.tx("restrict", move |tx| tx.restrict(id, yes, &by));
                if person.erased {
                    assert!(matches!(done, Err(VaultError::Erased)));
                } else {
                    done.unwrap();
                    person.entries += u64::from(yes != person.restricted);
                    person.restricted = yes;
                }
            }
            Op::Erase(who) => {
                let Some((id, person)) = self.person(who) else { return };
                vault.erase(id, &super::world::person(id)).unwrap();
                person.entries += u64::from(!person.erased);
                person.erased = true;
                self.now.remove(&who);
            }
            Op::Rotate => {
                vault.keys_rotate(system(), |_| {}).unwrap();
                self.rotations += 1;
            }
            Op::Restart => {}
        }
    }

    /// Compares everything.
    fn agree(&mut self, vault: &Vault) {
        for (id, person) in &mut self.all {
            compare(vault, *id, person);
            assert_eq!(vault.entry_count(*id).unwrap(), person.entries, "{id}");
        }
        for n in 0..6 {
            let email = value("email", n);
            let found = vault.lookup("email", &email, Purpose::Membership, Role::System).unwrap();
            assert_eq!(found, self.owner(&email), "{email}");
        }
        let all: u64 = self.all.values().map(|person| person.entries).sum();
        assert_eq!(verified(vault).entries, all + self.rotations);
    }
}

/// What a person sees, which is on record too.
fn compare(vault: &Vault, id: SubjectId, model: &mut Person) {
    match look(vault, id) {
        Ok(shown) => {
            assert!(!model.erased);
            let shown: BTreeMap<&str, &str> =
                shown.0.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect();
            let mut expected: BTreeMap<&str, &str> =
                model.data.iter().map(|(field, value)| (*field, value.as_str())).collect();
            expected.insert("country", "DE");
            assert_eq!(shown, expected);
            model.entries += 1;
        }
        Err(VaultError::Erased) => assert!(model.erased),
        Err(error) => panic!("{error}"),
    }
}

fn letter(id: SubjectId) -> Request<'static> {
    Request {
        subject: id,
        fields: &["email"],
        action: ReleaseAction::Send {
            message: Message::Subscribed,
            topic: Some("news".to_owned()),
        },
        purpose: Purpose::Communication,
        role: Role::System,
        actor: None,
        partial: false,
        note: None,
    }
}

fn join(vault: &Vault, data: &BTreeMap<&'static str, String>) -> Result<SubjectId, VaultError> {
    let new = vault.new_subject()?;
    let (id, data) = (new.id(), data.clone());
    vault.tx("join", move |tx| {
        let country = Datum { field: "country", value: "DE" };
        let data: Vec<Datum<'_>> =
            data.iter().map(|(field, value)| Datum { field, value }).chain([country]).collect();
        tx.enrol(&new, Giver::Member, &data, &Source::person("join-form", id))
    })?;
    Ok(id)
}

fn agrees_with_the_model(engine: Engine, cases: u32) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let steps = proptest::collection::vec(op(), 1..60);
    runner
        .run(&steps, |steps| {
            let world = World::new(engine);
            let mut vault = world.open();
            let mut model = Model::default();
            for op in &steps {
                if matches!(op, Op::Restart) {
                    model.agree(&vault);
                    drop(vault);
                    vault = world.open();
                }
                model.step(&vault, op);
            }
            model.agree(&vault);
            drop(vault);
            model.agree(&world.open());
            Ok(())
        })
        .unwrap();
}

#[test]
fn sqlite() {
    agrees_with_the_model(Engine::Sqlite, 40);
}

#[test]
fn postgres() {
    agrees_with_the_model(Engine::Postgres, 12);
}

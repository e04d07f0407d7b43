//! Invariant 1: no grant, no plaintext.
use crate::on_both;
use crate::world::{ADA, Engine, Sent, Shown, World, correct, join, look, own, person, shown};
use probity_policy::{Giver, Ground, Message, Purpose, Recipient, Role};
use probity_vault::{Datum, ReleaseAction, Request, Source, VaultError};

on_both!(
    a_person_sees_what_they_gave,
    fields_come_in_the_order_asked_for,
    of_several_values_only_those_asked_for_come,
    what_the_policy_refuses_stays_sealed,
    a_partial_release_leaves_out_what_is_refused,
    a_sink_takes_only_what_was_released_for_it,
    a_grant_covers_its_own_release_only,
    a_restricted_person_is_used_for_nothing_but_their_rights,
    a_subscribed_message_wants_its_topic,
    a_processor_wants_an_agreement,
    a_disclosure_wants_the_persons_word,
    a_moved_row_does_not_open,
    nobody_else_is_known,
);

fn a_person_sees_what_they_gave(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let released = vault.release(&own(ada)).unwrap();
    let mut expected: Vec<_> =
        ADA.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
    expected.sort();
    assert_eq!(shown(&released).unwrap(), Shown(expected));
    let (email, grant) = released.iter().find(|(datum, _)| datum.field() == "email").unwrap();
    assert_eq!((email.category(), email.source()), ("email-address", "join-form"));
    assert_eq!(email.version().to_string(), "2026-11-23");
    assert_eq!(email.collected_at_ms(), crate::world::NOON);
    assert_eq!(grant.clause(), "A1");
    assert_eq!(format!("{email:?}"), "Personal(email, redacted)");
    assert!(!format!("{released:?}").contains("ada@"), "nothing prints it");
    // A process that starts anew reads the same.
    drop((released, vault));
    assert_eq!(look(&world.open(), ada).unwrap().get("name"), Some("Ada Lovelace"));
}

fn fields_come_in_the_order_asked_for(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let request = Request { fields: &["name", "website", "country"], ..own(ada) };
    let released = vault.release(&request).unwrap();
    let fields: Vec<&str> = released.iter().map(|(datum, _)| datum.field()).collect();
    assert_eq!(fields, ["name", "country"], "what is not held is not there");
    assert!(released.has("name") && !released.has("website"));
    let error = released.pour("website", &mut Shown::default()).unwrap_err();
    assert!(matches!(error, VaultError::NotHeld { .. }), "{error}");
}

fn of_several_values_only_those_asked_for_come(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let mut numbers = Vec::new();
    for amount in ["10.00", "20.000", "30"] {
        let given = vault.tx("give", move |tx| {
            let data = [
                Datum { field: "payment-amount", value: amount },
                Datum { field: "payment-currency", value: "EUR" },
            ];
            tx.collect_each(ada, Giver::Donor, &data, &Source::person("give-form", ada))
        });
        numbers.push(given.unwrap());
    }
    assert_eq!(numbers, [[1, 1], [2, 2], [3, 3]]);
    let request = Request { fields: &["payment-amount"], ..own(ada) };
    let all = vault.release(&request).unwrap();
    let seen: Vec<u64> = all.iter().map(|(value, _)| value.seq()).collect();
    assert_eq!(seen, [1, 2, 3]);
    let before = vault.head().unwrap().size;
    let one = vault.release_values(&request, &[("payment-amount", 2), ("email", 1)]).unwrap();
    assert_eq!(shown(&one).unwrap(), Shown(vec![("payment-amount".into(), "20.000".into())]));
    assert_eq!(vault.head().unwrap().size, before + 1, "on record as every release");
    let none = vault.release_values(&own(ada), &[("payment-amount", 4)]).unwrap();
    assert!(none.is_empty());
    assert_eq!(vault.head().unwrap().size, before + 1, "and nothing where nothing came");
}

fn what_the_policy_refuses_stays_sealed(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let before = vault.head().unwrap().size;
    for (action, purpose, role) in [
        (ReleaseAction::Use, Purpose::Marketing, Role::System),
        (ReleaseAction::Use, Purpose::Profiling, Role::System),
        (ReleaseAction::Show, Purpose::Communication, Role::Public),
        (ReleaseAction::Show, Purpose::Membership, Role::InfrastructureStaff),
        (ReleaseAction::Use, Purpose::IntrusionProtection, Role::System),
    ] {
        let request =
            Request { action, purpose, role, partial: false, fields: &["email"], ..own(ada) };
        match vault.release(&request) {
            Err(VaultError::Refused(refusal)) => {
                assert!(!refusal.sentence().contains("ada@"), "{refusal}");
            }
            other => panic!("{request:?}: {other:?}"),
        }
    }
    assert_eq!(vault.head().unwrap().size, before, "a refusal releases and records nothing");
}

fn a_partial_release_leaves_out_what_is_refused(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let request = Request {
        action: ReleaseAction::Use,
        purpose: Purpose::ContentImprovement,
        role: Role::System,
        ..own(ada)
    };
    let released = vault.release(&request).unwrap();
    let fields: Vec<&str> = released.iter().map(|(datum, _)| datum.field()).collect();
    assert_eq!(fields, ["about", "country"]);
    let refused: Vec<&str> = released.refused().map(|(field, _)| field).collect();
    assert_eq!(refused, ["email", "name"]);
    let whole = vault.release(&Request { partial: false, ..request });
    assert!(matches!(whole, Err(VaultError::Refused(_))), "not partial: all or nothing");
}

fn a_sink_takes_only_what_was_released_for_it(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let released = vault.release(&own(ada)).unwrap();
    let mut sent = Sent::default();
    let error = released.pour_all(&mut sent).unwrap_err();
    assert!(matches!(error, VaultError::WrongGrant { .. }), "{error}");
    assert!(sent.0.is_empty());
    let request = Request {
        action: ReleaseAction::Send { message: Message::Necessary, topic: None },
        purpose: Purpose::Membership,
        role: Role::System,
        fields: &["email"],
        ..own(ada)
    };
    let released = vault.release(&request).unwrap();
    released.pour_all(&mut sent).unwrap();
    assert_eq!(sent.0, ["ada@example.org"]);
    assert!(released.pour_all(&mut Shown::default()).is_err());
}

fn a_grant_covers_its_own_release_only(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let rights = vault.release(&own(ada)).unwrap();
    let service =
        vault.release(&Request { purpose: Purpose::ServiceProvision, ..own(ada) }).unwrap();
    let value = |released: &probity_vault::Released, field: &str| {
        released.iter().position(|(datum, _)| datum.field() == field).unwrap()
    };
    let (email, of_email) = rights.iter().nth(value(&rights, "email")).unwrap();
    let (name, of_name) = rights.iter().nth(value(&rights, "name")).unwrap();
    let (_, for_service) = service.iter().nth(value(&service, "email")).unwrap();
    let mut shown = Shown::default();
    for (datum, grant) in [(email, of_name), (name, of_email), (email, for_service)] {
        let error = datum.pour(grant, &mut shown).unwrap_err();
        assert!(matches!(error, VaultError::WrongGrant { .. }), "{error}");
    }
    assert!(shown.0.is_empty());
    email.pour(of_email, &mut shown).unwrap();
    assert_eq!(shown.get("email"), Some("ada@example.org"));
}

fn a_restricted_person_is_used_for_nothing_but_their_rights(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let membership = Request {
        action: ReleaseAction::Use,
        purpose: Purpose::Membership,
        role: Role::System,
        fields: &["name"],
        partial: false,
        ..own(ada)
    };
    vault.release(&membership).unwrap();
    vault.tx("restrict", move |tx| tx.restrict(ada, true, &person(ada))).unwrap();
    assert!(matches!(vault.release(&membership), Err(VaultError::Refused(_))));
    assert_eq!(
        look(&vault, ada).unwrap().get("name"),
        Some("Ada Lovelace"),
        "their own rights stay"
    );
    correct(&vault, ada, "name", "Ada King").unwrap();
    vault.tx("lift", move |tx| tx.restrict(ada, false, &person(ada))).unwrap();
    vault.release(&membership).unwrap();
}

fn a_subscribed_message_wants_its_topic(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let letter = |topic: &str| Request {
        action: ReleaseAction::Send { message: Message::Subscribed, topic: Some(topic.to_owned()) },
        purpose: Purpose::Communication,
        role: Role::System,
        fields: &["email"],
        partial: false,
        ..own(ada)
    };
    assert!(matches!(vault.release(&letter("news")), Err(VaultError::Refused(_))));
    let news = probity_vault::ConsentKind::Topic("news".to_owned());
    let agree = |granted: bool| {
        let news = news.clone();
        vault.tx("subscribe", move |tx| tx.consent(ada, &news, granted, &person(ada))).unwrap();
    };
    agree(true);
    vault.release(&letter("news")).unwrap();
    assert!(matches!(vault.release(&letter("events")), Err(VaultError::Refused(_))));
    agree(false);
    assert!(matches!(vault.release(&letter("news")), Err(VaultError::Refused(_))), "taken back");
}

fn a_processor_wants_an_agreement(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let disclosure = |agreement| Request {
        action: ReleaseAction::Disclose {
            recipient: Recipient::Processor,
            ground: Ground::Necessary,
            agreement,
        },
        purpose: Purpose::DelegatedFunction,
        role: Role::System,
        fields: &["email"],
        partial: false,
        ..own(ada)
    };
    assert!(matches!(vault.release(&disclosure(false)), Err(VaultError::Refused(_))));
    let released = vault.release(&disclosure(true)).unwrap();
    let view = vault.entries(ada, 0, 100).unwrap().pop().unwrap();
    assert_eq!(released.entries(), [view.index]);
    assert_eq!(view.entry.recipient.as_deref(), Some("processor"));
    assert_eq!(view.entry.ground.as_deref(), Some("necessary"));
}

fn a_disclosure_wants_the_persons_word(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let disclosure = |recipient, ground| Request {
        action: ReleaseAction::Disclose { recipient, ground, agreement: false },
        purpose: Purpose::ServiceProvision,
        role: Role::System,
        fields: &["name"],
        partial: false,
        ..own(ada)
    };
    let authorised = disclosure(Recipient::Public, Ground::Authorised);
    assert!(matches!(vault.release(&authorised), Err(VaultError::Refused(_))));
    let public = probity_vault::ConsentKind::Disclosure(Recipient::Public);
    vault.tx("agree", move |tx| tx.consent(ada, &public, true, &person(ada))).unwrap();
    assert_eq!(vault.release(&authorised).unwrap().len(), 1);
    for other in [
        disclosure(Recipient::ThirdParty, Ground::Authorised),
        disclosure(Recipient::Public, Ground::None),
    ] {
        assert!(
            matches!(vault.release(&other), Err(VaultError::Refused(_))),
            "said yes to this only"
        );
    }
}

fn a_moved_row_does_not_open(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    join(&vault, &[("name", "Eve"), ("email", "eve@example.org"), ("country", "GB")]).unwrap();
    drop(vault);
    // Whoever can write to the database puts Eve's name into Ada's row.
    world.data.sql(&format!(
        "UPDATE datum SET sealed = (SELECT d.sealed FROM datum d WHERE d.field = 'name' \
         AND d.subject <> x'{0}') WHERE field = 'name' AND subject = x'{0}'",
        hex(ada.as_bytes())
    ));
    let vault = world.open();
    let error = vault.release(&Request { fields: &["name"], ..own(ada) }).unwrap_err();
    assert!(matches!(error, VaultError::Damaged(_)), "{error}");
    assert_eq!(vault.release(&Request { fields: &["email"], ..own(ada) }).unwrap().len(), 1);
    drop(vault);
    // A version that governs more loosely, or another of the person's own values.
    world.data.sql("UPDATE datum SET version = 20260101 WHERE field = 'email'");
    assert!(world.open().release(&Request { fields: &["email"], ..own(ada) }).is_err());
}

fn nobody_else_is_known(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let nobody = probity_ledger::SubjectId::from_bytes([9; 16]);
    assert!(matches!(vault.release(&own(nobody)), Err(VaultError::UnknownSubject)));
    assert!(matches!(vault.holdings(nobody), Err(VaultError::UnknownSubject)));
    assert!(vault.subject(nobody).unwrap().is_none());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

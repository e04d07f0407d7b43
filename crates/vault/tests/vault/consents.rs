//! What people agree to: kept, recorded, taken back.
use crate::on_both;
use crate::world::{ADA, DAY, Engine, World, join, kinds, look, own, person, verified};
use probity_policy::{Giver, Purpose, Recipient, Role};
use probity_vault::{ConsentKind, Datum, ReleaseAction, Request, Source, VaultError};

on_both!(
    a_consent_is_kept_and_taken_back,
    answering_is_agreeing,
    a_field_whose_consent_was_taken_back_is_locked,
    every_kind_reads_back,
);

fn a_consent_is_kept_and_taken_back(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA[..3]).unwrap();
    let news = ConsentKind::Topic("news".to_owned());
    let say = |granted: bool| {
        let news = news.clone();
        vault.tx("consent", move |tx| tx.consent(ada, &news, granted, &person(ada))).unwrap();
    };
    say(false);
    assert_eq!(kinds(&vault, ada), ["collect"], "there was nothing to take back");
    say(true);
    world.clock.advance(DAY);
    say(false);
    say(false);
    let answer = vault.consents(ada).unwrap().pop().unwrap();
    assert_eq!(answer.what, news);
    assert_eq!(answer.withdrawn_at_ms, Some(answer.granted_at_ms + DAY));
    say(true);
    assert_eq!(vault.consents(ada).unwrap()[0].withdrawn_at_ms, None);
    assert_eq!(kinds(&vault, ada), ["collect", "consent", "withdraw", "consent"]);
    assert_eq!(vault.entries(ada, 1, 1).unwrap()[0].entry.note.as_deref(), Some("topic:news"));
    verified(&vault);
    let nobody = probity_ledger::SubjectId::from_bytes([9; 16]);
    let unknown = vault.tx("consent", move |tx| {
        tx.consent(nobody, &ConsentKind::Topic("news".to_owned()), true, &person(nobody))
    });
    assert!(matches!(unknown, Err(VaultError::UnknownSubject)));
}

fn answering_is_agreeing(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let answers = vault.consents(ada).unwrap();
    assert_eq!(answers.len(), 1, "required answers need no consent");
    assert_eq!(answers[0].what, ConsentKind::Field("about".to_owned()));
}

/// From that moment on: what was agreed to by answering is used no more, and is there for its person.
fn a_field_whose_consent_was_taken_back_is_locked(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let use_it = |purpose| {
        let request = Request {
            action: ReleaseAction::Use,
            purpose,
            role: Role::System,
            fields: &["about"],
            partial: false,
            ..own(ada)
        };
        vault.release(&request).map(|_| ())
    };
    let say = |granted: bool| {
        let about = ConsentKind::Field("about".to_owned());
        vault.tx("consent", move |tx| tx.consent(ada, &about, granted, &person(ada))).unwrap();
    };
    use_it(Purpose::ServiceProvision).unwrap();
    say(false);
    let refused = use_it(Purpose::ServiceProvision);
    assert!(matches!(refused, Err(VaultError::Refused(_))), "{refused:?}");
    use_it(Purpose::LegalCompliance).unwrap();
    assert!(look(&vault, ada).unwrap().get("about").is_some(), "their own page still shows it");
    let name = Request { fields: &["name"], purpose: Purpose::ServiceProvision, ..own(ada) };
    vault.release(&name).unwrap();
    say(true);
    use_it(Purpose::ServiceProvision).unwrap();
    say(false);
    let again = [Datum { field: "about", value: "Once more, with feeling" }];
    vault
        .tx("again", move |tx| {
            tx.collect(ada, Giver::Member, &again, &Source::person("account-page", ada))
        })
        .unwrap();
    use_it(Purpose::ServiceProvision).unwrap();
}

fn every_kind_reads_back(_: Engine) {
    for kind in [
        ConsentKind::Policy("2026-11-23".parse().unwrap()),
        ConsentKind::Topic("news: events".to_owned()),
        ConsentKind::Field("about".to_owned()),
        ConsentKind::Purpose(Purpose::ContentImprovement),
        ConsentKind::Disclosure(Recipient::Public),
    ] {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
    for bad in ["", "policy", "policy:yesterday", "purpose:fun", "disclosure:all", "other:x"] {
        assert!(bad.parse::<ConsentKind>().is_err(), "{bad}");
    }
}

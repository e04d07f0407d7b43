//! Invariant 5: a published version never reaches back.
use crate::on_both;
use crate::world::{ADA, DAY, Engine, World, archive, join, own, person, version};
use probity_ledger::SubjectId;
use probity_policy::{Policy, Purpose, Role};
use probity_vault::{ConsentKind, ReleaseAction, Request, Source, Vault, VaultError};

on_both!(
    a_looser_version_waits_for_consent,
    a_stricter_version_takes_effect_at_once,
    a_version_that_has_not_come_governs_nothing,
    one_release_may_stand_under_two_versions,
    a_missing_version_opens_nothing,
    a_field_no_longer_declared_is_denied,
);

const LOOSER: &str = "\n```cedar\npermit (principal == Role::\"communications-staff\", action == \
    Action::\"use\", resource == Category::\"email-address\") when { context.purpose == \
    Purpose::\"membership\" };\n```\n\n### U3 ";

/// A version of the first of December that lets more people use an address.
fn looser(date: &str) -> Policy {
    version(date, |text| text.replacen("\n### U3 ", LOOSER, 1))
}

/// A version that forbids a use which the first one allows.
fn stricter(date: &str) -> Policy {
    let forbid = "\n```cedar\nforbid (principal == Role::\"communications-staff\", action == \
        Action::\"use\", resource == Category::\"country\");\n```\n\n### U3 ";
    version(date, |text| text.replacen("\n### U3 ", forbid, 1))
}

fn by_communications(id: SubjectId) -> Request<'static> {
    Request {
        action: ReleaseAction::Use,
        purpose: Purpose::Membership,
        role: Role::CommunicationsStaff,
        fields: &["email"],
        partial: false,
        ..own(id)
    }
}

fn agree(vault: &Vault, id: SubjectId, date: &str, granted: bool) {
    let what = ConsentKind::Policy(date.parse().unwrap());
    vault.tx("agree", move |tx| tx.consent(id, &what, granted, &person(id))).unwrap();
}

fn governed_by(vault: &Vault, id: SubjectId, field: &str) -> String {
    let holdings = vault.holdings(id).unwrap();
    holdings.iter().find(|held| held.field == field).unwrap().governed_by.to_string()
}

fn a_looser_version_waits_for_consent(engine: Engine) {
    let mut world = World::new(engine);
    let ada = join(&world.open(), &ADA).unwrap();
    world.archive = archive(vec![version("2026-11-23", |text| text), looser("2026-12-01")]);
    world.clock.advance(10 * DAY);
    let vault = world.open();
    assert_eq!(vault.policy_in_force().unwrap().version().to_string(), "2026-12-01");
    let newcomer =
        join(&vault, &[("name", "New"), ("email", "new@example.org"), ("country", "DE")]).unwrap();
    vault.release(&by_communications(newcomer)).unwrap();
    assert!(matches!(vault.release(&by_communications(ada)), Err(VaultError::Refused(_))));
    assert_eq!(governed_by(&vault, ada, "email"), "2026-11-23");
    agree(&vault, ada, "2026-12-01", true);
    assert_eq!(governed_by(&vault, ada, "email"), "2026-12-01");
    let released = vault.release(&by_communications(ada)).unwrap();
    let (datum, grant) = released.iter().next().unwrap();
    assert_eq!(datum.version().to_string(), "2026-12-01");
    assert_eq!(grant.version(), datum.version());
    agree(&vault, ada, "2026-12-01", false);
    assert!(matches!(vault.release(&by_communications(ada)), Err(VaultError::Refused(_))));
}

fn a_stricter_version_takes_effect_at_once(engine: Engine) {
    let mut world = World::new(engine);
    let vault = world.open();
    let ada = join(&vault, &ADA).unwrap();
    let improving = Request {
        action: ReleaseAction::Use,
        purpose: Purpose::Communication,
        role: Role::CommunicationsStaff,
        fields: &["country"],
        partial: false,
        ..own(ada)
    };
    vault.release(&improving).unwrap();
    drop(vault);
    world.archive = archive(vec![version("2026-11-23", |text| text), stricter("2026-12-01")]);
    world.clock.advance(10 * DAY);
    let vault = world.open();
    assert!(matches!(vault.release(&improving), Err(VaultError::Refused(_))));
    assert_eq!(governed_by(&vault, ada, "country"), "2026-12-01");
}

fn a_version_that_has_not_come_governs_nothing(engine: Engine) {
    let mut world = World::new(engine);
    world.archive = archive(vec![version("2026-11-23", |text| text), stricter("2026-12-01")]);
    let vault = world.open();
    assert_eq!(vault.policy_in_force().unwrap().version().to_string(), "2026-11-23");
    let ada = join(&vault, &ADA).unwrap();
    assert_eq!(governed_by(&vault, ada, "country"), "2026-11-23");
    world.clock.set(0);
    assert!(matches!(vault.policy_in_force(), Err(VaultError::NoPolicy)));
    assert!(matches!(join(&vault, &ADA), Err(VaultError::NoPolicy)));
}

fn one_release_may_stand_under_two_versions(engine: Engine) {
    let mut world = World::new(engine);
    let ada = join(&world.open(), &ADA).unwrap();
    world.archive = archive(vec![version("2026-11-23", |text| text), looser("2026-12-01")]);
    world.clock.advance(10 * DAY);
    let vault = world.open();
    vault
        .tx("correct", move |tx| {
            tx.correct(ada, "name", "Ada King", &Source::person("account-page", ada))
        })
        .unwrap();
    let released = vault.release(&own(ada)).unwrap();
    assert_eq!(released.entries().len(), 2, "one entry for each version");
    let entries = vault.entries(ada, 2, 10).unwrap();
    let of = |at: usize| (entries[at].entry.version, entries[at].entry.categories.join(" "));
    assert_eq!(of(0), (Some(20_261_123), "country email-address self-description".to_owned()));
    assert_eq!(of(1), (Some(20_261_201), "name".to_owned()));
    crate::world::verified(&vault);
}

fn a_missing_version_opens_nothing(engine: Engine) {
    let mut world = World::new(engine);
    let ada = join(&world.open(), &ADA).unwrap();
    world.archive = archive(vec![stricter("2026-12-01")]);
    world.clock.advance(10 * DAY);
    let error = world.open().release(&own(ada)).unwrap_err();
    assert!(error.to_string().contains("2026-11-23"), "{error}");
}

/// Without the field `about` and what only it needs.
fn without_about(text: String) -> String {
    let field = "[[field]]\nid = \"about\"\n";
    match text.split_once(field) {
        Some((before, rest)) => {
            let after = rest.find("[[field]]").map_or("", |at| &rest[at..]);
            format!("{before}{after}")
        }
        None => text,
    }
}

fn a_field_no_longer_declared_is_denied(engine: Engine) {
    let mut world = World::new(engine);
    let ada = join(&world.open(), &ADA).unwrap();
    let about = Request { fields: &["about"], partial: false, ..own(ada) };
    world.open().release(&about).unwrap();
    world.archive =
        archive(vec![version("2026-11-23", |text| text), version("2026-12-01", without_about)]);
    world.clock.advance(10 * DAY);
    let vault = world.open();
    // To ask for less is not less protective: the new version governs, and knows no such field.
    assert_eq!(governed_by(&vault, ada, "about"), "2026-12-01");
    assert!(vault.release(&about).is_err());
    let rest = vault.release(&Request { fields: &[], partial: true, ..own(ada) }).unwrap();
    assert!(!rest.has("about") && rest.has("name"));
    crate::world::verified(&vault);
}

//! Usage information: governed by day, sealed by day, read only on record, gone when its time is over.
use crate::on_both;
use crate::world::{DAY, Engine, NOON, World, archive, system, version};
use probity_ledger::{Kind, SubjectId};
use probity_policy::{Purpose, Role};
use probity_vault::{UsageAction, UsageRequest, Vault, VaultError};

on_both!(
    what_is_sealed_for_a_day_opens_for_a_recorded_reading,
    other_purposes_and_people_are_refused_and_leave_nothing,
    a_grant_opens_its_days_and_its_place_only,
    when_its_time_is_over_a_day_opens_nowhere,
    a_rotation_takes_the_days_along,
    a_shorter_retention_reaches_what_is_there_a_longer_one_does_not,
    every_version_of_a_range_is_asked_and_recorded,
    what_the_map_does_not_declare_is_not_taken_in,
);

const ADDRESS: &[u8] = b"192.0.2.77";
const PLACE: &str = "addresses 1";

fn today() -> i64 {
    Vault::day_of(NOON)
}

/// What protection asks for.
fn protection(days: std::ops::RangeInclusive<i64>) -> UsageRequest<'static> {
    UsageRequest {
        action: UsageAction::Show,
        role: Role::InfrastructureStaff,
        actor: None,
        purpose: Purpose::IntrusionProtection,
        categories: &["ip-address", "visit", "page-view"],
        days,
        note: Some("threats".into()),
    }
}

fn sealed(vault: &Vault, day: i64) -> Vec<u8> {
    vault.seal_for_day(day, PLACE, ADDRESS).unwrap().unwrap()
}

fn entries(vault: &Vault) -> u64 {
    vault.entry_count(SubjectId::FOUNDATION).unwrap()
}

fn what_is_sealed_for_a_day_opens_for_a_recorded_reading(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let sealed = sealed(&vault, today());
    assert!(!sealed.windows(ADDRESS.len()).any(|bytes| bytes == ADDRESS));
    let before = entries(&vault);
    let grant = vault.read_usage(&protection(today()..=today())).unwrap();
    assert_eq!(grant.clauses(), ["U1"]);
    assert_eq!(entries(&vault), before + 1);
    let entry = vault.entries(SubjectId::FOUNDATION, 0, 100).unwrap().pop().unwrap().entry;
    assert_eq!(entry.kind, Kind::Show);
    assert_eq!(entry.categories, ["ip-address", "page-view", "visit"]);
    assert_eq!(entry.purpose.as_deref(), Some("intrusion-protection"));
    assert_eq!(entry.clause.as_deref(), Some("U1"));
    assert_eq!(entry.note.as_deref(), Some("threats"));
    // Another process, later that day.
    drop(vault);
    let vault = world.open();
    let opened = vault.open_of_day(&grant, today(), PLACE, &sealed).unwrap().unwrap();
    assert_eq!(&**opened, ADDRESS);
    assert_eq!(*vault.day_secret(today()).unwrap(), *vault.day_secret(today()).unwrap());
    assert_ne!(*vault.day_secret(today()).unwrap(), *vault.day_secret(today() - 1).unwrap());
}

fn other_purposes_and_people_are_refused_and_leave_nothing(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let before = entries(&vault);
    let asks = |role, purpose| {
        let request = UsageRequest { role, purpose, ..protection(today()..=today()) };
        vault.read_usage(&request)
    };
    for purpose in Purpose::ALL {
        let allowed =
            [Purpose::IntrusionProtection, Purpose::AvailabilityPerformance].contains(purpose);
        match asks(Role::InfrastructureStaff, *purpose) {
            Ok(_) => assert!(allowed, "{purpose:?}"),
            Err(VaultError::Refused(refusal)) => {
                assert!(!allowed, "{purpose:?}");
                assert_eq!(refusal.clause(), Some("U1"), "{purpose:?}");
            }
            Err(other) => panic!("{other}"),
        }
    }
    for role in [Role::MembershipStaff, Role::CommunicationsStaff, Role::Public] {
        let refused = asks(role, Purpose::IntrusionProtection);
        assert!(matches!(refused, Err(VaultError::Refused(_))), "{role:?}");
    }
    assert_eq!(entries(&vault), before + 2);
}

fn a_grant_opens_its_days_and_its_place_only(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let (today, yesterday) = (today(), today() - 1);
    let sealed = sealed(&vault, yesterday);
    let grant = vault.read_usage(&protection(today..=today)).unwrap();
    let wrong = vault.open_of_day(&grant, yesterday, PLACE, &sealed);
    assert!(matches!(wrong, Err(VaultError::WrongGrant { .. })));
    let request = UsageRequest { categories: &["visit"], ..protection(yesterday..=today) };
    let grant = vault.read_usage(&request).unwrap();
    let wrong = vault.open_of_day(&grant, yesterday, PLACE, &sealed);
    assert!(matches!(wrong, Err(VaultError::WrongGrant { .. })));
    let grant = vault.read_usage(&protection(yesterday..=today)).unwrap();
    assert!(vault.open_of_day(&grant, yesterday, PLACE, &sealed).unwrap().is_some());
    for (day, place) in [(yesterday, "addresses 2"), (today, PLACE)] {
        let elsewhere = vault.open_of_day(&grant, day, place, &sealed);
        assert!(!matches!(elsewhere, Ok(Some(_))), "{day} {place}");
    }
}

fn when_its_time_is_over_a_day_opens_nowhere(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let day = today();
    let sealed = sealed(&vault, day);
    let secret = vault.day_secret(day).unwrap();
    let grant = vault.read_usage(&protection(day..=day)).unwrap();
    let opens = || vault.open_of_day(&grant, day, PLACE, &sealed).unwrap().is_some();
    let copy = world.path("copy.db");

    // Thirteen days and some hours later it is still there; before the fourteenth is over it is not.
    world.clock.advance(13 * DAY);
    assert!(opens());
    assert!(vault.forget_days().unwrap().days.is_empty());
    world.clock.advance(DAY / 2);
    assert!(!opens(), "it opened after its time, before anything was destroyed");
    assert_eq!(vault.days_due().unwrap(), [day]);
    let before = entries(&vault);
    assert_eq!(vault.forget_days().unwrap().days, [day]);
    assert_eq!(entries(&vault), before + 1);
    assert!(vault.forget_days().unwrap().days.is_empty());
    assert_eq!(entries(&vault), before + 1);
    // Nor when the clock is set back, in a new process.
    drop(vault);
    world.clock.set(NOON);
    let vault = world.open();
    assert!(vault.open_of_day(&grant, day, PLACE, &sealed).unwrap().is_none());
    world.clock.advance(20 * DAY);
    assert!(vault.seal_for_day(day, PLACE, ADDRESS).unwrap().is_none());
    assert_ne!(*vault.day_secret(day).unwrap(), *secret);
    assert_ne!(*vault.day_secret(day).unwrap(), *vault.day_secret(day).unwrap());
    if engine == Engine::Sqlite {
        let keys = world.path("keys/keys.db");
        std::fs::copy(keys, &copy).unwrap();
        let left = rusqlite::Connection::open(&copy).unwrap();
        let count: i64 =
            left.query_row("SELECT COUNT(*) FROM day_key", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0);
    }
}

fn a_rotation_takes_the_days_along(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    let sealed = sealed(&vault, today());
    vault.keys_rotate(system(), |_| {}).unwrap();
    drop(vault);
    let vault = world.open();
    let grant = vault.read_usage(&protection(today()..=today())).unwrap();
    assert!(vault.open_of_day(&grant, today(), PLACE, &sealed).unwrap().is_some());
}

fn a_shorter_retention_reaches_what_is_there_a_longer_one_does_not(engine: Engine) {
    for (keep, kept_for) in [("P7D", 7), ("P30D", 14)] {
        let mut world = World::new(engine);
        let first = version("2026-11-23", |text| text);
        let second = version("2026-11-25", |text| {
            text.replace("IP addresses 14 days", "IP addresses another time")
                .replace("keep = \"P14D\"", &format!("keep = \"{keep}\""))
        });
        world.archive = archive(vec![first, second]);
        let day = today();
        world.clock.advance(3 * DAY);
        let vault = world.open();
        let until = vault.addresses_until(day).unwrap().unwrap();
        assert_eq!(until, (day + kept_for) * DAY, "{keep}");
    }
}

fn every_version_of_a_range_is_asked_and_recorded(engine: Engine) {
    let mut world = World::new(engine);
    let first = version("2026-11-23", |text| text);
    // Less protective: it does not reach back, so each day has its own.
    let second = version("2026-11-25", |text| text.replace("keep = \"P14D\"", "keep = \"P30D\""));
    world.archive = archive(vec![first, second]);
    world.clock.advance(5 * DAY);
    let vault = world.open();
    let before = entries(&vault);
    let grant = vault.read_usage(&protection(today() - 30..=today() + 5)).unwrap();
    assert_eq!(grant.clauses(), ["U1"]);
    let new = vault.entries(SubjectId::FOUNDATION, before, 100).unwrap();
    let versions: Vec<_> = new.iter().map(|view| view.entry.version).collect();
    assert_eq!(versions, [Some(20_261_123), Some(20_261_125)]);
}

fn what_the_map_does_not_declare_is_not_taken_in(engine: Engine) {
    let world = World::new(engine);
    let vault = world.open();
    vault
        .tx("import", |tx| tx.collect_usage(&["ip", "visit-start", "page", "browser"], "a log"))
        .unwrap();
    let last = vault.entries(SubjectId::FOUNDATION, 0, 100).unwrap().pop().unwrap().entry;
    assert_eq!((last.kind, last.clause.as_deref()), (Kind::Collect, Some("C1+C2")));
    let undeclared = vault.tx("import", |tx| tx.collect_usage(&["referrer"], "a log"));
    assert!(matches!(undeclared, Err(VaultError::Undeclared { .. })));
    let not_from_logs = vault.tx("import", |tx| tx.collect_usage(&["email"], "a log"));
    assert!(matches!(not_from_logs, Err(VaultError::Refused(_))));
    assert_eq!(vault.fingerprint("a", b"x"), vault.fingerprint("a", b"x"));
    assert_ne!(vault.fingerprint("a", b"x"), vault.fingerprint("b", b"x"));
}

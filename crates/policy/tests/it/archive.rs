//! Which version governs (invariant 5).

use std::fs;

use probity_policy::{Archive, Version};
use proptest::prelude::*;

use crate::fixture::{DATA_TOML, POLICY_MD, parse};

fn day(day: u32) -> Version {
    Version::from_u32(20_260_100 + day).unwrap()
}

/// Versions of 1, 2, 3, … January; `kept[i]` says for how many days the IP address is kept.
fn archive(kept: &[u32]) -> Archive {
    let policies = kept.iter().zip(1..).map(|(days, date)| {
        let data = DATA_TOML
            .replace("2026-01-01", &day(date).to_string())
            .replace("P14D", &format!("P{days}D"));
        parse(POLICY_MD, &data).unwrap_or_else(|wrong| panic!("{wrong}"))
    });
    Archive::from_policies(policies.collect()).unwrap_or_else(|wrong| panic!("{wrong}"))
}

#[test]
fn a_datum_follows_better_versions_and_stops_at_a_worse_one() {
    let archive = archive(&[14, 10, 20, 5]);
    let never = |_: Version| false;
    let governing = |from: u32| archive.governing(day(from), &never).unwrap().version();
    assert_eq!(governing(1), day(2));
    // The last version is better than all, but it lies behind one that was not agreed to.
    assert_eq!(governing(2), day(2));
    assert_eq!(governing(3), day(4));
    let agreed = |version: Version| version == day(3);
    assert_eq!(archive.governing(day(1), &agreed).unwrap().version(), day(4));
    assert!(archive.governing(day(9), &never).is_none());
}

#[test]
fn a_version_governs_nothing_before_it_takes_effect() {
    let archive = archive(&[14, 10, 5]);
    let always = |_: Version| true;
    assert_eq!(archive.governing_on(day(2), day(1), &always).unwrap().version(), day(2));
    assert_eq!(archive.in_force(day(2)).unwrap().version(), day(2));
    assert_eq!(archive.in_force(day(31)).unwrap().version(), day(3));
    assert!(archive.in_force(Version::from_u32(20_251_231).unwrap()).is_none());
}

#[test]
fn a_version_cannot_be_there_twice_or_overtake_an_older_one() {
    let one = || parse(POLICY_MD, DATA_TOML).unwrap();
    let twice = Archive::from_policies(vec![one(), one()]).unwrap_err();
    assert!(twice.to_string().contains("this version is there twice"), "{twice}");
    let late = DATA_TOML.replace("effective = \"2026-01-01\"", "effective = \"2026-03-01\"");
    let next = DATA_TOML.replace("2026-01-01", "2026-02-01");
    let both = vec![parse(POLICY_MD, &late).unwrap(), parse(POLICY_MD, &next).unwrap()];
    let overtaking = Archive::from_policies(both).unwrap_err();
    assert!(overtaking.to_string().contains("it takes effect before"), "{overtaking}");
}

#[test]
fn an_archive_reads_the_folders_that_are_named_after_a_date() {
    let dir = tempfile::tempdir().unwrap();
    let empty = Archive::load(dir.path()).unwrap_err();
    assert!(empty.to_string().contains("no version of the policy"), "{empty}");
    for date in ["2026-01-01", "2026-02-01", "drafts"] {
        let folder = dir.path().join(date);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("policy.md"), POLICY_MD).unwrap();
        fs::write(folder.join("data.toml"), DATA_TOML.replace("2026-01-01", date)).unwrap();
    }
    fs::write(dir.path().join("cases.toml"), "").unwrap();
    let archive = Archive::load(dir.path()).unwrap_or_else(|wrong| panic!("{wrong}"));
    let versions: Vec<String> = archive.versions().map(|version| version.to_string()).collect();
    assert_eq!(versions, ["2026-01-01", "2026-02-01"]);

    fs::write(dir.path().join("2026-02-01/data.toml"), "").unwrap();
    assert!(Archive::load(dir.path()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// `governing` matches a loop that compares retentions itself.
    #[test]
    fn governing_matches_a_naive_loop(
        kept in prop::collection::vec(1_u32..30, 1..5),
        agreed in prop::collection::vec(any::<bool>(), 5),
        today in 1_u32..6,
    ) {
        let archive = archive(&kept);
        let consented = |version: Version| agreed[version.to_u32() as usize % 100 - 1];
        for from in 0..kept.len() {
            let mut at = from;
            while at + 1 < kept.len() && (kept[at + 1] <= kept[at] || agreed[at + 1]) {
                at += 1;
            }
            let from = u32::try_from(from).unwrap() + 1;
            let governing = archive.governing(day(from), &consented).unwrap().version();
            prop_assert_eq!(governing, day(u32::try_from(at).unwrap() + 1));
            let due = archive.governing_on(day(today), day(from), &consented).unwrap().version();
            prop_assert_eq!(due, governing.min(day(today.max(from))));
        }
    }
}

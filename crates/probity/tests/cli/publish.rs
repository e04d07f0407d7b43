//! `probity policy publish`, and that a published version never changes.

use std::fs;

use crate::foundation::{Foundation, SERVE, arg};

const LATER: &str = "2031-01-01";
const LONGER: (&str, &str, &str) = ("data.toml", "keep = \"P14D\"", "keep = \"P90D\"");

#[test]
fn a_version_is_published_once_and_on_record() {
    let foundation = Foundation::set_up();
    let draft = foundation.draft(LATER, &[("policy.md", "We ask", "We ask")]);
    let before = foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap();

    let dry = foundation.report(0, &["policy", "publish", arg(&draft), "--dry-run"]);
    assert_eq!(dry["published"], false);
    assert!(!foundation.data().join("policies").join(LATER).exists());

    let report = foundation.report(0, &["policy", "publish", arg(&draft)]);
    assert_eq!(report["published"], true);
    assert_eq!(report["previous"], "2026-11-23");
    assert_eq!(report["less_protective"], false);
    let published = foundation.data().join("policies").join(LATER);
    assert_eq!(
        fs::read(published.join("policy.md")).unwrap(),
        fs::read(draft.join("policy.md")).unwrap()
    );
    let after = foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap();
    assert_eq!(after, before + 1);

    let open = foundation.open();
    let record = probity::data::published::record(&open.vault).unwrap();
    let hash = record.get(&LATER.parse().unwrap()).unwrap();
    assert_eq!(report["sha256"], hash.as_str());
    drop(open);

    let said = foundation.expect(2, &["policy", "publish", arg(&draft)]);
    assert!(said.contains("a published version never changes"), "{said}");
    let older = foundation.draft("2030-01-01", &[]);
    let said = foundation.expect(2, &["policy", "publish", arg(&older)]);
    assert!(said.contains("is dated before"), "{said}");
}

#[test]
fn less_protection_must_be_accepted_in_so_many_words() {
    let foundation = Foundation::set_up();
    let draft = foundation.draft(LATER, &[LONGER]);
    let said = foundation.expect(1, &["policy", "publish", arg(&draft)]);
    assert!(said.contains("less protective") && said.contains("was not published"), "{said}");
    assert!(!foundation.data().join("policies").join(LATER).exists());
    let report =
        foundation.report(0, &["policy", "publish", arg(&draft), "--accept-less-protective"]);
    assert_eq!(report["published"], true);
    assert_eq!(report["less_protective"], true);
    assert!(!report["findings"].as_array().unwrap().is_empty());
}

#[test]
fn a_date_that_has_passed_reaches_back_and_is_refused() {
    let foundation = Foundation::set_up();
    let past = [("data.toml", "effective = \"2031-01-01\"", "effective = \"2026-11-23\"")];
    let draft = foundation.draft(LATER, &past);
    let output = foundation.run(&["policy", "publish", arg(&draft)]);
    assert_eq!(output.status.code(), Some(2));
    let mistaken =
        foundation.draft("2031-01-02", &[("policy.md", "```cedar", "```cedar\nnonsense")]);
    let said = foundation.expect(2, &["policy", "publish", arg(&mistaken)]);
    assert!(said.contains("policy.md:"), "{said}");
    assert!(!foundation.data().join("policies").join(LATER).exists());
}

#[test]
fn a_changed_an_added_and_a_missing_version_are_refused_at_the_start() {
    let foundation = Foundation::set_up();
    let folder = foundation.data().join("policies/2026-11-23");
    let path = folder.join("policy.md");
    let text = fs::read_to_string(&path).unwrap();

    fs::write(&path, format!("{text}\n")).unwrap();
    let said = foundation.expect(2, SERVE);
    assert!(said.contains("the published version `2026-11-23` was changed"), "{said}");
    assert!(foundation.expect(1, &["doctor"]).contains("was changed"));
    fs::write(&path, text).unwrap();

    let draft = foundation.draft(LATER, &[]);
    let added = foundation.data().join("policies").join(LATER);
    fs::rename(&draft, &added).unwrap();
    let said = foundation.expect(2, SERVE);
    assert!(said.contains("was never published"), "{said}");
    fs::rename(&added, &draft).unwrap();

    foundation.expect(0, &["policy", "publish", arg(&draft)]);
    fs::rename(&added, foundation.path().join("away")).unwrap();
    let said = foundation.expect(2, SERVE);
    assert!(said.contains("`2031-01-01` is missing"), "{said}");
    fs::rename(foundation.path().join("away"), &added).unwrap();
    foundation.expect(0, &["doctor"]);
}

/// If publishing stops after the record, the next start finishes it.
#[test]
fn an_interrupted_publication_is_finished() {
    let foundation = Foundation::set_up();
    let draft = foundation.draft(LATER, &[]);
    foundation.expect(0, &["policy", "publish", arg(&draft)]);
    let policies = foundation.data().join("policies");
    fs::rename(policies.join(LATER), policies.join(format!(".publishing-{LATER}"))).unwrap();
    let open = foundation.open();
    assert_eq!(open.vault.archive().versions().count(), 2);
    assert!(policies.join(LATER).exists());
}

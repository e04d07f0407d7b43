//! `probity policy check`, `explain` and `compare`.

use std::fs;
use std::path::Path;

use crate::foundation::{Foundation, SHIPPED, arg, probity};

/// What it reports as JSON; only standard output, whatever stands on standard error.
fn json(status: i32, words: &[&str]) -> serde_json::Value {
    let output = crate::support::program::program().args(words).output().unwrap();
    assert_eq!(output.status.code(), Some(status), "{}", crate::support::program::text(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_shipped_policy_is_fine_alone_and_among_its_versions() {
    assert!(probity(0, &["policy", "check", SHIPPED]).contains("Nothing wrong"));
    let all = Path::new(SHIPPED).parent().unwrap();
    let report = json(0, &["policy", "check", arg(all), "--json"]);
    assert_eq!(report["ok"], true);
    assert_eq!(report["versions"][0]["version"], "2026-11-23");
    assert_eq!(report["versions"][0]["sha256"].as_str().unwrap().len(), 64);
}

/// Each mistake is refused, with its file and line, and no panic.
#[test]
fn mistakes_are_shown_with_their_place() {
    let foundation = Foundation::unused();
    let first_rule = "permit (principal, action == Action::\"collect\", resource)";
    let cases: &[(&str, (&str, &str, &str), &str)] = &[
        ("2027-01-01", ("policy.md", "Category::\"visit\"", "Category::\"vizit\""), "vizit"),
        ("2027-01-02", ("policy.md", first_rule, "permit (principal, action ==="), "policy.md:"),
        (
            "2027-01-03",
            ("policy.md", first_rule, "permit (principal == ?principal, action, resource)"),
            "template",
        ),
        (
            "2027-01-04",
            ("data.toml", "id = \"country\"\ncategory", "id = \"email\"\ncategory"),
            "email",
        ),
        ("2027-01-05", ("data.toml", "keep = \"P14D\"", "keep = \"a while\""), "a while"),
        ("2027-01-06", ("data.toml", "[policy]", "[policy"), "data.toml:"),
    ];
    for (version, change, expected) in cases {
        let draft = foundation.draft(version, &[*change]);
        let said = probity(2, &["policy", "check", arg(&draft)]);
        assert!(said.contains(expected), "{change:?}: {said}");
        assert!(said.contains(&format!("{version}/{}:", change.0)), "{change:?}: {said}");
        let report = json(2, &["policy", "check", arg(&draft), "--json"]);
        assert_eq!(report["ok"], false);
        let error = &report["errors"][0];
        assert!(error["line"].as_u64().unwrap() > 0, "{report}");
        assert!(error["column"].as_u64().unwrap() > 0, "{report}");
    }
}

#[test]
fn hostile_files_are_refused_in_good_time() {
    let foundation = Foundation::unused();
    let draft = foundation.draft("2027-01-01", &[]);
    let good = fs::read(draft.join("policy.md")).unwrap();
    for bad in [vec![b'['; 10_000_000], b"# \xff\xfe".to_vec(), Vec::new(), vec![0; 1_000]] {
        fs::write(draft.join("policy.md"), bad).unwrap();
        assert!(probity(2, &["policy", "check", arg(&draft)]).contains("policy.md"));
    }
    fs::write(draft.join("policy.md"), good).unwrap();
    for bad in [vec![b'['; 10_000_000], b"a = \"\xff\"".to_vec(), Vec::new()] {
        fs::write(draft.join("data.toml"), bad).unwrap();
        assert!(probity(2, &["policy", "check", arg(&draft)]).contains("data.toml"));
    }
    fs::remove_file(draft.join("data.toml")).unwrap();
    assert!(probity(2, &["policy", "check", arg(&draft)]).contains("data.toml"));
    assert!(probity(2, &["policy", "check", "/no/such/folder"]).contains("/no/such/folder"));
}

#[test]
fn explaining_says_it_in_sentences_with_their_clauses() {
    let all = probity(0, &["policy", "explain", SHIPPED]);
    let one = probity(0, &["policy", "explain", SHIPPED, "--category", "card-number"]);
    assert!(one.len() < all.len() && one.contains("card-number"), "{one}");
    let report = json(0, &["policy", "explain", SHIPPED, "--category", "card-number", "--json"]);
    for sentence in report.as_array().unwrap() {
        assert_eq!(sentence["category"], "card-number");
        assert!(sentence["sentence"].as_str().unwrap().ends_with('.'), "{sentence}");
        assert!(!sentence["clause"].as_str().unwrap().is_empty(), "{sentence}");
    }
    let said = probity(2, &["policy", "explain", SHIPPED, "--category", "shoe-size"]);
    assert!(said.contains("`shoe-size`") && said.contains("`email-address`"), "{said}");
}

#[test]
fn comparing_keeps_its_interface_and_its_exit_statuses() {
    let foundation = Foundation::unused();
    let same = foundation.draft("2027-01-01", &[]);
    let longer =
        foundation.draft("2027-01-02", &[("data.toml", "keep = \"P14D\"", "keep = \"P90D\"")]);

    let report = json(0, &["policy", "compare", SHIPPED, arg(&same), "--json"]);
    assert_eq!(report["less_protective"], false);
    assert_eq!(report["findings"].as_array().unwrap().len(), 0);
    assert!(probity(0, &["policy", "compare", SHIPPED, arg(&same)]).contains("exactly"));

    let report = json(1, &["policy", "compare", SHIPPED, arg(&longer), "--json"]);
    assert_eq!(report["less_protective"], true);
    let finding = &report["findings"][0];
    for key in ["kind", "category", "purpose", "recipient", "clause", "sentence"] {
        assert!(finding.get(key).is_some(), "{key}: {finding}");
    }
    assert!(finding["sentence"].as_str().unwrap().ends_with('.'), "{finding}");
    let said = probity(1, &["policy", "compare", SHIPPED, arg(&longer)]);
    assert!(said.contains("less protective"), "{said}");

    // The other way round nobody loses anything.
    assert_eq!(
        json(0, &["policy", "compare", arg(&longer), SHIPPED, "--json"])["less_protective"],
        false
    );
    probity(2, &["policy", "compare", SHIPPED, "/no/such/folder", "--json"]);
}

//! Bad policies: each mistake is shown with its place, a caret and a hint.
//!
//! The expected texts stand in `tests/fixtures/diagnostics`; `PROBITY_BLESS=1` rewrites them.

use std::fs;
use std::time::{Duration, Instant};

use probity_policy::{Policy, Source};
use proptest::prelude::*;

use crate::fixture::{DATA_TOML, POLICY_MD, fixtures, parse, texts};

/// The complaints about the small policy with words exchanged are those on record.
#[track_caller]
fn complains(name: &str, edits: &[(&str, &str)]) {
    let (policy_md, data_toml) = texts(edits);
    shows(name, policy_md.as_bytes(), data_toml.as_bytes());
}

#[track_caller]
fn shows(name: &str, policy_md: &[u8], data_toml: &[u8]) {
    let wrong = Policy::parse(Source::new(policy_md, data_toml))
        .expect_err("this policy should be refused");
    let shown = format!("{wrong}\n");
    let path = fixtures().join("diagnostics").join(format!("{name}.txt"));
    if std::env::var_os("PROBITY_BLESS").is_some() {
        fs::write(&path, &shown).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(shown, expected, "see {}", path.display());
}

#[test]
fn names_that_nobody_declared() {
    complains(
        "unknown-category",
        &[("Category::\"email-address\"", "Category::\"e-mail-address\"")],
    );
    complains(
        "unknown-group",
        &[(
            "resource in Group::\"usage\")\nwhen { context",
            "resource in Group::\"logs\")\nwhen { context",
        )],
    );
    complains("unknown-purpose", &[("Purpose::\"payment\" };", "Purpose::\"payments\" };")]);
    complains("unknown-action", &[("Action::\"send\", resource", "Action::\"mail\", resource")]);
    complains("unknown-attribute", &[("!context.expired", "!context.consent")]);
    complains("unknown-promise", &[("promises=M1+M2", "promises=M1+M2+M3")]);
    complains("field-of-unknown-category", &[("category = \"profile\"", "category = \"profil\"")]);
    complains(
        "field-with-unknown-words",
        &[
            ("from = [\"donor\"]", "from = [\"doner\"]"),
            ("purposes = [\"payment\"]", "purposes = [\"paying\"]"),
            ("format = \"opaque\"", "format = \"card\""),
        ],
    );
    complains("category-in-unknown-group", &[("groups = [\"usage\"]", "groups = [\"usages\"]")]);
}

#[test]
fn clauses_and_rules_that_do_not_fit_together() {
    complains(
        "rule-without-clause",
        &[("## 1 What we say first", "```cedar\npermit (principal, action, resource);\n```")],
    );
    complains(
        "rule-after-its-clause",
        &[(
            "## 3 What we use it for",
            "## 3 What\n\n```cedar\npermit (principal, action, resource);\n```",
        )],
    );
    complains(
        "clause-without-rule",
        &[(
            "```cedar\npermit (principal == Role::\"system\", action == Action::\"send\"",
            "```text\npermit (principal == Role::\"system\", action == Action::\"send\"",
        )],
    );
    complains("clause-twice", &[("{#U2 promises", "{#U1 promises")]);
    complains("promise-not-made", &[("+R3}", "}")]);
    complains("no-clause", &[(POLICY_MD, "# Nothing\n")]);
    complains("odd-attributes", &[("{#K1}", "{#K1 .robots colour=red}"), ("{#M1 ", "{")]);
    complains("unclosed-block", &[("card-number\");\n```\n\n### S1", "card-number\");\n\n### S1")]);
    complains(
        "other-blocks",
        &[(
            "```cedar\npermit (principal, action == Action::\"collect\"",
            "```cedr\npermit (principal, action == Action::\"collect\"",
        )],
    );
}

#[test]
fn rules_that_cedar_refuses_are_shown_where_they_stand() {
    complains(
        "cedar-syntax",
        &[(
            "context.purpose == Purpose::\"intrusion-protection\" };",
            "context.purpose = Purpose::\"intrusion-protection\" };",
        )],
    );
    complains(
        "cedar-end",
        &[("{ !context.expired || context.hold };", "{ !context.expired || context.hold }")],
    );
    complains("cedar-type", &[("context.agreement && ", "context.ground && ")]);
    complains(
        "cedar-other-type",
        &[("context.agreement && ", "context.purpose == Ground::\"law\" && ")],
    );
    complains(
        "cedar-set-in-scope",
        &[(
            "resource in Group::\"usage\")\nwhen { context",
            "resource in [Group::\"usage\"])\nwhen { context",
        )],
    );
    complains(
        "cedar-impossible",
        &[("principal == Holder::\"foundation\"", "principal == Role::\"system\"")],
    );
    complains("template", &[("principal in Giver::\"member\"", "principal == ?principal")]);
    complains(
        "in-a-list",
        &[(
            "We take care.",
            "We take care.\n\n- here:\n\n  ```cedar\n  permit (principal, action == Action::\"collect\", resource)\n  when { context.consents };\n  ```",
        )],
    );
}

#[test]
fn constructs_that_cannot_be_tabulated() {
    for (name, condition) in [
        ("has", "context has consent"),
        ("like", "\"a\" like \"*\""),
        ("is", "resource is Category"),
        ("contains-all", "[context.ground].containsAll([Ground::\"law\"])"),
        ("number", "1 < 2"),
        ("extension", "ip(\"127.0.0.1\").isLoopback()"),
    ] {
        complains(
            &format!("unsupported-{name}"),
            &[("context.agreement && ", &format!("{condition} && "))],
        );
    }
}

#[test]
fn data_maps_that_are_wrong() {
    complains("field-twice", &[("id = \"about\"", "id = \"email\"")]);
    complains("category-twice", &[("id = \"profile\"", "id = \"ip-address\"")]);
    complains("group-twice", &[("id = \"personal\"", "id = \"usage\"")]);
    complains("unknown-key", &[("keep = \"never\"", "keep = \"never\"\nretention = \"none\"")]);
    complains("missing-key", &[("why = \"Other members may like to know.\"\n", "")]);
    complains("wrong-type", &[("from = [\"donor\"]", "from = \"donor\"")]);
    complains("toml-syntax", &[("keep = \"never\"", "keep = never")]);
    complains(
        "bad-retention",
        &[
            ("P14D", "14 days"),
            ("keep = \"never\"", "keep = \"P1D1Y\"\nkeep_from = \"collection\""),
        ],
    );
    complains("retention-without-start", &[("keep_from = \"collection\"\n", "")]);
    complains(
        "start-without-period",
        &[("keep = \"never\"", "keep = \"never\"\nkeep_from = \"collection\"")],
    );
    complains("bad-date", &[("effective = \"2026-01-01\"", "effective = \"2026-02-30\"")]);
    complains(
        "effective-too-early",
        &[("effective = \"2026-01-01\"", "effective = \"2025-12-31\"")],
    );
    complains(
        "bad-ids",
        &[
            ("id = \"about\"", "id = \"About you\""),
            ("dpv = \"pd:Interest\"", "dpv = \"interest\""),
        ],
    );
    complains(
        "required-of-a-stranger",
        &[("required_for = [\"member\"]", "required_for = [\"member\", \"staff\"]")],
    );
    complains(
        "empty-lists",
        &[(
            "collected = [\"payment-page\"]\nfrom = [\"donor\"]\npurposes = [\"payment\"]",
            "collected = []\nfrom = []\npurposes = []",
        )],
    );
    complains("bad-length", &[("keep = \"never\"", "keep = \"never\"\nmax_length = 0")]);
}

#[test]
fn data_maps_that_the_rules_do_not_bear_out() {
    complains("not-collected", &[("from = [\"donor\"]", "from = [\"donor\", \"staff\"]")]);
    complains("not-used", &[("purposes = [\"payment\"]", "purposes = [\"payment\", \"voting\"]")]);
    complains("not-kept", &[("keep = \"never\"", "keep = \"account\"")]);
    complains(
        "kept-after-all",
        &[(
            "\nforbid (principal, action == Action::\"keep\", resource == Category::\"card-number\");",
            "",
        )],
    );
}

#[test]
fn files_that_are_no_text_or_too_large() {
    let mut bytes = POLICY_MD.as_bytes().to_vec();
    let at = POLICY_MD.find("server").unwrap();
    bytes[at] = 0xff;
    shows("not-utf-8", &bytes, DATA_TOML.as_bytes());
    let brackets = vec![b'['; 10 << 20];
    shows("too-large", &brackets, &brackets);
}

#[test]
fn folders_that_hold_no_version() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("2026-01-02");
    fs::create_dir(&folder).unwrap();
    let missing = Policy::load(&folder).unwrap_err().to_string();
    assert!(missing.contains("policy.md: the file cannot be read"), "{missing}");
    assert!(missing.contains("data.toml: the file cannot be read"), "{missing}");
    fs::write(folder.join("policy.md"), POLICY_MD).unwrap();
    fs::write(folder.join("data.toml"), DATA_TOML).unwrap();
    let other = Policy::load(&folder).unwrap_err().to_string();
    assert!(
        other
            .contains("data.toml:3:11: the version is `2026-01-01` but the folder is `2026-01-02`"),
        "{other}"
    );
    let draft = dir.path().join("draft");
    fs::rename(&folder, &draft).unwrap();
    let unnamed = Policy::load(&draft).unwrap_err().to_string();
    assert!(unnamed.contains("the folder is not named after a version"), "{unnamed}");
    assert!(Policy::load(&fixtures().join("2026-01-01")).is_ok());

    fs::rename(&draft, &folder).unwrap();
    fs::write(folder.join("policy.md"), vec![b'['; 10 << 20]).unwrap();
    let large = Policy::load(&folder).unwrap_err().to_string();
    assert!(large.contains("policy.md: the file is larger than"), "{large}");
}

#[expect(clippy::disallowed_methods, reason = "it is about the time that passes")]
fn refused_soon(policy_md: &str, data_toml: &str) {
    let began = Instant::now();
    assert!(parse(policy_md, data_toml).is_err());
    let took = began.elapsed();
    let head: String = policy_md.chars().take(30).collect();
    assert!(took < Duration::from_secs(30), "{took:?} for {head}");
}

#[test]
fn hostile_files_are_refused_soon() {
    let rule = |middle: &str| {
        let from = "{ !context.expired || context.hold }";
        POLICY_MD.replacen(from, &format!("{{ {middle} }}"), 1)
    };
    let many = |text: &str, bytes: usize| text.repeat(bytes / text.len());
    let nested = |open: &str, close: &str| {
        format!("{}context.hold{}", many(open, 200_000), many(close, 200_000))
    };
    for policy_md in [
        many("[", 1_000_000),
        many("> ", 1_000_000),
        many("- ", 200_000),
        many("*a_", 300_000),
        many("### A {#A}\n\n", 500_000),
        many("```cedar\n", 500_000),
        many("<b", 500_000),
        rule(&nested("(", ")")),
        rule(&nested("!(", ")")),
        rule(&many("!", 500_000)),
        rule(&many("context.hold && ", 500_000)),
        rule(&many("if context.hold then context.hold else ", 500_000)),
        rule(&format!("[{}]", many("true,", 500_000))),
        rule(&many("\"", 500_001)),
        POLICY_MD.replacen(
            "permit (principal == Holder",
            &format!(
                "{}permit (principal == Holder",
                many("permit (principal, action == Action::\"keep\", resource);", 400_000)
            ),
            1,
        ),
    ] {
        refused_soon(&policy_md, DATA_TOML);
    }
    for data_toml in [
        many("[", 1_000_000),
        many("a.", 1_000_000),
        format!("a = {}", many("[", 1_000_000)),
        format!("a = {}", many("{a=", 1_000_000)),
        format!("{DATA_TOML}{}", many("[[category]]\nid='a'\nlabel='a'\ndpv='pd:A'\n", 300_000)),
    ] {
        refused_soon(POLICY_MD, &data_toml);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever bytes are cut out, doubled or exchanged, there is an answer and no panic.
    #[test]
    fn mangled_files_never_panic(
        at in any::<prop::sample::Index>(),
        length in 0_usize..60,
        insert in prop::sample::select(vec!["", "\"", "}", "```", "\u{0}", "é", "#", "[[", "{#", "\r\n", "permit", "?principal"]),
        data in any::<bool>(),
    ) {
        let (mut policy_md, mut data_toml) =
            (POLICY_MD.as_bytes().to_vec(), DATA_TOML.as_bytes().to_vec());
        let target = if data { &mut data_toml } else { &mut policy_md };
        let start = at.index(target.len());
        let end = (start + length).min(target.len());
        target.splice(start..end, insert.bytes());
        match Policy::parse(Source::new(&policy_md, &data_toml)) {
            Ok(policy) => { policy.html(); policy.text(); policy.matrix_svg(); policy.explain(None); }
            Err(wrong) => { prop_assert!(!wrong.to_string().is_empty()); }
        }
    }
}

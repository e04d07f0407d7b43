//! Comparing two versions: each kind of change is found, told once, and judged.

use probity_policy::{Comparison, Policy, Purpose, Recipient, compare};

use crate::fixture::{edited, small};

/// Each kind and whether it is less protective, with category, purpose and recipient.
fn told(comparison: &Comparison) -> Vec<String> {
    let told = comparison.findings.iter().map(|finding| {
        let part = |part: Option<&str>| part.unwrap_or("-").to_owned();
        format!(
            "{}{} {} {} {}",
            if finding.less_protective { "!" } else { "" },
            finding.kind,
            part(finding.category.as_deref()),
            part(finding.purpose.map(Purpose::name)),
            part(finding.recipient.map(Recipient::name)),
        )
    });
    told.collect()
}

fn change(edits: &[(&str, &str)]) -> (Policy, Comparison) {
    let new = edited(edits);
    let comparison = compare(&small(), &new);
    (new, comparison)
}

#[test]
fn rewording_is_no_change() {
    let (_, comparison) = change(&[
        ("To keep the membership, and for nothing else.", "Only to look after your membership."),
        ("Logs of every visit", "Every visit"),
        ("label = \"E-mail address\"", "label = \"Your e-mail\""),
        ("We write to this address about your membership.", "We write here."),
        ("We ask for little.", "We ask for very little."),
        ("!context.expired || context.hold", "context.hold || !context.expired"),
        ("principal in Giver::\"member\"", "principal == Giver::\"member\""),
    ]);
    assert_eq!(comparison, Comparison { less_protective: false, findings: vec![] });
}

#[test]
fn a_new_use_is_found_and_its_reverse_is_fine() {
    let edits = [(
        "principal == Role::\"system\", action == Action::\"use\", resource == Category::\"card-number\")\nwhen { context.purpose == Purpose::\"payment\" }",
        "principal == Role::\"system\", action == Action::\"use\", resource == Category::\"card-number\")\nwhen { [Purpose::\"payment\", Purpose::\"fraud-prevention\"].contains(context.purpose) }",
    )];
    let (new, comparison) = change(&edits);
    assert!(comparison.less_protective);
    assert_eq!(told(&comparison), ["!new-use card-number fraud-prevention -"]);
    let finding = &comparison.findings[0];
    assert_eq!(finding.clause.as_deref(), Some("U2"));
    assert_eq!(
        finding.sentence,
        "Our software may now use your card number for preventing and detecting fraud."
    );
    let back = compare(&new, &small());
    assert!(!back.less_protective);
    assert_eq!(told(&back), ["less-use card-number fraud-prevention -"]);
}

#[test]
fn a_new_recipient_a_new_ground_and_a_lost_condition_are_told_apart() {
    let (_, comparison) = change(&[(
        "principal == Recipient::\"processor\", action == Action::\"disclose\", resource in Group::\"personal\")",
        "principal == Recipient::\"authority\", action == Action::\"disclose\", resource == Category::\"profile\")",
    )]);
    assert_eq!(
        told(&comparison),
        [
            "!new-recipient profile delegated-function authority",
            "less-disclosure email-address delegated-function processor",
            "less-disclosure profile delegated-function processor",
        ]
    );

    let (_, comparison) = change(&[("context.agreement && context.purpose", "context.purpose")]);
    assert_eq!(
        told(&comparison),
        [
            "!wider-disclosure email-address delegated-function processor",
            "!wider-disclosure profile delegated-function processor",
        ]
    );
    let sentence = &comparison.findings[0].sentence;
    assert!(sentence.contains("where no written agreement is in force"), "{sentence}");
}

#[test]
fn withdrawn_consent_and_restriction_are_lost_safeguards() {
    let (_, comparison) =
        change(&[("else context.consent && context.purpose", "else context.purpose")]);
    assert_eq!(told(&comparison), ["!wider-message email-address communication -"]);
    assert_eq!(
        comparison.findings[0].sentence,
        "Our software may now use your e-mail address to send you messages that you subscribed to \
         for communication, as long as you have not consented."
    );
    let (_, comparison) = change(&[(
        "\nunless { context.restricted && principal == Role::\"membership-staff\" }",
        "",
    )]);
    assert!(told(&comparison).contains(&"!wider-view email-address membership -".to_owned()));
}

#[test]
fn changes_of_the_data_map_are_found() {
    let email = "keep = \"account\"\nformat = \"email\"";
    for (edits, expected) in [
        (vec![("P14D", "P15D")], "!longer-retention ip-address - -"),
        (vec![("P14D", "P13D")], "shorter-retention ip-address - -"),
        (
            vec![("keep_from = \"collection\"", "keep_from = \"last-use\"")],
            "!longer-retention ip-address - -",
        ),
        (
            vec![(email, "keep = \"account\"\nlookup = true\nformat = \"email\"")],
            "!lookup-added email-address - -",
        ),
        (
            vec![(email, "keep = \"account\"\nhistory = true\nformat = \"email\"")],
            "!history-added email-address - -",
        ),
        (
            vec![(
                "collected = [\"account-page\"]\nfrom = [\"member\"]",
                "collected = [\"account-page\"]\nfrom = [\"member\"]\nrequired_for = [\"member\"]",
            )],
            "!newly-required profile - -",
        ),
        (vec![("required_for = [\"member\"]\n", "")], "now-optional email-address - -"),
        (vec![("[\"account-page\"]", "[\"account-page\", \"phone\"]")], "!new-place profile - -"),
        (vec![("from = [\"visitor\", \"member\"]", "from = [\"member\"]")], ""),
        (
            vec![(
                "from = [\"visitor\", \"member\"]",
                "from = [\"visitor\", \"member\", \"donor\"]",
            )],
            "!new-giver ip-address - -",
        ),
    ] {
        let (_, comparison) = change(&edits);
        let expected: Vec<&str> =
            Some(expected).into_iter().filter(|kind| !kind.is_empty()).collect();
        assert_eq!(told(&comparison), expected);
        let less = expected.iter().any(|kind| kind.starts_with('!'));
        assert_eq!(comparison.less_protective, less);
    }
}

#[test]
fn what_was_never_kept_and_now_is_is_found() {
    let (_, comparison) = change(&[
        (
            "\nforbid (principal, action == Action::\"keep\", resource == Category::\"card-number\");",
            "",
        ),
        ("keep = \"never\"", "keep = \"account\""),
    ]);
    assert_eq!(told(&comparison), ["!kept-now card-number - -", "!new-keeping card-number - -"]);
}

#[test]
fn new_and_moved_and_dropped_fields_are_found() {
    let field = "[[field]]\nid = \"phone\"\ncategory = \"profile\"\nlabel = \"Phone\"\ncollected = [\"account-page\"]\nfrom = [\"member\"]\npurposes = [\"membership\"]\nwhy = \"We call.\"\nkeep = \"account\"\nformat = \"text\"\n\n";
    let (new, comparison) =
        change(&[("[[field]]\nid = \"about\"", &format!("{field}[[field]]\nid = \"about\""))]);
    assert_eq!(told(&comparison), ["!new-field profile - -"]);
    assert_eq!(told(&compare(&new, &small())), ["dropped-field profile - -"]);

    // The e-mail address may be written to; what you say about yourself may not.
    let (_, comparison) = change(&[("category = \"profile\"", "category = \"email-address\"")]);
    assert_eq!(told(&comparison), ["!recategorised email-address - -"]);
}

#[test]
fn an_undertaking_of_people_cannot_just_go() {
    let (_, comparison) = change(&[("{#S1 .people", "{#S9 .people")]);
    assert_eq!(told(&comparison), ["!dropped-undertaking - - -"]);
}

#[test]
fn the_json_is_the_interface() {
    let (_, comparison) = change(&[("P14D", "P15D")]);
    let json = serde_json::to_value(&comparison).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "less_protective": true,
            "findings": [{
                "kind": "longer-retention",
                "category": "ip-address",
                "purpose": null,
                "recipient": null,
                "clause": "C1",
                "sentence": "“IP address” is kept for 15 days after it was collected; before, it was kept for 14 days after it was collected.",
                "less_protective": true,
            }],
        })
    );
}

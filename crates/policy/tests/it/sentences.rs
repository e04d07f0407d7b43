//! What people read: explanations, refusals, the page, the picture.

use probity_policy::{Action, Flow, Giver, Ground, Purpose, Recipient, Role};

use crate::fixture::small;

#[test]
fn a_policy_explains_itself() {
    let policy = small();
    let said: Vec<String> = policy
        .explain(Some("email-address"))
        .into_iter()
        .map(|said| format!("{} {}", said.clause, said.sentence))
        .collect();
    assert_eq!(
        said,
        [
            "C2 We collect your e-mail address from members for communication and membership.",
            "U2 Our software and you may use your e-mail address for membership.",
            "U2 Staff for membership may use your e-mail address for membership, unless you asked us to restrict it.",
            "U2 Our software and you may see your e-mail address for membership.",
            "U2 Staff for membership may see your e-mail address for membership, unless you asked us to restrict it.",
            "M1 Our software may use your e-mail address to send you necessary messages for membership.",
            "M1 Our software may use your e-mail address to send you messages that you subscribed to for communication, with your consent.",
            "D1 Your e-mail address may go to a processor that works for us for work done on our behalf, under a written agreement.",
        ]
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
        .chain(said.iter().skip(8).cloned())
        .collect::<Vec<_>>()
    );
    let has = |sentence: &str| said.iter().any(|said| said == sentence);
    assert!(has(
        "D1 Your e-mail address may go to a third party for membership, if you authorised it, with your consent."
    ));
    assert!(has(
        "K1 We keep your e-mail address until its time is up, or while the law makes us hold it."
    ));
    assert!(has("K1 “E-mail address” is kept until the account is erased."));
    assert!(has("U2 We never use your e-mail address for marketing, profiling or sale."));
    assert!(policy.explain(Some("no-such")).is_empty());
    let all = policy.explain(None);
    assert!(all.iter().any(|said| said.sentence == "We never keep your card number."));
}

#[test]
fn a_grant_says_what_it_is_for_and_a_refusal_why_not() {
    let policy = small();
    let flow = Flow::Disclose {
        category: "email-address",
        recipient: Recipient::Processor,
        purpose: Purpose::DelegatedFunction,
        ground: Ground::None,
        consent: false,
        restricted: false,
        agreement: true,
    };
    let grant = policy.grant(&flow).unwrap();
    assert_eq!(grant.action(), Action::Disclose);
    assert_eq!((grant.category(), grant.clause()), ("email-address", "D1"));
    assert_eq!(grant.purpose(), Some(Purpose::DelegatedFunction));
    assert_eq!(
        (grant.ground(), grant.recipient()),
        (Some(Ground::None), Some(Recipient::Processor))
    );
    assert_eq!(grant.version(), policy.version());

    let sale = |category| Flow::Use {
        category,
        role: Role::System,
        purpose: Purpose::Sale,
        consent: true,
        restricted: false,
    };
    let refusal = policy.grant(&sale("email-address")).unwrap_err();
    assert_eq!(refusal.clause(), Some("U2"));
    assert_eq!(
        refusal.sentence(),
        "Our software may not use your e-mail address for sale in these circumstances: clause U2 forbids it."
    );
    let silent = Flow::Collect {
        category: "ip-address",
        giver: Giver::Visitor,
        purpose: Purpose::Voting,
        consent: true,
    };
    let refusal = policy.grant(&silent).unwrap_err();
    assert_eq!(
        refusal.sentence(),
        "We may not ask for your IP address for voting in these circumstances: no clause allows it."
    );
    let refusal = policy.grant(&sale("ada@example.org")).unwrap_err();
    assert_eq!(refusal.category(), None);
    assert!(!refusal.sentence().contains("ada"), "{refusal}");
}

#[test]
fn the_page_holds_the_prose_and_not_the_rules() {
    let policy = small();
    let page = policy.html();
    assert!(page.contains("<h3 id=\"C1\">C1 Logs of every visit</h3>"), "{page}");
    assert!(!page.contains("permit") && !page.contains("promises"), "{page}");
    assert!(policy.text().contains("Our server writes down the address of your computer."));
    assert!(policy.clauses().iter().all(|clause| !clause.markdown.contains("permit")));
}

#[test]
fn the_picture_says_in_words_what_it_shows() {
    let picture = small().matrix_svg();
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>"));
    assert!(picture.contains("<title id=\"matrix-title\">"), "{picture}");
    assert!(
        picture.contains("E-mail address: communication; work done on our behalf; membership. ")
    );
    assert!(!picture.contains("style=") && !picture.contains("<style"));
    // Every element is closed.
    assert_eq!(picture.matches("<text").count(), picture.matches("</text>").count());
}

/// Each rule of the shipped policy in plain words, as the page of the policy shows them.
#[test]
fn rules_are_said_in_plain_words() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let policy = probity_policy::Policy::load(&dir.join("2026-11-23")).unwrap();
    let said = |rule: &str| policy.explain_rule(rule).join(" ");
    for (rule, words) in [
        (
            "C3.2",
            "We may collect your settings for reading the site from everyone \
             for providing the services of the sites, with your consent.",
        ),
        ("C7.2", "We never collect your postal address from anybody but voting members."),
        ("C7.3", "The public may never see your postal address."),
        (
            "U2.8",
            "Nobody may collect, use, see, give away or write to you with anything about you for \
             marketing, profiling or sale.",
        ),
        (
            "U4.3",
            "Nobody may see or write to you with your card number. We never keep your card number.",
        ),
        (
            "U5.2",
            "Nothing about you goes to the payment provider, where no written agreement is in force.",
        ),
        ("D1.6", "Nothing about you goes to the public, except if you authorised it."),
        (
            "D2.3",
            "Nothing about you but what is under “Payments”, your name, your e-mail address and your \
             card number goes to anybody but a processor that works for us, as far as what you asked \
             for needs it.",
        ),
        (
            "K1.2",
            "We never keep anything about you after its time is up, unless the law makes us hold it.",
        ),
    ] {
        assert_eq!(said(rule), words, "{rule}");
    }
    assert!(policy.explain_rule("C99.1").is_empty());
}

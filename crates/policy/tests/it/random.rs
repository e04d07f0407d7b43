//! Random rule sets of the supported subset: the table agrees with Cedar and with the naive
//! evaluator, and comparisons notice what is added.

use probity_policy::{Flow, Policy, compare};
use proptest::prelude::*;
use proptest::sample::select;

use crate::fixture::parse;
use crate::naive::Naive;

const DATA: &str = r#"
[policy]
title = "T"
version = "2026-01-01"
updated = "2026-01-01"
effective = "2026-01-01"
summary = "S"
[[group]]
id = "g1"
label = "G1"
[[group]]
id = "g2"
label = "G2"
[[category]]
id = "a"
label = "A"
dpv = "pd:Name"
groups = ["g1", "g2"]
[[category]]
id = "b"
label = "B"
dpv = "pd:Name"
groups = ["g1"]
[[category]]
id = "c"
label = "C"
dpv = "pd:Name"
"#;

const ALL_PROMISES: &str =
    "N1+N2+N3+C1+C2+C3+C4+C5+C6+C7+U1+U2+U3+U4+U5+D1+D2+D3+D4+D5+M1+M2+S1+S2+S3+S4+V1+V2+R1+R2+R3";

fn policy(rules: &[String]) -> Policy {
    let prose = format!(
        "### A All {{#A .people promises={ALL_PROMISES}}}\n\n### X Rules {{#X}}\n\n```cedar\n{}\n```\n",
        rules.join("\n")
    );
    parse(&prose, DATA).unwrap_or_else(|wrong| panic!("{wrong}\n{prose}"))
}

type Names = &'static [&'static str];

/// The actions with the type and ids of their principals, and their context.
const KINDS: [(&str, &str, Names, Names, Names); 5] = [
    ("collect", "Giver", &["visitor", "member"], &["consent"], &["Purpose"]),
    ("use", "Role", &["system", "person", "auditor"], &["consent", "restricted"], &["Purpose"]),
    ("send", "Role", &["system"], &["consent", "restricted"], &["Purpose", "Message"]),
    (
        "disclose",
        "Recipient",
        &["processor", "authority"],
        &["consent", "restricted", "agreement"],
        &["Purpose", "Ground"],
    ),
    ("keep", "Holder", &["foundation"], &["expired", "restricted", "hold"], &[]),
];

fn ids(kind: &str) -> &'static [&'static str] {
    match kind {
        "Purpose" => &["membership", "payment", "sale"],
        "Message" => &["necessary", "subscribed"],
        _ => &["none", "authorised", "law"],
    }
}

/// A comparison that stands alone.
fn atom(kind: usize) -> BoxedStrategy<String> {
    let (_, principal, people, flags, words) = KINDS[kind];
    let mut choices: Vec<BoxedStrategy<String>> = vec![
        select(flags).prop_map(|flag| format!("context.{flag}")).boxed(),
        (select(flags), any::<bool>())
            .prop_map(|(flag, is)| format!("context.{flag} == {is}"))
            .boxed(),
        (select(people), select(&["==", "!=", "in"][..]))
            .prop_map(move |(id, op)| format!("principal {op} {principal}::\"{id}\""))
            .boxed(),
        select(&["a", "b", "c"][..])
            .prop_map(|id| format!("resource != Category::\"{id}\""))
            .boxed(),
        select(&["g1", "g2"][..]).prop_map(|id| format!("resource in Group::\"{id}\"")).boxed(),
        (select(&["g1", "g2"][..]), select(&["a", "b", "c"][..]))
            .prop_map(|(g, c)| {
                format!("(resource in [Category::\"{c}\"] || resource in [Group::\"{g}\"])")
            })
            .boxed(),
    ];
    for word in words {
        let attribute = word.to_lowercase();
        let other = attribute.clone();
        choices.push(
            (select(ids(word)), select(&["==", "!="][..]))
                .prop_map(move |(id, op)| format!("context.{attribute} {op} {word}::\"{id}\""))
                .boxed(),
        );
        choices.push(
            prop::collection::vec(select(ids(word)), 1..3)
                .prop_map(move |some| {
                    let set: Vec<_> = some.iter().map(|id| format!("{word}::\"{id}\"")).collect();
                    format!("[{}].contains(context.{other})", set.join(", "))
                })
                .boxed(),
        );
    }
    proptest::strategy::Union::new(choices).boxed()
}

fn condition(kind: usize) -> impl Strategy<Value = String> {
    atom(kind).prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("(({a}) == ({b}))")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("(if {a} then {b} else {c})")),
        ]
    })
}

fn rule() -> impl Strategy<Value = String> {
    (0..KINDS.len()).prop_flat_map(|kind| {
        let (action, principal, people, ..) = KINDS[kind];
        let scope = prop_oneof![
            Just("principal".to_owned()),
            select(people).prop_map(move |id| format!("principal == {principal}::\"{id}\"")),
        ];
        let resource =
            select(&["resource", "resource == Category::\"a\"", "resource in Group::\"g1\""][..]);
        let actions = match action {
            "use" => {
                vec!["action == Action::\"use\"", "action in [Action::\"use\", Action::\"show\"]"]
            }
            "collect" => vec!["action == Action::\"collect\""],
            "send" => vec!["action == Action::\"send\""],
            "disclose" => vec!["action == Action::\"disclose\""],
            _ => vec!["action == Action::\"keep\""],
        };
        let conditions = prop::collection::vec(
            (select(&["when", "unless"][..]), condition(kind))
                .prop_map(|(word, condition)| format!(" {word} {{ {condition} }}")),
            0..3,
        );
        (select(&["permit", "permit", "forbid"][..]), scope, select(actions), resource, conditions)
            .prop_map(|(effect, principal, action, resource, conditions)| {
                format!("{effect} ({principal}, {action}, {resource}){};", conditions.concat())
            })
    })
}

fn clause_of(policy: &Policy, flow: &Flow<'_>) -> (bool, Option<String>) {
    let decision = policy.decide(flow);
    let clause = decision.rule().and_then(|rule| policy.clause(rule));
    (decision.is_allowed(), clause.map(|clause| clause.id.clone()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_table_equals_both_evaluators(
        rules in prop::collection::vec(rule(), 1..7),
        step in 17_usize..29,
    ) {
        let policy = policy(&rules);
        let naive = Naive::new(&policy);
        for flow in policy.flows().step_by(step) {
            prop_assert_eq!(policy.decide(&flow), policy.cedar_decide(&flow), "{:?}", flow);
        }
        for flow in policy.flows() {
            prop_assert_eq!(clause_of(&policy, &flow), naive.decide(&flow), "{:?}", flow);
        }
    }

    #[test]
    fn comparing_finds_exactly_what_was_added(rules in prop::collection::vec(rule(), 2..7)) {
        let new = policy(&rules);
        prop_assert_eq!(compare(&new, &policy(&rules)).findings.len(), 0);
        let old = policy(&rules[1..]);
        let (mut more, mut fewer) = (false, false);
        for flow in new.flows() {
            let (before, after) = (old.decide(&flow).is_allowed(), new.decide(&flow).is_allowed());
            more |= after && !before;
            fewer |= before && !after;
        }
        let comparison = compare(&old, &new);
        prop_assert_eq!(comparison.less_protective, more);
        prop_assert_eq!(comparison.findings.iter().any(|finding| !finding.less_protective), fewer);
        prop_assert_eq!(compare(&new, &old).less_protective, fewer);
        let mut keys: Vec<_> = comparison.findings.iter()
            .map(|f| (f.kind, f.category.clone(), f.purpose, f.recipient)).collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), all, "one finding for each key");
    }
}

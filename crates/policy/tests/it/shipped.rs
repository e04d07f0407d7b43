//! The shipped policy: it is valid, it answers its cases, and its table agrees with Cedar and
//! with the naive evaluator everywhere.

use std::path::{Path, PathBuf};
use std::thread;

use probity_policy::{Archive, Decision, Flow, Policy};
use serde::Deserialize;

use crate::naive::Naive;

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

fn shipped() -> Policy {
    Policy::load(&policies().join("2026-11-23")).unwrap_or_else(|wrong| panic!("{wrong}"))
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    action: String,
    category: String,
    giver: Option<String>,
    role: Option<String>,
    recipient: Option<String>,
    purpose: Option<String>,
    message: Option<String>,
    ground: Option<String>,
    #[serde(default)]
    consent: bool,
    #[serde(default)]
    restricted: bool,
    #[serde(default)]
    agreement: bool,
    #[serde(default)]
    expired: bool,
    #[serde(default)]
    hold: bool,
    expect: String,
    clause: String,
}

impl Case {
    fn flow(&self) -> Flow<'_> {
        fn word<T: std::str::FromStr>(case: &Case, word: Option<&String>) -> T {
            let word = word.unwrap_or_else(|| panic!("{}: a key is missing", case.about));
            word.parse().ok().unwrap_or_else(|| panic!("{}: unknown word `{word}`", case.about))
        }
        let category = self.category.as_str();
        let (consent, restricted) = (self.consent, self.restricted);
        let purpose = || word(self, self.purpose.as_ref());
        let role = || word(self, self.role.as_ref());
        match self.action.as_str() {
            "collect" => Flow::Collect {
                category,
                giver: word(self, self.giver.as_ref()),
                purpose: purpose(),
                consent,
            },
            "use" => Flow::Use { category, role: role(), purpose: purpose(), consent, restricted },
            "show" => {
                Flow::Show { category, role: role(), purpose: purpose(), consent, restricted }
            }
            "send" => Flow::Send {
                category,
                role: role(),
                purpose: purpose(),
                message: word(self, self.message.as_ref()),
                consent,
                restricted,
            },
            "disclose" => Flow::Disclose {
                category,
                recipient: word(self, self.recipient.as_ref()),
                purpose: purpose(),
                ground: word(self, Some(self.ground.as_ref().unwrap_or(&"none".to_owned()))),
                consent,
                restricted,
                agreement: self.agreement,
            },
            "keep" => Flow::Keep { category, expired: self.expired, restricted, hold: self.hold },
            other => panic!("{}: unknown action `{other}`", self.about),
        }
    }
}

#[test]
fn every_case_is_answered_as_expected_by_both_evaluators() {
    let policy = shipped();
    let naive = Naive::new(&policy);
    let text = std::fs::read_to_string(policies().join("cases.toml")).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap();
    assert!(cases.case.len() >= 120, "only {} cases", cases.case.len());
    let mut wrong = Vec::new();
    for case in &cases.case {
        let flow = case.flow();
        let decision = policy.decide(&flow);
        let rule = decision.rule();
        let clause = rule.and_then(|rule| policy.clause(rule)).map(|clause| clause.id.clone());
        assert_eq!(naive.decide(&flow), (decision.is_allowed(), clause.clone()), "{}", case.about);
        let expected = match case.expect.as_str() {
            "allow" => true,
            "deny" => false,
            other => panic!("{}: expect `{other}`", case.about),
        };
        let same_clause = clause.as_ref().is_none_or(|clause| *clause == case.clause);
        if decision.is_allowed() != expected || !same_clause {
            wrong.push(format!("{}: {decision:?} by {clause:?}", case.about));
        }
        let known = policy.clauses().iter().any(|clause| clause.id == case.clause);
        assert!(known, "{}: no clause `{}`", case.about, case.clause);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Asks both evaluators about every flow, in two threads, and stops at the first difference.
fn agrees_everywhere(
    policy: &Policy,
    second: &(dyn Fn(&Flow<'_>) -> (bool, Option<String>) + Sync),
) {
    let flows: Vec<Flow<'_>> = policy.flows().collect();
    assert!(flows.len() > 100_000, "only {} flows", flows.len());
    thread::scope(|scope| {
        for half in flows.chunks(flows.len().div_ceil(2)) {
            scope.spawn(move || {
                for flow in half {
                    let decision = policy.decide(flow);
                    let clause = decision.rule().and_then(|rule| policy.clause(rule));
                    let clause = clause.map(|clause| clause.id.clone());
                    assert_eq!((decision.is_allowed(), clause), second(flow), "{flow:?}");
                }
            });
        }
    });
}

#[test]
fn the_table_equals_cedar_everywhere() {
    let policy = shipped();
    agrees_everywhere(&policy, &|flow| {
        let decision = policy.cedar_decide(flow);
        let clause = decision.rule().and_then(|rule| policy.clause(rule));
        (decision.is_allowed(), clause.map(|clause| clause.id.clone()))
    });
}

#[test]
fn the_table_equals_the_naive_evaluator_everywhere() {
    let policy = shipped();
    let naive = Naive::new(&policy);
    agrees_everywhere(&policy, &|flow| naive.decide(flow));
}

#[test]
fn the_shipped_policy_is_not_less_protective_than_itself() {
    let policy = shipped();
    let comparison = probity_policy::compare(&policy, &shipped());
    assert!(!comparison.less_protective && comparison.findings.is_empty());
    let archive = Archive::load(&policies()).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!(archive.get(policy.version()).unwrap().title(), policy.title());
    assert!(archive.in_force(policy.effective()).is_some());
}

#[test]
fn refused_purposes_are_refused_everywhere() {
    let policy = shipped();
    for flow in policy.flows() {
        let refused = flow
            .purpose()
            .is_some_and(|purpose| ["marketing", "profiling", "sale"].contains(&purpose.name()));
        if refused {
            assert!(matches!(policy.decide(&flow), Decision::Deny(_)), "{flow:?}");
        }
    }
}

/// Loading and deciding stay fast even unoptimised; `cargo xtask bench` measures the rest.
#[test]
#[expect(clippy::disallowed_methods, reason = "it is about the time that passes")]
fn deciding_is_a_look_up() {
    let policy = shipped();
    let flows: Vec<Flow<'_>> = policy.flows().collect();
    let began = std::time::Instant::now();
    let allowed = flows.iter().filter(|flow| policy.decide(flow).is_allowed()).count();
    let each = began.elapsed() / u32::try_from(flows.len()).unwrap();
    assert!(allowed > 0);
    assert!(each.as_nanos() < 5_000, "{each:?} a decision");
}

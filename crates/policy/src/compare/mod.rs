//! Owns the comparison of two versions: what the new one allows, asks or keeps beyond the old.
//!
//! It walks the whole space of flows and every field. What cannot be judged counts as less
//! protective; wording (labels, notices, prose, names of clauses with rules) is no change.

mod fields;
mod flows;

use std::collections::BTreeMap;

use crate::policy::Policy;
use crate::say;
use crate::words::{Purpose, Recipient};

/// How a new version differs from an old one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Comparison {
    /// Whether the new version protects people less in any way.
    pub less_protective: bool,
    /// Every change, the less protective ones first.
    pub findings: Vec<Finding>,
}

/// One change: there is one for each kind, category, purpose and recipient.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// What kind of change, such as `new-use` or `longer-retention`.
    pub kind: &'static str,
    /// The category it concerns; none when it concerns the policy as a whole.
    pub category: Option<String>,
    /// The purpose it concerns, if one.
    pub purpose: Option<Purpose>,
    /// The recipient it concerns, if one.
    pub recipient: Option<Recipient>,
    /// The id of the clause that makes it so, if one.
    pub clause: Option<String>,
    /// The change in plain words.
    pub sentence: String,
    /// Whether it protects people less.
    pub less_protective: bool,
}

/// Compares a new version with an old one.
pub fn compare(old: &Policy, new: &Policy) -> Comparison {
    let mut found = Found::default();
    flows::compare(old, new, &mut found);
    fields::compare(old, new, &mut found);
    undertakings(old, new, &mut found);
    found.finish()
}

/// A clause that rests on people is seen by no rule: its disappearance cannot be judged.
fn undertakings(old: &Policy, new: &Policy, found: &mut Found) {
    for clause in old.clauses().iter().filter(|clause| clause.rests_on_people) {
        if !new.clauses().iter().any(|other| other.id == clause.id) {
            found.add(
                Change { kind: "dropped-undertaking", less: true, ..Change::default() },
                None,
                &format!("the clause {} ({}), which people keep, is gone", clause.id, clause.title),
            );
        }
    }
}

/// What findings that are told together have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Change<'a> {
    /// Reversed below, so that the less protective come first.
    less: bool,
    category: Option<&'a str>,
    kind: &'static str,
    purpose: Option<Purpose>,
    recipient: Option<Recipient>,
}

/// The changes so far.
#[derive(Default)]
struct Found<'a> {
    changes: BTreeMap<Change<'a>, (Option<String>, Vec<String>)>,
}

impl<'a> Found<'a> {
    fn add(&mut self, change: Change<'a>, clause: Option<&str>, text: &str) {
        let (known, sentences) = self.changes.entry(change).or_default();
        if known.is_none() {
            *known = clause.map(str::to_owned);
        }
        let sentence = say::sentence(text);
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }

    fn finish(self) -> Comparison {
        let findings = self.changes.into_iter().map(|(change, (clause, sentences))| Finding {
            kind: change.kind,
            category: change.category.map(str::to_owned),
            purpose: change.purpose,
            recipient: change.recipient,
            clause,
            sentence: sentences.join(" "),
            less_protective: change.less,
        });
        let mut findings: Vec<Finding> = findings.collect();
        findings.sort_by_key(|finding| !finding.less_protective);
        Comparison { less_protective: findings.iter().any(|f| f.less_protective), findings }
    }
}

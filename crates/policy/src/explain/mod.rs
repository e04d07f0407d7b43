//! Owns explanations: what a policy allows, as sentences for the person whom the data are about.
//!
//! Flows that differ only in their purpose are said together; the circumstances that an allow
//! asks for are worked out from the table, so a sentence says what is decided, not what is written.

mod conditions;
mod rule;

pub(crate) use conditions::said as circumstances;

use std::collections::BTreeMap;

use crate::flow::{ClauseRef, Decision, Flag, Principal};
use crate::map::{Category, Retention};
use crate::policy::Policy;
use crate::say;
use crate::space;
use crate::words::{Action, Giver, Ground, Message, Purpose, Role};

/// One sentence about what may be done with a category.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Explanation {
    /// The category's id.
    pub category: String,
    /// What is done with it.
    pub action: Action,
    /// The id of the clause that allows or forbids it.
    pub clause: String,
    /// It, in plain words.
    pub sentence: String,
}

/// What flows that are said in one sentence have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Common {
    principal: Principal,
    ground: Option<Ground>,
    message: Option<Message>,
    /// Whether it is allowed, by the values of the action's flags.
    allowed: Vec<bool>,
    clause: u16,
}

impl Policy {
    /// What may be done with a category, or with every category, as sentences. A category that
    /// the data map does not hold has none.
    pub fn explain(&self, category: Option<&str>) -> Vec<Explanation> {
        let all = self.map().categories().iter();
        all.filter(|known| category.is_none_or(|id| known.id == id))
            .flat_map(|known| self.explain_category(known))
            .collect()
    }

    fn explain_category(&self, category: &Category) -> Vec<Explanation> {
        let mut out = Vec::new();
        for action in [Action::Collect, Action::Use, Action::Show, Action::Send, Action::Disclose] {
            out.extend(self.explain_action(category, action));
        }
        out.extend(self.explain_keep(category));
        out.extend(self.explain_never(category));
        out
    }

    fn explain_action(&self, category: &Category, action: Action) -> Vec<Explanation> {
        let flags = flags_of(action);
        let mut said: BTreeMap<Common, Vec<Purpose>> = BTreeMap::new();
        let flows: Vec<_> = space::flows_of(&category.id, action).collect();
        for alike in flows.chunks(1 << flags.len()) {
            let Some(first) = alike.first() else { continue };
            let decisions: Vec<_> = alike.iter().map(|flow| self.decide(flow)).collect();
            let allows = decisions.iter().filter_map(|decision| match decision {
                Decision::Allow(rule) => Some(*rule),
                Decision::Deny(_) => None,
            });
            let Some(rule) = allows.min_by_key(|rule| rule.0) else { continue };
            let common = Common {
                principal: first.principal(),
                ground: first.ground(),
                message: first.message(),
                allowed: decisions.into_iter().map(Decision::is_allowed).collect(),
                clause: self.clause_position(rule),
            };
            said.entry(common).or_default().extend(first.purpose());
        }
        // What many givers do is said once.
        let mut out: Vec<(Vec<Principal>, Common, Vec<Purpose>)> = Vec::new();
        for (common, purposes) in said {
            let same = out.iter_mut().find(|(_, other, others)| {
                *others == purposes
                    && (other.ground, other.message, &other.allowed, other.clause)
                        == (common.ground, common.message, &common.allowed, common.clause)
            });
            match same {
                Some((principals, ..)) if action != Action::Disclose => {
                    principals.push(common.principal);
                }
                _ => out.push((vec![common.principal], common, purposes)),
            }
        }
        let said = out.into_iter().map(|(principals, common, purposes)| {
            let text = sentence(category, action, &principals, &common, &purposes);
            self.explanation(category, action, common.clause, &text)
        });
        said.collect()
    }

    fn explain_keep(&self, category: &Category) -> Vec<Explanation> {
        let flows: Vec<_> = space::flows_of(&category.id, Action::Keep).collect();
        let decisions: Vec<_> = flows.iter().map(|flow| self.decide(flow)).collect();
        let allowed: Vec<bool> = decisions.iter().map(|decision| decision.is_allowed()).collect();
        let rule = decisions.iter().find_map(|decision| match decision {
            Decision::Allow(rule) => Some(*rule),
            Decision::Deny(_) => None,
        });
        let Some(rule) = rule else {
            let forbidding = decisions.iter().find_map(|decision| decision.rule());
            let clause = forbidding.map_or(u16::MAX, |rule| self.clause_position(rule));
            let text = format!("we never keep {}", say::yours(category));
            return vec![self.explanation(category, Action::Keep, clause, &text)];
        };
        let clause = self.clause_position(rule);
        let when = conditions::said(flags_of(Action::Keep), &allowed);
        let text = format!("we keep {} {when}", say::yours(category));
        let mut out = vec![self.explanation(category, Action::Keep, clause, &text)];
        for field in self.map().fields_of(&category.id) {
            let text = match field.keep {
                Retention::Never => format!("{} is never stored", say::field(field)),
                keep => format!("{} is kept {keep}", say::field(field)),
            };
            out.push(self.explanation(category, Action::Keep, clause, &text));
        }
        out
    }

    /// The purposes for which the category is forbidden whatever is done with it, and by whom.
    fn explain_never(&self, category: &Category) -> Vec<Explanation> {
        let mut by_clause: BTreeMap<u16, Vec<Purpose>> = BTreeMap::new();
        for purpose in Purpose::ALL {
            let flows = space::flows(&category.id).filter(|flow| {
                flow.purpose() == Some(*purpose) && flow.action() != Action::Collect
            });
            // Silence forbids too, but only a rule can be cited for it.
            let forbidding = flows.map(|flow| match self.decide(&flow) {
                Decision::Deny(rule) => rule,
                Decision::Allow(_) => None,
            });
            let rule = forbidding
                .collect::<Option<Vec<_>>>()
                .and_then(|rules| rules.into_iter().min_by_key(|rule| rule.0));
            if let Some(rule) = rule {
                by_clause.entry(self.clause_position(rule)).or_default().push(*purpose);
            }
        }
        let said = by_clause.into_iter().map(|(clause, purposes)| {
            let purposes = say::list(purposes.iter().map(|purpose| purpose.label()), "or");
            let text = format!("we never use {} for {purposes}", say::yours(category));
            self.explanation(category, Action::Use, clause, &text)
        });
        said.collect()
    }

    fn clause_position(&self, rule: ClauseRef) -> u16 {
        self.clause_at(rule).and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
    }

    fn explanation(
        &self,
        category: &Category,
        action: Action,
        clause: u16,
        text: &str,
    ) -> Explanation {
        let clause = self.clauses().get(usize::from(clause));
        Explanation {
            category: category.id.clone(),
            action,
            clause: clause.map(|clause| clause.id.clone()).unwrap_or_default(),
            sentence: say::sentence(text),
        }
    }
}

/// The flags of an action, in the order in which its flows are numbered.
pub(crate) fn flags_of(action: Action) -> &'static [Flag] {
    match action {
        Action::Collect => &[Flag::Consent],
        Action::Use | Action::Show | Action::Send => &[Flag::Consent, Flag::Restricted],
        Action::Disclose => &[Flag::Consent, Flag::Restricted, Flag::Agreement],
        Action::Keep => &[Flag::Expired, Flag::Restricted, Flag::Hold],
    }
}

fn sentence(
    category: &Category,
    action: Action,
    principals: &[Principal],
    common: &Common,
    purposes: &[Purpose],
) -> String {
    let what = say::yours(category);
    let names = principals.iter().map(|principal| match principal {
        Principal::Giver(giver) => giver.label(),
        Principal::Role(role) => role.label(),
        Principal::Recipient(recipient) => recipient.label(),
        Principal::Holder => "the foundation",
    });
    let all = if action == Action::Collect { Giver::COUNT } else { Role::COUNT };
    let who = say::people(names, all);
    let does = match (action, common.principal) {
        (Action::Collect, _) => format!("we collect {what} from {who}"),
        (_, Principal::Recipient(recipient)) => say::goes(&what, recipient),
        _ => say::acts(action, &who, &what, common.message),
    };
    let ground = common.ground.filter(|ground| *ground != Ground::None).map(say::ground);
    let when = conditions::said(flags_of(action), &common.allowed);
    let mut text = format!("{does} for {}", say::purposes(purposes));
    for part in ground.into_iter().chain(Some(when.as_str())).filter(|part| !part.is_empty()) {
        text.push_str(", ");
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Flow;

    fn alike(a: &Flow<'_>, b: &Flow<'_>) -> bool {
        (a.principal(), a.purpose(), a.ground(), a.message())
            == (b.principal(), b.purpose(), b.ground(), b.message())
    }

    #[test]
    fn flows_that_differ_in_circumstances_stand_together() {
        for action in Action::ALL {
            let flags = flags_of(*action);
            let flows: Vec<_> = space::flows_of("x", *action).collect();
            for group in flows.chunks(1 << flags.len()) {
                assert!(group.iter().all(|flow| alike(flow, &group[0])));
                for (number, flow) in group.iter().enumerate() {
                    for (bit, flag) in flags.iter().rev().enumerate() {
                        assert_eq!(flow.flag(*flag), Some(number >> bit & 1 == 1));
                    }
                }
            }
        }
    }
}

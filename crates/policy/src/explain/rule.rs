//! Owns what one rule says, in plain words.
//!
//! The words are worked out from the set of flows that the rule speaks of, not from its text: two
//! rules that do the same are said the same. The set is cut into blocks (these categories, these
//! people, these purposes, in these circumstances); each block is a sentence.

use std::collections::BTreeMap;

use super::{conditions, flags_of};
use crate::flow::Principal;
use crate::map::DataMap;
use crate::policy::Policy;
use crate::say;
use crate::space;
use crate::table;
use crate::words::{Action, Giver, Ground, Message, Purpose, Recipient, Role};

/// What a sentence is about, whatever the category: the people, what goes with the action, the
/// purposes, and for each combination of the action's flags whether the rule speaks of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Block {
    action: Action,
    who: Vec<Principal>,
    with: Vec<With>,
    purposes: Vec<Option<Purpose>>,
    flags: Vec<bool>,
}

impl Policy {
    /// What a rule says, as sentences; the rule is named by its id, such as `C1.1`. None for a rule
    /// that speaks of nothing, or that the policy does not hold.
    pub fn explain_rule(&self, id: &str) -> Vec<String> {
        let Some((rule, _)) = self.rule_named(id) else { return Vec::new() };
        let mut said: Vec<(Vec<Action>, Block, Vec<usize>)> = Vec::new();
        for (block, categories) in self.blocks(id) {
            // What is done by the same people to the same things is said once.
            let same = said.iter_mut().find(|(actions, other, others)| {
                *others == categories && joins(rule.permits, actions, &block, other)
            });
            match same {
                Some((actions, ..)) => actions.push(block.action),
                None => said.push((vec![block.action], block, categories)),
            }
        }
        let sentence = |(actions, block, categories): &(Vec<Action>, Block, Vec<usize>)| {
            say::sentence(&text(self.map(), rule.permits, actions, block, categories))
        };
        said.iter().map(sentence).collect()
    }

    /// The flows of a rule, cut into blocks, each with the positions of its categories.
    fn blocks(&self, id: &str) -> Vec<(Block, Vec<usize>)> {
        let Some((_, condition)) = self.rule_named(id) else { return Vec::new() };
        let mut alike: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        for category in 0..self.map().categories().len() {
            let holds = table::holds(condition, category);
            if holds.contains(&true) {
                alike.entry(holds).or_default().push(category);
            }
        }
        let mut blocks: BTreeMap<Block, Vec<usize>> = BTreeMap::new();
        for (holds, categories) in alike {
            for block in cut(&holds) {
                blocks.entry(block).or_default().extend(&categories);
            }
        }
        let mut blocks: Vec<(Block, Vec<usize>)> = blocks.into_iter().collect();
        blocks.iter_mut().for_each(|(_, categories)| categories.sort_unstable());
        blocks
    }
}

/// What goes with an action: the ground of a disclosure, the kind of a message.
type With = (Option<Ground>, Option<Message>);
/// For each purpose, in which circumstances a rule speaks of it.
type Purposes = BTreeMap<Option<Purpose>, Vec<bool>>;

/// Cuts the flows of one category into blocks.
fn cut(holds: &[bool]) -> Vec<Block> {
    let mut holds = holds.iter();
    let mut out = Vec::new();
    for action in Action::ALL.iter().copied() {
        let flows: Vec<_> = space::flows_of("", action).zip(holds.by_ref()).collect();
        let mut people: BTreeMap<Principal, BTreeMap<With, Purposes>> = BTreeMap::new();
        for alike in flows.chunks(1 << flags_of(action).len()) {
            let Some((flow, _)) = alike.first() else { continue };
            let flags: Vec<bool> = alike.iter().map(|(_, holds)| **holds).collect();
            if flags.contains(&true) {
                let with = (flow.ground(), flow.message());
                let person = people.entry(flow.principal()).or_default();
                person.entry(with).or_default().insert(flow.purpose(), flags);
            }
        }
        for (shape, who) in turned(people) {
            for (purposes, with) in turned(shape) {
                for (flags, purposes) in turned(purposes) {
                    let (who, with) = (who.clone(), with.clone());
                    out.push(Block { action, who, with, purposes, flags });
                }
            }
        }
    }
    out
}

/// The keys that have each value.
fn turned<K, V: Ord>(map: BTreeMap<K, V>) -> BTreeMap<V, Vec<K>> {
    let mut turned: BTreeMap<V, Vec<K>> = BTreeMap::new();
    for (key, value) in map {
        turned.entry(value).or_default().push(key);
    }
    turned
}

/// Whether what is done in one block can be said together with another.
fn joins(permits: bool, actions: &[Action], block: &Block, other: &Block) -> bool {
    let acts = |action: Action| matches!(action, Action::Use | Action::Show);
    let same = block.purposes == other.purposes && when(block) == when(other);
    let plain = goes_with(block).is_empty() && goes_with(other).is_empty();
    let people = block.who == other.who && acts(block.action) && actions.iter().all(|a| acts(*a));
    let nobody = !permits && everyone(block) && everyone(other);
    let held = block.action == Action::Keep || other.action == Action::Keep;
    same && plain && !held && (people || nobody)
}

/// How many people an action knows.
fn all_of(action: Action) -> usize {
    match action {
        Action::Collect => Giver::COUNT,
        Action::Disclose => Recipient::COUNT,
        Action::Use | Action::Show | Action::Send => Role::COUNT,
        Action::Keep => 1,
    }
}

fn everyone(block: &Block) -> bool {
    block.who.len() == all_of(block.action)
}

fn when(block: &Block) -> String {
    conditions::said(flags_of(block.action), &block.flags)
}

/// Grounds or kinds of message, unless all are meant.
fn goes_with(block: &Block) -> String {
    let kinds: Vec<&str> = block.with.iter().filter_map(|(_, m)| m.map(Message::label)).collect();
    let kinds = if kinds.len() == Message::COUNT { vec![] } else { kinds };
    let meant: Vec<Ground> = block.with.iter().filter_map(|(ground, _)| *ground).collect();
    let others = Ground::ALL.iter().filter(|ground| !meant.contains(ground));
    let others: Vec<&str> = others.map(|ground| say::ground(*ground)).collect();
    if !meant.is_empty() && !others.is_empty() && others.len() < meant.len() {
        return format!("except {}", say::list(others, "or"));
    }
    let grounds = if others.is_empty() { vec![] } else { meant };
    say::list(grounds.into_iter().map(say::ground).chain(kinds), "or")
}

fn text(
    map: &DataMap,
    permits: bool,
    actions: &[Action],
    block: &Block,
    categories: &[usize],
) -> String {
    let what = say::things(map, categories, if permits { "and" } else { "or" });
    let with = goes_with(block);
    let letters = if with.is_empty() { "messages" } else { &with };
    let mut text = match (block.action, permits) {
        (Action::Keep, true) => format!("we may keep {what}"),
        (Action::Keep, false) => format!("we never keep {what}"),
        (Action::Collect, true) => format!("we may collect {what} from {}", who(block, true)),
        (Action::Collect, false) if actions.len() == 1 && everyone(block) => {
            format!("we never collect {what}")
        }
        (Action::Collect, false) if actions.len() == 1 => {
            format!("we never collect {what} from {}", who(block, false))
        }
        (Action::Disclose, true) => format!("{what} may go to {}", who(block, true)),
        (Action::Disclose, false) if actions.len() == 1 => {
            let to = who(block, false);
            match what.strip_prefix("any") {
                Some(thing) => format!("no{thing} goes to {to}"),
                None => format!("{what} never goes to {to}"),
            }
        }
        (Action::Send, true) => {
            format!("{} may use {what} to send you {letters}", who(block, true))
        }
        (Action::Send, false) if actions.len() == 1 => {
            format!("{} use {what} to send you {letters}", may_not(block))
        }
        (_, true) => format!("{} may {} {what}", who(block, true), verbs(actions, "and")),
        (_, false) => format!("{} {} {what}", may_not(block), verbs(actions, "or")),
    };
    text.push_str(&purposes(block, permits));
    let ground = if block.action == Action::Disclose { with } else { String::new() };
    let when = when(block);
    if block.action == Action::Keep && !when.is_empty() {
        return format!("{text} {when}");
    }
    for part in [ground, when].into_iter().filter(|part| !part.is_empty()) {
        text.push_str(", ");
        text.push_str(&part);
    }
    text
}

fn verbs(actions: &[Action], last: &str) -> String {
    let verb = |action: &Action| match action {
        Action::Collect => "collect",
        Action::Use => "use",
        Action::Show => "see",
        Action::Send => "write to you with",
        Action::Disclose => "give away",
        Action::Keep => "keep",
    };
    say::list(actions.iter().map(verb), last)
}

fn label(principal: Principal) -> &'static str {
    match principal {
        Principal::Giver(giver) => giver.label(),
        Principal::Role(role) => role.label(),
        Principal::Recipient(recipient) => recipient.label(),
        Principal::Holder => "the foundation",
    }
}

/// Everyone that an action knows and the block does not speak of.
fn others(block: &Block) -> Vec<&'static str> {
    let all: Vec<Principal> = match block.action {
        Action::Collect => Giver::ALL.iter().copied().map(Principal::Giver).collect(),
        Action::Disclose => Recipient::ALL.iter().copied().map(Principal::Recipient).collect(),
        Action::Use | Action::Show | Action::Send => {
            Role::ALL.iter().copied().map(Principal::Role).collect()
        }
        Action::Keep => vec![Principal::Holder],
    };
    all.into_iter().filter(|one| !block.who.contains(one)).map(label).collect()
}

/// The people of a block: those it names, or if they are most, all but those it does not.
fn who(block: &Block, permits: bool) -> String {
    let others = others(block);
    match (permits, others.len()) {
        (true, 0) => "everyone".to_owned(),
        (false, 0) => "anybody".to_owned(),
        (true, n) if n <= 2 && n < block.who.len() => {
            format!("everyone but {}", say::list(others, "and"))
        }
        (false, n) if n < block.who.len() => format!("anybody but {}", say::list(others, "and")),
        (true, _) => say::list(block.who.iter().copied().map(label), "and"),
        (false, _) => say::list(block.who.iter().copied().map(label), "or"),
    }
}

/// Who may not: `nobody may`, `nobody but you may`, `our software may never`.
fn may_not(block: &Block) -> String {
    let others = others(block);
    match others.len() {
        0 => "nobody may".to_owned(),
        n if n < block.who.len() => format!("nobody but {} may", say::list(others, "and")),
        _ => {
            let names = block.who.iter().map(|principal| match principal {
                // "Anyone" who may never is somebody in particular.
                Principal::Role(Role::Public) => "the public",
                principal => label(*principal),
            });
            format!("{} may never", say::list(names, "and"))
        }
    }
}

fn purposes(block: &Block, permits: bool) -> String {
    let named: Vec<Purpose> = block.purposes.iter().copied().flatten().collect();
    let missing: Vec<&str> =
        Purpose::ALL.iter().filter(|p| !named.contains(p)).map(|p| p.label()).collect();
    if named.is_empty() || missing.is_empty() {
        String::new()
    } else if missing.len() < named.len() {
        format!(" for anything but {}", say::list(missing, "and"))
    } else {
        let last = if permits { "and" } else { "or" };
        format!(" for {}", say::list(named.iter().map(|purpose| purpose.label()), last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Policy {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        Policy::load(&dir.join("2026-11-23")).unwrap_or_else(|wrong| panic!("{wrong}"))
    }

    /// The sentences of a rule are about all of its flows, and about each of them once.
    #[test]
    fn blocks_hold_every_flow_of_a_rule_once() {
        let policy = shipped();
        for rule in policy.clauses().iter().flat_map(|clause| &clause.rules) {
            let (_, condition) = policy.rule_named(&rule.id).unwrap();
            let categories = 0..policy.map().categories().len();
            let flows = categories.flat_map(|category| table::holds(condition, category));
            let flows = flows.filter(|holds| *holds).count();
            let of = |(block, categories): &(Block, Vec<usize>)| {
                categories.len()
                    * block.who.len()
                    * block.with.len()
                    * block.purposes.len()
                    * block.flags.iter().filter(|flag| **flag).count()
            };
            assert_eq!(policy.blocks(&rule.id).iter().map(of).sum::<usize>(), flows, "{}", rule.id);
            assert!(!policy.explain_rule(&rule.id).is_empty(), "{} says nothing", rule.id);
        }
    }
}

//! Owns the comparison of what two versions allow, flow by flow, under both data maps.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Found};
use crate::explain::{circumstances, flags_of};
use crate::flow::{ClauseRef, Decision, Flow, Principal};
use crate::map::Category;
use crate::policy::Policy;
use crate::say;
use crate::space;
use crate::words::{Action, Giver, Ground, Message, Purpose, Recipient, Role};

/// The flows of one finding, gathered.
#[derive(Default)]
struct Gathered {
    givers: Vec<Giver>,
    roles: Vec<Role>,
    grounds: BTreeSet<Ground>,
    messages: BTreeSet<Message>,
    /// The circumstances in which the answer changed, by the flags' number.
    changed: Vec<bool>,
    rule: Option<ClauseRef>,
}

/// Adds what the new version allows and the old did not, and the reverse.
pub(super) fn compare<'a>(old: &'a Policy, new: &'a Policy, found: &mut Found<'a>) {
    let gone = old.map().categories().iter();
    let gone = gone.filter(|category| new.map().category(&category.id).is_none());
    for category in new.map().categories().iter().chain(gone) {
        for action in Action::ALL {
            for less in [true, false] {
                let (from, to) = if less { (old, new) } else { (new, old) };
                for (change, gathered) in gather(from, to, category, *action, less) {
                    let clause = gathered.rule.and_then(|rule| to.clause(rule));
                    let text = sentence(category, *action, &change, &gathered);
                    found.add(change, clause.map(|clause| clause.id.as_str()), &text);
                }
            }
        }
    }
}

/// The flows that `to` allows and `from` does not, by finding.
fn gather<'a>(
    from: &Policy,
    to: &Policy,
    category: &'a Category,
    action: Action,
    less: bool,
) -> BTreeMap<Change<'a>, Gathered> {
    let mut out: BTreeMap<Change<'a>, Gathered> = BTreeMap::new();
    let flags = flags_of(action);
    let flows: Vec<Flow<'a>> = space::flows_of(&category.id, action).collect();
    let reached = recipients(from, &flows);
    for alike in flows.chunks(1 << flags.len()) {
        let Some(first) = alike.first() else { continue };
        let before: Vec<bool> = alike.iter().map(|flow| from.decide(flow).is_allowed()).collect();
        let wider = before.contains(&true);
        for ((number, flow), before) in alike.iter().enumerate().zip(&before) {
            let (false, Decision::Allow(rule)) = (*before, to.decide(flow)) else { continue };
            let known = first.recipient().is_none_or(|recipient| reached.contains(&recipient));
            let change = Change {
                less,
                category: Some(&category.id),
                kind: kind(action, less, wider, known),
                purpose: first.purpose(),
                recipient: first.recipient(),
            };
            let gathered = out.entry(change).or_default();
            gathered.changed.resize(alike.len(), false);
            if let Some(slot) = gathered.changed.get_mut(number) {
                *slot = true;
            }
            gathered.rule = gathered.rule.or(Some(rule));
            gathered.grounds.extend(first.ground());
            gathered.messages.extend(first.message());
            match first.principal() {
                Principal::Giver(giver) if !gathered.givers.contains(&giver) => {
                    gathered.givers.push(giver);
                }
                Principal::Role(role) if !gathered.roles.contains(&role) => {
                    gathered.roles.push(role);
                }
                _ => {}
            }
        }
    }
    out
}

/// To whom the category may go at all.
fn recipients(policy: &Policy, flows: &[Flow<'_>]) -> BTreeSet<Recipient> {
    let allowed = flows.iter().filter(|flow| policy.decide(flow).is_allowed());
    allowed.filter_map(Flow::recipient).collect()
}

fn kind(action: Action, less: bool, wider: bool, known_recipient: bool) -> &'static str {
    match (action, less, wider) {
        (Action::Disclose, true, _) if !known_recipient => "new-recipient",
        (Action::Collect, true, false) => "new-collection",
        (Action::Use, true, false) => "new-use",
        (Action::Show, true, false) => "new-view",
        (Action::Send, true, false) => "new-message",
        (Action::Disclose, true, false) => "new-disclosure",
        (Action::Keep, true, false) => "new-keeping",
        (Action::Collect, true, true) => "wider-collection",
        (Action::Use, true, true) => "wider-use",
        (Action::Show, true, true) => "wider-view",
        (Action::Send, true, true) => "wider-message",
        (Action::Disclose, true, true) => "wider-disclosure",
        (Action::Keep, true, true) => "wider-keeping",
        (Action::Collect, false, _) => "less-collection",
        (Action::Use, false, _) => "less-use",
        (Action::Show, false, _) => "less-view",
        (Action::Send, false, _) => "less-message",
        (Action::Disclose, false, _) => "less-disclosure",
        (Action::Keep, false, _) => "less-keeping",
    }
}

fn sentence(category: &Category, action: Action, change: &Change<'_>, what: &Gathered) -> String {
    let yours = say::yours(category);
    let may = if change.less { "may now" } else { "may no longer" };
    let messages = say::list(what.messages.iter().map(|message| message.label()), "and");
    let mut text = match (action, change.recipient) {
        (Action::Collect, _) => {
            let givers = say::people(what.givers.iter().map(|giver| giver.label()), Giver::COUNT);
            format!("we {may} collect {yours} from {givers}")
        }
        (Action::Keep, _) => format!("we {may} keep {yours}"),
        (_, Some(recipient)) => format!("{yours} {may} go to {}", recipient.label()),
        (Action::Show, _) => format!("{} {may} see {yours}", say::roles(&what.roles)),
        (Action::Send, _) => {
            format!("{} {may} use {yours} to send you {messages}", say::roles(&what.roles))
        }
        _ => format!("{} {may} use {yours}", say::roles(&what.roles)),
    };
    if let Some(purpose) = change.purpose.map(Purpose::label) {
        text.push_str(" for ");
        text.push_str(purpose);
    }
    let grounds = what.grounds.iter().map(|ground| say::ground(*ground));
    let parts = [say::list(grounds, "or"), circumstances(flags_of(action), &what.changed)];
    for part in parts.iter().filter(|part| !part.is_empty()) {
        text.push_str(", ");
        text.push_str(part);
    }
    text
}

//! Owns plain sentences: how categories, people, purposes and circumstances are said.

use crate::flow::{Flag, Flow};
use crate::map::{Category, DataMap, Field, Group};
use crate::words::{Action, Ground, Message, Purpose, Recipient, Role};

/// Some or all of a vocabulary, as people: `members and donors`, or `everyone`.
pub(crate) fn people<'a>(some: impl IntoIterator<Item = &'a str>, all: usize) -> String {
    let some: Vec<&str> = some.into_iter().collect();
    if some.len() == all { "everyone".to_owned() } else { list(some, "and") }
}

/// A list as people say it: `a`, `a and b`, `a, b and c`.
pub(crate) fn list<'a>(items: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((end, start)) => format!("{} {last} {end}", start.join(", ")),
    }
}

/// A category inside a sentence: `your e-mail address`, `the pages you view`, `how we answered`.
pub(crate) fn yours(category: &Category) -> String {
    // What follows a colon only explains the label.
    let label = inside(category.label.split(": ").next().unwrap_or_default());
    let first = label.split(' ').next().unwrap_or_default();
    if ["how", "what", "when", "where", "whether", "which", "who", "your"].contains(&first) {
        label
    } else if label.split(' ').any(|word| ["you", "your", "yourself"].contains(&word)) {
        format!("the {label}")
    } else {
        format!("your {label}")
    }
}

/// Some categories inside a sentence, by their positions; all of them are everything. `last` joins
/// the last two, and tells what may be done (`and`) from what may not (`or`).
pub(crate) fn things(map: &DataMap, categories: &[usize], last: &str) -> String {
    let all = map.categories();
    let every = if last == "or" { "anything about you" } else { "everything about you" };
    let of = |wanted: bool| {
        let positions = (0..all.len()).filter(|at| categories.contains(at) == wanted);
        named(map, positions.filter_map(|at| all.get(at)).collect())
    };
    let (meant, others) = (of(true), of(false));
    if others.is_empty() {
        return every.to_owned();
    }
    // What is left out is said where that is much shorter.
    if last == "or" && others.len() * 2 <= meant.len() {
        return format!("{every} but {}", list(others.iter().map(String::as_str), "and"));
    }
    list(meant.iter().map(String::as_str), last)
}

/// Categories by name; those that make up a whole group are called by the group's.
fn named(map: &DataMap, mut rest: Vec<&Category>) -> Vec<String> {
    let mut said = Vec::new();
    loop {
        let whole = map.groups().iter().filter_map(|group| {
            let of = |category: &Category| category.groups.contains(&group.id);
            let size = map.categories().iter().filter(|category| of(category)).count();
            let found = rest.iter().filter(|category| of(category)).count();
            (size > 1 && found == size).then_some((size, group))
        });
        // Of several groups of one size the first that the data map lists.
        let largest = whole.fold(None, |best: Option<(usize, &Group)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        });
        let Some((_, group)) = largest else { break };
        said.push(format!("what is under “{}”", group.label));
        rest.retain(|category| !category.groups.contains(&group.id));
    }
    said.extend(rest.into_iter().map(yours));
    said
}

/// A field inside a sentence, by its label: `“About you”`.
pub(crate) fn field(field: &Field) -> String {
    format!("“{}”", field.label)
}

/// A label with a small first letter, unless it begins with an abbreviation.
pub(crate) fn inside(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

/// A sentence with a large first letter and a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end())
}

/// The purposes of something: `membership and voting`.
pub(crate) fn purposes(purposes: &[Purpose]) -> String {
    list(purposes.iter().map(|purpose| purpose.label()), "and")
}

/// What the ground of a disclosure asks for.
pub(crate) fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::None => "without any ground",
        Ground::Authorised => "if you authorised it",
        Ground::Necessary => "as far as what you asked for needs it",
        Ground::Fraud => "as far as a check for fraud or misuse needs it",
        Ground::Law => "if the law requires it",
    }
}

/// What a circumstance says when it is, or is not, given.
pub(crate) fn circumstance(flag: Flag, given: bool) -> &'static str {
    match (flag, given) {
        (Flag::Consent, true) => "with your consent",
        (Flag::Consent, false) => "as long as you have not consented",
        (Flag::Restricted, true) => "while you have asked us to restrict it",
        (Flag::Restricted, false) => "unless you asked us to restrict it",
        (Flag::Agreement, true) => "under a written agreement",
        (Flag::Agreement, false) => "where no written agreement is in force",
        (Flag::Expired, true) => "after its time is up",
        (Flag::Expired, false) => "until its time is up",
        (Flag::Hold, true) => "while the law makes us hold it",
        (Flag::Hold, false) => "unless the law makes us hold it",
    }
}

/// What somebody inside does with a category, without the purpose:
/// `staff for membership may see your name`.
pub(crate) fn acts(action: Action, role: &str, category: &str, message: Option<Message>) -> String {
    match (action, message) {
        (Action::Show, _) => format!("{role} may see {category}"),
        (Action::Send, Some(message)) => {
            format!("{role} may use {category} to send you {}", message.label())
        }
        (Action::Send, None) => format!("{role} may use {category} to write to you"),
        _ => format!("{role} may use {category}"),
    }
}

/// To whom a category goes: `your name may go to the payment provider`.
pub(crate) fn goes(category: &str, recipient: Recipient) -> String {
    format!("{category} may go to {}", recipient.label())
}

/// A refusal. `category` is none when the policy does not declare it.
pub(crate) fn refusal(
    category: Option<&Category>,
    flow: &Flow<'_>,
    clause: Option<&str>,
) -> String {
    let Some(category) = category else {
        return "The policy does not declare this kind of information, so nothing may be done with it."
            .to_owned();
    };
    let what = yours(category);
    let purpose = flow.purpose().map(Purpose::label).unwrap_or_default();
    let may_not = match flow {
        Flow::Collect { .. } => format!("we may not ask for {what} for {purpose}"),
        Flow::Use { role, .. } => format!("{} may not use {what} for {purpose}", role.label()),
        Flow::Show { role, .. } => format!("{} may not see {what} for {purpose}", role.label()),
        Flow::Send { role, .. } => {
            format!("{} may not write to you for {purpose} with {what}", role.label())
        }
        Flow::Disclose { recipient, .. } => {
            format!("{what} may not go to {} for {purpose}", recipient.label())
        }
        Flow::Keep { .. } => format!("we may not keep {what}"),
    };
    let why = match clause {
        Some(clause) => format!("clause {clause} forbids it"),
        None => "no clause allows it".to_owned(),
    };
    sentence(&format!("{may_not} in these circumstances: {why}"))
}

/// A role as the subject of a sentence.
pub(crate) fn roles(roles: &[Role]) -> String {
    list(roles.iter().map(|role| role.label()), "and")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_said_inside_sentences() {
        assert_eq!(inside("E-mail address"), "e-mail address");
        assert_eq!(inside("IP address"), "IP address");
        assert_eq!(inside("Él"), "él");
        assert_eq!(list(["a", "b", "c"], "and"), "a, b and c");
        assert_eq!(sentence("we keep it"), "We keep it.");
    }
}

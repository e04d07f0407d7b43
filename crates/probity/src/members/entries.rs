//! Ledger entries in words that the person they are about can read.

use std::borrow::Cow;

use probity_ledger::{Entry, Kind};
use probity_policy::{Ground, Policy, Purpose, Recipient, Role, Version};
use probity_vault::{ConsentKind, EntryView};

use super::confirm::OBJECTION;
use crate::app::App;
use crate::language::Language;
use crate::site::hex::hex;
use crate::site::moment::{Moment, moment};

/// One entry as a page shows it.
pub(crate) struct EntryLine {
    /// Its place in the ledger.
    pub index: u64,
    /// The how-manieth about this person.
    pub seq: u64,
    /// What happened, in a sentence.
    pub sentence: String,
    /// When.
    pub at: Moment,
    /// The clause that allowed it.
    pub clause: Option<ClauseLink>,
    /// The hash of its leaf, in hexadecimal digits.
    pub hash: String,
}

/// Where a clause can be read.
pub(crate) struct ClauseLink {
    /// The clause.
    pub id: String,
    /// The version it stands in.
    pub version: String,
}

impl EntryLine {
    /// The entry in words.
    pub(crate) fn new(app: &App, view: &EntryView) -> Self {
        let version = view.entry.version.and_then(Version::from_u32);
        let policy = version.and_then(|version| app.policy(version));
        let policy = policy.or_else(|| app.vault.policy_in_force().ok());
        // More than one clause stands in an entry when its data are under more than one.
        let clause = view.entry.clause.as_deref().and_then(|all| all.split('+').next());
        Self {
            index: view.index,
            seq: view.entry.seq,
            sentence: sentence(&view.entry, policy),
            at: moment(view.entry.at_ms),
            clause: clause.zip(version).map(|(id, version)| ClauseLink {
                id: id.to_owned(),
                version: version.to_string(),
            }),
            hash: hex(&view.leaf_hash),
        }
    }
}

/// What happened, in a sentence.
fn sentence(entry: &Entry, policy: Option<&Policy>) -> String {
    let role: Option<Role> = entry.actor.role.parse().ok();
    let by_person = role == Some(Role::Person);
    let who = role.map_or_else(
        || entry.actor.role.clone().into_owned(),
        |role| match role {
            Role::Person => "you".to_owned(),
            role => role.label().to_owned(),
        },
    );
    let what = categories(&entry.categories, policy);
    let purpose: Option<Purpose> = entry.purpose.as_deref().and_then(|name| name.parse().ok());
    let aim = purpose.map_or_else(String::new, |purpose| format!(", for {}", purpose.label()));
    let note = entry.note.as_deref().unwrap_or_default();
    match entry.kind {
        Kind::Collect if by_person => format!("You gave us: {what}{}.", place(note)),
        Kind::Collect => format!("Recorded by {who}: {what}{}.", place(note)),
        Kind::Use => format!("Used by {who}: {what}{aim}."),
        Kind::Show => format!("Shown to {who}: {what}{aim}."),
        Kind::Send => format!("We wrote to you{}, using: {what}{aim}.", letter(note)),
        Kind::Disclose => format!("Given to {}: {what}{aim}{}.", receiver(entry), ground(entry)),
        Kind::Correct if by_person => format!("You corrected: {what}."),
        Kind::Correct => format!("Corrected by {who}: {what}."),
        Kind::Restrict if note.contains("end") || note.contains("lift") => {
            format!("The restriction of use was ended by {who}.")
        }
        Kind::Restrict => format!("The use of what we hold was restricted by {who}."),
        Kind::Erase => format!("Erased by {who}."),
        Kind::Consent => format!("You agreed to {}.", consent(note, policy)),
        Kind::Withdraw if note == OBJECTION => {
            format!("{}.", Language::english().say("gpc-entry").text())
        }
        Kind::Withdraw => format!("You took back your agreement to {}.", consent(note, policy)),
        Kind::SignIn => match note {
            "" => "You signed in.".to_owned(),
            how => format!("You signed in, by {how}."),
        },
        Kind::Refuse => format!("Refused to {who}: {what}{aim}."),
        kind => {
            let name = kind.name().replace('-', " ");
            format!("{}{} by {who}.", name[..1].to_uppercase(), &name[1..])
        }
    }
}

/// Categories by their labels, as one enumeration.
fn categories(names: &[Cow<'static, str>], policy: Option<&Policy>) -> String {
    let label = |name: &str| {
        let category = policy.and_then(|policy| policy.map().category(name));
        category.map_or_else(|| name.to_owned(), |category| lower(&category.label))
    };
    match names {
        [] => "nothing in particular".to_owned(),
        [only] => label(only),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|name| label(name)).collect();
            format!("{} and {}", first.join(", "), label(last))
        }
    }
}

/// A label inside a sentence; what begins with two capitals (`IP address`) stays.
fn lower(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(std::iter::once(second)).chain(chars).collect()
        }
        _ => label.to_owned(),
    }
}

fn place(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!(", on the {}", source(note)) }
}

/// A form or page of the data map in words.
pub(crate) fn source(name: &str) -> String {
    match name {
        "join-form" => "form to join".to_owned(),
        "confirm-form" => "page where you confirmed your address".to_owned(),
        "account-page" => "pages of your account".to_owned(),
        other => other.replace('-', " "),
    }
}

fn letter(note: &str) -> &'static str {
    match note {
        "confirm" => " to confirm your address",
        "already-member" => " because someone joined with your address",
        "sign-in" => " with a link to sign in",
        "password-changed" => " because your password was changed",
        "new-address" => " to confirm a new address",
        "address-changing" => " because a new address was given for your account",
        "erased" => " to say that everything is erased",
        _ => "",
    }
}

fn receiver(entry: &Entry) -> String {
    let name = entry.recipient.as_deref().unwrap_or("somebody outside");
    name.parse::<Recipient>().map_or_else(|_| name.to_owned(), |known| known.label().to_owned())
}

fn ground(entry: &Entry) -> String {
    let known: Option<Ground> = entry.ground.as_deref().and_then(|name| name.parse().ok());
    match known {
        None | Some(Ground::None) => String::new(),
        Some(ground) => format!(" ({})", ground.label()),
    }
}

/// What was agreed to, in words.
pub(crate) fn consent(what: &str, policy: Option<&Policy>) -> String {
    match what.parse() {
        Ok(ConsentKind::Policy(version)) => format!("the privacy policy of {version}"),
        Ok(ConsentKind::Topic(topic)) => format!("messages about {topic}"),
        Ok(ConsentKind::Field(id)) => {
            let field = policy.and_then(|policy| policy.map().field(&id));
            let label = field.map_or(id.as_str(), |field| field.label.as_str());
            format!("our use of what you entered under “{label}”")
        }
        Ok(ConsentKind::Purpose(purpose)) => format!("use for {}", purpose.label()),
        Ok(ConsentKind::Disclosure(recipient)) => format!("disclosure to {}", recipient.label()),
        Err(()) => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use probity_ledger::{Actor, SubjectId};

    fn entry(kind: Kind, role: &'static str, note: &'static str) -> Entry {
        Entry {
            kind,
            at_ms: 0,
            subject: SubjectId::from_bytes([1; 16]),
            seq: 1,
            actor: Actor::role(role),
            categories: vec!["name".into(), "country".into()],
            purpose: Some("membership".into()),
            ground: None,
            recipient: None,
            clause: None,
            version: None,
            note: Some(note.into()),
        }
    }

    #[test]
    fn entries_read_as_sentences() {
        let say = |kind, role, note| sentence(&entry(kind, role, note), None);
        assert_eq!(
            say(Kind::Collect, "person", "join-form"),
            "You gave us: name and country, on the form to join."
        );
        assert_eq!(
            say(Kind::Show, "person", ""),
            "Shown to you: name and country, for membership."
        );
        assert_eq!(
            say(Kind::Consent, "person", "policy:2026-11-23"),
            "You agreed to the privacy policy of 2026-11-23."
        );
        assert_eq!(say(Kind::SignIn, "person", "password"), "You signed in, by password.");
        for kind in Kind::ALL {
            let text = say(*kind, "system", "");
            assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{text}");
        }
    }
}

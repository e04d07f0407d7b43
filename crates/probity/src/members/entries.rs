//! Ledger entries in words that the person they are about can read.
//!
//! A sentence says what happened, to whom and what for; what it was about follows in the words of
//! the data map, which stand apart because they may be English. A note is one of ours, so its
//! sentence is found by it; one that is not known here says nothing more.

use probity_ledger::{Entry, Kind};
use probity_policy::{Ground, Policy, Role, Version};
use probity_vault::{ConsentKind, EntryView};

use super::confirm::OBJECTION;
use crate::app::App;
use crate::desk::need::Need;
use crate::desk::people::SEARCH;
use crate::language::words::{self, Phrase};
use crate::language::{Language, Say};
use crate::site::hex::hex;
use crate::site::moment::Moment;
use crate::site::reader::Reader;

/// One entry as a page shows it.
pub(crate) struct EntryLine {
    /// Its place in the ledger.
    pub index: u64,
    /// The how-manieth about this person.
    pub seq: u64,
    /// What happened, in a sentence without its end.
    pub sentence: String,
    /// What it was about, in the words of the data map.
    pub what: Option<Phrase>,
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

/// Who did what an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum By {
    /// The person themself.
    You,
    /// The software, nobody looking.
    Software,
    /// Staff.
    Staff,
    /// Somebody outside, who received it.
    Outside,
}

impl By {
    /// Who did it.
    pub(crate) fn of(entry: &Entry) -> Self {
        if entry.kind == Kind::Disclose {
            return Self::Outside;
        }
        match entry.actor.role.parse() {
            Ok(Role::Person) => Self::You,
            Ok(Role::System) => Self::Software,
            Ok(Role::Public) => Self::Outside,
            _ => Self::Staff,
        }
    }
}

impl EntryLine {
    /// The entry in words.
    pub(crate) fn new(app: &App, reader: &Reader, view: &EntryView) -> Self {
        let version = view.entry.version.and_then(Version::from_u32);
        let policy = version.and_then(|version| app.policy(version));
        let policy = policy.or_else(|| app.vault.policy_in_force().ok());
        // More than one clause stands in an entry when its data are under more than one.
        let clause = view.entry.clause.as_deref().and_then(|all| all.split('+').next());
        Self {
            index: view.index,
            seq: view.entry.seq,
            sentence: sentence(&view.entry, reader).text(),
            what: about(&view.entry, policy, reader),
            at: reader.moment(view.entry.at_ms),
            clause: clause.zip(version).map(|(id, version)| ClauseLink {
                id: id.to_owned(),
                version: version.to_string(),
            }),
            hash: hex(&view.leaf_hash),
        }
    }
}

/// What happened, in a sentence without its end.
fn sentence(entry: &Entry, reader: &Reader) -> Say {
    let say = |id| reader.say(id);
    let role: Option<Role> = entry.actor.role.parse().ok();
    let you = role == Some(Role::Person);
    let who = || role.map_or_else(|| say("entries-who-other"), |role| actor(role, reader));
    let purpose = entry.purpose.as_deref().and_then(|name| name.parse().ok());
    let purpose = purpose.map(|purpose| words::purpose(reader.language, purpose));
    let note = entry.note.as_deref().unwrap_or_default();
    let with_aim = |plain: &'static str, aimed: &'static str| match &purpose {
        Some(purpose) => say(aimed).with("who", who()).with("purpose", purpose),
        None => say(plain).with("who", who()),
    };
    if let Some(need) = Need::noted(note) {
        let say = match entry.kind {
            Kind::Refuse => say("entries-refused-need"),
            _ => say("entries-shown-need"),
        };
        let say = say.with("who", who()).with("need", reader.say(need.message()));
        return by_number(say, entry, purpose.as_ref());
    }
    match entry.kind {
        Kind::Collect => match (you, source(note, reader)) {
            (true, Some(place)) => say("entries-given-at").with("place", place),
            (true, None) => say("entries-given"),
            (false, Some(place)) => {
                say("entries-recorded-at").with("who", who()).with("place", place)
            }
            (false, None) => say("entries-recorded").with("who", who()),
        },
        Kind::Use if note == SEARCH => {
            by_number(say("entries-searched").with("who", who()), entry, purpose.as_ref())
        }
        Kind::Use => with_aim("entries-used", "entries-used-for"),
        Kind::Show => with_aim("entries-shown", "entries-shown-for"),
        Kind::Refuse => with_aim("entries-refused", "entries-refused-for"),
        Kind::Send => letter(note, reader),
        Kind::Disclose => disclosed(entry, purpose.as_ref(), reader),
        Kind::Correct if note == "removed" && you => say("entries-removed-you"),
        Kind::Correct if note == "removed" => say("entries-removed").with("who", who()),
        Kind::Correct if you => say("entries-corrected-you"),
        Kind::Correct => say("entries-corrected").with("who", who()),
        Kind::Confirm => say("entries-confirmed"),
        Kind::Restrict if note == "lifted" => say("entries-unrestricted").with("who", who()),
        Kind::Restrict => say("entries-restricted").with("who", who()),
        Kind::Erase => say("entries-erased").with("who", who()),
        Kind::Consent => {
            note.parse().map_or_else(|()| say("entries-agreed"), |what| agreed(&what, reader))
        }
        Kind::Withdraw if note == OBJECTION => say("gpc-entry"),
        Kind::Withdraw => {
            note.parse().map_or_else(|()| say("entries-took-back"), |what| took_back(&what, reader))
        }
        Kind::SignIn => match note {
            "password" => say("entries-signed-in-password"),
            "link" => say("entries-signed-in-link"),
            "confirmation" => say("entries-signed-in-confirmation"),
            "new password" => say("entries-signed-in-new-password"),
            _ => say("entries-signed-in"),
        },
        Kind::SignOut => match note {
            "another device" => say("entries-signed-out-another"),
            "other devices" => say("entries-signed-out-others"),
            _ => say("entries-signed-out"),
        },
        _ => say("entries-other").with("who", who()),
    }
}

/// With the number of whoever acted, and what for: what staff do is told with both.
fn by_number(say: Say, entry: &Entry, purpose: Option<&String>) -> Say {
    let number = entry.actor.id.map(|id| id.to_string()).unwrap_or_default();
    say.with("number", number).with("purpose", purpose.map_or("", String::as_str))
}

/// What an entry is about: its categories, or the field that a consent is for.
fn about(entry: &Entry, policy: Option<&Policy>, reader: &Reader) -> Option<Phrase> {
    if let Kind::Consent | Kind::Withdraw = entry.kind {
        return agreed_field(&entry.note.as_deref()?.parse().ok()?, policy, reader);
    }
    let labels = |language| -> Vec<Phrase> {
        let label = |name: &str| {
            let category = policy.and_then(|policy| policy.map().category(name));
            category.map_or_else(|| Phrase::here(name), |category| words::kind(language, category))
        };
        entry.categories.iter().map(|name| label(name)).collect()
    };
    let list = |language: &'static Language, labels: &[Phrase]| {
        let english = language.tag.starts_with("en");
        let inside = |text: &str| if english { lower(text) } else { text.to_owned() };
        words::list(language, labels.iter().map(|label| inside(label.text())))
    };
    let here = labels(reader.language);
    if here.is_empty() {
        return None;
    }
    // One enumeration in one language: where some of it is in the data map's, all of it is.
    Some(if here.iter().all(|label| label.lang().is_none()) {
        Phrase::here(list(reader.language, &here))
    } else {
        let english = Language::english();
        Phrase::of_policy(reader.language, list(english, &labels(english)))
    })
}

/// The field that a consent is for, if it is for one.
pub(crate) fn agreed_field(
    what: &ConsentKind,
    policy: Option<&Policy>,
    reader: &Reader,
) -> Option<Phrase> {
    let ConsentKind::Field(id) = what else { return None };
    let field = policy.and_then(|policy| policy.map().field(id));
    Some(
        field.map_or_else(
            || Phrase::here(id.as_str()),
            |field| words::label(reader.language, field),
        ),
    )
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

/// A form or page of the data map in words; none for one that is not known here.
pub(crate) fn source(name: &str, reader: &Reader) -> Option<Say> {
    Some(match name {
        "join-form" => reader.say("entries-at-join-form"),
        "confirm-form" => reader.say("entries-at-confirm-form"),
        "account-page" => reader.say("entries-at-account-page"),
        "enrolment-form" => reader.say("entries-at-enrolment-form"),
        "sign-in-form" => reader.say("entries-at-sign-in-form"),
        "give-form" => reader.say("entries-at-give-form"),
        "sponsor-form" => reader.say("entries-at-sponsor-form"),
        "desk" => reader.say("entries-at-desk"),
        _ => return None,
    })
}

/// Who acted, as it stands after "by" or "to".
pub(crate) fn actor(role: Role, reader: &Reader) -> Say {
    match role {
        Role::System => reader.say("entries-who-system"),
        Role::Person => reader.say("entries-who-person"),
        Role::Public => reader.say("entries-who-public"),
        Role::MembershipStaff => reader.say("entries-who-membership-staff"),
        Role::FinanceStaff => reader.say("entries-who-finance-staff"),
        Role::CommunicationsStaff => reader.say("entries-who-communications-staff"),
        Role::InfrastructureStaff => reader.say("entries-who-infrastructure-staff"),
        Role::PrivacyOfficer => reader.say("entries-who-privacy-officer"),
        Role::Auditor => reader.say("entries-who-auditor"),
    }
}

fn letter(note: &str, reader: &Reader) -> Say {
    match note {
        "confirm" => reader.say("entries-sent-confirm"),
        "already-member" => reader.say("entries-sent-already-member"),
        "sign-in" => reader.say("entries-sent-sign-in"),
        "password-changed" => reader.say("entries-sent-password-changed"),
        "new-address" => reader.say("entries-sent-new-address"),
        "address-changing" => reader.say("entries-sent-address-changing"),
        "certification-due" | "membership-ending" | "membership-last-day" | "membership-ended" => {
            reader.say("entries-sent-reminder")
        }
        "certification-taken" | "certification-declined" | "membership-granted" => {
            reader.say("entries-sent-membership")
        }
        "erased" => reader.say("entries-sent-erased"),
        _ => reader.say("entries-sent"),
    }
}

fn receiver(entry: &Entry, reader: &Reader) -> String {
    let known = entry.recipient.as_deref().and_then(|name| name.parse().ok());
    known.map_or_else(
        || reader.say("entries-to-other").text(),
        |known| words::recipient(reader.language, known),
    )
}

/// Given to somebody outside: to whom, why, and what for.
fn disclosed(entry: &Entry, purpose: Option<&String>, reader: &Reader) -> Say {
    let ground = entry.ground.as_deref().and_then(|name| name.parse().ok());
    let ground = ground.filter(|ground| *ground != Ground::None);
    let ground = ground.map(|ground| words::ground(reader.language, ground));
    let say = match (&purpose, &ground) {
        (Some(purpose), Some(ground)) => {
            reader.say("entries-disclosed-because").with("purpose", purpose).with("ground", ground)
        }
        (Some(purpose), None) => reader.say("entries-disclosed-for").with("purpose", purpose),
        (None, _) => reader.say("entries-disclosed"),
    };
    say.with("receiver", receiver(entry, reader))
}

/// That something was agreed to; the field, if it is one, stands in [`EntryLine::what`].
pub(crate) fn agreed(what: &ConsentKind, reader: &Reader) -> Say {
    match what {
        ConsentKind::Policy(version) => {
            reader.say("entries-agreed-policy").with("date", reader.long_date(*version))
        }
        ConsentKind::Topic(topic) => reader.say("entries-agreed-topic").with("topic", topic),
        ConsentKind::Purpose(purpose) => reader
            .say("entries-agreed-purpose")
            .with("purpose", words::purpose(reader.language, *purpose)),
        ConsentKind::Disclosure(to) => reader
            .say("entries-agreed-disclosure")
            .with("receiver", words::recipient(reader.language, *to)),
        ConsentKind::Field(_) => reader.say("entries-agreed-field"),
    }
}

/// That an agreement was taken back, likewise.
fn took_back(what: &ConsentKind, reader: &Reader) -> Say {
    match what {
        ConsentKind::Policy(version) => {
            reader.say("entries-took-back-policy").with("date", reader.long_date(*version))
        }
        ConsentKind::Topic(topic) => reader.say("entries-took-back-topic").with("topic", topic),
        ConsentKind::Purpose(purpose) => reader
            .say("entries-took-back-purpose")
            .with("purpose", words::purpose(reader.language, *purpose)),
        ConsentKind::Disclosure(to) => reader
            .say("entries-took-back-disclosure")
            .with("receiver", words::recipient(reader.language, *to)),
        ConsentKind::Field(_) => reader.say("entries-took-back-field"),
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

    fn say(reader: &Reader, kind: Kind, role: &'static str, note: &'static str) -> String {
        let entry = entry(kind, role, note);
        let sentence = sentence(&entry, reader).text();
        let what = about(&entry, None, reader);
        what.map_or(sentence.clone(), |what| format!("{sentence}: {}", what.text()))
    }

    #[test]
    fn entries_read_as_sentences() {
        let english = Reader::english();
        let say = |kind, role, note| say(&english, kind, role, note);
        assert_eq!(
            say(Kind::Collect, "person", "join-form"),
            "You gave us, on the form to join: name and country"
        );
        assert_eq!(say(Kind::Show, "person", ""), "Shown to you, for membership: name and country");
        assert_eq!(
            say(Kind::Consent, "person", "policy:2026-11-23"),
            "You agreed to the privacy policy of 23 November 2026"
        );
        assert_eq!(
            say(Kind::Withdraw, "person", "field:about"),
            "You took back your agreement to our use of what you entered under: about"
        );
    }

    #[test]
    fn what_staff_open_is_told_with_number_and_need() {
        let english = Reader::english();
        let told = |kind, note| {
            let mut entry = entry(kind, "membership-staff", note);
            entry.actor.id = Some(SubjectId::from_bytes([7; 16]));
            sentence(&entry, &english).text()
        };
        let number = "07070707-0707-0707-0707-070707070707";
        assert_eq!(
            told(Kind::Show, "need: question"),
            format!(
                "Shown to staff for membership (number {number}), for membership, with the reason \
                 “The person asked us something”"
            )
        );
        assert_eq!(
            told(Kind::Use, SEARCH),
            format!("Looked up by staff for membership (number {number}), for membership")
        );
        for need in Need::ALL {
            for kind in [Kind::Show, Kind::Refuse] {
                assert!(told(kind, need.note()).contains(number), "{need:?}");
            }
        }
    }

    #[test]
    fn every_kind_has_its_words_in_every_language() {
        for language in Language::all(false) {
            let reader = Reader::of_language(language);
            for kind in Kind::ALL {
                for role in ["person", "system", "privacy-officer", "nobody we know"] {
                    let text = say(&reader, *kind, role, "");
                    assert!(text.starts_with(char::is_uppercase), "{text}");
                    assert!(!text.contains("entries-") && !text.contains('{'), "{text}");
                }
            }
        }
    }

    #[test]
    fn who_did_it_is_one_of_four() {
        let by = |kind, role| By::of(&entry(kind, role, ""));
        assert_eq!(by(Kind::Show, "person"), By::You);
        assert_eq!(by(Kind::Send, "system"), By::Software);
        assert_eq!(by(Kind::Show, "membership-staff"), By::Staff);
        assert_eq!(by(Kind::Disclose, "system"), By::Outside);
    }
}

//! What callers hand to the vault and get from it, without any personal value.
use probity_ledger::{Actor, Entry, Hash, SubjectId};
use probity_policy::{Ground, Message, Purpose, Recipient, Role, Version};
use std::fmt;
use std::str::FromStr;

/// A value to take in: the field as the data map names it, and the value, checked before it is kept.
#[derive(Clone, Copy)]
pub struct Datum<'a> {
    /// The field.
    pub field: &'a str,
    /// The value.
    pub value: &'a str,
}

impl fmt::Debug for Datum<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Datum({}, redacted)", self.field)
    }
}

/// Where values came from and who brought them.
#[derive(Clone, Debug)]
pub struct Source {
    /// The form or page, as the data map names it (`join-form`).
    pub source: &'static str,
    /// Who acted.
    pub actor: Actor,
}

impl Source {
    /// Given by the person themself.
    pub fn person(source: &'static str, subject: SubjectId) -> Self {
        Self { source, actor: Actor::person(Role::Person.name(), subject) }
    }

    /// Whether the person whose data it is brought them, so that giving is agreeing.
    pub(crate) fn is_person(&self) -> bool {
        self.actor.role == Role::Person.name()
    }
}

/// Somebody who is about to be enrolled: the key exists, the person does not yet.
///
/// Made by [`crate::Vault::new_subject`]; to be enrolled within a few minutes or never.
#[derive(Debug)]
#[must_use = "enrol the person or abandon the key"]
pub struct NewSubject {
    pub(crate) id: SubjectId,
    pub(crate) made_at_ms: i64,
}

impl NewSubject {
    /// The id that the person will have.
    pub fn id(&self) -> SubjectId {
        self.id
    }
}

/// How a person's data may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// As the policy says.
    Active,
    /// As the policy says of those who asked for restriction.
    Restricted,
    /// Not at all: the key is destroyed, or about to be.
    Erased,
}

impl State {
    /// The name in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Restricted => "restricted",
            Self::Erased => "erased",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Active, Self::Restricted, Self::Erased].into_iter().find(|s| s.name() == name)
    }
}

/// A person's standing, without anything personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Who.
    pub id: SubjectId,
    /// How their data may be used.
    pub state: State,
    /// As what they give data.
    pub giver: probity_policy::Giver,
    /// When they were enrolled, in milliseconds since 1970.
    pub created_at_ms: i64,
}

/// What a person can agree to, and take back.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConsentKind {
    /// A later version of the policy than the one their data were collected under.
    Policy(Version),
    /// Messages about a topic.
    Topic(String),
    /// The use of an optional field; given with the value, taken back without removing it.
    Field(String),
    /// A purpose that needs consent, whatever the field.
    Purpose(Purpose),
    /// Disclosure to a kind of recipient.
    Disclosure(Recipient),
}

impl fmt::Display for ConsentKind {
    /// The form in which it is stored and recorded: `policy:2026-11-23`, `topic:news`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy(version) => write!(f, "policy:{version}"),
            Self::Topic(topic) => write!(f, "topic:{topic}"),
            Self::Field(field) => write!(f, "field:{field}"),
            Self::Purpose(purpose) => write!(f, "purpose:{purpose}"),
            Self::Disclosure(recipient) => write!(f, "disclosure:{recipient}"),
        }
    }
}

impl FromStr for ConsentKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, what) = text.split_once(':').ok_or(())?;
        match kind {
            "policy" => what.parse().map(Self::Policy).map_err(|_| ()),
            "topic" => Ok(Self::Topic(what.to_owned())),
            "field" => Ok(Self::Field(what.to_owned())),
            "purpose" => what.parse().map(Self::Purpose).map_err(|_| ()),
            "disclosure" => what.parse().map(Self::Disclosure).map_err(|_| ()),
            _ => Err(()),
        }
    }
}

/// One answer of a person, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// To what.
    pub what: ConsentKind,
    /// When it was last given, in milliseconds since 1970.
    pub granted_at_ms: i64,
    /// When it was taken back, if it was.
    pub withdrawn_at_ms: Option<i64>,
    /// The policy version in force when it was given.
    pub version: Version,
}

/// One value that is held, without the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The field.
    pub field: String,
    /// Its category under the version that governs it; empty when that version knows no such field.
    pub category: String,
    /// The how-manieth value of the field.
    pub seq: u64,
    /// Whether it holds now; past values are kept only where the data map says so.
    pub current: bool,
    /// The version it was collected under.
    pub version: Version,
    /// The version that governs it today, which may be a later one that takes nothing away.
    pub governed_by: Version,
    /// The form or page it came from.
    pub source: String,
    /// When it was collected, in milliseconds since 1970.
    pub collected_at_ms: i64,
    /// When its retention ends; none while the account lasts.
    pub expires_at_ms: Option<i64>,
    /// When the person last confirmed it.
    pub confirmed_at_ms: Option<i64>,
}

/// What is to be done with released values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReleaseAction {
    /// Work with them inside.
    Use,
    /// Put them before the eyes of the actor.
    Show,
    /// Write to the person. A subscribed message names its topic, which the person must have
    /// agreed to.
    Send {
        /// The kind of message.
        message: Message,
        /// What a subscribed message is about.
        topic: Option<String>,
    },
    /// Give them to somebody outside.
    Disclose {
        /// To whom.
        recipient: Recipient,
        /// On what ground.
        ground: Ground,
        /// Whether a written agreement with the recipient is in force.
        agreement: bool,
    },
}

/// A request for personal values: whose, which, for what, by whom.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Whose values.
    pub subject: SubjectId,
    /// Which fields, in the order wanted; empty for all that are held.
    pub fields: &'a [&'a str],
    /// What is to be done with them.
    pub action: ReleaseAction,
    /// What for.
    pub purpose: Purpose,
    /// In which role.
    pub role: Role,
    /// Which person acts, where one is known.
    pub actor: Option<SubjectId>,
    /// Whether fields that are refused are left out instead of failing the whole.
    pub partial: bool,
    /// What else the record should say; never a personal value.
    pub note: Option<&'static str>,
}

/// A ledger entry as its subject may see and check it.
#[derive(Clone, Debug)]
pub struct EntryView {
    /// Its place in the ledger, from 0.
    pub index: u64,
    /// What it says.
    pub entry: Entry,
    /// The public leaf: commitment and binding.
    pub leaf: probity_ledger::Leaf,
    /// The hash of that leaf in the tree.
    pub leaf_hash: Hash,
    /// The salt that opens the commitment; none once the person's key is gone.
    pub salt: Option<Hash>,
}

/// How far a long task is: done so far and all there is, in its own units.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

//! Owns the data map: every group, category and field that a policy declares.
//!
//! A field that is not in it has nowhere to be stored.

mod index;
mod read;
mod retention;

use crate::version::Version;
use crate::words::{Giver, Purpose, words};

use index::Index;
pub use read::MAX_DATA_BYTES;
pub(crate) use read::{Declared, read};
pub use retention::{Period, Retention, Start, Unit};

words! {
    /// What a field's value looks like.
    Format "Format" "format" {
        /// A person's name.
        Name = "name", "a name";
        /// An e-mail address.
        Email = "email", "an e-mail address";
        /// A country.
        Country = "country", "a country";
        /// A line of text.
        Text = "text", "a line of text";
        /// Several lines of text.
        Multiline = "multiline", "some lines of text";
        /// A web address.
        Url = "url", "a web address";
        /// A password, kept as a slow hash only.
        PasswordHash = "password-hash", "a password";
        /// A token that means nothing outside.
        Opaque = "opaque", "a token";
        /// An IP address.
        Ip = "ip", "an IP address";
        /// A moment or a length of time.
        Timestamp = "timestamp", "a time";
        /// An amount of money.
        Amount = "amount", "an amount";
    }
}

impl Format {
    /// The largest length of a value, in characters, where the field does not say.
    pub const fn default_max_length(self) -> usize {
        match self {
            Self::Name | Self::Text => 200,
            Self::Email => 254,
            Self::Country => 2,
            Self::Multiline | Self::Url => 2000,
            Self::PasswordHash | Self::Opaque => 512,
            Self::Ip => 45,
            Self::Timestamp | Self::Amount => 32,
        }
    }
}

/// A set of categories that rules can speak of at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The group as rules name it.
    pub id: String,
    /// The group as people read it.
    pub label: String,
}

/// A category of personal data: what the rules speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The category as rules name it.
    pub id: String,
    /// The category as people read it.
    pub label: String,
    /// Its concept in the Data Privacy Vocabulary, for example `pd:EmailAddress`.
    pub dpv: String,
    /// The groups that it belongs to.
    pub groups: Vec<String>,
}

/// A field: one value that can be held of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field as the software names it.
    pub id: String,
    /// The category whose rules govern it.
    pub category: String,
    /// The field as people read it.
    pub label: String,
    /// Where it is collected: forms, pages, logs.
    pub collected: Vec<String>,
    /// From whom.
    pub from: Vec<Giver>,
    /// Of whom it is required; of everyone else it is optional.
    pub required_for: Vec<Giver>,
    /// What it is used for; the first is the purpose it is collected under.
    pub purposes: Vec<Purpose>,
    /// The notice at the field: one or two sentences for whoever is asked.
    pub why: String,
    /// Until when it is kept.
    pub keep: Retention,
    /// Whether it can be looked up by its value (through a blind index).
    pub lookup: bool,
    /// Whether past values are kept beside the current one.
    pub history: bool,
    /// What its value looks like.
    pub format: Format,
    /// The largest length of a value, in characters.
    pub max_length: usize,
}

impl Field {
    /// Whether a giver may leave the field empty.
    pub fn is_optional_for(&self, giver: Giver) -> bool {
        !self.required_for.contains(&giver)
    }

    /// The purpose that the field is collected under.
    pub fn collected_for(&self) -> Option<Purpose> {
        self.purposes.first().copied()
    }
}

/// What a policy says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) title: String,
    pub(crate) version: Version,
    pub(crate) updated: Version,
    pub(crate) effective: Version,
    pub(crate) summary: String,
}

/// Everything that can be held, by category.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DataMap {
    groups: Vec<Group>,
    categories: Vec<Category>,
    fields: Vec<Field>,
    /// Positions of the categories, by id.
    by_id: Index,
}

impl DataMap {
    pub(crate) fn new(groups: Vec<Group>, categories: Vec<Category>, fields: Vec<Field>) -> Self {
        let by_id = Index::new(categories.iter().map(|category| category.id.as_str()));
        Self { groups, categories, fields, by_id }
    }

    /// The groups, as the file lists them.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The categories, as the file lists them.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The fields, as the file lists them.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// A group by its id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// A category by its id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.get(self.position(id)?)
    }

    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The fields of a category.
    pub fn fields_of<'a>(&'a self, category: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.category == category)
    }

    /// The position of a category in [`Self::categories`].
    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id)
    }
}

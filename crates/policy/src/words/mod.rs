//! Owns the vocabulary: every word that a rule, the data map or a flow may use.
//!
//! The words are closed lists, so the whole space of flows is finite. A new word is one line
//! in one of these lists and one in `schema.cedarschema` (a test compares the two).

mod grounds;
mod people;
mod purposes;

pub use grounds::{Ground, Message};
pub use people::{Giver, Recipient, Role};
pub use purposes::Purpose;

/// A name that is not in the vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{name}`; use one of {known}")]
pub struct UnknownWord {
    /// Which list was consulted, for example `purpose`.
    pub what: &'static str,
    /// The name that is not in it.
    pub name: String,
    /// The names that are, comma-separated.
    pub known: String,
}

/// Declares a closed list of words: name, human label.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident $entity:literal $what:literal {
        $($(#[$vdoc:meta])* $variant:ident = $name:literal, $label:literal;)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $type { $($(#[$vdoc])* $variant),+ }

        impl $type {
            /// Every word of the list, in its fixed order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// How many words the list has.
            pub const COUNT: usize = Self::ALL.len();
            /// The entity type that carries these words in Cedar.
            pub const ENTITY: &'static str = $entity;

            /// The word as rules and files spell it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The word as people read it, in lower case, to stand inside a sentence.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// The position in [`Self::ALL`].
            pub const fn index(self) -> usize { self as usize }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::words::UnknownWord;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|word| word.name() == name).ok_or_else(|| {
                    $crate::words::UnknownWord {
                        what: $what,
                        name: name.to_owned(),
                        known: Self::ALL.iter().map(|w| w.name()).collect::<Vec<_>>().join(", "),
                    }
                })
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.name())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What is done with personal data.
    Action "Action" "action" {
        /// Taking a value in.
        Collect = "collect", "collect";
        /// Working with a value inside.
        Use = "use", "use";
        /// Putting a value before somebody's eyes.
        Show = "show", "show";
        /// Giving a value to somebody outside.
        Disclose = "disclose", "disclose";
        /// Using a value to write to its person.
        Send = "send", "send";
        /// Holding a value.
        Keep = "keep", "keep";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_has_the_same_words() {
        let says = |entity: &str, names: Vec<&str>| {
            let list = format!("entity {entity} enum [\"{}\"];", names.join("\", \""));
            assert!(crate::SCHEMA.contains(&list), "{list}");
        };
        says(Purpose::ENTITY, Purpose::ALL.iter().map(|word| word.name()).collect());
        says(Giver::ENTITY, Giver::ALL.iter().map(|word| word.name()).collect());
        says(Role::ENTITY, Role::ALL.iter().map(|word| word.name()).collect());
        says(Recipient::ENTITY, Recipient::ALL.iter().map(|word| word.name()).collect());
        says(Ground::ENTITY, Ground::ALL.iter().map(|word| word.name()).collect());
        says(Message::ENTITY, Message::ALL.iter().map(|word| word.name()).collect());
        for action in Action::ALL {
            assert!(crate::SCHEMA.contains(&format!("\"{}\"", action.name())), "{action}");
        }
    }

    #[test]
    fn names_parse_back_and_unknown_ones_are_refused() {
        for purpose in Purpose::ALL {
            assert_eq!(purpose.name().parse(), Ok(*purpose));
            assert_eq!(Purpose::ALL[purpose.index()], *purpose);
        }
        let error = "selling".parse::<Purpose>().unwrap_err();
        assert!(error.to_string().starts_with("unknown purpose `selling`; use one of intrusion-"));
    }
}

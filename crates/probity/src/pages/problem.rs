//! What can be wrong with a page: the topic, and where.

use std::fmt;

use probity_policy::Diagnostic;
use serde::{Serialize, Serializer};

/// What a problem is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Topic {
    /// What stands between the `+++` lines.
    FrontMatter,
    /// The file cannot be read, or is not text.
    Unreadable,
    /// The file's name cannot become an address.
    Name,
    /// Two files, or a file and the software, want one address.
    Address,
    /// Larger, deeper or more than the limits allow.
    TooLarge,
    /// A link in the file system that leads out of the folder.
    Symlink,
    /// `{{ … }}` names no part of the software.
    Part,
    /// A link to a page or file that is not there.
    BrokenLink,
    /// A link to a place on a page that is not there.
    BrokenAnchor,
    /// A link or picture that may not stand in a page.
    UnsafeLink,
    /// A picture from elsewhere.
    ForeignPicture,
    /// A picture without a text that says what it shows.
    MissingAlt,
    /// A heading that skips a level, or a second first-level one.
    HeadingOrder,
    /// HTML, which is shown as text.
    RawHtml,
    /// A page without a description.
    Description,
    /// A setting of `foundation.toml` that names a file here.
    Setting,
}

impl Topic {
    /// Its name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::Unreadable => "unreadable",
            Self::Name => "name",
            Self::Address => "address",
            Self::TooLarge => "too-large",
            Self::Symlink => "symlink",
            Self::Part => "part",
            Self::BrokenLink => "broken-link",
            Self::BrokenAnchor => "broken-anchor",
            Self::UnsafeLink => "unsafe-link",
            Self::ForeignPicture => "foreign-picture",
            Self::MissingAlt => "missing-alt",
            Self::HeadingOrder => "heading-order",
            Self::RawHtml => "raw-html",
            Self::Description => "description",
            Self::Setting => "setting",
        }
    }

    /// Whether it is only worth a look: nobody meets anything broken.
    pub fn is_hint(self) -> bool {
        matches!(self, Self::Description)
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What it is about.
    pub topic: Topic,
    /// Where, what, and how to mend it.
    #[serde(flatten)]
    pub place: Diagnostic,
}

impl Problem {
    /// A problem at a place.
    pub fn at(topic: Topic, place: Diagnostic) -> Self {
        Self { topic, place }
    }

    /// A problem of a file as a whole.
    pub fn of_file(topic: Topic, file: &str, message: impl Into<String>, hint: &str) -> Self {
        Self { topic, place: Diagnostic::of_file(file, message, Some(hint.to_owned())) }
    }

    /// The same on one line, for the log.
    pub fn line(&self) -> String {
        let Diagnostic { file, line, column, message, hint, .. } = &self.place;
        let hint = hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        match line {
            0 => format!("{file}: {message}{hint}"),
            _ => format!("{file}:{line}:{column}: {message}{hint}"),
        }
    }

    /// For sorting: by file, then by place.
    pub fn order(&self) -> (&str, usize, usize) {
        (&self.place.file, self.place.line, self.place.column)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.fmt(f)
    }
}

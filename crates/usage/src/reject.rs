//! Why a line is not taken: a word each, and never a piece of the line.

use std::fmt;

/// Why a line of a log could not be read. It holds nothing of the line itself, which may be the
/// trace of an attack and holds somebody's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Nothing stands on the line.
    Blank,
    /// It is longer than [`crate::MAX_LINE`].
    TooLong,
    /// It is not laid out as the format says.
    Layout,
    /// Where the client's address should be, there is none.
    Address,
    /// The time is missing or impossible.
    Time,
    /// The time is before there were web servers: a clock that was never set.
    TooEarly,
    /// The time is after the latest that the caller takes.
    Future,
    /// The status is no number of at most three digits.
    Status,
    /// It should be a JSON object and is not.
    Json,
    /// It is a JSON object, but does not tell of a request.
    OtherJson,
    /// No `#Fields:` line came before it.
    NoFields,
}

impl Reason {
    /// Every reason, in the order in which reports list them.
    pub const ALL: [Self; 11] = [
        Self::Blank,
        Self::TooLong,
        Self::Layout,
        Self::Address,
        Self::Time,
        Self::TooEarly,
        Self::Future,
        Self::Status,
        Self::Json,
        Self::OtherJson,
        Self::NoFields,
    ];

    /// Its name in reports for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::TooLong => "too-long",
            Self::Layout => "layout",
            Self::Address => "address",
            Self::Time => "time",
            Self::TooEarly => "too-early",
            Self::Future => "future",
            Self::Status => "status",
            Self::Json => "json",
            Self::OtherJson => "other-json",
            Self::NoFields => "no-fields",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "blank line",
            Self::TooLong => "longer than a log line can be",
            Self::Layout => "not laid out as the format says",
            Self::Address => "no client address",
            Self::Time => "no time, or an impossible one",
            Self::TooEarly => "time before there were web servers",
            Self::Future => "time in the future",
            Self::Status => "no status",
            Self::Json => "no JSON object",
            Self::OtherJson => "JSON that tells of no request",
            Self::NoFields => "no `#Fields:` line before it",
        })
    }
}

//! What an entry records.

use std::{fmt, str::FromStr};

/// The kind of thing that happened. Codes and names are fixed: they stand in stored entries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Kind {
    /// Data were taken in.
    Collect = 1,
    /// Data were used inside the foundation.
    Use = 2,
    /// Data were shown to somebody.
    Show = 3,
    /// Data were given to a third party.
    Disclose = 4,
    /// A message was sent.
    Send = 5,
    /// A value was corrected.
    Correct = 6,
    /// The use of a person's data was restricted, or the restriction lifted.
    Restrict = 7,
    /// A person's key was destroyed.
    Erase = 8,
    /// A person consented.
    Consent = 9,
    /// A person withdrew a consent.
    Withdraw = 10,
    /// An agreement with a processor came into force or ended.
    Agreement = 11,
    /// A policy version was published.
    Publish = 12,
    /// A member of the staff signed in.
    StaffSignIn = 13,
    /// A backup was restored.
    Restore = 14,
    /// The master key was rotated.
    Rotate = 15,
    /// A request was refused.
    Refuse = 16,
    /// A person signed in.
    SignIn = 17,
    /// A person said that values still hold.
    Confirm = 18,
    /// A sign-in of a person was ended.
    SignOut = 19,
}

/// A name or code that no [`Kind`] has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such kind of ledger entry: use one of the names in the documentation, such as `collect`"
)]
pub struct UnknownKind;

impl Kind {
    /// Every kind, by code.
    pub const ALL: &[Self] = &[
        Self::Collect,
        Self::Use,
        Self::Show,
        Self::Disclose,
        Self::Send,
        Self::Correct,
        Self::Restrict,
        Self::Erase,
        Self::Consent,
        Self::Withdraw,
        Self::Agreement,
        Self::Publish,
        Self::StaffSignIn,
        Self::Restore,
        Self::Rotate,
        Self::Refuse,
        Self::SignIn,
        Self::Confirm,
        Self::SignOut,
    ];

    /// The code in an entry's bytes, from 1.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The kind with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        let kind = *Self::ALL.get(usize::from(code).checked_sub(1)?)?;
        debug_assert_eq!(kind.code(), code);
        Some(kind)
    }

    /// The name, in kebab case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Use => "use",
            Self::Show => "show",
            Self::Disclose => "disclose",
            Self::Send => "send",
            Self::Correct => "correct",
            Self::Restrict => "restrict",
            Self::Erase => "erase",
            Self::Consent => "consent",
            Self::Withdraw => "withdraw",
            Self::Agreement => "agreement",
            Self::Publish => "publish",
            Self::StaffSignIn => "staff-sign-in",
            Self::Restore => "restore",
            Self::Rotate => "rotate",
            Self::Refuse => "refuse",
            Self::SignIn => "sign-in",
            Self::Confirm => "confirm",
            Self::SignOut => "sign-out",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).ok_or(UnknownKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_lead_back() {
        for code in 0..=u8::MAX {
            match Kind::from_code(code) {
                Some(kind) => {
                    assert_eq!(kind.code(), code);
                    assert_eq!(kind.name().parse(), Ok(kind));
                }
                None => assert!(code == 0 || usize::from(code) > Kind::ALL.len()),
            }
        }
        assert_eq!("nothing".parse::<Kind>(), Err(UnknownKind));
    }
}

//! What the pages of an account share: the list of them beside each, and the words for what was just
//! done. A new page is a place in [`Place`] and a line in [`Place::ALL`].

use askama::Template;

use crate::language::Say;
use crate::site::chrome::Chrome;
use crate::site::field::{FieldError, FieldView};
use crate::site::reader::Reader;

/// A page of the account that is one form.
#[derive(Template)]
#[template(path = "account_form.html")]
pub(super) struct Form {
    pub(super) chrome: Chrome,
    pub(super) side: Vec<SideItem>,
    pub(super) lines: Vec<Say>,
    pub(super) action: String,
    pub(super) errors: Vec<FieldError>,
    pub(super) fields: Vec<FieldView>,
    /// The words of the button.
    pub(super) submit: Say,
    pub(super) token: String,
    pub(super) cancel: &'static str,
}

/// A page of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// `/account`
    Overview,
    /// `/account/profile`
    Profile,
    /// `/account/membership`
    Membership,
    /// `/account/data`
    Data,
    /// `/account/payments`
    Payments,
    /// `/account/uses`
    Uses,
    /// `/account/consents`
    Consents,
    /// `/account/sessions`
    Sessions,
    /// `/account/password`
    Password,
    /// `/account/erase`
    Leave,
}

/// One line of the list.
pub(crate) struct SideItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub label: Say,
    /// Whether it leads to where the reader is.
    pub here: bool,
}

impl Place {
    const ALL: &'static [Self] = &[
        Self::Overview,
        Self::Profile,
        Self::Membership,
        Self::Data,
        Self::Payments,
        Self::Uses,
        Self::Consents,
        Self::Sessions,
        Self::Password,
        Self::Leave,
    ];

    const fn href(self) -> &'static str {
        match self {
            Self::Overview => "/account",
            Self::Profile => "/account/profile",
            Self::Membership => "/account/membership",
            Self::Data => "/account/data",
            Self::Payments => "/account/payments",
            Self::Uses => "/account/uses",
            Self::Consents => "/account/consents",
            Self::Sessions => "/account/sessions",
            Self::Password => "/account/password",
            Self::Leave => "/account/erase",
        }
    }

    fn label(self, reader: &Reader) -> Say {
        match self {
            Self::Overview => reader.say("account-overview"),
            Self::Profile => reader.say("account-profile"),
            Self::Membership => reader.say("account-membership"),
            Self::Data => reader.say("account-data"),
            Self::Payments => reader.say("account-payments"),
            Self::Uses => reader.say("account-uses"),
            Self::Consents => reader.say("account-consents"),
            Self::Sessions => reader.say("account-sessions"),
            Self::Password => reader.say("account-password"),
            Self::Leave => reader.say("account-leave"),
        }
    }
}

/// The list beside a page.
pub(crate) fn side(reader: &Reader, here: Place) -> Vec<SideItem> {
    let item = |place: &Place| SideItem {
        href: place.href(),
        label: place.label(reader),
        here: *place == here,
    };
    Place::ALL.iter().map(item).collect()
}

/// What was just done, said by a word in the address that is never personal.
pub(super) fn done(query: Option<&str>, reader: &Reader) -> Option<Say> {
    let word = query?.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    Some(match word {
        "joined" => reader.say("account-done-joined"),
        "password" => reader.say("account-done-password"),
        "corrected" => reader.say("account-done-corrected"),
        "removed" => reader.say("account-done-removed"),
        "restricted" => reader.say("account-done-restricted"),
        "unrestricted" => reader.say("account-done-unrestricted"),
        "unchanged" => reader.say("account-done-unchanged"),
        "confirmed" => reader.say("account-done-confirmed"),
        "withdrawn" => reader.say("account-done-withdrawn"),
        "agreed" => reader.say("account-done-agreed"),
        "ended" => reader.say("account-done-ended"),
        "others" => reader.say("account-done-others"),
        "asked" => reader.say("account-done-asked"),
        "begun" => reader.say("account-done-begun"),
        "cancelled" => reader.say("account-done-cancelled"),
        _ => return None,
    })
}

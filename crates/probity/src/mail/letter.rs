//! What our messages say. Each is necessary to keep an account or a membership (promise M2); none
//! holds more about the person than their own name, and a link that works once.

use askama::Template;
use zeroize::Zeroizing;

use crate::config::Foundation;
use crate::giving::money::Money;
use crate::giving::typing::Marks;
use crate::language::Language;
use crate::site::moment::{HOUR, MINUTE};
use crate::site::typed::Typed;

/// The messages there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Someone joined with this address: is it theirs?
    Confirm,
    /// Someone tried to join with the address of a member.
    AlreadyMember,
    /// A link that signs in was asked for.
    SignIn,
    /// The password was set or changed.
    PasswordChanged,
    /// A new address was given for an account: does it reach the member?
    NewAddress,
    /// The same, told to the address that is still in use.
    AddressChanging,
    /// A certification is due again: the membership ends soon.
    CertificationDue,
    /// A membership ends soon.
    MembershipEnding,
    /// A membership ends today.
    MembershipLastDay,
    /// A membership has ended and can still be renewed as if in time.
    MembershipEnded,
    /// A certification took effect.
    CertificationTaken,
    /// A certification was declined.
    CertificationDeclined,
    /// A membership was granted by staff.
    MembershipGranted,
    /// A gift has come: thanks, and the receipt.
    Gift,
    /// The fee of a membership has come: the receipt, and until when it is paid.
    Fee,
    /// An alert on the sites has begun: to staff.
    AlertBegan,
    /// It is over.
    AlertOver,
    /// The account was erased. Never queued: see [`super::farewell`].
    Erased,
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Confirm,
        Self::AlreadyMember,
        Self::SignIn,
        Self::PasswordChanged,
        Self::NewAddress,
        Self::AddressChanging,
        Self::CertificationDue,
        Self::MembershipEnding,
        Self::MembershipLastDay,
        Self::MembershipEnded,
        Self::CertificationTaken,
        Self::CertificationDeclined,
        Self::MembershipGranted,
        Self::Gift,
        Self::Fee,
        Self::AlertBegan,
        Self::AlertOver,
        Self::Erased,
    ];

    /// The name in the queue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::AlreadyMember => "already-member",
            Self::SignIn => "sign-in",
            Self::PasswordChanged => "password-changed",
            Self::NewAddress => "new-address",
            Self::AddressChanging => "address-changing",
            Self::CertificationDue => "certification-due",
            Self::MembershipEnding => "membership-ending",
            Self::MembershipLastDay => "membership-last-day",
            Self::MembershipEnded => "membership-ended",
            Self::CertificationTaken => "certification-taken",
            Self::CertificationDeclined => "certification-declined",
            Self::MembershipGranted => "membership-granted",
            Self::Gift => "gift",
            Self::Fee => "fee",
            Self::AlertBegan => "alert-began",
            Self::AlertOver => "alert-over",
            Self::Erased => "erased",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The fields a message of this kind opens: none that it does not need. The first message goes
    /// to an address nobody has confirmed, so it repeats nothing that was typed beside it.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Confirm => &["email"],
            Self::NewAddress => &["new-email"],
            Self::Gift | Self::Fee => &["email", "name", "receipt-email", "receipt-name"],
            Self::AlertBegan | Self::AlertOver => &["staff-email", "staff-name"],
            _ => &["email", "name"],
        }
    }
}

/// A link in a message.
#[derive(Debug, Clone)]
pub struct Link {
    /// What following it does.
    pub label: String,
    /// Where it leads.
    pub address: String,
}

/// A message before it has a recipient.
pub struct Letter {
    language: &'static Language,
    subject: String,
    before: Vec<String>,
    link: Option<Link>,
    after: Vec<String>,
    from: String,
    site: String,
}

/// A message with its recipient: personal, and on its way out. No `Debug`, no `Clone`.
pub struct Outgoing {
    /// The address.
    pub(super) to: Zeroizing<String>,
    /// The subject line: nothing personal.
    pub(super) subject: String,
    /// The plain text.
    pub(super) text: Zeroizing<String>,
    /// The same as HTML.
    pub(super) html: Zeroizing<String>,
}

impl Outgoing {
    /// The same message for another attempt.
    pub(super) fn copy(&self) -> Self {
        Self {
            to: self.to.clone(),
            subject: self.subject.clone(),
            text: self.text.clone(),
            html: self.html.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct HtmlLetter<'a> {
    letter: &'a Letter,
    greeting: Typed,
    amount: Option<Typed>,
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct TextLetter<'a> {
    letter: &'a Letter,
    greeting: &'a str,
    amount: Option<&'a str>,
}

impl Letter {
    /// The message of a kind, in the foundation's own language: which one the person reads nobody
    /// keeps. `token` completes the link of those that have one; it works for `life_ms`.
    pub fn new(kind: Kind, foundation: &Foundation, token: &str, life_ms: i64) -> Self {
        let language = foundation.language.language();
        let say = |id| language.say(id);
        let named = |id| say(id).with("foundation", &foundation.name).text();
        let contact = |id| say(id).with("contact", foundation.privacy_contact.to_string()).text();
        let plain = |id| say(id).text();
        let base = foundation.base_url.as_str();
        let link =
            |id, path: String| Some(Link { label: plain(id), address: format!("{base}{path}") });
        let once = say("letters-once").with("life", life(life_ms, language)).text();
        // Which class it is about stands behind the sign-in: a message says no more than it must.
        let about_membership = |subject, text| {
            let lines = vec![named(text), plain("letters-membership-where")];
            let link = link("letters-membership-link", "/account/membership".to_owned());
            (plain(subject), lines, link, vec![plain("letters-membership-why")])
        };
        let (subject, before, link, after) = match kind {
            Kind::Confirm => (
                plain("letters-confirm-subject"),
                vec![named("letters-confirm")],
                link("letters-confirm-link", format!("/confirm/{token}")),
                vec![once, plain("letters-confirm-not-you")],
            ),
            Kind::AlreadyMember => (
                plain("letters-already-member-subject"),
                vec![named("letters-already-member"), plain("letters-already-member-nothing")],
                link("letters-sign-in-link", "/signin".to_owned()),
                vec![plain("letters-already-member-not-you")],
            ),
            Kind::SignIn => (
                plain("letters-sign-in-subject"),
                vec![named("letters-sign-in")],
                link("letters-sign-in-link", format!("/signin/{token}")),
                vec![once, plain("letters-sign-in-not-you")],
            ),
            Kind::PasswordChanged => (
                plain("letters-password-subject"),
                vec![named("letters-password"), plain("letters-password-devices")],
                link("letters-sign-in-link", "/signin".to_owned()),
                vec![contact("letters-password-not-you")],
            ),
            Kind::NewAddress => (
                plain("letters-new-address-subject"),
                vec![named("letters-new-address")],
                link("letters-new-address-link", format!("/address/{token}")),
                vec![once, plain("letters-new-address-not-you")],
            ),
            Kind::AddressChanging => (
                plain("letters-changing-subject"),
                vec![named("letters-changing"), plain("letters-changing-when")],
                link("letters-sign-in-link", "/signin".to_owned()),
                vec![contact("letters-changing-not-you")],
            ),
            Kind::CertificationDue => about_membership("letters-due-subject", "letters-due"),
            Kind::MembershipEnding => about_membership("letters-ending-subject", "letters-ending"),
            Kind::MembershipLastDay => {
                about_membership("letters-last-day-subject", "letters-last-day")
            }
            Kind::MembershipEnded => about_membership("letters-ended-subject", "letters-ended"),
            Kind::CertificationTaken => about_membership("letters-taken-subject", "letters-taken"),
            Kind::CertificationDeclined => {
                about_membership("letters-declined-subject", "letters-declined")
            }
            Kind::MembershipGranted => {
                about_membership("letters-granted-subject", "letters-granted")
            }
            Kind::AlertBegan => (
                plain("letters-alert-began-subject"),
                vec![named("letters-alert-began")],
                link("letters-alert-link", "/desk/usage#alerts".to_owned()),
                vec![plain("letters-alert-why")],
            ),
            Kind::AlertOver => (
                plain("letters-alert-over-subject"),
                vec![named("letters-alert-over")],
                link("letters-alert-link", "/desk/usage#alerts".to_owned()),
                vec![plain("letters-alert-why")],
            ),
            Kind::Gift => (
                plain("letters-gift-subject"),
                vec![named("letters-gift")],
                link("letters-gift-link", format!("/donate/{token}")),
                vec![
                    plain("letters-gift-keep"),
                    contact("letters-gift-not-you"),
                    format!("{}, {}", foundation.name, foundation.address),
                ],
            ),
            Kind::Fee => (
                plain("letters-fee-subject"),
                vec![named("letters-fee")],
                link("letters-membership-link", "/account/membership".to_owned()),
                vec![
                    plain("letters-gift-keep"),
                    contact("letters-fee-not-you"),
                    format!("{}, {}", foundation.name, foundation.address),
                ],
            ),
            Kind::Erased => (
                plain("letters-erased-subject"),
                vec![named("letters-erased"), plain("letters-erased-nobody")],
                None,
                vec![contact("letters-erased-not-you")],
            ),
        };
        let (from, site) = (foundation.name.clone(), base.to_owned());
        Self { language, subject, before, link, after, from, site }
    }

    /// Says more, behind what it opens with; never a personal value.
    pub(crate) fn saying(mut self, lines: Vec<String>) -> Self {
        self.before.extend(lines);
        self
    }

    /// In which language it is.
    pub(crate) fn language(&self) -> &'static Language {
        self.language
    }

    /// Adds the recipient, and how much they gave where it is a receipt. Called by the sink that received
    /// them.
    pub(crate) fn write(
        &self,
        to: Zeroizing<String>,
        name: &str,
        money: Option<Money>,
    ) -> Outgoing {
        let hello = self.language.say("letters-hello").text();
        // The name is personal: it stands beside the message and never in it.
        let greeting = Zeroizing::new(match name.trim() {
            "" => format!("{hello},"),
            name => format!("{hello} {name},"),
        });
        // So is what they gave.
        let amount = money.map(|money| {
            let amount = Marks::of(self.language.tag).write(money);
            Zeroizing::new(format!("{}: {amount}", self.language.say("letters-gift-amount").text()))
        });
        let text = TextLetter {
            letter: self,
            greeting: &greeting,
            amount: amount.as_ref().map(|amount| amount.as_str()),
        };
        let html = HtmlLetter {
            letter: self,
            greeting: Typed::new(greeting.as_str()),
            amount: amount.as_ref().map(|amount| Typed::new(amount.as_str())),
        };
        let (text, html) = (text.render(), html.render());
        Outgoing {
            to,
            subject: self.subject.clone(),
            text: Zeroizing::new(text.unwrap_or_default()),
            html: Zeroizing::new(html.unwrap_or_default()),
        }
    }
}

/// A length of time in words: whole hours where it is, minutes otherwise.
fn life(ms: i64, language: &'static Language) -> String {
    match (ms / HOUR, ms % HOUR) {
        (hours, 0) => language.say("letters-hours").with("count", hours).text(),
        _ => language.say("letters-minutes").with("count", ms / MINUTE).text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_says_who_writes_and_why() {
        for (tag, hello) in [("en", "Hello"), ("de", "Guten Tag")] {
            let foundation = Foundation { language: tag.parse().unwrap(), ..Foundation::default() };
            for kind in Kind::ALL {
                assert_eq!(Kind::named(kind.name()), Some(*kind));
                let letter = Letter::new(*kind, &foundation, "TOKEN", 48 * HOUR);
                let out = letter.write(Zeroizing::new("ada@example.org".into()), "A <b>", None);
                assert!(out.text.starts_with(&format!("{hello} A <b>,\n\n")), "{}", *out.text);
                assert!(out.html.contains(&format!("{hello} A &lt;b&gt;,")), "{}", *out.html);
                assert!(out.html.contains(&format!("<html lang=\"{tag}\"")), "{}", *out.html);
                assert!(out.text.contains("The Example Foundation"));
                assert!(!out.subject.contains(char::is_control));
                let links =
                    matches!(kind, Kind::Confirm | Kind::SignIn | Kind::NewAddress | Kind::Gift);
                assert_eq!(out.text.contains("/TOKEN\n"), links, "{}", *out.text);
                assert!(!out.text.contains("\n\n\n"), "{}", *out.text);
                assert!(!out.text.contains("letters-"), "{}", *out.text);
            }
        }
    }

    #[test]
    fn lengths_of_time_read_well() {
        let english = Language::english();
        assert_eq!(life(48 * HOUR, english), "48 hours");
        assert_eq!(life(HOUR, english), "1 hour");
        assert_eq!(life(15 * MINUTE, english), "15 minutes");
    }
}

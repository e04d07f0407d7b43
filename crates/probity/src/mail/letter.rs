//! What our messages say. Each is necessary to keep an account or a membership (promise M2); none
//! holds more about the person than their own name, and a link that works once.

use askama::Template;
use zeroize::Zeroizing;

use crate::config::Foundation;
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
            _ => &["email", "name"],
        }
    }
}

/// A link in a message.
#[derive(Debug, Clone)]
pub struct Link {
    /// What following it does.
    pub label: &'static str,
    /// Where it leads.
    pub address: String,
}

/// A message before it has a recipient.
pub struct Letter {
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
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct TextLetter<'a> {
    letter: &'a Letter,
    greeting: &'a str,
}

impl Letter {
    /// The message of a kind. `token` completes the link of those that have one; `life` says in
    /// words how long it works.
    pub fn new(kind: Kind, foundation: &Foundation, token: &str, life: &str) -> Self {
        let name = &foundation.name;
        let base = foundation.base_url.as_str();
        let link = |label, path: String| Some(Link { label, address: format!("{base}{path}") });
        let once = format!("The link works once, for {life}.");
        let (subject, before, link, after) = match kind {
            Kind::Confirm => (
                "Confirm your e-mail address".to_owned(),
                vec![format!("Someone, probably you, asked to join {name} with this address.")],
                link("Confirm that this address is yours", format!("/confirm/{token}")),
                vec![
                    once,
                    "If it was not you, do nothing: what was entered is erased when the link runs out."
                        .to_owned(),
                ],
            ),
            Kind::AlreadyMember => (
                "You already have an account".to_owned(),
                vec![
                    format!("Someone, probably you, asked to join {name} with this address."),
                    "It already has an account, so nothing was changed. You can sign in.".to_owned(),
                ],
                link("Sign in", "/signin".to_owned()),
                vec!["If it was not you, there is nothing you need to do.".to_owned()],
            ),
            Kind::SignIn => (
                "Your link to sign in".to_owned(),
                vec![format!("Here is the link to sign in to {name} that you asked for.")],
                link("Sign in", format!("/signin/{token}")),
                vec![once, "If you did not ask for it, do nothing.".to_owned()],
            ),
            Kind::PasswordChanged => (
                "Your password was changed".to_owned(),
                vec![
                    format!("The password of your account at {name} was just set or changed."),
                    "All other devices were signed out.".to_owned(),
                ],
                link("Sign in", "/signin".to_owned()),
                vec![format!(
                    "If it was not you, sign in by a link, set another password, and write to {}.",
                    foundation.privacy_contact
                )],
            ),
            Kind::NewAddress => (
                "Confirm your new e-mail address".to_owned(),
                vec![format!("A member of {name} gave this as their new address.")],
                link("Use this address", format!("/address/{token}")),
                vec![once, "If it was not you, do nothing.".to_owned()],
            ),
            Kind::AddressChanging => (
                "Your e-mail address is about to change".to_owned(),
                vec![
                    format!("Someone who is signed in to your account at {name} gave another address for it."),
                    "When it is confirmed there, it takes the place of this one.".to_owned(),
                ],
                link("Sign in", "/signin".to_owned()),
                vec![format!(
                    "If it was not you, sign in now, change your password, and write to {}.",
                    foundation.privacy_contact
                )],
            ),
            Kind::Erased => (
                "Your information was erased".to_owned(),
                vec![
                    format!("As you asked, {name} has ended your membership and destroyed the key to everything it held on you."),
                    "Nobody can read it any more, not even in our backups. This is the last message you get from us."
                        .to_owned(),
                ],
                None,
                vec![format!("If this was not you, write to {}.", foundation.privacy_contact)],
            ),
        };
        Self { subject, before, link, after, from: name.clone(), site: base.to_owned() }
    }

    /// Adds the recipient. Called by the sink that received them.
    pub(crate) fn write(&self, to: Zeroizing<String>, name: &str) -> Outgoing {
        let greeting = Zeroizing::new(match name.trim() {
            "" => "Hello,".to_owned(),
            name => format!("Hello {name},"),
        });
        let text = TextLetter { letter: self, greeting: &greeting }.render();
        let html = HtmlLetter { letter: self, greeting: Typed::new(greeting.as_str()) }.render();
        Outgoing {
            to,
            subject: self.subject.clone(),
            text: Zeroizing::new(text.unwrap_or_default()),
            html: Zeroizing::new(html.unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_says_who_writes_and_why() {
        let foundation = Foundation::default();
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(*kind));
            let letter = Letter::new(*kind, &foundation, "TOKEN", "48 hours");
            let out = letter.write(Zeroizing::new("ada@example.org".into()), "A <b>");
            assert!(out.text.starts_with("Hello A <b>,\n\n"), "{}", *out.text);
            assert!(out.html.contains("Hello A &lt;b&gt;,"), "{}", *out.html);
            assert!(out.text.contains("The Example Foundation"));
            assert!(!out.subject.contains(char::is_control));
            let links = matches!(kind, Kind::Confirm | Kind::SignIn | Kind::NewAddress);
            assert_eq!(out.text.contains("/TOKEN\n"), links, "{}", *out.text);
            assert!(!out.text.contains("\n\n\n"), "{}", *out.text);
        }
    }
}

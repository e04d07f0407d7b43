//! The closed words of a policy in the reader's language: purposes, roles, recipients, grounds,
//! retentions; and what the shipped data map calls the things that people are asked for.
//!
//! `crates/policy` speaks English. This is the one place where its words are matched with texts of the
//! interface. What a foundation's own data map says is shown as it is, marked as English.

use std::fmt;

use probity_policy::{
    Category, Field, Ground, Period, Purpose, Recipient, Retention, Role, Start, Unit,
};

use super::{Language, Say};
use crate::site::typed::Html;

/// A purpose inside a sentence.
pub(crate) fn purpose(language: &'static Language, purpose: Purpose) -> String {
    let say = match purpose {
        Purpose::IntrusionProtection => language.say("word-purpose-intrusion-protection"),
        Purpose::AvailabilityPerformance => language.say("word-purpose-availability-performance"),
        Purpose::Communication => language.say("word-purpose-communication"),
        Purpose::SecureAccess => language.say("word-purpose-secure-access"),
        Purpose::ServiceProvision => language.say("word-purpose-service-provision"),
        Purpose::ContentImprovement => language.say("word-purpose-content-improvement"),
        Purpose::FraudPrevention => language.say("word-purpose-fraud-prevention"),
        Purpose::DelegatedFunction => language.say("word-purpose-delegated-function"),
        Purpose::Membership => language.say("word-purpose-membership"),
        Purpose::Voting => language.say("word-purpose-voting"),
        Purpose::Payment => language.say("word-purpose-payment"),
        Purpose::LegalCompliance => language.say("word-purpose-legal-compliance"),
        Purpose::RightsFulfilment => language.say("word-purpose-rights-fulfilment"),
        Purpose::Marketing => language.say("word-purpose-marketing"),
        Purpose::Profiling => language.say("word-purpose-profiling"),
        Purpose::Sale => language.say("word-purpose-sale"),
    };
    say.text()
}

/// A role inside a sentence.
pub(crate) fn role(language: &'static Language, role: Role) -> String {
    let say = match role {
        Role::System => language.say("word-role-system"),
        Role::Person => language.say("word-role-person"),
        Role::Public => language.say("word-role-public"),
        Role::MembershipStaff => language.say("word-role-membership-staff"),
        Role::FinanceStaff => language.say("word-role-finance-staff"),
        Role::CommunicationsStaff => language.say("word-role-communications-staff"),
        Role::InfrastructureStaff => language.say("word-role-infrastructure-staff"),
        Role::PrivacyOfficer => language.say("word-role-privacy-officer"),
        Role::Auditor => language.say("word-role-auditor"),
    };
    say.text()
}

/// A recipient inside a sentence.
pub(crate) fn recipient(language: &'static Language, recipient: Recipient) -> String {
    let say = match recipient {
        Recipient::Processor => language.say("word-recipient-processor"),
        Recipient::PaymentProvider => language.say("word-recipient-payment-provider"),
        Recipient::ThirdParty => language.say("word-recipient-third-party"),
        Recipient::Authority => language.say("word-recipient-authority"),
        Recipient::Public => language.say("word-recipient-public"),
    };
    say.text()
}

/// The ground of a disclosure, as a reason.
pub(crate) fn ground(language: &'static Language, ground: Ground) -> String {
    let say = match ground {
        Ground::None => language.say("word-ground-none"),
        Ground::Authorised => language.say("word-ground-authorised"),
        Ground::Necessary => language.say("word-ground-necessary"),
        Ground::Fraud => language.say("word-ground-fraud"),
        Ground::Law => language.say("word-ground-law"),
    };
    say.text()
}

/// Until when something is kept, inside a sentence.
pub(crate) fn retention(language: &'static Language, keep: Retention) -> String {
    let (length, start) = match keep {
        Retention::Account => return language.say("word-keep-account").text(),
        Retention::Never => return language.say("word-keep-never").text(),
        Retention::For(length, start) => (period(language, length), start),
    };
    let say = match start {
        Start::Collection => language.say("word-keep-after-collection"),
        Start::Transaction => language.say("word-keep-after-transaction"),
        Start::EndOfMembership => language.say("word-keep-after-end-of-membership"),
        Start::LastUse => language.say("word-keep-after-last-use"),
    };
    say.with("period", length).text()
}

/// A length of time.
pub(crate) fn period(language: &'static Language, period: Period) -> String {
    let part = |(count, unit): (u32, Unit)| {
        let say = match unit {
            Unit::Year => language.say("word-period-years"),
            Unit::Month => language.say("word-period-months"),
            Unit::Day => language.say("word-period-days"),
            Unit::Hour => language.say("word-period-hours"),
            Unit::Minute => language.say("word-period-minutes"),
            Unit::Second => language.say("word-period-seconds"),
        };
        say.with("count", count).text()
    };
    list(language, period.parts().into_iter().map(part))
}

/// An enumeration: `a, b and c`.
pub(crate) fn list(language: &'static Language, items: impl IntoIterator<Item = String>) -> String {
    let mut items: Vec<String> = items.into_iter().collect();
    let Some(last) = items.pop() else { return String::new() };
    let next = |before: String, next: String| {
        language.say("word-list-next").with("before", before).with("next", next).text()
    };
    match items.into_iter().reduce(next) {
        None => last,
        Some(before) => {
            language.say("word-list-last").with("before", before).with("last", last).text()
        }
    }
}

/// A sentence out of what stands inside one: `First, second.`
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Words for a page that are perhaps not in the page's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Phrase {
    text: String,
    /// The language of the words, where it is another than the page's.
    lang: Option<&'static str>,
}

impl Phrase {
    /// Words in the language of the page.
    pub(crate) fn here(text: impl Into<String>) -> Self {
        Self { text: text.into(), lang: None }
    }

    /// What the policy says, which is English.
    pub(crate) fn of_policy(language: &'static Language, text: impl Into<String>) -> Self {
        let lang = (!language.tag.starts_with("en")).then_some("en");
        Self { text: text.into(), lang }
    }

    /// The words alone, for a title or an attribute.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The language of the words, where it is another than the page's.
    pub(crate) fn lang(&self) -> Option<&'static str> {
        self.lang
    }

    /// Whether there are no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl fmt::Display for Phrase {
    /// As HTML.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let html = Html::new(&self.text);
        match self.lang {
            Some(lang) => write!(f, "<span lang=\"{lang}\">{html}</span>"),
            None => write!(f, "{html}"),
        }
    }
}

impl askama::filters::HtmlSafe for Phrase {}

/// What a field is called.
pub(crate) fn label(language: &'static Language, field: &Field) -> Phrase {
    said(language, &field.label, texts(&field.id).map(|(label, _)| label))
}

/// Why a field is asked for.
pub(crate) fn why(language: &'static Language, field: &Field) -> Phrase {
    said(language, &field.why, texts(&field.id).map(|(_, why)| why))
}

/// What a category of information is called.
pub(crate) fn kind(language: &'static Language, category: &Category) -> Phrase {
    said(language, &category.label, kind_text(&category.id))
}

/// A text of the data map, translated where the text of the interface says the very same in English.
fn said(
    language: &'static Language,
    text: &str,
    known: Option<fn(&'static Language) -> Say>,
) -> Phrase {
    match known {
        Some(known) if known(Language::english()).text() == text => {
            Phrase::here(known(language).text())
        }
        _ => Phrase::of_policy(language, text),
    }
}

type Text = fn(&'static Language) -> Say;

/// Label and reason of the fields whose words in the shipped data map are translated.
fn texts(field: &str) -> Option<(Text, Text)> {
    let texts: (Text, Text) = match field {
        "name" => (|l| l.say("asked-name"), |l| l.say("asked-name-why")),
        "email" => (|l| l.say("asked-email"), |l| l.say("asked-email-why")),
        "new-email" => (|l| l.say("asked-new-email"), |l| l.say("asked-new-email-why")),
        "country" => (|l| l.say("asked-country"), |l| l.say("asked-country-why")),
        "about" => (|l| l.say("asked-about"), |l| l.say("asked-about-why")),
        "website" => (|l| l.say("asked-website"), |l| l.say("asked-website-why")),
        "interests" => (|l| l.say("asked-interests"), |l| l.say("asked-interests-why")),
        "password" => (|l| l.say("asked-password"), |l| l.say("asked-password-why")),
        "postal-address" => {
            (|l| l.say("asked-postal-address"), |l| l.say("asked-postal-address-why"))
        }
        "session" => (|l| l.say("asked-session"), |l| l.say("asked-session-why")),
        "preferences" => (|l| l.say("asked-preferences"), |l| l.say("asked-preferences-why")),
        _ => return None,
    };
    Some(texts)
}

/// The label of a category whose words in the shipped data map are translated.
fn kind_text(category: &str) -> Option<Text> {
    let text: Text = match category {
        "ip-address" => |l| l.say("kind-ip-address"),
        "network" => |l| l.say("kind-network"),
        "visit" => |l| l.say("kind-visit"),
        "page-view" => |l| l.say("kind-page-view"),
        "browser-type" => |l| l.say("kind-browser-type"),
        "operating-system" => |l| l.say("kind-operating-system"),
        "request-outcome" => |l| l.say("kind-request-outcome"),
        "name" => |l| l.say("kind-name"),
        "email-address" => |l| l.say("kind-email-address"),
        "country" => |l| l.say("kind-country"),
        "postal-address" => |l| l.say("kind-postal-address"),
        "self-description" => |l| l.say("kind-self-description"),
        "interests" => |l| l.say("kind-interests"),
        "dedication" => |l| l.say("kind-dedication"),
        "membership-record" => |l| l.say("kind-membership-record"),
        "participation-record" => |l| l.say("kind-participation-record"),
        "organisation" => |l| l.say("kind-organisation"),
        "payment-reference" => |l| l.say("kind-payment-reference"),
        "payment-amount" => |l| l.say("kind-payment-amount"),
        "card-number" => |l| l.say("kind-card-number"),
        "fraud-signal" => |l| l.say("kind-fraud-signal"),
        "credential" => |l| l.say("kind-credential"),
        "session-cookie" => |l| l.say("kind-session-cookie"),
        "preference" => |l| l.say("kind-preference"),
        "consent-record" => |l| l.say("kind-consent-record"),
        "message-record" => |l| l.say("kind-message-record"),
        "rights-request" => |l| l.say("kind-rights-request"),
        "staff-identity" => |l| l.say("kind-staff-identity"),
        _ => return None,
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german() -> &'static Language {
        Language::tagged("de").unwrap()
    }

    /// English of the interface and English of the rules are one.
    #[test]
    fn english_says_what_the_policy_says() {
        let english = Language::english();
        for word in Purpose::ALL {
            assert_eq!(purpose(english, *word), word.label());
        }
        for word in Role::ALL {
            assert_eq!(role(english, *word), word.label());
        }
        for word in Recipient::ALL {
            assert_eq!(recipient(english, *word), word.label());
        }
        for word in Ground::ALL {
            assert_eq!(ground(english, *word), word.label());
        }
        for keep in ["P14D", "P1Y", "P1Y6M", "PT12H", "PT1M1S"] {
            for start in Start::ALL {
                let keep = Retention::For(keep.parse().unwrap(), *start);
                assert_eq!(retention(english, keep), keep.to_string());
            }
        }
        assert_eq!(retention(english, Retention::Account), Retention::Account.to_string());
        assert_eq!(retention(english, Retention::Never), Retention::Never.to_string());
    }

    #[test]
    fn the_shipped_fields_that_people_are_asked_for_are_translated() {
        let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let policy = probity_policy::Policy::load(&shipped.join("2026-11-23")).unwrap();
        let translated: Vec<_> =
            policy.map().fields().iter().filter(|field| texts(&field.id).is_some()).collect();
        assert_eq!(translated.len(), 11);
        for field in translated {
            assert_eq!(label(Language::english(), field).text(), field.label);
            let (label, why) = (label(german(), field), why(german(), field));
            assert!(label.lang.is_none() && why.lang.is_none(), "{}", field.id);
            assert!(field.id == "name" || label.text() != field.label, "{}", field.id);
            assert_ne!(why.text(), field.why, "{}", field.id);
        }
    }

    #[test]
    fn the_shipped_kinds_of_information_are_translated() {
        let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let policy = probity_policy::Policy::load(&shipped.join("2026-11-23")).unwrap();
        for category in policy.map().categories() {
            assert_eq!(kind(Language::english(), category).text(), category.label);
            assert!(kind(german(), category).lang.is_none(), "{}", category.id);
        }
    }

    #[test]
    fn what_a_foundation_says_itself_is_marked_as_english() {
        let said = |text: &str| said(german(), text, texts("name").map(|(label, _)| label));
        assert_eq!(said("Name").to_string(), "Name");
        assert_eq!(said("<Your> name").to_string(), "<span lang=\"en\">&lt;Your&gt; name</span>");
    }

    #[test]
    fn lists_read_as_lists() {
        let list = |items: &[&str]| list(german(), items.iter().map(|item| (*item).to_owned()));
        assert_eq!(list(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a und b");
        assert_eq!(list(&["a", "b", "c", "d"]), "a, b, c und d");
        assert_eq!(sentence("über alles"), "Über alles.");
    }
}

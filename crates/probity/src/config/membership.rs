//! `[membership]`: the classes of membership that the foundation has, as data, and the days around the
//! end of a membership. What the classes come to is in [`crate::membership`].
//!
//! What a class says of itself is checked when it is read, and the error points at it. Nothing here can
//! ask for more than the policy does: who votes may be asked for an address and for hours, nobody else.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::types::{self, ClassId, Currency};
use crate::language::Language;
use crate::membership::life::Rules;

/// The most a fee can be, in minor units.
const MOST: i64 = 1_000_000_000;

/// Hours in the longest month.
const HOURS: u32 = 31 * 24;

/// The classes, and the days around the end of a membership.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Membership {
    /// Days after the last one in which a membership goes on and can be renewed as if in time.
    #[serde(deserialize_with = "days")]
    pub grace_days: u16,
    /// Days before the last one at which its owner is reminded; once more on the last day.
    #[serde(deserialize_with = "days")]
    pub remind_days_before: u16,
    /// Days after the last one at which they are reminded for the last time.
    #[serde(deserialize_with = "days")]
    pub remind_days_after: u16,
    /// The classes, in the order in which they are offered.
    #[serde(deserialize_with = "classes")]
    pub class: Vec<Class>,
}

/// One class of membership.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Written")]
pub struct Class {
    /// Its name in tables and addresses; never change it once somebody holds the class.
    pub id: ClassId,
    /// What people call it, by language.
    pub label: BTreeMap<String, String>,
    /// What the policy takes its members for.
    pub kind: Kind,
    /// What a year costs; without it the class is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Fee>,
    /// Whether its members vote.
    #[serde(skip_serializing_if = "is_no")]
    pub votes: bool,
    /// The fewest hours of work a month that its members certify; without it they certify none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Whether they certify them anew each year.
    #[serde(skip_serializing_if = "is_no")]
    pub recertify: bool,
    /// Whether a postal address is required at enrolment (clause C7).
    #[serde(skip_serializing_if = "is_no")]
    pub address: bool,
    /// Whether it is granted by staff and cannot be asked for.
    #[serde(skip_serializing_if = "is_no")]
    pub granted: bool,
}

/// What the policy takes the members of a class for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Comes with the account, from its confirmation to its end.
    Basic,
    /// Supports the foundation with money.
    Supporting,
    /// Does so in the name of an organisation.
    Sponsoring,
    /// Votes, and does some of the work.
    Contributing,
    /// Votes, and looks after some of it.
    Managing,
    /// Was chosen.
    Fellow,
}

/// An amount for a year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// In the smallest unit of the currency: 2500 is 25.00 EUR.
    #[serde(deserialize_with = "amount")]
    pub amount: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// A class as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: ClassId,
    label: BTreeMap<String, String>,
    kind: Kind,
    fee: Option<Fee>,
    #[serde(default)]
    votes: bool,
    #[serde(default, deserialize_with = "hours")]
    hours: Option<u32>,
    #[serde(default)]
    recertify: bool,
    #[serde(default)]
    address: bool,
    #[serde(default)]
    granted: bool,
}

impl Kind {
    /// Whether the policy takes its members for those who vote: they may be asked for a postal address
    /// and for hours.
    pub const fn is_of_voters(self) -> bool {
        matches!(self, Self::Contributing | Self::Managing)
    }

    /// Whether the policy takes its members for those who support with money.
    pub const fn is_of_supporters(self) -> bool {
        matches!(self, Self::Supporting | Self::Sponsoring)
    }
}

impl Class {
    /// Whether a membership in it lasts a year and then has to be renewed.
    pub const fn is_yearly(&self) -> bool {
        self.fee.is_some() || self.recertify
    }

    /// Whether staff look at what somebody certified before it takes effect.
    pub const fn is_reviewed(&self) -> bool {
        self.hours.is_some()
    }

    /// What it is called in a language, else in English, else in any.
    pub fn label(&self, language: &str) -> &str {
        let by = |tag: &str| self.label.get(tag);
        let found = by(language).or_else(|| by("en")).or_else(|| self.label.values().next());
        found.map_or(self.id.as_str(), String::as_str)
    }
}

impl Membership {
    /// The days that lives go by.
    pub const fn rules(&self) -> Rules {
        Rules {
            grace: self.grace_days,
            before: self.remind_days_before,
            after: self.remind_days_after,
        }
    }
}

impl TryFrom<Written> for Class {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { id, label, kind, fee, votes, hours, recertify, address, granted } = written;
        let known: Vec<&str> = Language::all(false).map(|language| language.tag).collect();
        let wrong =
            |what: &str, expected: &str| Err(format!("class `{id}` {what}, expected {expected}"));
        if label.is_empty() {
            return wrong("has no label", "one like `label = { en = \"Contributing member\" }`");
        }
        if let Some(tag) = label.keys().find(|tag| !known.contains(&tag.as_str())) {
            let known = known.join("`, `");
            return wrong(&format!("has a label in `{tag}`"), &format!("one of `{known}`"));
        }
        let is_bad = |text: &String| {
            text.trim().is_empty()
                || text.chars().count() > 60
                || text.chars().any(char::is_control)
        };
        if label.values().any(is_bad) {
            return wrong("has a label that is empty or too long", "1 to 60 letters on one line");
        }
        if kind == Kind::Basic && (fee.is_some() || votes || hours.is_some() || address || granted)
        {
            return wrong(
                "is `basic`, which comes with the account",
                "another kind, or none of `fee`, `votes`, `hours`, `address`, `granted`",
            );
        }
        if (address || hours.is_some()) && !kind.is_of_voters() {
            return wrong(
                "asks for an address or for hours, which the policy lets only those be asked who vote",
                "the kind `contributing` or `managing`",
            );
        }
        if recertify && hours.is_none() {
            return wrong("is certified each year, but not at all", "`hours` beside `recertify`");
        }
        if granted && (fee.is_some() || hours.is_some() || address) {
            return wrong(
                "is granted by staff and asks its members for something",
                "`granted` alone, or `fee`, `hours`, `address` without it",
            );
        }
        if fee.is_some() && hours.is_some() {
            return wrong("is both paid and certified", "`fee` or `hours`");
        }
        Ok(Self { id, label, kind, fee, votes, hours, recertify, address, granted })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_no(flag: &bool) -> bool {
    !*flag
}

fn days<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    let number = types::bounded(from, 366)?;
    u16::try_from(number).map_err(D::Error::custom)
}

fn hours<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    types::bounded(from, HOURS).map(Some)
}

fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    let amount = i64::deserialize(from)?;
    if (1..=MOST).contains(&amount) {
        Ok(amount)
    } else {
        Err(D::Error::custom(format!(
            "`{amount}` is out of range, expected the smallest units of the currency, from 1 to {MOST}"
        )))
    }
}

/// Reads the classes: each name once, and one class at most that comes with the account.
fn classes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Class>, D::Error> {
    let classes = Vec::<Class>::deserialize(from)?;
    for (at, class) in classes.iter().enumerate() {
        let before = &classes[..at];
        if before.iter().any(|other| other.id == class.id) {
            let wrong = format!("two classes are called `{}`, expected another id", class.id);
            return Err(D::Error::custom(wrong));
        }
        if class.kind == Kind::Basic && before.iter().any(|other| other.kind == Kind::Basic) {
            let wrong =
                format!("`{}` is the second `basic` class, expected another kind", class.id);
            return Err(D::Error::custom(wrong));
        }
    }
    Ok(classes)
}

impl Default for Membership {
    /// The classes of the example foundation.
    fn default() -> Self {
        let class = |id: &str, kind, en: &str, de: &str| Class {
            id: ClassId::known(id),
            label: [("en", en), ("de", de)]
                .map(|(tag, text)| (tag.to_owned(), text.to_owned()))
                .into(),
            kind,
            fee: None,
            votes: false,
            hours: None,
            recertify: false,
            address: false,
            granted: false,
        };
        let fee = |amount| Some(Fee { amount, currency: Currency::known("EUR") });
        Self {
            grace_days: 30,
            remind_days_before: 30,
            remind_days_after: 14,
            class: vec![
                class("basic", Kind::Basic, "Basic member", "Einfaches Mitglied"),
                Class {
                    fee: fee(5_000),
                    ..class("supporting", Kind::Supporting, "Supporting member", "Fördermitglied")
                },
                Class {
                    fee: fee(100_000),
                    ..class("sponsoring", Kind::Sponsoring, "Sponsoring member", "Sponsor")
                },
                Class {
                    votes: true,
                    hours: Some(5),
                    recertify: true,
                    address: true,
                    ..class(
                        "contributing",
                        Kind::Contributing,
                        "Contributing member",
                        "Mitwirkendes Mitglied",
                    )
                },
                Class {
                    votes: true,
                    hours: Some(5),
                    recertify: true,
                    address: true,
                    ..class("managing", Kind::Managing, "Managing member", "Leitendes Mitglied")
                },
                Class {
                    votes: true,
                    granted: true,
                    ..class("fellow", Kind::Fellow, "Fellow", "Ehrenmitglied")
                },
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn refused(text: &str) -> String {
        Config::parse("foundation.toml", text.as_bytes()).unwrap_err().to_string()
    }

    const CLASS: &str = "[[membership.class]]\nid = \"a\"\nlabel = { en = \"A\" }\n";

    #[test]
    fn classes_are_data() {
        let text = format!(
            "[membership]\ngrace_days = 10\n{CLASS}kind = \"supporting\"\n\
             fee = {{ amount = 2500, currency = \"CHF\" }}\n"
        );
        let config = Config::parse("f", text.as_bytes()).unwrap();
        let [class] = &config.membership.class[..] else { panic!("one class") };
        assert!(class.is_yearly() && !class.votes && !class.is_reviewed());
        assert_eq!(class.fee.as_ref().unwrap().currency.as_str(), "CHF");
        assert_eq!((class.label("de"), class.label("en")), ("A", "A"));
        assert_eq!(config.membership.grace_days, 10);
        assert_eq!(Config::parse("f", b"[membership]\nclass = []\n").unwrap().membership.class, []);
    }

    #[test]
    fn a_mistake_in_a_class_is_shown_with_its_place_and_what_would_do() {
        for (rest, place, said, hint) in [
            ("kind = \"paid\"\n", "4:8", "unknown value `paid`", "`basic`"),
            ("kind = \"basic\"\nvotes = true\n", "1:1", "comes with the account", "another kind"),
            ("kind = \"fellow\"\nhours = 5\n", "1:1", "only those be asked who vote", "`managing`"),
            ("kind = \"supporting\"\naddress = true\n", "1:1", "who vote", "`contributing`"),
            ("kind = \"managing\"\nrecertify = true\n", "1:1", "not at all", "`hours`"),
            ("kind = \"managing\"\nhours = 0\n", "5:9", "out of range", "1 to 744"),
            ("kind = \"managing\"\nhours = -1\n", "5:9", "out of range", "1 to 744"),
            ("kind = \"managing\"\ngranted = true\naddress = true\n", "1:1", "by staff", "alone"),
            (
                "kind = \"managing\"\nhours = 5\nfee = { amount = 1, currency = \"EUR\" }\n",
                "1:1",
                "paid and certified",
                "`fee` or `hours`",
            ),
            (
                "kind = \"supporting\"\nfee = { amount = 0, currency = \"EUR\" }\n",
                "5:18",
                "out of range",
                "smallest units",
            ),
            (
                "kind = \"supporting\"\nfee = { amount = 1.5, currency = \"EUR\" }\n",
                "5:18",
                "invalid type",
                "i64",
            ),
            (
                "kind = \"supporting\"\nfee = { amount = 1, currency = \"eur\" }\n",
                "5:32",
                "no currency",
                "like `EUR`",
            ),
            ("kind = \"fellow\"\nvote = true\n", "5:1", "unknown key `vote`", "`votes`"),
        ] {
            let text = refused(&format!("{CLASS}{rest}"));
            assert!(text.starts_with(&format!("foundation.toml:{place}: ")), "{rest}{text}");
            assert!(text.contains(said), "{rest}{text}");
            let hinted = text.split_once("hint: ").is_some_and(|(_, found)| found.contains(hint));
            assert!(hinted, "{rest}{text}");
        }
        let text = refused(&CLASS.replace("\"a\"", "\"A b\""));
        assert!(text.contains("foundation.toml:2:6: `A b` is no id of a class"), "{text}");
        let text = refused(&CLASS.replace("en =", "fr ="));
        assert!(text.contains("missing field `kind`"), "{text}");
        let text = refused(&format!("{}kind = \"fellow\"\n", CLASS.replace("en =", "fr =")));
        assert!(text.contains("has a label in `fr`") && text.contains("`en`, `de`"), "{text}");
        let twice = format!("{CLASS}kind = \"fellow\"\n{CLASS}kind = \"managing\"\n");
        assert!(refused(&twice).contains("two classes are called `a`"));
        let other = CLASS.replace("\"a\"", "\"b\"");
        let basic = format!("{CLASS}kind = \"basic\"\n{other}kind = \"basic\"\n");
        assert!(refused(&basic).contains("second `basic` class"));
        assert!(refused("[membership]\ngrace_days = 400\n").contains("1 to 366"));
    }

    #[test]
    fn a_zone_that_does_not_exist_is_refused() {
        let text = refused("[foundation]\ntime_zone = \"Mars/Base\"\n");
        assert!(text.starts_with("foundation.toml:2:13: `Mars/Base` is no time zone"), "{text}");
        let fine = Config::parse("f", b"[foundation]\ntime_zone = \"Asia/Taipei\"\n").unwrap();
        assert_eq!(fine.foundation.time_zone.as_str(), "Asia/Taipei");
    }

    #[test]
    fn the_example_passes_its_own_checks() {
        let written = toml::to_string(&Config::default()).unwrap();
        let read = Config::parse("example", written.as_bytes()).unwrap();
        assert_eq!(read.membership, Membership::default());
    }
}

//! How somebody reads: language, time zone, size of text, and whether they refuse cookies. It says
//! nothing about who they are.
//!
//! What a reader chose stands in one cookie whose value is the choice itself (the field
//! `preferences` of the data map, promise C3); the language otherwise comes from the browser. Of
//! what the cookie or the address says only what is known counts; the rest is as if it was not there.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use probity_policy::Version;

use super::moment::Moment;
use crate::app::App;
use crate::language::{Language, Say};

/// The name of the cookie.
pub(crate) const COOKIE_NAME: &str = "settings";

/// The longest cookie that is looked at.
const LONGEST: usize = 200;

/// The size of text, in steps from 0 (smallest) to [`TextSize::LARGEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TextSize(u8);

impl TextSize {
    /// The most that text can grow: twice its size.
    pub(crate) const LARGEST: Self = Self(7);
    /// The class of `<html>` for each step; the style sheet gives each its size.
    const CLASSES: [&str; 8] =
        ["text-0", "text-1", "text-2", "text-3", "text-4", "text-5", "text-6", "text-7"];
    const PERCENT: [u16; 8] = [85, 100, 115, 130, 145, 160, 180, 200];

    /// One step larger, up to the largest.
    pub(crate) fn larger(self) -> Self {
        Self((self.0 + 1).min(Self::LARGEST.0))
    }

    /// One step smaller, down to the smallest.
    pub(crate) fn smaller(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// In hundredths of the size that the browser gives.
    pub(crate) fn percent(self) -> u16 {
        Self::PERCENT[usize::from(self.0.min(Self::LARGEST.0))]
    }

    /// The class that gives it to the page.
    pub(crate) fn class(self) -> &'static str {
        Self::CLASSES[usize::from(self.0.min(Self::LARGEST.0))]
    }

    fn parse(text: &str) -> Option<Self> {
        let step = text.parse().ok().map(Self)?;
        (step <= Self::LARGEST).then_some(step)
    }
}

impl Default for TextSize {
    /// As the browser has it.
    fn default() -> Self {
        Self(1)
    }
}

/// What a reader chose; each is none until they did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The size of text.
    pub text: Option<TextSize>,
    /// The language.
    pub language: Option<&'static Language>,
    /// The IANA name of a time zone that exists.
    pub zone: Option<String>,
    /// Which cookies are refused.
    pub refused: Refused,
}

/// The cookies that a reader refuses. Whoever refuses settings has chosen nothing else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The one that signing in needs.
    pub signin: bool,
    /// The one that keeps settings.
    pub settings: bool,
}

impl Refused {
    /// Every cookie.
    pub(crate) const ALL: Self = Self { signin: true, settings: true };
}

impl Settings {
    /// Reads the value of the cookie.
    pub(crate) fn parse(value: &str) -> Self {
        let mut settings = Self::default();
        if value.len() > LONGEST {
            return settings;
        }
        for pair in value.split('~') {
            match pair.split_once('.') {
                Some(("text", step)) => settings.text = TextSize::parse(step),
                Some(("lang", tag)) => settings.language = Language::tagged(tag),
                Some(("zone", name)) => settings.zone = known_zone(name).map(|_| name.to_owned()),
                Some(("cookies", "refused")) => settings.refused = Refused::ALL,
                Some(("signin", "refused")) => settings.refused.signin = true,
                Some(("settings", "refused")) => settings.refused.settings = true,
                _ => {}
            }
        }
        settings.refusing(settings.refused)
    }

    /// The same with these cookies refused. Whoever refuses the one for settings is remembered by
    /// nothing but that, and so is like everyone else who does.
    #[must_use]
    pub(crate) fn refusing(&self, refused: Refused) -> Self {
        let kept = if refused.settings { Self::default() } else { self.clone() };
        Self { refused, ..kept }
    }

    /// The value of the cookie; empty when nothing was chosen. Made of letters, digits and
    /// `._~/+-` only.
    pub(crate) fn value(&self) -> String {
        match self.refused {
            Refused { signin: true, settings: true } => return "cookies.refused".to_owned(),
            Refused { settings: true, .. } => return "settings.refused".to_owned(),
            _ => {}
        }
        let mut parts = Vec::new();
        parts.extend(self.text.map(|text| format!("text.{}", text.0)));
        parts.extend(self.language.map(|language| format!("lang.{}", language.tag)));
        parts.extend(self.zone.as_ref().map(|zone| format!("zone.{zone}")));
        parts.extend(self.refused.signin.then(|| "signin.refused".to_owned()));
        parts.join("~")
    }
}

/// The zone with this IANA name.
pub(crate) fn known_zone(name: &str) -> Option<TimeZone> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
    let shaped = !name.is_empty() && name.len() <= 64 && name.chars().all(plain);
    shaped.then(|| jiff::tz::db().get(name).ok()).flatten()
}

/// How this request is read.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    /// The language to answer in.
    pub language: &'static Language,
    /// The zone that was chosen; without one, times are given in UTC.
    pub zone: Option<TimeZone>,
    /// The size of text.
    pub text: TextSize,
    /// Which cookies are refused.
    pub refused: Refused,
    /// Whether the browser objects to sale and sharing (Global Privacy Control, `Sec-GPC: 1`).
    pub gpc: bool,
    /// What was chosen, as it stands in the cookie.
    pub settings: Settings,
}

impl Reader {
    /// How the request with these parts is read: what was chosen, what the address says
    /// (`?lang=de`, for one page), what the browser prefers, what the foundation speaks.
    pub(crate) fn of(app: &App, parts: &Parts) -> Self {
        let headers = &parts.headers;
        let settings = cookie(headers, COOKIE_NAME).map(Settings::parse).unwrap_or_default();
        let asked = parts.uri.query().and_then(asked);
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let language = asked
            .or(settings.language)
            .filter(|chosen| Language::all(app.outbox.is_some()).any(|known| known == *chosen))
            .or_else(|| accepted.and_then(Language::accepted))
            .unwrap_or_else(|| app.config.foundation.language.language());
        Self {
            language,
            zone: settings.zone.as_deref().and_then(known_zone),
            text: settings.text.unwrap_or_default(),
            refused: settings.refused,
            gpc: headers.get("sec-gpc").is_some_and(|value| value == "1"),
            settings,
        }
    }

    /// The language without what distinguishes its kinds: `en` of mirrored English.
    pub(crate) fn primary(&self) -> &'static str {
        self.language.tag.split('-').next().unwrap_or(self.language.tag)
    }

    /// A language as `lang` has it, where it is another than the reader's.
    pub(crate) fn foreign(&self, language: &str) -> Option<String> {
        (language != self.primary()).then(|| language.to_owned())
    }

    /// A message in the reader's language.
    pub(crate) fn say(&self, id: &'static str) -> Say {
        self.language.say(id)
    }

    /// Everything that makes a page look different for two readers who are not signed in. Of whoever
    /// objects by Global Privacy Control, no page reports that it was left.
    pub(crate) fn key(&self) -> String {
        let gpc = if self.gpc { " gpc" } else { "" };
        format!("{} {}{gpc}", self.language.tag, self.settings.value())
    }

    /// The moment `ms` milliseconds after 1970 began, in the reader's zone and language.
    pub(crate) fn moment(&self, ms: i64) -> Moment {
        let at = Timestamp::from_millisecond(ms).unwrap_or_default();
        let zoned = at.to_zoned_datetime(self.zone.clone().unwrap_or(TimeZone::UTC));
        let say = self
            .say("time-moment")
            .with("date", self.date(zoned.date()))
            .with("time", zoned.strftime("%H:%M").to_string())
            .with("zone", zoned.strftime("%Z").to_string());
        Moment { iso: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), long: say.text() }
    }

    /// The day on which `ms` milliseconds after 1970 fell for the reader, in words.
    pub(crate) fn day(&self, ms: i64) -> String {
        let at = Timestamp::from_millisecond(ms).unwrap_or_default();
        self.date(at.to_zoned_datetime(self.zone.clone().unwrap_or(TimeZone::UTC)).date())
    }

    /// The day on which `ms` milliseconds after 1970 fell for the reader.
    pub(crate) fn date_of(&self, ms: i64) -> Date {
        let at = Timestamp::from_millisecond(ms).unwrap_or_default();
        at.to_zoned_datetime(self.zone.clone().unwrap_or(TimeZone::UTC)).date()
    }

    /// A version's date in words.
    pub(crate) fn long_date(&self, version: Version) -> String {
        let date = version.to_string();
        date.parse::<Date>().map_or(date, |date| self.date(date))
    }

    /// A day in words.
    pub(crate) fn date(&self, date: Date) -> String {
        let month = match date.month() {
            1 => self.say("time-january"),
            2 => self.say("time-february"),
            3 => self.say("time-march"),
            4 => self.say("time-april"),
            5 => self.say("time-may"),
            6 => self.say("time-june"),
            7 => self.say("time-july"),
            8 => self.say("time-august"),
            9 => self.say("time-september"),
            10 => self.say("time-october"),
            11 => self.say("time-november"),
            _ => self.say("time-december"),
        };
        // As text: the year of a date has no thousands.
        self.say("time-date")
            .with("day", date.day().to_string())
            .with("month", month)
            .with("year", date.year().to_string())
            .text()
    }
}

/// The language that an address asks for, for one page.
fn asked(query: &str) -> Option<&'static Language> {
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::tagged)
}

/// The value of a cookie that a request carries.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

#[cfg(test)]
impl Reader {
    /// Somebody who chose nothing, and reads English.
    pub(crate) fn english() -> Self {
        Self::of_language(Language::english())
    }

    /// Somebody who reads this language and chose nothing else.
    pub(crate) fn of_language(language: &'static Language) -> Self {
        Self {
            language,
            zone: None,
            text: TextSize::default(),
            refused: Refused::default(),
            gpc: false,
            settings: Settings::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_chosen_comes_back() {
        let settings = Settings {
            text: Some(TextSize::default().larger()),
            language: Language::tagged("de"),
            zone: Some("America/Argentina/Buenos_Aires".to_owned()),
            refused: Refused::default(),
        };
        assert_eq!(settings.value(), "text.2~lang.de~zone.America/Argentina/Buenos_Aires");
        assert_eq!(Settings::parse(&settings.value()), settings);
        let without = Refused { signin: true, settings: false };
        let signed_out = settings.refusing(without);
        assert!(signed_out.value().ends_with("~signin.refused"), "{}", signed_out.value());
        assert_eq!(Settings::parse(&signed_out.value()), signed_out);
        assert_eq!(settings.refusing(Refused::ALL).value(), "cookies.refused");
        let unset = settings.refusing(Refused { signin: false, settings: true });
        assert_eq!(unset.value(), "settings.refused");
        assert_eq!(Settings::parse("text.2~settings.refused~lang.de"), unset);
        assert_eq!(Settings::default().value(), "");
    }

    #[test]
    fn the_style_sheet_has_each_size() {
        let css = include_str!("../../assets/probity.css");
        for (class, percent) in TextSize::CLASSES.iter().zip(TextSize::PERCENT) {
            let rule = format!(".{class} {{ font-size: {percent}%; }}");
            assert!(percent == 100 || css.contains(&rule), "{rule}");
        }
        let mut size = TextSize(0);
        for _ in 0..20 {
            size = size.larger();
        }
        assert_eq!(size, TextSize::LARGEST);
        assert_eq!((0..20).fold(size, |size, _| size.smaller()), TextSize(0));
    }

    #[test]
    fn what_is_absurd_is_as_if_it_was_not_there() {
        for value in ["text.99", "text.-1", "lang.xx", "zone.Nowhere/City", "zone.", "x", "~~.~"] {
            assert_eq!(Settings::parse(value), Settings::default(), "{value}");
        }
        assert_eq!(Settings::parse(&format!("text.2~{}", "x".repeat(300))), Settings::default());
        assert!(known_zone("../../etc/passwd").is_none());
    }

    proptest! {
        #[test]
        fn any_address_asks_for_a_language_there_is_or_none(query in ".{0,60}", tag in ".{0,8}") {
            let known = |tag: &str| ["en", "de", "en-XB"].contains(&tag);
            for query in [query.clone(), format!("lang={tag}"), format!("{query}&lang={tag}&lang")] {
                prop_assert!(asked(&query).is_none_or(|language| known(language.tag)), "{}", query);
            }
            prop_assert_eq!(asked(&format!("a=b&lang={tag}")).is_some(), known(&tag));
        }

        #[test]
        fn any_cookie_is_read_and_written_in_safe_characters(value in ".{0,80}") {
            let settings = Settings::parse(&value);
            let written = settings.value();
            let safe = |c: char| c.is_ascii_alphanumeric() || "._~/+-".contains(c);
            prop_assert!(written.chars().all(safe), "{}", written);
            let again = Settings::parse(&written);
            prop_assert_eq!(again.value(), written);
        }
    }
}

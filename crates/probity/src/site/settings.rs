//! `/settings`: how pages look to a reader: size of text, language, time zone.
//!
//! What they choose stands in one cookie that says it, and nothing else; it is set here and in
//! [`super::cookies`] only, when somebody asks for it, and the policy is asked each time (promise C3).
//! The forms carry no token, so that the pages they stand on are the same for everyone; they must come
//! from this site, and all they can do is this.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_policy::{Flow, Giver, Purpose, Retention};
use probity_vault::VaultError;

use super::chrome::{Chrome, page};
use super::failure::Failure;
use super::moment::Moment;
use super::reader::{COOKIE_NAME, Settings, TextSize, known_zone};
use super::submission::{Submission, Values};
use super::visitor::Visitor;
use crate::app::App;
use crate::language::words::{self, Phrase};
use crate::language::{Language, Say};

/// The field of the data map that the cookie is.
pub(crate) const FIELD: &str = "preferences";

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    chrome: Chrome,
    cookie: &'static str,
    why: Phrase,
    life: String,
    now: Moment,
    regions: Vec<Region>,
}

/// The zones of one part of the world, for a list.
struct Region {
    name: Say,
    zones: Vec<Zone>,
}

struct Zone {
    /// The IANA name.
    name: &'static str,
    /// The place in it.
    place: &'static str,
    chosen: bool,
}

/// Every zone with a place in its name, by the part of the world that it begins with.
static ZONES: LazyLock<BTreeMap<&'static str, Vec<(&'static str, &'static str)>>> =
    LazyLock::new(|| {
        let mut names: Vec<String> =
            jiff::tz::db().available().map(|name| name.to_string()).collect();
        names.sort();
        let mut zones: BTreeMap<&'static str, Vec<_>> = BTreeMap::new();
        for name in names {
            let Some((region, place)) = name.split_once('/') else { continue };
            let Some(region) = REGIONS.into_iter().find(|known| *known == region) else { continue };
            let place: &str = Box::leak(place.replace('_', " ").replace('/', ", ").into());
            zones.entry(region).or_default().push((&*Box::leak(name.into_boxed_str()), place));
        }
        zones
    });

const REGIONS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

fn region(visitor: &Visitor, region: &str) -> Say {
    match region {
        "Africa" => visitor.say("settings-zone-africa"),
        "America" => visitor.say("settings-zone-america"),
        "Antarctica" => visitor.say("settings-zone-antarctica"),
        "Arctic" => visitor.say("settings-zone-arctic"),
        "Asia" => visitor.say("settings-zone-asia"),
        "Atlantic" => visitor.say("settings-zone-atlantic"),
        "Australia" => visitor.say("settings-zone-australia"),
        "Europe" => visitor.say("settings-zone-europe"),
        "Indian" => visitor.say("settings-zone-indian"),
        _ => visitor.say("settings-zone-pacific"),
    }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let language = visitor.reader.language;
    let field = policy.map().field(FIELD);
    let chosen = visitor.reader.settings.zone.as_deref();
    let zones = |zones: &Vec<(&'static str, &'static str)>| {
        let zone = |(name, place): &(&'static str, &'static str)| Zone {
            name,
            place,
            chosen: chosen == Some(*name),
        };
        zones.iter().map(zone).collect()
    };
    page(&SettingsPage {
        chrome: Chrome::new(&app, &visitor, "/settings", &visitor.say("settings-title").text()),
        cookie: COOKIE_NAME,
        why: field.map(|field| words::why(language, field)).unwrap_or_default(),
        life: field.map(|field| words::retention(language, field.keep)).unwrap_or_default(),
        now: visitor.reader.moment(app.now_ms()),
        regions: ZONES
            .iter()
            .map(|(name, places)| Region { name: region(&visitor, name), zones: zones(places) })
            .collect(),
    })
}

pub(super) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.wish();
    if visitor.reader.refused.settings {
        // The page says why it cannot be kept, and what to do instead.
        return Ok(Redirect::to("/settings").into_response());
    }
    let settings = changed(&visitor.reader.settings, &mut values, app.outbox.is_some());
    let cookie = app.settings_cookie(&settings)?;
    let back = came_from(&app, &headers).unwrap_or_else(|| "/settings".to_owned());
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&back)).into_response())
}

/// The settings after what was asked for; what is not known changes nothing.
fn changed(settings: &Settings, values: &mut Values, demo: bool) -> Settings {
    let mut settings = settings.clone();
    let size = settings.text.unwrap_or_default();
    let size = match values.take("text").expose() {
        "smaller" => size.smaller(),
        "larger" => size.larger(),
        "reset" => TextSize::default(),
        _ => size,
    };
    settings.text = Some(size).filter(|size| *size != TextSize::default());
    if values.says("language", "browser") {
        settings.language = None;
    }
    let tag = values.take("language");
    if let Some(language) = Language::all(demo).find(|known| known.tag == tag.expose()) {
        settings.language = Some(language);
    }
    if values.says("zone", "none") {
        settings.zone = None;
    }
    let zone = values.take("zone");
    if known_zone(zone.expose()).is_some() {
        settings.zone = Some(zone.expose().to_owned());
    }
    if values.says("all", "reset") {
        settings = Settings { refused: settings.refused, ..Settings::default() };
    }
    settings
}

/// The address on this site that the form was sent from, to go back to, without a language for one
/// page: the chosen one counts from now on.
pub(super) fn came_from(app: &App, headers: &HeaderMap) -> Option<String> {
    let from = headers.get(header::REFERER)?.to_str().ok()?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    path_on(from, app.config.foundation.base_url.origin(), host)
}

/// The path and query of an address of ours; none when it is another's, or nothing a redirect may hold.
fn path_on(from: &str, origin: &str, host: Option<&str>) -> Option<String> {
    let by_host = |host| {
        let rest = from.strip_prefix("https://").or_else(|| from.strip_prefix("http://"))?;
        rest.strip_prefix(host)
    };
    let rest = from.strip_prefix(origin).or_else(|| by_host(host?))?;
    let plain = rest.starts_with('/')
        && !rest.starts_with("//")
        && rest.len() <= 1_000
        && rest.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    let rest = rest.split('#').next().filter(|_| plain)?;
    let Some((path, query)) = rest.split_once('?') else { return Some(rest.to_owned()) };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("lang=")).collect();
    Some(if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) })
}

impl App {
    /// The cookie that keeps `settings`, for as long as the data map says; one that takes it away when
    /// nothing was chosen.
    ///
    /// # Errors
    /// When the policy in force does not allow it.
    pub(super) fn settings_cookie(&self, settings: &Settings) -> Result<HeaderValue, Failure> {
        let value = settings.value();
        if value.is_empty() {
            return self.cookie(COOKIE_NAME, "", Some(0));
        }
        let policy = self.vault.policy_in_force()?;
        let field =
            policy.map().field(FIELD).ok_or(VaultError::Undeclared { field: FIELD.to_owned() })?;
        // Sending the form asks for the cookie: that is the consent.
        let _allowed = policy
            .grant(&Flow::Collect {
                category: &field.category,
                giver: Giver::Visitor,
                purpose: Purpose::ServiceProvision,
                consent: true,
            })
            .map_err(VaultError::from)?;
        let now_ms = self.now_ms();
        let seconds = match field.keep {
            Retention::For(period, _) => Some((period.after_ms(now_ms) - now_ms) / 1000),
            Retention::Account => None,
            Retention::Never => Some(0),
        };
        self.cookie(COOKIE_NAME, &value, seconds)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::site::typed::Typed;

    const ORIGIN: &str = "https://example.org";

    fn after(settings: &Settings, fields: &[(&str, &str)]) -> Settings {
        let mut values = Values::of(fields.iter().map(|(name, value)| (*name, Typed::new(*value))));
        changed(settings, &mut values, false)
    }

    #[test]
    fn a_wish_changes_one_thing() {
        let none = Settings::default();
        let larger = after(&none, &[("text", "larger")]);
        assert_eq!(larger.value(), "text.2");
        assert_eq!(after(&larger, &[("text", "smaller")]).value(), "");
        assert_eq!(after(&larger, &[("text", "reset")]).value(), "");
        let german = after(&larger, &[("language", "de")]);
        assert_eq!(german.value(), "text.2~lang.de");
        assert_eq!(after(&german, &[("language", "browser")]), larger);
        let zoned = after(&german, &[("zone", "Europe/Lisbon")]);
        assert_eq!(zoned.value(), "text.2~lang.de~zone.Europe/Lisbon");
        assert_eq!(after(&zoned, &[("zone", "none")]), german);
        assert_eq!(after(&zoned, &[("all", "reset")]), none);
        assert_eq!(after(&none, &[("language", "en-XB")]), none, "for demonstrations only");
    }

    #[test]
    fn the_way_back_stays_on_this_site() {
        let back = |from: &str| path_on(from, ORIGIN, Some("localhost:1"));
        assert_eq!(back("https://example.org/privacy?a=1&lang=de#C1").unwrap(), "/privacy?a=1");
        assert_eq!(back("https://example.org/?lang=de").unwrap(), "/");
        assert_eq!(back("http://localhost:1/join").unwrap(), "/join");
        for elsewhere in [
            "https://example.org",
            "https://example.org//evil.example/",
            "https://example.org/\\evil.example",
            "https://example.org.evil.example/",
            "https://example.org@evil.example/",
            "https://evil.example/https://example.org/",
            "javascript:alert(1)",
            "/privacy",
            "",
        ] {
            assert_eq!(back(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn zones_are_listed_by_their_part_of_the_world() {
        assert_eq!(ZONES.keys().copied().collect::<Vec<_>>(), REGIONS);
        assert!(ZONES["America"].contains(&("America/Argentina/Ushuaia", "Argentina, Ushuaia")));
        for (name, _) in ZONES.values().flatten() {
            assert!(known_zone(name).is_some(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_wish_leaves_settings_that_come_back(
            text in ".{0,12}", language in ".{0,12}", zone in ".{0,70}", cookie in ".{0,60}",
        ) {
            let before = Settings::parse(&cookie);
            let fields = [("text", &*text), ("language", &*language), ("zone", &*zone)];
            let after = after(&before, &fields);
            let again = Settings::parse(&after.value());
            prop_assert_eq!(again.value(), after.value());
        }

        #[test]
        fn any_way_back_is_a_path(rest in ".{0,40}", other in ".{0,40}") {
            for from in [format!("{ORIGIN}{rest}"), format!("{ORIGIN}/{rest}"), other] {
                if let Some(path) = path_on(&from, ORIGIN, None) {
                    prop_assert!(path.starts_with('/') && !path.starts_with("//"), "{}", path);
                    prop_assert!(path.chars().all(|c| c.is_ascii_graphic() && c != '\\'));
                    prop_assert!(HeaderValue::try_from(path).is_ok());
                }
            }
        }
    }
}

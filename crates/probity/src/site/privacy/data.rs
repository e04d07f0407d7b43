//! `/privacy/data`: the data map for people. Each thing that may be held: what it is, of whom and
//! where it is asked, why, how long it stays, who sees it, who gets it; sifted by a plain form.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use probity_policy::{Category, Field, Giver, Policy, Purpose, Recipient};

use super::{kept_page, published};
use crate::app::App;
use crate::language::words::{self, Phrase, sentence};
use crate::language::{Language, Say};
use crate::site::chrome::Chrome;
use crate::site::failure::Failure;
use crate::site::field::{recipients, seen_by};
use crate::site::visitor::Visitor;

#[derive(Template)]
#[template(path = "privacy/data.html")]
struct DataMap {
    chrome: Chrome,
    /// `en` where the rest of the page is in another language.
    lang: Option<&'static str>,
    version: String,
    version_long: String,
    in_force: bool,
    who: Vec<Choice>,
    group: Vec<Choice>,
    to: Vec<Choice>,
    sifted: bool,
    shown: usize,
    all: usize,
    sections: Vec<Section>,
    picture: String,
    table: Vec<Line>,
}

/// Places where nobody is asked: what is taken there comes about by itself, or from others.
const UNASKED: [&str; 5] = ["server-log", "page-left", "payment-provider", "mail", "desk"];

/// Something to choose in the form.
struct Choice {
    id: String,
    label: Phrase,
    chosen: bool,
}

struct Section {
    title: Phrase,
    items: Vec<Item>,
}

/// One thing that may be held.
struct Item {
    id: String,
    label: Phrase,
    why: Phrase,
    category: Phrase,
    required: Option<String>,
    optional: Option<String>,
    /// Whether the person is asked, rather than something being noted of them.
    asked: bool,
    places: String,
    purposes: String,
    keep: String,
    seen_by: String,
    recipients: String,
    clause: Option<String>,
}

/// A row of the picture's table: a category, and for what it may be used.
struct Line {
    category: Phrase,
    inside: String,
    consented: String,
    outside: String,
}

/// What the form asks for; what it does not know counts as nothing.
#[derive(Default)]
struct Sieve {
    who: Option<Giver>,
    group: Option<String>,
    to: Option<Recipient>,
}

impl Sieve {
    fn read(asked: &HashMap<String, String>, policy: &Policy) -> Self {
        let value = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
        let group = policy.map().group(value("group")).map(|group| group.id.clone());
        Self { who: value("who").parse().ok(), group, to: value("to").parse().ok() }
    }

    fn is_open(&self) -> bool {
        self.who.is_none() && self.group.is_none() && self.to.is_none()
    }

    fn lets(&self, policy: &Policy, field: &Field, category: &Category) -> bool {
        let who = self.who.is_none_or(|giver| field.from.contains(&giver));
        let group = self.group.as_ref().is_none_or(|group| category.groups.contains(group));
        let to = self.to.is_none_or(|recipient| {
            policy.recipients(&category.id).iter().any(|(known, _)| *known == recipient)
        });
        who && group && to
    }
}

/// `GET /privacy/data`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    answer(&app, &visitor, policy, &asked)
}

/// `GET /privacy/<date>/data`
pub(crate) async fn version(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(date): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    answer(&app, &visitor, published(&app, &date)?, &asked)
}

fn answer(
    app: &Arc<App>,
    visitor: &Visitor,
    policy: &Policy,
    asked: &HashMap<String, String>,
) -> Result<Response, Failure> {
    let sieve = Sieve::read(asked, policy);
    let part = |part: Option<&str>| part.unwrap_or("-").to_owned();
    let name = format!(
        "data {} {} {} {} {}",
        policy.version(),
        app.vault.policy_in_force()?.version(),
        part(sieve.who.map(Giver::name)),
        part(sieve.group.as_deref()),
        part(sieve.to.map(Recipient::name))
    );
    kept_page(app, visitor, &name, || render(app, visitor, policy, &sieve))
}

fn render(app: &App, visitor: &Visitor, policy: &Policy, sieve: &Sieve) -> Result<String, Failure> {
    let language = visitor.reader.language;
    let mut sections: Vec<(Option<&str>, Section)> = Vec::new();
    let mut shown = 0;
    for field in policy.map().fields() {
        let Some(category) = policy.map().category(&field.category) else { continue };
        if !sieve.lets(policy, field, category) {
            continue;
        }
        shown += 1;
        let group = category.groups.first().map(String::as_str);
        let item = item(language, policy, field, category);
        let known = sections.iter().position(|(known, _)| *known == group);
        let at = known.unwrap_or_else(|| {
            let title = match group.and_then(|id| policy.map().group(id)) {
                Some(group) => Phrase::of_policy(language, &group.label),
                None => Phrase::here(language.say("privacy-data-other").text()),
            };
            sections.push((group, Section { title, items: Vec::new() }));
            sections.len() - 1
        });
        sections[at].1.items.push(item);
    }
    let page = DataMap {
        chrome: Chrome::new(app, visitor, "/privacy", &visitor.say("privacy-data-title").text())
            .under("/privacy", &visitor.say("frame-policy")),
        lang: (!language.tag.starts_with("en")).then_some("en"),
        version: policy.version().to_string(),
        version_long: visitor.reader.long_date(policy.version()),
        in_force: policy.version() == app.vault.policy_in_force()?.version(),
        who: Giver::ALL
            .iter()
            .map(|giver| Choice {
                id: giver.name().to_owned(),
                label: Phrase::here(self::giver(language, *giver).text()),
                chosen: sieve.who == Some(*giver),
            })
            .collect(),
        group: policy
            .map()
            .groups()
            .iter()
            .map(|group| Choice {
                id: group.id.clone(),
                label: Phrase::of_policy(language, &group.label),
                chosen: sieve.group.as_ref() == Some(&group.id),
            })
            .collect(),
        to: Recipient::ALL
            .iter()
            .map(|recipient| Choice {
                id: recipient.name().to_owned(),
                label: Phrase::here(words::recipient(language, *recipient)),
                chosen: sieve.to == Some(*recipient),
            })
            .collect(),
        sifted: !sieve.is_open(),
        shown,
        all: policy.map().fields().len(),
        sections: sections.into_iter().map(|(_, section)| section).collect(),
        picture: policy.matrix_svg(),
        table: policy.map().categories().iter().map(|c| line(language, policy, c)).collect(),
    };
    Ok(page.render()?)
}

fn item(language: &'static Language, policy: &Policy, field: &Field, category: &Category) -> Item {
    let people = |optional: bool| {
        let givers = field.from.iter().filter(|giver| field.is_optional_for(**giver) == optional);
        let givers: Vec<String> =
            givers.map(|giver| self::giver(language, *giver).text()).collect();
        match givers.len() {
            0 => None,
            all if all == Giver::COUNT => Some(language.say("privacy-data-everyone").text()),
            _ => Some(words::list(language, givers)),
        }
    };
    let purposes = field.purposes.iter().map(|purpose| words::purpose(language, *purpose));
    let places = field.collected.iter().map(|place| match self::place(language, place) {
        Some(say) => say.text(),
        None => place.clone(),
    });
    let clause = field.collected_for().zip(field.from.first()).and_then(|(purpose, giver)| {
        let (category, giver) = (field.category.as_str(), *giver);
        let flow = probity_policy::Flow::Collect { category, giver, purpose, consent: true };
        policy.decide(&flow).rule().and_then(|rule| policy.clause(rule))
    });
    Item {
        id: field.id.clone(),
        label: words::label(language, field),
        why: words::why(language, field),
        category: Phrase::of_policy(language, &category.label),
        required: people(false),
        optional: people(true),
        asked: !field.collected.iter().all(|place| UNASKED.contains(&place.as_str())),
        places: words::list(language, places),
        purposes: sentence(&words::list(language, purposes)),
        keep: sentence(&words::retention(language, field.keep)),
        seen_by: seen_by(language, policy, &category.id),
        recipients: recipients(language, policy, &category.id),
        clause: clause.map(|clause| clause.id.clone()),
    }
}

fn line(language: &'static Language, policy: &Policy, category: &Category) -> Line {
    let marks = policy.marks(&category.id);
    let list = |wanted: &dyn Fn(&probity_policy::Mark) -> bool| {
        let purposes = Purpose::ALL.iter().zip(&marks).filter(|(_, mark)| wanted(mark));
        let purposes = purposes.map(|(purpose, _)| words::purpose(language, *purpose));
        match words::list(language, purposes) {
            nothing if nothing.is_empty() => language.say("privacy-data-nothing").text(),
            purposes => purposes,
        }
    };
    Line {
        category: Phrase::of_policy(language, &category.label),
        inside: list(&|mark| mark.inside && !mark.only_consented),
        consented: list(&|mark| mark.only_consented),
        outside: list(&|mark| mark.outside),
    }
}

/// Who gives something, as a group of people.
fn giver(language: &'static Language, giver: Giver) -> Say {
    match giver {
        Giver::Visitor => language.say("privacy-giver-visitor"),
        Giver::Applicant => language.say("privacy-giver-applicant"),
        Giver::Member => language.say("privacy-giver-member"),
        Giver::VotingMember => language.say("privacy-giver-voting-member"),
        Giver::SupportingMember => language.say("privacy-giver-supporting-member"),
        Giver::Donor => language.say("privacy-giver-donor"),
        Giver::Staff => language.say("privacy-giver-staff"),
    }
}

/// The places that the shipped data map knows; a foundation's own are called as it calls them.
fn place(language: &'static Language, place: &str) -> Option<Say> {
    Some(match place {
        "server-log" => language.say("privacy-place-server-log"),
        "page-left" => language.say("privacy-place-page-left"),
        "join-form" => language.say("privacy-place-join-form"),
        "confirm-form" => language.say("privacy-place-confirm-form"),
        "account-page" => language.say("privacy-place-account-page"),
        "enrolment-form" => language.say("privacy-place-enrolment-form"),
        "give-form" => language.say("privacy-place-give-form"),
        "sponsor-form" => language.say("privacy-place-sponsor-form"),
        "payment-provider" => language.say("privacy-place-payment-provider"),
        "consent-page" => language.say("privacy-place-consent-page"),
        "subscription-page" => language.say("privacy-place-subscription-page"),
        "mail" => language.say("privacy-place-mail"),
        "rights-form" => language.say("privacy-place-rights-form"),
        "privacy-address" => language.say("privacy-place-privacy-address"),
        "sign-in-form" => language.say("privacy-place-sign-in"),
        "settings-form" => language.say("privacy-place-settings"),
        "desk" => language.say("privacy-place-desk"),
        _ => return None,
    })
}

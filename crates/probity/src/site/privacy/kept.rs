//! `/privacy/kept`: each promise of the policy, what keeps it, what the service found when it last
//! looked, and which test would fail. What does not hold, or not yet, says so.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use probity_policy::Policy;

use super::kept_page;
use super::promises::{Kept, Row, SECTIONS, heading, words};
use crate::app::App;
use crate::counts::Shown;
use crate::evidence::{Check, Finding, Findings, Outcome};
use crate::language::{Language, Say};
use crate::site::chrome::Chrome;
use crate::site::failure::Failure;
use crate::site::moment::Moment;
use crate::site::reader::Reader;
use crate::site::visitor::Visitor;

#[derive(Template)]
#[template(path = "privacy/kept.html")]
struct KeptPage {
    chrome: Chrome,
    /// `en` where the rest of the page is in another language.
    lang: Option<&'static str>,
    version: String,
    version_long: String,
    looks: Vec<Look>,
    failing: usize,
    unknown: usize,
    sections: Vec<Section>,
}

/// A live check, as it was found last.
#[derive(Clone)]
struct Look {
    id: &'static str,
    name: String,
    found: String,
    outcome: Outcome,
    at: Moment,
}

struct Section {
    title: String,
    promises: Vec<Promise>,
}

/// A promise as the page shows it.
struct Promise {
    id: &'static str,
    words: String,
    clauses: Vec<Clause>,
    enforced: String,
    tests: Vec<&'static str>,
    kept: Kept,
    people: bool,
    looks: Vec<Look>,
    failing: bool,
}

/// A clause of the version in force, if it has it.
struct Clause {
    id: &'static str,
    title: String,
}

/// `GET /privacy/kept`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let version = app.vault.policy_in_force()?.version();
    let name = format!("kept {version} {}", app.looked());
    kept_page(&app, &visitor, &name, || render(&app, &visitor))
}

fn render(app: &App, visitor: &Visitor) -> Result<String, Failure> {
    let language = visitor.reader.language;
    let policy = app.vault.policy_in_force()?;
    let findings = app.findings();
    let looks = looks(&visitor.reader, &findings);
    let sections = SECTIONS.iter().map(|section| Section {
        title: heading(language, section.letter).text(),
        promises: section.rows.iter().map(|row| promise(language, policy, row, &looks)).collect(),
    });
    let count = |outcome| looks.iter().filter(|(_, look)| look.outcome == outcome).count();
    let page = KeptPage {
        chrome: Chrome::new(app, visitor, "/privacy", &visitor.say("privacy-kept-title").text())
            .under("/privacy", &visitor.say("frame-policy")),
        lang: (!language.tag.starts_with("en")).then_some("en"),
        version: policy.version().to_string(),
        version_long: visitor.reader.long_date(policy.version()),
        failing: count(Outcome::Fails),
        unknown: count(Outcome::Unknown),
        sections: sections.collect(),
        looks: looks.into_iter().map(|(_, look)| look).collect(),
    };
    Ok(page.render()?)
}

fn promise(
    language: &'static Language,
    policy: &Policy,
    row: &Row,
    looks: &[(Check, Look)],
) -> Promise {
    let clause = |id: &&'static str| {
        let clause = policy.clauses().iter().find(|clause| clause.id == **id)?;
        Some(Clause { id, title: clause.title.clone() })
    };
    let people = policy.clauses().iter().any(|clause| {
        clause.rests_on_people && clause.promises.iter().any(|promise| promise == row.id)
    });
    let looks: Vec<Look> = looks
        .iter()
        .filter(|(check, _)| check.promises().contains(&row.id))
        .map(|(_, look)| look.clone())
        .collect();
    Promise {
        id: row.id,
        words: words(language, row.id).map(|say| say.text()).unwrap_or_default(),
        clauses: row.clauses.iter().filter_map(clause).collect(),
        enforced: row.enforced_html(),
        tests: row.tests.clone(),
        kept: row.kept,
        people,
        failing: looks.iter().any(|look| look.outcome != Outcome::Holds),
        looks,
    }
}

fn looks(reader: &Reader, findings: &Findings) -> Vec<(Check, Look)> {
    let look = |(check, finding): (&Check, &Finding)| {
        let look = Look {
            id: check.id(),
            name: name(reader.language, *check).text(),
            found: found(reader.language, *check, finding).text(),
            outcome: finding.outcome,
            at: reader.moment(finding.at_ms),
        };
        (*check, look)
    };
    findings.by_check.iter().map(look).collect()
}

/// What a check looks for.
fn name(language: &'static Language, check: Check) -> Say {
    match check {
        Check::Cases => language.say("privacy-check-cases"),
        Check::Refused => language.say("privacy-check-refused"),
        Check::Joining => language.say("privacy-check-joining"),
        Check::Declared => language.say("privacy-check-declared"),
        Check::Keys => language.say("privacy-check-keys"),
        Check::Addresses => language.say("privacy-check-addresses"),
        Check::Ledger => language.say("privacy-check-ledger"),
        Check::WholeLedger => language.say("privacy-check-whole"),
        Check::Answers => language.say("privacy-check-answers"),
    }
}

/// What it found, in a sentence. Numbers of persons are hidden while they are small.
fn found(language: &'static Language, check: Check, finding: &Finding) -> Say {
    let wrong = |say: Say| say.with("wrong", finding.wrong).with("seen", finding.seen);
    let seen = |say: Say| say.with("seen", finding.seen);
    match (check, finding.outcome) {
        (_, Outcome::Unknown) => language.say("privacy-found-unknown"),
        (Check::Cases, Outcome::Holds) => seen(language.say("privacy-found-cases")),
        (Check::Cases, Outcome::Fails) => wrong(language.say("privacy-lost-cases")),
        (Check::Refused, Outcome::Holds) => seen(language.say("privacy-found-refused")),
        (Check::Refused, Outcome::Fails) => wrong(language.say("privacy-lost-refused")),
        (Check::Joining, Outcome::Holds) => seen(language.say("privacy-found-joining")),
        (Check::Joining, Outcome::Fails) => wrong(language.say("privacy-lost-joining")),
        (Check::Declared, Outcome::Holds) => seen(language.say("privacy-found-declared")),
        (Check::Declared, Outcome::Fails) => language.say("privacy-lost-declared"),
        (Check::Keys, Outcome::Holds) => {
            let people = Shown::of(finding.seen).say(language);
            language.say("privacy-found-keys").with("people", people)
        }
        (Check::Keys, Outcome::Fails) => language.say("privacy-lost-keys"),
        (Check::Addresses, Outcome::Holds) => seen(language.say("privacy-found-addresses")),
        (Check::Addresses, Outcome::Fails) => wrong(language.say("privacy-lost-addresses")),
        (Check::Ledger, Outcome::Holds) => seen(language.say("privacy-found-ledger")),
        (Check::WholeLedger, Outcome::Holds) => seen(language.say("privacy-found-whole")),
        (Check::Ledger | Check::WholeLedger, Outcome::Fails) => language.say("privacy-lost-ledger"),
        (Check::Answers, Outcome::Holds) => seen(language.say("privacy-found-answers")),
        (Check::Answers, Outcome::Fails) => wrong(language.say("privacy-lost-answers")),
    }
}

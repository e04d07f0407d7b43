//! `/desk/policy`: the published versions, and what each role at the desk may do under the one in
//! force: read off the table of decisions, not written down a second time.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use probity_policy::{Flow, Policy, Purpose, Role};

use super::entry::Staff;
use super::frame::{self, Frame, role};
use super::staff::ROLES;
use crate::app::App;
use crate::evidence::Check;
use crate::language::Say;
use crate::language::words::Phrase;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::reader::Reader;

#[derive(Template)]
#[template(path = "desk/policy.html")]
struct Page {
    chrome: Chrome,
    frame: Frame,
    title: String,
    versions: Vec<Version>,
    roles: Vec<Part>,
    /// How many cases were put to the engine at the last look, and how many it answered otherwise.
    cases: Option<(u64, u64)>,
}

/// One published version.
struct Version {
    date: String,
    updated: String,
    effective: String,
    rules: usize,
    in_force: bool,
}

/// What one role may do.
struct Part {
    role: Say,
    mine: bool,
    purposes: Vec<Allowed>,
}

/// What a role may do for one purpose; labels of categories, as the data map has them.
struct Allowed {
    purpose: String,
    see: Phrase,
    work_with: Phrase,
    write_with: Phrase,
}

pub(crate) async fn show(State(app): State<Arc<App>>, staff: Staff) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let reader = &staff.visitor.reader;
    let archive = app.vault.archive();
    let version = |of: &Policy| Version {
        date: of.version().to_string(),
        updated: reader.long_date(of.updated()),
        effective: reader.long_date(of.effective()),
        rules: of.clauses().iter().map(|clause| clause.rules.len()).sum(),
        in_force: of.version() == policy.version(),
    };
    let mut versions: Vec<Version> =
        archive.versions().filter_map(|date| archive.get(date)).map(version).collect();
    versions.reverse();
    let part = |of: &Role| Part {
        role: reader.say(role(*of)),
        mine: *of == staff.role,
        purposes: allowed(reader, policy, *of),
    };
    let (chrome, frame) = Frame::new(&app, &staff, "/desk/policy", "desk-policy-title")?;
    page(&Page {
        title: policy.title().to_owned(),
        cases: app
            .findings()
            .by_check
            .get(&Check::Cases)
            .map(|finding| (finding.seen, finding.wrong)),
        versions,
        roles: ROLES.iter().map(part).collect(),
        chrome,
        frame,
    })
}

/// What a role may do, purpose by purpose.
fn allowed(reader: &Reader, policy: &Policy, role: Role) -> Vec<Allowed> {
    let labels = |flow: &dyn Fn(&str) -> bool| {
        let categories = policy.map().categories().iter();
        let labels: Vec<&str> = categories
            .filter(|category| flow(&category.id))
            .map(|category| category.label.as_str())
            .collect();
        Phrase::of_policy(reader.language, labels.join(", "))
    };
    Purpose::ALL
        .iter()
        .map(|purpose| {
            let purpose = *purpose;
            let (consent, restricted) = (false, false);
            let may = |flow: Flow<'_>| policy.decide(&flow).is_allowed();
            Allowed {
                purpose: frame::purpose(reader, purpose),
                see: labels(&|category| {
                    may(Flow::Show { category, role, purpose, consent, restricted })
                }),
                work_with: labels(&|category| {
                    may(Flow::Use { category, role, purpose, consent, restricted })
                }),
                write_with: labels(&|category| {
                    let message = probity_policy::Message::Necessary;
                    may(Flow::Send { category, role, purpose, message, consent, restricted })
                }),
            }
        })
        .filter(|allowed| {
            let all = [&allowed.see, &allowed.work_with, &allowed.write_with];
            all.iter().any(|labels| !labels.is_empty())
        })
        .collect()
}

//! `/desk/usage`: how available and how fast the sites are, and how they are visited, in pictures with
//! their numbers; for those whom the policy lets see it. Each look is on the ledger before anything is
//! shown. Nothing here is about anybody in particular.

mod chosen;
mod figures;
mod pictures;

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use probity_policy::Purpose;
use probity_usage::history::Day;
use probity_vault::UsageAction;

use super::entry::Desk;
use super::frame::{self, Frame};
use super::rights::ReadUsage;
use crate::app::App;
use crate::language::Say;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::usage::kept;
use crate::usage::report::{self, Asked};
use chosen::Chosen;
use figures::Figures;
use pictures::Pictures;

#[derive(Template)]
#[template(path = "desk/usage.html")]
struct Page {
    chrome: Chrome,
    frame: Frame,
    choice: Option<Choice>,
    shown: Option<Shown>,
}

/// The form that chooses.
struct Choice {
    sites: Vec<(String, bool)>,
    from: Day,
    to: Day,
    wrong: bool,
}

/// What is shown, and under which clause.
struct Shown {
    clauses: Vec<(String, String)>,
    purpose: String,
    hidden: Option<Say>,
    figures: Figures,
    pictures: Pictures,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<ReadUsage>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let staff = &desk.staff;
    let reader = &staff.visitor.reader;
    let (chrome, frame) = Frame::new(&app, staff, "/desk/usage", "usage-title")?;
    let sites = app.blocking(|app| kept::sites(&app.vault)).await?;
    if sites.is_empty() {
        return page(&Page { chrome, frame, choice: None, shown: None });
    }
    let chosen = Chosen::of(query.as_deref(), &sites, Day::of(app.now_ms()).number().into());
    let purpose = desk.first()?;
    let asked = Asked {
        action: UsageAction::Show,
        role: staff.role,
        actor: Some(staff.subject),
        purpose,
        sites: match &chosen.site {
            Some(site) => vec![site.clone()],
            None => sites.iter().map(|site| site.name.clone()).collect(),
        },
        days: chosen.days.clone(),
        what: "usage at the desk",
        categories: report::ALL,
    };
    let read = app.blocking(move |app| report::read(&app.vault, &asked)).await?;
    let hidden = read.report.hidden_site_days;
    let many = chosen.site.is_none() && sites.len() > 1;
    let version = app.vault.policy_in_force()?.version();
    let shown = (read.report.site_days > 0).then(|| Shown {
        clauses: clauses(&read.clauses, &version.to_string()),
        purpose: frame::purpose(reader, purpose),
        hidden: (hidden > 0).then(|| {
            let of = read.report.site_days;
            reader.say("usage-hidden-days").with("days", hidden).with("all", of)
        }),
        figures: Figures::new(reader, &read.report, many),
        pictures: Pictures::new(reader, &read.report, many, chosen.days.clone()),
    });
    let choice = Choice {
        sites: sites
            .iter()
            .map(|site| (site.name.clone(), chosen.site.as_ref() == Some(&site.name)))
            .collect(),
        from: Day::counted(*chosen.days.start()),
        to: Day::counted(*chosen.days.end()),
        wrong: chosen.wrong,
    };
    page(&Page { chrome, frame, choice: Some(choice), shown })
}

/// The clauses, each with its address.
fn clauses(all: &[String], version: &str) -> Vec<(String, String)> {
    let mut clauses: Vec<String> = all
        .iter()
        .flat_map(|clauses| clauses.split('+'))
        .map(|clause| clause.split('.').next().unwrap_or(clause).to_owned())
        .collect();
    clauses.dedup();
    clauses.into_iter().map(|clause| (format!("/privacy/{version}#{clause}"), clause)).collect()
}

/// The purposes of this page, of those for which a role may read usage: one of the two for which it is
/// collected.
pub(super) const PURPOSES: [Purpose; 2] =
    [Purpose::AvailabilityPerformance, Purpose::IntrusionProtection];

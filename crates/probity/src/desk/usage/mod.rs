//! `/desk/usage`: how available and how fast the sites are, and how they are visited, in pictures with
//! their numbers; for those whom the policy lets see it. Each look is on the ledger before anything is
//! shown. Nothing here is about anybody in particular.

mod chosen;
mod figures;
pub(crate) mod file;
mod pictures;
mod sheet;

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use probity_policy::Purpose;
use probity_usage::history::Day;
use probity_usage::rollup::Report;
use probity_vault::UsageAction;

use super::entry::Desk;
use super::frame::{self, Frame};
use super::rights::ReadUsage;
use crate::app::App;
use crate::language::Say;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::reader::Reader;
use crate::usage::alerts::{Standing, sentence};
use crate::usage::kept;
use crate::usage::report::{self, Asked};
use crate::usage::tables::Table;
use chosen::Chosen;
use figures::Figures;
use pictures::Pictures;
use sheet::{Files, Sheet};

#[derive(Template)]
#[template(path = "desk/usage.html")]
struct Page {
    chrome: Chrome,
    frame: Frame,
    choice: Option<Choice>,
    shown: Option<Shown>,
    alerts: Vec<AlertLine>,
}

/// An alert: of which site, what it is, and how it stands.
struct AlertLine {
    site: String,
    what: Say,
    state: Say,
    is_on: bool,
}

/// The form that chooses.
struct Choice {
    sites: Vec<(String, bool)>,
    from: Day,
    to: Day,
    wrong: bool,
    /// The newest days at once: where, and how many.
    newest: Vec<(String, Say)>,
}

/// How many of the newest days are offered.
const NEWEST: [u16; 3] = [7, 30, 365];

/// What is shown, and under which clause.
struct Shown {
    clauses: Vec<(String, String)>,
    purpose: String,
    hidden: Option<Say>,
    figures: Figures,
    pictures: Pictures,
    by_site: Option<Sheet>,
    by_day: Sheet,
    by_hour: Option<Sheet>,
    /// The page whose days are told, and these; and where all pages stand.
    page: Option<String>,
    of_page: Option<Sheet>,
    all_pages: String,
    files: AllFiles,
}

/// What can be had as a file beside what it is of.
struct AllFiles {
    totals: Files,
    week: Files,
    hours: Files,
    pages: Files,
    slowest: Files,
    broken: Files,
    refused: Files,
    kinds: Files,
    browsers: Files,
    systems: Files,
}

/// Up to how many days are shown by the hour.
const HOURLY: i64 = 7;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<ReadUsage>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let staff = &desk.staff;
    let reader = &staff.visitor.reader;
    let (chrome, frame) = Frame::new(&app, staff, "/desk/usage", "usage-title")?;
    let sites = sites(&app).await?;
    if sites.is_empty() {
        let alerts = alerts(&app, reader).await?;
        return page(&Page { chrome, frame, choice: None, shown: None, alerts });
    }
    let chosen = Chosen::of(query.as_deref(), &sites, today(&app));
    let (read, purpose) = read(&app, &desk, &chosen, &sites, "usage at the desk").await?;
    let version = app.vault.policy_in_force()?.version();
    let shown = (read.report.site_days > 0).then(|| {
        let clauses = clauses(&read.clauses, &version.to_string());
        Shown::new(reader, &read.report, &chosen, clauses, frame::purpose(reader, purpose))
    });
    let choice = Choice {
        sites: sites
            .iter()
            .map(|site| (site.name.clone(), chosen.site.as_ref() == Some(&site.name)))
            .collect(),
        from: Day::counted(*chosen.days.start()),
        to: Day::counted(*chosen.days.end()),
        wrong: chosen.wrong,
        newest: NEWEST
            .iter()
            .map(|days| {
                let label = reader.say("usage-newest").with("days", *days);
                (format!("/desk/usage?{}", chosen.newest(*days)), label)
            })
            .collect(),
    };
    let alerts = alerts(&app, reader).await?;
    page(&Page { chrome, frame, choice: Some(choice), shown, alerts })
}

impl Shown {
    fn new(
        reader: &Reader,
        report: &Report,
        chosen: &Chosen,
        clauses: Vec<(String, String)>,
        purpose: String,
    ) -> Self {
        let hidden = report.hidden_site_days;
        let many = chosen.site.is_none() && report.sites.len() > 1;
        let length = chosen.days.end() - chosen.days.start() + 1;
        let by_hour = !many && length <= HOURLY;
        let files = |table| Files::of(reader, table, chosen);
        Self {
            clauses,
            purpose,
            hidden: (hidden > 0).then(|| {
                let of = report.site_days;
                reader.say("usage-hidden-days").with("days", hidden).with("all", of)
            }),
            figures: Figures::new(reader, report, many, chosen),
            pictures: Pictures::new(reader, report, many, chosen.days.clone(), by_hour),
            by_site: many.then(|| sheet::by_site(reader, report, chosen)),
            by_day: sheet::by_day(reader, report, chosen),
            by_hour: by_hour.then(|| sheet::by_hour(reader, report, chosen)),
            page: chosen.page.clone(),
            of_page: chosen.page.as_ref().and_then(|_| sheet::of_page(reader, report, chosen)),
            all_pages: format!("/desk/usage?{}#pages", chosen.query(None)),
            files: AllFiles {
                totals: files(Table::Totals),
                week: files(Table::Week),
                hours: files(Table::Hours),
                pages: files(Table::Pages),
                slowest: files(Table::Slowest),
                broken: files(Table::Broken),
                refused: files(Table::Refused),
                kinds: files(Table::Kinds),
                browsers: files(Table::Browsers),
                systems: files(Table::Systems),
            },
        }
    }
}

/// The alerts there are, and how they stand.
async fn alerts(app: &Arc<App>, reader: &Reader) -> Result<Vec<AlertLine>, Failure> {
    let standings = app
        .blocking(|app| match &app.usage {
            Some(usage) => usage.alerts().standings(&app.vault),
            None => Ok(Vec::new()),
        })
        .await?;
    let line = |of: &Standing| AlertLine {
        site: of
            .alert
            .site
            .as_ref()
            .map_or_else(|| reader.say("usage-all-sites").text(), |site| site.as_str().to_owned()),
        what: sentence(|id| reader.say(id), &of.alert),
        state: match (of.began, of.over) {
            (Some(_), Some(over)) => {
                reader.say("usage-alert-off").with("over", reader.moment(over).long)
            }
            (Some(since), None) => {
                reader.say("usage-alert-on").with("since", reader.moment(since).long)
            }
            (None, _) => reader.say("usage-alert-quiet"),
        },
        is_on: of.is_on(),
    };
    Ok(standings.iter().map(line).collect())
}

/// The sites that have a history.
async fn sites(app: &Arc<App>) -> Result<Vec<kept::Site>, Failure> {
    app.blocking(|app| kept::sites(&app.vault)).await
}

/// Today, counted from 1970.
fn today(app: &App) -> i64 {
    Day::of(app.now_ms()).number().into()
}

/// Reads the report of what was chosen, on record as `what`, and says for which purpose.
async fn read(
    app: &Arc<App>,
    desk: &Desk<ReadUsage>,
    chosen: &Chosen,
    sites: &[kept::Site],
    what: &'static str,
) -> Result<(report::Read, Purpose), Failure> {
    let purpose = desk.first()?;
    let asked = Asked {
        action: UsageAction::Show,
        role: desk.staff.role,
        actor: Some(desk.staff.subject),
        purpose,
        sites: match &chosen.site {
            Some(site) => vec![site.clone()],
            None => sites.iter().map(|site| site.name.clone()).collect(),
        },
        days: chosen.days.clone(),
        what,
        page: chosen.page.clone(),
        categories: report::ALL,
    };
    let read = app.blocking(move |app| report::read(&app.vault, &asked)).await?;
    Ok((read, purpose))
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

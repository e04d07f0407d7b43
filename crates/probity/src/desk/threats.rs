//! `/desk/usage/threats`: who attacks, and what holds them off.
//!
//! The page tells networks. Addresses are the answer to the form that states a need, and on the ledger
//! before they are opened; to see them again a need is stated again. Ending what holds somebody off
//! needs no address.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_vault::UsageGrant;
use zeroize::Zeroizing;

use super::entry::Desk;
use super::frame::Frame;
use super::need::Need;
use super::rights::SeeThreats;
use crate::app::App;
use crate::guard::book::{self, Which};
use crate::guard::error::GuardError;
use crate::guard::threats::{self, Look, NEEDS, Onlooker, Threat};
use crate::language::Say;
use crate::sinks::PageValue;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::FieldError;
use crate::site::hex::{hex, unhex};
use crate::site::moment::{DAY, Moment};
use crate::site::reader::Reader;
use crate::site::submission::Submission;

/// How far back the page goes: as far as there are addresses.
const BACK: i64 = 14 * DAY;
/// Rows on the page.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "desk/threats.html")]
struct Threats {
    chrome: Chrome,
    frame: Frame,
    errors: Vec<FieldError>,
    /// The need for which addresses are open.
    opened: Option<Say>,
    /// What the last thing done came to.
    done: Option<Say>,
    in_force: Vec<Line>,
    past: Vec<Line>,
    /// Days, newest first, with the scenarios' counts; the scenarios stand above.
    scenarios: Vec<String>,
    days: Vec<(String, Vec<u64>, u64)>,
    needs: Vec<(&'static str, Say)>,
    token: String,
}

/// One block in one scenario.
struct Line {
    id: String,
    network: String,
    address: Option<PageValue>,
    sample: Option<PageValue>,
    scenario: String,
    follows: Say,
    first: Moment,
    last: Moment,
    events: i64,
    until: Option<Moment>,
    lifted: bool,
}

/// `GET /desk/usage/threats`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<SeeThreats>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let reader = &desk.staff.visitor.reader;
    let done = match query.as_deref() {
        Some("done=lifted") => Some(reader.say("guard-lifted")),
        Some("done=gone") => Some(reader.say("guard-lift-gone")),
        _ => None,
    };
    shown(&app, &desk, None, done, Vec::new()).await
}

/// `POST /desk/usage/threats`: with the addresses, for a need.
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    desk: Desk<SeeThreats>,
    submission: Submission,
) -> Result<Response, Failure> {
    let visitor = &desk.staff.visitor;
    let mut values = submission.open(&app, visitor, "desk-threats")?;
    let need = Need::named(values.take("need").expose()).filter(|need| NEEDS.contains(need));
    if need.is_some() {
        return shown(&app, &desk, need, None, Vec::new()).await;
    }
    let text = visitor.say("guard-open-missing").text();
    let errors = vec![FieldError { id: "need".to_owned(), text }];
    let mut response = shown(&app, &desk, None, None, errors).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// `POST /desk/usage/threats/lift`: ends what holds a block.
pub(crate) async fn lift(
    State(app): State<Arc<App>>,
    desk: Desk<SeeThreats>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-threats")?;
    let id = unhex(values.take("decision").expose()).ok_or(Failure::NotFound)?;
    let by = desk.staff.actor();
    let lifted = app
        .blocking(move |app| {
            let lifted = book::lift(&app.vault, &Which::Decision(id), &by)?;
            book::catch_up(&app.vault, &app.guard, app.now_ms())?;
            Ok::<_, GuardError>(lifted)
        })
        .await?;
    let done = if lifted > 0 { "lifted" } else { "gone" };
    Ok(Redirect::to(&format!("/desk/usage/threats?done={done}")).into_response())
}

async fn shown(
    app: &Arc<App>,
    desk: &Desk<SeeThreats>,
    need: Option<Need>,
    done: Option<Say>,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let now_ms = app.now_ms();
    let (actor, role) = (desk.staff.actor(), desk.staff.role);
    let Look { threats, grant } = app
        .blocking(move |app| {
            // What waits to be stored is part of it.
            app.keep_decisions_now()?;
            let by = Onlooker { actor: &actor, role, need };
            let time = now_ms.saturating_sub(BACK)..now_ms.saturating_add(1);
            threats::look(&app.vault, &time, &by, now_ms)
        })
        .await?;
    let reader = &desk.staff.visitor.reader;
    let names = app.guard.titles(reader.primary());
    let (scenarios, days) = by_day(reader, &threats, &names);
    let mut in_force = Vec::new();
    let mut past = Vec::new();
    for threat in threats.into_iter().take(MOST) {
        let lines = if threat.until.is_some() { &mut in_force } else { &mut past };
        lines.push(line(reader, threat, &grant, &names));
    }
    let title = "guard-title";
    let (chrome, frame) = Frame::new(app, &desk.staff, "/desk/usage/threats", title)?;
    page(&Threats {
        chrome,
        frame,
        errors,
        opened: need.map(|need| reader.say(need.message())),
        done,
        in_force,
        past,
        scenarios,
        days,
        needs: NEEDS.iter().map(|need| (need.name(), reader.say(need.message()))).collect(),
        token: desk.staff.visitor.token(app, "desk-threats"),
    })
}

fn line(
    reader: &Reader,
    threat: Threat,
    grant: &UsageGrant,
    names: &BTreeMap<String, String>,
) -> Line {
    let value = |text: Zeroizing<String>| PageValue::of_usage(grant, text);
    let (address, sample) = match threat.opened {
        Some(opened) => (Some(value(opened.address)), opened.sample.map(value)),
        None => (None, None),
    };
    Line {
        id: hex(&threat.id),
        scenario: named(names, &threat.scenario),
        follows: match threat.sanction.as_str() {
            "ban" => reader.say("guard-ban"),
            "throttle" => reader.say("guard-throttle"),
            _ => reader.say("guard-note"),
        },
        network: threat.network,
        address,
        sample,
        first: reader.moment(threat.first),
        last: reader.moment(threat.last),
        events: threat.events,
        until: threat.until.map(|until| reader.moment(until)),
        lifted: threat.lifted,
    }
}

/// A scenario as people call it; one that is watched for no more has its id.
fn named(names: &BTreeMap<String, String>, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

/// A day in words, its counts by scenario, their sum.
type DayLine = (String, Vec<u64>, u64);

/// How many blocks acted out which scenario last on which day.
fn by_day(
    reader: &Reader,
    threats: &[Threat],
    names: &BTreeMap<String, String>,
) -> (Vec<String>, Vec<DayLine>) {
    let mut ids: Vec<&str> = threats.iter().map(|threat| threat.scenario.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut days: BTreeMap<i64, Vec<u64>> = BTreeMap::new();
    for threat in threats {
        let counts = days.entry(threat.last.div_euclid(DAY)).or_insert_with(|| vec![0; ids.len()]);
        let place = ids.binary_search(&threat.scenario.as_str()).unwrap_or_default();
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
    }
    let days = days.into_iter().rev().map(|(day, counts)| {
        let all = counts.iter().sum();
        (reader.day(day * DAY), counts, all)
    });
    let days = days.collect();
    (ids.into_iter().map(|id| named(names, id)).collect(), days)
}

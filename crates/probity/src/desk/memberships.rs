//! `/desk/memberships`: how many there are of each class in each state, who they are by number, and
//! granting a class that staff alone grant. A number says nothing of anybody: to see who it is, the
//! record is opened at the desk of people, for a need and on the ledger.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::SubjectId;
use probity_vault::store::Value;
use probity_vault::{State as Standing, StoreError};

use super::entry::Desk;
use super::frame::Frame;
use super::rights::{ManageMemberships, Right as _, SeeMemberships};
use crate::app::App;
use crate::language::Say;
use crate::mail::{enqueue, letter};
use crate::members::membership::words;
use crate::members::session::{subject_of, subject_value};
use crate::membership::book::life;
use crate::membership::life::Life;
use crate::membership::{Acts, Granted, Refusal, Standing as Held};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::FieldError;
use crate::site::submission::Submission;
use crate::site::typed::Typed;
use crate::store::membership;

/// Lives on one page.
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "desk/memberships.html")]
struct Page {
    chrome: Chrome,
    frame: Frame,
    errors: Vec<FieldError>,
    done: Option<Say>,
    counts: Vec<Count>,
    /// The class and state that are listed.
    listed: Option<(String, Say)>,
    lines: Vec<Line>,
    more: Option<String>,
    grants: Vec<(String, String)>,
    who: Typed,
    token: String,
}

/// How many lives of a class are in a state.
struct Count {
    class: String,
    standing: Say,
    lives: i64,
    href: String,
}

/// One life.
struct Line {
    number: String,
    joined: String,
    start: String,
    end: String,
}

/// What is listed: a class in a state, after a life.
#[derive(Clone)]
struct Wanted {
    class: String,
    standing: Held,
    after: Option<(SubjectId, i64)>,
}

impl Wanted {
    /// Out of `class=fellow&state=current&after=NUMBER.LIFE`.
    fn of(query: &str) -> Option<Self> {
        let value = |name: &str| {
            query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)
        };
        let (_, class) = value("class")?;
        let (_, state) = value("state")?;
        let after = value("after").and_then(|(_, after)| {
            let (who, life) = after.split_once('.')?;
            Some((who.parse().ok()?, life.parse().ok()?))
        });
        Some(Self { class: class.to_owned(), standing: Held::named(state)?, after })
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<SeeMemberships>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = query.unwrap_or_default();
    let done = (query == "done=granted").then_some("desk-membership-granted");
    form(&app, &desk, Wanted::of(&query), Typed::default(), Vec::new(), done).await
}

/// `POST /desk/memberships`: grants a class to somebody by their number.
pub(crate) async fn grant(
    State(app): State<Arc<App>>,
    desk: Desk<SeeMemberships>,
    manager: Desk<ManageMemberships>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-membership")?;
    let (typed, class) = (values.take("who"), values.take("class"));
    let granted = app.scheme.class(class.expose()).filter(|class| class.granted);
    let class = granted.ok_or(Failure::NotFound)?.id.to_string();
    let number = typed.expose().trim().to_lowercase().parse::<SubjectId>().ok();
    let (actor, mail) = (manager.staff.actor(), app.mail_id());
    let done = match number {
        None => Err(Refusal::NotHeld),
        Some(who) => {
            app.blocking(move |app| {
                // Only people with an account hold a class: staff are known by numbers too.
                let known = app.vault.subject(who)?.filter(|known| {
                    known.state != Standing::Erased
                        && known.giver != probity_policy::Giver::Staff
                        && known.giver != probity_policy::Giver::Applicant
                });
                let Some(known) = known else { return Ok(Err(Refusal::NotHeld)) };
                if known.state == Standing::Restricted {
                    return Ok(Err(Refusal::Restricted));
                }
                let scheme = Arc::clone(&app.scheme);
                app.vault.tx("membership-grant", move |v| {
                    let acts = Acts { scheme: &scheme, who, actor: actor.clone() };
                    if acts.holds(v, &class)? {
                        return Ok(Err(Refusal::Held));
                    }
                    let granted: Result<Granted, Refusal> = acts.grant(v, &class)?;
                    if granted.is_ok() {
                        let now_ms = v.now_ms();
                        enqueue(v.sql(), mail, who, letter::Kind::MembershipGranted, now_ms)?;
                    }
                    Ok(granted)
                })
            })
            .await?
        }
    };
    let text = match done {
        Ok(_) => {
            app.wake_mail();
            return Ok(Redirect::to("/desk/memberships?done=granted").into_response());
        }
        Err(Refusal::Held) => "desk-membership-held",
        Err(Refusal::Restricted) => "desk-certification-restricted",
        Err(_) => "desk-membership-nobody",
    };
    let text = desk.staff.visitor.reader.say(text).text();
    let errors = vec![FieldError { id: "who".to_owned(), text }];
    let mut response = form(&app, &desk, None, typed, errors, None).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn form(
    app: &Arc<App>,
    desk: &Desk<SeeMemberships>,
    wanted: Option<Wanted>,
    who: Typed,
    errors: Vec<FieldError>,
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    let ours = wanted.clone();
    let (counts, lives) = app.blocking(move |app| app.count_memberships(ours)).await?;
    let reader = &desk.staff.visitor.reader;
    let label = |id: &str| {
        let class = app.scheme.class(id);
        class.map_or(id, |class| class.label(reader.primary())).to_owned()
    };
    let date = |day: Option<jiff::civil::Date>| day.map(|day| reader.date(day)).unwrap_or_default();
    let line = |(subject, _, life): &(SubjectId, i64, Life)| Line {
        number: subject.to_string(),
        joined: date(life.term.map(|term| term.joined).or(Some(life.applied))),
        start: date(life.term.map(|term| term.start)),
        end: date(life.cancelled.or(life.term.and_then(|term| term.end))),
    };
    let full = i64::try_from(lives.len()).is_ok_and(|count| count == PAGE);
    let more = wanted.as_ref().zip(lives.last().filter(|_| full)).map(|(wanted, last)| {
        let (class, state) = (&wanted.class, wanted.standing.name());
        format!("/desk/memberships?class={class}&state={state}&after={}.{}", last.0, last.1)
    });
    let manages =
        !ManageMemberships::purposes(app.vault.policy_in_force()?, desk.staff.role).is_empty();
    let grants = app.scheme.classes().iter().filter(|class| manages && class.granted);
    let (chrome, frame) =
        Frame::new(app, &desk.staff, "/desk/memberships", "desk-memberships-title")?;
    let known =
        |class: &str| app.scheme.class(class).is_some() || counts.iter().any(|c| c.0 == class);
    page(&Page {
        chrome,
        frame,
        errors,
        done: done.map(|id| reader.say(id)),
        listed: wanted
            .as_ref()
            .filter(|wanted| known(&wanted.class))
            .map(|wanted| (label(&wanted.class), reader.say(words(wanted.standing)))),
        lines: lives.iter().map(line).collect(),
        more,
        grants: grants.map(|class| (class.id.to_string(), label(class.id.as_str()))).collect(),
        counts: counts
            .iter()
            .map(|(class, standing, count)| Count {
                class: label(class),
                standing: reader.say(words(*standing)),
                lives: *count,
                href: format!("/desk/memberships?class={class}&state={}", standing.name()),
            })
            .collect(),
        who,
        token: desk.staff.visitor.token(app, "desk-membership"),
    })
}

type Counted = (Vec<(String, Held, i64)>, Vec<(SubjectId, i64, Life)>);

impl App {
    /// How many there are, and one page of those that are wanted.
    fn count_memberships(&self, wanted: Option<Wanted>) -> Result<Counted, StoreError> {
        self.vault.store().read("memberships-count", move |tx| -> Result<_, StoreError> {
            let mut counts = Vec::new();
            for row in tx.query(&membership::COUNT, &[])? {
                let standing = Held::named(&row.text(1)?).unwrap_or(Held::Cancelled);
                counts.push((row.text(0)?, standing, row.int(2)?));
            }
            let Some(wanted) = &wanted else { return Ok((counts, Vec::new())) };
            let (after, number) = match wanted.after {
                Some((subject, life)) => (subject_value(subject), life),
                None => (Value::Bytes(Vec::new()), 0),
            };
            let row = [
                Value::from(wanted.class.as_str()),
                Value::from(wanted.standing.name()),
                after,
                Value::Int(number),
                Value::Int(PAGE),
            ];
            let mut lives = Vec::new();
            for row in tx.query(&membership::LIST, &row)? {
                let Some(subject) = subject_of(&row.bytes(0)?) else { continue };
                lives.push((subject, row.int(1)?, life(&row, 2)?));
            }
            Ok((counts, lives))
        })
    }
}

//! `/desk/certifications`: what members certified and nobody has looked at yet. The list names numbers,
//! classes and days; the hours open for whoever decides, on record, and close with the page.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::SubjectId;
use probity_policy::{Purpose, Role};
use probity_vault::store::Value;
use probity_vault::{ReleaseAction, Request, StoreError, VaultError};

use super::entry::Desk;
use super::frame::Frame;
use super::need::Need;
use super::rights::{ManageMemberships, Right as _, SeeMemberships};
use crate::app::App;
use crate::language::Say;
use crate::language::words::Phrase;
use crate::members::membership::reason;
use crate::members::session::{bytes, subject_of};
use crate::membership::act::{ADDRESS, HOURS};
use crate::membership::{Acts, Reason, Refusal};
use crate::sinks::{PageSink, PageValue};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::FieldError;
use crate::site::hex::hex;
use crate::site::submission::{Submission, Values};
use crate::store::certification;

/// How many are listed: the rest follows when these are decided.
const MOST: i64 = 100;

#[derive(Template)]
#[template(path = "desk/certifications.html")]
struct List {
    chrome: Chrome,
    frame: Frame,
    errors: Vec<FieldError>,
    waiting: Vec<Line>,
    decides: bool,
    done: Option<Say>,
    token: String,
}

/// One that waits.
struct Line {
    id: String,
    number: String,
    class: String,
    since: String,
}

#[derive(Template)]
#[template(path = "desk/certification.html")]
struct Opened {
    chrome: Chrome,
    frame: Frame,
    line: Line,
    hours: Option<PageValue>,
    /// Whether a postal address is held: that it is there is enough to decide.
    address: bool,
    refused: Option<Phrase>,
    entry: Option<u64>,
    reasons: Vec<(&'static str, Say)>,
    token: String,
}

/// A certification that waits.
#[derive(Clone)]
struct Waiting {
    id: Vec<u8>,
    subject: SubjectId,
    class: String,
    asked_ms: i64,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<SeeMemberships>,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Result<Response, Failure> {
    let done = match query.as_deref() {
        Some("done=approved") => Some("desk-certification-approved"),
        Some("done=declined") => Some("desk-certification-declined"),
        _ => None,
    };
    list(&app, &desk, Vec::new(), done).await
}

/// `POST /desk/certifications`: opens one.
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    desk: Desk<SeeMemberships>,
    manager: Desk<ManageMemberships>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-certification")?;
    let id = id(&mut values)?;
    let (role, by, purpose) = (manager.staff.role, manager.staff.subject, manager.first()?);
    let found = app.blocking(move |app| app.open_certification(&id, role, by, purpose)).await?;
    let Some((waiting, released, address)) = found else {
        return gone(&app, &desk).await;
    };
    let reader = &desk.staff.visitor.reader;
    let refused = released.refused().next().map(|(_, refusal)| refusal.sentence());
    let mut sink = PageSink::default();
    released.pour_all(&mut sink)?;
    let (chrome, frame) =
        Frame::new(&app, &desk.staff, "/desk/certifications", "desk-certification-title")?;
    page(&Opened {
        chrome,
        frame,
        line: line(&app, &desk, &waiting),
        hours: sink.take(HOURS),
        address,
        refused: refused.map(|sentence| Phrase::of_policy(reader.language, sentence)),
        entry: released.entries().first().copied(),
        reasons: Reason::ALL.iter().map(|one| (one.name(), reader.say(reason(*one)))).collect(),
        token: desk.staff.visitor.token(&app, "desk-certification"),
    })
}

/// `POST /desk/certifications/decide`: approves it, or declines it with a reason.
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    desk: Desk<SeeMemberships>,
    manager: Desk<ManageMemberships>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-certification")?;
    let id = id(&mut values)?;
    let answer = values.take("answer");
    let reason = Reason::named(values.take("reason").expose());
    let declined = match (answer.expose(), reason) {
        ("approve", _) => None,
        ("decline", Some(reason)) => Some(reason),
        ("decline", None) => {
            let text = desk.staff.visitor.say("desk-certification-reason-missing").text();
            let error = FieldError { id: "waiting".to_owned(), text };
            return Ok(unprocessable(list(&app, &desk, vec![error], None).await?));
        }
        _ => return Err(Failure::NotFound),
    };
    let (actor, mail) = (manager.staff.actor(), app.mail_id());
    let done = app
        .blocking(move |app| {
            let Some(waiting) = app.certification(&id)? else { return Ok(Err(Refusal::Decided)) };
            let scheme = Arc::clone(&app.scheme);
            app.vault.tx("certification-decide", move |v| {
                let acts = Acts { scheme: &scheme, who: waiting.subject, actor: actor.clone() };
                acts.decide(v, &waiting.id, declined, mail)
            })
        })
        .await?;
    match done {
        Ok(()) => {
            app.wake_mail();
            let word = if declined.is_some() { "declined" } else { "approved" };
            Ok(Redirect::to(&format!("/desk/certifications?done={word}")).into_response())
        }
        Err(Refusal::Restricted) => {
            let text = desk.staff.visitor.say("desk-certification-restricted").text();
            let error = FieldError { id: "waiting".to_owned(), text };
            Ok(unprocessable(list(&app, &desk, vec![error], None).await?))
        }
        Err(_) => gone(&app, &desk).await,
    }
}

fn unprocessable(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

/// It was decided or taken back meanwhile.
async fn gone(app: &Arc<App>, desk: &Desk<SeeMemberships>) -> Result<Response, Failure> {
    let text = desk.staff.visitor.say("desk-certification-gone").text();
    let error = FieldError { id: "waiting".to_owned(), text };
    Ok(unprocessable(list(app, desk, vec![error], None).await?))
}

/// The id that a form names.
fn id(values: &mut Values) -> Result<Vec<u8>, Failure> {
    let text = values.take("id");
    let text = text.expose();
    let digit = |at: usize| text.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let id: Option<Vec<u8>> = (0..text.len().min(32)).step_by(2).map(digit).collect();
    id.filter(|id| id.len() == 16 && text.len() == 32).ok_or(Failure::NotFound)
}

async fn list(
    app: &Arc<App>,
    desk: &Desk<SeeMemberships>,
    errors: Vec<FieldError>,
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    let waiting = app.blocking(App::certifications_waiting).await?;
    let (chrome, frame) =
        Frame::new(app, &desk.staff, "/desk/certifications", "desk-certifications-title")?;
    let policy = app.vault.policy_in_force()?;
    page(&List {
        chrome,
        frame,
        errors,
        waiting: waiting.iter().map(|one| line(app, desk, one)).collect(),
        decides: !ManageMemberships::purposes(policy, desk.staff.role).is_empty(),
        done: done.map(|id| desk.staff.visitor.say(id)),
        token: desk.staff.visitor.token(app, "desk-certification"),
    })
}

fn line(app: &App, desk: &Desk<SeeMemberships>, waiting: &Waiting) -> Line {
    let reader = &desk.staff.visitor.reader;
    let class = app.scheme.class(&waiting.class);
    Line {
        id: hex(&waiting.id),
        number: waiting.subject.to_string(),
        class: class.map_or(&*waiting.class, |class| class.label(reader.primary())).to_owned(),
        since: reader.date(app.scheme.today(waiting.asked_ms)),
    }
}

fn read(row: &probity_vault::store::Row) -> Result<Option<Waiting>, StoreError> {
    let Some(subject) = subject_of(&row.bytes(1)?) else { return Ok(None) };
    if row.text(3)? != "waiting" {
        return Ok(None);
    }
    let (id, class, asked_ms) = (row.bytes(0)?, row.text(2)?, row.int(4)?);
    Ok(Some(Waiting { id, subject, class, asked_ms }))
}

impl App {
    fn certifications_waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        self.vault.store().read("certifications", move |tx| -> Result<_, StoreError> {
            let rows = tx.query(&certification::WAITING, &[Value::Int(MOST)])?;
            rows.iter().filter_map(|row| read(row).transpose()).collect()
        })
    }

    fn certification(&self, id: &[u8]) -> Result<Option<Waiting>, VaultError> {
        let id = bytes(id);
        self.vault.store().read("certification", move |tx| -> Result<_, VaultError> {
            let row = tx.query_opt(&certification::GET, std::slice::from_ref(&id))?;
            Ok(row.map(|row| read(&row)).transpose()?.flatten())
        })
    }

    /// Opens the hours that somebody certified, on record; with whether an address of theirs is held.
    fn open_certification(
        &self,
        id: &[u8],
        role: Role,
        by: SubjectId,
        purpose: Purpose,
    ) -> Result<Option<(Waiting, probity_vault::Released, bool)>, VaultError> {
        let Some(waiting) = self.certification(id)? else { return Ok(None) };
        let released = self.vault.release(&Request {
            subject: waiting.subject,
            fields: &[HOURS],
            action: ReleaseAction::Show,
            purpose,
            role,
            actor: Some(by),
            partial: true,
            note: Some(Need::Membership.note()),
        })?;
        let held = self.vault.holdings(waiting.subject)?;
        let address = held.iter().any(|held| held.current && held.field == ADDRESS);
        Ok(Some((waiting, released, address)))
    }
}

//! `/desk/people/<number>`: stating why a record is opened, and the record.
//!
//! The number leads from a search to one opening: it belongs to whoever searched, runs out, and is
//! used up when the record is opened, which the answer to the form alone shows. To see it again a need
//! is stated again. The entry on the ledger, with purpose, need and person, is durable before any
//! value is decrypted; a refusal is an entry too.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use probity_ledger::{Actor, Kind as Event, SubjectId};
use probity_policy::{Format, Purpose, Role};
use probity_vault::store::{Tx, Value};
use probity_vault::{
    EntryDraft, ReleaseAction, Released, Request, State as Standing, StoreError, VaultError,
};

use super::entry::Desk;
use super::frame::{self, Frame};
use super::need::Need;
use super::people::{CASE_LIFE, Choice};
use super::rights::OpenRecords;
use crate::app::App;
use crate::language::Say;
use crate::language::words::{self, Phrase};
use crate::members::link::number_hash;
use crate::members::session::{Hash, bytes, subject_of, subject_value};
use crate::sinks::{PageSink, PageValue};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::FieldError;
use crate::site::moment::Moment;
use crate::site::reader::Reader;
use crate::site::submission::Submission;
use crate::store::desk_case;

#[derive(Template)]
#[template(path = "desk/need.html")]
struct Asked {
    chrome: Chrome,
    frame: Frame,
    number: String,
    errors: Vec<FieldError>,
    purposes: Vec<Choice>,
    needs: Vec<Reason>,
    token: String,
}

/// One reason to choose.
struct Reason {
    name: &'static str,
    label: Say,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "desk/record.html")]
struct Record {
    chrome: Chrome,
    frame: Frame,
    subject: String,
    purpose: String,
    need: Say,
    restricted: bool,
    refused: Option<Phrase>,
    values: Vec<Shown>,
    entry: Option<u64>,
    minutes: i64,
}

/// One value on a record.
struct Shown {
    label: Phrase,
    value: PageValue,
    collected: Moment,
    version: String,
    clause: String,
}

/// What opening came to.
struct Opened {
    subject: SubjectId,
    restricted: bool,
    released: Released,
}

/// Who opens, and why.
#[derive(Clone)]
struct Opener {
    staff: SubjectId,
    role: Role,
    purpose: Purpose,
    need: Need,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<OpenRecords>,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let found = found(&app, &desk, &number).await?;
    let (_, purpose) = found.ok_or(Failure::DeadLink)?;
    form(&app, &desk, number, Some(purpose), None, Vec::new())
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    desk: Desk<OpenRecords>,
    Path(number): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-record")?;
    let (purpose, need) = (values.take("purpose"), values.take("need"));
    found(&app, &desk, &number).await?.ok_or(Failure::DeadLink)?;
    let (purpose, need) = (desk.purpose(purpose.expose()), Need::named(need.expose()));
    let mut errors = Vec::new();
    let mut wrong = |id: &str, text: String| errors.push(FieldError { id: id.to_owned(), text });
    let visitor = &desk.staff.visitor;
    if purpose.is_none() {
        wrong("purpose", visitor.say("desk-purpose-missing").text());
    }
    if need.is_none() {
        wrong("need", visitor.say("desk-need-missing").text());
    }
    let Some((purpose, need)) = purpose.zip(need) else {
        let mut response = form(&app, &desk, number, purpose, need, errors)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let by = Opener { staff: desk.staff.subject, role: desk.staff.role, purpose, need };
    let opened = app.blocking(move |app| app.open_record(&number, &by)).await?;
    let opened = opened.ok_or(Failure::DeadLink)?;
    record(&app, &desk, purpose, need, &opened)
}

/// Who was found under a number, and for what, if this member of staff may open them now.
async fn found(
    app: &Arc<App>,
    desk: &Desk<OpenRecords>,
    number: &str,
) -> Result<Option<(SubjectId, Purpose)>, Failure> {
    let Some(hash) = number_hash(number) else { return Ok(None) };
    let staff = desk.staff.subject;
    let now_ms = app.now_ms();
    app.blocking(move |app| {
        app.vault.store().read("desk-case", move |tx| get(tx, &hash, staff, now_ms))
    })
    .await
}

fn get(
    tx: &mut Tx<'_>,
    hash: &Hash,
    staff: SubjectId,
    now_ms: i64,
) -> Result<Option<(SubjectId, Purpose)>, StoreError> {
    let row = [bytes(hash), subject_value(staff), Value::Int(now_ms)];
    let Some(row) = tx.query_opt(&desk_case::GET, &row)? else { return Ok(None) };
    Ok(subject_of(&row.bytes(0)?).zip(row.text(1)?.parse().ok()))
}

fn form(
    app: &App,
    desk: &Desk<OpenRecords>,
    number: String,
    purpose: Option<Purpose>,
    need: Option<Need>,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let (chrome, frame) = Frame::new(app, &desk.staff, "/desk/people", "desk-record-title")?;
    let reader = &desk.staff.visitor.reader;
    let reason = |one: &Need| Reason {
        name: one.name(),
        label: reader.say(one.message()),
        chosen: need == Some(*one),
    };
    page(&Asked {
        chrome,
        frame,
        number,
        errors,
        purposes: Choice::all(reader, desk.purposes(), purpose),
        needs: Need::ALL.iter().map(reason).collect(),
        token: desk.staff.visitor.token(app, "desk-record"),
    })
}

fn record(
    app: &App,
    desk: &Desk<OpenRecords>,
    purpose: Purpose,
    need: Need,
    opened: &Opened,
) -> Result<Response, Failure> {
    let (chrome, frame) = Frame::new(app, &desk.staff, "/desk/people", "desk-record-title")?;
    let reader = &desk.staff.visitor.reader;
    let refused = opened.released.refused().next().map(|(_, refusal)| refusal.sentence());
    let values = app.shown(reader, &opened.released)?;
    let mut response = page(&Record {
        chrome,
        frame,
        subject: opened.subject.to_string(),
        purpose: frame::purpose(reader, purpose),
        need: reader.say(need.message()),
        restricted: opened.restricted,
        refused: refused
            .filter(|_| values.is_empty())
            .map(|sentence| Phrase::of_policy(reader.language, sentence)),
        values,
        entry: opened.released.entries().first().copied(),
        minutes: CASE_LIFE / 60_000,
    })?;
    // The record does not stay on a screen that nobody looks at any more.
    let refresh = format!("{}; url=/desk/people?closed", CASE_LIFE / 1000);
    if let Ok(refresh) = HeaderValue::from_str(&refresh) {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    Ok(response)
}

impl App {
    /// Uses the number up and opens what the policy lets this role see for this purpose; none if the
    /// number does not hold (any more).
    fn open_record(&self, number: &str, by: &Opener) -> Result<Option<Opened>, Failure> {
        let Some(hash) = number_hash(number) else { return Ok(None) };
        let (staff, now_ms) = (by.staff, self.now_ms());
        let subject = self.vault.store().tx("desk-open", move |tx| {
            let found = get(tx, &hash, staff, now_ms)?;
            let used = tx.exec(&desk_case::DELETE, &[bytes(&hash)])?;
            Ok::<_, StoreError>(found.filter(|_| used == 1).map(|(subject, _)| subject))
        })?;
        let Some(subject) = subject else { return Ok(None) };
        let standing = match self.vault.subject(subject)? {
            Some(standing) if standing.state != Standing::Erased => standing.state,
            _ => return Ok(None),
        };
        let released = self.vault.release(&Request {
            subject,
            fields: &[],
            action: ReleaseAction::Show,
            purpose: by.purpose,
            role: by.role,
            actor: Some(by.staff),
            partial: true,
            note: Some(by.need.note()),
        })?;
        if released.is_empty() {
            self.log_refusal(subject, by)?;
        }
        Ok(Some(Opened { subject, restricted: standing == Standing::Restricted, released }))
    }

    /// Records that a record was to be opened and was not.
    fn log_refusal(&self, subject: SubjectId, by: &Opener) -> Result<(), VaultError> {
        let by = by.clone();
        self.vault.tx("desk-refused", move |v| {
            let actor = Actor::person(by.role.name(), by.staff);
            let draft = EntryDraft::new(Event::Refuse, subject, actor);
            v.log(draft.purpose(by.purpose).note(by.need.note()))
        })
    }

    /// The released values as the page shows them, in the order of the data map.
    fn shown(&self, reader: &Reader, released: &Released) -> Result<Vec<Shown>, Failure> {
        let in_force = self.vault.policy_in_force()?;
        let mut shown = Vec::with_capacity(released.len());
        for (personal, grant) in released.iter() {
            let mut sink = PageSink::default();
            personal.pour(grant, &mut sink)?;
            let Some(value) = sink.take(personal.field()) else { continue };
            let map = self.policy(personal.version()).unwrap_or(in_force).map();
            let field = map.field(personal.field());
            let country = field.is_some_and(|field| field.format == Format::Country);
            let place = in_force.map().fields().iter().position(|f| f.id == personal.field());
            let label = field.map_or_else(
                || Phrase::here(personal.field()),
                |field| words::label(reader.language, field),
            );
            shown.push((
                place,
                Shown {
                    label,
                    value: if country { value.with_country_named() } else { value },
                    collected: reader.moment(personal.collected_at_ms()),
                    version: personal.version().to_string(),
                    clause: grant.clause().split('.').next().unwrap_or_default().to_owned(),
                },
            ));
        }
        shown.sort_by_key(|(place, _)| place.unwrap_or(usize::MAX));
        Ok(shown.into_iter().map(|(_, value)| value).collect())
    }
}

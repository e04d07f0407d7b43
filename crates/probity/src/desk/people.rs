//! `/desk/people`: finding a person, by the e-mail address that somebody brings or by their number.
//!
//! What is typed comes by POST and stands in no address. The answer says that there is such a person,
//! and nothing of them; a search is on the ledger, of whoever was found or of nobody. It is counted,
//! so that nobody tries addresses one after the other.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::{Kind as Event, SubjectId};
use probity_policy::{Flow, Purpose};
use probity_vault::store::Value;
use probity_vault::{EntryDraft, State as Standing, VaultError};
use zeroize::Zeroizing;

use super::entry::{Desk, Staff};
use super::frame::{self, Frame};
use super::rights::{FindPeople, OpenRecords, Right as _};
use crate::app::App;
use crate::members::check::is_email;
use crate::members::session::{bytes, hash, subject_value};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::FieldError;
use crate::site::moment::MINUTE;
use crate::site::reader::Reader;
use crate::site::submission::Submission;
use crate::site::throttle::SEARCH_BY_STAFF;
use crate::site::typed::Typed;
use crate::store::desk_case;

/// What the ledger notes of a search that found somebody.
pub(crate) const SEARCH: &str = "search";

/// How long somebody who was found may be opened, and a record stays on the screen.
pub(super) const CASE_LIFE: i64 = 15 * MINUTE;

#[derive(Template)]
#[template(path = "desk/people.html")]
struct People {
    chrome: Chrome,
    frame: Frame,
    errors: Vec<FieldError>,
    by_address: bool,
    who: Typed,
    purposes: Vec<Choice>,
    nobody: bool,
    closed: bool,
    token: String,
}

/// One purpose to choose.
pub(super) struct Choice {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) chosen: bool,
}

impl Choice {
    /// The purposes that someone may choose from.
    pub(super) fn all(reader: &Reader, purposes: &[Purpose], chosen: Option<Purpose>) -> Vec<Self> {
        let only = purposes.len() == 1;
        let choice = |purpose: &Purpose| Self {
            name: purpose.name(),
            label: frame::purpose(reader, *purpose),
            chosen: only || chosen == Some(*purpose),
        };
        purposes.iter().map(choice).collect()
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<OpenRecords>,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Result<Response, Failure> {
    let closed = query.as_deref() == Some("closed");
    form(&app, &desk, Typed::default(), None, Vec::new(), &Found::NotAsked { closed })
}

/// What a search came to.
enum Found {
    NotAsked { closed: bool },
    Nobody,
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    desk: Desk<OpenRecords>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-people")?;
    let (who, purpose) = (values.take("who"), values.take("purpose"));
    let visitor = &desk.staff.visitor;
    let mut errors = Vec::new();
    let mut wrong = |id: &str, text: String| errors.push(FieldError { id: id.to_owned(), text });
    let wanted = who.expose().trim();
    let number = wanted.to_lowercase().parse::<SubjectId>().ok();
    let by_address = number.is_none();
    if by_address && !is_email(wanted) {
        wrong("who", visitor.say("desk-people-who-wrong").text());
    }
    let purpose = desk.purpose(purpose.expose());
    if purpose.is_none() {
        wrong("purpose", visitor.say("desk-purpose-missing").text());
    }
    let Some(purpose) = purpose.filter(|_| errors.is_empty()) else {
        let not_asked = Found::NotAsked { closed: false };
        return Ok(unprocessable(form(&app, &desk, who, purpose, errors, &not_asked)?));
    };
    let whose = desk.staff.subject.to_string();
    app.throttle.attempt(SEARCH_BY_STAFF, &whose, app.now_ms())?;
    let by = Searcher::new(&desk.staff);
    let wanted = Typed::new(wanted);
    let found = app
        .blocking(move |app| match number {
            Some(number) => app.find_by_number(number),
            None => app.find_by_address(&by, &wanted, purpose),
        })
        .await?;
    let Some(subject) = found else {
        return form(&app, &desk, who, Some(purpose), Vec::new(), &Found::Nobody);
    };
    let staff = desk.staff.subject;
    let number = app.blocking(move |app| app.open_case(staff, subject, purpose)).await?;
    Ok(Redirect::to(&format!("/desk/people/{}", number.as_str())).into_response())
}

fn unprocessable(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

fn form(
    app: &App,
    desk: &Desk<OpenRecords>,
    who: Typed,
    purpose: Option<Purpose>,
    errors: Vec<FieldError>,
    found: &Found,
) -> Result<Response, Failure> {
    let finds = FindPeople::purposes(app.vault.policy_in_force()?, desk.staff.role);
    let (chrome, frame) = Frame::new(app, &desk.staff, "/desk/people", "desk-people-title")?;
    page(&People {
        chrome,
        frame,
        errors,
        by_address: !finds.is_empty(),
        who,
        purposes: Choice::all(&desk.staff.visitor.reader, desk.purposes(), purpose),
        nobody: matches!(found, Found::Nobody),
        closed: matches!(found, Found::NotAsked { closed: true }),
        token: desk.staff.visitor.token(app, "desk-people"),
    })
}

/// Who searches.
struct Searcher {
    role: probity_policy::Role,
    actor: probity_ledger::Actor,
}

impl Searcher {
    fn new(staff: &Staff) -> Self {
        Self { role: staff.role, actor: staff.actor() }
    }
}

impl App {
    /// Whose e-mail address it is, on record before it is said.
    fn find_by_address(
        &self,
        by: &Searcher,
        email: &Typed,
        purpose: Purpose,
    ) -> Result<Option<SubjectId>, VaultError> {
        let found = self.vault.lookup("email", email.expose(), purpose, by.role)?;
        let policy = self.vault.policy_in_force()?;
        let field = policy
            .map()
            .field("email")
            .ok_or(VaultError::Undeclared { field: "email".to_owned() })?;
        let (category, role) = (field.category.as_str(), by.role);
        let flow = Flow::Use { category, role, purpose, consent: false, restricted: false };
        let rule = policy.decide(&flow).rule();
        let clause = rule.and_then(|rule| policy.rule(rule)).map(|rule| rule.id.clone());
        let (version, category) = (policy.version(), field.category.clone());
        let about = found.unwrap_or(SubjectId::FOUNDATION);
        let actor = by.actor.clone();
        self.vault.tx("desk-search", move |v| {
            let draft = EntryDraft::new(Event::Use, about, actor.clone())
                .categories([category.clone()])
                .purpose(purpose)
                .under(clause.clone().unwrap_or_default(), version);
            v.log(draft.note(if about.is_foundation() { "search, nobody" } else { SEARCH }))
        })?;
        Ok(found)
    }

    /// Whose number it is: someone who is held and was not erased.
    fn find_by_number(&self, number: SubjectId) -> Result<Option<SubjectId>, VaultError> {
        let known = self.vault.subject(number)?;
        Ok(known.filter(|known| known.state != Standing::Erased).map(|known| known.id))
    }

    /// Notes that somebody was found: the number under which a need may be stated, once.
    fn open_case(
        &self,
        staff: SubjectId,
        subject: SubjectId,
        purpose: Purpose,
    ) -> Result<Zeroizing<String>, VaultError> {
        use base64::Engine as _;
        let secret = self.secret();
        let number = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret.as_slice());
        let hash = hash(secret.as_slice());
        let now_ms = self.now_ms();
        self.vault.store().tx("desk-case", move |tx| {
            let row = [
                bytes(&hash),
                subject_value(staff),
                subject_value(subject),
                Value::from(purpose.name()),
                Value::Int(now_ms),
                Value::Int(now_ms + CASE_LIFE),
            ];
            tx.exec(&desk_case::INSERT, &row)
        })?;
        Ok(Zeroizing::new(number))
    }
}

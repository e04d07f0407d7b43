//! `/desk/staff`: who works here, for those whom the policy lets see it; appointing, inviting anew and
//! dismissing for those whom it lets work with it. Each look at names is on the ledger of their owners.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::SubjectId;
use probity_policy::{Giver, Purpose, Role};
use probity_vault::{ReleaseAction, Request, VaultError};

use super::entry::{Desk, Staff};
use super::frame::{Frame, role as role_name};
use super::rights::{ManageStaff, Right as _, SeeStaff};
use super::staff::{self, Appointment, FIELDS, Known, ROLES, StaffError};
use crate::app::App;
use crate::language::Say;
use crate::members::check::check;
use crate::sinks::{PageSink, PageValue};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::moment::Moment;
use crate::site::submission::{Submission, Values};
use crate::site::typed::Typed;

#[derive(Template)]
#[template(path = "desk/staff.html")]
struct Roster {
    chrome: Chrome,
    frame: Frame,
    errors: Vec<FieldError>,
    link: Option<Typed>,
    people: Vec<Person>,
    former: Vec<Former>,
    manages: bool,
    fields: Vec<FieldView>,
    roles: Vec<Choice>,
    token: String,
}

/// Somebody who works here.
struct Person {
    number: String,
    name: Option<PageValue>,
    email: Option<PageValue>,
    duties: Option<PageValue>,
    role: Say,
    since: Moment,
    enrolled: bool,
    me: bool,
}

/// Somebody whose work has ended: their number and role are all there is.
struct Former {
    number: String,
    role: Say,
    since: Moment,
    ended: Moment,
}

/// One role to choose.
struct Choice {
    name: &'static str,
    label: Say,
    chosen: bool,
}

/// What stands in the form to appoint somebody.
#[derive(Default)]
struct Typing {
    values: [Typed; 3],
    role: Option<Role>,
    errors: Vec<FieldError>,
    link: Option<Typed>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<SeeStaff>,
) -> Result<Response, Failure> {
    roster(&app, &desk, Typing::default()).await
}

/// `POST /desk/staff`: appoints.
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    desk: Desk<SeeStaff>,
    manager: Desk<ManageStaff>,
    submission: Submission,
) -> Result<Response, Failure> {
    let values = submission.open(&app, &desk.staff.visitor, "desk-staff")?;
    let mut typing = read(&app, &desk.staff, values)?;
    if typing.errors.is_empty() {
        let [name, email, duties] = typing.values.clone();
        let appointment =
            Appointment { name, email, duties, role: typing.role.ok_or(Failure::NotFound)? };
        let by = manager.staff.actor();
        let done = app
            .blocking(move |app| {
                let random = app.random.as_ref();
                Ok::<_, Failure>(staff::appoint(&app.vault, random, &appointment, &by))
            })
            .await?;
        match done {
            Ok((_, number)) => {
                let link = Typed::new(staff::link_address(&app.config, &number));
                typing = Typing { link: Some(link), ..Typing::default() };
            }
            Err(error) => typing.errors.push(wrong(&desk.staff, error)?),
        }
    }
    let failed = !typing.errors.is_empty();
    let mut response = roster(&app, &desk, typing).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// `POST /desk/staff/link`: a new link to enrol.
pub(crate) async fn link(
    State(app): State<Arc<App>>,
    desk: Desk<SeeStaff>,
    manager: Desk<ManageStaff>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-staff")?;
    let who = number(&mut values)?;
    let by = manager.staff.actor();
    let done = app
        .blocking(move |app| {
            let random = app.random.as_ref();
            Ok::<_, Failure>(staff::enrol_anew(&app.vault, random, who, &by))
        })
        .await?;
    let typing = match done {
        Ok(number) => {
            let link = Typed::new(staff::link_address(&app.config, &number));
            Typing { link: Some(link), ..Typing::default() }
        }
        Err(error) => Typing { errors: vec![wrong(&desk.staff, error)?], ..Typing::default() },
    };
    roster(&app, &desk, typing).await
}

/// `POST /desk/staff/remove`: dismisses.
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    desk: Desk<SeeStaff>,
    manager: Desk<ManageStaff>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-staff")?;
    let sure = values.says("sure", "yes");
    let who = number(&mut values)?;
    let error = if sure {
        let by = manager.staff.actor();
        let done =
            app.blocking(move |app| Ok::<_, Failure>(staff::dismiss(&app.vault, who, &by))).await?;
        match done {
            Ok(()) if who == desk.staff.subject => return Ok(Redirect::to("/").into_response()),
            Ok(()) => return Ok(Redirect::to("/desk/staff").into_response()),
            Err(error) => wrong(&desk.staff, error)?,
        }
    } else {
        let text = desk.staff.visitor.say("desk-staff-not-sure").text();
        FieldError { id: "people".to_owned(), text }
    };
    let typing = Typing { errors: vec![error], ..Typing::default() };
    let mut response = roster(&app, &desk, typing).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn number(values: &mut Values) -> Result<SubjectId, Failure> {
    values.take("who").expose().parse().map_err(|_| Failure::NotFound)
}

/// What was typed to appoint somebody, checked.
fn read(app: &App, staff: &Staff, mut values: Values) -> Result<Typing, Failure> {
    let policy = app.vault.policy_in_force()?;
    let mut typing = Typing::default();
    for (value, id) in typing.values.iter_mut().zip(FIELDS) {
        *value = values.take(id);
        let Some(field) = policy.map().field(id) else { continue };
        match check(staff.visitor.reader.language, field, Giver::Staff, value) {
            Ok(Some(checked)) => *value = checked,
            Ok(None) => {
                let text = staff.visitor.say("desk-staff-value-missing").text();
                typing.errors.push(FieldError { id: field.id.clone(), text });
            }
            Err(error) => typing.errors.push(error),
        }
    }
    let wanted = values.take("role");
    typing.role = ROLES.iter().copied().find(|role| role.name() == wanted.expose());
    if typing.role.is_none() {
        let text = staff.visitor.say("desk-staff-role-missing").text();
        typing.errors.push(FieldError { id: "role".to_owned(), text });
    }
    Ok(typing)
}

/// What went wrong, at its place on the page.
fn wrong(staff: &Staff, error: StaffError) -> Result<FieldError, Failure> {
    let (id, say) = match error {
        StaffError::Taken => ("staff-email", staff.visitor.say("desk-staff-taken")),
        StaffError::LastOfficer => ("people", staff.visitor.say("desk-staff-last-officer")),
        StaffError::Nobody => ("people", staff.visitor.say("desk-staff-nobody")),
        StaffError::Invalid { field, .. } => {
            let text = staff.visitor.say("desk-staff-value-wrong").text();
            return Ok(FieldError { id: field, text });
        }
        StaffError::Vault(error) => return Err(error.into()),
    };
    Ok(FieldError { id: id.to_owned(), text: say.text() })
}

async fn roster(
    app: &Arc<App>,
    desk: &Desk<SeeStaff>,
    typing: Typing,
) -> Result<Response, Failure> {
    let (by, role, purpose) = (desk.staff.subject, desk.staff.role, desk.first()?);
    let all = app.blocking(move |app| app.roster(by, role, purpose)).await?;
    let reader = &desk.staff.visitor.reader;
    let (mut people, mut former) = (Vec::new(), Vec::new());
    for (known, mut values) in all {
        let (number, role) = (known.subject.to_string(), reader.say(role_name(known.role)));
        let since = reader.moment(known.since_ms);
        match known.ended_ms {
            Some(ended) => former.push(Former { number, role, since, ended: reader.moment(ended) }),
            None => people.push(Person {
                number,
                role,
                since,
                name: values.take("staff-name"),
                email: values.take("staff-email"),
                duties: values.take("staff-duties"),
                enrolled: known.enrolled_ms.is_some(),
                me: known.subject == by,
            }),
        }
    }
    let policy = app.vault.policy_in_force()?;
    let Typing { values, role: chosen, errors, link } = typing;
    let fields = FIELDS.iter().zip(values).filter_map(|(id, value)| {
        FieldView::new(reader, policy, id, Giver::Staff)
            .map(|view| view.with(value).checked(&errors))
    });
    let choice = |of: &Role| Choice {
        name: of.name(),
        label: reader.say(role_name(*of)),
        chosen: chosen == Some(*of),
    };
    let (chrome, frame) = Frame::new(app, &desk.staff, "/desk/staff", "desk-staff-title")?;
    page(&Roster {
        chrome,
        frame,
        link,
        people,
        former,
        manages: !ManageStaff::purposes(policy, role).is_empty(),
        fields: fields.collect(),
        errors,
        roles: ROLES.iter().map(choice).collect(),
        token: desk.staff.visitor.token(app, "desk-staff"),
    })
}

impl App {
    /// Everyone, those who work here with their names, which are opened on record.
    fn roster(
        &self,
        by: SubjectId,
        role: Role,
        purpose: Purpose,
    ) -> Result<Vec<(Known, PageSink)>, VaultError> {
        let mut all = Vec::new();
        for known in staff::all(&self.vault)? {
            let mut values = PageSink::default();
            if staff::find(&self.vault, known.subject)?.is_some() {
                let released = self.vault.release(&Request {
                    subject: known.subject,
                    fields: FIELDS,
                    action: ReleaseAction::Show,
                    purpose,
                    role,
                    actor: Some(by),
                    partial: true,
                    note: Some("list of staff"),
                })?;
                released.pour_all(&mut values)?;
            }
            all.push((known, values));
        }
        Ok(all)
    }
}

//! `/account/membership/<class>`: asking for a class, and certifying for another year of it. What is
//! asked and why comes out of the data map, as from somebody who votes.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_policy::{Giver, Policy};

use super::check::check;
use super::membership::Found;
use super::side::{Place, SideItem, side};
use crate::app::App;
use crate::config::Class;
use crate::config::membership::Kind;
use crate::language::Say;
use crate::membership::act::{ADDRESS, HOURS, renewable};
use crate::membership::record::CLASS;
use crate::membership::{Acts, Asking, Refusal, Standing};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView, Notice};
use crate::site::reader::Reader;
use crate::site::submission::Submission;
use crate::site::typed::Typed;
use crate::site::visitor::Member;

#[derive(Template)]
#[template(path = "enrol.html")]
struct Enrol {
    chrome: Chrome,
    side: Vec<SideItem>,
    id: String,
    label: String,
    lines: Vec<Say>,
    /// What happens to the choice of the class itself.
    notice: Option<Notice>,
    errors: Vec<FieldError>,
    fields: Vec<FieldView>,
    token: String,
}

/// What stands in the form.
#[derive(Default)]
struct Typing {
    hours: Typed,
    address: Typed,
    errors: Vec<FieldError>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (found, address) = asked(&app, &member, &id).await?;
    form(&app, &member, &id, &found, address, Typing::default())
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &member.visitor, "membership")?;
    let (found, held) = asked(&app, &member, &id).await?;
    let class = class(&app, &id)?;
    let (policy, reader) = (app.vault.policy_in_force()?, &member.visitor.reader);
    let mut typing =
        Typing { hours: values.take(HOURS), address: values.take(ADDRESS), errors: Vec::new() };
    let hours = class.hours.and_then(|fewest| {
        read_hours(reader, policy, fewest, &typing.hours).map_err(|e| typing.errors.push(e)).ok()
    });
    let mut address = None;
    if class.address && !(held && typing.address.is_blank()) {
        let field = policy.map().field(ADDRESS).ok_or(Failure::NotFound)?;
        match check(reader.language, field, Giver::VotingMember, &typing.address) {
            Ok(checked) => address = checked,
            Err(error) => typing.errors.push(error),
        }
    }
    if !typing.errors.is_empty() {
        let mut response = form(&app, &member, &id, &found, held, typing)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let (who, certification) = (member.subject, app.mail_id());
    let asking = Asking { class: id, hours, address };
    let done = app
        .blocking(move |app| {
            let scheme = Arc::clone(&app.scheme);
            app.vault.tx("membership-ask", move |v| {
                Acts::own(&scheme, who).ask(v, &asking, certification)
            })
        })
        .await?;
    match done {
        Ok(Standing::Current) => Ok(Redirect::to("/account/membership?done=begun").into_response()),
        // Asked for twice, it was asked for once.
        Ok(_) | Err(Refusal::Held) => {
            Ok(Redirect::to("/account/membership?done=asked").into_response())
        }
        Err(_) => Err(Failure::NotFound),
    }
}

/// The class, if it can be asked for here: one that costs something cannot be paid here yet.
fn class<'a>(app: &'a App, id: &str) -> Result<&'a Class, Failure> {
    let class = app.scheme.class(id).ok_or(Failure::NotFound)?;
    let offered = !class.granted && class.kind != Kind::Basic && class.fee.is_none();
    if offered { Ok(class) } else { Err(Failure::NotFound) }
}

/// What the person holds, and whether an address of theirs is held, if there is something to ask for
/// now.
async fn asked(app: &Arc<App>, member: &Member, id: &str) -> Result<(Found, bool), Failure> {
    let class = class(app, id)?;
    let reviewed = class.is_reviewed();
    let who = member.subject;
    let (found, held) = app
        .blocking(move |app| {
            let held = app.vault.holdings(who)?;
            let address = held.iter().any(|held| held.current && held.field == ADDRESS);
            Ok::<_, probity_vault::VaultError>((app.memberships_of(who)?, address))
        })
        .await?;
    let today = app.scheme.today(app.now_ms());
    let open = found
        .book
        .last(id)
        .filter(|entry| entry.life.standing(today, app.scheme.rules()).is_open());
    let now = open.is_none_or(|entry| {
        let waits = entry.life.term.is_none() || entry.life.asked.is_some();
        reviewed && (waits || renewable(entry, &app.scheme, today))
    });
    if now { Ok((found, held)) } else { Err(Failure::NotFound) }
}

/// Whole hours a month in plain digits, as many as the class asks for or more.
fn read_hours(
    reader: &Reader,
    policy: &Policy,
    fewest: u32,
    typed: &Typed,
) -> Result<u32, FieldError> {
    let wrong = |say: Say| FieldError { id: HOURS.to_owned(), text: say.text() };
    if let Some(field) = policy.map().field(HOURS) {
        check(reader.language, field, Giver::VotingMember, typed)?;
    }
    let text = typed.expose().trim();
    let plain = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let hours = text.parse::<u32>().ok().filter(|hours| plain && *hours <= 744);
    match hours {
        None => Err(wrong(reader.say("membership-hours-number"))),
        Some(hours) if hours < fewest => {
            Err(wrong(reader.say("membership-hours-few").with("least", fewest)))
        }
        Some(hours) => Ok(hours),
    }
}

fn form(
    app: &App,
    member: &Member,
    id: &str,
    found: &Found,
    held: bool,
    typing: Typing,
) -> Result<Response, Failure> {
    let (policy, reader) = (app.vault.policy_in_force()?, &member.visitor.reader);
    let class = class(app, id)?;
    let view = |field| FieldView::new(reader, policy, field, Giver::VotingMember);
    let Typing { hours, address, errors } = typing;
    let mut fields = Vec::new();
    if let Some(fewest) = class.hours {
        let hint = reader.say("membership-hours-hint").with("least", fewest).text();
        fields.extend(view(HOURS).map(|view| view.with(hours).hinted(&hint).checked(&errors)));
    }
    if class.address {
        let mut field = view(ADDRESS).map(|view| view.with(address).checked(&errors));
        if let Some(field) = field.as_mut().filter(|_| held) {
            field.optional = true;
        }
        fields.extend(field);
    }
    let mut lines = Vec::new();
    if class.votes {
        lines.push(reader.say("membership-enrol-votes"));
    }
    if class.is_reviewed() {
        lines.push(reader.say("membership-enrol-review"));
    }
    if class.recertify {
        lines.push(reader.say("membership-enrol-yearly"));
    }
    if class.address {
        lines.push(reader.say("account-profile-postal"));
    }
    if class.address && held {
        lines.push(reader.say("membership-enrol-address-held"));
    }
    let renews = found.book.last(id).is_some_and(|entry| {
        entry.life.standing(app.scheme.today(app.now_ms()), app.scheme.rules()).holds()
    });
    let title = if renews {
        reader.say("membership-renew-title")
    } else {
        reader.say("membership-enrol-title")
    };
    page(&Enrol {
        chrome: Chrome::new(app, &member.visitor, "/account", &title.text())
            .under("/account", &reader.say("account-title"))
            .under("/account/membership", &reader.say("account-membership")),
        side: side(reader, Place::Membership),
        id: id.to_owned(),
        label: class.label(reader.primary()).to_owned(),
        lines,
        notice: Notice::new(reader, policy, CLASS, Giver::VotingMember),
        errors,
        fields,
        token: member.visitor.token(app, "membership"),
    })
}

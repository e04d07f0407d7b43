//! `/desk/payments/record`: putting a payment on record that came by bank transfer, by cheque or on an
//! invoice.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use probity_ledger::SubjectId;
use probity_policy::Giver;

use super::entry::Desk;
use super::frame::Frame;
use super::payment::by;
use super::rights::ManagePayments;
use crate::app::App;
use crate::giving::donate::{currencies, once_hash, said};
use crate::giving::typing::Marks;
use crate::language::Say;
use crate::members::check::{check, is_email};
use crate::payment::offline::{Came, Payer, Recorded, Way};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::submission::Submission;
use crate::site::throttle::SEARCH_BY_STAFF;
use crate::site::typed::Typed;

/// Fields of the data map that are typed here.
const FIELDS: &[&str] = &["payment-amount", "payment-reference", "receipt-name"];

#[derive(Template)]
#[template(path = "desk/payment_new.html")]
struct Page {
    chrome: Chrome,
    frame: Frame,
    errors: Vec<FieldError>,
    who: Typed,
    amount: FieldView,
    currencies: Vec<(&'static str, bool)>,
    ways: Vec<(&'static str, Say, bool)>,
    reference: FieldView,
    name: FieldView,
    received: String,
    above: u32,
    once: String,
    token: String,
}

/// What was typed, to be shown again.
#[derive(Default)]
struct Answers {
    who: Typed,
    typed: Vec<(&'static str, Typed)>,
    currency: Typed,
    way: Typed,
    received: Option<String>,
    once: Option<String>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<ManagePayments>,
) -> Result<Response, Failure> {
    form(&app, &desk, &Answers::default(), Vec::new())
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    desk: Desk<ManagePayments>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-payment-new")?;
    let sent = values.take("once");
    let hash = once_hash(&sent).ok_or(Failure::Stale)?;
    let (reader, today) = (&desk.staff.visitor.reader, app.scheme.today(app.now_ms()));
    let policy = app.vault.policy_in_force()?;
    let mut errors = Vec::new();
    let mut wrong = |id: &str, said: Say| {
        errors.push(FieldError { id: id.to_owned(), text: said.text() });
    };
    let answers = Answers {
        who: values.take("who"),
        typed: FIELDS.iter().map(|id| (*id, values.take(id))).collect(),
        currency: values.take("payment-currency"),
        way: values.take("way"),
        received: Some(values.take("received").expose().trim().to_owned()),
        once: Some(sent.expose().to_owned()),
    };
    let payer = payer(&answers.who);
    if payer.is_none() {
        wrong("who", reader.say("desk-people-who-wrong"));
    }
    let currency = currencies(&app).find(|one| one.code() == answers.currency.expose());
    let money = match currency {
        None => {
            wrong("payment-currency", reader.say("donate-currency-unknown"));
            None
        }
        Some(currency) => {
            let read =
                Marks::of(reader.language.tag).read(answers.get(FIELDS[0]).expose(), currency);
            read.map_err(|mistyped| wrong(FIELDS[0], said(reader, mistyped, currency))).ok()
        }
    };
    let way = Way::named(answers.way.expose());
    if way.is_none() {
        wrong("way", reader.say("desk-payment-way-missing"));
    }
    let received = answers.received.as_deref().and_then(|day| day.parse::<Date>().ok());
    let received = received.filter(|day| *day <= today && day.year() >= 1970);
    if received.is_none() {
        wrong("received", reader.say("desk-payment-received-wrong"));
    }
    if answers.get(FIELDS[1]).is_blank() {
        wrong(FIELDS[1], reader.say("desk-payment-reference-missing"));
    }
    let mut checked = Vec::new();
    for id in [FIELDS[1], FIELDS[2]] {
        let Some(field) = policy.map().field(id) else { continue };
        match check(reader.language, field, Giver::Donor, answers.get(id)) {
            Ok(value) => checked.push(value),
            Err(error) if errors.iter().all(|known| known.id != error.id) => errors.push(error),
            Err(_) => {}
        }
    }
    let [reference, name] = <[_; 2]>::try_from(checked).unwrap_or_default();
    let came = match (money, way, reference, received) {
        (Some(money), Some(way), Some(reference), Some(received)) if errors.is_empty() => {
            Came { money, way, reference, name, received }
        }
        _ => return unprocessable(&app, &desk, &answers, errors),
    };
    let Some(payer) = payer else { return unprocessable(&app, &desk, &answers, errors) };
    let whose = desk.staff.subject.to_string();
    app.throttle.attempt(SEARCH_BY_STAFF, &whose, app.now_ms())?;
    let by = by(&desk);
    let recorded = app.blocking(move |app| app.record_payment(&payer, &came, hash, &by)).await?;
    let (id, text) = match recorded {
        Recorded::Counts => {
            app.wake_mail();
            return Ok(Redirect::to("/desk/payments?done=counts").into_response());
        }
        Recorded::Waits => return Ok(Redirect::to("/desk/payments?done=waits").into_response()),
        Recorded::Known => (FIELDS[1], "desk-payment-reference-known"),
        Recorded::Nobody => ("who", "desk-membership-nobody"),
    };
    let text = desk.staff.visitor.reader.say(text).text();
    unprocessable(&app, &desk, &answers, vec![FieldError { id: id.to_owned(), text }])
}

/// Whom a number or an address names.
fn payer(who: &Typed) -> Option<Payer> {
    let wanted = who.expose().trim();
    match wanted.to_lowercase().parse::<SubjectId>() {
        Ok(number) => Some(Payer::Number(number)),
        Err(_) => is_email(wanted).then(|| Payer::Address(Typed::new(wanted))),
    }
}

impl Answers {
    fn get(&self, field: &str) -> &Typed {
        static EMPTY: std::sync::LazyLock<Typed> = std::sync::LazyLock::new(Typed::default);
        self.typed.iter().find(|(id, _)| *id == field).map_or(&EMPTY, |(_, typed)| typed)
    }
}

fn unprocessable(
    app: &App,
    desk: &Desk<ManagePayments>,
    answers: &Answers,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let mut response = form(app, desk, answers, errors)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn form(
    app: &App,
    desk: &Desk<ManagePayments>,
    answers: &Answers,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let (policy, reader) = (app.vault.policy_in_force()?, &desk.staff.visitor.reader);
    let view = |id: &str| {
        let undeclared = || Failure::Internal(format!("the data map declares no `{id}`"));
        let view = FieldView::new(reader, policy, id, Giver::Donor).ok_or_else(undeclared)?;
        Ok::<_, Failure>(view.with(answers.get(id).clone()).checked(&errors).without_notice())
    };
    let chosen = |way: &Way| way.name() == answers.way.expose();
    let word = |way: Way| {
        reader.say(match way {
            Way::Transfer => "desk-payment-transfer",
            Way::Cheque => "desk-payment-cheque",
            Way::Invoice => "desk-payment-invoice",
        })
    };
    let (chrome, frame) = Frame::new(app, &desk.staff, "/desk/payments", "desk-payment-new-title")?;
    let today = || app.scheme.today(app.now_ms()).to_string();
    page(&Page {
        chrome,
        frame,
        who: answers.who.clone(),
        amount: view(FIELDS[0])?,
        currencies: currencies(app)
            .map(|one| (one.code(), one.code() == answers.currency.expose()))
            .collect(),
        ways: Way::ALL.iter().map(|way| (way.name(), word(*way), chosen(way))).collect(),
        reference: view(FIELDS[1])?.needed(),
        name: view(FIELDS[2])?,
        received: answers.received.clone().unwrap_or_else(today),
        above: app.config.payment.second_look_above,
        once: answers.once.clone().unwrap_or_else(|| app.form_number()),
        token: desk.staff.visitor.token(app, "desk-payment-new"),
        errors,
    })
}

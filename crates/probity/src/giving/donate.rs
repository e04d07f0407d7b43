//! `/donate`: giving once, by card.
//!
//! The form carries a number of its own. Sent twice, by a double click or a second tab, it begins one
//! payment and leads to one hosted page.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use probity_policy::{Giver, Policy};

use super::currency::Currency;
use super::gift;
use super::money::{Money, Unpayable};
use super::typing::{Marks, Mistyped};
use crate::app::App;
use crate::language::Say;
use crate::members::check::check;
use crate::members::session::{Hash, hash};
use crate::payment::take::{Donor, Gift};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::{FieldError, FieldView};
use crate::site::frame::HEADERS;
use crate::site::reader::Reader;
use crate::site::submission::{Submission, Values};
use crate::site::throttle::PAY_BY_ADDRESS;
use crate::site::typed::Typed;
use crate::site::visitor::Visitor;

/// What can be left out, and what a stranger is asked besides.
const OPTIONAL: &[&str] = &["receipt-name", "dedication"];

#[derive(Template)]
#[template(path = "donate.html")]
struct Donate {
    chrome: Chrome,
    policy: String,
    version_long: String,
    errors: Vec<FieldError>,
    amount: FieldView,
    currency: FieldView,
    currencies: Vec<(&'static str, bool)>,
    fields: Vec<FieldView>,
    named: bool,
    once: String,
    token: String,
}

#[derive(Template)]
#[template(path = "donate_closed.html")]
struct Closed {
    chrome: Chrome,
    contact: String,
}

/// What was typed, to be shown again.
#[derive(Default)]
struct Answers {
    typed: Vec<(&'static str, Typed)>,
    named: bool,
    once: Option<String>,
}

impl Answers {
    fn get(&self, field: &str) -> Typed {
        let found = self.typed.iter().find(|(id, _)| *id == field);
        found.map(|(_, typed)| typed.clone()).unwrap_or_default()
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    if !app.blocking(App::takes_cards).await? {
        return closed(&app, &visitor, StatusCode::OK);
    }
    form(&app, &visitor, &Answers::default(), Vec::new())
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &visitor, "donate")?;
    if !app.blocking(App::takes_cards).await? {
        return closed(&app, &visitor, StatusCode::SERVICE_UNAVAILABLE);
    }
    visitor.attempt(&app, PAY_BY_ADDRESS)?;
    let policy = app.vault.policy_in_force()?;
    let once = values.take("once");
    let (gift, donor, errors, answers) = read(&app, &visitor, policy, &mut values, &once);
    // Without a number of its own a form can't be told from its double.
    let once = once_hash(&once).ok_or(Failure::Stale)?;
    let (Some(gift), Some(donor)) = (gift, donor) else {
        let mut response = form(&app, &visitor, &answers, errors)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let record = app.blocking(move |app| app.take_gift(&donor, &gift, once)).await?;
    gift::lead(&app, &visitor, record).await
}

/// What stands here when no cards are taken.
fn closed(app: &App, visitor: &Visitor, status: StatusCode) -> Result<Response, Failure> {
    let title = visitor.say("donate-title").text();
    let mut response = page(&Closed {
        chrome: Chrome::new(app, visitor, "/donate", &title),
        contact: app.config.foundation.privacy_contact.to_string(),
    })?;
    *response.status_mut() = status;
    Ok(response)
}

fn form(
    app: &App,
    visitor: &Visitor,
    answers: &Answers,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let (policy, reader) = (app.vault.policy_in_force()?, &visitor.reader);
    let view = |id: &str| {
        let view = FieldView::new(reader, policy, id, Giver::Donor);
        view.map(|view| view.with(answers.get(id)).checked(&errors))
    };
    let needed = |id: &str| {
        let undeclared = || Failure::Internal(format!("the data map declares no `{id}`"));
        view(id).ok_or_else(undeclared)
    };
    let email = (!visitor.is_member()).then(|| view("receipt-email")).flatten();
    let mut fields: Vec<FieldView> = email.into_iter().collect();
    fields.extend(OPTIONAL.iter().filter_map(|id| view(id)));
    let chosen = answers.get("payment-currency");
    let currencies = currencies(app)
        .map(|currency| (currency.code(), currency.code() == chosen.expose()))
        .collect();
    let once = answers.once.clone().unwrap_or_else(|| app.form_number());
    let mut response =
        page(&Donate {
            chrome: Chrome::new(app, visitor, "/donate", &reader.say("donate-title").text())
                .described(app, "/donate", reader.say("donate-about").text()),
            policy: format!("/privacy/{}", policy.version()),
            version_long: reader.long_date(policy.version()),
            amount: needed("payment-amount")?,
            currency: needed("payment-currency")?,
            currencies,
            fields,
            named: answers.named,
            errors,
            once,
            token: visitor.token(app, "donate"),
        })?;
    leads_to_the_provider(app, &mut response);
    Ok(response)
}

/// Lets a form of this page lead to the provider's: browsers ask that of the page it stands on.
pub(crate) fn leads_to_the_provider(app: &App, response: &mut Response) {
    let policy = HEADERS.iter().find(|(name, _)| *name == "content-security-policy");
    let ours = format!("form-action 'self' {}", app.payments.pages);
    let wider = policy.map(|(_, policy)| policy.replace("form-action 'self'", &ours));
    if let Some(Ok(wider)) = wider.map(HeaderValue::try_from) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, wider);
    }
}

/// The currencies that gifts are taken in.
pub(crate) fn currencies(app: &App) -> impl Iterator<Item = Currency> {
    app.config.payment.currencies.iter().filter_map(|code| Currency::named(code.as_str()))
}

impl App {
    /// A number of a form's own, so that what it asks for is done once however often it is sent.
    pub(crate) fn form_number(&self) -> String {
        URL_SAFE_NO_PAD.encode(*self.secret())
    }
}

/// The number that a form was sent with, as it is stored.
pub(crate) fn once_hash(once: &Typed) -> Option<Hash> {
    let bytes = URL_SAFE_NO_PAD.decode(once.expose()).ok().filter(|bytes| bytes.len() == 32)?;
    Some(hash(&bytes))
}

/// Checks every answer: the gift and who gives it if all is right, what is wrong, and what was typed.
fn read(
    app: &App,
    visitor: &Visitor,
    policy: &Policy,
    values: &mut Values,
    once: &Typed,
) -> (Option<Gift>, Option<Donor>, Vec<FieldError>, Answers) {
    let reader = &visitor.reader;
    let mut errors = Vec::new();
    let mut answers = Answers {
        typed: Vec::new(),
        named: values.says("named", "yes"),
        once: once_hash(once).is_some().then(|| once.expose().to_owned()),
    };
    let (amount, code) = (values.take("payment-amount"), values.take("payment-currency"));
    let currency = currencies(app).find(|currency| currency.code() == code.expose());
    let money = match currency {
        None => {
            let text = reader.say("donate-currency-unknown").text();
            errors.push(FieldError { id: "payment-currency".to_owned(), text });
            None
        }
        Some(currency) => Marks::of(reader.language.tag)
            .read(amount.expose(), currency)
            .map_err(|mistyped| {
                let text = said(reader, mistyped, currency).text();
                errors.insert(0, FieldError { id: "payment-amount".to_owned(), text });
            })
            .ok(),
    };
    answers.typed.extend([("payment-amount", amount), ("payment-currency", code)]);
    let mut given = Vec::new();
    let member = visitor.session.filter(|_| visitor.is_member());
    let mut donor = member.map(|session| Donor::Member(session.subject));
    let asked = donor.is_none().then_some("receipt-email");
    for id in asked.into_iter().chain(OPTIONAL.iter().copied()) {
        let Some(field) = policy.map().field(id) else { continue };
        let value = values.take(id);
        match check(reader.language, field, Giver::Donor, &value) {
            Ok(Some(answer)) if id == "receipt-email" => donor = Some(Donor::Address(answer)),
            Ok(Some(answer)) => given.push((id, answer)),
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
        answers.typed.push((id, value));
    }
    let gift = money.filter(|_| errors.is_empty());
    let gift = gift.map(|money| Gift { money, named: answers.named, answers: given, year: None });
    (gift, donor.filter(|_| errors.is_empty()), errors, answers)
}

/// What is wrong with an amount, in the reader's words and marks.
pub(crate) fn said(reader: &Reader, mistyped: Mistyped, currency: Currency) -> Say {
    let marks = Marks::of(reader.language.tag);
    let example = |minor: i64| {
        let money = Money::new(minor * 10_i64.pow(u32::from(currency.exponent())), currency);
        money.map(|money| marks.write_bare(money)).unwrap_or_default()
    };
    match mistyped {
        Mistyped::Empty => reader.say("donate-amount-empty"),
        Mistyped::Digits => reader.say("donate-amount-digits"),
        Mistyped::Shape | Mistyped::Groups => {
            reader.say("donate-amount-shape").with("example", example(1_250))
        }
        Mistyped::Negative | Mistyped::Unpayable(Unpayable::TooLittle) => {
            reader.say("donate-amount-little")
        }
        Mistyped::Decimals(0) => {
            reader.say("donate-amount-whole").with("currency", currency.code())
        }
        Mistyped::Decimals(count) => reader
            .say("donate-amount-decimals")
            .with("currency", currency.code())
            .with("count", u32::from(count)),
        Mistyped::Unpayable(Unpayable::TooFine) => reader.say("donate-amount-fine"),
        Mistyped::Unpayable(Unpayable::TooMuch) => reader.say("donate-amount-much"),
    }
}

/// Where somebody is led who can pay now.
pub(super) fn to(url: &str) -> Result<Response, Failure> {
    HeaderValue::try_from(url)
        .map_err(|_| Failure::Internal("the hosted page's address is none".to_owned()))?;
    Ok(Redirect::to(url).into_response())
}

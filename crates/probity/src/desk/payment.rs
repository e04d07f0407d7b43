//! `POST /desk/payments`: one payment, opened on record; agreeing to it, and sending money back.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_policy::Purpose;
use probity_vault::{ReleaseAction, Released, Request, VaultError};

use super::entry::Desk;
use super::frame::Frame;
use super::need::Need;
use super::payments::way;
use super::rights::{ManagePayments, SeePayments};
use crate::app::App;
use crate::giving::currency::Currency;
use crate::giving::donate::{once_hash, said};
use crate::giving::payments::standing;
use crate::giving::typing::Marks;
use crate::language::Say;
use crate::language::words::Phrase;
use crate::payment::offline::{By, Decided};
use crate::payment::record::Record;
use crate::payment::refund::{Back, Order, State as Went};
use crate::payment::standing::Standing;
use crate::sinks::{PageSink, PageValue};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::FieldError;
use crate::site::hex::{hex, unhex};
use crate::site::submission::{Submission, Values};
use crate::site::typed::Typed;

#[derive(Template)]
#[template(path = "desk/payment.html")]
struct Opened {
    chrome: Chrome,
    frame: Frame,
    errors: Vec<FieldError>,
    id: String,
    who: String,
    at: String,
    way: Say,
    method: Option<PageValue>,
    reference: Option<PageValue>,
    amount: Option<PageValue>,
    standing: Say,
    /// The day on which it came, of one that staff put on record.
    received: Option<String>,
    orders: Vec<Line>,
    refused: Option<Phrase>,
    entry: Option<u64>,
    /// Whether somebody has to agree to it, and this reader may.
    decide: bool,
    own: bool,
    /// Whether money can be sent back.
    payable: bool,
    currencies: Vec<String>,
    typed: Typed,
    once: String,
    token: String,
}

/// Money that went back, or was to.
struct Line {
    at: String,
    /// None: all that was left.
    amount: Option<PageValue>,
    state: Say,
}

/// `POST /desk/payments`: opens one.
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    desk: Desk<SeePayments>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-payment")?;
    let record = named(&app, &mut values).await?;
    // What the provider says now; if it can't be asked, so it stood last.
    let record = fresh(&app, record).await?;
    view(&app, &desk, record, Vec::new(), Typed::default()).await
}

/// `POST /desk/payments/decide`: somebody else agrees to what was put on record, or does not.
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    desk: Desk<SeePayments>,
    _manager: Desk<ManagePayments>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-payment")?;
    let record = named(&app, &mut values).await?;
    let answer = values.take("answer");
    let agrees = match answer.expose() {
        "agree" => true,
        "reject" => false,
        _ => return Err(Failure::NotFound),
    };
    let by = by(&desk);
    let decided = app.blocking(move |app| app.decide_payment(record.id, &by, agrees)).await?;
    let text = match decided {
        Decided::Done => {
            app.wake_mail();
            let word = if agrees { "counts" } else { "rejected" };
            return Ok(Redirect::to(&format!("/desk/payments?done={word}")).into_response());
        }
        Decided::Same => "desk-payment-same",
        Decided::Over => "desk-payment-over",
    };
    wrong(&app, &desk, record, "decide", desk.staff.visitor.say(text), Typed::default()).await
}

/// `POST /desk/payments/refund`: sends money back.
pub(crate) async fn refund(
    State(app): State<Arc<App>>,
    desk: Desk<SeePayments>,
    _manager: Desk<ManagePayments>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &desk.staff.visitor, "desk-payment")?;
    let record = named(&app, &mut values).await?;
    let once = once_hash(&values.take("once")).ok_or(Failure::Stale)?;
    let all = values.says("how", "all");
    let (typed, code) = (values.take("amount"), values.take("currency"));
    let reader = &desk.staff.visitor.reader;
    let some = if all {
        None
    } else {
        let Some(currency) = Currency::named(code.expose()) else {
            let said = reader.say("donate-currency-unknown");
            return wrong(&app, &desk, record, "currency", said, typed).await;
        };
        match Marks::of(reader.language.tag).read(typed.expose(), currency) {
            Ok(money) => Some(money),
            Err(mistyped) => {
                let said = said(reader, mistyped, currency);
                return wrong(&app, &desk, record, "amount", said, typed).await;
            }
        }
    };
    let text = match app.send_back(record, some, once, by(&desk)).await? {
        Back::Sent => return Ok(Redirect::to("/desk/payments?done=sent").into_response()),
        Back::Later => return Ok(Redirect::to("/desk/payments?done=later").into_response()),
        Back::Refused => "desk-payment-refused",
        Back::TooMuch => "desk-payment-too-much",
        Back::Nothing => "desk-payment-nothing",
        Back::Contested => "desk-payment-contested",
        Back::NoAgreement => "desk-payment-no-agreement-refund",
    };
    wrong(&app, &desk, record, "amount", desk.staff.visitor.say(text), typed).await
}

/// Who acts.
pub(super) fn by<R>(desk: &Desk<R>) -> By {
    let staff = &desk.staff;
    By { subject: staff.subject, role: staff.role, actor: staff.actor() }
}

/// The payment that a form names.
async fn named(app: &Arc<App>, values: &mut Values) -> Result<Record, Failure> {
    let id = unhex(values.take("id").expose()).ok_or(Failure::NotFound)?;
    app.blocking(move |app| app.payment(id)).await?.ok_or(Failure::NotFound)
}

/// The payment after a look at the provider.
async fn fresh(app: &Arc<App>, record: Record) -> Result<Record, Failure> {
    if !record.is_card() || record.reference_seq == 0 || !app.payments.provider.takes_cards() {
        return Ok(record);
    }
    if let Err(unsettled) = app.settle_own(record).await {
        tracing::warn!(%unsettled, "the desk could not ask the payment provider");
    }
    Ok(app.blocking(move |app| app.payment(record.id)).await?.unwrap_or(record))
}

async fn wrong(
    app: &Arc<App>,
    desk: &Desk<SeePayments>,
    record: Record,
    id: &str,
    said: Say,
    typed: Typed,
) -> Result<Response, Failure> {
    let errors = vec![FieldError { id: id.to_owned(), text: said.text() }];
    let record = app.blocking(move |app| app.payment(record.id)).await?.unwrap_or(record);
    let mut response = view(app, desk, record, errors, typed).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn view(
    app: &Arc<App>,
    desk: &Desk<SeePayments>,
    record: Record,
    errors: Vec<FieldError>,
    typed: Typed,
) -> Result<Response, Failure> {
    let (by, purpose) = (by(desk), desk.payment()?);
    let (orders, on_record, released) = app
        .blocking(move |app| {
            let (orders, on_record) = (app.orders_of(record.id)?, app.on_record(record.id)?);
            let method = on_record.map(|(_, _, method)| method);
            let released = app.open_payment(&record, &orders, method, &by, purpose)?;
            Ok::<_, VaultError>((orders, on_record, released))
        })
        .await?;
    let reader = &desk.staff.visitor.reader;
    let refused = released.refused().next().map(|(_, refusal)| refusal.sentence());
    let refused = refused.map(|sentence| Phrase::of_policy(reader.language, sentence));
    let mut sink = PageSink::default();
    released.pour_all(&mut sink)?;
    let marks = Marks::of(reader.language.tag);
    let mut seqs = vec![record.amount_seq];
    seqs.extend(orders.iter().map(|order| order.amount_seq));
    let mut amounts = sink.take_each(&seqs, record.currency_seq, marks).into_iter();
    let amount = amounts.next().flatten();
    let line = |(order, amount): (&Order, Option<PageValue>)| Line {
        at: reader.date(app.scheme.today(order.created_ms)),
        amount,
        state: desk.staff.visitor.say(match order.state {
            Went::Begun => "desk-refund-begun",
            Went::Sent => "desk-refund-sent",
            Went::Refused => "desk-refund-refused",
            Went::Unclear => "desk-refund-unclear",
        }),
    };
    let lines = orders.iter().zip(amounts).map(line).collect();
    let manages = desk.manages(app)?;
    let waits = !record.is_card() && record.standing == Standing::Created;
    let own = on_record.is_some_and(|(recorded, _, _)| recorded == desk.staff.subject);
    let back =
        matches!(record.standing, Standing::Succeeded | Standing::PartlyRefunded | Standing::Won);
    let (chrome, frame) = Frame::new(app, &desk.staff, "/desk/payments", "desk-payment-title")?;
    page(&Opened {
        chrome,
        frame,
        errors,
        id: hex(&record.id),
        who: record.subject.to_string(),
        at: reader.date(app.scheme.today(record.created_ms)),
        way: way(desk, &record),
        method: on_record.and_then(|(_, _, seq)| sink.take_numbered("payment-method", seq)),
        reference: sink.take_numbered("payment-reference", record.reference_seq),
        amount,
        standing: if waits {
            reader.say("desk-payment-waiting")
        } else {
            standing(reader, record.standing)
        },
        received: on_record.map(|(_, day, _)| reader.date(day)),
        orders: lines,
        refused,
        entry: released.entries().first().copied(),
        decide: manages && waits && !own,
        own: waits && own,
        payable: manages && back,
        currencies: app.config.payment.currencies.iter().map(ToString::to_string).collect(),
        typed,
        once: app.form_number(),
        token: desk.staff.visitor.token(app, "desk-payment"),
    })
}

impl App {
    /// Opens what is held on one payment, on record.
    fn open_payment(
        &self,
        record: &Record,
        orders: &[Order],
        method: Option<u64>,
        by: &By,
        purpose: Purpose,
    ) -> Result<Released, VaultError> {
        let mut only = record.amount().to_vec();
        only.push(("payment-reference", record.reference_seq));
        only.extend(method.map(|seq| ("payment-method", seq)));
        only.extend(orders.iter().map(|order| ("payment-amount", order.amount_seq)));
        let request = Request {
            subject: record.subject,
            fields: &[],
            action: ReleaseAction::Show,
            purpose,
            role: by.role,
            actor: Some(by.subject),
            partial: true,
            note: Some(Need::Payment.note()),
        };
        self.vault.release_values(&request, &only)
    }
}

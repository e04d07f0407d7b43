//! `/desk/payments`: how many payments stand how, and which of them, by number and day. No amount is
//! opened by looking at the list; a payment opens at [`super::payment`], on record.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use probity_vault::StoreError;
use probity_vault::store::Value;

use super::entry::Desk;
use super::frame::Frame;
use super::rights::{ManagePayments, Right as _, SeePayments};
use crate::app::App;
use crate::giving::payments::standing;
use crate::language::Say;
use crate::payment::record::Record;
use crate::payment::register;
use crate::payment::standing::Standing;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::hex::{hex, unhex};
use crate::site::moment::DAY;
use crate::store::payment;

/// Payments on one page.
const PAGE: i64 = 50;

/// How long before its end an agreement is warned of.
const SOON: i64 = 60 * DAY;

#[derive(Template)]
#[template(path = "desk/payments.html")]
struct Page {
    chrome: Chrome,
    frame: Frame,
    done: Option<Say>,
    agreement: Option<Say>,
    counts: Vec<Count>,
    listed: Option<Say>,
    lines: Vec<Line>,
    more: Option<String>,
    records: bool,
    token: String,
}

/// How many payments stand so.
struct Count {
    standing: Say,
    payments: i64,
    href: String,
}

/// One payment.
struct Line {
    id: String,
    who: String,
    at: String,
    way: Say,
}

/// What is listed: payments that stand so, after one.
#[derive(Clone, Copy)]
struct Wanted {
    standing: Standing,
    after: Option<(i64, [u8; 16])>,
}

impl Wanted {
    /// Out of `standing=disputed&after=TIME.NUMBER`.
    fn of(query: &str) -> Option<Self> {
        let value = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let after = value("after").and_then(|after| {
            let (at, id) = after.split_once('.')?;
            Some((at.parse().ok()?, unhex(id)?))
        });
        Some(Self { standing: Standing::named(value("standing")?)?, after })
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<SeePayments>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let done = match query.as_deref() {
        Some("done=counts") => Some("desk-payment-counts"),
        Some("done=waits") => Some("desk-payment-waits"),
        Some("done=rejected") => Some("desk-payment-rejected"),
        Some("done=sent") => Some("desk-payment-sent"),
        Some("done=later") => Some("desk-payment-later"),
        _ => None,
    };
    let wanted = query.as_deref().and_then(Wanted::of);
    let (counts, records, until) = app
        .blocking(move |app| {
            let name = app.payments.provider.name();
            let takes = app.payments.provider.takes_cards();
            let until = if takes { Some(register::in_force(&app.vault, name)?) } else { None };
            let (counts, records) = app.list_payments(wanted)?;
            Ok::<_, StoreError>((counts, records, until))
        })
        .await?;
    let reader = &desk.staff.visitor.reader;
    let policy = app.vault.policy_in_force()?;
    let full = i64::try_from(records.len()).is_ok_and(|count| count == PAGE);
    let more = wanted.zip(records.last().filter(|_| full)).map(|(wanted, last)| {
        let (standing, at, id) = (wanted.standing, last.created_ms, hex(&last.id));
        format!("/desk/payments?standing={standing}&after={at}.{id}")
    });
    let agreement = match until {
        Some(None) => Some(reader.say("desk-payment-no-agreement")),
        Some(Some(ms)) if ms - app.now_ms() < SOON => {
            let day = reader.date(app.scheme.today(ms - 1));
            Some(reader.say("desk-payment-agreement-ends").with("day", day))
        }
        _ => None,
    };
    let (chrome, frame) = Frame::new(&app, &desk.staff, "/desk/payments", "desk-payments-title")?;
    let line = |record: &Record| Line {
        id: hex(&record.id),
        who: record.subject.to_string(),
        at: reader.date(app.scheme.today(record.created_ms)),
        way: way(&desk, record),
    };
    page(&Page {
        chrome,
        frame,
        done: done.map(|id| reader.say(id)),
        agreement,
        counts: counts
            .iter()
            .map(|(stands, payments)| Count {
                standing: standing(reader, *stands),
                payments: *payments,
                href: format!("/desk/payments?standing={stands}"),
            })
            .collect(),
        listed: wanted.map(|wanted| standing(reader, wanted.standing)),
        lines: records.iter().map(line).collect(),
        more,
        records: !ManagePayments::purposes(policy, desk.staff.role).is_empty(),
        token: desk.staff.visitor.token(&app, "desk-payment"),
    })
}

/// How a payment came: by card or another way.
pub(super) fn way<R>(desk: &Desk<R>, record: &Record) -> Say {
    if !record.is_card() && record.standing == Standing::Created {
        desk.staff.visitor.say("desk-payment-waiting")
    } else if record.is_card() {
        desk.staff.visitor.say("desk-payment-card")
    } else {
        desk.staff.visitor.say("desk-payment-by-hand")
    }
}

type Listed = (Vec<(Standing, i64)>, Vec<Record>);

impl App {
    /// How many stand how, and one page of those that are wanted, newest first.
    fn list_payments(&self, wanted: Option<Wanted>) -> Result<Listed, StoreError> {
        self.vault.store().read("payments-list", move |tx| -> Result<_, StoreError> {
            let mut counts = Vec::new();
            for row in tx.query(&payment::COUNT, &[])? {
                if let Some(standing) = Standing::named(&row.text(0)?) {
                    counts.push((standing, row.int(1)?));
                }
            }
            let Some(wanted) = &wanted else { return Ok((counts, Vec::new())) };
            let (at, id) = wanted.after.unwrap_or((i64::MAX, [0xff; 16]));
            let row = [
                Value::from(wanted.standing.name()),
                Value::Int(at),
                Value::Bytes(id.to_vec()),
                Value::Int(PAGE),
            ];
            let rows = tx.query(&payment::LIST, &row)?;
            let records: Result<Vec<Record>, StoreError> =
                rows.iter().filter_map(|row| Record::read(row).transpose()).collect();
            Ok((counts, records?))
        })
    }
}

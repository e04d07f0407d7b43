//! `GET /account/payments`: what the person has paid, and how each payment stands.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use probity_ledger::SubjectId;
use probity_policy::{Purpose, Role};
use probity_vault::{ReleaseAction, Request};

use super::typing::Marks;
use crate::app::App;
use crate::language::Say;
use crate::members::side::{Place, SideItem, side};
use crate::payment::record::Record;
use crate::payment::standing::Standing;
use crate::sinks::{PageSink, PageValue};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::moment::Moment;
use crate::site::reader::Reader;
use crate::site::visitor::Member;

#[derive(Template)]
#[template(path = "payments.html")]
struct Page {
    chrome: Chrome,
    side: Vec<SideItem>,
    payments: Vec<Line>,
}

/// One payment.
struct Line {
    link: String,
    at: Moment,
    /// None once its time is over.
    amount: Option<PageValue>,
    standing: Say,
    /// Whether the giver may be named.
    named: Say,
}

pub(crate) async fn show(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    let (who, reader) = (member.subject, member.visitor.reader.clone());
    let payments = app.blocking(move |app| app.payment_lines(who, &reader)).await?;
    let reader = &member.visitor.reader;
    let title = reader.say("payments-title").text();
    page(&Page {
        chrome: Chrome::new(&app, &member.visitor, "/account", &title)
            .under("/account", &reader.say("account-title")),
        side: side(reader, Place::Payments),
        payments,
    })
}

/// How a payment stands, in a word or two.
pub(crate) fn standing(reader: &Reader, standing: Standing) -> Say {
    match standing {
        Standing::Created => reader.say("payments-created"),
        Standing::Pending => reader.say("payments-pending"),
        Standing::Held => reader.say("payments-held"),
        Standing::Failed => reader.say("payments-failed"),
        Standing::Succeeded => reader.say("payments-succeeded"),
        Standing::PartlyRefunded => reader.say("payments-partly-refunded"),
        Standing::Refunded => reader.say("payments-refunded"),
        Standing::Disputed => reader.say("payments-disputed"),
        Standing::Won => reader.say("payments-won"),
        Standing::Lost => reader.say("payments-lost"),
    }
}

impl App {
    /// A person's payments with their amounts, opened on record.
    fn payment_lines(&self, who: SubjectId, reader: &Reader) -> Result<Vec<Line>, Failure> {
        let records = self.payments_of(who)?;
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let released = self.vault.release(&Request {
            subject: who,
            fields: &["payment-amount", "payment-currency"],
            action: ReleaseAction::Show,
            purpose: Purpose::RightsFulfilment,
            role: Role::Person,
            actor: Some(who),
            partial: true,
            note: Some("account-page"),
        })?;
        let mut sink = PageSink::default();
        released.pour_all(&mut sink)?;
        let marks = Marks::of(reader.language.tag);
        let mut line = |record: &Record| Line {
            link: self.payment_link(record.id).as_str().to_owned(),
            at: reader.moment(record.created_ms),
            amount: sink.take_money(record.amount_seq, record.currency_seq, marks),
            standing: match record.standing {
                // It waits for a second look: nobody can pay it.
                Standing::Created if !record.is_card() => reader.say("payments-pending"),
                stands => standing(reader, stands),
            },
            named: if record.named {
                reader.say("payments-named")
            } else {
                reader.say("payments-anonymous")
            },
        };
        Ok(records.iter().map(&mut line).collect())
    }
}

//! `/donate/<link>`: how one gift stands. Whoever comes back from the provider's page comes here.
//!
//! What the page says it has from the provider, asked at this moment; the address says nothing about
//! whether anything was paid. Nothing is kept by looking: that is for the webhooks and for the task beside
//! the site, which is told that there may be something to find.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::donate::{leads_to_the_provider, to};
use crate::app::App;
use crate::language::Say;
use crate::members::link::number_hash;
use crate::payment::provider::Reference;
use crate::payment::record::Record;
use crate::payment::standing::Standing;
use crate::payment::take::NoPage;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::submission::Submission;
use crate::site::throttle::LINK_BY_ADDRESS;
use crate::site::visitor::Visitor;

#[derive(Template)]
#[template(path = "gift.html")]
struct GiftPage {
    chrome: Chrome,
    link: String,
    lines: Vec<Say>,
    /// Whether it can be paid now.
    payable: bool,
    token: String,
}

/// What is known of a gift at this moment.
enum Known {
    /// The provider says so.
    Stands(Standing),
    /// It can't be asked; so it stood last.
    Unasked(Standing),
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Failure> {
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let record = of_link(&app, &link).await?;
    let known = ask(&app, record).await?;
    app.payments.wake.notify_one();
    view(&app, &visitor, record, &known).await
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(link): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    submission.open(&app, &visitor, "gift")?;
    visitor.attempt(&app, LINK_BY_ADDRESS)?;
    let record = of_link(&app, &link).await?;
    lead(&app, &visitor, record).await
}

/// Leads to the hosted page of a payment; if it does not open, says so and offers to try again.
pub(crate) async fn lead(
    app: &Arc<App>,
    visitor: &Visitor,
    record: Record,
) -> Result<Response, Failure> {
    match app.lead_to_page(record).await {
        Ok(url) => to(&url),
        Err(NoPage::Failure(failure)) => Err(failure),
        Err(NoPage::Over) => view(app, visitor, record, &ask(app, record).await?).await,
        Err(NoPage::Fault(fault)) => {
            tracing::error!(%fault, "a hosted page did not open");
            let mut response = view(app, visitor, record, &Known::Unasked(record.standing)).await?;
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            Ok(response)
        }
    }
}

async fn of_link(app: &Arc<App>, link: &str) -> Result<Record, Failure> {
    let hash = number_hash(link).ok_or(Failure::NotFound)?;
    let found = app.blocking(move |app| app.payment_of_link(hash)).await?;
    found.ok_or(Failure::NotFound)
}

/// Asks the provider how a payment stands.
async fn ask(app: &Arc<App>, record: Record) -> Result<Known, Failure> {
    if record.reference_seq == 0 || !record.is_card() || !app.payments.provider.takes_cards() {
        return Ok(Known::Unasked(record.standing));
    }
    let reference = app.blocking(move |app| app.open_reference(&record)).await?;
    let Some(reference) = reference else { return Err(Failure::NotFound) };
    let looked = app.payments.provider.look(&Reference::Session(reference.expose())).await;
    Ok(match looked {
        // What can't follow on what is kept is not shown either.
        Ok(looked) => Known::Stands(record.standing.after(looked.seen).unwrap_or(record.standing)),
        Err(fault) => {
            tracing::warn!(%fault, "a gift's page could not ask the provider");
            Known::Unasked(record.standing)
        }
    })
}

async fn view(
    app: &Arc<App>,
    visitor: &Visitor,
    record: Record,
    known: &Known,
) -> Result<Response, Failure> {
    let fee = app.blocking(move |app| app.year_of(record.id)).await?.is_some();
    let (standing, asked) = match known {
        Known::Stands(standing) => (*standing, true),
        Known::Unasked(standing) => (*standing, false),
    };
    let mut lines =
        if fee { said_of_a_fee(visitor, standing) } else { said(visitor, &record, standing) };
    let unknown = !asked && !standing.is_paid() && standing != Standing::Failed;
    if unknown {
        // Not known to be unpaid: that it is not is all that may be said.
        lines = vec![visitor.say("gift-unasked"), visitor.say("gift-unasked-again")];
    }
    let title = match standing {
        _ if fee => visitor.say("gift-fee-title"),
        _ if unknown => visitor.say("gift-title"),
        standing if standing.is_paid() => visitor.say("gift-title-thanks"),
        _ => visitor.say("gift-title"),
    };
    let mut response = page(&GiftPage {
        chrome: Chrome::new(app, visitor, "/donate", &title.text())
            .under("/donate", &visitor.say("donate-title")),
        link: app.payment_link(record.id).as_str().to_owned(),
        payable: record.is_card() && standing == Standing::Created,
        lines,
        token: visitor.token(app, "gift"),
    })?;
    leads_to_the_provider(app, &mut response);
    Ok(response)
}

/// How the payment of a membership's fee stands, in sentences.
fn said_of_a_fee(visitor: &Visitor, standing: Standing) -> Vec<Say> {
    match standing {
        Standing::Created => {
            vec![visitor.say("gift-fee-created"), visitor.say("gift-created-next")]
        }
        Standing::Pending => vec![visitor.say("gift-pending")],
        Standing::Held => vec![visitor.say("gift-held")],
        Standing::Failed => vec![visitor.say("gift-fee-failed")],
        Standing::Succeeded | Standing::Won => {
            vec![visitor.say("gift-fee-succeeded"), visitor.say("gift-receipt")]
        }
        Standing::PartlyRefunded | Standing::Refunded => vec![visitor.say("gift-fee-refunded")],
        Standing::Disputed | Standing::Lost => vec![visitor.say("gift-fee-disputed")],
    }
}

/// How a gift stands, in sentences.
fn said(visitor: &Visitor, record: &Record, standing: Standing) -> Vec<Say> {
    match standing {
        Standing::Created => vec![visitor.say("gift-created"), visitor.say("gift-created-next")],
        Standing::Pending => vec![visitor.say("gift-pending")],
        Standing::Held => vec![visitor.say("gift-held")],
        Standing::Failed => vec![visitor.say("gift-failed")],
        Standing::Succeeded if !record.is_card() => {
            vec![visitor.say("gift-recorded"), visitor.say("gift-receipt")]
        }
        Standing::Succeeded | Standing::Won => {
            vec![visitor.say("gift-succeeded"), visitor.say("gift-receipt")]
        }
        Standing::PartlyRefunded => vec![visitor.say("gift-partly-refunded")],
        Standing::Refunded => vec![visitor.say("gift-refunded")],
        Standing::Disputed => vec![visitor.say("gift-disputed")],
        Standing::Lost => vec![visitor.say("gift-lost")],
    }
}

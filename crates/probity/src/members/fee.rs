//! `/account/membership/<class>/pay`: paying for a year of a class that costs something. A year counts
//! when its money has come, and not before.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use probity_policy::Giver;

use super::side::{Place, SideItem, side};
use crate::app::App;
use crate::config::Class;
use crate::config::membership::Kind;
use crate::giving::currency::Currency;
use crate::giving::donate::{leads_to_the_provider, once_hash};
use crate::giving::gift;
use crate::giving::money::Money;
use crate::giving::typing::Marks;
use crate::membership::act::renewable;
use crate::membership::book::Book;
use crate::membership::{Acts, Asking, Period, Refusal};
use crate::payment::fee::Year;
use crate::payment::take::{Donor, Gift};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::field::Notice;
use crate::site::reader::Reader;
use crate::site::submission::Submission;
use crate::site::throttle::PAY_BY_ADDRESS;
use crate::site::visitor::Member;

#[derive(Template)]
#[template(path = "fee.html")]
struct Fee {
    chrome: Chrome,
    side: Vec<SideItem>,
    id: String,
    label: String,
    /// What a year costs, as the foundation says it to everyone.
    price: String,
    renews: bool,
    notice: Option<Notice>,
    once: String,
    token: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let year = wanted(&app, &member, &id).await?;
    let class = class(&app, &id)?;
    let reader = &member.visitor.reader;
    let title = reader.say("membership-pay-title").text();
    let policy = app.vault.policy_in_force()?;
    let mut response = page(&Fee {
        chrome: Chrome::new(&app, &member.visitor, "/account", &title)
            .under("/account", &reader.say("account-title"))
            .under("/account/membership", &reader.say("account-membership")),
        side: side(reader, Place::Membership),
        id,
        label: class.label(reader.primary()).to_owned(),
        price: price(reader, class).ok_or(Failure::NotFound)?,
        renews: year.period != Period::First,
        notice: Notice::new(reader, policy, "payment-amount", Giver::Donor),
        once: app.form_number(),
        token: member.visitor.token(&app, "membership-pay"),
    })?;
    leads_to_the_provider(&app, &mut response);
    Ok(response)
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &member.visitor, "membership-pay")?;
    let once = once_hash(&values.take("once")).ok_or(Failure::Stale)?;
    // A form that comes again leads where it led before, whatever came of it since.
    if let Some(record) = app.blocking(move |app| app.payment_of_form(once)).await? {
        return gift::lead(&app, &member.visitor, record).await;
    }
    let year = wanted(&app, &member, &id).await?;
    member.visitor.attempt(&app, PAY_BY_ADDRESS)?;
    let money = money(class(&app, &id)?).ok_or(Failure::NotFound)?;
    let (who, certification) = (member.subject, app.mail_id());
    let record = app
        .blocking(move |app| {
            if let Some(begun) = app.begun_for(who, &year)? {
                return Ok(begun);
            }
            if year.period == Period::First {
                let scheme = Arc::clone(&app.scheme);
                let asking = Asking { class: year.class.clone(), hours: None, address: None };
                let asked = app.vault.tx("membership-ask", move |v| {
                    Acts::own(&scheme, who).ask(v, &asking, certification)
                })?;
                // It was asked for before and not paid: that is enough.
                if let Err(refusal) = asked
                    && refusal != Refusal::Held
                {
                    return Err(Failure::NotFound);
                }
            }
            let gift = Gift { money, named: false, answers: Vec::new(), year: Some(year) };
            app.take_gift(&Donor::Member(who), &gift, once)
        })
        .await?;
    gift::lead(&app, &member.visitor, record).await
}

/// The class, if a year of it can be paid for.
fn class<'a>(app: &'a App, id: &str) -> Result<&'a Class, Failure> {
    app.scheme.class(id).filter(|class| is_paid_for(class)).ok_or(Failure::NotFound)
}

/// Whether a year of a class can be paid for by whoever wants it.
pub(super) fn is_paid_for(class: &Class) -> bool {
    !class.granted && !class.is_reviewed() && class.kind != Kind::Basic && money(class).is_some()
}

/// What a year costs.
fn money(class: &Class) -> Option<Money> {
    let fee = class.fee.as_ref()?;
    Money::new(fee.amount, Currency::named(fee.currency.as_str())?).ok()
}

/// What a year costs, in the reader's way of writing: it is the same for everyone.
pub(super) fn price(reader: &Reader, class: &Class) -> Option<String> {
    money(class).map(|money| Marks::of(reader.language.tag).write(money))
}

/// Which year there is to pay for now; none while the class is held and it is too early to renew.
async fn wanted(app: &Arc<App>, member: &Member, id: &str) -> Result<Year, Failure> {
    class(app, id)?;
    let (who, class) = (member.subject, id.to_owned());
    let period = app
        .blocking(move |app| {
            if !app.takes_cards()? {
                return Ok(None);
            }
            app.vault
                .store()
                .read("membership-year", move |tx| Book::load(tx, who))
                .map(|book| app.period(&book, &class))
                .map_err(Failure::from)
        })
        .await?;
    Ok(Year { class: id.to_owned(), period: period.ok_or(Failure::NotFound)? })
}

impl App {
    /// Which year of a class somebody can pay for now.
    pub(super) fn period(&self, book: &Book, class: &str) -> Option<Period> {
        let today = self.scheme.today(self.now_ms());
        let Some(entry) = book.last(class) else { return Some(Period::First) };
        let standing = entry.life.standing(today, self.scheme.rules());
        let end = entry.life.term.and_then(|term| term.end);
        if !standing.is_open() || entry.life.term.is_none() {
            return Some(Period::First);
        }
        end.filter(|_| renewable(entry, &self.scheme, today)).map(Period::After)
    }
}

//! What can be asked of Stripe: the operations of [`crate::payment::provider::Provider`], and the few
//! below them.

use super::client::Stripe;
use super::form::Form;
use super::objects::{
    Charge, Dispute, Event, Expandable, Intent, List, Refund, Session, Subscription,
};
use crate::giving::currency::Currency;
use crate::giving::money::Money;
use crate::payment::fault::Fault;
use crate::payment::provider::{Begin, Begun, Changed, Frequency, Looked, Reference};
use crate::payment::standing::{self, Progress, Returned, Seen};

/// Under which word our number stands among the words attached to a payment.
pub(crate) const NUMBER: &str = "payment";

/// Events on one page of the list.
const PAGE: i64 = 100;

/// Pages of events that are read in one go.
const PAGES: usize = 50;

impl Stripe {
    /// Opens a hosted page. The same key opens the same page.
    pub(crate) async fn begin(&self, begin: &Begin<'_>, key: &str) -> Result<Begun, Fault> {
        let currency = begin.money.currency().code().to_lowercase();
        let mut form = Form::default()
            .with("success_url", begin.back)
            .with("cancel_url", begin.back)
            .with("client_reference_id", begin.number)
            .with("line_items[0][quantity]", "1")
            .with("line_items[0][price_data][currency]", &currency)
            .with_number("line_items[0][price_data][unit_amount]", begin.money.units())
            .with("line_items[0][price_data][product_data][name]", begin.what);
        form = match begin.frequency {
            Frequency::Once => form
                .with("mode", "payment")
                .with("payment_intent_data[metadata][payment]", begin.number),
            Frequency::Monthly | Frequency::Yearly => form
                .with("mode", "subscription")
                .with("line_items[0][price_data][recurring][interval]", begin.frequency.interval())
                .with("subscription_data[metadata][payment]", begin.number),
        };
        let session: Session = self.post("/checkout/sessions", &form, key).await?;
        self.same_mode(session.livemode)?;
        checked(&session.id)?;
        let url = session.url.ok_or(Fault::Odd("a page without an address"))?;
        Ok(Begun { reference: session.id, url })
    }

    /// Looks at a payment as it is now.
    pub(crate) async fn look(&self, reference: &Reference<'_>) -> Result<Looked, Fault> {
        match reference {
            Reference::Session(id) => {
                let query = Form::default().with("expand[]", "payment_intent.latest_charge");
                let path = format!("/checkout/sessions/{}", checked(id)?);
                let session: Session = self.get(&path, &query).await?;
                self.of_session(session).await
            }
            Reference::Intent(id) => {
                let intent = self.intent(id).await?;
                self.of_intent(&intent).await
            }
        }
    }

    /// A payment by its id.
    pub async fn intent(&self, id: &str) -> Result<Intent, Fault> {
        let query = Form::default().with("expand[]", "latest_charge");
        let path = format!("/payment_intents/{}", checked(id)?);
        self.get(&path, &query).await
    }

    /// Makes a payment that is paid elsewhere than on a hosted page.
    pub async fn make_intent(
        &self,
        money: Money,
        number: &str,
        method: &str,
        key: &str,
    ) -> Result<Intent, Fault> {
        let form = Form::default()
            .with_number("amount", money.units())
            .with("currency", &money.currency().code().to_lowercase())
            .with("metadata[payment]", number)
            .with("payment_method", method)
            .with("confirm", "true");
        self.post("/payment_intents", &form, key).await
    }

    /// Sends money back: all that is left, or some of it.
    pub async fn refund(
        &self,
        intent: &str,
        some: Option<Money>,
        key: &str,
    ) -> Result<Refund, Fault> {
        let form = Form::default().with("payment_intent", checked(intent)?);
        let form = match some {
            None => form,
            Some(money) => form.with_number("amount", money.units()),
        };
        self.post("/refunds", &form, key).await
    }

    /// Ends a payment that recurs; nothing more is charged.
    pub async fn cancel(&self, subscription: &str) -> Result<Subscription, Fault> {
        self.delete(&format!("/subscriptions/{}", checked(subscription)?)).await
    }

    /// A payment that recurs.
    pub async fn subscription(&self, id: &str) -> Result<Subscription, Fault> {
        self.get(&format!("/subscriptions/{}", checked(id)?), &Form::default()).await
    }

    /// What happened since a moment, in seconds since 1970, newest first; and whether that is all.
    pub(crate) async fn changed_since(&self, since_s: i64) -> Result<(Vec<Changed>, bool), Fault> {
        let mut changed = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let mut query =
                Form::default().with_number("created[gte]", since_s).with_number("limit", PAGE);
            if let Some(after) = &after {
                query = query.with("starting_after", after);
            }
            let page: List<Event> = self.get("/events", &query).await?;
            after = page.data.last().map(|event| event.id.clone());
            for event in page.data {
                self.same_mode(event.livemode)?;
                changed.extend(Changed::of(event));
            }
            if !page.has_more || after.is_none() {
                return Ok((changed, true));
            }
        }
        Ok((changed, false))
    }

    async fn of_session(&self, session: Session) -> Result<Looked, Fault> {
        self.same_mode(session.livemode)?;
        let number = session.client_reference_id;
        if let Some(intent) = session.payment_intent.as_ref().and_then(Expandable::object) {
            let looked = self.of_intent(intent).await?;
            return Ok(Looked { number: number.or(looked.number), ..looked });
        }
        let progress = match session.status.as_deref() {
            Some("expired") => Progress::Failed,
            Some("complete") => Progress::Pending,
            _ => Progress::Open,
        };
        let subscription = session.subscription.map(|subscription| match subscription {
            Expandable::Id(id) => id,
            Expandable::Object(subscription) => subscription.id,
        });
        Ok(Looked {
            number,
            intent: None,
            subscription,
            money: money(session.amount_total, session.currency.as_deref()),
            returned_units: 0,
            method: None,
            seen: Seen { progress, returned: Returned::Nothing, dispute: None },
        })
    }

    async fn of_intent(&self, intent: &Intent) -> Result<Looked, Fault> {
        self.same_mode(intent.livemode)?;
        let charge = intent.latest_charge.as_ref().and_then(Expandable::object);
        let progress = progress(&intent.status)?;
        let contested = charge.is_some_and(|charge| charge.disputed);
        let dispute = if contested { self.dispute(&intent.id).await? } else { None };
        let method = charge.and_then(|charge| charge.payment_method_details.as_ref());
        Ok(Looked {
            number: intent.metadata.get(NUMBER).cloned(),
            intent: Some(checked(&intent.id)?.to_owned()),
            subscription: None,
            money: money(Some(intent.amount), Some(&intent.currency)),
            returned_units: charge.map_or(0, |charge| charge.amount_refunded),
            method: method.map(|method| if method.kind == "card" { "card" } else { "other" }),
            seen: Seen { progress, returned: returned(charge), dispute },
        })
    }

    /// The last word of a bank on a payment.
    async fn dispute(&self, intent: &str) -> Result<Option<standing::Dispute>, Fault> {
        let query = Form::default().with("payment_intent", intent);
        let list: List<Dispute> = self.get("/disputes", &query).await?;
        Ok(list.data.first().map(|dispute| match dispute.status.as_str() {
            "won" | "warning_closed" | "prevented" => standing::Dispute::Won,
            "lost" => standing::Dispute::Lost,
            _ => standing::Dispute::Open,
        }))
    }

    fn same_mode(&self, live: bool) -> Result<(), Fault> {
        if live == self.live { Ok(()) } else { Err(Fault::Mode) }
    }
}

/// An id that can stand in an address.
fn checked(id: &str) -> Result<&str, Fault> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let fits = !id.is_empty() && id.len() <= 120 && id.bytes().all(plain);
    if fits { Ok(id) } else { Err(Fault::Odd("an id that is none")) }
}

fn progress(status: &str) -> Result<Progress, Fault> {
    Ok(match status {
        "requires_payment_method" | "requires_confirmation" => Progress::Open,
        "requires_action" | "processing" => Progress::Pending,
        "requires_capture" => Progress::Held,
        "canceled" => Progress::Failed,
        "succeeded" => Progress::Paid,
        _ => return Err(Fault::Odd("an unknown status")),
    })
}

fn returned(charge: Option<&Charge>) -> Returned {
    match charge {
        Some(charge) if charge.amount_refunded >= charge.amount => Returned::All,
        Some(charge) if charge.amount_refunded > 0 => Returned::Some,
        _ => Returned::Nothing,
    }
}

fn money(units: Option<i64>, currency: Option<&str>) -> Option<Money> {
    Money::from_units(units?, Currency::named(currency?)?)
}

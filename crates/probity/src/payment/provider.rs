//! The seam between us and whoever moves the money.
//!
//! Two ways are built in: a provider of cards that speaks Stripe's protocol (Stripe itself, or the
//! sandbox of the demo and the tests), and none, where staff record what came by bank transfer. A third
//! would be a variant here and a folder beside [`super::stripe`].

use super::fault::Fault;
use super::standing::Seen;
use super::stripe::Stripe;
use super::stripe::objects::{Event, Expandable, Refund, Subscription};
use crate::giving::money::Money;

/// Who moves the money.
#[derive(Clone, Debug)]
pub enum Provider {
    /// Nobody: payments come by bank transfer or cheque, and staff record them.
    Offline,
    /// Stripe.
    Stripe(Stripe),
    /// The sandbox, which moves nothing; by the same protocol.
    Sandbox(Stripe),
}

/// How often a payment is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// One time.
    Once,
    /// Each month until it is ended.
    Monthly,
    /// Each year until it is ended.
    Yearly,
}

/// A payment to begin. Nothing in it says who pays.
pub struct Begin<'a> {
    /// How much.
    pub money: Money,
    /// How often.
    pub frequency: Frequency,
    /// Our number for it.
    pub number: &'a str,
    /// What the hosted page calls it.
    pub what: &'a str,
    /// Where the payer comes back to.
    pub back: &'a str,
}

/// A hosted page.
pub struct Begun {
    /// What the provider calls it.
    pub reference: String,
    /// Where it is.
    pub url: String,
}

/// What the provider calls a payment.
#[derive(Debug, Clone, Copy)]
pub enum Reference<'a> {
    /// The visit to the hosted page.
    Session(&'a str),
    /// The payment itself.
    Intent(&'a str),
}

/// A payment as it is at the provider.
pub struct Looked {
    /// Our number for it.
    pub number: Option<String>,
    /// The payment's id; none before the payer acts.
    pub intent: Option<String>,
    /// The subscription's id, of one that recurs.
    pub subscription: Option<String>,
    /// What is paid.
    pub money: Option<Money>,
    /// How much of it went back, in the provider's units.
    pub returned_units: i64,
    /// The kind of payment: `card`, `other`.
    pub method: Option<&'static str>,
    /// How it stands.
    pub seen: Seen,
}

/// Something that happened at the provider: which event, and what to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The event's id.
    pub event: String,
    /// When, in seconds since 1970.
    pub at_s: i64,
    /// The payment's id, if it is about one.
    pub intent: Option<String>,
    /// The visit's id, if it is about one.
    pub session: Option<String>,
}

impl Frequency {
    /// Stripe's word for it.
    pub(crate) const fn interval(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Monthly => "month",
            Self::Yearly => "year",
        }
    }
}

impl Changed {
    /// What to look at after an event; none when it is about nothing of ours.
    pub(crate) fn of(event: Event) -> Option<Self> {
        let object = event.data.object;
        let belongs = object.payment_intent.and_then(|intent| match intent {
            Expandable::Id(id) => Some(id),
            Expandable::Object(_) => None,
        });
        let (intent, session) = match object.object.as_deref() {
            Some("payment_intent") => (object.id, None),
            Some("checkout.session") => (None, object.id),
            Some("charge" | "refund" | "dispute") => (belongs, None),
            _ => (None, None),
        };
        let about = intent.is_some() || session.is_some();
        about.then_some(Self { event: event.id, at_s: event.created, intent, session })
    }

    /// What to look at.
    pub fn reference(&self) -> Option<Reference<'_>> {
        let intent = self.intent.as_deref().map(Reference::Intent);
        intent.or_else(|| self.session.as_deref().map(Reference::Session))
    }
}

impl Provider {
    /// The name in the store and in the register of agreements.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Stripe(_) => "stripe",
            Self::Sandbox(_) => "sandbox",
        }
    }

    fn card(&self) -> Result<&Stripe, Fault> {
        match self {
            Self::Offline => Err(Fault::Refused("no cards are taken")),
            Self::Stripe(stripe) | Self::Sandbox(stripe) => Ok(stripe),
        }
    }

    /// Whether cards are taken.
    pub const fn takes_cards(&self) -> bool {
        !matches!(self, Self::Offline)
    }

    /// Whether real money is meant.
    pub fn is_live(&self) -> bool {
        self.card().is_ok_and(Stripe::is_live)
    }

    /// Opens a hosted page for a payment. `key` was stored before: the same one opens the same page.
    ///
    /// # Errors
    /// What the provider says, or that it says nothing.
    pub async fn begin(&self, begin: &Begin<'_>, key: &str) -> Result<Begun, Fault> {
        self.card()?.begin(begin, key).await
    }

    /// Looks at a payment as it is now.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn look(&self, reference: &Reference<'_>) -> Result<Looked, Fault> {
        self.card()?.look(reference).await
    }

    /// Sends money back: all that is left of a payment, or some of it. `key` was stored before.
    ///
    /// # Errors
    /// As [`Self::begin`]; more than was paid is refused.
    pub async fn refund(
        &self,
        intent: &str,
        some: Option<Money>,
        key: &str,
    ) -> Result<Refund, Fault> {
        self.card()?.refund(intent, some, key).await
    }

    /// Ends a payment that recurs.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn cancel(&self, subscription: &str) -> Result<Subscription, Fault> {
        self.card()?.cancel(subscription).await
    }

    /// What happened since a moment (seconds since 1970), newest first; and whether that is all of it.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn changed_since(&self, since_s: i64) -> Result<(Vec<Changed>, bool), Fault> {
        self.card()?.changed_since(since_s).await
    }
}

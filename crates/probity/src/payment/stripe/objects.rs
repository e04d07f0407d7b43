//! Stripe's objects, as far as we read them. What else they hold (a payer's address, the last digits of a
//! card) is skipped while reading and never in memory of ours.

use std::collections::BTreeMap;

use serde::Deserialize;

/// An object or its id, as `expand` was asked.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Expandable<T> {
    /// Only its id.
    Id(String),
    /// The object.
    Object(Box<T>),
}

impl<T> Expandable<T> {
    /// The object, if it is there.
    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

/// Words that we attached to an object.
pub type Metadata = BTreeMap<String, String>;

/// A visit to the hosted page.
#[derive(Debug, Deserialize)]
pub struct Session {
    /// `cs_...`
    pub id: String,
    /// Where the hosted page is; none once it is over.
    pub url: Option<String>,
    /// `open`, `complete`, `expired`.
    pub status: Option<String>,
    /// Whether real money is meant.
    pub livemode: bool,
    /// Our number of the payment.
    pub client_reference_id: Option<String>,
    /// What is paid, in the currency's units.
    pub amount_total: Option<i64>,
    /// In small letters.
    pub currency: Option<String>,
    /// The payment; none before the payer acts, and none of a subscription.
    #[serde(default)]
    pub payment_intent: Option<Expandable<Intent>>,
    /// The subscription, of one that recurs.
    #[serde(default)]
    pub subscription: Option<Expandable<Subscription>>,
}

/// A payment.
#[derive(Debug, Deserialize)]
pub struct Intent {
    /// `pi_...`
    pub id: String,
    /// `requires_payment_method`, `requires_action`, `processing`, `requires_capture`, `canceled`,
    /// `succeeded` and others.
    pub status: String,
    /// Whether real money is meant.
    pub livemode: bool,
    /// What is to be paid.
    pub amount: i64,
    /// In small letters.
    pub currency: String,
    /// Our words, with our number of the payment.
    #[serde(default)]
    pub metadata: Metadata,
    /// The last attempt at charging.
    #[serde(default)]
    pub latest_charge: Option<Expandable<Charge>>,
}

/// An attempt at charging.
#[derive(Debug, Deserialize)]
pub struct Charge {
    /// What was charged.
    pub amount: i64,
    /// How much of it went back.
    pub amount_refunded: i64,
    /// Whether a bank contests it, or did.
    #[serde(default)]
    pub disputed: bool,
    /// How it was paid.
    #[serde(default)]
    pub payment_method_details: Option<MethodDetails>,
}

/// How something was paid: the kind only.
#[derive(Debug, Deserialize)]
pub struct MethodDetails {
    /// `card`, `sepa_debit` and others.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Money that goes back.
#[derive(Debug, Deserialize)]
pub struct Refund {
    /// `re_...`
    pub id: String,
    /// `pending`, `succeeded`, `failed`, `canceled`, `requires_action`.
    pub status: Option<String>,
    /// How much.
    pub amount: i64,
}

/// A payment that a bank contests.
#[derive(Debug, Deserialize)]
pub struct Dispute {
    /// `needs_response`, `under_review`, `won`, `lost`, `warning_closed` and others.
    pub status: String,
}

/// A payment that recurs.
#[derive(Debug, Deserialize)]
pub struct Subscription {
    /// `sub_...`
    pub id: String,
    /// `active`, `canceled`, `incomplete`, `past_due` and others.
    pub status: String,
}

/// Something that happened there.
#[derive(Debug, Deserialize)]
pub struct Event {
    /// `evt_...`
    pub id: String,
    /// What: `checkout.session.completed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether real money is meant.
    pub livemode: bool,
    /// When, in seconds since 1970.
    pub created: i64,
    /// To what.
    pub data: EventData,
}

/// The object of an event, as it was then: it tells only which to look at.
#[derive(Debug, Deserialize)]
pub struct EventData {
    /// The object.
    pub object: EventObject,
}

/// Any object that events are about.
#[derive(Debug, Deserialize)]
pub struct EventObject {
    /// Its id.
    #[serde(default)]
    pub id: Option<String>,
    /// Of what kind it is.
    #[serde(default)]
    pub object: Option<String>,
    /// The payment it belongs to, where it is not one.
    #[serde(default)]
    pub payment_intent: Option<Expandable<serde::de::IgnoredAny>>,
}

/// A list, or its next page.
#[derive(Debug, Deserialize)]
pub struct List<T> {
    /// What is on this page.
    pub data: Vec<T>,
    /// Whether there are more.
    #[serde(default)]
    pub has_more: bool,
}

/// A refusal.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    pub(super) error: RefusalError,
}

/// What is said of a refusal; its message is not read.
#[derive(Debug, Deserialize)]
pub(super) struct RefusalError {
    pub(super) code: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

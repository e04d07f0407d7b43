//! What the sandbox knows: pages, payments, refunds, disputes, subscriptions, and what happened to them.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::Trouble;
use super::cards::Outcome;
use super::webhooks::Delivery;

/// Everything.
pub(super) struct Books {
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) intents: BTreeMap<String, Intent>,
    pub(super) subscriptions: BTreeMap<String, Subscription>,
    /// Oldest first: id, time, whole text.
    pub(super) events: Vec<(String, i64, Value)>,
    /// Answers by idempotency key: what was asked, and the answer.
    pub(super) answers: BTreeMap<String, (String, u16, Value)>,
    pub(super) deliveries: VecDeque<Delivery>,
    pub(super) trouble: Trouble,
}

impl Default for Books {
    fn default() -> Self {
        Self {
            sessions: BTreeMap::new(),
            intents: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            events: Vec::new(),
            answers: BTreeMap::new(),
            deliveries: VecDeque::new(),
            trouble: Trouble::None,
        }
    }
}

/// A hosted page.
pub(super) struct Session {
    pub(super) number: Option<String>,
    pub(super) what: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) back: String,
    pub(super) cancel: String,
    /// The interval of one that recurs.
    pub(super) interval: Option<String>,
    pub(super) status: &'static str,
    pub(super) intent: Option<String>,
    pub(super) subscription: Option<String>,
    /// A challenge that waits for its answer.
    pub(super) challenged: bool,
}

/// A payment.
pub(super) struct Intent {
    pub(super) number: Option<String>,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) status: &'static str,
    pub(super) refunded: i64,
    pub(super) dispute: Option<&'static str>,
}

/// A payment that recurs.
pub(super) struct Subscription {
    pub(super) status: &'static str,
}

/// Makes ids.
pub(super) type NewId<'a> = &'a dyn Fn(&str) -> String;

impl Intent {
    pub(super) fn is_paid(&self) -> bool {
        self.status == "succeeded"
    }

    pub(super) fn json(&self, id: &str) -> Value {
        let charge = self.is_paid().then(|| {
            json!({
                "id": format!("ch_{}", id.trim_start_matches("pi_")),
                "object": "charge",
                "amount": self.amount,
                "amount_refunded": self.refunded,
                "refunded": self.refunded == self.amount,
                "disputed": self.dispute.is_some(),
                "paid": true,
                "payment_method_details": { "type": "card" },
            })
        });
        json!({
            "id": id,
            "object": "payment_intent",
            "livemode": false,
            "status": self.status,
            "amount": self.amount,
            "amount_received": if self.is_paid() { self.amount } else { 0 },
            "currency": self.currency,
            "metadata": metadata(self.number.as_deref()),
            "latest_charge": charge,
        })
    }
}

impl Session {
    pub(super) fn json(&self, id: &str, base: &str, intent: Option<&Value>) -> Value {
        let url = (self.status == "open").then(|| format!("{base}/pay/{id}"));
        json!({
            "id": id,
            "object": "checkout.session",
            "livemode": false,
            "mode": if self.interval.is_some() { "subscription" } else { "payment" },
            "status": self.status,
            "payment_status": if self.status == "complete" { "paid" } else { "unpaid" },
            "url": url,
            "client_reference_id": self.number,
            "amount_total": self.amount,
            "currency": self.currency,
            "payment_intent": intent,
            "subscription": self.subscription,
        })
    }
}

fn metadata(number: Option<&str>) -> Value {
    number.map_or_else(|| json!({}), |number| json!({ "payment": number }))
}

impl Books {
    /// Notes that something happened, and puts its webhook into the queue.
    pub(super) fn happened(&mut self, kind: &str, object: &Value, now_s: i64, id: NewId<'_>) {
        let event = id("evt");
        let value = json!({
            "id": event,
            "object": "event",
            "type": kind,
            "created": now_s,
            "livemode": false,
            "data": { "object": object },
        });
        self.deliveries.push_back(Delivery::new(value.to_string().into_bytes()));
        self.events.push((event, now_s, value));
    }

    /// The payer typed a card. Whether the page is done with.
    pub(super) fn pay(&mut self, page: &str, outcome: Outcome, now_s: i64, id: NewId<'_>) -> bool {
        let Some(session) = self.sessions.get(page).filter(|session| session.status == "open")
        else {
            return false;
        };
        let (number, amount) = (session.number.clone(), session.amount);
        let currency = session.currency.clone();
        let recurs = session.interval.is_some();
        let name = session.intent.clone().unwrap_or_else(|| id("pi"));
        let status = match outcome {
            Outcome::Paid | Outcome::Contested => "succeeded",
            Outcome::Challenge => "requires_action",
            Outcome::Declined | Outcome::NoFunds => "requires_payment_method",
        };
        let dispute = (outcome == Outcome::Contested).then_some("needs_response");
        let intent = Intent { number, amount, currency, status, refunded: 0, dispute };
        let object = intent.json(&name);
        let paid = intent.is_paid();
        self.intents.insert(name.clone(), intent);
        let subscription = (recurs && paid).then(|| id("sub"));
        if let Some(subscription) = &subscription {
            self.subscriptions.insert(subscription.clone(), Subscription { status: "active" });
        }
        if let Some(session) = self.sessions.get_mut(page) {
            session.intent = Some(name.clone());
            session.challenged = outcome == Outcome::Challenge;
            session.subscription = subscription;
            if paid {
                session.status = "complete";
            }
        }
        match status {
            "succeeded" => {
                let session = self.sessions.get(page).map(|session| session.json(page, "", None));
                self.happened("payment_intent.succeeded", &object, now_s, id);
                self.happened(
                    "checkout.session.completed",
                    &session.unwrap_or_default(),
                    now_s,
                    id,
                );
            }
            "requires_action" => {
                self.happened("payment_intent.requires_action", &object, now_s, id);
            }
            _ => self.happened("payment_intent.payment_failed", &object, now_s, id),
        }
        if dispute.is_some() {
            let object = json!({ "object": "dispute", "id": id("du"), "payment_intent": name });
            self.happened("charge.dispute.created", &object, now_s, id);
        }
        paid
    }

    /// Sends money back; an error says in Stripe's words why not.
    pub(super) fn refund(
        &mut self,
        name: &str,
        some: Option<i64>,
        now_s: i64,
        id: NewId<'_>,
    ) -> Result<Value, (u16, &'static str)> {
        let Some(intent) = self.intents.get_mut(name) else {
            return Err((404, "resource_missing"));
        };
        if !intent.is_paid() {
            return Err((400, "payment_intent_unexpected_state"));
        }
        if intent.dispute == Some("needs_response") {
            return Err((400, "charge_disputed"));
        }
        let left = intent.amount - intent.refunded;
        if left == 0 {
            return Err((400, "charge_already_refunded"));
        }
        let amount = some.unwrap_or(left);
        if amount <= 0 || amount > left {
            return Err((400, "amount_too_large"));
        }
        intent.refunded += amount;
        let refund = json!({
            "id": id("re"),
            "object": "refund",
            "status": "succeeded",
            "amount": amount,
            "payment_intent": name,
        });
        self.happened("refund.created", &refund, now_s, id);
        let charge = json!({ "object": "charge", "id": id("ch"), "payment_intent": name });
        self.happened("charge.refunded", &charge, now_s, id);
        Ok(refund)
    }

    pub(super) fn refund_all(&mut self, now_s: i64, id: NewId<'_>) {
        let names: Vec<String> = self.intents.keys().cloned().collect();
        for name in names {
            // What can't be sent back stays.
            let _ = self.refund(&name, None, now_s, id);
        }
    }

    pub(super) fn expire_all(&mut self, now_s: i64, id: NewId<'_>) {
        let mut objects = Vec::new();
        for (name, session) in self.sessions.iter_mut().filter(|(_, it)| it.status == "open") {
            session.status = "expired";
            objects.push(session.json(name, "", None));
        }
        for object in objects {
            self.happened("checkout.session.expired", &object, now_s, id);
        }
    }

    pub(super) fn decide_disputes(&mut self, won: bool, now_s: i64, id: NewId<'_>) {
        let status = if won { "won" } else { "lost" };
        let mut names = Vec::new();
        for (name, intent) in &mut self.intents {
            if intent.dispute == Some("needs_response") {
                intent.dispute = Some(status);
                names.push(name.clone());
            }
        }
        for name in names {
            let object = json!({ "object": "dispute", "id": id("du"), "payment_intent": name });
            self.happened("charge.dispute.closed", &object, now_s, id);
        }
    }
}

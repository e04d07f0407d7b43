//! Every exit of personal values: the only places that may take them out of their containers.
//!
//! A sink is made for one action of the policy; the vault pours into it only what was released for
//! that action and is on record. A new exit is a new sink here, a row in `docs/threat-model.md`, and
//! nothing elsewhere: a test looks for implementations outside this file.

use std::collections::BTreeMap;
use std::fmt;

use probity_policy::Action;
use probity_vault::{Sink, UsageGrant};
use zeroize::Zeroizing;

use crate::desk::recovery;
use crate::desk::totp::Secret;
use crate::giving::currency::Currency;
use crate::giving::money::Money;
use crate::giving::typing::Marks;
use crate::mail::letter::{Letter, Outgoing};
use crate::site::typed::{Html, Typed};

/// A value on its way into a page. It can be written as HTML, put back into a form, and no more.
pub struct PageValue(Zeroizing<String>);

impl PageValue {
    /// The value as HTML that says it literally, for a template.
    pub fn html(&self) -> Html<'_> {
        Html::new(&self.0)
    }

    /// The value as what stands in a form field when a person comes to correct it.
    pub fn into_typed(self) -> Typed {
        Typed::new(self.0.as_str())
    }

    /// A country's code as its name; another value as it is.
    #[must_use]
    pub fn with_country_named(self) -> Self {
        match crate::members::countries::name(&self.0) {
            Some(name) => Self(Zeroizing::new(name.to_owned())),
            None => self,
        }
    }
}

impl PageValue {
    /// What a day's key opened, for the page of whoever the grant was given to: it is on record.
    pub(crate) fn of_usage(_: &UsageGrant, value: Zeroizing<String>) -> Self {
        Self(value)
    }
}

impl fmt::Debug for PageValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageValue(redacted)")
    }
}

/// A page shown to someone: values by field and number.
#[derive(Debug, Default)]
pub struct PageSink(BTreeMap<(String, u64), PageValue>);

impl PageSink {
    /// Takes the value of a field out, once; the first of several.
    pub fn take(&mut self, field: &str) -> Option<PageValue> {
        let first = self.0.range((field.to_owned(), 0)..).next().map(|(key, _)| key.clone());
        first.filter(|(of, _)| of == field).and_then(|key| self.0.remove(&key))
    }

    /// Takes one of a field's values out, once.
    pub fn take_numbered(&mut self, field: &str, seq: u64) -> Option<PageValue> {
        self.0.remove(&(field.to_owned(), seq))
    }

    /// Takes several amounts of one currency out, each in the reader's way of writing.
    pub(crate) fn take_each(
        &mut self,
        amounts: &[u64],
        currency: u64,
        marks: Marks,
    ) -> Vec<Option<PageValue>> {
        let currency = self.take_numbered("payment-currency", currency);
        let currency = currency.and_then(|code| Currency::named(&code.0));
        let mut taken = Vec::with_capacity(amounts.len());
        for seq in amounts {
            let amount = self.take_numbered("payment-amount", *seq);
            let money = amount
                .zip(currency)
                .and_then(|(amount, currency)| Money::from_decimal(&amount.0, currency));
            taken.push(money.map(|money| PageValue(Zeroizing::new(marks.write(money)))));
        }
        taken
    }

    /// Takes a payment's amount and currency out, as one value in the reader's way of writing.
    pub(crate) fn take_money(
        &mut self,
        amount: u64,
        currency: u64,
        marks: Marks,
    ) -> Option<PageValue> {
        let amount = self.take_numbered("payment-amount", amount)?;
        let currency = Currency::named(&self.take_numbered("payment-currency", currency)?.0)?;
        let money = Money::from_decimal(&amount.0, currency)?;
        Some(PageValue(Zeroizing::new(marks.write(money))))
    }
}

impl Sink for PageSink {
    const ACTION: Action = Action::Show;
    fn receive(&mut self, field: &str, value: &str) {
        self.receive_numbered(field, 1, value);
    }
    fn receive_numbered(&mut self, field: &str, seq: u64, value: &str) {
        let value = PageValue(Zeroizing::new(value.to_owned()));
        self.0.insert((field.to_owned(), seq), value);
    }
}

/// The machine-readable copy a person downloads of everything held on them.
#[derive(Default)]
pub struct ExportSink(BTreeMap<(String, u64), serde_json::Value>);

impl ExportSink {
    /// Moves one of a field's values into the export; `null` when there is none to give.
    pub fn take(&mut self, field: &str, seq: u64) -> serde_json::Value {
        self.0.remove(&(field.to_owned(), seq)).unwrap_or(serde_json::Value::Null)
    }
}

impl Sink for ExportSink {
    const ACTION: Action = Action::Show;
    fn receive(&mut self, field: &str, value: &str) {
        self.receive_numbered(field, 1, value);
    }
    fn receive_numbered(&mut self, field: &str, seq: u64, value: &str) {
        self.0.insert((field.to_owned(), seq), value.into());
    }
}

/// A message to the person: takes their address, and their name for the greeting.
#[derive(Default)]
pub struct MailSink {
    address: Zeroizing<String>,
    name: Zeroizing<String>,
    /// Where a receipt goes of whoever has no account, and whom it greets.
    receipt: (Zeroizing<String>, Zeroizing<String>),
    amount: Amount,
}

impl MailSink {
    /// Writes `letter` to the person; none when they have no address. A receipt says how much.
    pub fn write(self, letter: &Letter) -> Option<Outgoing> {
        let (to, greeted) = self.receipt;
        let address = if self.address.is_empty() { to } else { self.address };
        let name = if self.name.is_empty() { greeted } else { self.name };
        let money = self.amount.money();
        (!address.is_empty()).then(|| letter.write(address, &name, money))
    }
}

impl Sink for MailSink {
    const ACTION: Action = Action::Send;
    fn receive(&mut self, field: &str, value: &str) {
        match field {
            "email" | "new-email" | "staff-email" => {
                self.address = Zeroizing::new(value.to_owned());
            }
            "name" | "staff-name" => self.name = Zeroizing::new(value.to_owned()),
            "receipt-email" => self.receipt.0 = Zeroizing::new(value.to_owned()),
            "receipt-name" => self.receipt.1 = Zeroizing::new(value.to_owned()),
            _ => self.amount.receive(field, value),
        }
    }
}

/// An amount and its currency, as they come out of the vault.
#[derive(Default)]
struct Amount {
    amount: Zeroizing<String>,
    currency: Option<Currency>,
}

impl Amount {
    fn receive(&mut self, field: &str, value: &str) {
        match field {
            "payment-amount" => self.amount = Zeroizing::new(value.to_owned()),
            "payment-currency" => self.currency = Currency::named(value),
            _ => {}
        }
    }

    fn money(&self) -> Option<Money> {
        self.currency.and_then(|currency| Money::from_decimal(&self.amount, currency))
    }
}

/// What a payment provider is told of a payment: how much, and nothing else.
#[derive(Default)]
pub struct ProviderSink(Amount);

impl ProviderSink {
    /// The amount; none when it is not there whole.
    pub(crate) fn money(&self) -> Option<Money> {
        self.0.money()
    }
}

impl Sink for ProviderSink {
    const ACTION: Action = Action::Disclose;
    fn receive(&mut self, field: &str, value: &str) {
        self.0.receive(field, value);
    }
}

/// What was paid, to tell how much of it may go back.
#[derive(Default)]
pub struct SumSink(Amount);

impl SumSink {
    /// The amount; none when it is not there whole.
    pub(crate) fn money(&self) -> Option<Money> {
        self.0.money()
    }
}

impl Sink for SumSink {
    const ACTION: Action = Action::Use;
    fn receive(&mut self, field: &str, value: &str) {
        self.0.receive(field, value);
    }
}

/// What the provider calls a payment, to ask it about that payment.
#[derive(Default)]
pub struct ReferenceSink(Option<Typed>);

impl ReferenceSink {
    /// The reference; none when there was none.
    pub(crate) fn into_typed(self) -> Option<Typed> {
        self.0
    }
}

impl Sink for ReferenceSink {
    const ACTION: Action = Action::Use;
    fn receive(&mut self, field: &str, value: &str) {
        if field == "payment-reference" {
            self.0 = Some(Typed::new(value));
        }
    }
}

/// Signing in: holds the password's hash just long enough to compare.
#[derive(Default)]
pub struct CredentialSink(Option<Zeroizing<String>>);

impl CredentialSink {
    /// Whether `password` is the one. Without a hash the same work is done in vain.
    pub fn verify(&self, password: &Typed) -> bool {
        let hash = self.0.as_ref().map(|hash| hash.as_str());
        crate::members::credential::verify(hash, password)
    }
}

impl Sink for CredentialSink {
    const ACTION: Action = Action::Use;
    fn receive(&mut self, field: &str, value: &str) {
        if field == "password" {
            self.0 = Some(Zeroizing::new(value.to_owned()));
        }
    }
}

/// A value that goes from one field of the same person to another.
#[derive(Default)]
pub struct MoveSink(Option<Typed>);

impl MoveSink {
    /// The value, for the vault to take in again; none when there was none.
    pub fn into_typed(self) -> Option<Typed> {
        self.0
    }
}

impl Sink for MoveSink {
    const ACTION: Action = Action::Use;
    fn receive(&mut self, _: &str, value: &str) {
        self.0 = Some(Typed::new(value));
    }
}

/// The second step of signing in at the desk: holds the secret of the one-time codes and the hashes
/// of the recovery codes just long enough to compare.
#[derive(Default)]
pub struct FactorSink {
    secret: Option<Secret>,
    codes: Zeroizing<String>,
}

impl FactorSink {
    /// The step of the one-time code that was typed, if it is one that counts now.
    pub(crate) fn step(&self, typed: &Typed, now_ms: i64) -> Option<i64> {
        self.secret.as_ref().and_then(|secret| secret.matching(typed.expose(), now_ms))
    }

    /// The hashes that stay when the recovery code that was typed is used up; none if it is none.
    pub(crate) fn without(&self, typed: &Typed) -> Option<Zeroizing<String>> {
        recovery::without(&self.codes, typed.expose())
    }
}

impl Sink for FactorSink {
    const ACTION: Action = Action::Use;
    fn receive(&mut self, field: &str, value: &str) {
        match field {
            "second-factor" => self.secret = Secret::read(value),
            "recovery-codes" => self.codes = Zeroizing::new(value.to_owned()),
            _ => {}
        }
    }
}

/// What an operator is shown in which addresses of visitors stand. It is made only of what
/// `crate::usage::trace` and `crate::usage::rejected::show` hand out, which is on record by then.
#[derive(Default)]
pub struct AddressSink(Zeroizing<String>);

impl AddressSink {
    /// Writes some of it.
    pub(crate) fn write(&mut self, text: fmt::Arguments<'_>) {
        // Writing into a string can't fail.
        let _ = fmt::Write::write_fmt(&mut *self.0, text);
    }

    /// What was written, to be put to standard output.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// It was put there.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The list of staff that an operator has printed: the names and work addresses of those who work
/// here, and of nobody else.
#[derive(Default)]
pub struct StaffListSink(BTreeMap<String, Zeroizing<String>>);

impl StaffListSink {
    /// Takes the value of a field out, to be written to standard output.
    pub(crate) fn take(&mut self, field: &str) -> Zeroizing<String> {
        self.0.remove(field).unwrap_or_default()
    }
}

impl Sink for StaffListSink {
    const ACTION: Action = Action::Show;
    fn receive(&mut self, field: &str, value: &str) {
        if crate::desk::staff::FIELDS.contains(&field) {
            self.0.insert(field.to_owned(), Zeroizing::new(value.to_owned()));
        }
    }
}

/// One line of the roll of voters: name and e-mail address, and room for nothing else.
#[derive(Default)]
struct RollLine {
    name: Zeroizing<String>,
    email: Zeroizing<String>,
}

impl RollLine {
    fn receive(&mut self, field: &str, value: &str) {
        match field {
            "name" => self.name = Zeroizing::new(value.to_owned()),
            "email" => self.email = Zeroizing::new(value.to_owned()),
            _ => {}
        }
    }
}

/// A line of the roll of voters for the staff who look after memberships.
#[derive(Default)]
pub struct RollSink(RollLine);

impl RollSink {
    /// Name and e-mail address, to be written to standard output.
    pub(crate) fn into_line(self) -> (Zeroizing<String>, Zeroizing<String>) {
        (self.0.name, self.0.email)
    }
}

impl Sink for RollSink {
    const ACTION: Action = Action::Show;
    fn receive(&mut self, field: &str, value: &str) {
        self.0.receive(field, value);
    }
}

/// A line of the roll of voters for somebody outside who runs the vote.
#[derive(Default)]
pub struct RollDisclosureSink(RollLine);

impl RollDisclosureSink {
    /// Name and e-mail address, to be written to standard output.
    pub(crate) fn into_line(self) -> (Zeroizing<String>, Zeroizing<String>) {
        (self.0.name, self.0.email)
    }
}

impl Sink for RollDisclosureSink {
    const ACTION: Action = Action::Disclose;
    fn receive(&mut self, field: &str, value: &str) {
        self.0.receive(field, value);
    }
}

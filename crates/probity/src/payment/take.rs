//! Taking a payment in hand: what was given is kept and the payment's number durable, before anything is
//! asked of the provider; then its hosted page is opened.
//!
//! If we stop in between, the same form, or the button on the payment's own page, goes on where it
//! stopped: the provider is asked with the same key, and opens the same page.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use probity_ledger::SubjectId;
use probity_policy::{Giver, Purpose, Role};
use probity_vault::store::Value;
use probity_vault::{ConsentKind, Datum, Source, VaultError, VaultTx};
use zeroize::Zeroizing;

use super::fault::Fault;
use super::fee::Year;
use super::provider::{Begin, Begun, Frequency};
use super::record::{Id, Record};
use super::register;
use crate::app::App;
use crate::giving::money::Money;
use crate::members::join::person;
use crate::members::session::{Hash, bytes, hash, subject_value};
use crate::site::failure::Failure;
use crate::site::moment::{HOUR, MINUTE};
use crate::site::typed::Typed;
use crate::store::payment;

/// The name of the form in the data map.
pub(crate) const SOURCE: &str = "give-form";

/// How long a hosted page can be opened again with the same key: the provider forgets keys after a day.
pub(super) const AGAIN: i64 = 23 * HOUR;

/// When a payment that nobody has paid is looked at first.
const FIRST_LOOK: i64 = 5 * MINUTE;

/// What somebody gives.
#[derive(Clone)]
pub(crate) struct Gift {
    pub(crate) money: Money,
    /// Whether they may be named.
    pub(crate) named: bool,
    /// What else they said, by field.
    pub(crate) answers: Vec<(&'static str, Typed)>,
    /// The year of a membership that it is for; else it is a gift.
    pub(crate) year: Option<Year>,
}

/// Who gives.
#[derive(Clone)]
pub(crate) enum Donor {
    /// Somebody who is signed in.
    Member(SubjectId),
    /// Whoever the receipt goes to.
    Address(Typed),
}

/// Why no hosted page opens.
#[derive(Debug)]
pub(crate) enum NoPage {
    /// The provider does not.
    Fault(Fault),
    /// It was begun too long ago, or is over.
    Over,
    /// Anything of ours.
    Failure(Failure),
}

impl<E: Into<Failure>> From<E> for NoPage {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

impl App {
    /// Whether gifts by card are taken now: there is a provider, and an agreement with it in force.
    pub(crate) fn takes_cards(&self) -> Result<bool, Failure> {
        let provider = &self.payments.provider;
        Ok(provider.takes_cards() && register::in_force(&self.vault, provider.name())?.is_some())
    }

    /// The number in a payment's address: the same each time, and known to nobody without our keys.
    pub(crate) fn payment_link(&self, id: Id) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.forms.derive("payment link", &id).as_slice()))
    }

    /// Keeps what was given, and begins the payment. The same form begins one.
    pub(crate) fn take_gift(
        &self,
        donor: &Donor,
        gift: &Gift,
        once: Hash,
    ) -> Result<Record, Failure> {
        // Twice: two forms with one new address may come at the same moment.
        for _ in 0..2 {
            if let Some(known) = self.payment_of_form(once)? {
                return Ok(known);
            }
            match self.begin_gift(donor, gift, once) {
                Ok(id) => {
                    return self.payment(id)?.ok_or_else(|| {
                        Failure::Internal("a payment that was begun is not there".to_owned())
                    });
                }
                Err(VaultError::Taken { .. }) => {}
                // The other of two such forms was first: its row is there now.
                Err(VaultError::Store(error)) => {
                    return self.payment_of_form(once)?.ok_or_else(|| error.into());
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(Failure::Unavailable("two forms with one address came at once".to_owned()))
    }

    fn begin_gift(&self, donor: &Donor, gift: &Gift, once: Hash) -> Result<Id, VaultError> {
        let mut id = [0; 16];
        self.random.fill(&mut id);
        let known = match donor {
            Donor::Member(subject) => Some(*subject),
            Donor::Address(address) => self.vault.lookup(
                "receipt-email",
                address.expose(),
                Purpose::Payment,
                Role::System,
            )?,
        };
        let link = hash(self.forms.derive("payment link", &id).as_slice());
        let row = NewRow {
            id,
            provider: self.payments.provider.name(),
            once,
            link,
            terms: self.terms_mark(gift.money),
            named: gift.named,
            // If no page was ever opened, it is given up after a day.
            due_ms: Some(self.now_ms() + AGAIN + 2 * HOUR),
        };
        let version = self.vault.policy_in_force()?.version();
        let mut answers = vec![
            ("payment-amount", Zeroizing::new(gift.money.decimal())),
            ("payment-currency", Zeroizing::new(gift.money.currency().code().to_owned())),
        ];
        let owned = |text: &Typed| Zeroizing::new(text.expose().to_owned());
        answers.extend(gift.answers.iter().map(|(field, value)| (*field, owned(value))));
        if let Donor::Address(address) = donor {
            answers.push(("receipt-email", owned(address)));
        }
        let year = gift.year.clone();
        if let Some(subject) = known {
            self.vault.tx("gift", move |v| {
                let data = data_of(&answers);
                let source = Source::person(SOURCE, subject);
                let numbers = v.collect_each(subject, Giver::Donor, &data, &source)?;
                row.insert(v, subject, [number(&numbers, 0), number(&numbers, 1)])?;
                year.as_ref().map_or(Ok(()), |year| year.insert(v, row.id, subject))
            })?;
            return Ok(id);
        }
        let new = self.vault.new_subject()?;
        self.vault.tx("gift-of-a-stranger", move |v| {
            let subject = new.id();
            v.enrol(&new, Giver::Donor, &data_of(&answers), &Source::person(SOURCE, subject))?;
            // Giving information is agreeing to the version in force (promise N2).
            v.consent(subject, &ConsentKind::Policy(version), true, &person(subject))?;
            row.insert(v, subject, [1, 1])
        })?;
        Ok(id)
    }

    /// Opens the hosted page of a payment: where it is.
    pub(crate) async fn lead_to_page(self: &Arc<Self>, record: Record) -> Result<String, NoPage> {
        if !record.is_card()
            || record.standing.is_paid()
            || self.now_ms() - record.created_ms > AGAIN
        {
            return Err(NoPage::Over);
        }
        let money = self.blocking(move |app| app.open_terms(&record)).await?;
        let base = self.config.foundation.base_url.as_str();
        let back = format!("{base}/donate/{}", *self.payment_link(record.id));
        let language = self.config.foundation.language.language();
        let year = self.blocking(move |app| app.year_of(record.id)).await?;
        let what = match year {
            Some(_) => language.say("donate-what-fee"),
            None => language.say("donate-what"),
        };
        let what = what.with("foundation", &self.config.foundation.name);
        let begin = Begin {
            money,
            frequency: Frequency::Once,
            number: &record.number(),
            what: &what.text(),
            back: &back,
        };
        let begun = self.payments.provider.begin(&begin, &record.begin_key()).await;
        let Begun { reference, url } = begun.map_err(NoPage::Fault)?;
        if record.reference_seq == 0 {
            self.blocking(move |app| app.page_opened(&record, &reference)).await?;
        }
        Ok(url)
    }

    /// Opens what is to be paid, on record, for the provider: no more than that goes there.
    fn open_terms(&self, record: &Record) -> Result<Money, Failure> {
        let money = self.tell_provider(record.subject, &record.amount(), "gift")?;
        let money = money.filter(|money| self.is_of(record, *money));
        money.ok_or_else(|| Failure::Internal("a payment's amount is not what it was".to_owned()))
    }

    /// Keeps what the provider calls the page.
    fn page_opened(&self, record: &Record, reference: &str) -> Result<(), VaultError> {
        let (id, subject) = (record.id, record.subject);
        let session = self.payment_mark("payment reference", reference);
        let reference = Zeroizing::new(reference.to_owned());
        self.vault
            .tx("payment-page", move |v| {
                let datum = [Datum { field: "payment-reference", value: &reference }];
                let numbers = v.collect_each(subject, Giver::Donor, &datum, &of_the_provider())?;
                let now_ms = v.now_ms();
                let row = [
                    bytes(&session),
                    Value::Int(i64::try_from(number(&numbers, 0)).unwrap_or(0)),
                    Value::Int(now_ms),
                    Value::Int(now_ms + FIRST_LOOK),
                    bytes(&id),
                ];
                match v.sql().exec(&payment::BEGUN, &row)? {
                    // Another request kept it already: then this one keeps nothing.
                    0 => Err(VaultError::Aborted("the page is known already")),
                    _ => Ok(()),
                }
            })
            .or_else(|error| match error {
                VaultError::Aborted(_) => Ok(()),
                error => Err(error),
            })
    }
}

/// Where references and kinds of payment come from.
pub(super) fn of_the_provider() -> Source {
    let actor = probity_ledger::Actor::role(Role::System.name());
    Source { source: "payment-provider", actor }
}

pub(super) fn data_of<'a>(answers: &'a [(&'static str, Zeroizing<String>)]) -> Vec<Datum<'a>> {
    answers.iter().map(|(field, value)| Datum { field, value }).collect()
}

pub(super) fn number(numbers: &[u64], at: usize) -> u64 {
    numbers.get(at).copied().unwrap_or(0)
}

/// A payment about to be stored.
#[derive(Clone, Copy)]
pub(super) struct NewRow {
    pub(super) id: Id,
    pub(super) provider: &'static str,
    pub(super) once: Hash,
    pub(super) link: Hash,
    pub(super) terms: Hash,
    pub(super) named: bool,
    /// When it is looked at first; none if nobody can be asked.
    pub(super) due_ms: Option<i64>,
}

impl NewRow {
    pub(super) fn insert(
        &self,
        v: &mut VaultTx<'_, '_>,
        subject: SubjectId,
        [amount, currency]: [u64; 2],
    ) -> Result<(), VaultError> {
        let int = |number: u64| Value::Int(i64::try_from(number).unwrap_or(0));
        let now_ms = v.now_ms();
        let row = [
            bytes(&self.id),
            subject_value(subject),
            Value::from(self.provider),
            bytes(&self.once),
            bytes(&self.link),
            bytes(&self.terms),
            int(amount),
            int(currency),
            Value::Int(i64::from(self.named)),
            Value::Int(now_ms),
            self.due_ms.map_or(Value::Null, Value::Int),
        ];
        v.sql().exec(&payment::INSERT, &row)?;
        Ok(())
    }
}

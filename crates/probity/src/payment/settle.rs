//! Finding out how a payment stands, and keeping it.
//!
//! A look at the provider begins with the payment's revision and counts only if that is still the same
//! when it is kept; otherwise it is looked at again. So of two looks that overlap, the later one wins
//! because it began later, whatever order webhooks came in. The event that led to it is noted in the same
//! transaction: it has its effect once or not at all.

use std::sync::Arc;

use probity_policy::{Giver, Purpose, Role};
use probity_vault::store::Value;
use probity_vault::{Datum, ReleaseAction, Request, State, StoreError, VaultError, VaultTx};
use zeroize::Zeroizing;

use super::fault::Fault;
use super::fee;
use super::provider::{Changed, Looked, Reference};
use super::record::{Id, Record, find};
use super::standing::{Progress, Returned, Seen, Standing};
use super::take::of_the_provider;
use crate::app::App;
use crate::mail::letter;
use crate::members::session::{Hash, bytes, subject_value};
use crate::membership::Scheme;
use crate::sinks::ReferenceSink;
use crate::site::failure::Failure;
use crate::site::moment::{DAY, MINUTE};
use crate::site::typed::Typed;
use crate::store::{mail, payment};

/// How often a look is repeated because another was kept meanwhile.
const ATTEMPTS: usize = 6;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    /// The payment stands so now.
    Stands(Standing),
    /// The event was dealt with before.
    Before,
    /// It is about nothing of ours.
    Foreign,
}

/// What is known of an event before anybody is asked.
enum Known {
    /// It was dealt with.
    Before,
    /// It is about this payment.
    Ours(Id),
    /// Under a name that we have not heard.
    Unheard,
}

/// Why it did not come to that.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsettled {
    /// The provider.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// Anything of ours.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<StoreError> for Unsettled {
    fn from(error: StoreError) -> Self {
        Self::Failure(error.into())
    }
}

impl App {
    /// Deals with something that happened at the provider, once.
    pub(crate) async fn settle_event(
        self: &Arc<Self>,
        changed: &Changed,
    ) -> Result<Settled, Unsettled> {
        let event = self.payment_mark("payment event", &changed.event);
        let (intent, session) = (changed.intent.clone(), changed.session.clone());
        let found = self
            .blocking(move |app| app.payment_of_event(event, intent.as_deref(), session.as_deref()))
            .await?;
        let Some(reference) = changed.reference() else { return Ok(Settled::Foreign) };
        let id = match found {
            Known::Before => return Ok(Settled::Before),
            Known::Ours(id) => id,
            // It knows a payment by a name that we have not heard yet: it tells our number for it.
            Known::Unheard => {
                let looked = match self.payments.provider.look(&reference).await {
                    Err(Fault::Unknown) => return Ok(Settled::Foreign),
                    looked => looked?,
                };
                match looked.number.as_deref().and_then(id_of) {
                    Some(id) => id,
                    None => return Ok(Settled::Foreign),
                }
            }
        };
        self.look_again(id, &reference, Some(event)).await
    }

    /// Looks at a payment under the name that we keep for it.
    pub(crate) async fn settle_own(self: &Arc<Self>, record: Record) -> Result<Settled, Unsettled> {
        if record.reference_seq == 0 {
            let seen =
                Seen { progress: Progress::Failed, returned: Returned::Nothing, dispute: None };
            let kept = self.blocking(move |app| app.keep(&record, seen, None, None)).await?;
            return Ok(Settled::Stands(kept.unwrap_or(record.standing)));
        }
        let reference = self.blocking(move |app| app.open_reference(&record)).await?;
        let Some(reference) = reference else { return Ok(Settled::Foreign) };
        self.look_again(record.id, &Reference::Session(reference.expose()), None).await
    }

    /// Looks at a payment at the provider and keeps nothing; none of one that is not known there.
    pub(super) async fn look_at(
        self: &Arc<Self>,
        record: Record,
    ) -> Result<Option<Looked>, Unsettled> {
        if record.reference_seq == 0 || !record.is_card() {
            return Ok(None);
        }
        let reference = self.blocking(move |app| app.open_reference(&record)).await?;
        let Some(reference) = reference else { return Ok(None) };
        Ok(Some(self.payments.provider.look(&Reference::Session(reference.expose())).await?))
    }

    async fn look_again(
        self: &Arc<Self>,
        id: Id,
        reference: &Reference<'_>,
        event: Option<Hash>,
    ) -> Result<Settled, Unsettled> {
        for _ in 0..ATTEMPTS {
            let Some(record) = self.blocking(move |app| app.payment(id)).await? else {
                return Ok(Settled::Foreign);
            };
            let looked = self.payments.provider.look(reference).await?;
            if looked.number.as_deref().and_then(id_of) != Some(id) {
                return Ok(Settled::Foreign);
            }
            if !looked.money.is_some_and(|money| self.is_of(&record, money)) {
                tracing::error!(
                    "a payment's amount at the provider is not what was asked for; nothing is changed"
                );
                return Ok(Settled::Foreign);
            }
            let kept = self
                .blocking(move |app| app.keep(&record, looked.seen, Some(looked), event))
                .await?;
            if let Some(standing) = kept {
                self.wake_mail();
                return Ok(Settled::Stands(standing));
            }
        }
        Err(Failure::Unavailable("a payment kept changing while it was looked at".to_owned())
            .into())
    }

    /// Which payment an event is about.
    fn payment_of_event(
        &self,
        event: Hash,
        intent: Option<&str>,
        session: Option<&str>,
    ) -> Result<Known, StoreError> {
        let mark = |name: &str| self.payment_mark("payment reference", name);
        let (intent, session) = (intent.map(mark), session.map(mark));
        self.vault.store().read("payment-of-event", move |tx| {
            if tx.query_opt(&payment::EVENT_GET, &[bytes(&event)])?.is_some() {
                return Ok(Known::Before);
            }
            let by_intent = intent.map(|hash| find(tx, &payment::BY_INTENT, &hash)).transpose()?;
            if let Some(Some(id)) = by_intent {
                return Ok(Known::Ours(id));
            }
            let by_session =
                session.map(|hash| find(tx, &payment::BY_SESSION, &hash)).transpose()?;
            Ok(by_session.flatten().map_or(Known::Unheard, Known::Ours))
        })
    }

    /// Opens what the provider calls a payment, on record, to ask about it.
    pub(crate) fn open_reference(&self, record: &Record) -> Result<Option<Typed>, VaultError> {
        let request = Request {
            subject: record.subject,
            fields: &[],
            action: ReleaseAction::Use,
            purpose: Purpose::Payment,
            role: Role::System,
            actor: None,
            partial: false,
            note: Some("payment looked at"),
        };
        let only = [("payment-reference", record.reference_seq)];
        let mut sink = ReferenceSink::default();
        match self.vault.release_values(&request, &only) {
            Ok(released) => released.pour_all(&mut sink)?,
            Err(VaultError::Erased | VaultError::UnknownSubject) => {}
            Err(error) => return Err(error),
        }
        Ok(sink.into_typed())
    }

    /// Keeps what a look showed: how the payment stands now, or none if something else changed it since.
    fn keep(
        &self,
        record: &Record,
        seen: Seen,
        looked: Option<Looked>,
        event: Option<Hash>,
    ) -> Result<Option<Standing>, VaultError> {
        let record = *record;
        let intent = looked.as_ref().and_then(|looked| looked.intent.as_deref());
        let intent = intent.map(|id| self.payment_mark("payment reference", id));
        let method = looked.and_then(|looked| looked.method);
        let standing = record.standing.after(seen).unwrap_or_else(|impossible| {
            tracing::error!(%impossible, "a look at a payment was not kept");
            record.standing
        });
        let scheme = Arc::clone(&self.scheme);
        let kept = self.vault.tx("payment-settle", move |v| {
            let now_ms = v.now_ms();
            if let Some(event) = event {
                let row = [bytes(&event), Value::Int(now_ms)];
                if v.sql().exec(&payment::EVENT_INSERT, &row)? == 0 {
                    // The same event came twice at once: the other one deals with it.
                    return Ok(standing);
                }
            }
            let row = [
                Value::from(standing.name()),
                intent.as_ref().map_or(Value::Null, |intent| bytes(intent)),
                Value::Int(now_ms),
                next_look(standing, record.created_ms, now_ms).map_or(Value::Null, Value::Int),
                bytes(&record.id),
                Value::Int(record.revision),
            ];
            if v.sql().exec(&payment::SETTLE, &row)? == 0 {
                return Err(VaultError::Aborted(MOVED));
            }
            if standing.is_paid() && !record.standing.is_paid() {
                paid(v, &scheme, &record, method, now_ms)?;
            }
            Ok(standing)
        });
        match kept {
            Ok(standing) => Ok(Some(standing)),
            Err(VaultError::Aborted(MOVED)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Rolls a look back that came too late.
const MOVED: &str = "the payment was changed meanwhile";

/// What happens once when money has come: the kind of payment is kept, and the receipt leaves.
pub(super) fn paid(
    v: &mut VaultTx<'_, '_>,
    scheme: &Scheme,
    record: &Record,
    method: Option<&'static str>,
    now_ms: i64,
) -> Result<(), VaultError> {
    let subject = record.subject;
    if v.subject(subject)?.is_none_or(|known| known.state == State::Erased) {
        return Ok(());
    }
    if let Some(method) = method {
        let method = Zeroizing::new(method.to_owned());
        let datum = [Datum { field: "payment-method", value: &method }];
        v.collect(subject, Giver::Donor, &datum, &of_the_provider())?;
    }
    // The message has the payment's number: there is one receipt, and it knows its payment.
    let kind = if fee::arrived(v, scheme, record)? {
        letter::Kind::Fee.name()
    } else {
        letter::Kind::Gift.name()
    };
    let kind = Value::from(kind);
    let row = [bytes(&record.id), subject_value(subject), kind, Value::Int(now_ms)];
    v.sql().exec(&mail::INSERT, &row)?;
    Ok(())
}

/// When a payment is looked at next without being asked to: soon at first, then less often, as long as
/// something can still come of it.
fn next_look(standing: Standing, created_ms: i64, now_ms: i64) -> Option<i64> {
    if !standing.is_open() {
        return None;
    }
    let age = (now_ms - created_ms).max(0);
    Some(now_ms + age.clamp(5 * MINUTE, DAY))
}

/// Our number, as the provider has it.
pub(super) fn id_of(number: &str) -> Option<Id> {
    let plain = number.len() == 32 && number.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parsed = plain.then(|| u128::from_str_radix(number, 16).ok()).flatten()?;
    Some(parsed.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_looked_at_less_and_less_often() {
        let mut at = 0;
        let mut looks = 0;
        while at < 3 * DAY {
            let next = next_look(Standing::Created, 0, at).unwrap();
            assert!(next - at >= 5 * MINUTE && next - at <= DAY);
            at = next;
            looks += 1;
        }
        assert!(looks < 20, "{looks}");
        assert_eq!(next_look(Standing::Succeeded, 0, 0), None);
        assert_eq!(next_look(Standing::Failed, 0, 0), None);
        assert!(next_look(Standing::Disputed, 0, DAY).is_some());
    }

    #[test]
    fn only_our_numbers_are_numbers() {
        assert_eq!(id_of(&"0f".repeat(16)), Some([15; 16]));
        for number in ["", "0f", &"+f".repeat(16), &"zz".repeat(16), &"0f".repeat(17)] {
            assert_eq!(id_of(number), None, "{number}");
        }
    }
}

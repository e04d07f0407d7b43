//! Sends what is due, one message after another.

use std::sync::Arc;

use probity_ledger::SubjectId;
use probity_policy::{Message, Purpose, Role};
use probity_vault::store::Value;
use probity_vault::{ReleaseAction, Request, StoreError, VaultError};

use super::letter::{Kind, Letter, Outgoing};
use super::transport::Outcome;
use crate::app::App;
use crate::members::link;
use crate::members::session::{bytes, subject_of, subject_value};
use crate::payment::record::Record;
use crate::sinks::MailSink;
use crate::site::failure::Failure;
use crate::site::hex::hex;
use crate::site::moment::{HOUR, MINUTE};
use crate::store::{mail, pending};

/// Attempts before a message is given up.
const ATTEMPTS: i64 = 10;

/// What one round of sending came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drained {
    /// Handed over.
    pub delivered: usize,
    /// Back in the queue.
    pub later: usize,
    /// Given up.
    pub failed: usize,
    /// Perhaps handed over.
    pub in_doubt: usize,
}

impl Drained {
    pub(super) fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Delivered => self.delivered += 1,
            Outcome::Later(_) => self.later += 1,
            Outcome::Never(_) => self.failed += 1,
            Outcome::InDoubt(_) => self.in_doubt += 1,
        }
    }
}

/// A message that is ours to send.
#[derive(Clone)]
struct Claim {
    id: Vec<u8>,
    subject: SubjectId,
    kind: Kind,
    attempts: i64,
}

/// What came of opening the address.
enum Prepared {
    /// Ready to leave.
    Ready(Box<Outgoing>),
    /// Nobody to send it to any more.
    Void,
    /// Not to be sent, or not now.
    Settled(Outcome),
}

impl App {
    /// Sends everything that is due now, and returns when nothing is.
    ///
    /// # Errors
    /// When the database can't be read or written; what was claimed is then in doubt after a
    /// restart.
    pub async fn drain_mail(self: &Arc<Self>) -> Result<Drained, Failure> {
        let mut drained = Drained::default();
        if !self.mail.transport.is_open() {
            return Ok(drained);
        }
        self.send_farewells(&mut drained).await;
        while let Some(claim) = self.blocking(Self::claim_mail).await? {
            let ours = claim.clone();
            let outcome =
                match self.blocking(move |app| Ok::<_, Failure>(app.prepare_mail(&ours))).await? {
                    Prepared::Ready(mail) => Some(self.hand_over(*mail).await),
                    Prepared::Void => None,
                    Prepared::Settled(outcome) => Some(outcome),
                };
            if let Some(outcome) = &outcome {
                drained.count(outcome);
            }
            self.blocking(move |app| app.settle_mail(&claim, outcome)).await?;
        }
        Ok(drained)
    }

    /// Hands one message to the transport.
    pub(super) async fn hand_over(&self, mail: Outgoing) -> Outcome {
        let number = hex(&self.mail_id());
        self.mail.transport.deliver(mail, &self.mail.sender, self.now_ms(), &number).await
    }

    fn claim_mail(&self) -> Result<Option<Claim>, StoreError> {
        let now_ms = self.now_ms();
        self.vault.store().tx("mail-claim", move |tx| -> Result<_, StoreError> {
            let Some(row) = tx.query_opt(&mail::NEXT, &[Value::Int(now_ms)])? else {
                return Ok(None);
            };
            let id = row.bytes(0)?;
            tx.exec(&mail::CLAIM, &[bytes(&id)])?;
            let subject = subject_of(&row.bytes(1)?).unwrap_or(SubjectId::FOUNDATION);
            let kind = Kind::named(&row.text(2)?).unwrap_or(Kind::AlreadyMember);
            Ok(Some(Claim { id, subject, kind, attempts: row.int(3)? + 1 }))
        })
    }

    /// Makes the link if there is one, opens the address on record, and writes the message.
    fn prepare_mail(&self, claim: &Claim) -> Prepared {
        if matches!(claim.kind, Kind::Gift | Kind::Fee) {
            return self.prepare_receipt(claim);
        }
        let letter = match self.letter(claim.kind, claim.subject) {
            Ok(letter) => letter,
            Err(error) => return Prepared::Settled(Outcome::Later(error.to_string())),
        };
        prepared(self.address(claim.kind, claim.subject, &letter))
    }

    /// The receipt of the payment that has the message's own number.
    fn prepare_receipt(&self, claim: &Claim) -> Prepared {
        let Ok(id) = claim.id.as_slice().try_into() else { return Prepared::Void };
        match self.payment(id) {
            Ok(Some(record)) if record.subject == claim.subject => {
                let number = self.payment_link(id);
                let letter = Letter::new(claim.kind, &self.config.foundation, &number, 0);
                prepared(self.receipt(claim.kind, &record, &letter))
            }
            Ok(_) => Prepared::Void,
            Err(error) => Prepared::Settled(Outcome::Later(error.to_string())),
        }
    }

    /// Opens where a receipt goes, whom it greets and what was given, on record.
    fn receipt(
        &self,
        kind: Kind,
        record: &Record,
        letter: &Letter,
    ) -> Result<Option<Outgoing>, VaultError> {
        let request = Request {
            subject: record.subject,
            fields: kind.fields(),
            action: ReleaseAction::Send { message: Message::Necessary, topic: None },
            purpose: purpose(kind),
            role: Role::System,
            actor: None,
            partial: true,
            note: Some(kind.name()),
        };
        let mut sink = MailSink::default();
        self.vault.release(&request)?.pour_all(&mut sink)?;
        let amount = Request { fields: &[], partial: false, ..request };
        self.vault.release_values(&amount, &record.amount())?.pour_all(&mut sink)?;
        Ok(sink.write(letter))
    }

    /// The message of a kind, with a fresh link where it has one.
    fn letter(&self, kind: Kind, subject: SubjectId) -> Result<Letter, StoreError> {
        let foundation = &self.config.foundation;
        let link_kind = match kind {
            Kind::Confirm => link::Kind::Confirm,
            Kind::SignIn => link::Kind::SignIn,
            Kind::NewAddress => link::Kind::Address,
            Kind::AlertBegan | Kind::AlertOver => {
                let letter = Letter::new(kind, foundation, "", 0);
                let lines = self.alert_lines(subject, letter.language())?;
                return Ok(letter.saying(lines));
            }
            _ => return Ok(Letter::new(kind, foundation, "", 0)),
        };
        let life_ms = self.link_life(link_kind);
        let fresh = Arc::new(self.fresh_link(link_kind, subject));
        let stored = Arc::clone(&fresh);
        self.vault.store().tx("mail-link", move |tx| -> Result<_, StoreError> {
            stored.store(tx)?;
            let until = Value::Int(stored.expires_ms);
            tx.exec(&pending::EXTEND, &[until, subject_value(subject)])
        })?;
        Ok(Letter::new(kind, foundation, &fresh.number, life_ms))
    }

    /// Opens what the message needs, on record, and addresses it; none without an address.
    pub(super) fn address(
        &self,
        kind: Kind,
        subject: SubjectId,
        letter: &Letter,
    ) -> Result<Option<Outgoing>, VaultError> {
        let released = self.vault.release(&Request {
            subject,
            fields: kind.fields(),
            action: ReleaseAction::Send { message: Message::Necessary, topic: None },
            purpose: purpose(kind),
            role: Role::System,
            actor: None,
            partial: true,
            note: Some(kind.name()),
        })?;
        let mut sink = MailSink::default();
        released.pour_all(&mut sink)?;
        Ok(sink.write(letter))
    }

    fn settle_mail(&self, claim: &Claim, outcome: Option<Outcome>) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        let claim = claim.clone();
        self.vault.store().tx("mail-settle", move |tx| -> Result<_, StoreError> {
            let id = || bytes(&claim.id);
            match outcome.clone() {
                None | Some(Outcome::Delivered) => tx.exec(&mail::DELETE, &[id()])?,
                Some(Outcome::Later(why)) if claim.attempts < ATTEMPTS => {
                    let due = Value::Int(now_ms + pause(claim.attempts));
                    tx.exec(&mail::LATER, &[due, Value::from(why), id()])?
                }
                Some(Outcome::Later(why) | Outcome::Never(why)) => {
                    tx.exec(&mail::SETTLE, &[Value::from("failed"), Value::from(why), id()])?
                }
                Some(Outcome::InDoubt(why)) => {
                    tx.exec(&mail::SETTLE, &[Value::from("doubt"), Value::from(why), id()])?
                }
            };
            Ok(())
        })
    }
}

/// What comes of having opened an address, or of not.
fn prepared(opened: Result<Option<Outgoing>, VaultError>) -> Prepared {
    match opened {
        Ok(Some(mail)) => Prepared::Ready(Box::new(mail)),
        Ok(None) => Prepared::Settled(Outcome::Never("no address is held".to_owned())),
        Err(VaultError::Erased | VaultError::UnknownSubject) => Prepared::Void,
        Err(VaultError::Refused(refusal)) => {
            Prepared::Settled(Outcome::Never(refusal.sentence().to_owned()))
        }
        Err(error) => Prepared::Settled(Outcome::Later(error.to_string())),
    }
}

/// What each message is sent for. All are necessary ones; none is subscribed to.
const fn purpose(kind: Kind) -> Purpose {
    match kind {
        Kind::Confirm
        | Kind::CertificationDue
        | Kind::MembershipEnding
        | Kind::MembershipLastDay
        | Kind::MembershipEnded
        | Kind::CertificationTaken
        | Kind::CertificationDeclined
        | Kind::MembershipGranted => Purpose::Membership,
        Kind::Gift | Kind::Fee => Purpose::Payment,
        Kind::Erased => Purpose::RightsFulfilment,
        _ => Purpose::SecureAccess,
    }
}

/// How long to wait after so many attempts: one minute, doubling, up to six hours.
pub(super) fn pause(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    (MINUTE << doublings).min(6 * HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_and_has_an_end() {
        assert_eq!([1, 2, 3].map(pause), [MINUTE, 2 * MINUTE, 4 * MINUTE]);
        assert_eq!(pause(50), 6 * HOUR);
    }
}

//! Who votes on a record date: one line a person, whatever the number of their classes, with their name
//! and e-mail address and nothing else. Each line is opened for voting, on the ledger of its person.

use jiff::civil::Date;
use probity_ledger::SubjectId;
use probity_policy::{Ground, Purpose, Recipient, Role};
use probity_vault::store::Value;
use probity_vault::{ReleaseAction, Request, StoreError, Vault, VaultError};
use zeroize::Zeroizing;

use super::book::life;
use super::calendar::number;
use super::scheme::Scheme;
use crate::members::session::subject_of;
use crate::sinks::{RollDisclosureSink, RollSink};
use crate::store::membership;

/// What the ledger notes of each line.
const NOTE: &str = "voter roll";

/// The fields of a line.
const FIELDS: &[&str] = &["name", "email"];

/// Who reads the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The staff who look after memberships.
    Staff,
    /// Somebody outside who runs the vote: a disclosure, necessary for what the voters asked (D2).
    ThirdParty,
}

/// One voter. No `Debug`: it is personal.
pub struct Voter {
    /// The name.
    pub name: Zeroizing<String>,
    /// The e-mail address.
    pub email: Zeroizing<String>,
}

/// The roll of a day.
pub struct Roll {
    /// Whoever votes, in the order of their numbers: the same each time.
    pub voters: Vec<Voter>,
    /// How many are left out because the policy refuses: they had the use of their data restricted.
    pub withheld: usize,
}

/// The numbers of those who vote on a day, in order. What was decided since changes nothing about it.
///
/// # Errors
/// When the database can't be read.
pub fn voters(vault: &Vault, scheme: &Scheme, day: Date) -> Result<Vec<SubjectId>, StoreError> {
    let (scheme, rules) = (scheme.clone(), scheme.rules());
    vault.store().read("voters", move |tx| -> Result<_, StoreError> {
        let mut voters: Vec<SubjectId> = Vec::new();
        for row in tx.query(&membership::BEGUN, &[Value::Int(number(day))])? {
            let counts = scheme.votes(&row.text(1)?) && life(&row, 2)?.covers(day, rules);
            let Some(who) = subject_of(&row.bytes(0)?).filter(|_| counts) else { continue };
            // Rows come by person: one vote each.
            if voters.last() != Some(&who) {
                voters.push(who);
            }
        }
        Ok(voters)
    })
}

/// Opens the roll of a day for one of the membership staff, line by line on record.
///
/// # Errors
/// When it can't be recorded or read.
pub fn open(
    vault: &Vault,
    scheme: &Scheme,
    day: Date,
    by: SubjectId,
    reader: Reader,
) -> Result<Roll, VaultError> {
    let mut roll = Roll { voters: Vec::new(), withheld: 0 };
    for subject in voters(vault, scheme, day)? {
        let action = match reader {
            Reader::Staff => ReleaseAction::Show,
            Reader::ThirdParty => ReleaseAction::Disclose {
                recipient: Recipient::ThirdParty,
                ground: Ground::Necessary,
                agreement: false,
            },
        };
        let released = vault.release(&Request {
            subject,
            fields: FIELDS,
            action,
            purpose: Purpose::Voting,
            role: Role::MembershipStaff,
            actor: Some(by),
            partial: false,
            note: Some(NOTE),
        });
        let released = match released {
            Ok(released) => released,
            Err(VaultError::Refused(_)) => {
                roll.withheld += 1;
                continue;
            }
            // Gone since: who is not held does not vote.
            Err(VaultError::Erased | VaultError::UnknownSubject) => continue,
            Err(error) => return Err(error),
        };
        let (name, email) = match reader {
            Reader::Staff => {
                let mut sink = RollSink::default();
                released.pour_all(&mut sink)?;
                sink.into_line()
            }
            Reader::ThirdParty => {
                let mut sink = RollDisclosureSink::default();
                released.pour_all(&mut sink)?;
                sink.into_line()
            }
        };
        roll.voters.push(Voter { name, email });
    }
    Ok(roll)
}

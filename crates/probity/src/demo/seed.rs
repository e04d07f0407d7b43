//! Enrolling generated people: the same calls, the same decisions and the same entries on the ledger
//! as when somebody joins through the site.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use probity_ledger::{Actor, SubjectId};
use probity_policy::{Giver, Purpose, Role};
use probity_vault::{ConsentKind, Datum, Random, Source, Vault, VaultError};

use super::people::{self, Membership, Person};
use crate::members::credential;
use crate::site::typed::Typed;

/// How many people are enrolled at the same time: they share commits.
const AT_ONCE: usize = 32;

/// Fields that are given at enrolment to a vote, not in the join form.
const ENROLMENT: &[&str] = &["postal-address"];

/// Why somebody could not be enrolled.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The sample's password could not be hashed.
    #[error("{0}")]
    Password(String),
}

/// Enrols the people of `seed` with these numbers who are not members yet; number 0 gets a
/// password. `done` is called once for each.
pub fn enrol(
    vault: &Vault,
    random: &dyn Random,
    seed: u64,
    numbers: Range<usize>,
    done: &(dyn Fn() + Sync),
) -> Result<(), SeedError> {
    let next = AtomicUsize::new(numbers.start);
    let workers = AT_ONCE.min(numbers.len());
    std::thread::scope(|scope| {
        let work = || -> Result<(), SeedError> {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= numbers.end {
                    return Ok(());
                }
                let password = match number {
                    0 => Some(password_hash(seed, random)?),
                    _ => None,
                };
                enrol_one(vault, &people::person(seed, number), password)?;
                done();
            }
        };
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })
}

fn password_hash(seed: u64, random: &dyn Random) -> Result<String, SeedError> {
    let password = Typed::new(people::sample_password(seed));
    credential::hash(&password, random).map_err(SeedError::Password)
}

/// Everything that a person does until they are a member, in one transaction.
fn enrol_one(vault: &Vault, person: &Person, password: Option<String>) -> Result<(), SeedError> {
    let email = person.get("email").unwrap_or_default();
    if vault.lookup("email", email, Purpose::Membership, Role::System)?.is_some() {
        return Ok(());
    }
    let policy = vault.policy_in_force()?;
    let version = policy.version();
    let known = |field: &str| policy.map().field(field).is_some();
    let (later, first): (Vec<_>, Vec<_>) = person
        .fields
        .iter()
        .filter(|(field, _)| known(field))
        .cloned()
        .partition(|(field, _)| ENROLMENT.contains(field));
    let giver = match person.membership {
        Membership::Member => Giver::Member,
        Membership::Contributing | Membership::Managing => Giver::VotingMember,
        Membership::Supporting => Giver::SupportingMember,
    };
    let new = vault.new_subject()?;
    let subject = new.id();
    vault.tx("demo-join", move |v| {
        let from = |form| Source::person(form, subject);
        v.enrol(&new, Giver::Applicant, &data(&first), &from("join-form"))?;
        v.consent(subject, &ConsentKind::Policy(version), true, &themself(subject))?;
        v.set_giver(subject, giver)?;
        v.confirm(subject, "email")?;
        if let Some(hash) = &password {
            let password = [Datum { field: "password", value: hash }];
            v.collect(subject, giver, &password, &from("confirm-form"))?;
        }
        if !later.is_empty() {
            v.collect(subject, giver, &data(&later), &from("enrolment-form"))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn data<'a>(fields: &'a [(&'static str, String)]) -> Vec<Datum<'a>> {
    fields.iter().map(|(field, value)| Datum { field, value }).collect()
}

fn themself(subject: SubjectId) -> Actor {
    Actor::person(Role::Person.name(), subject)
}

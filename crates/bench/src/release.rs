//! Releasing a profile of eight fields to many at once, beside selecting eight plain columns and
//! inserting one audit row, each committed as durably.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use probity_ledger::SubjectId;
use probity_policy::{Purpose, Role};
use probity_vault::{ReleaseAction, Request, Vault};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    fixture::{CONCURRENT, Engine, Fixture, PROFILE},
    measure::{in_turn, rate, timed},
    profiles::{Plain, Reader},
};

const PEOPLE: u64 = 1_000;

/// Releases of one round.
const ROUND: usize = 6_400;

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    for engine in Engine::all() {
        let fixture = Fixture::new(&engine)?;
        let people = fixture.people(PEOPLE)?;
        let plain = Plain::of(&fixture.plain, &people)?;
        let (ours, plain) = in_turn(
            || concurrently(&people, || Ok(()), |(), subject| release(&fixture.vault, subject)),
            || concurrently(&people, || plain.reader(), Reader::release),
        )?;
        show(Figure {
            bench: "release",
            engine: engine.name(),
            n: PEOPLE,
            ours,
            plain,
            unit: Unit::PerSecond,
            goal: Goal::Ratio(0.5),
        });
    }
    Ok(())
}

fn release(vault: &Vault, subject: SubjectId) -> Result<(), Failure> {
    let released = vault.release(&Request {
        subject,
        fields: &PROFILE,
        action: ReleaseAction::Show,
        purpose: Purpose::RightsFulfilment,
        role: Role::Person,
        actor: Some(subject),
        partial: false,
        note: None,
    })?;
    if released.len() == PROFILE.len() { Ok(()) } else { Err("a field was not released".into()) }
}

/// Does something about people in turn on [`CONCURRENT`] threads, each with what it opens first;
/// returns how many were done a second.
fn concurrently<R: Send>(
    people: &[SubjectId],
    open: impl Fn() -> Result<R, Failure> + Sync,
    each: impl Fn(&mut R, SubjectId) -> Result<(), Failure> + Sync,
) -> Result<f64, Failure> {
    let opened: Vec<R> = (0..CONCURRENT).map(|_| open()).collect::<Result<_, _>>()?;
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    let ((), took) = timed(|| {
        std::thread::scope(|scope| {
            for mut own in opened {
                let (next, failed, each) = (&next, &failed, &each);
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= ROUND {
                            return;
                        }
                        if let Err(failure) = each(&mut own, people[number % people.len()]) {
                            next.store(ROUND, Ordering::Relaxed);
                            *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
                        }
                    }
                });
            }
        });
        Ok(())
    })?;
    match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(failure) => Err(failure),
        None => Ok(rate(ROUND as u64, took)),
    }
}

//! Erasing one person out of few and out of many, beside deleting a plain row with an audit row.

use probity_ledger::Actor;

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    fixture::{Engine, Fixture},
    measure::{median, timed},
    profiles::Plain,
};

/// How many people there are each time.
const PEOPLE: [u64; 2] = [1_000, 100_000];

/// How many of them are erased.
const ERASED: usize = 101;

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    for engine in Engine::all() {
        for count in PEOPLE {
            show(measure(&engine, count)?);
        }
    }
    Ok(())
}

fn measure(engine: &Engine, count: u64) -> Result<Figure, Failure> {
    let fixture = Fixture::new(engine)?;
    let people = fixture.people(count)?;
    let mut plain = Plain::of(&fixture.plain, &people)?.reader()?;
    let actor = Actor::role("system");
    let (mut ours, mut other) = (Vec::new(), Vec::new());
    // From all over the tables, not from where the cache is warm.
    for subject in people.iter().step_by(people.len() / ERASED).take(ERASED) {
        let ((), took) = timed(|| Ok(fixture.vault.erase(*subject, &actor)?))?;
        ours.push(took.as_secs_f64() * 1000.0);
        let ((), took) = timed(|| plain.erase(*subject))?;
        other.push(took.as_secs_f64() * 1000.0);
    }
    Ok(Figure {
        bench: "erase",
        engine: engine.name(),
        n: count,
        ours: median(ours),
        plain: median(other),
        unit: Unit::Millis,
        goal: Goal::AtMost(15.0),
    })
}

//! One decision: the table's, beside Cedar's authorizer on the same flows.

use std::hint::black_box;

use probity_policy::{Decision, Flow, Policy};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    measure::{in_turn, timed},
    shipped,
};

/// How many flows each round decides out of the table, and by Cedar.
const OURS: usize = 1_000_000;
const PLAIN: usize = 2_000;

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let policy = Policy::load(&shipped::newest()?)?;
    let flows = scattered(&policy);
    let each = |count: usize, decide: &dyn Fn(&Flow<'_>) -> Decision| {
        let ((), took) = timed(|| {
            for flow in flows.iter().cycle().take(count) {
                black_box(decide(black_box(flow)));
            }
            Ok(())
        })?;
        #[expect(clippy::cast_precision_loss, reason = "a count of this size is exact")]
        Ok(took.as_secs_f64() * 1e9 / count as f64)
    };
    let (ours, plain) = in_turn(
        || each(OURS, &|flow| policy.decide(flow)),
        || each(PLAIN, &|flow| policy.cedar_decide(flow)),
    )?;
    show(Figure {
        bench: "decide",
        engine: "memory",
        n: flows.len() as u64,
        ours,
        plain,
        unit: Unit::Nanos,
        goal: Goal::AtMost(100.0),
    });
    Ok(())
}

/// All flows, in an order that gives neither side the benefit of asking the same twice.
fn scattered(policy: &Policy) -> Vec<Flow<'_>> {
    let all: Vec<_> = policy.flows().collect();
    let step = 7_919;
    (0..all.len()).map(|i| all[i * step % all.len()]).collect()
}

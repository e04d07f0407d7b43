//! Timing, and medians of what was done in turn.

use std::time::{Duration, Instant};

use crate::Failure;

/// How often each of the two ways is measured.
pub(crate) const ROUNDS: usize = 7;

/// Runs something and says how long it took.
#[expect(clippy::disallowed_methods, reason = "a measurement is of the real time")]
pub(crate) fn timed<T>(
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<(T, Duration), Failure> {
    let start = Instant::now();
    let done = work()?;
    Ok((done, start.elapsed()))
}

/// How many a second.
#[expect(clippy::cast_precision_loss, reason = "a count of this size is exact enough")]
pub(crate) fn rate(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// Measures ours and the plain way in turn, [`ROUNDS`] times after one that does not count, and
/// returns the median of each. Who begins changes with each round.
pub(crate) fn in_turn(
    mut ours: impl FnMut() -> Result<f64, Failure>,
    mut plain: impl FnMut() -> Result<f64, Failure>,
) -> Result<(f64, f64), Failure> {
    let ([ours], [plain]) = each_in_turn(|| Ok([ours()?]), || Ok([plain()?]))?;
    Ok((ours, plain))
}

/// The same where one round gives several figures.
pub(crate) fn each_in_turn<const N: usize>(
    mut ours: impl FnMut() -> Result<[f64; N], Failure>,
    mut plain: impl FnMut() -> Result<[f64; N], Failure>,
) -> Result<([f64; N], [f64; N]), Failure> {
    ours()?;
    plain()?;
    let (mut our, mut other) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            our.push(ours()?);
            other.push(plain()?);
        } else {
            other.push(plain()?);
            our.push(ours()?);
        }
    }
    let medians = |rounds: &[[f64; N]]| {
        std::array::from_fn(|at| median(rounds.iter().map(|round| round[at]).collect()))
    };
    Ok((medians(&our), medians(&other)))
}

/// The middle one; of an even number the mean of the two in the middle. NaN of none.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let half = figures.len() / 2;
    match figures.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => figures[half],
        _ => f64::midpoint(figures[half - 1], figures[half]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "these are exact")]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(vec![]).is_nan());
    }
}

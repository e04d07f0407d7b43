//! One figure: ours, the plain alternative's, and how they compare.

use std::fmt;

use serde_json::json;

/// What the numbers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Nanoseconds each: lower is better.
    Nanos,
    /// Milliseconds each: lower is better.
    Millis,
    /// Things a second: higher is better.
    PerSecond,
    /// Millions of bytes: lower is better.
    Megabytes,
}

/// What must hold of a figure, as the project promises it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    /// Ours, in the figure's unit, at most this.
    AtMost(f64),
    /// Ours, in the figure's unit, at least this.
    AtLeast(f64),
    /// The ratio at least this.
    Ratio(f64),
    /// Nothing is promised.
    None,
}

/// A measured figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// The measurement's name.
    pub(crate) bench: &'static str,
    /// What stored or served: `sqlite`, `postgres`, `memory`, `http`.
    pub(crate) engine: &'static str,
    /// The size of what was worked on.
    pub(crate) n: u64,
    /// The median of ours.
    pub(crate) ours: f64,
    /// The median of the plain alternative.
    pub(crate) plain: f64,
    /// What both count.
    pub(crate) unit: Unit,
    /// What is promised.
    pub(crate) goal: Goal,
}

impl Figure {
    /// Ours to plain: above 1, ours is better.
    pub(crate) fn ratio(&self) -> f64 {
        match self.unit {
            Unit::Nanos | Unit::Millis | Unit::Megabytes => self.plain / self.ours,
            Unit::PerSecond => self.ours / self.plain,
        }
    }

    /// The figure as one line of JSON.
    pub(crate) fn json(&self) -> String {
        let Self { bench, engine, n, ours, plain, unit, .. } = self;
        let [ours, plain, ratio] = [*ours, *plain, self.ratio()].map(three_digits);
        let unit = unit.name();
        json!({
            "bench": bench, "engine": engine, "n": n,
            "ours": ours, "plain": plain, "ratio": ratio, "unit": unit,
        })
        .to_string()
    }

    fn met(&self) -> Option<bool> {
        match self.goal {
            Goal::AtMost(limit) => Some(self.ours <= limit),
            Goal::AtLeast(limit) => Some(self.ours >= limit),
            Goal::Ratio(limit) => Some(self.ratio() >= limit),
            Goal::None => None,
        }
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Nanos => "ns",
            Self::Millis => "ms",
            Self::PerSecond => "1/s",
            Self::Megabytes => "MB",
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [ours, plain, ratio] = [self.ours, self.plain, self.ratio()].map(three_digits);
        let unit = self.unit.name();
        write!(f, "{:14} {:9} n {:>9}", self.bench, self.engine, self.n)?;
        write!(f, "  ours {ours:>12} {unit:3}  plain {plain:>12} {unit:3}  ratio {ratio:>8}")?;
        let goal = match self.goal {
            Goal::AtMost(limit) => format!("at most {limit} {unit}"),
            Goal::AtLeast(limit) => format!("at least {limit} {unit}"),
            Goal::Ratio(limit) => format!("ratio at least {limit}"),
            Goal::None => return Ok(()),
        };
        let met = if self.met() == Some(true) { "met" } else { "MISSED" };
        write!(f, "  {met}: {goal}")
    }
}

/// Rounds to three significant digits: more is noise.
fn three_digits(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return number;
    }
    let scale = 10_f64.powf(2.0 - number.abs().log10().floor());
    // Dividing by a power of ten below one leaves tails such as 1230.0000001.
    if scale < 1.0 {
        (number * scale).round() * (1.0 / scale).round()
    } else {
        (number * scale).round() / scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "rounded numbers are compared as they are printed")]
    fn numbers_are_rounded_to_three_digits() {
        for (number, rounded) in
            [(1234.0, 1230.0), (0.012_345, 0.0123), (99.99, 100.0), (0.0, 0.0), (1e6, 1e6)]
        {
            assert_eq!(three_digits(number), rounded);
        }
    }

    #[test]
    fn ratios_say_how_much_better_ours_is() {
        let figure = |unit, goal| Figure {
            bench: "b",
            engine: "sqlite",
            n: 1,
            ours: 50.0,
            plain: 100.0,
            unit,
            goal,
        };
        let quick = figure(Unit::Nanos, Goal::AtMost(60.0));
        assert_eq!((quick.ratio(), quick.met()), (2.0, Some(true)));
        let slow = figure(Unit::PerSecond, Goal::Ratio(0.6));
        assert_eq!((slow.ratio(), slow.met()), (0.5, Some(false)));
        let json = r#"{"bench":"b","engine":"sqlite","n":1,"ours":50.0,"plain":100.0,"ratio":0.5,"unit":"1/s"}"#;
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&slow.json()).unwrap(),
            serde_json::from_str::<serde_json::Value>(json).unwrap()
        );
    }
}

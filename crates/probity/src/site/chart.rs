//! Charts without a script: drawn here, coloured by the style sheet, with the numbers in a table.
//!
//! Bars are a table whose rows hold their bars; a line is a picture with its table folded below. Text
//! stands beside the drawing and not in it, so it grows with the reader's choice. What is not known
//! is a gap, never a zero.

use std::fmt::Write as _;

use askama::Template;

use crate::language::Say;

/// Width and height of the drawing of a line, in its own units.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 240.0;
/// The length of a bar's drawing, in its own units.
const LENGTH: f64 = 100.0;

/// One number of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// What it is the number of.
    pub(crate) label: String,
    /// The number; none where it is not known. What is no number, or less than nothing, is not known.
    pub(crate) value: Option<f64>,
    /// The number as people read it.
    pub(crate) shown: String,
}

/// What stands around the numbers.
pub(crate) struct Words {
    /// What the chart shows; one on each page.
    pub(crate) title: String,
    /// What the labels are.
    pub(crate) of: String,
    /// What the numbers are.
    pub(crate) number: String,
    /// What stands for a number that is not known.
    pub(crate) unknown: Say,
    /// What opens the table of a line.
    pub(crate) table: Say,
}

/// Bars: a row each.
#[derive(Template)]
#[template(path = "parts/bars.html")]
pub(crate) struct Bars {
    words: Words,
    rows: Vec<Row>,
}

struct Row {
    label: String,
    shown: Option<String>,
    /// From 0 to [`LENGTH`].
    length: f64,
}

/// A line over time or another order.
#[derive(Template)]
#[template(path = "parts/line.html")]
pub(crate) struct Line {
    words: Words,
    path: String,
    area: String,
    /// The number at the upper edge.
    top: String,
    first: String,
    last: String,
    rows: Vec<Row>,
}

impl Bars {
    /// A bar for each point, the longest for the largest number.
    pub(crate) fn new(words: Words, points: Vec<Point>) -> Self {
        let most = most(&points);
        Self { words, rows: rows(points, most) }
    }
}

impl Line {
    /// A line through the points, broken where one is not known. `write` says the number of the upper
    /// edge as people read it.
    pub(crate) fn new(words: Words, points: Vec<Point>, write: impl Fn(f64) -> String) -> Self {
        let top = round_up(most(&points));
        let (path, area) = paths(&points, top);
        let label = |point: Option<&Point>| point.map(|p| p.label.clone()).unwrap_or_default();
        Self {
            words,
            path,
            area,
            top: write(top),
            first: label(points.first()),
            last: label(points.last()),
            rows: rows(points, top),
        }
    }
}

fn known(point: &Point) -> Option<f64> {
    point.value.filter(|value| value.is_finite() && *value >= 0.0)
}

fn most(points: &[Point]) -> f64 {
    points.iter().filter_map(known).fold(0.0, f64::max)
}

fn rows(points: Vec<Point>, most: f64) -> Vec<Row> {
    points
        .into_iter()
        .map(|point| {
            let value = known(&point);
            Row {
                label: point.label,
                shown: value.map(|_| point.shown),
                length: share(value.unwrap_or_default(), most) * LENGTH,
            }
        })
        .collect()
}

/// What part of `most` a number is, from 0 to 1.
fn share(value: f64, most: f64) -> f64 {
    let share = value / most;
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
}

/// The next round number: 1, 2 or 5 with noughts, at least 1.
fn round_up(most: f64) -> f64 {
    if most <= 1.0 {
        return 1.0;
    }
    let noughts = 10_f64.powf(most.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * noughts);
    steps.into_iter().find(|step| step.is_finite() && *step >= most).unwrap_or(most)
}

/// The line, and the area between it and the ground: SVG paths within [`WIDTH`] and [`HEIGHT`].
#[expect(clippy::cast_precision_loss, reason = "a chart has far fewer than 2^53 points")]
fn paths(points: &[Point], top: f64) -> (String, String) {
    let (mut path, mut area) = (String::new(), String::new());
    let step = WIDTH / points.len().saturating_sub(1).max(1) as f64;
    let places: Vec<Option<(f64, f64)>> = points
        .iter()
        .enumerate()
        .map(|(at, point)| {
            let y = known(point).map(|value| HEIGHT - share(value, top) * HEIGHT)?;
            Some(((at as f64 * step).min(WIDTH), y))
        })
        .collect();
    for stretch in places.split(Option::is_none) {
        let places: Vec<(f64, f64)> = stretch.iter().flatten().copied().collect();
        let (Some(first), Some(last)) = (places.first(), places.last()) else { continue };
        let _ = write!(area, "M{:.1} {HEIGHT}", first.0);
        for (at, (x, y)) in places.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
            let _ = write!(area, "L{x:.1} {y:.1}");
        }
        if places.len() == 1 {
            // A line of no length: its round end is a dot.
            path.push_str("h0");
        }
        let _ = write!(area, "L{:.1} {HEIGHT}Z", last.0);
    }
    (path, area)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::language::Language;

    fn words() -> Words {
        let say = |id| Language::english().say(id);
        Words {
            title: "Visits <by> day".to_owned(),
            of: "Day".to_owned(),
            number: "Visits".to_owned(),
            unknown: say("chart-unknown"),
            table: say("chart-table"),
        }
    }

    fn points(values: &[Option<f64>]) -> Vec<Point> {
        let point = |(at, value): (usize, &Option<f64>)| Point {
            label: format!("day {at}"),
            value: *value,
            shown: format!("{value:?}"),
        };
        values.iter().enumerate().map(point).collect()
    }

    #[test]
    fn edges_are_round() {
        for (most, edge) in [
            (0.0, 1.0),
            (0.3, 1.0),
            (1.0, 1.0),
            (7.0, 10.0),
            (10.0, 10.0),
            (11.0, 20.0),
            (4200.0, 5000.0),
        ] {
            assert!((round_up(most) - edge).abs() < 1e-9, "{most}");
        }
    }

    #[test]
    fn what_is_not_known_is_a_gap() {
        let some = [Some(1.0), None, Some(2.0), Some(4.0)];
        let (path, _) = paths(&points(&some), 4.0);
        assert_eq!(path, "M0.0 180.0h0M666.7 120.0L1000.0 0.0");
        let html = Line::new(words(), points(&some), |top| top.to_string()).to_string();
        assert!(html.contains("Visits &#60;by&#62; day") || html.contains("Visits &lt;by&gt; day"));
        assert_eq!(html.matches("not known").count(), 1, "{html}");
        let html = Bars::new(words(), points(&some)).to_string();
        assert!(html.contains("width=\"25\"") && html.contains("width=\"100\""), "{html}");
    }

    fn any_number() -> impl Strategy<Value = Option<f64>> {
        prop_oneof![
            Just(None),
            Just(Some(f64::NAN)),
            Just(Some(f64::INFINITY)),
            Just(Some(-1.0)),
            Just(Some(0.0)),
            any::<f64>().prop_map(Some),
            (0.0..1e7).prop_map(Some),
        ]
    }

    proptest! {
        #[test]
        fn a_drawing_stays_in_its_box(values in prop::collection::vec(any_number(), 0..60)) {
            let points = points(&values);
            let top = round_up(most(&points));
            prop_assert!(top.is_finite() && top >= most(&points));
            let (path, area) = paths(&points, top);
            for text in [&path, &area] {
                prop_assert!(!text.contains("NaN") && !text.contains("inf"), "{}", text);
                let places = text.split(|c: char| "MLZh".contains(c)).filter(|p| p.contains(' '));
                for place in places {
                    let (x, y) = place.split_once(' ').unwrap();
                    let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                    prop_assert!((0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y));
                }
            }
            let stretches = points.split(|p| known(p).is_none()).filter(|s| !s.is_empty()).count();
            prop_assert_eq!(path.matches('M').count(), stretches);
            for row in rows(points, top) {
                prop_assert!((0.0..=LENGTH).contains(&row.length));
            }
        }
    }
}

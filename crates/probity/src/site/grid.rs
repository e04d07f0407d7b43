//! Two more charts without a script: a grid of shades, and spans of a table's rows.
//!
//! As in [`super::chart`], words and numbers stand beside the drawing, and what is not shown is empty,
//! never a zero.

use std::fmt::Write as _;

use askama::Template;

use super::chart::Words;
use crate::language::Say;

/// Width and height of a cell's drawing, in its own units, and how much of that is between cells.
const CELL: usize = 10;
const BETWEEN: usize = 1;
/// How many shades there are besides none.
const SHADES: f64 = 5.0;
/// The length of a span's drawing.
const LENGTH: f64 = 100.0;

/// A row of a grid: what it is called, and its numbers; none where one is not shown.
pub(crate) struct GridRow {
    /// As people read it.
    pub(crate) label: String,
    /// From the first column to the last.
    pub(crate) values: Vec<Option<f64>>,
}

/// Numbers by two things, as shades; below it the numbers.
#[derive(Template)]
#[template(path = "parts/grid.html")]
pub(crate) struct Grid {
    words: Words,
    rows: Vec<String>,
    /// The columns that are named below the drawing.
    named: Vec<String>,
    width: usize,
    height: usize,
    cells: String,
    /// By column: its label, and what stands in each row.
    table: Vec<(String, Vec<Option<String>>)>,
    less: Say,
    more: Say,
}

impl Grid {
    /// A grid of these rows. Every `step`th column is named below it; `write` says a number as people
    /// read it.
    pub(crate) fn new(
        words: Words,
        columns: &[String],
        rows: &[GridRow],
        step: usize,
        [less, more]: [Say; 2],
        write: impl Fn(f64) -> String,
    ) -> Self {
        let known = rows.iter().flat_map(|row| &row.values).flatten();
        let most = known.fold(0.0_f64, |most, value| most.max(*value));
        let mut cells = String::new();
        for (down, row) in rows.iter().enumerate() {
            for (across, value) in row.values.iter().take(columns.len()).enumerate() {
                let shade = shade(*value, most);
                let (x, y, size) = (across * CELL, down * CELL, CELL - BETWEEN);
                let _ = write!(
                    cells,
                    "<rect class=\"shade-{shade}\" x=\"{x}\" y=\"{y}\" width=\"{size}\" \
                     height=\"{size}\"/>"
                );
            }
        }
        let at = |across: usize| {
            let value = |row: &GridRow| row.values.get(across).copied().flatten().map(&write);
            rows.iter().map(value).collect()
        };
        let table = columns.iter().enumerate().map(|(n, label)| (label.clone(), at(n))).collect();
        Self {
            words,
            rows: rows.iter().map(|row| row.label.clone()).collect(),
            named: columns.iter().step_by(step.max(1)).cloned().collect(),
            width: columns.len() * CELL - BETWEEN.min(columns.len()),
            height: rows.len() * CELL - BETWEEN.min(rows.len()),
            cells,
            table,
            less,
            more,
        }
    }
}

/// From 0, nothing, to 5, the most; `none` of what is not shown.
fn shade(value: Option<f64>, most: f64) -> String {
    match value.filter(|value| value.is_finite() && *value >= 0.0) {
        None => "none".to_owned(),
        Some(value) if value <= 0.0 || most <= 0.0 => "0".to_owned(),
        Some(value) => format!("{:.0}", (value / most * SHADES).ceil().clamp(1.0, SHADES)),
    }
}

/// A row of spans: three rising numbers.
pub(crate) struct Span {
    /// What it is of.
    pub(crate) label: String,
    /// The numbers.
    pub(crate) values: [Option<f64>; 3],
    /// The numbers as people read them.
    pub(crate) shown: [Option<String>; 3],
}

/// Spans: a row each, from nought to the first number, to the second, to the third.
#[derive(Template)]
#[template(path = "parts/spans.html")]
pub(crate) struct Spans {
    words: Words,
    numbers: [String; 3],
    rows: Vec<SpanRow>,
}

struct SpanRow {
    label: String,
    shown: [Option<String>; 3],
    /// Where the numbers end, from 0 to [`LENGTH`]; none if one is not known.
    ends: Option<[f64; 3]>,
}

impl Spans {
    /// A row for each, the longest for the largest number.
    pub(crate) fn new(words: Words, numbers: [String; 3], spans: Vec<Span>) -> Self {
        let all = spans.iter().flat_map(|span| span.values).flatten();
        let most = all.filter(|value| value.is_finite()).fold(0.0, f64::max);
        let end = |value: f64| {
            let share = value / most;
            if share.is_finite() {
                (share.clamp(0.0, 1.0) * LENGTH * 10.0).round() / 10.0
            } else {
                0.0
            }
        };
        let row = |span: Span| {
            let ends = match span.values {
                [Some(one), Some(two), Some(three)] => {
                    let (one, two, three) = (end(one), end(two), end(three));
                    Some([one, two.max(one), three.max(two).max(one)])
                }
                _ => None,
            };
            SpanRow { label: span.label, shown: span.shown, ends }
        };
        Self { words, numbers, rows: spans.into_iter().map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn words() -> Words {
        let say = |id| Language::english().say(id);
        Words {
            title: "When <people> come".to_owned(),
            of: "Hour".to_owned(),
            number: "Views".to_owned(),
            unknown: say("chart-unknown"),
            table: say("chart-table"),
        }
    }

    #[test]
    fn shades_rise_and_what_is_not_shown_has_none() {
        for (value, shade_of) in [
            (None, "none"),
            (Some(f64::NAN), "none"),
            (Some(-1.0), "none"),
            (Some(0.0), "0"),
            (Some(0.01), "1"),
            (Some(50.0), "3"),
            (Some(100.0), "5"),
        ] {
            assert_eq!(shade(value, 100.0), shade_of, "{value:?}");
        }
        assert_eq!(shade(Some(0.0), 0.0), "0");
    }

    #[test]
    fn a_grid_has_its_numbers_in_a_table() {
        let say = |id| Language::english().say(id);
        let rows = [
            GridRow { label: "Mon & more".to_owned(), values: vec![Some(1.0), None] },
            GridRow { label: "Tue".to_owned(), values: vec![Some(4.0), Some(0.0)] },
        ];
        let columns = vec!["00".to_owned(), "01".to_owned()];
        let both = [say("chart-unknown"), say("chart-table")];
        let html = Grid::new(words(), &columns, &rows, 1, both, |v| format!("{v:.0}")).to_string();
        assert_eq!(html.matches("<rect").count(), 4 + 7, "{html}");
        // In the table, at both ends of the scale (its own words here), and beside it.
        assert_eq!(html.matches("not known").count(), 3, "{html}");
        assert!(!html.contains("<people>") && !html.contains("Mon & "), "{html}");
        assert!(html.contains("class=\"shade-5\" x=\"0\" y=\"10\" width=\"9\""), "{html}");
    }

    #[test]
    fn spans_rise_and_stay_in_their_box() {
        let span = |values: [Option<f64>; 3]| Span {
            label: "/".to_owned(),
            values,
            shown: values.map(|value| value.map(|value| value.to_string())),
        };
        let some = |one, two, three| span([Some(one), Some(two), Some(three)]);
        let spans = Spans::new(
            words(),
            ["a", "b", "c"].map(str::to_owned),
            vec![
                some(1.0, 2.0, 10.0),
                some(5.0, 4.0, 3.0),
                span([None, Some(1.0), None]),
                some(0.0, 0.0, f64::INFINITY),
            ],
        );
        let ends: Vec<_> = spans.rows.iter().map(|row| row.ends).collect();
        assert_eq!(ends[0], Some([10.0, 20.0, 100.0]));
        assert_eq!(ends[1], Some([50.0, 50.0, 50.0]));
        assert_eq!(ends[2], None);
        assert!(spans.to_string().matches("not known").count() == 2);
    }
}

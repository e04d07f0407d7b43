//! Owns the picture of a policy: categories by purposes, as an SVG that needs no style sheet.
//!
//! It draws with `currentColor` and presentation attributes only, so it reads on light and dark
//! pages and under a policy that forbids inline styles. Shapes, not colours, carry the meaning.

use std::fmt::Write as _;

use crate::flow::Flow;
use crate::policy::Policy;
use crate::space;
use crate::words::{Action, Purpose};

const CELL: usize = 26;
const LEFT: usize = 270;
const TOP: usize = 180;
const LEGEND: usize = 96;

/// What is allowed for a category and a purpose: none of it, if all are false.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// It is used inside the foundation.
    pub inside: bool,
    /// Only if the person has agreed.
    pub only_consented: bool,
    /// It may go outside, on a stated ground.
    pub outside: bool,
}

impl Policy {
    /// A picture of which category is used for which purpose, as a self-contained SVG element
    /// with a title and a description for those who do not see it.
    pub fn matrix_svg(&self) -> String {
        let categories = self.map().categories();
        let width = LEFT + Purpose::COUNT * CELL + 30;
        let grid = categories.len() * CELL;
        let height = TOP + grid + LEGEND;
        let mut svg = String::with_capacity(64 * 1024);
        let title = escape(&format!("Categories and purposes, version {}", self.version()));
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\" \
             aria-labelledby=\"matrix-title matrix-desc\" class=\"matrix\" fill=\"currentColor\" \
             font-family=\"system-ui, sans-serif\" font-size=\"13\">\
             <title id=\"matrix-title\">{title}</title><desc id=\"matrix-desc\">"
        );
        let cells: Vec<Vec<Mark>> = categories.iter().map(|c| self.marks(&c.id)).collect();
        for (category, row) in categories.iter().zip(&cells) {
            let used = Purpose::ALL.iter().zip(row).filter(|(_, cell)| cell.inside || cell.outside);
            let names: Vec<&str> = used.map(|(purpose, _)| purpose.label()).collect();
            let list = if names.is_empty() { "nothing".to_owned() } else { names.join("; ") };
            let _ = write!(svg, "{}: {}. ", escape(&category.label), escape(&list));
        }
        svg.push_str("</desc>");
        for (purpose, at) in Purpose::ALL.iter().zip(0..) {
            let x = LEFT + at * CELL + CELL / 2 + 4;
            let _ = write!(
                svg,
                "<text class=\"matrix-purpose\" transform=\"translate({x} {}) rotate(-55)\">{}</text>",
                TOP - 8,
                escape(short(*purpose))
            );
        }
        for ((category, row), line) in categories.iter().zip(&cells).zip(0..) {
            let y = TOP + line * CELL;
            if line % 2 == 0 {
                let _ = write!(
                    svg,
                    "<rect class=\"matrix-stripe\" x=\"0\" y=\"{y}\" width=\"{}\" \
                     height=\"{CELL}\" fill-opacity=\"0.06\"/>",
                    LEFT + Purpose::COUNT * CELL
                );
            }
            let _ = write!(
                svg,
                "<text class=\"matrix-category\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
                LEFT - 10,
                y + CELL / 2 + 4,
                escape(&clip(&category.label))
            );
            for (cell, column) in row.iter().zip(0..) {
                draw(&mut svg, *cell, LEFT + column * CELL + CELL / 2, y + CELL / 2);
            }
        }
        legend(&mut svg, TOP + grid + 24);
        svg.push_str("</svg>");
        svg
    }

    /// What is allowed for a category, by purpose in their fixed order.
    pub fn marks(&self, category: &str) -> Vec<Mark> {
        let mut row = vec![Mark::default(); Purpose::COUNT];
        let mut freely = vec![false; Purpose::COUNT];
        for flow in space::flows(category).filter(|flow| flow.action() != Action::Collect) {
            let Some(purpose) = flow.purpose() else { continue };
            if !self.decide(&flow).is_allowed() {
                continue;
            }
            let Some(cell) = row.get_mut(purpose.index()) else { continue };
            match flow {
                Flow::Disclose { .. } => cell.outside = true,
                _ => cell.inside = true,
            }
            let asked = flow.flag(crate::flow::Flag::Consent) == Some(true);
            if let (false, Some(free)) = (asked, freely.get_mut(purpose.index())) {
                *free = true;
            }
        }
        for (cell, free) in row.iter_mut().zip(freely) {
            cell.only_consented = (cell.inside || cell.outside) && !free;
        }
        row
    }
}

/// A disc: used inside. A ring: only with consent. A square around it: goes outside too.
fn draw(svg: &mut String, cell: Mark, x: usize, y: usize) {
    if cell.outside {
        let _ = write!(
            svg,
            "<rect class=\"matrix-outside\" x=\"{}\" y=\"{}\" width=\"18\" height=\"18\" \
             fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>",
            x - 9,
            y - 9
        );
    }
    if cell.only_consented {
        let _ = write!(
            svg,
            "<circle class=\"matrix-consent\" cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"none\" \
             stroke=\"currentColor\" stroke-width=\"2\"/>"
        );
    } else if cell.inside || cell.outside {
        let _ = write!(svg, "<circle class=\"matrix-inside\" cx=\"{x}\" cy=\"{y}\" r=\"5.5\"/>");
    } else {
        let _ = write!(
            svg,
            "<circle class=\"matrix-never\" cx=\"{x}\" cy=\"{y}\" r=\"1.2\" fill-opacity=\"0.4\"/>"
        );
    }
}

fn legend(svg: &mut String, top: usize) {
    let inside = Mark { inside: true, ..Mark::default() };
    let entries = [
        (inside, "used inside the foundation"),
        (Mark { only_consented: true, ..inside }, "only with the person's consent"),
        (Mark { outside: true, ..inside }, "may also go outside, on a stated ground"),
        (Mark::default(), "never"),
    ];
    for ((cell, words), at) in entries.into_iter().zip(0..) {
        let (x, y) = (LEFT - 180 + at % 2 * 300, top + at / 2 * 28);
        draw(svg, cell, x, y);
        let _ = write!(svg, "<text x=\"{}\" y=\"{}\">{words}</text>", x + 18, y + 4);
    }
}

/// The purpose as a column heading.
fn short(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::AvailabilityPerformance => "availability and performance",
        Purpose::ServiceProvision => "providing services",
        Purpose::ContentImprovement => "improving content",
        Purpose::FraudPrevention => "preventing fraud",
        Purpose::RightsFulfilment => "your requests",
        other => other.label(),
    }
}

fn clip(label: &str) -> String {
    const MOST: usize = 38;
    if label.chars().count() <= MOST {
        return label.to_owned();
    }
    label.chars().take(MOST - 1).chain(['…']).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! `/demo/style`: every piece of the design system in each of its states, in demonstrations only.
//!
//! The colours are read out of the style sheet itself, and their contrast is measured, not claimed.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use probity_policy::Giver;

use super::chart::{Bars, Line, Point, Words};
use super::chrome::{Chrome, page};
use super::failure::Failure;
use super::field::{FieldError, FieldView};
use super::typed::Typed;
use super::visitor::Visitor;
use crate::app::App;

/// The style sheet, whose tokens are shown.
const CSS: &str = include_str!("../../assets/probity.css");

/// What is written or drawn on what, and the least contrast that WCAG 2.2 AA wants of it.
const PAIRS: &[(&str, &str, f64)] = &[
    ("ink", "ground", 4.5),
    ("ink", "ground-raised", 4.5),
    ("ink-quiet", "ground", 4.5),
    ("ink-quiet", "ground-raised", 4.5),
    ("link", "ground", 4.5),
    ("link", "ground-raised", 4.5),
    ("link-hover", "ground", 4.5),
    ("brand-ink", "brand", 4.5),
    ("brand-ink", "brand-strong", 4.5),
    ("brand", "ground", 4.5),
    ("wrong", "ground", 4.5),
    ("wrong", "wrong-ground", 4.5),
    ("ground", "wrong", 4.5),
    ("ink", "good-ground", 4.5),
    ("ink", "note-ground", 4.5),
    ("note", "note-ground", 4.5),
    ("line-strong", "ground", 3.0),
    ("good", "good-ground", 3.0),
    ("focus-ink", "focus", 3.0),
];

#[derive(Template)]
#[template(path = "style.html")]
struct Style {
    chrome: Chrome,
    pairs: Vec<Pair>,
    gaps: Vec<(&'static str, u32)>,
    fields: Vec<FieldView>,
    bars: Bars,
    line: Line,
}

struct Pair {
    over: &'static str,
    under: &'static str,
    light: String,
    dark: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let [light, dark] = schemes();
    let shown = |over: &str, under: &str, of: &[(String, Colour)]| {
        contrast(of, over, under).map_or_else(String::new, |ratio| format!("{ratio:.1} : 1"))
    };
    let pairs = PAIRS.iter().map(|(over, under, _)| Pair {
        over,
        under,
        light: shown(over, under, &light),
        dark: shown(over, under, &dark),
    });
    page(&Style {
        chrome: Chrome::new(&app, &visitor, "", &visitor.say("style-title").text()),
        pairs: pairs.collect(),
        gaps: vec![
            ("--gap-1", 8),
            ("--gap-2", 16),
            ("--gap-3", 24),
            ("--gap-4", 40),
            ("--gap-5", 64),
        ],
        fields: fields(&app, &visitor)?,
        bars: Bars::new(words(&visitor, visitor.say("style-bars").text()), points(false)),
        line: Line::new(words(&visitor, visitor.say("style-line").text()), points(true), |top| {
            format!("{top:.0}")
        }),
    })
}

/// A field of each kind: as it is first shown, filled in, and wrong.
fn fields(app: &App, visitor: &Visitor) -> Result<Vec<FieldView>, Failure> {
    let policy = app.vault.policy_in_force()?;
    let view = |id| FieldView::new(&visitor.reader, policy, id, Giver::Applicant);
    let error =
        |id: &str| FieldError { id: id.to_owned(), text: visitor.say("check-shape-email").text() };
    let wrong = view("email").map(|view| {
        let label = view.label.text().to_owned();
        let view = view.called("email-wrong", &label, "").with(Typed::new("ada at example.org"));
        view.checked(&[error("email-wrong")])
    });
    let fields = [view("name"), wrong, view("country"), view("about"), view("password")];
    Ok(fields.into_iter().flatten().collect())
}

fn words(visitor: &Visitor, title: String) -> Words {
    Words {
        title,
        of: visitor.say("style-month").text(),
        number: visitor.say("style-number").text(),
        unknown: visitor.say("chart-unknown"),
        table: visitor.say("chart-table"),
    }
}

/// Invented numbers; with a gap where `broken`.
fn points(broken: bool) -> Vec<Point> {
    const NUMBERS: [u32; 12] = [310, 402, 388, 520, 610, 95, 470, 505, 640, 702, 668, 731];
    let gap = if broken { Some(5) } else { None };
    NUMBERS
        .into_iter()
        .enumerate()
        .map(|(at, number)| Point {
            label: format!("2026-{:02}", at + 1),
            value: (gap != Some(at)).then(|| f64::from(number)),
            shown: number.to_string(),
        })
        .collect()
}

/// Red, green, blue.
type Colour = [u8; 3];

/// The colours of the style sheet by name, in light and in dark: each scheme is a block of tokens, and
/// the dark one changes the light one.
fn schemes() -> [Vec<(String, Colour)>; 2] {
    let block = |from: usize| {
        let start = CSS[from..].find(":root {").map_or(CSS.len(), |at| from + at);
        let end = CSS[start..].find('}').map_or(CSS.len(), |at| start + at);
        (colours(&CSS[start..end]), end)
    };
    let (light, end) = block(0);
    let (mut dark, _) = block(end);
    for (name, colour) in &light {
        if !dark.iter().any(|(known, _)| known == name) {
            dark.push((name.clone(), *colour));
        }
    }
    [light, dark]
}

fn colours(block: &str) -> Vec<(String, Colour)> {
    let declared = block.split(';').filter_map(|line| {
        let (name, value) = line.trim().rsplit_once("--")?.1.split_once(':')?;
        let digits = u32::from_str_radix(value.trim().strip_prefix('#')?, 16).ok()?;
        let [_, red, green, blue] = digits.to_be_bytes();
        Some((name.to_owned(), [red, green, blue]))
    });
    declared.collect()
}

/// The contrast of two colours of a scheme after WCAG 2: from 1 to 21.
fn contrast(scheme: &[(String, Colour)], over: &str, under: &str) -> Option<f64> {
    let colour = |name: &str| scheme.iter().find(|(known, _)| known == name).map(|(_, c)| *c);
    let (one, other) = (luminance(colour(over)?), luminance(colour(under)?));
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_colours_has_the_contrast_it_needs() {
        for (scheme, name) in schemes().iter().zip(["light", "dark"]) {
            for (over, under, least) in PAIRS {
                let ratio = contrast(scheme, over, under)
                    .unwrap_or_else(|| panic!("{over} or {under} is no colour in {name}"));
                assert!(ratio >= *least, "{over} on {under} in {name}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn contrast_is_measured_as_wcag_does() {
        let scheme = |text: &str| colours(text);
        let scheme = scheme(":root { --a: #000000; --b: #ffffff; --c: #777777; --d: 1rem; }");
        assert_eq!(scheme.len(), 3);
        assert!((contrast(&scheme, "a", "b").unwrap() - 21.0).abs() < 1e-9);
        assert!((contrast(&scheme, "c", "b").unwrap() - 4.48).abs() < 0.01);
        assert_eq!(contrast(&scheme, "a", "d"), None);
    }

    /// Physical sides would be wrong from right to left.
    #[test]
    fn the_style_sheet_names_no_left_and_no_right() {
        for (at, line) in CSS.lines().enumerate() {
            let sides = line.split(|c: char| !c.is_ascii_alphanumeric());
            let named = sides.filter(|word| ["left", "right"].contains(word)).count();
            assert_eq!(named, 0, "line {}: {line}", at + 1);
        }
    }
}

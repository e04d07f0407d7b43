//! Colours of the foundation: whether they can be read, and the shades made of them.
//!
//! Contrast after WCAG 2.2 (1.4.3): text needs 4.5 to 1 against its ground.

use std::fmt;

/// The least contrast of text.
const LEAST: f64 = 4.5;

/// A colour as red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(u8, u8, u8);

/// The light ground of the style sheet.
const WHITE: Rgb = Rgb(0xff, 0xff, 0xff);
/// The raised ground of the style sheet, where it is dark: the lighter of the two dark ones.
const DARK: Rgb = Rgb(0x1a, 0x22, 0x2b);
/// What is written on a light shade.
const INK: Rgb = Rgb(0x11, 0x17, 0x1d);

impl Rgb {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self(red, green, blue))
    }

    /// How bright it is to the eye, from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// How well two can be told apart, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This with `percent` of another.
    fn mixed(self, other: Self, percent: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let mixed = (u16::from(a) * (100 - percent) + u16::from(b) * percent) / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// A colour that can be read on white.
pub(super) fn on_light(text: &str) -> Result<String, String> {
    readable(text, WHITE, "white", Rgb(0, 0, 0), "darker")
}

/// A colour that can be read on the dark ground.
pub(super) fn on_dark(text: &str) -> Result<String, String> {
    readable(text, DARK, "the dark ground", WHITE, "lighter")
}

fn readable(text: &str, ground: Rgb, name: &str, end: Rgb, way: &str) -> Result<String, String> {
    let Some(colour) = Rgb::parse(text) else {
        return Err(format!("`{text}` is no colour, expected one like `#0b5563`"));
    };
    let contrast = colour.contrast(ground);
    if contrast >= LEAST {
        return Ok(colour.to_string());
    }
    let near = towards(colour, ground, end);
    Err(format!(
        "`{text}` on {name} has a contrast of {contrast:.1} to 1 and people need {LEAST} to read it, \
         expected a {way} one, for instance `{near}`"
    ))
}

/// The nearest shade in the direction of `end` that can be read on `ground`.
fn towards(colour: Rgb, ground: Rgb, end: Rgb) -> Rgb {
    let shades = (0..=100).map(|percent| colour.mixed(end, percent));
    shades.into_iter().find(|shade| shade.contrast(ground) >= LEAST).unwrap_or(end)
}

/// The custom properties of the style sheet for these colours: rules that follow it.
pub fn properties(light: Option<&str>, dark: Option<&str>) -> String {
    let light = light.and_then(Rgb::parse);
    let dark = dark.and_then(Rgb::parse);
    // One colour alone is turned into the other.
    let other = light.map(|colour| towards(colour.mixed(WHITE, 35), DARK, WHITE));
    let mut css = String::new();
    if let Some(colour) = light {
        let strong = colour.mixed(Rgb(0, 0, 0), 35);
        css.push_str(&format!(
            ":root {{ --brand: {colour}; --brand-ink: #ffffff; --brand-strong: {strong}; }}\n"
        ));
    }
    if let Some(colour) = dark.or(other) {
        let strong = colour.mixed(WHITE, 35);
        css.push_str(&format!(
            "@media (prefers-color-scheme: dark) {{ :root {{ --brand: {colour}; --brand-ink: {INK}; \
             --brand-strong: {strong}; }} }}\n"
        ));
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_as_the_guidelines_have_it() {
        let black = Rgb(0, 0, 0);
        assert!((black.contrast(WHITE) - 21.0).abs() < 1e-9);
        let grey = Rgb::parse("#777777").unwrap();
        assert!((grey.contrast(WHITE) - 4.478).abs() < 0.001);
        for wrong in ["", "#fff", "0b5563", "#0b556g", "#+b5563", "#0b55633", "red", "#éé"] {
            assert_eq!(Rgb::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_a_shade_that_can() {
        assert_eq!(on_light("#0B5563").as_deref(), Ok("#0b5563"));
        let wrong = on_light("#ffcc00").unwrap_err();
        assert!(wrong.contains("1.5 to 1") && wrong.contains("darker"), "{wrong}");
        let near = wrong.split('`').nth(3).unwrap();
        assert!(on_light(near).is_ok(), "{near}");
        let wrong = on_dark("#0b5563").unwrap_err();
        assert!(on_dark(wrong.split('`').nth(3).unwrap()).is_ok(), "{wrong}");
        assert!(on_light("teal").unwrap_err().contains("expected one like"));
    }

    #[test]
    fn every_shade_that_is_made_can_be_read() {
        for light in ["#0b5563", "#7a0019", "#000000", "#4b0082", "#006400"] {
            let css = properties(Some(light), None);
            let shades: Vec<Rgb> = css
                .split('#')
                .skip(1)
                .filter_map(|rest| Rgb::parse(&format!("#{}", rest.get(..6)?)))
                .collect();
            let [_, ink, strong, dark, dark_ink, dark_strong] = shades[..] else { panic!("{css}") };
            for (a, b) in [
                (strong, WHITE),
                (strong, ink),
                (dark, DARK),
                (dark, dark_ink),
                (dark_strong, dark_ink),
            ] {
                assert!(a.contrast(b) >= LEAST, "{a} on {b} of {light}");
            }
        }
        assert_eq!(properties(None, None), "");
    }

    #[test]
    fn the_grounds_are_those_of_the_style_sheet() {
        let css = include_str!("../../assets/probity.css");
        assert!(css.contains(&format!("--ground-raised: {DARK};")));
        assert!(css.contains(&format!("--ground: {INK};")));
        assert!(css.contains(&format!("--ground: {WHITE};")));
    }
}

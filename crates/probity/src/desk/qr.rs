//! The picture that an authenticator app reads: drawn by us, into the page itself.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// White modules around it, as the standard wants.
const QUIET: usize = 4;

/// A text as an SVG without any style or script; `label` is said in its place to who can't see it
/// and must need no escaping. Empty when the text is too long for a picture: it stands beside it.
pub(crate) fn svg(text: &str, label: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return String::new();
    };
    let width = code.width();
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            // Writing into a string can't fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_picture_without_style_or_script() {
        let svg = svg("otpauth://totp/A:desk?secret=AAAA&issuer=A", "A picture");
        assert!(svg.starts_with("<svg class=\"qr\" viewBox=\"0 0 ") && svg.ends_with("</svg>"));
        assert!(svg.matches("h1v1h-1z").count() > 200);
        assert!(!svg.contains("style") && !svg.contains("script") && !svg.contains("otpauth"));
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        assert_eq!(svg(&"x".repeat(5_000), ""), "");
    }
}

//! Mirrored English: a language nobody speaks, in which pages run from right to left, so that their
//! layout can be looked at and tested. It exists in demonstrations only.

use std::borrow::Cow;

use super::Language;

/// A private variant of English, after the custom of pseudo-localisation.
pub(super) const TAG: &str = "en-XB";

/// Begins and ends a stretch that is written from right to left.
const OVERRIDE: (char, char) = ('\u{202e}', '\u{202c}');

pub(super) fn language() -> Language {
    let mut language = Language::new(TAG, "Mirrored", "en");
    language.direction = "rtl";
    language.bundle.set_transform(Some(mirrored));
    language
}

/// The text outside of tags and entities, turned round.
fn mirrored(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() + 8);
    // A text may begin inside a tag: what is put into an attribute stands before it.
    let mut inside =
        text.find('>').is_some_and(|end| text.find('<').is_none_or(|begin| end < begin));
    for piece in text.split_inclusive(['<', '>']) {
        // Of each piece all but its last character is either markup or words.
        let (words, mark) = match piece.chars().next_back() {
            Some(mark @ ('<' | '>')) => (&piece[..piece.len() - 1], Some(mark)),
            _ => (piece, None),
        };
        if inside || words.trim().is_empty() || words.contains('&') {
            out.push_str(words);
        } else {
            out.push(OVERRIDE.0);
            out.push_str(words);
            out.push(OVERRIDE.1);
        }
        inside = match mark {
            Some('<') => true,
            Some(_) => false,
            None => inside,
        };
        out.extend(mark);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_mirrored_and_markup_is_not() {
        let html = "Read <a href=\"/x\">this</a>.";
        let expected =
            "\u{202e}Read \u{202c}<a href=\"/x\">\u{202e}this\u{202c}</a>\u{202e}.\u{202c}";
        assert_eq!(super::mirrored(html), expected);
        assert_eq!(super::mirrored("\">x"), "\">\u{202e}x\u{202c}");
    }
}

//! The languages of the interface: every word that pages and letters say, after Project Fluent.
//!
//! The texts stand in `i18n/LANGUAGE/AREA.ftl` and are carried by the binary. A message is ours, so
//! it may hold simple HTML; the values put into it are escaped when it goes into a page. What the
//! policy says and what the command line prints stays English. A new language is a folder there and
//! a line in `LANGUAGES`; tests compare every language with English.

mod mirror;
mod say;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentResource, FluentValue};

pub(crate) use say::Say;

/// The texts, as `LANGUAGE/AREA.ftl` and bytes.
static TEXTS: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A language of the interface.
pub struct Language {
    /// Its BCP 47 tag, as `lang` has it.
    pub(crate) tag: &'static str,
    /// What it calls itself.
    pub(crate) name: &'static str,
    /// `ltr` or `rtl`, as `dir` has it.
    pub(crate) direction: &'static str,
    bundle: FluentBundle<FluentResource>,
}

/// English is first: what all others are compared with, and what stands when nothing fits.
static LANGUAGES: LazyLock<[Language; 3]> = LazyLock::new(|| {
    [Language::new("en", "English", "en"), Language::new("de", "Deutsch", "de"), mirror::language()]
});

impl Language {
    /// The language every text exists in.
    pub fn english() -> &'static Self {
        &LANGUAGES[0]
    }

    /// Every language that readers can choose; in a demonstration also the mirrored English that
    /// shows whether the pages work from right to left.
    pub(crate) fn all(demo: bool) -> impl Iterator<Item = &'static Self> {
        LANGUAGES.iter().filter(move |language| demo || language.tag != mirror::TAG)
    }

    /// The language with this tag, exactly.
    pub(crate) fn tagged(tag: &str) -> Option<&'static Self> {
        LANGUAGES.iter().find(|language| language.tag == tag)
    }

    /// The best of our languages for an `Accept-Language` (RFC 9110, section 12.5.4); none when
    /// it names none of them.
    pub(crate) fn accepted(header: &str) -> Option<&'static Self> {
        let mut best: Option<(f32, &'static Self)> = None;
        for range in header.split(',').take(20) {
            let mut parts = range.split(';').map(str::trim);
            let primary = parts.next().unwrap_or_default().split('-').next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let weight = weight.map_or(Some(1.0), |q| q.parse::<f32>().ok()).unwrap_or(0.0);
            let known = Self::tagged(&primary.to_ascii_lowercase());
            if let Some(language) = known.filter(|_| weight > best.map_or(0.0, |best| best.0)) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// The message with this id, to be filled and written.
    pub(crate) fn say(&'static self, id: &'static str) -> Say {
        Say::new(self, id)
    }

    fn new(tag: &'static str, name: &'static str, folder: &str) -> Self {
        let language = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Marks around each value would stand in titles, letters and attributes.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(if tag == "de" { grouped_by_dot } else { grouped_by_comma }));
        for text in texts(folder) {
            // A text with a mistake in it still gives what could be read; a test finds the mistake.
            let resource = FluentResource::try_new(text.to_owned());
            bundle.add_resource_overriding(resource.unwrap_or_else(|(read, _)| read));
        }
        Self { tag, name, direction: "ltr", bundle }
    }
}

impl Eq for Language {}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Language({})", self.tag)
    }
}

/// The texts of a language, one a file.
fn texts(folder: &str) -> impl Iterator<Item = &'static str> {
    TEXTS
        .iter()
        .filter(move |(name, _)| name.split('/').next() == Some(folder))
        .filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok())
}

fn grouped_by_comma<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, ',')
}

fn grouped_by_dot<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, '.')
}

/// A whole number with its thousands apart; other values as they are.
fn grouped(value: &FluentValue<'_>, between: char) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, .. }) = value else { return None };
    if value.fract() != 0.0 || value.abs() >= 1e15 {
        return None;
    }
    let digits = format!("{value:.0}");
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |d| ("-", d));
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(between);
        }
        text.push(digit);
    }
    Some(text)
}

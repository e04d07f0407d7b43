//! One message on its way into a page, a title or a letter.

use std::fmt::{self, Write as _};

use fluent_bundle::{FluentArgs, FluentValue};

use super::Language;

/// A message and what is put into it. Written into a template it is HTML: the message as it is
/// (it is ours), the values escaped. [`Say::text`] gives it plain.
///
/// A personal value never goes into it: it stands beside the message, out of its sink.
pub(crate) struct Say {
    language: &'static Language,
    id: &'static str,
    values: Vec<(&'static str, Value)>,
}

/// What can be put into a message.
#[derive(Clone)]
pub(crate) enum Value {
    /// Text.
    Text(String),
    /// A number: it decides on singular and plural, and is written in the language's way.
    Number(f64),
}

/// What becomes a [`Value`].
pub(crate) trait Fills {
    /// As a value.
    fn value(&self) -> Value;
}

impl<T: Fills + ?Sized> Fills for &T {
    fn value(&self) -> Value {
        (**self).value()
    }
}

impl Fills for str {
    fn value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Fills for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
}

/// A message inside another: its plain text.
impl Fills for Say {
    fn value(&self) -> Value {
        Value::Text(self.text())
    }
}

macro_rules! numbers {
    ($($kind:ty),*) => {
        $(impl Fills for $kind {
            #[expect(clippy::cast_precision_loss, clippy::allow_attributes, reason = "counts stay far below 2^53")]
            #[allow(clippy::cast_lossless, reason = "one macro for small and large numbers")]
            fn value(&self) -> Value {
                Value::Number(*self as f64)
            }
        })*
    };
}
numbers!(u64, i64, usize);

macro_rules! small_numbers {
    ($($kind:ty),*) => {
        $(impl Fills for $kind {
            fn value(&self) -> Value {
                Value::Number(f64::from(*self))
            }
        })*
    };
}
small_numbers!(u8, u16, u32, i32);

impl Say {
    pub(super) fn new(language: &'static Language, id: &'static str) -> Self {
        Self { language, id, values: Vec::new() }
    }

    /// With a value; never a personal one.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Fills) -> Self {
        self.values.push((name, value.value()));
        self
    }

    /// Plain text, for a title, a letter, another message.
    pub(crate) fn text(&self) -> String {
        self.format(str::to_owned)
    }

    /// Formats the message, each text put into it changed by `text`. A message that does not exist
    /// is its id: a test finds it before a reader does.
    fn format(&self, text: impl Fn(&str) -> String) -> String {
        let pattern = self.language.bundle.get_message(self.id).and_then(|found| found.value());
        let Some(pattern) = pattern else { return self.id.to_owned() };
        let mut args = FluentArgs::with_capacity(self.values.len());
        for (name, value) in &self.values {
            args.set(
                *name,
                match value {
                    Value::Text(value) => FluentValue::from(text(value)),
                    Value::Number(number) => FluentValue::from(*number),
                },
            );
        }
        let mut errors = Vec::new();
        self.language.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }
}

impl fmt::Display for Say {
    /// As HTML.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.format(escaped))
    }
}

impl askama::filters::HtmlSafe for Say {}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    // Writing into a string can't fail.
    let _ = write!(html, "{}", crate::site::typed::Html::new(text));
    html
}

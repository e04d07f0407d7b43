//! Text that a person typed into a form: kept apart from ordinary strings, so that it can go back
//! into the form or on to the vault, and nowhere else by accident.

use std::fmt::{self, Write as _};

use zeroize::Zeroizing;

/// What a person typed into one field. It has no `Display`; `Debug` shows no content.
#[derive(Clone, Default)]
pub struct Typed(Zeroizing<String>);

impl Typed {
    /// Wraps what came in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text, to check it or to hand it to the vault.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing but white space was typed.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The text as HTML that says it literally, for a template to put back into its field.
    pub fn html(&self) -> Html<'_> {
        Html(&self.0)
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(redacted)")
    }
}

/// A view of a personal value that writes HTML and nothing else. Control characters other than
/// line ends and tabs are left out: HTML has no way to say them.
pub struct Html<'a>(&'a str);

impl<'a> Html<'a> {
    /// For the sinks and for [`Typed`]; templates get it from them.
    pub(crate) fn new(text: &'a str) -> Self {
        Self(text)
    }
}

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\n' | '\t' => f.write_char(c)?,
                c if c.is_control() => {}
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

impl askama::filters::HtmlSafe for Html<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_comes_back_literally_and_never_in_debug() {
        let typed = Typed::new("<script>\"&'\u{0}\u{1b}x\n");
        assert_eq!(typed.html().to_string(), "&lt;script&gt;&quot;&amp;&#39;x\n");
        assert_eq!(format!("{typed:?}"), "Typed(redacted)");
        assert!(Typed::new(" \n").is_blank());
    }
}

//! Tables as CSV (RFC 4180), in which no spreadsheet takes a value for a formula.

/// A value as a cell.
pub(crate) fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// Values as a line, with its end.
pub(crate) fn line<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let cells: Vec<String> = values.into_iter().map(|value| cell(value.as_ref())).collect();
    cells.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::{cell, line};

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        for (text, written) in [
            ("Ada", "Ada"),
            ("Quill, Ada", "\"Quill, Ada\""),
            ("\"A\"", "\"\"\"A\"\"\""),
            ("=1+1", "'=1+1"),
            ("@sum(a,b)", "\"'@sum(a,b)\""),
            ("-x", "'-x"),
        ] {
            assert_eq!(cell(text), written);
        }
        assert_eq!(line(["a", "b,c", ""]), "a,\"b,c\",\r\n");
    }
}

//! What a command says: lines and JSON to standard output, errors to standard error.

use std::fmt;
use std::io::{self, Write as _};

use serde::Serialize;

use super::Failure;

/// Writes one line to standard output. A reader who went away (`| head`) is no error.
pub(super) fn line(text: impl fmt::Display) -> Result<(), Failure> {
    written(writeln!(io::stdout().lock(), "{text}"))
}

/// Writes text as it is to standard output.
pub(super) fn text(text: &str) -> Result<(), Failure> {
    written(io::stdout().lock().write_all(text.as_bytes()))
}

/// Writes a piece of a long answer; false once nobody reads any more.
pub(super) fn piece(text: &str) -> Result<bool, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Failure::while_doing("standard output", error)),
        Ok(()) => Ok(true),
    }
}

/// Writes bytes as they are to standard output.
#[cfg(feature = "sql")]
pub(super) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    written(io::stdout().lock().write_all(bytes))
}

/// Writes a line to standard error that is no error, and nothing a program would read.
pub(super) fn remark(message: &str) {
    // As in `error`.
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// Writes one JSON value and a line end to standard output.
pub(super) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|error| Failure::while_doing("json", error))?;
    line(text)
}

/// Writes an error to standard error.
pub(super) fn error(message: &str) {
    // Standard error is the last place to report to: when it is gone, the exit status remains.
    let _ = writeln!(io::stderr().lock(), "error: {message}");
}

fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result.and_then(|()| io::stdout().lock().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::while_doing("standard output", error))
        }
        _ => Ok(()),
    }
}

/// Writes a list: as JSON, or as a table; `none` says that it has no rows.
pub(super) fn list<R: Serialize>(
    rows: Vec<R>,
    as_json: bool,
    none: &str,
    columns: fn(R) -> Vec<String>,
) -> Result<(), Failure> {
    if as_json {
        return json(&rows);
    }
    if rows.is_empty() {
        line(none)?;
    }
    let rows: Vec<Vec<String>> = rows.into_iter().map(columns).collect();
    text(&table(&rows))
}

/// A day as programs read it.
pub(super) fn day(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().strftime("%Y-%m-%d").to_string()
}

/// Rows with aligned columns; the last column is not padded.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            text.push_str(cell);
            if column + 1 < row.len() {
                let gap = widths[column] - cell.chars().count() + 2;
                text.push_str(&" ".repeat(gap));
            }
        }
        text.push('\n');
    }
    text
}

/// A number in groups of three, as people read it.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun: `1 entry`, `2,000 entries`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_and_lines_have_no_trailing_blanks() {
        let rows = [vec!["a".into(), "é".into(), "x".into()], vec!["bbb".into(), "cc".into()]];
        assert_eq!(table(&rows), "a    é   x\nbbb  cc\n");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(counted(1, "entry", "entries"), "1 entry");
        assert_eq!(counted(2_000, "entry", "entries"), "2,000 entries");
    }
}

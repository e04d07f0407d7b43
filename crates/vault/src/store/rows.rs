//! An answer of many rows in little memory: for what goes through a whole table.
use super::{Row, StoreError, Value};

/// Rows of an answer that lie together: two blocks of memory, however many rows.
///
/// They may be sent to another thread. What is in them does not print.
pub struct Rows {
    statement: &'static str,
    columns: usize,
    cells: Vec<Cell>,
    bytes: Vec<u8>,
}

/// A value; texts and bytes are a start and an end in the block of bytes.
#[derive(Clone, Copy)]
enum Cell {
    Null,
    Int(i64),
    Text,
    Bytes(usize, usize),
}

/// One row, where it lies; columns count from 0.
#[derive(Clone, Copy)]
pub struct RowRef<'r> {
    rows: &'r Rows,
    cells: &'r [Cell],
}

impl Rows {
    pub(super) fn new(statement: &'static str, columns: usize) -> Self {
        Self { statement, columns: columns.max(1), cells: Vec::new(), bytes: Vec::new() }
    }

    /// Rows that were read one by one.
    pub(super) fn of(statement: &'static str, rows: &[Row]) -> Self {
        let mut all = Self::new(statement, rows.first().map_or(0, |row| row.values().len()));
        for value in rows.iter().flat_map(Row::values) {
            match value {
                Value::Null => all.null(),
                Value::Int(value) => all.int(*value),
                Value::Text(_) => all.text(),
                Value::Bytes(bytes) => all.blob(bytes),
            }
        }
        all
    }

    pub(super) fn null(&mut self) {
        self.cells.push(Cell::Null);
    }

    pub(super) fn int(&mut self, value: i64) {
        self.cells.push(Cell::Int(value));
    }

    /// A text: its place is kept, so that asking for another kind fails, and nothing asks for it.
    pub(super) fn text(&mut self) {
        self.cells.push(Cell::Text);
    }

    pub(super) fn blob(&mut self, bytes: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.cells.push(Cell::Bytes(start, self.bytes.len()));
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.cells.len() / self.columns
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The rows, in the order of the answer.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = RowRef<'_>> {
        self.cells.chunks_exact(self.columns).map(|cells| RowRef { rows: self, cells })
    }
}

impl<'r> RowRef<'r> {
    /// A number.
    ///
    /// # Errors
    /// The column is missing, null or of another kind; so too below.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        match self.cells.get(column) {
            Some(Cell::Int(value)) => Ok(*value),
            _ => Err(self.wrong(column)),
        }
    }

    /// Bytes.
    pub fn blob(&self, column: usize) -> Result<&'r [u8], StoreError> {
        match self.cells.get(column) {
            Some(Cell::Bytes(start, end)) => {
                self.rows.bytes.get(*start..*end).ok_or_else(|| self.wrong(column))
            }
            _ => Err(self.wrong(column)),
        }
    }

    fn wrong(&self, column: usize) -> StoreError {
        StoreError::Column { statement: self.rows.statement, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_one_by_one_are_the_same_together() {
        let row = |number: i64, bytes: &[u8]| {
            Row::new("walk", vec![number.into(), bytes.into(), "x".into(), Value::Null])
        };
        let rows = Rows::of("walk", &[row(1, b"one"), row(2, b""), row(3, b"three")]);
        assert_eq!((rows.len(), rows.is_empty()), (3, false));
        let read = |row: RowRef<'_>| (row.int(0).unwrap(), row.blob(1).unwrap().to_vec());
        let all: Vec<_> = rows.iter().map(read).collect();
        assert_eq!(all, [(1, b"one".to_vec()), (2, vec![]), (3, b"three".to_vec())]);
        let last = rows.iter().next_back().unwrap();
        for error in [last.int(1), last.int(2), last.int(3), last.int(4)].map(Result::unwrap_err) {
            assert!(error.to_string().contains("`walk`"), "{error}");
        }
        assert!(last.blob(0).is_err() && last.blob(2).is_err());
        assert!(Rows::of("walk", &[]).is_empty());
    }
}

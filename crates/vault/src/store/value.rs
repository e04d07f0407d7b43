//! What goes into a statement and comes out of a row, the same on both engines.
use super::StoreError;
use std::fmt;

/// One value. `Debug` shows its kind only: it may be personal, or a key.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// No value.
    Null,
    /// `BIGINT`.
    Int(i64),
    /// `TEXT`, without NUL characters: PostgreSQL does not store them.
    Text(String),
    /// `BYTES`: `BLOB` on SQLite, `BYTEA` on PostgreSQL.
    Bytes(Vec<u8>),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Int(_) => "Int(..)",
            Self::Text(_) => "Text(..)",
            Self::Bytes(_) => "Bytes(..)",
        })
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}
impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}
impl<const N: usize> From<&[u8; N]> for Value {
    fn from(value: &[u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer; columns count from 0.
#[derive(Clone, Debug)]
pub struct Row {
    statement: &'static str,
    values: Vec<Value>,
}

impl Row {
    pub(super) fn new(statement: &'static str, values: Vec<Value>) -> Self {
        Self { statement, values }
    }

    /// A number.
    ///
    /// # Errors
    /// The column is missing, null or of another kind; so too below.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| self.wrong(column))
    }

    /// A text.
    pub fn text(&self, column: usize) -> Result<String, StoreError> {
        self.opt_text(column)?.ok_or_else(|| self.wrong(column))
    }

    /// Bytes.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        self.opt_bytes(column)?.ok_or_else(|| self.wrong(column))
    }

    /// A number or null.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.values.get(column) {
            Some(Value::Int(value)) => Ok(Some(*value)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.wrong(column)),
        }
    }

    /// A text or null.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self.values.get(column) {
            Some(Value::Text(value)) => Ok(Some(value.clone())),
            Some(Value::Null) => Ok(None),
            _ => Err(self.wrong(column)),
        }
    }

    /// Bytes or null.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self.values.get(column) {
            Some(Value::Bytes(value)) => Ok(Some(value.clone())),
            Some(Value::Null) => Ok(None),
            _ => Err(self.wrong(column)),
        }
    }

    /// The values, in order.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The values themselves, in order: how a backup copies rows it knows nothing about.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    fn wrong(&self, column: usize) -> StoreError {
        StoreError::Column { statement: self.statement, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_does_not_print_itself() {
        let values = [Value::from("ada@example.org"), Value::from(vec![65, 66]), Value::from(1815)];
        let shown = format!("{values:?} {:?}", Row::new("find", values.to_vec()));
        for secret in ["ada", "65", "AB", "1815"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn a_column_of_another_kind_or_none_is_an_error_with_its_place() {
        let row = Row::new("find", vec![Value::from(1), Value::Null, Value::from("x")]);
        assert_eq!(row.int(0).unwrap(), 1);
        assert_eq!(row.opt_text(1).unwrap(), None);
        assert_eq!(row.text(2).unwrap(), "x");
        for error in [row.text(0), row.text(1), row.text(9)].map(Result::unwrap_err) {
            assert!(error.to_string().contains("`find`"), "{error}");
        }
    }
}

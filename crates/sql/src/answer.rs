//! An answer, as a table for people, as CSV and as JSON for programs.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::csv::WriterBuilder as CsvBuilder;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::json::writer::{JsonArray, WriterBuilder as JsonBuilder};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::SqlError;

/// The rows that a question came to.
pub struct Answer {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    more: bool,
}

impl Answer {
    pub(crate) fn new(schema: SchemaRef, batches: Vec<RecordBatch>, more: bool) -> Self {
        Self { schema, batches, more }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Whether rows were cut off.
    pub fn is_cut_off(&self) -> bool {
        self.more
    }

    /// The names of the columns, and the rows below. What would do something to a terminal is written
    /// out; an empty value is empty.
    ///
    /// # Errors
    /// When a column is of a kind that can't be shown.
    pub fn table(&self) -> Result<Vec<Vec<String>>, SqlError> {
        let names = self.schema.fields().iter().map(|field| printable(field.name()));
        let mut rows = vec![names.collect()];
        let options = FormatOptions::default();
        for batch in &self.batches {
            let columns: Result<Vec<_>, _> = batch
                .columns()
                .iter()
                .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
                .collect();
            let columns = columns.map_err(|_| SqlError::Failed)?;
            for row in 0..batch.num_rows() {
                let cells = columns.iter().map(|column| printable(&column.value(row).to_string()));
                rows.push(cells.collect());
            }
        }
        Ok(rows)
    }

    /// CSV with a line of names.
    ///
    /// # Errors
    /// When a column is a list or a structure, which CSV has no room for.
    pub fn csv(&self) -> Result<Vec<u8>, SqlError> {
        let mut out = Vec::new();
        let mut writer = CsvBuilder::new().with_header(true).build(&mut out);
        let empty = RecordBatch::new_empty(SchemaRef::clone(&self.schema));
        for batch in std::iter::once(&empty).chain(&self.batches) {
            writer.write(batch).map_err(|_| {
                SqlError::Refused("a list or a structure is no cell of CSV; ask for JSON".into())
            })?;
        }
        drop(writer);
        Ok(out)
    }

    /// A JSON array of objects, with `null` where there is no value.
    ///
    /// # Errors
    /// When a column is of a kind that JSON can't hold.
    pub fn json(&self) -> Result<Vec<u8>, SqlError> {
        let mut writer =
            JsonBuilder::new().with_explicit_nulls(true).build::<_, JsonArray>(Vec::new());
        let batches: Vec<_> = self.batches.iter().collect();
        writer.write_batches(&batches).and_then(|()| writer.finish()).map_err(|_| {
            SqlError::Refused("one of the columns is nothing that JSON can hold".into())
        })?;
        let mut out = writer.into_inner();
        if out.is_empty() {
            out.extend(b"[]");
        }
        Ok(out)
    }
}

/// A text without what would do something to a terminal.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

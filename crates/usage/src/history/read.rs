//! Reads our own Parquet files back, a row group at a time.

use std::collections::HashMap;
use std::sync::Arc;

use parquet::column::reader::ColumnReader;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader as _, RowGroupReader, SerializedFileReader};
use parquet::schema::types::SchemaDescPtr;

use super::batch::{RequestBatch, VisitBatch};
use super::row::{Network, RequestRow, VisitRow};
use super::{schema, version};
use crate::agents::Product;
use crate::classify::Kind;

/// Why a file of the history could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is no Parquet file, or a damaged one.
    #[error("it is damaged, or no Parquet file: {0}")]
    Parquet(#[from] ParquetError),
    /// It is one, but none of ours.
    #[error("it is no file of the history: column `{0}` is not as we write it")]
    Foreign(&'static str),
}

/// Reads requests. The visitor of each is 0: it is not stored.
pub struct RequestReader<R: ChunkReader + 'static>(File<R>);

/// Reads visits. The visitor of each is 0: it is not stored.
pub struct VisitReader<R: ChunkReader + 'static>(File<R>);

impl<R: ChunkReader> RequestReader<R> {
    /// Reads the end of a file, which says where the rest stands.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn new(file: R) -> Result<Self, ReadError> {
        File::new(file, schema::requests().ok()).map(Self)
    }

    /// How many rows the file has.
    pub fn rows(&self) -> u64 {
        self.0.rows()
    }

    /// The next row group.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn next_batch(&mut self) -> Result<Option<RequestBatch>, ReadError> {
        let Some(mut group) = self.0.next_group()? else { return Ok(None) };
        let rows = group.rows;
        let (time, kind, method) = (group.numbers()?, group.texts()?, group.texts()?);
        let (path, status) = (group.texts()?, group.numbers()?);
        let (bytes, taken, visit, duration) =
            (group.numbers()?, group.numbers()?, group.numbers()?, group.numbers()?);
        let (browser, system, network) = (group.products()?, group.products()?, group.networks()?);
        let mut batch = RequestBatch::new();
        for at in 0..rows {
            let unsigned = |of: &[Option<i64>]| Some(of.get(at).copied()??.cast_unsigned());
            batch.push(&RequestRow {
                time: number(&time, at, "time")?,
                kind: Kind::named(text(&kind, at)).ok_or(ReadError::Foreign("kind"))?,
                method: text(&method, at),
                path: text(&path, at),
                status: u16::try_from(number(&status, at, "status")?)
                    .map_err(|_| ReadError::Foreign("status"))?,
                bytes: unsigned(&bytes),
                taken: unsigned(&taken),
                browser: browser.get(at).and_then(Option::as_deref),
                system: system.get(at).and_then(Option::as_deref),
                network: *network.get(at).ok_or(ReadError::Foreign("network"))?,
                visitor: 0,
                visit: unsigned(&visit),
                duration: duration.get(at).copied().flatten(),
            });
        }
        Ok(Some(batch))
    }
}

impl<R: ChunkReader> VisitReader<R> {
    /// Reads the end of a file, which says where the rest stands.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn new(file: R) -> Result<Self, ReadError> {
        File::new(file, schema::visits().ok()).map(Self)
    }

    /// How many rows the file has.
    pub fn rows(&self) -> u64 {
        self.0.rows()
    }

    /// The next row group.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn next_batch(&mut self) -> Result<Option<VisitBatch>, ReadError> {
        let Some(mut group) = self.0.next_group()? else { return Ok(None) };
        let rows = group.rows;
        let (visit, start) = (group.numbers()?, group.numbers()?);
        let (duration, pages) = (group.numbers()?, group.numbers()?);
        let (entry, exit) = (group.texts()?, group.texts()?);
        let (browser, system, network) = (group.products()?, group.products()?, group.networks()?);
        let mut batch = VisitBatch::new();
        for at in 0..rows {
            batch.push(&VisitRow {
                visit: number(&visit, at, "visit")?.cast_unsigned(),
                start: number(&start, at, "start")?,
                duration: number(&duration, at, "duration_ms")?,
                pages: number(&pages, at, "pages")?.cast_unsigned(),
                entry: text(&entry, at),
                exit: text(&exit, at),
                browser: browser.get(at).and_then(Option::as_deref),
                system: system.get(at).and_then(Option::as_deref),
                network: *network.get(at).ok_or(ReadError::Foreign("network"))?,
                visitor: 0,
            });
        }
        Ok(Some(batch))
    }
}

fn number(of: &[Option<i64>], at: usize, name: &'static str) -> Result<i64, ReadError> {
    of.get(at).copied().flatten().ok_or(ReadError::Foreign(name))
}

fn text(of: &[Option<ByteArray>], at: usize) -> &[u8] {
    of.get(at).and_then(Option::as_ref).map_or(&[], ByteArray::data)
}

struct File<R: ChunkReader + 'static> {
    reader: SerializedFileReader<R>,
    group: usize,
}

impl<R: ChunkReader> File<R> {
    fn new(file: R, schema: Option<SchemaDescPtr>) -> Result<Self, ReadError> {
        let schema = schema.ok_or(ReadError::Foreign("time"))?;
        let reader = SerializedFileReader::new(file)?;
        let found = reader.metadata().file_metadata().schema_descr();
        if found.columns() != schema.columns() {
            let differs = |name: &&str| !found.columns().iter().any(|found| found.name() == *name);
            let names = ["time", "path", "network", "visit", "start"];
            return Err(ReadError::Foreign(names.into_iter().find(differs).unwrap_or("time")));
        }
        Ok(Self { reader, group: 0 })
    }

    fn rows(&self) -> u64 {
        self.reader.metadata().file_metadata().num_rows().try_into().unwrap_or_default()
    }

    fn next_group(&mut self) -> Result<Option<Group<'_>>, ReadError> {
        if self.group >= self.reader.num_row_groups() {
            return Ok(None);
        }
        let reader = self.reader.get_row_group(self.group)?;
        self.group += 1;
        let rows = usize::try_from(reader.metadata().num_rows()).unwrap_or_default();
        Ok(Some(Group { reader, rows, column: 0 }))
    }
}

/// A row group, whose columns are read in their order.
struct Group<'a> {
    reader: Box<dyn RowGroupReader + 'a>,
    rows: usize,
    column: usize,
}

impl Group<'_> {
    fn next(&mut self) -> Result<ColumnReader, ReadError> {
        let reader = self.reader.get_column_reader(self.column)?;
        self.column += 1;
        Ok(reader)
    }

    fn numbers(&mut self) -> Result<Vec<Option<i64>>, ReadError> {
        let (mut levels, mut values) = (Vec::new(), Vec::new());
        match self.next()? {
            ColumnReader::Int64ColumnReader(mut reader) => {
                reader.read_records(self.rows, Some(&mut levels), None, &mut values)?;
            }
            ColumnReader::Int32ColumnReader(mut reader) => {
                let mut narrow = Vec::new();
                reader.read_records(self.rows, Some(&mut levels), None, &mut narrow)?;
                values.extend(narrow.into_iter().map(i64::from));
            }
            _ => return Err(ReadError::Foreign("time")),
        }
        Ok(spread(values, &levels))
    }

    fn texts(&mut self) -> Result<Vec<Option<ByteArray>>, ReadError> {
        let (mut levels, mut values) = (Vec::new(), Vec::<ByteArray>::new());
        let ColumnReader::ByteArrayColumnReader(mut reader) = self.next()? else {
            return Err(ReadError::Foreign("path"));
        };
        reader.read_records(self.rows, Some(&mut levels), None, &mut values)?;
        Ok(spread(values, &levels))
    }

    /// Name and version, each distinct pair made once.
    fn products(&mut self) -> Result<Vec<Option<Arc<Product>>>, ReadError> {
        let (names, versions) = (self.texts()?, self.texts()?);
        let mut known = HashMap::<Vec<u8>, Arc<Product>>::new();
        let mut key = Vec::new();
        let product = |(name, version): (Option<ByteArray>, Option<ByteArray>)| {
            let (name, version) = (name?, version.as_ref().map(ByteArray::data));
            key.clear();
            key.extend_from_slice(name.data());
            // No text has this byte in it: it is no UTF-8.
            key.extend(version.map(|_| 0xff));
            key.extend_from_slice(version.unwrap_or_default());
            if let Some(product) = known.get(&key) {
                return Some(Arc::clone(product));
            }
            let text = String::from_utf8_lossy;
            let product = version::read(&text(name.data()), version.map(text).as_deref());
            let product = Arc::new(product);
            known.insert(key.clone(), Arc::clone(&product));
            Some(product)
        };
        Ok(names.into_iter().zip(versions).map(product).collect())
    }

    fn networks(&mut self) -> Result<Vec<Network>, ReadError> {
        let parsed = |text: Option<ByteArray>| -> Option<Network> {
            std::str::from_utf8(text?.data()).ok()?.parse().ok()
        };
        let networks = self.texts()?.into_iter().map(parsed).collect::<Option<_>>();
        networks.ok_or(ReadError::Foreign("network"))
    }
}

/// Puts the values that are there to their rows. Without levels all are there.
fn spread<T>(values: Vec<T>, levels: &[i16]) -> Vec<Option<T>> {
    if levels.is_empty() {
        return values.into_iter().map(Some).collect();
    }
    let mut values = values.into_iter();
    levels.iter().map(|level| if *level > 0 { values.next() } else { None }).collect()
}

/// What is shown of readers: how many rows there are.
macro_rules! shown {
    ($($name:ident),*) => {$(
        impl<R: ChunkReader> std::fmt::Debug for $name<R> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("rows", &self.rows()).finish_non_exhaustive()
            }
        }
    )*};
}

shown!(RequestReader, VisitReader);

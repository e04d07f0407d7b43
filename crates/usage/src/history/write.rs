//! Writes rows as Parquet.
//!
//! Texts have dictionaries and are packed with snappy, numbers are stored as differences; the smallest
//! and largest time of each row group stand in the file's end, so that other engines can pass over what
//! they do not look for. Snappy is quick both ways and light to build; zstd makes the files a quarter
//! smaller and is a C library.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnDescPtr, SchemaDescPtr};

use super::batch::{Products, RequestBatch, VisitBatch};
use super::encode::{Chunk, NONE, failed, numbers, texts};
use super::row::{Network, RequestRow, VisitRow};
use super::{schema, version};
use crate::classify::Kind;

/// A row group, encoded: what of the work needs no file, and can be done elsewhere.
pub struct Encoded(Vec<Chunk>);

/// A Parquet file that is being written. The caller closes it with [`Self::finish`]; a file that was not
/// finished is none.
struct File<W: Write + Send> {
    writer: SerializedFileWriter<Shared<W>>,
    out: Shared<W>,
}

/// Where a file is written to. The crate's writer hands it back only together with its last write, of
/// whose failure it does not tell the cause; so we keep it as well.
struct Shared<W>(Arc<Mutex<Option<W>>>);

impl<W: Write> Shared<W> {
    fn with<T>(&self, work: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        let mut held = self.0.lock().map_err(|_| io::Error::other("a thread ended in a write"))?;
        work(held.as_mut().ok_or_else(|| io::Error::other("the file was finished"))?)
    }
}

impl<W: Write> Write for Shared<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|out| out.write(bytes))
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with(|out| out.write_all(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(Write::flush)
    }
}

impl<W: Write + Send> File<W> {
    fn new(out: W, schema: &SchemaDescPtr) -> io::Result<Self> {
        let out = Arc::new(Mutex::new(Some(out)));
        let (root, shared) = (schema.root_schema_ptr(), Shared(Arc::clone(&out)));
        let writer = SerializedFileWriter::new(shared, root, schema::properties());
        Ok(Self { writer: writer.map_err(failed)?, out: Shared(out) })
    }

    fn append(&mut self, group: Encoded) -> io::Result<()> {
        let mut writer = self.writer.next_row_group().map_err(failed)?;
        for Chunk { bytes, close } in group.0 {
            writer.append_column(&bytes, close).map_err(failed)?;
        }
        writer.close().map_err(failed)?;
        Ok(())
    }

    fn finish(mut self) -> io::Result<W> {
        self.writer.finish().map_err(failed)?;
        let mut held =
            self.out.0.lock().map_err(|_| io::Error::other("a thread ended in a write"))?;
        held.take().ok_or_else(|| io::Error::other("the file was finished"))
    }
}

/// A writer of one kind of rows: both are the same but for these.
macro_rules! writer {
    ($(#[$doc:meta])* $name:ident: $batch:ident of $row:ident, $schema:path) => {
        $(#[$doc])*
        pub struct $name<W: Write + Send> {
            file: File<W>,
            waiting: $batch,
            rows: u64,
        }

        impl<W: Write + Send> $name<W> {
            /// Begins a file.
            ///
            /// # Errors
            ///
            /// When it cannot be written.
            pub fn new(out: W) -> io::Result<Self> {
                let file = File::new(out, &$schema()?)?;
                Ok(Self { file, waiting: $batch::new(), rows: 0 })
            }

            /// Takes a row.
            ///
            /// # Errors
            ///
            /// When the file cannot be written; then it is worth nothing.
            pub fn push(&mut self, row: &$row<'_>) -> io::Result<()> {
                self.waiting.push(row);
                if self.waiting.is_full() { self.flush() } else { Ok(()) }
            }

            /// Takes a row group that was encoded elsewhere, after all rows before it.
            ///
            /// # Errors
            ///
            /// When the file cannot be written; then it is worth nothing.
            pub fn append(&mut self, rows: usize, group: Encoded) -> io::Result<()> {
                self.flush()?;
                self.rows += rows as u64;
                self.file.append(group)
            }

            /// How many rows it took.
            pub fn rows(&self) -> u64 {
                self.rows + self.waiting.len() as u64
            }

            /// Ends the file and hands back where it was written to.
            ///
            /// # Errors
            ///
            /// When the file cannot be written; then it is worth nothing.
            pub fn finish(mut self) -> io::Result<W> {
                self.flush()?;
                self.file.finish()
            }

            fn flush(&mut self) -> io::Result<()> {
                if self.waiting.is_empty() {
                    return Ok(());
                }
                let batch = std::mem::take(&mut self.waiting);
                self.rows += batch.len() as u64;
                self.file.append(batch.encode()?)
            }
        }
    };
}

writer!(
    /// Writes requests.
    RequestWriter: RequestBatch of RequestRow, schema::requests
);
writer!(
    /// Writes visits.
    VisitWriter: VisitBatch of VisitRow, schema::visits
);

impl RequestBatch {
    /// Encodes the rows as a row group.
    ///
    /// # Errors
    ///
    /// Never, but by a mistake of ours: nothing is written yet.
    pub fn encode(&self) -> io::Result<Encoded> {
        let schema = schema::requests()?;
        let properties = schema::properties();
        let mut columns = Columns { left: schema.columns().iter(), chunks: Vec::new() };
        let number = |column: &ColumnDescPtr, values: &[i64], levels| {
            numbers(column, &properties, values, levels)
        };
        let kinds: Vec<u32> = self.kind.iter().map(|kind| *kind as u32).collect();
        let status: Vec<i64> = self.status.iter().map(|status| i64::from(*status)).collect();
        columns.next(|c| number(c, &self.time, None))?;
        columns.next(|c| texts(c, Kind::ALL.iter().map(|kind| kind.name().as_bytes()), &kinds))?;
        columns.next(|c| texts(c, self.methods.iter(), &self.method))?;
        columns.next(|c| texts(c, self.paths.iter(), &self.path))?;
        columns.next(|c| number(c, &status, None))?;
        for of in [&self.bytes, &self.taken, &self.visit, &self.duration] {
            columns.next(|c| number(c, &of.values, Some(&of.levels)))?;
        }
        columns.products(&self.browsers, &self.browser)?;
        columns.products(&self.systems, &self.system)?;
        columns.networks(self.networks.values(), &self.network)?;
        Ok(Encoded(columns.chunks))
    }
}

impl VisitBatch {
    /// Encodes the rows as a row group.
    ///
    /// # Errors
    ///
    /// Never, but by a mistake of ours: nothing is written yet.
    pub fn encode(&self) -> io::Result<Encoded> {
        let schema = schema::visits()?;
        let properties = schema::properties();
        let mut columns = Columns { left: schema.columns().iter(), chunks: Vec::new() };
        for of in [&self.visit, &self.start, &self.duration, &self.pages] {
            columns.next(|c| numbers(c, &properties, of, None))?;
        }
        for of in [&self.entry, &self.exit] {
            columns.next(|c| texts(c, self.paths.iter(), of))?;
        }
        columns.products(&self.browsers, &self.browser)?;
        columns.products(&self.systems, &self.system)?;
        columns.networks(self.networks.values(), &self.network)?;
        Ok(Encoded(columns.chunks))
    }
}

/// The columns of a row group, in the order of the schema.
struct Columns<'a> {
    left: std::slice::Iter<'a, ColumnDescPtr>,
    chunks: Vec<Chunk>,
}

impl Columns<'_> {
    fn next(&mut self, make: impl FnOnce(&ColumnDescPtr) -> io::Result<Chunk>) -> io::Result<()> {
        let column = self.left.next().ok_or_else(|| io::Error::other("too many columns"))?;
        self.chunks.push(make(column)?);
        Ok(())
    }

    /// Name and version.
    fn products(&mut self, products: &Products, rows: &[u32]) -> io::Result<()> {
        let mut names = super::dictionary::Dictionary::default();
        let mut versions = super::dictionary::Dictionary::default();
        let of = |product: &crate::agents::Product| {
            let version = version::written(product);
            let version = version.map_or(NONE, |version| versions.number(version.as_bytes()));
            (names.number(product.family.as_bytes()), version)
        };
        let (of_names, of_versions): (Vec<u32>, Vec<u32>) =
            products.values().iter().map(of).unzip();
        let all = |of: &[u32]| -> Vec<u32> {
            rows.iter().map(|row| of.get(*row as usize).copied().unwrap_or(NONE)).collect()
        };
        self.next(|c| texts(c, names.iter(), &all(&of_names)))?;
        self.next(|c| texts(c, versions.iter(), &all(&of_versions)))
    }

    fn networks(&mut self, networks: &[Network], rows: &[u32]) -> io::Result<()> {
        let (mut names, mut ends) = (Vec::with_capacity(networks.len() * 16), Vec::new());
        for network in networks {
            let from = names.len();
            network.write(&mut names);
            ends.push(from..names.len());
        }
        let names = ends.into_iter().map(|name| names.get(name).unwrap_or_default());
        self.next(|c| texts(c, names, rows))
    }
}

impl std::fmt::Debug for Encoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Encoded").field(&self.0.len()).finish()
    }
}

/// What is shown of writers: how many rows they took.
macro_rules! shown {
    ($($name:ident),*) => {$(
        impl<W: Write + Send> std::fmt::Debug for $name<W> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("rows", &self.rows()).finish_non_exhaustive()
            }
        }
    )*};
}

shown!(RequestWriter, VisitWriter);

//! The file of a backup: the tables, and a manifest that tells whether they are whole.
use super::{FORMAT, PAGE, fault};
use crate::VaultError;
use crate::store::{Table, Value};
use aws_lc_rs::digest::{Context, SHA256};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params_from_iter};
use std::path::{Path, PathBuf};

/// A backup file being written or read.
pub(super) struct File {
    path: PathBuf,
    sqlite: Connection,
}

/// A sum over the rows of a table, in the order of its key.
pub(super) struct Sum(Context);

impl Sum {
    pub(super) fn new(table: &Table) -> Self {
        let mut context = Context::new(&SHA256);
        context.update(table.name.as_bytes());
        Self(context)
    }

    pub(super) fn add(&mut self, values: &[Value]) {
        for value in values {
            let (kind, bytes): (u8, &[u8]) = match value {
                Value::Null => (0, &[]),
                Value::Int(number) => {
                    self.0.update(&[1]);
                    self.0.update(&number.to_be_bytes());
                    continue;
                }
                Value::Text(text) => (2, text.as_bytes()),
                Value::Bytes(bytes) => (3, bytes),
            };
            self.0.update(&[kind]);
            self.0.update(&(bytes.len() as u64).to_be_bytes());
            self.0.update(bytes);
        }
    }

    pub(super) fn finish(self) -> String {
        self.0.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl File {
    /// Makes a new file; one that is there already is left alone.
    pub(super) fn create(path: &Path, tables: &[Table]) -> Result<Self, VaultError> {
        if path.exists() {
            return Err(fault(path, "is there already; name another file"));
        }
        let sqlite = Connection::open(path).map_err(|error| fault(path, error))?;
        let mut text = String::from(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             CREATE TABLE backup_manifest (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);",
        );
        for Table { name, columns, key } in tables {
            let (columns, key) = (columns.join(", "), key.join(", "));
            text.push_str(&format!("CREATE TABLE {name} ({columns}, PRIMARY KEY ({key}));"));
        }
        sqlite.execute_batch(&text).map_err(|error| fault(path, error))?;
        Ok(Self { path: path.to_owned(), sqlite })
    }

    /// Opens a file for reading and checks that it is a backup.
    pub(super) fn open(path: &Path) -> Result<Self, VaultError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sqlite = Connection::open_with_flags(path, flags)
            .map_err(|error| fault(path, format!("can't be read: {error}")))?;
        let file = Self { path: path.to_owned(), sqlite };
        match file.manifest("format") {
            Ok(Some(format)) if format == FORMAT => Ok(file),
            Ok(Some(format)) => Err(fault(
                path,
                format!("has the format `{format}`; restore it with a newer version"),
            )),
            _ => Err(fault(path, "is not a backup, or was not finished; name another file")),
        }
    }

    pub(super) fn manifest(&self, name: &str) -> Result<Option<String>, VaultError> {
        self.sqlite
            .query_row("SELECT value FROM backup_manifest WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()
            .map_err(|error| fault(&self.path, error))
    }

    pub(super) fn wanted(&self, name: &str) -> Result<String, VaultError> {
        let missing =
            || fault(&self.path, format!("lacks `{name}` in its manifest; it is damaged"));
        self.manifest(name)?.ok_or_else(missing)
    }

    /// What the manifest says of the tables and where they come from, as the text that is signed.
    pub(super) fn claims(&self) -> Result<String, VaultError> {
        let wrong = |error: rusqlite::Error| fault(&self.path, error);
        let mut statement = self
            .sqlite
            .prepare(
                "SELECT name, value FROM backup_manifest \
                 WHERE name NOT IN ('format', 'checkpoint', 'signed') ORDER BY name",
            )
            .map_err(wrong)?;
        let mut text = format!("{FORMAT}\n");
        let mut rows = statement.query([]).map_err(wrong)?;
        while let Some(row) = rows.next().map_err(wrong)? {
            let (name, value): (String, String) =
                (row.get(0).map_err(wrong)?, row.get(1).map_err(wrong)?);
            text.push_str(&format!("{name} {}\n", value.replace('\n', " ")));
        }
        Ok(text)
    }

    pub(super) fn note(&self, name: &str, value: &str) -> Result<(), VaultError> {
        self.sqlite
            .execute("INSERT INTO backup_manifest (name, value) VALUES (?1, ?2)", [name, value])
            .map(|_| ())
            .map_err(|error| fault(&self.path, error))
    }

    pub(super) fn insert(&self, table: &Table, rows: &[Vec<Value>]) -> Result<(), VaultError> {
        let marks = vec!["?"; table.columns.len()].join(", ");
        let text =
            format!("INSERT INTO {} ({}) VALUES ({marks})", table.name, table.columns.join(", "));
        let run = || {
            self.sqlite.execute_batch("BEGIN")?;
            let mut statement = self.sqlite.prepare_cached(&text)?;
            for row in rows {
                statement.execute(params_from_iter(row.iter().map(bound)))?;
            }
            self.sqlite.execute_batch("COMMIT")
        };
        run().map_err(|error: rusqlite::Error| fault(&self.path, error))
    }

    /// The table as this file has it. An older release wrote the columns that it knew, and no table
    /// that it did not know; what is missing gets its default where it is restored.
    pub(super) fn known(&self, table: &Table) -> Result<Option<Table>, VaultError> {
        let wrong = |error: rusqlite::Error| fault(&self.path, error);
        let text = "SELECT name FROM pragma_table_info(?1)";
        let mut statement = self.sqlite.prepare(text).map_err(wrong)?;
        let there = statement.query_map([table.name], |row| row.get(0)).map_err(wrong)?;
        let there: Vec<String> = there.collect::<Result<_, _>>().map_err(wrong)?;
        if there.is_empty() {
            return Ok(None);
        }
        let columns = table.columns.iter().copied().filter(|name| there.iter().any(|n| n == name));
        let columns: Vec<&'static str> = columns.collect();
        if columns.len() == table.columns.len() {
            return Ok(Some(*table));
        }
        Ok(Some(Table { columns: columns.leak(), ..*table }))
    }

    /// Gives the rows of a table, some at a time, in the order in which they were written.
    pub(super) fn rows(
        &self,
        table: &Table,
        mut each: impl FnMut(Vec<Vec<Value>>) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let wrong = |error: rusqlite::Error| fault(&self.path, error);
        let text =
            format!("SELECT {} FROM {} ORDER BY rowid", table.columns.join(", "), table.name);
        let mut statement = self.sqlite.prepare(&text).map_err(wrong)?;
        let mut rows = statement.query([]).map_err(wrong)?;
        let mut page = Vec::new();
        while let Some(row) = rows.next().map_err(wrong)? {
            let values = (0..table.columns.len()).map(|at| row.get_ref(at).map(value));
            page.push(values.collect::<Result<_, _>>().map_err(wrong)?);
            if page.len() == PAGE {
                each(std::mem::take(&mut page))?;
            }
        }
        if page.is_empty() { Ok(()) } else { each(page) }
    }

    /// Checks every table against the manifest; gives how many rows there are.
    pub(super) fn check(&self, tables: &[Table]) -> Result<u64, VaultError> {
        let mut all = 0;
        for table in tables {
            let Some(table) = &self.known(table)? else {
                // The signed manifest says whether it was ever there.
                if self.manifest(&format!("table:{}", table.name))?.is_some() {
                    let problem = format!("is damaged: its table `{}` is missing", table.name);
                    return Err(fault(&self.path, problem));
                }
                continue;
            };
            let mut sum = Sum::new(table);
            let mut count = 0_u64;
            self.rows(table, |page| {
                count += page.len() as u64;
                page.iter().for_each(|row| sum.add(row));
                Ok(())
            })?;
            let wanted = self.wanted(&format!("table:{}", table.name))?;
            if wanted != format!("{count} {}", sum.finish()) {
                let problem =
                    format!("is damaged: its table `{}` is not as it was written", table.name);
                return Err(fault(&self.path, problem));
            }
            all += count;
        }
        Ok(all)
    }

    /// Makes the file durable.
    pub(super) fn finish(self) -> Result<(), VaultError> {
        let Self { path, sqlite } = self;
        sqlite.close().map_err(|(_, error)| fault(&path, error))?;
        std::fs::File::open(&path)
            .and_then(|file| file.sync_all())
            .map_err(|error| fault(&path, error))
    }
}

fn bound(value: &Value) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match value {
        Value::Null => ValueRef::Null,
        Value::Int(number) => ValueRef::Integer(*number),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Bytes(bytes) => ValueRef::Blob(bytes),
    })
}

fn value(read: ValueRef<'_>) -> Value {
    match read {
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
    }
}

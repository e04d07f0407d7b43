//! Statements that carry a table from one database to another, made from its description.
use crate::store::{Row, Sql, Table, Value};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// The statements of one table, for the engine of the store.
#[derive(Clone, Copy)]
pub(super) struct Carry {
    /// The first rows in the order of the key; `$1` is how many.
    pub(super) first: Sql,
    /// The rows after a key; the last parameter is how many.
    pub(super) after: Sql,
    /// One row.
    pub(super) insert: Sql,
    /// All rows go.
    pub(super) clear: Sql,
    /// How many rows there are.
    pub(super) count: Sql,
}

/// The statements of a table. Their text is made once for each table (and each set of columns that an
/// older release wrote) and lives as long as the process.
pub(super) fn carry(table: &Table) -> Carry {
    static MADE: OnceLock<Mutex<HashMap<(&'static str, usize), Carry>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    *made.entry((table.name, table.columns.len())).or_insert_with(|| make(table))
}

fn make(table: &Table) -> Carry {
    let (name, columns, key) = (table.name, table.columns.join(", "), table.key.join(", "));
    let marks = |from: usize, count: usize| {
        (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
    };
    let sql = |what: &'static str, text: String| Sql { name: what, text: text.leak() };
    let keys = table.key.len();
    Carry {
        first: sql("backup_first", format!("SELECT {columns} FROM {name} ORDER BY {key} LIMIT $1")),
        after: sql(
            "backup_after",
            format!(
                "SELECT {columns} FROM {name} WHERE ({key}) > ({}) ORDER BY {key} LIMIT ${}",
                marks(1, keys),
                keys + 1
            ),
        ),
        insert: sql(
            "restore_insert",
            format!("INSERT INTO {name} ({columns}) VALUES ({})", marks(1, table.columns.len())),
        ),
        clear: sql("restore_clear", format!("DELETE FROM {name}")),
        count: sql("backup_count", format!("SELECT COUNT(*) FROM {name}")),
    }
}

/// The key of a row of [`Carry::first`] or [`Carry::after`].
pub(super) fn key_of(table: &Table, row: &Row) -> Vec<Value> {
    let place = |name| table.columns.iter().position(|column| column == name);
    table
        .key
        .iter()
        .map(|name| place(name).and_then(|at| row.values().get(at).cloned()).unwrap_or(Value::Null))
        .collect()
}

//! Lines of logs that could not be read, sealed with their day's key; once that is over, how many they
//! were.

use probity_vault::store::{Sql, Table};

/// One row for the lines of one file, day and commit. `sealed` holds the file's name, the lines and why
/// each was rejected, and is `bytes` long; it is NULL once its time is over. For `beyond` lines there
/// was no room.
pub const TABLE: Table = Table {
    name: "usage_rejected",
    columns: &["id", "scope", "site", "day", "lines", "beyond", "bytes", "sealed", "created_at"],
    key: &["id"],
};

/// Lines of a file and day.
pub const INSERT: Sql = Sql {
    name: "usage_rejected_insert",
    text: "INSERT INTO usage_rejected \
           (id, scope, site, day, lines, beyond, bytes, sealed, created_at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
};

/// A row, if it is there.
pub const THERE: Sql =
    Sql { name: "usage_rejected_there", text: "SELECT id FROM usage_rejected WHERE id = $1" };

/// What there is of some days, in the order in which it came.
pub const LIST: Sql = Sql {
    name: "usage_rejected_list",
    text: "SELECT id, site, day, lines, beyond FROM usage_rejected \
           WHERE day >= $1 AND day <= $2 ORDER BY site, day, id",
};

/// What lies sealed in a row.
pub const SEALED: Sql =
    Sql { name: "usage_rejected_sealed", text: "SELECT sealed FROM usage_rejected WHERE id = $1" };

/// How many bytes of a scope were stored since a moment.
pub const BYTES: Sql = Sql {
    name: "usage_rejected_bytes",
    text: "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM usage_rejected \
           WHERE scope = $1 AND created_at >= $2",
};

/// The days of which there are rows, with whether one of them is still sealed.
pub const DAYS: Sql = Sql {
    name: "usage_rejected_days",
    text: "SELECT day, MAX(CASE WHEN sealed IS NULL THEN 0 ELSE 1 END) FROM usage_rejected \
           GROUP BY day ORDER BY day",
};

/// The lines of a day are gone; how many they were stays.
pub const OVER: Sql = Sql {
    name: "usage_rejected_over",
    text: "UPDATE usage_rejected SET sealed = NULL, bytes = 0 WHERE day = $1",
};

/// Forgets a day.
pub const DELETE_DAY: Sql =
    Sql { name: "usage_rejected_delete_day", text: "DELETE FROM usage_rejected WHERE day = $1" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, THERE, LIST, SEALED, BYTES, DAYS, OVER, DELETE_DAY];

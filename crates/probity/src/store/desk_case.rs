//! Records that a member of staff has found and may now state a need for: by the hash of a number
//! that works once, for them alone, and not for long.

use probity_vault::store::{Sql, Table};

/// One row a person found and not opened yet.
pub const TABLE: Table = Table {
    name: "desk_case",
    columns: &["hash", "staff", "subject", "purpose", "created_at", "expires_at"],
    key: &["hash"],
};

/// Somebody was found.
pub const INSERT: Sql = Sql {
    name: "desk_case_insert",
    text: "INSERT INTO desk_case (hash, staff, subject, purpose, created_at, expires_at) \
           VALUES ($1, $2, $3, $4, $5, $6)",
};

/// Who was found, and for which purpose, by this member of staff; if it has not run out.
pub const GET: Sql = Sql {
    name: "desk_case_get",
    text: "SELECT subject, purpose FROM desk_case \
           WHERE hash = $1 AND staff = $2 AND expires_at > $3",
};

/// Uses it up. Whoever deletes the row may open the record; nobody else may.
pub const DELETE: Sql =
    Sql { name: "desk_case_delete", text: "DELETE FROM desk_case WHERE hash = $1" };

/// Forgets everything that a member of staff has found.
pub const DELETE_OF: Sql =
    Sql { name: "desk_case_delete_of", text: "DELETE FROM desk_case WHERE staff = $1" };

/// Removes what has run out.
pub const EXPIRE: Sql =
    Sql { name: "desk_case_expire", text: "DELETE FROM desk_case WHERE expires_at <= $1" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, GET, DELETE, DELETE_OF, EXPIRE];

//! Sessions, by the hash of their cookie's number: whoever reads this table can't sign in with it.

use probity_vault::store::{Sql, Table};

/// One row a session.
pub const TABLE: Table = Table {
    name: "session",
    columns: &["hash", "kind", "subject", "created_at", "expires_at"],
    key: &["hash"],
};

/// A new session.
pub const INSERT: Sql = Sql {
    name: "session_insert",
    text: "INSERT INTO session (hash, kind, subject, created_at, expires_at) \
           VALUES ($1, $2, $3, $4, $5)",
};

/// Kind and subject of a session that has not run out at a moment.
pub const GET: Sql = Sql {
    name: "session_get",
    text: "SELECT kind, subject FROM session WHERE hash = $1 AND expires_at > $2",
};

/// Ends one.
pub const DELETE: Sql = Sql { name: "session_delete", text: "DELETE FROM session WHERE hash = $1" };

/// Ends all of a person.
pub const DELETE_ALL: Sql =
    Sql { name: "session_delete_all", text: "DELETE FROM session WHERE subject = $1" };

/// Removes what has run out.
pub const EXPIRE: Sql =
    Sql { name: "session_expire", text: "DELETE FROM session WHERE expires_at <= $1" };

/// How many there are at a moment.
pub const COUNT: Sql =
    Sql { name: "session_count", text: "SELECT COUNT(*) FROM session WHERE expires_at > $1" };

/// How many a person has at a moment.
pub const COUNT_OF: Sql = Sql {
    name: "session_count_of",
    text: "SELECT COUNT(*) FROM session WHERE subject = $1 AND expires_at > $2",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, GET, DELETE, DELETE_ALL, EXPIRE, COUNT, COUNT_OF];

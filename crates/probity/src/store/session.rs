//! Sessions, by the hash of their cookie's number: whoever reads this table can't sign in with it.
//!
//! Of a device it holds nothing: no address, no browser. `used_at` moves at most once an hour;
//! `expires_at` moves with it and never past `ends_at`.

use probity_vault::store::{Sql, Table};

/// One row a session.
pub const TABLE: Table = Table {
    name: "session",
    columns: &["hash", "kind", "subject", "created_at", "expires_at", "used_at", "ends_at", "how"],
    key: &["hash"],
};

/// A new session.
pub const INSERT: Sql = Sql {
    name: "session_insert",
    text: "INSERT INTO session \
           (hash, kind, subject, created_at, expires_at, used_at, ends_at, how) \
           VALUES ($1, $2, $3, $4, $5, $4, $6, $7)",
};

/// Kind, subject, last use and latest end of a session that has not run out at a moment.
pub const GET: Sql = Sql {
    name: "session_get",
    text: "SELECT kind, subject, used_at, ends_at FROM session \
           WHERE hash = $1 AND expires_at > $2",
};

/// Notes a use (at `$1`) and moves the end; a session that has ended meanwhile stays ended.
pub const USE: Sql = Sql {
    name: "session_use",
    text: "UPDATE session SET used_at = $1, expires_at = $2 \
           WHERE hash = $3 AND used_at < $1 AND expires_at > $1",
};

/// A member's sessions that go on at a moment, newest first: hash, begin, last use, latest end, how.
pub const OF_MEMBER: Sql = Sql {
    name: "session_of_member",
    text: "SELECT hash, created_at, used_at, expires_at, how FROM session \
           WHERE subject = $1 AND kind = 'member' AND expires_at > $2 \
           ORDER BY created_at DESC, hash",
};

/// Ends one.
pub const DELETE: Sql = Sql { name: "session_delete", text: "DELETE FROM session WHERE hash = $1" };

/// Ends one, if it is this member's.
pub const DELETE_OF: Sql = Sql {
    name: "session_delete_of",
    text: "DELETE FROM session WHERE hash = $1 AND subject = $2 AND kind = 'member'",
};

/// Ends all of a member but one.
pub const DELETE_OTHERS: Sql = Sql {
    name: "session_delete_others",
    text: "DELETE FROM session WHERE subject = $1 AND kind = 'member' AND hash <> $2",
};

/// Ends all of a person.
pub const DELETE_ALL: Sql =
    Sql { name: "session_delete_all", text: "DELETE FROM session WHERE subject = $1" };

/// Removes what has run out.
pub const EXPIRE: Sql =
    Sql { name: "session_expire", text: "DELETE FROM session WHERE expires_at <= $1" };

/// How many there are at a moment.
pub const COUNT: Sql =
    Sql { name: "session_count", text: "SELECT COUNT(*) FROM session WHERE expires_at > $1" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] =
    &[INSERT, GET, USE, OF_MEMBER, DELETE, DELETE_OF, DELETE_OTHERS, DELETE_ALL, EXPIRE, COUNT];

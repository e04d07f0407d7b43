//! Joins whose address nobody has confirmed yet; they are erased when their time runs out.

use probity_vault::store::{Sql, Table};

/// One row a person who has joined and not confirmed.
pub const TABLE: Table =
    Table { name: "pending", columns: &["subject", "joined_at", "expires_at"], key: &["subject"] };

/// A new join.
pub const INSERT: Sql = Sql {
    name: "pending_insert",
    text: "INSERT INTO pending (subject, joined_at, expires_at) VALUES ($1, $2, $3)",
};

/// Whether a person is one: one row or none.
pub const GET: Sql =
    Sql { name: "pending_get", text: "SELECT joined_at FROM pending WHERE subject = $1" };

/// Gives a join more time, because its message left later.
pub const EXTEND: Sql = Sql {
    name: "pending_extend",
    text: "UPDATE pending SET expires_at = $1 WHERE subject = $2 AND expires_at < $1",
};

/// Ends the waiting: confirmed or erased.
pub const DELETE: Sql =
    Sql { name: "pending_delete", text: "DELETE FROM pending WHERE subject = $1" };

/// Those whose time has run out at a moment, a page of them.
pub const EXPIRED: Sql = Sql {
    name: "pending_expired",
    text: "SELECT subject FROM pending WHERE expires_at <= $1 ORDER BY expires_at LIMIT 100",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, GET, EXTEND, DELETE, EXPIRED];

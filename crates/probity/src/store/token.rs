//! Links that work once, by the hash of their number.

use probity_vault::store::{Sql, Table};

/// One row a link that still works.
pub const TABLE: Table = Table {
    name: "token",
    columns: &["hash", "kind", "subject", "created_at", "expires_at"],
    key: &["hash"],
};

/// A new link.
pub const INSERT: Sql = Sql {
    name: "token_insert",
    text: "INSERT INTO token (hash, kind, subject, created_at, expires_at) \
           VALUES ($1, $2, $3, $4, $5)",
};

/// The subject of a link of this kind that has not run out at a moment.
pub const GET: Sql = Sql {
    name: "token_get",
    text: "SELECT subject FROM token WHERE hash = $1 AND kind = $2 AND expires_at > $3",
};

/// Uses a link up. Whoever deletes the row has used it; nobody else has.
pub const DELETE: Sql = Sql { name: "token_delete", text: "DELETE FROM token WHERE hash = $1" };

/// Ends all links of a kind that a person has.
pub const DELETE_KIND: Sql =
    Sql { name: "token_delete_kind", text: "DELETE FROM token WHERE subject = $1 AND kind = $2" };

/// Ends all links of a person.
pub const DELETE_ALL: Sql =
    Sql { name: "token_delete_all", text: "DELETE FROM token WHERE subject = $1" };

/// Removes what has run out.
pub const EXPIRE: Sql =
    Sql { name: "token_expire", text: "DELETE FROM token WHERE expires_at <= $1" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, GET, DELETE, DELETE_KIND, DELETE_ALL, EXPIRE];

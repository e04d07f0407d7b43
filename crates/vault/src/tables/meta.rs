//! What the data store knows of itself: which keyring opens it, and what befell it.
use crate::store::{Sql, Table};

/// Names and values.
pub const TABLE: Table = Table { name: "meta", columns: &["name", "value"], key: &["name"] };

/// The name under which the id of the keyring stands.
pub const KEYRING: &str = "keyring";
/// The name under which the ledger's origin stands.
pub const ORIGIN: &str = "origin";

/// One value.
pub const GET: Sql = Sql { name: "meta_get", text: "SELECT value FROM meta WHERE name = $1" };

/// Sets a value, once or again.
pub const SET: Sql = Sql {
    name: "meta_set",
    text: "INSERT INTO meta (name, value) VALUES ($1, $2) \
           ON CONFLICT (name) DO UPDATE SET value = excluded.value",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[GET, SET];

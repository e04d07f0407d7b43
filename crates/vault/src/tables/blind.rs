//! The blind index: finds a person by a value without holding the value.
//!
//! `mac` is keyed with a key of the key store, so this table alone does not let a guess be tested.
//! One value of a field belongs to one person.
use crate::store::{Sql, Table};

/// One row for each field that is looked up by and each person.
pub const TABLE: Table =
    Table { name: "blind", columns: &["field", "mac", "subject"], key: &["field", "mac"] };

/// Claims a value; no row is written when somebody has it.
pub const CLAIM: Sql = Sql {
    name: "blind_claim",
    text: "INSERT INTO blind (field, mac, subject) VALUES ($1, $2, $3) \
           ON CONFLICT (field, mac) DO NOTHING",
};

/// Whose value it is.
pub const FIND: Sql =
    Sql { name: "blind_find", text: "SELECT subject FROM blind WHERE field = $1 AND mac = $2" };

/// Gives up a person's value of a field.
pub const RELEASE_FIELD: Sql = Sql {
    name: "blind_release_field",
    text: "DELETE FROM blind WHERE subject = $1 AND field = $2",
};

/// Gives up all of a person's values.
pub const RELEASE_SUBJECT: Sql =
    Sql { name: "blind_release_subject", text: "DELETE FROM blind WHERE subject = $1" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[CLAIM, FIND, RELEASE_FIELD, RELEASE_SUBJECT];

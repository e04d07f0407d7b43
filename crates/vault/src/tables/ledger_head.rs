//! How long the ledger is and the root of its tree: one row, the lock of everyone who appends.
use crate::store::{Sql, Table};

/// The one row, with id 1.
pub const TABLE: Table =
    Table { name: "ledger_head", columns: &["id", "size", "root"], key: &["id"] };

/// The empty ledger.
pub const INSERT: Sql = Sql {
    name: "ledger_head_insert",
    text: "INSERT INTO ledger_head (id, size, root) VALUES (1, 0, $1) ON CONFLICT (id) DO NOTHING",
};

/// Reads the head and keeps other writers out until the transaction ends.
pub const LOCK: Sql = Sql {
    name: "ledger_head_lock",
    text: "UPDATE ledger_head SET size = size WHERE id = 1 RETURNING size, root",
};

/// Reads the head as it was last committed.
pub const GET: Sql =
    Sql { name: "ledger_head_get", text: "SELECT size, root FROM ledger_head WHERE id = 1" };

/// Moves the head.
pub const MOVE: Sql = Sql {
    name: "ledger_head_move",
    text: "UPDATE ledger_head SET size = $1, root = $2 WHERE id = 1",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, LOCK, GET, MOVE];

//! Hashes of the tree above its leaves: one for each full tile of 256 below it.
use crate::store::{Sql, Table};

/// One row a hash; level 1 covers 256 leaves, level 2 covers 65,536, and so on.
pub const TABLE: Table =
    Table { name: "ledger_node", columns: &["level", "idx", "hash"], key: &["level", "idx"] };

/// Adds a hash that an entry completed.
pub const INSERT: Sql = Sql {
    name: "ledger_node_insert",
    text: "INSERT INTO ledger_node (level, idx, hash) VALUES ($1, $2, $3)",
};

/// The hashes of a level in a range.
pub const RANGE: Sql = Sql {
    name: "ledger_node_range",
    text: "SELECT hash FROM ledger_node WHERE level = $1 AND idx >= $2 AND idx < $3 ORDER BY idx",
};

/// Indices and hashes of a level from an index on.
pub const PAGE: Sql = Sql {
    name: "ledger_node_page",
    text: "SELECT idx, hash FROM ledger_node WHERE level = $1 AND idx >= $2 ORDER BY idx LIMIT $3",
};

/// How many hashes each level has.
pub const COUNT: Sql = Sql {
    name: "ledger_node_count",
    text: "SELECT level, COUNT(*) FROM ledger_node GROUP BY level ORDER BY level",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, RANGE, PAGE, COUNT];

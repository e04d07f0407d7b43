//! The ledger's entries in order, each with its public leaf.
use crate::store::{Sql, Table};

/// One row an entry; `idx` from 0, `seq` from 1 for each subject, both without gaps.
pub const TABLE: Table = Table {
    name: "ledger_entry",
    columns: &["idx", "subject", "seq", "body", "commitment", "binding", "leaf"],
    key: &["idx"],
};

/// Appends.
pub const INSERT: Sql = Sql {
    name: "ledger_entry_insert",
    text: "INSERT INTO ledger_entry (idx, subject, seq, body, commitment, binding, leaf) \
           VALUES ($1, $2, $3, $4, $5, $6, $7)",
};

/// Appends only while the person's record is the one that was decided on.
pub const INSERT_IF: Sql = Sql {
    name: "ledger_entry_insert_if",
    text: "INSERT INTO ledger_entry (idx, subject, seq, body, commitment, binding, leaf) \
           SELECT $1, $2, $3, $4, $5, $6, $7 FROM subject WHERE id = $2 AND revision = $8",
};

/// How many entries a person has.
pub const LAST_SEQ: Sql = Sql {
    name: "ledger_entry_last_seq",
    text: "SELECT MAX(seq) FROM ledger_entry WHERE subject = $1",
};

/// A person's entries after a sequence.
pub const OF_SUBJECT: Sql = Sql {
    name: "ledger_entry_of_subject",
    text: "SELECT idx, seq, body, commitment, binding, leaf FROM ledger_entry \
           WHERE subject = $1 AND seq > $2 ORDER BY seq LIMIT $3",
};

/// Whole rows from an index on.
pub const PAGE: Sql = Sql {
    name: "ledger_entry_page",
    text: "SELECT idx, subject, seq, body, commitment, binding, leaf FROM ledger_entry \
           WHERE idx >= $1 ORDER BY idx LIMIT $2",
};

/// Entries from an index on, without their leaves.
pub const BODIES: Sql = Sql {
    name: "ledger_entry_bodies",
    text: "SELECT idx, body FROM ledger_entry WHERE idx >= $1 ORDER BY idx LIMIT $2",
};

/// Leaf hashes of a range.
pub const LEAVES: Sql = Sql {
    name: "ledger_entry_leaves",
    text: "SELECT leaf FROM ledger_entry WHERE idx >= $1 AND idx < $2 ORDER BY idx",
};

/// Leaves of a range.
pub const BUNDLE: Sql = Sql {
    name: "ledger_entry_bundle",
    text: "SELECT commitment, binding FROM ledger_entry \
           WHERE idx >= $1 AND idx < $2 ORDER BY idx",
};

/// How many entries there are, and the last index.
pub const COUNT: Sql =
    Sql { name: "ledger_entry_count", text: "SELECT COUNT(*), MAX(idx) FROM ledger_entry" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] =
    &[INSERT, INSERT_IF, LAST_SEQ, OF_SUBJECT, PAGE, BODIES, LEAVES, BUNDLE, COUNT];

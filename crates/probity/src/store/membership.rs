//! Which classes somebody holds or held, one row a life: a random id, the name of a class, a state and
//! days. Days are counted from 1970 in the foundation's time zone; `due` is the next one on which
//! something happens by itself. What the person reads of it lies sealed in the vault.

use probity_vault::store::{Sql, Table};

/// One row a life of a membership.
pub const TABLE: Table = Table {
    name: "membership",
    columns: &[
        "subject",
        "class",
        "life",
        "state",
        "applied",
        "joined",
        "starts",
        "ends",
        "asked",
        "cancelled",
        "reminded",
        "due",
    ],
    key: &["subject", "class", "life"],
};

/// Every life of a person, by class, oldest first.
pub const OF_SUBJECT: Sql = Sql {
    name: "membership_of_subject",
    text: "SELECT class, life, state, applied, joined, starts, ends, asked, cancelled, reminded, due \
           FROM membership WHERE subject = $1 ORDER BY class, life",
};

/// Keeps a life as it is now.
pub const PUT: Sql = Sql {
    name: "membership_put",
    text: "INSERT INTO membership (subject, class, life, state, applied, joined, starts, ends, asked, \
           cancelled, reminded, due) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
           ON CONFLICT (subject, class, life) DO UPDATE SET state = excluded.state, \
           applied = excluded.applied, joined = excluded.joined, starts = excluded.starts, \
           ends = excluded.ends, asked = excluded.asked, cancelled = excluded.cancelled, \
           reminded = excluded.reminded, due = excluded.due",
};

/// Whose memberships something happens to by a day, at most so many.
pub const DUE: Sql = Sql {
    name: "membership_due",
    text: "SELECT subject FROM membership WHERE due <= $1 ORDER BY due, subject LIMIT $2",
};

/// How many lives there are of each class in each state.
pub const COUNT: Sql = Sql {
    name: "membership_count",
    text: "SELECT class, state, COUNT(*) FROM membership GROUP BY class, state ORDER BY class, state",
};

/// Lives of a class in a state after a person and a life of theirs, at most so many.
pub const LIST: Sql = Sql {
    name: "membership_list",
    text: "SELECT subject, life, applied, joined, starts, ends, asked, cancelled, reminded \
           FROM membership WHERE class = $1 AND state = $2 \
           AND (subject > $3 OR (subject = $3 AND life > $4)) ORDER BY subject, life LIMIT $5",
};

/// Every life, by person.
pub const ALL: Sql = Sql {
    name: "membership_all",
    text: "SELECT subject, class, applied, joined, starts, ends, asked, cancelled, reminded \
           FROM membership ORDER BY subject, class, life",
};

/// Every life that had begun by a day, by person.
pub const BEGUN: Sql = Sql {
    name: "membership_begun",
    text: "SELECT subject, class, applied, joined, starts, ends, asked, cancelled, reminded \
           FROM membership WHERE starts <= $1 ORDER BY subject, class, life",
};

/// Removes all of a person's.
pub const DELETE_ALL: Sql =
    Sql { name: "membership_delete_all", text: "DELETE FROM membership WHERE subject = $1" };

/// Removes what is left of those who were erased.
pub const ORPHANS: Sql = Sql {
    name: "membership_orphans",
    text: "DELETE FROM membership WHERE subject IN (SELECT id FROM subject WHERE state = 'erased')",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] =
    &[OF_SUBJECT, PUT, DUE, COUNT, LIST, ALL, BEGUN, DELETE_ALL, ORPHANS];

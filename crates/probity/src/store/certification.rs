//! That somebody certified their work, for which class and when, and what was decided: ids, times and
//! one of a few reasons. How many hours they certified lies sealed in the vault.
//!
//! States: `waiting`, `approved`, `declined`, `withdrawn`.

use probity_vault::store::{Sql, Table};

/// One row a certification. `effective` is a day since 1970, the others are milliseconds.
pub const TABLE: Table = Table {
    name: "certification",
    columns: &[
        "id",
        "subject",
        "class",
        "state",
        "asked_at",
        "decided_at",
        "effective",
        "reason",
        "expires_at",
    ],
    key: &["id"],
};

/// A new one, to be looked at.
pub const INSERT: Sql = Sql {
    name: "certification_insert",
    text: "INSERT INTO certification (id, subject, class, state, asked_at, decided_at, effective, \
           reason, expires_at) VALUES ($1, $2, $3, 'waiting', $4, NULL, NULL, NULL, $5)",
};

/// One by its id.
pub const GET: Sql = Sql {
    name: "certification_get",
    text: "SELECT id, subject, class, state, asked_at, decided_at, effective, reason \
           FROM certification WHERE id = $1",
};

/// Those of a person, newest first.
pub const OF_SUBJECT: Sql = Sql {
    name: "certification_of_subject",
    text: "SELECT id, subject, class, state, asked_at, decided_at, effective, reason \
           FROM certification WHERE subject = $1 ORDER BY asked_at DESC, id",
};

/// Those that wait, longest first, at most so many.
pub const WAITING: Sql = Sql {
    name: "certification_waiting",
    text: "SELECT id, subject, class, state, asked_at, decided_at, effective, reason \
           FROM certification WHERE state = 'waiting' ORDER BY asked_at, id LIMIT $1",
};

/// How many wait.
pub const WAITING_COUNT: Sql = Sql {
    name: "certification_waiting_count",
    text: "SELECT COUNT(*) FROM certification WHERE state = 'waiting'",
};

/// Decides on one; counts only while it waits.
pub const DECIDE: Sql = Sql {
    name: "certification_decide",
    text: "UPDATE certification SET state = $1, decided_at = $2, effective = $3, reason = $4 \
           WHERE id = $5 AND state = 'waiting'",
};

/// Takes back what waits of a person for a class.
pub const WITHDRAW: Sql = Sql {
    name: "certification_withdraw",
    text: "UPDATE certification SET state = 'withdrawn', decided_at = $1 \
           WHERE subject = $2 AND class = $3 AND state = 'waiting'",
};

/// Removes all of a person's.
pub const DELETE_ALL: Sql =
    Sql { name: "certification_delete_all", text: "DELETE FROM certification WHERE subject = $1" };

/// Removes those whose time is over.
pub const EXPIRE: Sql = Sql {
    name: "certification_expire",
    text: "DELETE FROM certification WHERE expires_at <= $1 AND state <> 'waiting'",
};

/// Removes what is left of those who were erased.
pub const ORPHANS: Sql = Sql {
    name: "certification_orphans",
    text: "DELETE FROM certification \
           WHERE subject IN (SELECT id FROM subject WHERE state = 'erased')",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[
    INSERT,
    GET,
    OF_SUBJECT,
    WAITING,
    WAITING_COUNT,
    DECIDE,
    WITHDRAW,
    DELETE_ALL,
    EXPIRE,
    ORPHANS,
];

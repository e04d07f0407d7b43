//! People, by an id that says nothing: their state, their standing, and how often they changed.
//!
//! `revision` counts every change of what is held or allowed. A release is recorded only if it still
//! stands at the count that the release was decided on, so nothing slips between the two.
use crate::store::{Sql, Table};

/// One row a person; it stays after an erasure, as the tombstone.
pub const TABLE: Table = Table {
    name: "subject",
    columns: &["id", "state", "giver", "created_at", "revision"],
    key: &["id"],
};

/// A new person.
pub const INSERT: Sql = Sql {
    name: "subject_insert",
    text: "INSERT INTO subject (id, state, giver, created_at, revision) \
           VALUES ($1, 'active', $2, $3, 1)",
};

/// State, giver, creation, revision.
pub const GET: Sql = Sql {
    name: "subject_get",
    text: "SELECT state, giver, created_at, revision FROM subject WHERE id = $1",
};

/// State alone.
pub const STATE: Sql =
    Sql { name: "subject_state", text: "SELECT state FROM subject WHERE id = $1" };

/// Counts a change.
pub const TOUCH: Sql =
    Sql { name: "subject_touch", text: "UPDATE subject SET revision = revision + 1 WHERE id = $1" };

/// Changes the state, and counts it.
pub const SET_STATE: Sql = Sql {
    name: "subject_set_state",
    text: "UPDATE subject SET state = $1, revision = revision + 1 WHERE id = $2",
};

/// Changes the standing, and counts it.
pub const SET_GIVER: Sql = Sql {
    name: "subject_set_giver",
    text: "UPDATE subject SET giver = $1, revision = revision + 1 WHERE id = $2",
};

/// Ids and states after an id, in order.
pub const PAGE: Sql = Sql {
    name: "subject_page",
    text: "SELECT id, state FROM subject WHERE id > $1 ORDER BY id LIMIT $2",
};

/// How many people are in each state.
pub const COUNT: Sql =
    Sql { name: "subject_count", text: "SELECT state, COUNT(*) FROM subject GROUP BY state" };

/// Everything that decides on a release, in one statement and so of one moment.
///
/// Part 0, one row: giver, revision, entries on the ledger, ledger size, creation, state, id.
/// Part 1, a row a consent: what, granted, withdrawn, version.
/// Part 2, a row a current datum: field, seq, version, collected, expires, source, sealed.
pub const STANDING: Sql = Sql {
    name: "subject_standing",
    text: "SELECT CAST(0 AS BIGINT), giver, revision, \
             (SELECT MAX(seq) FROM ledger_entry WHERE subject = $1), \
             (SELECT size FROM ledger_head WHERE id = 1), created_at, state, id \
           FROM subject WHERE id = $1 \
           UNION ALL \
           SELECT CAST(1 AS BIGINT), what, granted_at, withdrawn_at, version, \
             CAST(NULL AS BIGINT), CAST(NULL AS TEXT), subject \
           FROM consent WHERE subject = $1 \
           UNION ALL \
           SELECT CAST(2 AS BIGINT), field, seq, version, collected_at, expires_at, source, sealed \
           FROM datum WHERE subject = $1 AND current = 1",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] =
    &[INSERT, GET, STATE, TOUCH, SET_STATE, SET_GIVER, PAGE, COUNT, STANDING];

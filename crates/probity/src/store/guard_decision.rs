//! Who acted out which scenario of attack, and what followed. The address lies sealed with the key of
//! the day; a keyed hash of it tells that two decisions are about the same. Both go with the day's key,
//! the network stays as long as the data map says.

use probity_vault::store::{Sql, Table};

/// One row a decision. `block` is the keyed hash, empty once the address is gone.
pub const TABLE: Table = Table {
    name: "guard_decision",
    columns: &[
        "id",
        "day",
        "block",
        "network",
        "sealed",
        "scenario",
        "sanction",
        "first_at",
        "from_at",
        "until_at",
        "events",
        "lifted_at",
        "lifted_by",
    ],
    key: &["id"],
};

/// A decision. One that is there already stays.
pub const INSERT: Sql = Sql {
    name: "guard_decision_insert",
    text: "INSERT INTO guard_decision (id, day, block, network, sealed, scenario, sanction, \
           first_at, from_at, until_at, events, lifted_at, lifted_by) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL) \
           ON CONFLICT (id) DO NOTHING",
};

/// Those that were made within some days, oldest first.
pub const LIST: Sql = Sql {
    name: "guard_decision_list",
    text: "SELECT id, day, block, network, sealed, scenario, sanction, first_at, from_at, \
           until_at, events, lifted_at, lifted_by FROM guard_decision \
           WHERE from_at >= $1 AND from_at < $2 ORDER BY from_at, id LIMIT $3",
};

/// How many different blocks some were made about within some time.
pub const COUNT: Sql = Sql {
    name: "guard_decision_count",
    text: "SELECT COUNT(DISTINCT block) FROM guard_decision WHERE from_at >= $1 AND from_at < $2",
};

/// Those that would hold now, lifted or not: what a running service has to know.
pub const CURRENT: Sql = Sql {
    name: "guard_decision_current",
    text: "SELECT id, day, sealed, sanction, until_at, lifted_at FROM guard_decision \
           WHERE until_at > $1 AND sealed IS NOT NULL ORDER BY until_at DESC LIMIT $2",
};

/// The keyed hash of one.
pub const BLOCK: Sql =
    Sql { name: "guard_decision_block", text: "SELECT block FROM guard_decision WHERE id = $1" };

/// Ends all that hold the same block.
pub const LIFT: Sql = Sql {
    name: "guard_decision_lift",
    text: "UPDATE guard_decision SET lifted_at = $1, lifted_by = $2 \
           WHERE block = $3 AND lifted_at IS NULL AND until_at > $1",
};

/// The days of which there are decisions, with an address or without.
pub const DAYS: Sql = Sql {
    name: "guard_decision_days",
    text: "SELECT day, MAX(CASE WHEN sealed IS NULL THEN 0 ELSE 1 END) FROM guard_decision \
           GROUP BY day ORDER BY day",
};

/// Takes the addresses of a day off.
pub const FORGET_ADDRESSES: Sql = Sql {
    name: "guard_decision_forget_addresses",
    text: "UPDATE guard_decision SET sealed = NULL, block = $1 WHERE day = $2",
};

/// Forgets a day.
pub const DELETE_DAY: Sql =
    Sql { name: "guard_decision_delete_day", text: "DELETE FROM guard_decision WHERE day = $1" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] =
    &[INSERT, LIST, COUNT, CURRENT, BLOCK, LIFT, DAYS, FORGET_ADDRESSES, DELETE_DAY];

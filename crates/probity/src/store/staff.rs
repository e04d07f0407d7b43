//! Who works at the desk, in which role, since when and until when. Names, addresses and the second
//! factor lie sealed in the vault; here stand ids, times, and how far one-time codes were used.

use probity_vault::store::{Sql, Table};

/// One row a member of staff. `last_step` is the last step of a one-time code that was accepted,
/// `recovery_round` counts the recovery codes that were used up: both only ever grow.
pub const TABLE: Table = Table {
    name: "staff",
    columns: &[
        "subject",
        "role",
        "since",
        "enrolled_at",
        "ended_at",
        "last_step",
        "recovery_round",
    ],
    key: &["subject"],
};

/// Somebody new, who has not enrolled yet.
pub const INSERT: Sql = Sql {
    name: "staff_insert",
    text: "INSERT INTO staff (subject, role, since, enrolled_at, ended_at, last_step, recovery_round) \
           VALUES ($1, $2, $3, NULL, NULL, 0, 0)",
};

/// Everything on one.
pub const GET: Sql = Sql {
    name: "staff_get",
    text: "SELECT subject, role, since, enrolled_at, ended_at, last_step, recovery_round \
           FROM staff WHERE subject = $1",
};

/// Everyone, those whose work has ended too, in the order in which they came.
pub const LIST: Sql = Sql {
    name: "staff_list",
    text: "SELECT subject, role, since, enrolled_at, ended_at, last_step, recovery_round \
           FROM staff ORDER BY since, subject",
};

/// Somebody has set password and second factor with a code of this step. Counts only while they
/// work here.
pub const ENROL: Sql = Sql {
    name: "staff_enrol",
    text: "UPDATE staff SET enrolled_at = $1, last_step = $2 \
           WHERE subject = $3 AND ended_at IS NULL",
};

/// A code of this step was used. Counts only if no code of it or of a later step was.
pub const STEP: Sql = Sql {
    name: "staff_step",
    text: "UPDATE staff SET last_step = $1 \
           WHERE subject = $2 AND last_step < $1 AND ended_at IS NULL",
};

/// A recovery code was used. Counts only if none was used since the round that was read.
pub const RECOVER: Sql = Sql {
    name: "staff_recover",
    text: "UPDATE staff SET recovery_round = recovery_round + 1 \
           WHERE subject = $1 AND recovery_round = $2 AND ended_at IS NULL",
};

/// Ends somebody's work. Counts once.
pub const END: Sql = Sql {
    name: "staff_end",
    text: "UPDATE staff SET ended_at = $1 WHERE subject = $2 AND ended_at IS NULL",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, GET, LIST, ENROL, STEP, RECOVER, END];

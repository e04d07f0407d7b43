//! Mail to be sent: to whom by id, and which message; never its text or its address.
//!
//! States: `queued`, `sending` (handed to the transport; after a crash in that state nobody knows
//! whether it left), `doubt` and `failed`. What was delivered is deleted.

use probity_vault::store::{Sql, Table};

/// One row a message that has not been delivered for certain.
pub const TABLE: Table = Table {
    name: "mail",
    columns: &["id", "subject", "kind", "state", "created_at", "due_at", "attempts", "problem"],
    key: &["id"],
};

/// A new message, due at once.
pub const INSERT: Sql = Sql {
    name: "mail_insert",
    text: "INSERT INTO mail (id, subject, kind, state, created_at, due_at, attempts, problem) \
           VALUES ($1, $2, $3, 'queued', $4, $4, 0, NULL)",
};

/// Messages of this kind to a person that have not begun to leave.
pub const WAITING: Sql = Sql {
    name: "mail_waiting",
    text: "SELECT COUNT(*) FROM mail WHERE subject = $1 AND kind = $2 AND state = 'queued'",
};

/// The next message due at a moment: id, subject, kind, attempts.
pub const NEXT: Sql = Sql {
    name: "mail_next",
    text: "SELECT id, subject, kind, attempts FROM mail \
           WHERE state = 'queued' AND due_at <= $1 ORDER BY due_at, created_at, id LIMIT 1",
};

/// Claims a message: counts only if nobody else has.
pub const CLAIM: Sql = Sql {
    name: "mail_claim",
    text: "UPDATE mail SET state = 'sending', attempts = attempts + 1 \
           WHERE id = $1 AND state = 'queued'",
};

/// Back to the queue until a moment, with the reason.
pub const LATER: Sql = Sql {
    name: "mail_later",
    text: "UPDATE mail SET state = 'queued', due_at = $1, problem = $2 WHERE id = $3",
};

/// Given up or in doubt, with the reason.
pub const SETTLE: Sql =
    Sql { name: "mail_settle", text: "UPDATE mail SET state = $1, problem = $2 WHERE id = $3" };

/// Delivered, or no longer wanted.
pub const DELETE: Sql = Sql { name: "mail_delete", text: "DELETE FROM mail WHERE id = $1" };

/// Drops everything to a person.
pub const DELETE_ALL: Sql =
    Sql { name: "mail_delete_all", text: "DELETE FROM mail WHERE subject = $1" };

/// After a stop: what was being sent is in doubt.
pub const DOUBT: Sql = Sql {
    name: "mail_doubt",
    text: "UPDATE mail SET state = 'doubt', problem = 'the service stopped while it was being sent' \
           WHERE state = 'sending'",
};

/// How many messages are in each state.
pub const COUNT: Sql =
    Sql { name: "mail_count", text: "SELECT state, COUNT(*) FROM mail GROUP BY state" };

/// Messages to a person that did not arrive, or perhaps did not.
pub const UNDELIVERED_TO: Sql = Sql {
    name: "mail_undelivered_to",
    text: "SELECT COUNT(*) FROM mail WHERE subject = $1 AND state IN ('doubt', 'failed')",
};

/// The last hundred that were given up or are in doubt: id, kind, state, when queued, attempts.
pub const OPEN: Sql = Sql {
    name: "mail_open",
    text: "SELECT id, kind, state, created_at, attempts FROM mail \
           WHERE state IN ('doubt', 'failed') ORDER BY created_at DESC, id LIMIT 100",
};

/// Removes what was given up before a moment.
pub const EXPIRE: Sql = Sql {
    name: "mail_expire",
    text: "DELETE FROM mail WHERE created_at <= $1 AND state IN ('doubt', 'failed')",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[
    INSERT,
    WAITING,
    NEXT,
    CLAIM,
    LATER,
    SETTLE,
    DELETE,
    DELETE_ALL,
    DOUBT,
    COUNT,
    OPEN,
    UNDELIVERED_TO,
    EXPIRE,
];

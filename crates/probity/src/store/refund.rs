//! What staff do about payments: those that they put on record, and money that they send back. Amounts
//! are sealed with the person's other values; here stand their numbers.

use probity_vault::store::{Sql, Table};

/// One row a payment that came another way than by card: who put it on record, who agreed to it, on
/// which day since 1970 it came.
pub const DESK: Table = Table {
    name: "payment_desk",
    columns: &["payment", "recorded_by", "decided_by", "received", "method_seq"],
    key: &["payment"],
};

/// One row an order to send money back. States: `begun`, `sent`, `refused`, `unclear`. An amount with
/// the number 0 is all that is left.
pub const TABLE: Table = Table {
    name: "payment_refund",
    columns: &[
        "id",
        "payment",
        "state",
        "once",
        "amount_seq",
        "asked_by",
        "created_at",
        "changed_at",
        "due_at",
    ],
    key: &["id"],
};

/// A payment was put on record.
pub const DESK_INSERT: Sql = Sql {
    name: "payment_desk_insert",
    text: "INSERT INTO payment_desk (payment, recorded_by, decided_by, received, method_seq) \
           VALUES ($1, $2, NULL, $3, $4)",
};

/// Who put a payment on record, and how it came.
pub const DESK_GET: Sql = Sql {
    name: "payment_desk_get",
    text: "SELECT recorded_by, decided_by, received, method_seq FROM payment_desk WHERE payment = $1",
};

/// Somebody decided on a payment: once, and never who put it on record.
pub const DESK_DECIDE: Sql = Sql {
    name: "payment_desk_decide",
    text: "UPDATE payment_desk SET decided_by = $1 \
           WHERE payment = $2 AND decided_by IS NULL AND recorded_by <> $1",
};

/// A new order.
pub const INSERT: Sql = Sql {
    name: "payment_refund_insert",
    text: "INSERT INTO payment_refund (id, payment, state, once, amount_seq, asked_by, created_at, \
           changed_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
};

/// An order by its number.
pub const GET: Sql = Sql {
    name: "payment_refund_get",
    text: "SELECT id, payment, state, amount_seq, created_at FROM payment_refund WHERE id = $1",
};

/// An order by the form that gave it.
pub const BY_ONCE: Sql = Sql {
    name: "payment_refund_by_once",
    text: "SELECT id, payment, state, amount_seq, created_at FROM payment_refund WHERE once = $1",
};

/// The orders about a payment, oldest first.
pub const OF_PAYMENT: Sql = Sql {
    name: "payment_refund_of_payment",
    text: "SELECT id, payment, state, amount_seq, created_at FROM payment_refund WHERE payment = $1 \
           ORDER BY created_at, id",
};

/// What became of an order: counts only while it was begun.
pub const DONE: Sql = Sql {
    name: "payment_refund_done",
    text: "UPDATE payment_refund SET state = $1, changed_at = $2, due_at = NULL \
           WHERE id = $3 AND state = 'begun'",
};

/// When an order is tried again.
pub const LATER: Sql = Sql {
    name: "payment_refund_later",
    text: "UPDATE payment_refund SET due_at = $1 WHERE id = $2 AND state = 'begun'",
};

/// The orders that are to be tried again by a moment.
pub const DUE: Sql = Sql {
    name: "payment_refund_due",
    text: "SELECT id, payment, state, amount_seq, created_at FROM payment_refund WHERE due_at <= $1 \
           ORDER BY due_at, id LIMIT 100",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] =
    &[DESK_INSERT, DESK_GET, DESK_DECIDE, INSERT, GET, BY_ONCE, OF_PAYMENT, DONE, LATER, DUE];

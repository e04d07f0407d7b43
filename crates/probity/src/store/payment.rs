//! Payments: whose, how they stand, and how to find them again.
//!
//! Amounts and the provider's references are sealed with everything else about the person; here stand the
//! numbers of those values, and keyed hashes: of the form that began it (`once`), of the number in its
//! address (`link`), of what is to be paid (`terms`), of what the provider calls it (`session`, `intent`).
//! The key of these hashes lies with the keys.

use probity_vault::store::{Sql, Table};

/// One row a payment.
pub const TABLE: Table = Table {
    name: "payment",
    columns: &[
        "id",
        "subject",
        "provider",
        "standing",
        "once",
        "link",
        "terms",
        "session",
        "intent",
        "amount_seq",
        "currency_seq",
        "reference_seq",
        "named",
        "revision",
        "created_at",
        "changed_at",
        "due_at",
    ],
    key: &["id"],
};

/// One row an event of a provider that was dealt with.
pub const EVENT: Table = Table { name: "payment_event", columns: &["hash", "at"], key: &["hash"] };

/// A new payment. Whoever writes the row of a form begins it; nobody else does.
pub const INSERT: Sql = Sql {
    name: "payment_insert",
    text: "INSERT INTO payment (id, subject, provider, standing, once, link, terms, session, intent, \
           amount_seq, currency_seq, reference_seq, named, revision, created_at, changed_at, due_at) \
           VALUES ($1, $2, $3, 'created', $4, $5, $6, NULL, NULL, $7, $8, 0, $9, 1, $10, $10, $11)",
};

/// A payment by its id.
pub const GET: Sql = Sql {
    name: "payment_get",
    text: "SELECT id, subject, provider, standing, terms, amount_seq, currency_seq, reference_seq, \
           named, revision, created_at FROM payment WHERE id = $1",
};

/// A payment by the form that began it.
pub const BY_ONCE: Sql =
    Sql { name: "payment_by_once", text: "SELECT id FROM payment WHERE once = $1" };

/// A payment by the number in its address.
pub const BY_LINK: Sql =
    Sql { name: "payment_by_link", text: "SELECT id FROM payment WHERE link = $1" };

/// A payment by the visit to the hosted page.
pub const BY_SESSION: Sql =
    Sql { name: "payment_by_session", text: "SELECT id FROM payment WHERE session = $1" };

/// A payment by what the provider calls it.
pub const BY_INTENT: Sql =
    Sql { name: "payment_by_intent", text: "SELECT id FROM payment WHERE intent = $1" };

/// A person's payments, newest first.
pub const OF_SUBJECT: Sql = Sql {
    name: "payment_of_subject",
    text: "SELECT id, subject, provider, standing, terms, amount_seq, currency_seq, reference_seq, \
           named, revision, created_at FROM payment WHERE subject = $1 \
           ORDER BY created_at DESC, id LIMIT 500",
};

/// The hosted page of a payment is known: counts only if none was.
pub const BEGUN: Sql = Sql {
    name: "payment_begun",
    text: "UPDATE payment SET session = $1, reference_seq = $2, changed_at = $3, due_at = $4, \
           revision = revision + 1 WHERE id = $5 AND session IS NULL",
};

/// How many payments stand how.
pub const COUNT: Sql = Sql {
    name: "payment_count",
    text: "SELECT standing, COUNT(*) FROM payment GROUP BY standing ORDER BY standing",
};

/// The payments that stand so, newest first, after one.
pub const LIST: Sql = Sql {
    name: "payment_list",
    text: "SELECT id, subject, provider, standing, terms, amount_seq, currency_seq, reference_seq, \
           named, revision, created_at FROM payment \
           WHERE standing = $1 AND (created_at < $2 OR (created_at = $2 AND id > $3)) \
           ORDER BY created_at DESC, id LIMIT $4",
};

/// How a payment stands now: counts only if nothing changed since the revision that was looked at.
pub const SETTLE: Sql = Sql {
    name: "payment_settle",
    text: "UPDATE payment SET standing = $1, intent = COALESCE($2, intent), changed_at = $3, due_at = $4, \
           revision = revision + 1 WHERE id = $5 AND revision = $6",
};

/// The payments that are to be looked at by a moment, a page of them.
pub const DUE: Sql = Sql {
    name: "payment_due",
    text: "SELECT id FROM payment WHERE due_at <= $1 ORDER BY due_at, id LIMIT 100",
};

/// When a payment is looked at next.
pub const LATER: Sql =
    Sql { name: "payment_later", text: "UPDATE payment SET due_at = $1 WHERE id = $2" };

/// Notes an event as dealt with: counts only once.
pub const EVENT_INSERT: Sql = Sql {
    name: "payment_event_insert",
    text: "INSERT INTO payment_event (hash, at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
};

/// Whether an event was dealt with: one row or none.
pub const EVENT_GET: Sql =
    Sql { name: "payment_event_get", text: "SELECT at FROM payment_event WHERE hash = $1" };

/// Forgets events that the provider itself has forgotten.
pub const EVENT_EXPIRE: Sql =
    Sql { name: "payment_event_expire", text: "DELETE FROM payment_event WHERE at <= $1" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[
    INSERT,
    GET,
    BY_ONCE,
    BY_LINK,
    BY_SESSION,
    BY_INTENT,
    OF_SUBJECT,
    COUNT,
    LIST,
    BEGUN,
    SETTLE,
    DUE,
    LATER,
    EVENT_INSERT,
    EVENT_GET,
    EVENT_EXPIRE,
];

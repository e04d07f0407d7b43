//! Sealed values: one row for each value of a field of a person.
//!
//! `seq` counts the values of a field. `current` is 1 for what holds now and 0 for a past value,
//! which is kept only where the data map says so.
use crate::store::{Sql, Table};

/// One row a value.
pub const TABLE: Table = Table {
    name: "datum",
    columns: &[
        "subject",
        "field",
        "seq",
        "version",
        "source",
        "collected_at",
        "expires_at",
        "confirmed_at",
        "current",
        "sealed",
    ],
    key: &["subject", "field", "seq"],
};

/// A new current value.
pub const INSERT: Sql = Sql {
    name: "datum_insert",
    text: "INSERT INTO datum (subject, field, seq, version, source, collected_at, expires_at, \
           confirmed_at, current, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)",
};

/// The last value of a field: its sequence, and whether one is current.
pub const LAST: Sql = Sql {
    name: "datum_last",
    text: "SELECT MAX(seq), MAX(current) FROM datum WHERE subject = $1 AND field = $2",
};

/// Makes the current value a past one.
pub const RETIRE: Sql = Sql {
    name: "datum_retire",
    text: "UPDATE datum SET current = 0 WHERE subject = $1 AND field = $2 AND current = 1",
};

/// Drops the current value.
pub const DROP_CURRENT: Sql = Sql {
    name: "datum_drop_current",
    text: "DELETE FROM datum WHERE subject = $1 AND field = $2 AND current = 1",
};

/// Drops every value of a field, past ones too.
pub const DROP_FIELD: Sql =
    Sql { name: "datum_drop_field", text: "DELETE FROM datum WHERE subject = $1 AND field = $2" };

/// Notes that the person confirmed the current value.
pub const CONFIRM: Sql = Sql {
    name: "datum_confirm",
    text: "UPDATE datum SET confirmed_at = $1 WHERE subject = $2 AND field = $3 AND current = 1",
};

/// Says when the retention of a value ends.
pub const SET_EXPIRES: Sql = Sql {
    name: "datum_set_expires",
    text: "UPDATE datum SET expires_at = $1 WHERE subject = $2 AND field = $3 AND seq = $4",
};

/// What is held on a person, without the values.
pub const HOLDINGS: Sql = Sql {
    name: "datum_holdings",
    text: "SELECT field, seq, version, source, collected_at, expires_at, confirmed_at, current \
           FROM datum WHERE subject = $1 ORDER BY field, seq",
};

/// Drops the rows of erased persons, which nobody can read any more.
pub const DROP_ERASED: Sql = Sql {
    name: "datum_drop_erased",
    text: "DELETE FROM datum WHERE subject IN (SELECT id FROM subject WHERE state = 'erased')",
};

/// Values past their retention, oldest first.
pub const EXPIRED: Sql = Sql {
    name: "datum_expired",
    text: "SELECT subject, field, seq, version FROM datum \
           WHERE expires_at IS NOT NULL AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
};

/// Which fields are held, under which versions, and how many values of each.
pub const FIELDS: Sql = Sql {
    name: "datum_fields",
    text: "SELECT field, version, COUNT(*) FROM datum GROUP BY field, version \
           ORDER BY field, version",
};

/// Drops one value.
pub const DROP_ONE: Sql = Sql {
    name: "datum_drop_one",
    text: "DELETE FROM datum WHERE subject = $1 AND field = $2 AND seq = $3",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[
    INSERT,
    LAST,
    RETIRE,
    DROP_CURRENT,
    DROP_FIELD,
    CONFIRM,
    SET_EXPIRES,
    HOLDINGS,
    DROP_ERASED,
    EXPIRED,
    FIELDS,
    DROP_ONE,
];

//! Which payments are for a year of a class of membership: the class, and the last day (since 1970) of
//! the year before, none if it is the first.

use probity_vault::store::{Sql, Table};

/// One row a payment that is for a year.
pub const TABLE: Table = Table {
    name: "payment_year",
    columns: &["payment", "subject", "class", "after"],
    key: &["payment"],
};

/// A payment is for a year.
pub const INSERT: Sql = Sql {
    name: "payment_year_insert",
    text: "INSERT INTO payment_year (payment, subject, class, after) VALUES ($1, $2, $3, $4)",
};

/// What a payment is for: one row or none.
pub const GET: Sql = Sql {
    name: "payment_year_get",
    text: "SELECT class, after FROM payment_year WHERE payment = $1",
};

/// Payments of a person for a class that were begun after a moment and not paid, newest first.
pub const OPEN: Sql = Sql {
    name: "payment_year_open",
    text: "SELECT payment.id, payment_year.after FROM payment_year \
           JOIN payment ON payment.id = payment_year.payment \
           WHERE payment_year.subject = $1 AND payment_year.class = $2 \
           AND payment.standing IN ('created', 'pending', 'held') AND payment.created_at > $3 \
           ORDER BY payment.created_at DESC, payment.id",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, GET, OPEN];

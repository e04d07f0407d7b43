//! What people agreed to, and when they took it back.
use crate::store::{Sql, Table};

/// One row for each thing a person was asked about; the ledger has the whole history.
pub const TABLE: Table = Table {
    name: "consent",
    columns: &["subject", "what", "granted_at", "withdrawn_at", "version"],
    key: &["subject", "what"],
};

/// Grants, anew after a withdrawal.
pub const GRANT: Sql = Sql {
    name: "consent_grant",
    text: "INSERT INTO consent (subject, what, granted_at, withdrawn_at, version) \
           VALUES ($1, $2, $3, NULL, $4) ON CONFLICT (subject, what) DO UPDATE \
           SET granted_at = excluded.granted_at, withdrawn_at = NULL, version = excluded.version",
};

/// Withdraws what is granted.
pub const WITHDRAW: Sql = Sql {
    name: "consent_withdraw",
    text: "UPDATE consent SET withdrawn_at = $1 \
           WHERE subject = $2 AND what = $3 AND withdrawn_at IS NULL",
};

/// A person's consents.
pub const OF_SUBJECT: Sql = Sql {
    name: "consent_of_subject",
    text: "SELECT what, granted_at, withdrawn_at, version FROM consent \
           WHERE subject = $1 ORDER BY what",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[GRANT, WITHDRAW, OF_SUBJECT];

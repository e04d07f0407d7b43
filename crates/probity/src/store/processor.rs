//! The register of agreements with those who work for the foundation (promises U5, D5). A row is never
//! changed but for its end.

use probity_vault::store::{Sql, Table};

/// One row an agreement.
pub const TABLE: Table = Table {
    name: "processor",
    columns: &[
        "id",
        "provider",
        "party",
        "document",
        "safeguards",
        "agreed_at",
        "expires_at",
        "ended_at",
        "created_at",
    ],
    key: &["id"],
};

/// A new agreement.
pub const INSERT: Sql = Sql {
    name: "processor_insert",
    text: "INSERT INTO processor (id, provider, party, document, safeguards, agreed_at, expires_at, \
           ended_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8)",
};

/// Every agreement there is or was, newest first.
pub const ALL: Sql = Sql {
    name: "processor_all",
    text: "SELECT id, provider, party, document, safeguards, agreed_at, expires_at, ended_at \
           FROM processor ORDER BY created_at DESC, id",
};

/// Until when the agreements with a provider hold that are in force at a moment; none, when none is.
pub const IN_FORCE: Sql = Sql {
    name: "processor_in_force",
    text: "SELECT MAX(expires_at) FROM processor WHERE provider = $1 AND agreed_at <= $2 \
           AND expires_at > $2 AND (ended_at IS NULL OR ended_at > $2)",
};

/// Ends an agreement that has not ended.
pub const END: Sql = Sql {
    name: "processor_end",
    text: "UPDATE processor SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL",
};

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[INSERT, ALL, IN_FORCE, END];

//! Which alerts on the sites have begun, and which are over. Nothing of a person stands here.

use probity_vault::store::{Sql, Table};

/// One row an alert that ever began: its name, when it last did, and when that was over.
pub const TABLE: Table =
    Table { name: "usage_alert", columns: &["name", "began_at", "over_at"], key: &["name"] };

/// All of them.
pub const LIST: Sql = Sql {
    name: "usage_alert_list",
    text: "SELECT name, began_at, over_at FROM usage_alert ORDER BY name",
};

/// One of them.
pub const GET: Sql = Sql {
    name: "usage_alert_get",
    text: "SELECT name, began_at, over_at FROM usage_alert WHERE name = $1",
};

/// It begins.
pub const BEGIN: Sql = Sql {
    name: "usage_alert_begin",
    text: "INSERT INTO usage_alert (name, began_at, over_at) VALUES ($1, $2, NULL) \
           ON CONFLICT (name) DO UPDATE SET began_at = excluded.began_at, over_at = NULL",
};

/// It is over.
pub const END: Sql =
    Sql { name: "usage_alert_end", text: "UPDATE usage_alert SET over_at = $1 WHERE name = $2" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[LIST, GET, BEGIN, END];

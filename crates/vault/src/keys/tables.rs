//! The tables of the key store and every statement that touches them.
use crate::store::{Migration, Sql};

/// How the tables came to be, oldest first. What is published here never changes.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        component: "keys",
        sql: "CREATE TABLE keyring_meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
          CREATE TABLE system_key (
              name TEXT NOT NULL PRIMARY KEY, wrapped BYTES NOT NULL, master TEXT NOT NULL);
          CREATE TABLE subject_key (
              subject BYTES NOT NULL PRIMARY KEY, wrapped BYTES NOT NULL, master TEXT NOT NULL,
              created_at BIGINT NOT NULL, ledger_size BIGINT NOT NULL);
          CREATE TABLE erased (subject BYTES NOT NULL PRIMARY KEY, at BIGINT NOT NULL);",
    },
    Migration {
        version: 2,
        component: "keys",
        sql: "CREATE TABLE day_key (
                  day BIGINT NOT NULL PRIMARY KEY, wrapped BYTES NOT NULL, master TEXT NOT NULL,
                  created_at BIGINT NOT NULL);",
    },
];

/// One value of the keyring.
pub(super) const META_GET: Sql =
    Sql { name: "keyring_meta_get", text: "SELECT value FROM keyring_meta WHERE name = $1" };

/// Sets a value of the keyring.
pub(super) const META_SET: Sql = Sql {
    name: "keyring_meta_set",
    text: "INSERT INTO keyring_meta (name, value) VALUES ($1, $2)",
};

/// Changes a value of the keyring.
pub(super) const META_UPDATE: Sql =
    Sql { name: "keyring_meta_update", text: "UPDATE keyring_meta SET value = $1 WHERE name = $2" };

/// Reads a value of the keyring and keeps it from changing until the transaction ends.
pub(super) const META_LOCK: Sql = Sql {
    name: "keyring_meta_lock",
    text: "UPDATE keyring_meta SET value = value WHERE name = $1 RETURNING value",
};

/// The id of the master that wraps.
pub(super) const MASTER_GET: Sql =
    Sql { name: "keyring_master", text: "SELECT value FROM keyring_meta WHERE name = 'master'" };

/// The keys of the system.
pub(super) const SYSTEM_ALL: Sql = Sql {
    name: "system_key_all",
    text: "SELECT name, wrapped, master FROM system_key ORDER BY name",
};

/// A new key of the system.
pub(super) const SYSTEM_INSERT: Sql = Sql {
    name: "system_key_insert",
    text: "INSERT INTO system_key (name, wrapped, master) VALUES ($1, $2, $3)",
};

/// The same key in a new wrapping.
pub(super) const SYSTEM_REWRAP: Sql = Sql {
    name: "system_key_rewrap",
    text: "UPDATE system_key SET wrapped = $1, master = $2 WHERE name = $3",
};

/// A new person's key; `ledger_size` is how long the ledger was then.
pub(super) const SUBJECT_INSERT: Sql = Sql {
    name: "subject_key_insert",
    text: "INSERT INTO subject_key (subject, wrapped, master, created_at, ledger_size) \
           VALUES ($1, $2, $3, $4, $5)",
};

/// A person's key.
pub(super) const SUBJECT_GET: Sql = Sql {
    name: "subject_key_get",
    text: "SELECT wrapped, master FROM subject_key WHERE subject = $1",
};

/// Whether a person has a key.
pub(super) const SUBJECT_HAS: Sql =
    Sql { name: "subject_key_has", text: "SELECT COUNT(*) FROM subject_key WHERE subject = $1" };

/// Persons' keys after an id, in order.
pub(super) const SUBJECT_PAGE: Sql = Sql {
    name: "subject_key_page",
    text: "SELECT subject, wrapped, master, created_at, ledger_size FROM subject_key \
           WHERE subject > $1 ORDER BY subject LIMIT $2",
};

/// Persons' keys that another master wraps.
pub(super) const SUBJECT_STALE: Sql = Sql {
    name: "subject_key_stale",
    text: "SELECT subject, wrapped, master FROM subject_key WHERE master <> $1 LIMIT $2",
};

/// How many keys of persons, of the system and of days another master wraps.
pub(super) const STALE_COUNT: Sql = Sql {
    name: "key_stale_count",
    text: "SELECT (SELECT COUNT(*) FROM subject_key WHERE master <> $1) \
           + (SELECT COUNT(*) FROM system_key WHERE master <> $1) \
           + (SELECT COUNT(*) FROM day_key WHERE master <> $1)",
};

/// The same key in a new wrapping.
pub(super) const SUBJECT_REWRAP: Sql = Sql {
    name: "subject_key_rewrap",
    text: "UPDATE subject_key SET wrapped = $1, master = $2 WHERE subject = $3 AND master = $4",
};

/// Overwrites a person's key, so that the row holds nothing even where it lingers.
pub(super) const SUBJECT_OVERWRITE: Sql = Sql {
    name: "subject_key_overwrite",
    text: "UPDATE subject_key SET wrapped = $1, master = '' WHERE subject = $2",
};

/// Removes a person's key.
pub(super) const SUBJECT_DELETE: Sql =
    Sql { name: "subject_key_delete", text: "DELETE FROM subject_key WHERE subject = $1" };

/// Remembers an erasure, so that a restored backup can't undo it.
pub(super) const ERASED_INSERT: Sql = Sql {
    name: "erased_insert",
    text: "INSERT INTO erased (subject, at) VALUES ($1, $2) ON CONFLICT (subject) DO NOTHING",
};

/// Whether a person was erased, and when.
pub(super) const ERASED_GET: Sql =
    Sql { name: "erased_get", text: "SELECT at FROM erased WHERE subject = $1" };

/// A day's key, unless the day has one.
pub(super) const DAY_INSERT: Sql = Sql {
    name: "day_key_insert",
    text: "INSERT INTO day_key (day, wrapped, master, created_at) VALUES ($1, $2, $3, $4) \
           ON CONFLICT (day) DO NOTHING",
};

/// A day's key.
pub(super) const DAY_GET: Sql =
    Sql { name: "day_key_get", text: "SELECT wrapped, master FROM day_key WHERE day = $1" };

/// The days that have a key, oldest first.
pub(super) const DAY_ALL: Sql =
    Sql { name: "day_key_all", text: "SELECT day FROM day_key ORDER BY day" };

/// Days' keys that another master wraps.
pub(super) const DAY_STALE: Sql = Sql {
    name: "day_key_stale",
    text: "SELECT day, wrapped, master FROM day_key WHERE master <> $1 LIMIT $2",
};

/// The same key in a new wrapping.
pub(super) const DAY_REWRAP: Sql = Sql {
    name: "day_key_rewrap",
    text: "UPDATE day_key SET wrapped = $1, master = $2 WHERE day = $3 AND master = $4",
};

/// Overwrites a day's key, so that the row holds nothing even where it lingers.
pub(super) const DAY_OVERWRITE: Sql = Sql {
    name: "day_key_overwrite",
    text: "UPDATE day_key SET wrapped = $1, master = '' WHERE day = $2",
};

/// Removes a day's key.
pub(super) const DAY_DELETE: Sql =
    Sql { name: "day_key_delete", text: "DELETE FROM day_key WHERE day = $1" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[
    META_GET,
    META_SET,
    META_UPDATE,
    META_LOCK,
    MASTER_GET,
    SYSTEM_ALL,
    SYSTEM_INSERT,
    SYSTEM_REWRAP,
    SUBJECT_INSERT,
    SUBJECT_GET,
    SUBJECT_HAS,
    SUBJECT_PAGE,
    SUBJECT_STALE,
    STALE_COUNT,
    SUBJECT_REWRAP,
    SUBJECT_OVERWRITE,
    SUBJECT_DELETE,
    ERASED_INSERT,
    ERASED_GET,
    DAY_INSERT,
    DAY_GET,
    DAY_ALL,
    DAY_STALE,
    DAY_REWRAP,
    DAY_OVERWRITE,
    DAY_DELETE,
];

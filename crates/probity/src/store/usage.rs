//! What the history of usage consists of: its segments, the visits that are still open, and what was
//! read of which source. No address stands here but sealed with a day's key.

use probity_vault::store::{Sql, Table};

/// One row a segment: the rows of one site and day that one commit brought. `scope` is the stream of logs
/// they came in by: visits go on within a scope. `addresses` is 1 while the sealed addresses lie beside it.
pub const SEGMENT: Table = Table {
    name: "usage_segment",
    columns: &[
        "id",
        "scope",
        "site",
        "day",
        "kind",
        "requests",
        "visits",
        "addresses",
        "rollup",
        "created_at",
    ],
    key: &["id"],
};

/// One row a scope: its open visits, sealed with the key of `day`, as of the request at `newest`.
pub const CARRY: Table = Table {
    name: "usage_carry",
    columns: &["scope", "day", "revision", "newest", "sealed"],
    key: &["scope"],
};

/// One row for what was read of a source: a keyed hash of its first line, how many bytes of it, and a
/// keyed hash of these.
pub const SOURCE: Table = Table {
    name: "usage_source",
    columns: &["scope", "head", "length", "digest", "lines", "at"],
    key: &["scope", "head", "length"],
};

/// A new segment.
pub const SEGMENT_INSERT: Sql = Sql {
    name: "usage_segment_insert",
    text: "INSERT INTO usage_segment \
           (id, scope, site, day, kind, requests, visits, addresses, rollup, created_at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
};

/// Removes a segment.
pub const SEGMENT_DELETE: Sql =
    Sql { name: "usage_segment_delete", text: "DELETE FROM usage_segment WHERE id = $1" };

/// A segment, if it is there.
pub const SEGMENT_THERE: Sql =
    Sql { name: "usage_segment_there", text: "SELECT id FROM usage_segment WHERE id = $1" };

/// A scope's segments of some kind: those that the next commit replaces.
pub const SEGMENTS_OF_KIND: Sql = Sql {
    name: "usage_segments_of_kind",
    text: "SELECT id, site, day FROM usage_segment WHERE scope = $1 AND kind = $2",
};

/// Makes a scope's segments of one kind into another.
pub const SEGMENTS_BECOME: Sql = Sql {
    name: "usage_segments_become",
    text: "UPDATE usage_segment SET kind = $1 WHERE scope = $2 AND kind = $3",
};

/// The segments of some days, without what they add up to.
pub const SEGMENTS: Sql = Sql {
    name: "usage_segments",
    text: "SELECT id, site, day, kind, requests, visits, addresses FROM usage_segment \
           WHERE day >= $1 AND day <= $2 ORDER BY site, day, id",
};

/// What a site's segments of some days add up to.
pub const ROLLUPS: Sql = Sql {
    name: "usage_rollups",
    text: "SELECT day, rollup FROM usage_segment \
           WHERE site = $1 AND day >= $2 AND day <= $3 ORDER BY day, id",
};

/// The ids of a site's segments of some days.
pub const SEGMENT_IDS: Sql = Sql {
    name: "usage_segment_ids",
    text: "SELECT id FROM usage_segment WHERE site = $1 AND day >= $2 AND day <= $3 ORDER BY id",
};

/// What a segment adds up to.
pub const SEGMENT_ROLLUP: Sql =
    Sql { name: "usage_segment_rollup", text: "SELECT rollup FROM usage_segment WHERE id = $1" };

/// The sites that have a history, with their first and last day, requests and visits.
pub const SITES: Sql = Sql {
    name: "usage_sites",
    text: "SELECT site, MIN(day), MAX(day), CAST(SUM(requests) AS BIGINT), \
           CAST(SUM(visits) AS BIGINT) FROM usage_segment GROUP BY site ORDER BY site",
};

/// The segments up to a day that still have addresses.
pub const SEGMENTS_WITH_ADDRESSES: Sql = Sql {
    name: "usage_segments_with_addresses",
    text: "SELECT id, site, day FROM usage_segment WHERE addresses = 1 AND day <= $1",
};

/// The addresses of a segment are gone.
pub const SEGMENT_WITHOUT_ADDRESSES: Sql = Sql {
    name: "usage_segment_without_addresses",
    text: "UPDATE usage_segment SET addresses = 0 WHERE id = $1",
};

/// The open visits of a scope.
pub const CARRY_GET: Sql = Sql {
    name: "usage_carry_get",
    text: "SELECT day, revision, newest, sealed FROM usage_carry WHERE scope = $1",
};

/// How often the open visits of a scope were written.
pub const CARRY_REVISION: Sql =
    Sql { name: "usage_carry_revision", text: "SELECT revision FROM usage_carry WHERE scope = $1" };

/// The open visits of a scope, anew.
pub const CARRY_PUT: Sql = Sql {
    name: "usage_carry_put",
    text: "INSERT INTO usage_carry (scope, day, revision, newest, sealed) \
           VALUES ($1, $2, $3, $4, $5) ON CONFLICT (scope) DO UPDATE SET \
           day = excluded.day, revision = excluded.revision, newest = excluded.newest, \
           sealed = excluded.sealed",
};

/// The scopes that have open visits, and the day under whose key they rest.
pub const CARRIES: Sql =
    Sql { name: "usage_carries", text: "SELECT scope, day FROM usage_carry ORDER BY scope" };

/// Forgets the open visits of a scope.
pub const CARRY_DELETE: Sql =
    Sql { name: "usage_carry_delete", text: "DELETE FROM usage_carry WHERE scope = $1" };

/// What was read of sources that begin with a line, the longest first.
pub const SOURCES_OF_HEAD: Sql = Sql {
    name: "usage_sources_of_head",
    text: "SELECT length, digest FROM usage_source WHERE scope = $1 AND head = $2 \
           ORDER BY length DESC",
};

/// What was read of a source.
pub const SOURCE_INSERT: Sql = Sql {
    name: "usage_source_insert",
    text: "INSERT INTO usage_source (scope, head, length, digest, lines, at) \
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (scope, head, length) DO NOTHING",
};

/// Forgets sources that were read before a moment.
pub const SOURCE_FORGET: Sql =
    Sql { name: "usage_source_forget", text: "DELETE FROM usage_source WHERE at < $1" };

/// All of them, for the catalogue test.
pub const STATEMENTS: &[Sql] = &[
    SEGMENT_INSERT,
    SEGMENT_DELETE,
    SEGMENT_THERE,
    SEGMENTS_OF_KIND,
    SEGMENTS_BECOME,
    SEGMENTS,
    ROLLUPS,
    SEGMENT_IDS,
    SEGMENT_ROLLUP,
    SITES,
    SEGMENTS_WITH_ADDRESSES,
    SEGMENT_WITHOUT_ADDRESSES,
    CARRY_GET,
    CARRY_REVISION,
    CARRY_PUT,
    CARRIES,
    CARRY_DELETE,
    SOURCES_OF_HEAD,
    SOURCE_INSERT,
    SOURCE_FORGET,
];

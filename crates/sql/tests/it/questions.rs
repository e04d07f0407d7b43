//! Questions are answered as plain counting answers them; what is no question is refused unread.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use probity_sql::{Limits, Rule, Topic};

use crate::history::{DAYS, History, SITES};

#[test]
fn answers_are_those_of_plain_counting() {
    let history = History::new();
    let found = history
        .answer(
            "SELECT site, day, status, count(*) AS n, sum(taken_us) AS took, count(taken_us) AS timed \
             FROM requests WHERE day >= DATE '2026-11-21' GROUP BY site, day, status ORDER BY 1, 2, 3",
            Rule::Rows,
        )
        .unwrap();
    let mut expected = BTreeMap::<_, (u64, u64, u64)>::new();
    for row in history.requests.iter().filter(|row| row.day > DAYS[0]) {
        let sums = expected.entry((row.site, row.day, row.status)).or_default();
        *sums =
            (sums.0 + 1, sums.1 + row.taken.unwrap_or(0), sums.2 + u64::from(row.taken.is_some()));
    }
    assert_eq!(found.len(), expected.len());
    for (row, ((site, day, status), (n, took, timed))) in found.iter().zip(expected) {
        assert_eq!(
            (&row["site"], &row["day"], &row["status"]),
            (&site.into(), &day.into(), &status.into())
        );
        assert_eq!((&row["n"], &row["timed"]), (&n.into(), &timed.into()), "{row}");
        assert_eq!(row["took"].as_u64().unwrap_or(0), took, "{row}");
    }
}

#[test]
fn rows_come_with_all_columns_as_they_were_written() {
    let history = History::new();
    let sql = "SELECT * FROM requests WHERE site = 'www.example.org' ORDER BY time LIMIT 2";
    let found = history.answer(sql, Rule::Rows).unwrap();
    let expected = serde_json::json!({
        "time": "2026-11-20T00:00:00Z", "kind": "error", "method": "GET", "path": "/alone", "status": 404,
        "bytes": 1000, "taken_us": null, "visit": null, "duration_ms": null, "browser": null,
        "browser_version": null, "system": null, "system_version": null,
        "network": "2001:db8:4d::/48", "site": "www.example.org", "day": "2026-11-20",
    });
    assert_eq!(found[0], expected);
    assert_eq!(
        (&found[1]["browser"], &found[1]["browser_version"]),
        (&"Firefox".into(), &"128".into())
    );
    let sql = "SELECT v.entry, count(*) AS n FROM visits v JOIN requests r \
               ON v.visit = r.visit AND v.day = r.day AND v.site = r.site GROUP BY 1 ORDER BY 2 DESC";
    assert!(history.answer(sql, Rule::Rows).unwrap().len() > 1);
}

#[test]
fn a_site_and_a_day_spare_reading_the_others() {
    let history = History::new();
    let reads = |sql: &str| {
        let before = history.memory.reads.load(Ordering::Relaxed);
        history.answer(sql, Rule::Rows).unwrap();
        history.memory.reads.load(Ordering::Relaxed) - before
    };
    let all = reads("SELECT count(path) FROM requests WHERE status > 0");
    let one = reads(
        "SELECT count(path) FROM requests WHERE status > 0 AND site = 'www.example.org' AND day = '2026-11-21'",
    );
    assert!(one * 4 < all, "{one} of {all}");
    assert_eq!(SITES.len() * DAYS.len(), 6);
}

#[test]
fn what_is_no_question_is_refused_before_anything_is_read() {
    let history = History::new();
    let engine = history.engine(Limits::default());
    let file = std::env::temp_dir().join("probity-sql-must-not-exist.parquet");
    let copy = format!("COPY requests TO '{}'", file.display());
    for sql in [
        "",
        "SELECT 1; SELECT 2",
        &copy,
        "COPY (SELECT * FROM requests) TO '/tmp/x' STORED AS CSV",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
        "CREATE TABLE t AS SELECT * FROM requests",
        "CREATE VIEW v AS SELECT * FROM requests",
        "CREATE FUNCTION f() RETURNS int RETURN 1",
        "DROP TABLE requests",
        "INSERT INTO requests VALUES (1)",
        "INSERT INTO requests SELECT * FROM requests",
        "UPDATE requests SET status = 1",
        "DELETE FROM requests",
        "TRUNCATE TABLE requests",
        "SET datafusion.execution.batch_size = 1",
        "SHOW TABLES",
        "SHOW ALL",
        "DESCRIBE requests",
        "EXPLAIN SELECT 1",
        "EXPLAIN ANALYZE SELECT * FROM requests",
        "PREPARE p AS SELECT 1",
        "SELECT * INTO t FROM requests",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM 'file:///etc/passwd'",
        "SELECT * FROM \"history:///site=www.example.org\"",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM usage_segment",
        "WITH t AS (DELETE FROM requests RETURNING *) SELECT * FROM t",
    ] {
        for rule in [Rule::Rows, Rule::Sums] {
            assert!(engine.ask(sql, rule).is_err(), "{sql}");
        }
    }
    assert!(!file.exists());
    assert_eq!(history.memory.reads.load(Ordering::Relaxed), 0);
    let said = engine.ask("SELECT pth FROM requests", Rule::Rows).unwrap_err().to_string();
    assert!(said.contains("pth") && said.contains("not understood"), "{said}");
}

#[test]
fn a_question_says_what_it_reads() {
    let history = History::new();
    let engine = history.engine(Limits::default());
    let topics = |sql: &str, rule| engine.ask(sql, rule).unwrap().topics().collect::<Vec<_>>();
    assert_eq!(topics("SELECT count(*) FROM requests", Rule::Rows), [Topic::PageView]);
    assert_eq!(
        topics("SELECT path FROM requests WHERE status = 404", Rule::Rows),
        [Topic::PageView, Topic::Outcome]
    );
    assert_eq!(
        topics("SELECT count(*) FROM visits", Rule::Sums),
        [Topic::Visit, Topic::Network],
        "whether there are enough is read of the network"
    );
    let all = topics("SELECT * FROM requests r, visits v", Rule::Rows);
    assert_eq!(all.len(), 6);
    assert_eq!(
        topics("SELECT (SELECT max(system) FROM visits) FROM requests", Rule::Rows),
        [Topic::PageView, Topic::Visit, Topic::System]
    );
    assert_eq!(Topic::Outcome.category(), "request-outcome");
}

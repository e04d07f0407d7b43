//! Where only sums may be shown, nothing of fewer than five blocks of addresses comes out.

use std::collections::{BTreeMap, BTreeSet};

use probity_sql::{ENOUGH, Rule};
use serde_json::Value;

use crate::history::{History, Request};

/// The networks behind each group, counted plainly.
fn behind<K: Ord>(
    history: &History,
    key: impl Fn(&Request) -> Option<K>,
) -> BTreeMap<K, BTreeSet<u8>> {
    let mut groups = BTreeMap::<K, BTreeSet<u8>>::new();
    for row in &history.requests {
        if let Some(key) = key(row) {
            groups.entry(key).or_default().insert(row.network);
        }
    }
    groups
}

fn enough(networks: &BTreeSet<u8>) -> bool {
    i64::try_from(networks.len()).unwrap() >= ENOUGH
}

#[test]
fn rows_of_a_few_are_left_out_and_no_others() {
    let history = History::new();
    let found = history
        .answer(
            "SELECT path, status, count(*) AS n FROM requests GROUP BY path, status",
            Rule::Sums,
        )
        .unwrap();
    let groups = behind(&history, |row| Some((row.path.clone(), row.status)));
    let shown: BTreeSet<_> = found
        .iter()
        .map(|row| (row["path"].as_str().unwrap(), row["status"].as_u64().unwrap()))
        .collect();
    let may: BTreeSet<_> = groups
        .iter()
        .filter(|(_, networks)| enough(networks))
        .map(|((path, status), _)| (path.as_str(), u64::from(*status)))
        .collect();
    assert_eq!(shown, may);
    assert!(groups.len() > may.len() && !may.is_empty());
    let shown: Vec<_> = found.iter().filter_map(|row| row["path"].as_str()).collect();
    assert!(!shown.contains(&"/alone") && !shown.contains(&"/rare"), "{found:?}");
}

/// A sum of a column that most rows have not is of those that have it.
#[test]
fn an_empty_column_does_not_hide_a_few_among_many() {
    let history = History::new();
    let sql = "SELECT site, count(*) AS n, sum(taken_us) AS took FROM requests GROUP BY site";
    let found = history.answer(sql, Rule::Sums).unwrap();
    let groups = behind(&history, |row| row.taken.map(|_| row.site));
    assert!(!enough(&groups["shop.example.org"]));
    let sites: Vec<_> = found.iter().map(|row| &row["site"]).collect();
    assert_eq!(sites, ["www.example.org"]);
    // Nobody at all behind it: nothing is told.
    let sql = "SELECT site, count(duration_ms) AS n FROM requests GROUP BY site";
    assert_eq!(history.answer(sql, Rule::Sums).unwrap().len(), 2);
}

#[test]
fn one_sum_over_all_needs_enough_too() {
    let history = History::new();
    let one = |condition: &str| {
        let sql = format!("SELECT count(*) AS n FROM requests WHERE {condition}");
        history.answer(&sql, Rule::Sums).unwrap()
    };
    assert_eq!(one("path = '/about'").len(), 1);
    assert_eq!(one("path = '/alone'"), [Value::Null; 0]);
    assert_eq!(one("path = '/rare'"), [Value::Null; 0]);
    assert_eq!(one("path = '/nowhere'"), [Value::Null; 0]);
}

/// Whatever is done with the sums is done with those that may be shown.
#[test]
fn what_stands_around_a_sum_sees_only_what_may_be_shown() {
    let history = History::new();
    for sql in [
        "SELECT * FROM (SELECT path, count(*) AS n FROM requests GROUP BY path) WHERE n < 1000",
        "WITH t AS (SELECT path, count(*) AS n FROM requests GROUP BY path) SELECT path FROM t ORDER BY n",
        "SELECT path, count(*) FROM requests GROUP BY path HAVING count(*) > 0 ORDER BY count(*) LIMIT 10",
        "SELECT DISTINCT path FROM (SELECT path, count(*) FROM requests GROUP BY path, status)",
        "SELECT upper(path) AS path, count(DISTINCT visit) AS v FROM requests GROUP BY path",
        "SELECT r.path, avg(r.taken_us) / 1000 AS ms FROM requests AS r WHERE r.site = 'www.example.org' GROUP BY r.path",
    ] {
        let found = history.answer(sql, Rule::Sums).unwrap();
        let paths: BTreeSet<_> =
            found.iter().map(|row| row["path"].as_str().unwrap().to_lowercase()).collect();
        assert_eq!(paths, BTreeSet::from(["/".to_owned(), "/about".to_owned()]), "{sql}");
    }
    // The sum of the sums is of what is shown, so it tells nothing of the rest.
    let sql = "SELECT sum(n) AS n FROM (SELECT path, count(*) AS n FROM requests GROUP BY path)";
    let all = history.answer(sql, Rule::Sums).unwrap();
    let shown =
        history.requests.iter().filter(|row| matches!(row.path.as_str(), "/" | "/about")).count();
    assert_eq!(all[0]["n"], shown);
}

#[test]
fn useful_questions_may_be_asked() {
    let history = History::new();
    for sql in [
        "SELECT day, count(*), approx_percentile_cont(taken_us, 0.9) FROM requests WHERE site = 'www.example.org' GROUP BY day",
        "SELECT day, approx_percentile_cont(0.5) WITHIN GROUP (ORDER BY taken_us) FROM requests GROUP BY day",
        "SELECT date_trunc('hour', time) AS hour, count(*) FROM requests GROUP BY 1",
        "SELECT extract(hour FROM time) AS hour, count(*) FROM requests GROUP BY 1",
        "SELECT status / 100 AS class, count(*) FROM requests GROUP BY 1",
        "SELECT browser, browser_version, count(*) FROM requests WHERE browser IS NOT NULL GROUP BY 1, 2",
        "SELECT entry, avg(duration_ms), avg(pages), count(*) FROM visits WHERE entry LIKE '/%' GROUP BY entry",
        "SELECT split_part(path, '/', 2) AS part, count(*) FROM requests WHERE day BETWEEN '2026-11-20' AND '2026-11-22' GROUP BY 1",
        "SELECT CASE WHEN status < 400 THEN 'fine' ELSE 'failed' END AS how, count(*) FROM requests WHERE kind IN ('page', 'error') GROUP BY 1",
    ] {
        let found =
            history.answer(sql, Rule::Sums).unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert!(!found.is_empty(), "{sql}");
    }
}

#[test]
fn what_could_tell_a_few_apart_is_refused() {
    let history = History::new();
    let engine = history.engine(probity_sql::Limits::default());
    for sql in [
        "SELECT * FROM requests",
        "SELECT path FROM requests LIMIT 1",
        "SELECT DISTINCT path FROM requests",
        "SELECT 1",
        "SELECT network, count(*) FROM requests GROUP BY network",
        "SELECT visit, count(*) FROM requests GROUP BY visit",
        "SELECT count(*) FROM requests WHERE network <> '2001:db8:4d::/48'",
        "SELECT count(*) FROM requests WHERE visit = 7",
        "SELECT count(DISTINCT network) FROM requests",
        "SELECT sum(visit) FROM requests",
        "SELECT count(*) FROM requests WHERE time > '2026-11-20T00:00:01'",
        "SELECT time, count(*) FROM requests GROUP BY time",
        "SELECT date_trunc('minute', time), count(*) FROM requests GROUP BY 1",
        "SELECT extract(epoch FROM time), count(*) FROM requests GROUP BY 1",
        "SELECT date_bin(INTERVAL '1 second', time), count(*) FROM requests GROUP BY 1",
        "SELECT max(path) FROM requests",
        "SELECT min(time) FROM requests",
        "SELECT array_agg(path) FROM requests",
        "SELECT string_agg(path, ',') FROM requests",
        "SELECT first_value(path ORDER BY time) FROM requests",
        "SELECT approx_percentile_cont(taken_us, 1.0) FROM requests",
        "SELECT count(*) FILTER (WHERE path = '/alone') FROM requests",
        "SELECT sum(CASE WHEN path = '/alone' THEN 1 ELSE 0 END) FROM requests",
        "SELECT count(nullif(path, '/alone')) FROM requests",
        "SELECT sum(status + bytes) FROM requests",
        "SELECT path, count(*) FROM requests GROUP BY ROLLUP (path)",
        "SELECT path, status, count(*) FROM requests GROUP BY GROUPING SETS ((path), (status))",
        "SELECT path, count(*) FROM requests GROUP BY path UNION ALL SELECT path, 1 FROM requests",
        "SELECT r.path, count(*) FROM requests r JOIN visits v ON r.visit = v.visit GROUP BY r.path",
        "SELECT count(*) FROM requests WHERE path IN (SELECT entry FROM visits)",
        "SELECT count(*) FROM requests WHERE EXISTS (SELECT 1 FROM visits)",
        "SELECT count(*), (SELECT path FROM requests LIMIT 1) FROM requests",
        "SELECT path, count(*) OVER () FROM requests",
        "SELECT p, count(*) FROM (SELECT network AS p FROM requests) GROUP BY p",
        "WITH t AS (SELECT path, network AS site FROM requests) SELECT site, count(*) FROM t GROUP BY site",
        "SELECT count(*) FROM requests WHERE 1 / (status - 404) = 0",
        "SELECT count(*) FROM requests WHERE CAST(path AS INT) = 0",
        "SELECT sha256(path), count(*) FROM requests GROUP BY 1",
        "SELECT count(*) FROM requests WHERE random() < 0.5",
        "SELECT a.n FROM (SELECT count(*) AS n FROM requests) a, (SELECT path FROM requests) b",
        "SELECT stddev(duration_ms), min(duration_ms) FROM visits",
        "VALUES (1)",
    ] {
        let error = engine.ask(sql, Rule::Sums).map(|_| ()).expect_err(sql);
        let said = error.to_string();
        assert!(
            said.contains("at least 5 visitors") || said.contains("understood"),
            "{sql}: {said}"
        );
    }
}

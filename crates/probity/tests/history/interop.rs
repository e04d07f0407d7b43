//! Other engines read our files as we wrote them: pyarrow and DuckDB, from disk and out of a bucket.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use probity_usage::history::{Network, RequestRow, RequestWriter, VisitRow, VisitWriter};
use probity_usage::{Kind, Product};
use serde_json::{Value, json};

use crate::storage::Storage;
use crate::support::s3::BUCKET;
use crate::support::tools;

/// The first moment of 2026-11-20.
const START: i64 = 1_795_132_800_000;
const DAYS: [(&str, i64); 2] = [("2026-11-20", 0), ("2026-11-21", 1)];
const SITES: [&str; 2] = ["www.example.org", "other"];
/// Rows of each file: more than fit into one row group's first page, and not the same everywhere.
const ROWS: [u64; 2] = [70_001, 3];

/// What a table comes to, summed up while it is written.
#[derive(Default)]
struct Expected {
    rows: u64,
    sums: BTreeMap<&'static str, i64>,
    present: BTreeMap<&'static str, u64>,
    texts: BTreeMap<&'static str, BTreeSet<String>>,
    times: i64,
    parts: BTreeMap<String, u64>,
}

impl Expected {
    fn number(&mut self, name: &'static str, value: Option<i64>) {
        *self.sums.entry(name).or_default() += value.unwrap_or(0);
        *self.present.entry(name).or_default() += u64::from(value.is_some());
    }

    fn text(&mut self, name: &'static str, value: Option<String>) {
        *self.present.entry(name).or_default() += u64::from(value.is_some());
        self.texts.entry(name).or_default().extend(value);
    }

    fn products(&mut self, browser: Option<&Product>, system: Option<&Product>) {
        self.text("browser", browser.map(|it| it.family.to_string()));
        self.text("browser_version", browser.and_then(version));
        self.text("system", system.map(|it| it.family.to_string()));
        self.text("system_version", system.and_then(version));
    }

    fn row(&mut self, site: &str, day: &str, time: i64) {
        self.rows += 1;
        self.times += time;
        *self.parts.entry(format!("{site} {day}")).or_default() += 1;
    }
}

fn version(product: &Product) -> Option<String> {
    let parts: Vec<&str> = product.version.iter().map_while(|part| part.as_deref()).collect();
    (!parts.is_empty()).then(|| parts.join("."))
}

fn product(family: &str, version: [Option<&str>; 4]) -> Product {
    Product { family: family.into(), version: version.map(|part| part.map(Into::into)) }
}

/// Writes a history into `storage`; what its two tables come to.
fn write(storage: &Storage) -> [Expected; 2] {
    let files = storage.open();
    let (mut requests, mut visits) = (Expected::default(), Expected::default());
    let browsers = [
        Some(product("Firefox", [Some("128"), Some("0"), None, None])),
        Some(product("Käfer \"quoted\"", [None, None, None, None])),
        None,
    ];
    let systems = [None, Some(product("Windows", [Some("11"), None, None, None]))];
    let paths = ["/", "/über uns", "/a'b,c\"d", "/\u{1F512}"];
    for (site, rows) in SITES.into_iter().zip(ROWS) {
        for (day, number) in DAYS {
            let mut writer = RequestWriter::new(Vec::new()).unwrap();
            let mut of_visits = VisitWriter::new(Vec::new()).unwrap();
            for at in 0..rows {
                let choose = |among: usize| usize::try_from(at).unwrap() % among;
                let small = i64::try_from(at).unwrap();
                let time = START + number * 86_400_000 + small * 1234 % 86_400_000;
                let path =
                    if choose(5) == 4 { format!("/{at}") } else { paths[choose(4)].to_owned() };
                let network = match choose(3) {
                    0 => Network::V6([0x20, 0x01, 0x0d, 0xb8, 0, u8::try_from(at % 7).unwrap()]),
                    _ => Network::V4([[192, 0, 2], [198, 51, 100], [203, 0, 113]][choose(7) % 3]),
                };
                let (browser, system) = (browsers[choose(3)].as_ref(), systems[choose(2)].as_ref());
                let row = RequestRow {
                    time,
                    kind: Kind::ALL[choose(Kind::ALL.len())],
                    method: [b"GET".as_slice(), b"POST", b""][choose(3)],
                    path: path.as_bytes(),
                    status: [200, 404, 0][choose(3)],
                    bytes: (at % 4 != 0).then_some(at << 20),
                    taken: (at % 5 != 0).then_some(at * 7),
                    browser,
                    system,
                    network,
                    visitor: at,
                    visit: (at % 3 == 0).then_some(at + (1 << 40)),
                    duration: (at % 6 == 0).then_some(small),
                };
                writer.push(&row).unwrap();
                requests.row(site, day, time);
                requests.text("kind", Some(row.kind.name().to_owned()));
                requests.text("method", Some(String::from_utf8(row.method.to_vec()).unwrap()));
                requests.text("path", Some(path.clone()));
                requests.number("status", Some(i64::from(row.status)));
                let signed = |value: Option<u64>| value.map(|value| i64::try_from(value).unwrap());
                requests.number("bytes", signed(row.bytes));
                requests.number("taken_us", signed(row.taken));
                requests.number("visit", signed(row.visit));
                requests.number("duration_ms", row.duration);
                requests.products(browser, system);
                requests.text("network", Some(network.to_string()));
                if at % 10 == 1 {
                    let visit = VisitRow {
                        visit: at,
                        start: time,
                        duration: small,
                        pages: at % 9 + 1,
                        entry: path.as_bytes(),
                        exit: b"/",
                        browser,
                        system,
                        network,
                        visitor: at,
                    };
                    of_visits.push(&visit).unwrap();
                    visits.row(site, day, time);
                    visits.number("visit", Some(small));
                    visits.number("duration_ms", Some(small));
                    visits.number("pages", signed(Some(visit.pages)));
                    visits.text("entry", Some(path));
                    visits.text("exit", Some("/".to_owned()));
                    visits.products(browser, system);
                    visits.text("network", Some(network.to_string()));
                }
            }
            let at = format!("site={site}/day={day}/0a");
            files.put(&format!("{at}.requests.parquet"), writer.finish().unwrap()).unwrap();
            files.put(&format!("{at}.visits.parquet"), of_visits.finish().unwrap()).unwrap();
            // What other engines have no use for, and must not stumble over.
            files.put(&format!("{at}.addresses"), vec![0; 9]).unwrap();
        }
    }
    [requests, visits]
}

fn read(arguments: &[&str]) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/read_history.py");
    let mut python: Command = tools::python();
    let output = python.arg(script).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What one engine found must be what was written.
fn check(engine: &str, found: &Value, expected: &[Expected; 2], types: [(&str, Value); 2]) {
    for ((table, types), expected) in types.into_iter().zip(expected) {
        let found = &found[table];
        assert_eq!(found["columns"], types, "{engine} {table}");
        assert_eq!(found["rows"], expected.rows, "{engine} {table}");
        assert_eq!(found["sums"], json!(expected.sums), "{engine} {table}");
        for (name, present) in &expected.present {
            assert_eq!(found["present"][name], *present, "{engine} {table} {name}");
        }
        assert_eq!(found["texts"], json!(expected.texts), "{engine} {table}");
        let time = if table == "requests" { "time" } else { "start" };
        assert_eq!(found["times"], json!({ time: expected.times }), "{engine} {table}");
        assert_eq!(found["parts"], json!(expected.parts), "{engine} {table}");
    }
}

fn pyarrow_types() -> [(&'static str, Value); 2] {
    [
        (
            "requests",
            json!({
                "time": "timestamp[ms, tz=UTC]", "kind": "string", "method": "string", "path": "string",
                "status": "int32", "bytes": "int64", "taken_us": "int64", "visit": "int64",
                "duration_ms": "int64", "browser": "string", "browser_version": "string",
                "system": "string", "system_version": "string", "network": "string",
                "site": "string", "day": "string",
            }),
        ),
        (
            "visits",
            json!({
                "visit": "int64", "start": "timestamp[ms, tz=UTC]", "duration_ms": "int64",
                "pages": "int64", "entry": "string", "exit": "string", "browser": "string",
                "browser_version": "string", "system": "string", "system_version": "string",
                "network": "string", "site": "string", "day": "string",
            }),
        ),
    ]
}

/// DuckDB's names for the same; it knows a day when it sees one.
fn duckdb_types() -> [(&'static str, Value); 2] {
    pyarrow_types().map(|(table, mut types)| {
        for (name, of) in types.as_object_mut().unwrap() {
            let said = match of.as_str().unwrap() {
                "string" if name == "day" => "DATE",
                "string" => "VARCHAR",
                "int32" => "INTEGER",
                "int64" => "BIGINT",
                _ => "TIMESTAMP WITH TIME ZONE",
            };
            *of = said.into();
        }
        (table, types)
    })
}

#[test]
fn pyarrow_and_duckdb_read_what_was_written() {
    let storage = Storage::local();
    let expected = write(&storage);
    let found = read(&[storage.path().join("usage").to_str().unwrap()]);
    check("pyarrow", &found["pyarrow"], &expected, pyarrow_types());
    check("duckdb", &found["duckdb"], &expected, duckdb_types());
    let required = json!(["time", "kind", "method", "path", "status", "network"]);
    assert_eq!(found["pyarrow"]["requests"]["required"], required);
}

#[test]
fn pyarrow_reads_the_same_out_of_a_bucket() {
    let storage = Storage::bucket();
    let expected = write(&storage);
    let config = storage.config("");
    let server = config.history_endpoint.as_ref().unwrap().as_str();
    let server = server.strip_prefix("http://").unwrap();
    let found = read(&[server, &format!("{BUCKET}/usage/here")]);
    check("pyarrow", &found["pyarrow"], &expected, pyarrow_types());
}

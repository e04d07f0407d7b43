//! A small history in memory, and the same rows as plain values to count beside the engine.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use probity_sql::{Answer, Engine, File, Limits, Rule, Source, SqlError};
use probity_usage::history::{Network, RequestRow, RequestWriter, VisitRow, VisitWriter};
use probity_usage::{Kind, Product};
use serde_json::Value;

/// Milliseconds of 2026-11-20, the first of the days.
pub(crate) const START: i64 = 1_795_132_800_000;
const DAY: i64 = 86_400_000;

/// One request as a plain value.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) site: &'static str,
    pub(crate) day: &'static str,
    pub(crate) time: i64,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) taken: Option<u64>,
    pub(crate) network: u8,
    pub(crate) browser: Option<&'static str>,
}

/// The files, and what was read of them.
#[derive(Default)]
pub(crate) struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    pub(crate) reads: AtomicUsize,
}

impl Source for Memory {
    fn read(&self, key: &str, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, String> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let file = self.files.get(key).ok_or("there is no such file")?;
        let part = |range: &Range<u64>| {
            let range = usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?;
            file.get(range).map(<[u8]>::to_vec)
        };
        ranges.iter().map(|range| part(range).ok_or_else(|| "it is too short".to_owned())).collect()
    }
}

/// A history and the rows it is of.
pub(crate) struct History {
    pub(crate) requests: Vec<Request>,
    pub(crate) memory: Arc<Memory>,
}

pub(crate) const SITES: [&str; 2] = ["www.example.org", "shop.example.org"];
pub(crate) const DAYS: [&str; 3] = ["2026-11-20", "2026-11-21", "2026-11-22"];

impl History {
    /// Two sites, three days, 200 requests each: of `/` by many, of `/rare` by two networks, of `/alone`
    /// by one that comes often.
    pub(crate) fn new() -> Self {
        let mut requests = Vec::new();
        for (place, site) in SITES.into_iter().enumerate() {
            for (number, day) in (0_i64..).zip(DAYS) {
                for at in 0_u8..200 {
                    let (path, network) = match at % 10 {
                        0 => ("/alone".to_owned(), 77),
                        1 => ("/rare".to_owned(), at % 2 + at / 10 % 2),
                        2..5 => ("/about".to_owned(), at % 50),
                        _ => ("/".to_owned(), at % 60),
                    };
                    requests.push(Request {
                        site,
                        day,
                        time: START + number * DAY + i64::from(at) * 400_000,
                        path,
                        status: if at % 7 == 0 { 404 } else { 200 },
                        taken: (at % 3 != 0 && (place == 0 || at == 4))
                            .then_some(u64::from(at) * 1000),
                        network,
                        browser: (at % 4 != 0).then_some("Firefox"),
                    });
                }
            }
        }
        let mut memory = Memory::default();
        for site in SITES {
            for day in DAYS {
                let here: Vec<_> =
                    requests.iter().filter(|row| row.site == site && row.day == day).collect();
                let at = format!("site={site}/day={day}/01");
                let (first, second) = here.split_at(120);
                memory.files.insert(format!("{at}a.requests.parquet"), written(first));
                memory.files.insert(format!("{at}b.requests.parquet"), written(second));
                memory.files.insert(format!("{at}a.visits.parquet"), visits(&here));
            }
        }
        Self { requests, memory: Arc::new(memory) }
    }

    /// Its files.
    pub(crate) fn files(&self) -> Vec<File> {
        let file =
            |(key, bytes): (&String, &Vec<u8>)| File { key: key.clone(), size: bytes.len() as u64 };
        self.memory.files.iter().map(file).collect()
    }

    /// An engine over it.
    pub(crate) fn engine(&self, limits: Limits) -> Engine {
        let memory: Arc<Memory> = Arc::clone(&self.memory);
        Engine::new(&self.files(), memory, limits).unwrap()
    }

    /// The answer to a question, as JSON.
    pub(crate) fn answer(&self, sql: &str, rule: Rule) -> Result<Vec<Value>, SqlError> {
        let engine = self.engine(Limits::default());
        let answer: Answer = engine.answer(engine.ask(sql, rule)?)?;
        Ok(serde_json::from_slice(&answer.json().unwrap()).unwrap())
    }
}

/// A block of the addresses that are kept for documents.
fn network(number: u8) -> Network {
    Network::V6([0x20, 0x01, 0x0d, 0xb8, 0, number])
}

fn product(family: &str) -> Product {
    Product { family: family.into(), version: [Some("128".into()), None, None, None] }
}

fn written(rows: &[&Request]) -> Vec<u8> {
    let mut writer = RequestWriter::new(Vec::new()).unwrap();
    for row in rows {
        let browser = row.browser.map(product);
        writer
            .push(&RequestRow {
                time: row.time,
                kind: if row.status == 200 { Kind::Page } else { Kind::Error },
                method: b"GET",
                path: row.path.as_bytes(),
                status: row.status,
                bytes: Some(1000),
                taken: row.taken,
                browser: browser.as_ref(),
                system: None,
                network: network(row.network),
                visitor: u64::from(row.network),
                visit: (row.status == 200).then_some(u64::from(row.network)),
                duration: None,
            })
            .unwrap();
    }
    writer.finish().unwrap()
}

/// One visit for each network.
fn visits(rows: &[&Request]) -> Vec<u8> {
    let mut writer = VisitWriter::new(Vec::new()).unwrap();
    let first: BTreeMap<u8, &&Request> = rows.iter().rev().map(|row| (row.network, row)).collect();
    for (network, row) in first {
        writer
            .push(&VisitRow {
                visit: u64::from(network),
                start: row.time,
                duration: 1000,
                pages: 2,
                entry: row.path.as_bytes(),
                exit: b"/",
                browser: None,
                system: None,
                network: self::network(network),
                visitor: u64::from(network),
            })
            .unwrap();
    }
    writer.finish().unwrap()
}

//! What is kept of usage, read as any other program would: out of the files.

use std::fs::File;
use std::path::{Path, PathBuf};

use probity_usage::history::{RequestReader, VisitReader};

/// A request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) time: i64,
    pub(crate) kind: String,
    pub(crate) path: String,
    pub(crate) status: i32,
    pub(crate) bytes: Option<u64>,
    pub(crate) taken_us: Option<u64>,
    pub(crate) duration_ms: Option<i64>,
    pub(crate) browser: Option<String>,
    pub(crate) network: String,
}

/// Every request that is kept below a data directory, in the order of their times.
pub(crate) fn requests(data: &Path) -> Vec<Row> {
    let mut found = Vec::new();
    for file in files(data, ".requests.parquet") {
        let mut reader = RequestReader::new(File::open(file).unwrap()).unwrap();
        while let Some(batch) = reader.next_batch().unwrap() {
            found.extend(batch.rows().map(|row| Row {
                time: row.time,
                kind: row.kind.name().to_owned(),
                path: String::from_utf8(row.path.to_vec()).unwrap(),
                status: i32::from(row.status),
                bytes: row.bytes,
                taken_us: row.taken,
                duration_ms: row.duration,
                browser: row.browser.map(|browser| browser.family.to_string()),
                network: row.network.to_string(),
            }));
        }
    }
    found.sort_by_key(|row| row.time);
    found
}

/// The entry pages of every visit that is kept.
pub(crate) fn visits(data: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for file in files(data, ".visits.parquet") {
        let mut reader = VisitReader::new(File::open(file).unwrap()).unwrap();
        while let Some(batch) = reader.next_batch().unwrap() {
            let rows = batch.rows();
            found.extend(rows.map(|row| String::from_utf8(row.entry.to_vec()).unwrap()));
        }
    }
    found
}

fn files(below: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(below).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, end));
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
    found
}

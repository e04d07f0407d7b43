//! A commit under faults: all of it or nothing, whatever breaks where, and a stream goes on after it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use probity_policy::Archive;
use probity_usage::history::Sites;
use probity_usage::{Line, Reader};
use probity_vault::store::{Faults, Outcome};
use probity_vault::{
    Clock, KeyConfig, KeyStore, ManualClock, MasterSource, Opening, SeededRandom, Store,
    StoreConfig, StoreUrl, Vault,
};

use super::history::Part;
use super::stream::{OWN, Stream};
use super::{Usage, kept};
use crate::config::Config;
use crate::data::installation::MIGRATIONS;
use crate::site::moment::DAY;

/// Noon of 2026-11-24.
const NOON: i64 = 1_795_521_600_000;

/// Breaks the write of that name, once.
#[derive(Default)]
struct Broken(Mutex<Option<(&'static str, Outcome)>>);

impl Faults for Broken {
    fn before(&self, write: &str) -> Outcome {
        let mut plan = self.0.lock().unwrap();
        match *plan {
            Some((name, outcome)) if name == write => {
                *plan = None;
                outcome
            }
            _ => Outcome::Done,
        }
    }
}

struct World {
    dir: tempfile::TempDir,
    clock: Arc<ManualClock>,
    faults: Arc<Broken>,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir, clock: Arc::new(ManualClock::new(NOON)), faults: Arc::default() }
    }

    fn open(&self) -> Usage {
        let faults = Some(Arc::clone(&self.faults) as Arc<dyn Faults>);
        let data = StoreUrl::Sqlite(self.dir.path().join("probity.db"));
        let store = Store::open(StoreConfig { faults, ..StoreConfig::data(data, &MIGRATIONS) });
        let keys = KeyStore::open(KeyConfig {
            url: StoreUrl::Sqlite(self.dir.path().join("keys/keys.db")),
            master: MasterSource::File(self.dir.path().join("keys/master.key")),
            random: Arc::new(SeededRandom::new(7)),
            faults: None,
        });
        let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies");
        let vault = Vault::open(Opening {
            store: store.unwrap(),
            keys: keys.unwrap(),
            archive: Arc::new(Archive::load(policies.as_ref()).unwrap()),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            random: Arc::new(SeededRandom::new(8)),
            origin: "example.org/ledger".to_owned(),
        });
        Usage::open(&vault.unwrap(), &Config::default(), self.dir.path()).unwrap()
    }

    fn break_next(&self, write: &'static str, outcome: Outcome) {
        *self.faults.0.lock().unwrap() = Some((write, outcome));
    }
}

/// A page that a visitor viewed, that many minutes after noon.
fn page(stream: &mut Stream, minute: i64, visitor: u8) {
    let mut reader = Reader::new(probity_usage::Format::Combined, i64::MAX).unwrap();
    let (hour, minute) = (12 + minute / 60, minute % 60);
    let line = format!(
        "192.0.2.{visitor} - - [24/Nov/2026:{hour}:{minute:02}:00 +0000] \"GET /{minute} HTTP/1.1\" 200 \
         9 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\""
    );
    stream.line(&mut reader, Line::Whole(line.as_bytes()));
}

fn stream(usage: &Usage) -> Stream {
    Stream::open(usage, OWN, Sites::forced("www.example.org")).unwrap()
}

/// Requests and visits in the history.
fn totals(usage: &Usage) -> (u64, u64) {
    let sites = kept::sites(usage.vault()).unwrap();
    sites.iter().fold((0, 0), |(r, v), site| (r + site.requests, v + site.visits))
}

/// The files of the history are those of the segments that count, no more and no fewer.
fn files_fit(usage: &Usage) {
    let rows = usage
        .vault()
        .store()
        .query(&crate::store::usage::SEGMENTS, &[i64::MIN.into(), i64::MAX.into()])
        .unwrap();
    let mut expected = BTreeSet::new();
    for row in rows {
        let name = super::history::Name {
            id: row.text(0).unwrap(),
            site: row.text(1).unwrap(),
            day: row.int(2).unwrap(),
        };
        let there = [(Part::Requests, row.int(4)), (Part::Visits, row.int(5))];
        for (part, count) in there {
            if count.unwrap() > 0 {
                expected.insert(name.key(part));
            }
        }
        expected.insert(name.key(Part::Addresses));
    }
    let found: BTreeSet<String> =
        usage.files().list("").unwrap().into_iter().map(|file| file.key).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_stream_counts_each_request_once_whatever_breaks() {
    for outcome in [Outcome::Failed, Outcome::FailedButPersisted] {
        let world = World::new();
        let usage = world.open();
        let mut own = stream(&usage);
        for minute in 0..10 {
            page(&mut own, minute, 1);
        }
        world.break_next("usage_commit", outcome);
        own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap_err();
        page(&mut own, 11, 2);
        own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap();
        assert_eq!(totals(&usage), (11, 2), "{outcome:?}");
        own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap();
        page(&mut own, 12, 2);
        assert_eq!(own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap().requests, 1);
        assert_eq!(totals(&usage), (12, 2), "{outcome:?}");
        // What a failed attempt may have left is no segment's, and goes the day after.
        world.clock.advance(2 * DAY);
        usage.forget().unwrap();
        files_fit(&usage);
    }
}

#[test]
fn visits_go_on_after_a_restart_and_end_when_their_time_is_over() {
    let world = World::new();
    {
        let usage = world.open();
        let mut own = stream(&usage);
        page(&mut own, 0, 1);
        own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap();
    }
    {
        let usage = world.open();
        let mut own = stream(&usage);
        page(&mut own, 20, 1);
        own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap();
        assert_eq!(totals(&usage), (2, 1));
        files_fit(&usage);
        page(&mut own, 21, 1);
        // Lost with the process: the server's own log has it.
    }
    world.clock.advance(15 * DAY);
    let usage = world.open();
    let over = usage.due().unwrap();
    assert_eq!(over.addresses.len(), 1);
    assert_eq!(usage.forget().unwrap().addresses, over.addresses);
    assert!(usage.due().unwrap().is_nothing());
    let addresses = usage.files().list("").unwrap();
    assert!(!addresses.iter().any(|file| file.key.ends_with(".addresses")), "{addresses:?}");
    // The stream begins anew; what was open stands as it stood.
    let own = stream(&usage);
    assert!(!own.is_behind());
    assert_eq!(totals(&usage), (2, 1));
}

#[test]
fn the_history_itself_goes_after_two_years_on_record() {
    let world = World::new();
    let usage = world.open();
    let mut own = stream(&usage);
    page(&mut own, 0, 1);
    own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap();
    world.clock.advance(731 * DAY);
    let over = usage.forget().unwrap();
    assert_eq!(over.segments, 1, "{over:?}");
    assert_eq!(totals(&usage), (0, 0));
    assert!(usage.files().list("").unwrap().is_empty());
    let last = usage.vault().recent(u64::MAX, 5).unwrap();
    assert!(last.iter().any(|entry| entry.kind == probity_ledger::Kind::Erase));
}

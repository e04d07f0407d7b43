//! A commit under faults: all of it or nothing, whatever breaks where, and a stream goes on after it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use probity_policy::Archive;
use probity_usage::guard::{Block, Decision, Sanction};
use probity_usage::history::{Collector, Sites};
use probity_usage::{Intake, Line, Reader, Reason};
use probity_vault::store::{Faults, Outcome};
use probity_vault::{
    Clock, KeyConfig, KeyStore, ManualClock, MasterSource, Opening, SeededRandom, Store,
    StoreConfig, StoreUrl, Vault,
};

use super::history::{self, Commit, Part, Stand};
use super::rejected::show::{Asked, show};
use super::rejected::{Log, Rejected, over};
use super::staging::Room;
use super::stream::{OWN, Stream};
use super::trace::Need;
use super::{Usage, kept};
use crate::config::Config;
use crate::data::installation::MIGRATIONS;
use crate::guard::book;
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
    stream.line(&mut reader, Line::Whole(line.as_bytes()), &mut Log::called("access.log"));
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

/// The rejected lines of these days, as somebody is shown them.
fn rejected(usage: &Usage) -> Vec<(u64, String)> {
    let today = NOON / DAY;
    let asked = Asked { sites: &[], days: today - 30..=today, need: Need::Incident };
    let mut found = Vec::new();
    show(usage, &asked, &mut |line| {
        found.push((line.line, String::from_utf8_lossy(line.text).into_owned()));
        true
    })
    .unwrap();
    found
}

fn decided(address: &str) -> Decision {
    let address = address.parse().unwrap();
    Decision {
        block: Block::of(address),
        scenario: "probing".to_owned(),
        first: NOON - 5_000,
        from: NOON,
        until: NOON + DAY,
        sanction: Sanction::Ban(DAY),
        count: 11,
        address,
        path: b"/missing".as_slice().into(),
    }
}

/// An import as the command line makes it, of a request, a line that is none, and an attack.
fn imported(usage: &Usage) -> Commit {
    let vault = usage.vault();
    let mut rows =
        Collector::new(Room::new(vault, usage.data()).unwrap(), Sites::forced("www.example.org"));
    let mut intake = Intake::new().unwrap();
    let mut reader = Reader::new(probity_usage::Format::Combined, i64::MAX).unwrap();
    let line = b"192.0.2.1 - - [24/Nov/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 9 \"-\" \"-\"";
    let mut out = |event| rows.event(&event).unwrap();
    intake.line(&mut reader, Line::Whole(line), i64::MAX, &mut out);
    intake.finish(&mut out);
    let mut room = rows.finish().unwrap();
    let segments = room.take("import www.example.org", Stand::Final);
    // The files go with their room, which has to last as long as the commit.
    std::mem::forget(room);
    let mut bad = Rejected::new(vault);
    let mut log = Log::called("access.log");
    log.behind(2);
    bad.add(&mut log, Reason::Layout, b"nonsense of 192.0.2.9");
    let decision = book::Found::imported(decided("192.0.2.9"), [7; 16]);
    Commit {
        segments,
        rejected: bad.stage("import www.example.org", "www.example.org").unwrap(),
        decisions: book::seal(vault, &[decision]).unwrap(),
        note: "a test".to_owned(),
        ..Commit::default()
    }
}

#[test]
fn an_import_has_its_decisions_and_rejected_lines_or_nothing() {
    for outcome in [Outcome::Failed, Outcome::FailedButPersisted, Outcome::Done] {
        let world = World::new();
        let usage = world.open();
        let before = usage.vault().head().unwrap().size;
        let commit = imported(&usage);
        world.break_next("usage_commit", outcome);
        let done = history::commit(usage.vault(), usage.files(), &commit);
        assert_eq!(done.is_ok(), outcome == Outcome::Done, "{outcome:?}");
        let is_in = totals(&usage).0 == 1;
        assert_eq!(is_in, outcome != Outcome::Failed, "{outcome:?}");
        assert_eq!(usage.vault().head().unwrap().size, before + u64::from(is_in));
        assert_eq!(history::counts(usage.vault(), &commit.sign().unwrap()).unwrap(), is_in);
        let decisions = book::list(usage.vault(), NOON - DAY, NOON + DAY).unwrap();
        assert_eq!(decisions.len(), usize::from(is_in), "{outcome:?}");
        let expected = (2, "nonsense of 192.0.2.9".to_owned());
        assert_eq!(rejected(&usage), if is_in { vec![expected] } else { vec![] }, "{outcome:?}");
    }
}

#[test]
fn a_stream_keeps_each_rejected_line_once_whatever_breaks() {
    for outcome in [Outcome::Failed, Outcome::FailedButPersisted] {
        let world = World::new();
        let usage = world.open();
        let mut own = stream(&usage);
        let mut log = Log::called("syslog");
        let mut reader = Reader::new(probity_usage::Format::Combined, i64::MAX).unwrap();
        let mut bad = |own: &mut Stream, text: &str| {
            own.line(&mut reader, Line::Whole(text.as_bytes()), &mut log);
        };
        bad(&mut own, "first");
        assert!(own.is_behind());
        world.break_next("usage_commit", outcome);
        own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap_err();
        bad(&mut own, "second");
        own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap();
        assert!(!own.is_behind());
        own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap();
        let expected = [(1, "first".to_owned()), (2, "second".to_owned())];
        let mut found = rejected(&usage);
        found.sort();
        assert_eq!(found, expected, "{outcome:?}");
    }
}

#[test]
fn rejected_lines_go_with_their_day_and_are_gone_for_whoever_asks() {
    let world = World::new();
    let usage = world.open();
    let mut own = stream(&usage);
    let mut reader = Reader::new(probity_usage::Format::Combined, i64::MAX).unwrap();
    let mut log = Log::called("syslog");
    for text in [
        "x [23/Nov/2026:10:00:00 +0000] yesterday",
        "x [01/Nov/2026:10:00:00 +0000] too long ago",
        "x [23/Nov/2999:10:00:00 +0000] not believed",
        "no time",
    ] {
        own.line(&mut reader, Line::Whole(text.as_bytes()), &mut log);
    }
    own.commit(&usage, Vec::new(), "a test".to_owned()).unwrap();
    assert_eq!(rejected(&usage).len(), 3, "what is over is dropped at once");
    let today = NOON / DAY;
    assert_eq!(over::days(usage.vault()).unwrap(), [today - 1, today]);
    world.clock.advance(13 * DAY);
    assert_eq!(rejected(&usage).len(), 2, "nobody has cleared away yet");
    let gone = usage.forget().unwrap();
    assert_eq!(gone.rejected, [today - 1]);
    world.clock.advance(DAY);
    assert_eq!(usage.due().unwrap().rejected, [today]);
    usage.forget().unwrap();
    let asked = Asked { sites: &[], days: today - 1..=today, need: Need::Attack };
    let rest = show(&usage, &asked, &mut |_| panic!("nothing is shown")).unwrap();
    assert_eq!((rest.shown, rest.gone, rest.beyond), (0, 3, 0));
    world.clock.advance(731 * DAY);
    usage.forget().unwrap();
    assert_eq!(show(&usage, &asked, &mut |_| true).unwrap().gone, 0);
}

/// A log of nothing but rubbish fills neither memory nor disk.
#[test]
fn of_rubbish_is_kept_what_has_room() {
    let world = World::new();
    let usage = world.open();
    let mut bad = Rejected::new(usage.vault());
    for (name, text, lines, kept) in [
        ("many.log", "x".to_owned(), 100_000_u64, 10_000),
        ("long.log", "y".repeat(60_000), 500, (2 << 20) / 16_384),
    ] {
        let mut log = Log::called(name);
        for number in 1..=lines {
            log.behind(number);
            bad.add(&mut log, Reason::Layout, text.as_bytes());
        }
        let staged = bad.stage("import *", "other").unwrap();
        assert_eq!(staged.lines, kept, "{name}");
        let commit = Commit { rejected: staged, ..Commit::default() };
        history::commit(usage.vault(), usage.files(), &commit).unwrap();
        bad = Rejected::new(usage.vault());
    }
    let today = NOON / DAY;
    let asked = Asked { sites: &[], days: today..=today, need: Need::Attack };
    let mut cut = 0;
    let rest = show(&usage, &asked, &mut |line| {
        assert!(line.text.len() <= 16_384);
        cut += u64::from(line.is_cut);
        true
    });
    let rest = rest.unwrap();
    assert_eq!((rest.shown, rest.beyond, cut), (10_128, 90_000 + 372, 128));
}

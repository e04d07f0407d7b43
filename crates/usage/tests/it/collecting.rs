//! What a log comes to in segments, beside sorting its rows by hand.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hasher as _;
use std::io::{self, Write};
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use probity_usage::history::{
    Addresses, Collector, Day, Network, Part, RequestReader, RequestRow, Segment, Sites, Staging,
    VisitReader, VisitRow,
};
use probity_usage::rollup::Rollup;
use probity_usage::{Agents, Event, Kind, OtherRequest, PageView, Visit};
use proptest::prelude::*;
use siphasher::sip::SipHasher13;
use zeroize::Zeroizing;

use crate::history::address;

/// A file in memory, which others see.
#[derive(Clone, Default)]
pub(crate) struct File(Arc<Mutex<Vec<u8>>>);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps everything in memory.
#[derive(Default)]
pub(crate) struct Memory {
    files: HashMap<(u64, bool), File>,
    pub(crate) segments: Vec<Segment>,
    most: usize,
}

impl Staging for Memory {
    fn secret(&mut self, day: Day) -> io::Result<Zeroizing<[u8; 32]>> {
        Ok(secret(day))
    }

    fn create(
        &mut self,
        segment: u64,
        _: &str,
        _: Day,
        part: Part,
    ) -> io::Result<Box<dyn Write + Send>> {
        let file = File::default();
        let before = self.files.insert((segment, part == Part::Visits), file.clone());
        assert!(before.is_none(), "each part is created once");
        self.most = self.most.max(self.files.len() - self.segments.len());
        Ok(Box::new(file))
    }

    fn finished(&mut self, segment: Segment) -> io::Result<()> {
        self.segments.push(segment);
        Ok(())
    }
}

impl Memory {
    pub(crate) fn file(&self, segment: u64, part: Part) -> Option<Bytes> {
        let file = self.files.get(&(segment, part == Part::Visits))?;
        Some(file.0.lock().unwrap().clone().into())
    }
}

fn secret(day: Day) -> Zeroizing<[u8; 32]> {
    let mut secret = [7; 32];
    secret[3..7].copy_from_slice(&day.number().to_le_bytes());
    secret[20..24].copy_from_slice(&day.number().to_le_bytes());
    Zeroizing::new(secret)
}

fn visitor(day: Day, address: IpAddr, agent: Option<u64>) -> u64 {
    let secret = secret(day);
    let mut hasher = SipHasher13::new_with_key(secret[..16].try_into().unwrap());
    let mut text = secret[16..].to_vec();
    match address {
        IpAddr::V4(address) => text.extend(address.octets()),
        IpAddr::V6(address) => text.extend(address.octets()),
    }
    text.extend(agent.into_iter().flat_map(u64::to_le_bytes));
    hasher.write(&text);
    hasher.finish()
}

/// Of a site and day: the rows as text, with their addresses, and what they come to.
pub(crate) type Days = BTreeMap<(String, Day), (Vec<String>, Vec<String>, Rollup)>;

fn shown(row: &dyn std::fmt::Debug, address: IpAddr) -> String {
    format!("{address} {row:?}")
}

/// Sorts the rows by hand.
fn naive(events: &[Event], sites: &Sites) -> Days {
    let mut days = Days::new();
    for event in events {
        let (site, time) = match event {
            Event::Page(view) => (&view.site, view.start),
            Event::Visit(visit) => (&visit.site, visit.start),
            Event::Request(other) => (&other.site, other.time),
        };
        let day = Day::of(time);
        let (requests, visits, rollup) = days
            .entry((sites.of(site).to_string(), day))
            .or_insert_with(|| (vec![], vec![], Rollup::new(day.number().into())));
        match event {
            Event::Page(_) | Event::Request(_) => {
                let (row, address) = row(event);
                rollup.add_request(&row);
                requests.push(shown(&RequestRow { visitor: 0, ..row }, address));
            }
            Event::Visit(visit) => {
                let agent = visit.agent.as_deref();
                let row = VisitRow {
                    visit: visit.visit,
                    start: visit.start,
                    duration: visit.last - visit.start,
                    pages: visit.pages,
                    entry: &visit.entry,
                    exit: &visit.exit,
                    browser: agent.and_then(|agent| agent.browser.as_ref()),
                    system: agent.and_then(|agent| agent.system.as_ref()),
                    network: Network::of(visit.address),
                    visitor: visitor(day, visit.address, agent.map(|agent| agent.id)),
                };
                rollup.add_visit(&row);
                visits.push(shown(&VisitRow { visitor: 0, ..row }, visit.address));
            }
        }
    }
    for (requests, visits, _) in days.values_mut() {
        requests.sort();
        visits.sort();
    }
    days
}

fn row(event: &Event) -> (RequestRow<'_>, IpAddr) {
    let (address, agent, time, kind, method, path, (visit, duration)) = match event {
        Event::Page(v) => {
            let more = (v.visit, v.duration);
            (v.address, &v.agent, v.start, Kind::Page, &b"GET"[..], &v.path, more)
        }
        Event::Request(o) => {
            (o.address, &o.agent, o.time, o.kind, &*o.method, &o.path, (None, None))
        }
        Event::Visit(_) => panic!("it is no request"),
    };
    let (status, bytes, taken) = match event {
        Event::Page(v) => (v.status, v.bytes, v.taken),
        Event::Request(o) => (o.status, o.bytes, o.taken),
        Event::Visit(_) => panic!("it is no request"),
    };
    let agent = agent.as_deref();
    let row = RequestRow {
        time,
        kind,
        method,
        path,
        status,
        bytes,
        taken,
        browser: agent.and_then(|agent| agent.browser.as_ref()),
        system: agent.and_then(|agent| agent.system.as_ref()),
        network: Network::of(address),
        visitor: visitor(Day::of(time), address, agent.map(|agent| agent.id)),
        visit,
        duration,
    };
    (row, address)
}

/// What stands in the segments.
pub(crate) fn stored(memory: &Memory) -> Days {
    let mut days = Days::new();
    for segment in &memory.segments {
        let addresses = Addresses::decode(&segment.addresses).unwrap();
        assert_eq!(addresses.distinct(), segment.distinct);
        let (requests, visits, rollup) = days
            .entry((segment.site.to_string(), segment.day))
            .or_insert_with(|| (vec![], vec![], Rollup::new(segment.day.number().into())));
        rollup.merge(&segment.rollup).unwrap();
        let (before, before_visits) = (requests.len(), visits.len());
        if let Some(file) = memory.file(segment.number, Part::Requests) {
            let mut reader = RequestReader::new(file).unwrap();
            let mut at = 0;
            while let Some(batch) = reader.next_batch().unwrap() {
                for row in batch.rows() {
                    let address = addresses.request(at).unwrap();
                    assert_eq!(row.network, Network::of(address));
                    requests.push(shown(&row, address));
                    at += 1;
                }
            }
        }
        if let Some(file) = memory.file(segment.number, Part::Visits) {
            let mut reader = VisitReader::new(file).unwrap();
            let mut at = 0;
            while let Some(batch) = reader.next_batch().unwrap() {
                for row in batch.rows() {
                    visits.push(shown(&row, addresses.visit(at).unwrap()));
                    at += 1;
                }
            }
        }
        assert_eq!(requests.len() - before, usize::try_from(segment.requests).unwrap());
        assert_eq!(visits.len() - before_visits, usize::try_from(segment.visits).unwrap());
    }
    for (requests, visits, _) in days.values_mut() {
        requests.sort();
        visits.sort();
    }
    days
}

fn collected(events: &[Event], sites: &Sites) -> Memory {
    let mut collector = Collector::new(Memory::default(), sites.clone());
    events.iter().for_each(|event| collector.event(event).unwrap());
    assert_eq!(collector.rows(), events.len() as u64);
    collector.finish().unwrap()
}

/// Events as they could come out of a log, and in orders in which they could not.
fn events(agents: &Rc<RefCell<Agents>>) -> impl Strategy<Value = Vec<Event>> + use<> {
    let agents = Rc::clone(agents);
    let time = prop_oneof![
        4 => 0..100_000_000_i64,
        1 => -100_000_000_000..100_000_000_000_i64,
    ];
    let event = (time, 0..3_u8, address(), 0..3_usize, 0..5_u8, proptest::option::of(0..900_u64));
    proptest::collection::vec(event, 0..300).prop_map(move |events| {
        let of = |(time, site, address, agent, path, number): (i64, u8, IpAddr, usize, u8, _)| {
            let agents = &mut *agents.borrow_mut();
            let names: [Option<&[u8]>; 3] = [None, Some(b"Firefox/128.0"), Some(b"Nobody/1")];
            let agent = names[agent].map(|name| agents.get(name));
            let site = [&b"www.example.org"[..], b"forged.example", b""][usize::from(site)];
            let (site, path) = (site.into(), format!("/{path}").into_bytes().into());
            let start = 1_700_000_000_000 + time;
            match number {
                Some(visit) if visit % 2 == 0 => Event::Visit(Visit {
                    visit,
                    site,
                    address,
                    agent,
                    start,
                    last: start + 5,
                    pages: visit % 9 + 1,
                    entry: path,
                    exit: b"/exit"[..].into(),
                }),
                Some(visit) => Event::Page(PageView {
                    site,
                    address,
                    agent,
                    start,
                    duration: (visit % 3 == 0).then_some(7),
                    path,
                    status: 200,
                    bytes: Some(visit),
                    taken: None,
                    visit: Some(visit),
                }),
                None => Event::Request(OtherRequest {
                    site,
                    address,
                    agent,
                    time: start,
                    kind: Kind::ALL[1 + usize::from(path.len() % 2 == 0)],
                    method: b"POST"[..].into(),
                    path,
                    status: 404,
                    bytes: None,
                    taken: Some(5),
                }),
            }
        };
        events.into_iter().map(of).collect()
    })
}

#[test]
fn rows_are_sorted_by_site_and_day() {
    let agents = Rc::new(RefCell::new(Agents::new().unwrap()));
    let config = ProptestConfig { cases: 64, ..ProptestConfig::default() };
    proptest!(config, |(events in events(&agents), forced in any::<bool>())| {
        let known = Sites::known(["WWW.example.org"]);
        let sites = if forced { Sites::forced("all.example.org") } else { known };
        let memory = collected(&events, &sites);
        let (found, expected) = (stored(&memory), naive(&events, &sites));
        prop_assert_eq!(&found, &expected);
        let names: Vec<_> = found.keys().map(|(site, _)| site.as_str()).collect();
        let allowed: &[&str] =
            if forced { &["all.example.org"] } else { &["other", "www.example.org"] };
        prop_assert!(names.iter().all(|name| allowed.contains(name)));
    });
}

/// A page of each of ten years' days, with visits that end a day later.
#[test]
fn a_log_of_ten_years_has_few_days_open_at_once() {
    let event = |n: i64| {
        let visit = n.cast_unsigned();
        let start = 1_400_000_000_000 + (n / 20) * 86_400_000 + n % 20;
        let (site, path): (Arc<[u8]>, Arc<[u8]>) = (b"www.example.org"[..].into(), b"/"[..].into());
        let address = [192, 0, 2, 1].into();
        let (duration, status, bytes, taken) = (None, 200, None, None);
        let (visit, agent) = (Some(visit), None);
        Event::Page(PageView {
            site,
            address,
            agent,
            start,
            duration,
            path,
            status,
            bytes,
            taken,
            visit,
        })
    };
    let events: Vec<_> = (0..3650 * 20).map(event).collect();
    let memory = collected(&events, &Sites::known(["www.example.org"]));
    assert_eq!(memory.segments.len(), 3650);
    assert!(memory.most <= 64, "{}", memory.most);
    let rows: u64 = memory.segments.iter().map(|segment| segment.requests).sum();
    assert_eq!(rows, events.len() as u64);
}

#[test]
fn what_is_in_the_way_is_said() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    struct Nowhere;
    impl Staging for Nowhere {
        fn secret(&mut self, _: Day) -> io::Result<Zeroizing<[u8; 32]>> {
            Ok(Zeroizing::new([0; 32]))
        }

        fn create(
            &mut self,
            _: u64,
            _: &str,
            _: Day,
            _: Part,
        ) -> io::Result<Box<dyn Write + Send>> {
            Ok(Box::new(Full))
        }

        fn finished(&mut self, _: Segment) -> io::Result<()> {
            panic!("nothing is complete")
        }
    }
    let mut collector = Collector::new(Nowhere, Sites::known(["www.example.org"]));
    let event = Event::Request(OtherRequest {
        site: b""[..].into(),
        address: [192, 0, 2, 1].into(),
        agent: None,
        time: 0,
        kind: Kind::Error,
        method: b"GET"[..].into(),
        path: b"/"[..].into(),
        status: 404,
        bytes: None,
        taken: None,
    });
    collector.event(&event).unwrap();
    assert_eq!(collector.finish().err().unwrap().kind(), io::ErrorKind::StorageFull);
}

//! Whole logs with every oddity, read in chunks of any size, beside what they were made of.

use std::io::Read;

use probity_usage::{
    Agents, Counts, Event, Format, Intake, Kind, Lines, MAX_LINE, Reader, Reason, Request,
    Sessions, Taken,
};
use proptest::prelude::*;

use crate::formats::LATEST;
use crate::naive::{self, Item};
use crate::sessions::{namer, plain};
use crate::writers::{self, Wanted, apache, nginx};

const BROWSERS: [&str; 2] = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
];
const BOT: &str = "ExampleBot/1.0 (+https://bot.example/)";

/// Gives its bytes in pieces of changing size.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.1 = self.1 * 7 % 4099 + 1;
        let size = self.1.min(self.0.len()).min(into.len());
        into[..size].copy_from_slice(&self.0[..size]);
        self.0 = &self.0[size..];
        Ok(size)
    }
}

/// A line of a log, and what it is.
#[derive(Debug, Clone)]
pub(crate) enum Made {
    Request(Wanted, Kind),
    Broken(Vec<u8>, Reason),
}

pub(crate) fn made() -> impl Strategy<Value = Vec<Made>> {
    let step = prop_oneof![
        10 => 0_i64..90,
        2 => 1790_i64..1810,
        2 => -119_i64..0,
        1 => -300_i64..-119,
        1 => Just(90_000),
        1 => Just(-200_000),
    ];
    let line = (step, 0..14_u8, 0..3_u8, any::<bool>(), -14 * 60..14 * 60, 0..5_u8);
    proptest::collection::vec(line, 1..80).prop_map(|lines| {
        let mut time = 1_700_000_000;
        let mut made = Vec::new();
        for (step, what, address, browser, offset_minutes, page) in lines {
            time += step;
            let wanted = Wanted {
                time: time * 1000,
                offset_minutes,
                address: ["192.0.2.1", "2001:db8::7", "198.51.100.9"][usize::from(address)]
                    .parse()
                    .unwrap(),
                site: "www.example.org".into(),
                method: "GET".into(),
                path: format!("/seite/%C3%BC|{page}"),
                query: (page == 0).then(|| "secret=1".into()),
                status: 200,
                bytes: 17,
                agent: BROWSERS[usize::from(browser)].into(),
                taken: 0,
            };
            made.push(match what {
                0 => Made::Request(Wanted { agent: BOT.into(), ..wanted }, Kind::Bot),
                1 => Made::Request(Wanted { status: 500, ..wanted }, Kind::Error),
                2 => Made::Request(Wanted { path: "/a/logo.PNG".into(), ..wanted }, Kind::Asset),
                3 => Made::Request(Wanted { path: "/.git/config".into(), ..wanted }, Kind::Probe),
                4 => Made::Request(Wanted { method: "POST".into(), ..wanted }, Kind::Other),
                5 => match page {
                    0 => Made::Broken(b"Error line 1".to_vec(), Reason::Layout),
                    1 => Made::Broken(vec![], Reason::Blank),
                    2 => Made::Broken(
                        vec![b'x'; MAX_LINE + 1 + usize::from(address)],
                        Reason::TooLong,
                    ),
                    3 => Made::Broken(
                        b"192.0.2.1 - - [01/Jan/1970:00:00:00 +0000] \"GET /\0 HTTP/1.1\" 200 1"
                            .to_vec(),
                        Reason::TooEarly,
                    ),
                    _ => Made::Broken(
                        b"192.0.2.1 - - [01/Jan/2199:00:00:00 +0000] \"GET /\xff HTTP/1.1\" 200 1"
                            .to_vec(),
                        Reason::Future,
                    ),
                },
                _ => Made::Request(wanted, Kind::Page),
            });
        }
        made
    })
}

/// The log, its lines ended and quoted as servers and people have done it.
pub(crate) fn written(made: &[Made]) -> Vec<u8> {
    let mut log = Vec::new();
    for (number, line) in made.iter().enumerate() {
        match line {
            Made::Broken(bytes, _) => log.extend(bytes),
            Made::Request(wanted, _) => {
                let escape = if number % 2 == 0 { apache } else { nginx };
                let line = writers::common(wanted, escape, true, true, "");
                let line = match number % 5 {
                    0 => line.strip_suffix('"').unwrap().to_owned(),
                    1 => format!("{line} \"192.0.2.99\""),
                    2 => line.replace('"', "\"\"").replace(" \"\"\"\"", " \"\""),
                    3 => format!("{line} "),
                    _ => line,
                };
                log.extend(line.into_bytes());
            }
        }
        log.extend_from_slice(if number % 3 == 0 { b"\r\n" } else { b"\n" });
    }
    log
}

fn taken_in(intake: &mut Intake, log: &[u8], piece: usize) -> (Vec<Event>, Counts) {
    let mut reader = Reader::new(Format::VhostCombined, LATEST).unwrap();
    let mut lines = Lines::new(Pieces(log, piece));
    let mut events = Vec::new();
    while let Some(line) = lines.next().unwrap() {
        let taken = intake.line(&mut reader, line, i64::MAX, &mut |event| events.push(event));
        assert!(!matches!(taken, Taken::After(_)), "{taken:?}");
    }
    let counts = intake.finish(&mut |event| events.push(event));
    (events, counts)
}

#[test]
fn a_log_with_every_oddity_is_what_it_was_made_of() {
    let name = namer(&mut Agents::new().unwrap(), &BROWSERS);
    let intake = std::cell::RefCell::new(Intake::new().unwrap());
    let config = ProptestConfig { cases: 256, ..ProptestConfig::default() };
    proptest!(config, |(made in made(), piece in 1_usize..4000)| {
        let (events, counts) = taken_in(&mut intake.borrow_mut(), &written(&made), piece);
        let pages: Vec<Item> = made
            .iter()
            .filter_map(|line| match line {
                Made::Request(wanted, Kind::Page) => Some(Item {
                    time: wanted.time,
                    site: wanted.site.clone(),
                    address: wanted.address,
                    agent: Some(wanted.agent.clone()),
                    path: wanted.path.clone(),
                    left: false,
                }),
                _ => None,
            })
            .collect();
        let expected = naive::visits(&pages);
        prop_assert_eq!(counts.visits, expected.1.len() as u64);
        prop_assert_eq!(counts.late, expected.0.iter().filter(|view| view.6).count() as u64);
        prop_assert_eq!(plain(&events, &name), expected);

        // What is no page comes out once, too.
        let others = events.iter().filter(|event| matches!(event, Event::Request(_))).count() as u64;
        prop_assert_eq!(others + counts.of(Kind::Page), counts.accepted);

        // Each line is counted once, under what it is.
        prop_assert_eq!(counts.lines, made.len() as u64);
        prop_assert_eq!(counts.accepted + counts.rejected(), counts.lines);
        let count = |is: &dyn Fn(&Made) -> bool| made.iter().filter(|line| is(line)).count() as u64;
        for kind in Kind::ALL {
            let made = count(&|line| matches!(line, Made::Request(_, of) if *of == kind));
            prop_assert_eq!(counts.of(kind), made, "{:?}", kind);
        }
        for reason in Reason::ALL {
            let made = count(&|line| matches!(line, Made::Broken(_, of) if *of == reason));
            prop_assert_eq!(counts.rejected_for(reason), made, "{:?}", reason);
        }

        // Other chunks, the same events in the same order.
        prop_assert_eq!(taken_in(&mut intake.borrow_mut(), &written(&made), piece + 1), (events, counts));
    });
}

fn other() -> Request<'static> {
    Request {
        time: 0,
        address: [192, 0, 2, 1].into(),
        site: None,
        method: b"POST"[..].into(),
        path: b"/a"[..].into(),
        query: None,
        protocol: b""[..].into(),
        status: 200,
        bytes: None,
        agent: None,
        taken: None,
    }
}

/// What is handed out has no room for a referrer or a query.
#[test]
fn no_query_and_no_referrer_leaves_the_reader() {
    let made = written(&[Made::Request(
        Wanted {
            time: 1_700_000_000_000,
            offset_minutes: 0,
            address: [192, 0, 2, 1].into(),
            site: "www.example.org".into(),
            method: "GET".into(),
            path: "/a".into(),
            query: Some("q=hidden".into()),
            status: 200,
            bytes: 1,
            agent: BROWSERS[0].into(),
            taken: 0,
        },
        Kind::Page,
    )]);
    let asked = Request { query: Some(b"q=hidden"[..].into()), ..other() };
    let mut passed = String::new();
    Sessions::new().pass(&asked, Kind::Other, None, &mut |event| passed = format!("{event:?}"));
    assert!(passed.contains("Request") && !passed.contains("hidden"));
    let log = String::from_utf8(made.clone()).unwrap();
    assert!(log.contains("hidden") && log.contains("elsewhere") && log.contains("somebody"));
    let (events, _) = taken_in(&mut Intake::new().unwrap(), &made, 100);
    assert_eq!(events.len(), 2);
    for event in events {
        let (path, rest) = match &event {
            Event::Page(view) => (view.path.to_vec(), format!("{view:?}")),
            Event::Visit(visit) => (visit.entry.to_vec(), format!("{visit:?}")),
            Event::Request(other) => (other.path.to_vec(), format!("{other:?}")),
        };
        assert_eq!(path, b"/a");
        assert!(!rest.contains("hidden") && !rest.contains("elsewhere"));
    }
}

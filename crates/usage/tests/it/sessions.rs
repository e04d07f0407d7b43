//! Visits as they are found while reading, beside the naive reference.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use probity_usage::{
    Agent, Agents, BadCarry, DAY, Event, IDLE, Kind, PageLeft, PageView, Request, Sessions, WINDOW,
};
use proptest::prelude::*;

use crate::naive::{self, Item, View, Visit};

const START: i64 = 1_700_000_000_000;

/// Events in the reference's form.
pub(crate) fn plain(events: &[Event], name: impl Fn(u64) -> String) -> (Vec<View>, Vec<Visit>) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let named = |agent: &Option<Arc<Agent>>| agent.as_ref().map(|agent| name(agent.id));
    let (mut views, mut visits) = (Vec::new(), Vec::new());
    for event in events {
        match event {
            Event::Page(v) => {
                let (site, agent, path) = (text(&v.site), named(&v.agent), text(&v.path));
                views.push((site, v.address, agent, v.start, path, v.duration, v.is_late()));
            }
            Event::Visit(v) => visits.push((
                text(&v.site),
                v.address,
                named(&v.agent),
                v.start,
                v.last,
                v.pages,
                text(&v.entry),
                text(&v.exit),
            )),
            Event::Request(_) => {}
        }
    }
    numbered(events);
    views.sort();
    visits.sort();
    (views, visits)
}

/// Each visit has a number of its own, and its pages have it, as many as it says.
fn numbered(events: &[Event]) {
    let mut pages: HashMap<u64, Vec<&PageView>> = HashMap::new();
    let mut visits = 0;
    for event in events {
        match event {
            Event::Page(view) => match view.visit {
                Some(visit) => pages.entry(visit).or_default().push(view),
                None => assert_eq!(view.duration, None),
            },
            Event::Visit(visit) => {
                visits += 1;
                let of = pages.remove(&visit.visit).unwrap();
                assert_eq!(of.len() as u64, visit.pages);
                let (first, last) = (of[0], of[of.len() - 1]);
                assert_eq!((first.start, &first.path), (visit.start, &visit.entry));
                assert_eq!((last.start, &last.path), (visit.last, &visit.exit));
                assert!(of.iter().all(|page| page.address == visit.address));
            }
            Event::Request(_) => {}
        }
    }
    assert!(pages.is_empty(), "{visits} visits");
}

fn request(item: &Item) -> Request<'_> {
    Request {
        time: item.time,
        address: item.address,
        site: Some(Cow::Borrowed(item.site.as_bytes())),
        method: Cow::Borrowed(b"GET"),
        path: Cow::Borrowed(item.path.as_bytes()),
        query: None,
        protocol: Cow::Borrowed(b""),
        status: 200,
        bytes: None,
        agent: item.agent.as_deref().map(|agent| Cow::Borrowed(agent.as_bytes())),
        taken: None,
    }
}

/// The events of the items, in order, and the most visits that were open at once.
fn events(agents: &mut Agents, items: &[Item]) -> (Vec<Event>, usize) {
    let mut sessions = Sessions::new();
    let (mut found, mut most) = (Vec::new(), 0);
    for item in items {
        take(&mut sessions, agents, item, &mut |event| found.push(event));
        most = most.max(sessions.open());
    }
    sessions.finish(&mut |event| found.push(event));
    (found, most)
}

fn take(sessions: &mut Sessions, agents: &mut Agents, item: &Item, out: &mut impl FnMut(Event)) {
    let agent = item.agent.as_ref().map(|agent| agents.get(agent.as_bytes()));
    if item.left {
        let (site, path) = (item.site.as_bytes(), item.path.as_bytes());
        let agent = agent.as_deref();
        let left = PageLeft { time: item.time, site, address: item.address, agent, path };
        sessions.left(&left, out);
    } else {
        sessions.push(&request(item), agent.as_ref(), out);
    }
}

fn page(seconds: i64, path: &str) -> Item {
    Item {
        time: START + seconds * 1000,
        site: "www.example.org".into(),
        address: [192, 0, 2, 1].into(),
        agent: Some("A".into()),
        path: path.into(),
        left: false,
    }
}

fn left(seconds: i64, path: &str) -> Item {
    Item { left: true, ..page(seconds, path) }
}

/// What a test looks at.
type Summary = (Vec<(i64, i64, u64)>, Vec<Option<i64>>);

/// The visits as (seconds from the start, duration, pages), and the pages' durations, in order.
fn summary(items: &[Item]) -> Summary {
    let (events, _) = events(&mut Agents::new().unwrap(), items);
    let (mut visits, mut durations) = (Vec::new(), Vec::new());
    for event in events {
        match event {
            Event::Visit(v) => {
                visits.push(((v.start - START) / 1000, v.duration() / 1000, v.pages));
            }
            Event::Page(view) => durations.push(view.duration.map(|ms| ms / 1000)),
            Event::Request(_) => panic!("all of them are pages"),
        }
    }
    (visits, durations)
}

#[test]
fn a_pause_of_more_than_thirty_minutes_ends_a_visit() {
    assert_eq!((IDLE, DAY, WINDOW), (1_800_000, 86_400_000, 120_000));
    let (visits, durations) = summary(&[page(0, "/a"), page(1800, "/b"), page(3601, "/c")]);
    assert_eq!(visits, [(0, 1800, 2), (3601, 0, 1)]);
    assert_eq!(durations, [Some(1800), None, None]);
}

#[test]
fn a_visit_lasts_a_day_at_most() {
    let items: Vec<_> = (0..=100).map(|n| page(n * 1000, "/")).collect();
    let (visits, durations) = summary(&items);
    assert_eq!(visits, [(0, 86_000, 87), (87_000, 13_000, 14)]);
    assert_eq!(durations.iter().filter(|duration| duration.is_none()).count(), 2);
}

#[test]
fn other_sites_addresses_and_agents_have_visits_of_their_own() {
    let site = Item { site: "other.example.org".into(), ..page(1, "/") };
    let address = Item { address: "2001:db8::1".parse().unwrap(), ..page(2, "/") };
    let agent = Item { agent: Some("B".into()), ..page(3, "/") };
    let none = Item { agent: None, ..page(4, "/") };
    assert_eq!(summary(&[page(0, "/"), site, address, agent, none]).0.len(), 5);
    let spelled = Item { site: "WWW.Example.ORG:443".into(), ..page(5, "/") };
    assert_eq!(summary(&[page(0, "/"), spelled]).0, [(0, 5, 2)]);
}

#[test]
fn lines_out_of_order_are_put_in_order() {
    let (visits, durations) =
        summary(&[page(100, "/b"), page(0, "/a"), page(1000, "/c"), page(900, "/d")]);
    assert_eq!(visits, [(0, 1000, 4)]);
    assert_eq!(durations, [Some(100), Some(800), Some(100), None]);
}

#[test]
fn a_line_that_comes_too_late_counts_but_joins_no_visit() {
    let items = [page(0, "/a"), page(500, "/b"), page(379, "/late"), page(380, "/c")];
    let (found, _) = events(&mut Agents::new().unwrap(), &items);
    let late: Vec<_> =
        found.iter().filter(|e| matches!(e, Event::Page(page) if page.is_late())).collect();
    assert_eq!((late.len(), found.len()), (1, 5));
    assert_eq!(summary(&items).0, [(0, 500, 3)]);
}

#[test]
fn a_clock_that_goes_back_by_years_begins_anew() {
    let year = 365 * 86_400;
    let items =
        [page(0, "/a"), page(10, "/b"), page(-year, "/c"), page(5 - year, "/d"), page(20, "/e")];
    assert_eq!(summary(&items).0, [(0, 10, 2), (-year, 5, 2), (20, 0, 1)]);
}

#[test]
fn a_page_that_reports_when_it_was_left_fills_the_last_duration() {
    assert_eq!(summary(&[page(0, "/a"), left(40, "/a")]).1, [Some(40)]);
    // The next page ends the one before, whatever was reported of it.
    assert_eq!(summary(&[page(0, "/a"), left(40, "/a"), page(60, "/b")]).1, [Some(60), None]);
    // Of another page, another visitor, before it began, or after the visit ended: nothing.
    assert_eq!(summary(&[page(0, "/a"), left(40, "/b")]).1, [None]);
    assert_eq!(summary(&[page(0, "/a"), left(1801, "/a")]).1, [None]);
    assert_eq!(summary(&[page(0, "/a"), left(-1, "/a")]).1, [None]);
    assert_eq!(summary(&[left(0, "/a")]).1, []);
    assert_eq!(summary(&[page(0, "/a"), left(40, "/a")]).0, [(0, 0, 1)]);
}

#[test]
fn memory_follows_the_open_visits_and_not_the_log() {
    let mut agents = Agents::new().unwrap();
    let octet = |n: i64| u8::try_from(n % 256).unwrap();
    let items: Vec<_> = (0..200_000_i64)
        .map(|n| Item {
            address: IpAddr::from([10, 0, octet(n / 256), octet(n)]),
            ..page(n, "/a/page/of/the/site")
        })
        .collect();
    let (found, most) = events(&mut agents, &items);
    // One visitor a second: those of the last half hour are open.
    assert!((1_700..=1_802).contains(&most), "{most}");
    assert_eq!(found.iter().filter(|event| matches!(event, Event::Visit(_))).count(), 200_000);
    assert!(Sessions::bytes_each() <= 400, "{}", Sessions::bytes_each());
}

#[test]
fn paths_and_sites_of_any_length_are_cut() {
    let long =
        Item { path: format!("/{}", "x".repeat(60_000)), site: "s".repeat(9_000), ..page(0, "") };
    let (found, _) = events(&mut Agents::new().unwrap(), &[long]);
    let Some(Event::Page(view)) = found.first() else { panic!("a page") };
    assert_eq!((view.path.len(), view.site.len()), (2048, 2048));
}

/// Steps of time: mostly seconds; pauses around the limits; back within the window, beyond it, and by
/// years.
fn steps() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => 0_i64..120_000,
        4 => Just(0),
        2 => 1_790_000_i64..1_810_000,
        1 => 86_300_000_i64..86_500_000,
        4 => -130_000_i64..0,
        1 => Just(-120_000),
        1 => Just(-120_001),
        1 => -40_000_000_000_i64..-80_000_000,
    ]
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let item = (steps(), 0..2_u8, 0..3_u8, 0..3_u8, 0..4_u8, 0..6_u8);
    proptest::collection::vec(item, 0..120).prop_map(|steps| {
        let mut time = START;
        let of = |(step, site, address, agent, path, left): (i64, u8, u8, u8, u8, u8)| {
            time += step;
            Item {
                time,
                site: ["www.example.org", ""][usize::from(site)].into(),
                address: [
                    IpAddr::from([192, 0, 2, 1]),
                    "2001:db8::7".parse().unwrap(),
                    [0; 4].into(),
                ][usize::from(address)],
                agent: [None, Some("A".to_owned()), Some("B".to_owned())][usize::from(agent)]
                    .clone(),
                path: format!("/{path}"),
                left: left == 0,
            }
        };
        steps.into_iter().map(of).collect()
    })
}

/// The name of an agent by its id.
pub(crate) fn namer(agents: &mut Agents, names: &[&str]) -> impl Fn(u64) -> String + use<> {
    let names: Vec<_> =
        names.iter().map(|name| (agents.get(name.as_bytes()).id, (*name).to_owned())).collect();
    move |id| names.iter().find(|(of, _)| *of == id).map(|(_, name)| name.clone()).unwrap()
}

#[test]
fn it_equals_the_naive_reference() {
    let mut agents = Agents::new().unwrap();
    let name = namer(&mut agents, &["A", "B"]);
    let agents = std::cell::RefCell::new(agents);
    let config = ProptestConfig { cases: 2_000, ..ProptestConfig::default() };
    proptest!(config, |(items in items())| {
        let (found, _) = events(&mut agents.borrow_mut(), &items);
        prop_assert_eq!(plain(&found, &name), naive::visits(&items));
        // The same again, in the same order.
        prop_assert_eq!(events(&mut agents.borrow_mut(), &items).0, found);
    });
}

/// What the visits of a log are when it is taken in pieces, each by whoever loads what was saved.
fn in_pieces(agents: &mut Agents, items: &[Item], cuts: &[usize]) -> Vec<Event> {
    let mut found = Vec::new();
    let mut saved = Sessions::new().save();
    let mut from = 0;
    for to in cuts.iter().copied().chain([items.len()]) {
        let to = to.clamp(from, items.len());
        let mut sessions = Sessions::load(&saved).unwrap();
        for item in &items[from..to] {
            take(&mut sessions, agents, item, &mut |event| found.push(event));
        }
        saved = sessions.save();
        // What was saved is what was loaded, and looking ahead changes nothing.
        assert_eq!(Sessions::load(&saved).unwrap().save(), saved);
        let (mut ahead, mut ended) = (Vec::new(), Vec::new());
        sessions.as_if_ended(&mut |event| ahead.push(event));
        assert_eq!(sessions.save(), saved);
        sessions.finish(&mut |event| ended.push(event));
        assert_eq!(ahead, ended);
        from = to;
    }
    let mut sessions = Sessions::load(&saved).unwrap();
    sessions = Sessions::load(&sessions.save()).unwrap();
    sessions.finish(&mut |event| found.push(event));
    found
}

#[test]
fn a_log_in_pieces_has_the_visits_of_the_whole() {
    let agents = std::cell::RefCell::new(Agents::new().unwrap());
    let config = ProptestConfig { cases: 1_000, ..ProptestConfig::default() };
    let cuts = proptest::collection::vec(0..120_usize, 0..6);
    proptest!(config, |(items in items(), cuts in cuts)| {
        let mut cuts = cuts;
        cuts.sort_unstable();
        let (whole, _) = events(&mut agents.borrow_mut(), &items);
        prop_assert_eq!(in_pieces(&mut agents.borrow_mut(), &items, &cuts), whole);
    });
}

#[test]
fn a_log_of_days_can_be_cut_at_any_line() {
    let agents = &mut Agents::new().unwrap();
    let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.5) Gecko/20100101 Firefox/128.5";
    let of = |n: i64| Item {
        agent: (n % 3 > 0).then(|| browser.replace("128", &(128 + n % 2).to_string())),
        address: [IpAddr::from([192, 0, 2, 1]), "2001:db8::7".parse().unwrap()]
            [usize::from(n % 5 == 0)],
        left: n % 11 == 5,
        // Three days, with pauses about the limit and lines out of order.
        ..page(n * 1_170 - (n % 7) * 30, if n % 2 == 0 { "/ü" } else { "/a/b" })
    };
    let items: Vec<_> = (0..222).map(of).collect();
    let (whole, _) = events(agents, &items);
    assert!(whole.iter().filter(|event| matches!(event, Event::Visit(_))).count() > 10);
    for cut in 0..=items.len() {
        assert_eq!(in_pieces(agents, &items, &[cut]), whole, "{cut}");
    }
}

#[test]
fn visits_are_numbered_from_where_one_says() {
    let mut sessions = Sessions::numbered(1 << 40);
    let mut found = Vec::new();
    for item in [page(0, "/a"), page(4000, "/b")] {
        sessions.push(&request(&item), None, &mut |event| found.push(event));
    }
    sessions = Sessions::load(&sessions.save()).unwrap();
    sessions.push(&request(&page(9000, "/c")), None, &mut |event| found.push(event));
    sessions.finish(&mut |event| found.push(event));
    let numbers: Vec<_> = found
        .iter()
        .filter_map(|event| if let Event::Visit(v) = event { Some(v.visit) } else { None })
        .collect();
    assert_eq!(numbers, [1 << 40, (1 << 40) + 1, (1 << 40) + 2]);
}

#[test]
fn other_requests_come_out_as_they_came() {
    let mut agents = Agents::new().unwrap();
    let mut sessions = Sessions::new();
    let item = Item { site: "WWW.example.org:80".into(), path: "x".repeat(5000), ..page(0, "") };
    let agent = agents.get(b"ExampleBot/1.0");
    let asked =
        Request { method: Cow::Borrowed(b"POST"), status: 0, taken: Some(7), ..request(&item) };
    let mut found = Vec::new();
    sessions.pass(&asked, Kind::Bot, Some(&agent), &mut |event| found.push(event));
    let [Event::Request(other)] = &found[..] else { panic!("{found:?}") };
    assert_eq!((&*other.site, &*other.method), (&b"www.example.org"[..], &b"POST"[..]));
    assert_eq!((other.path.len(), other.kind, other.status), (2048, Kind::Bot, 0));
    assert_eq!((other.time, other.taken, sessions.open()), (START, Some(7), 0));
}

#[test]
fn whatever_comes_for_open_visits_is_no_harm() {
    let agents = &mut Agents::new().unwrap();
    let mut sessions = Sessions::new();
    for n in 0..40 {
        let item = Item { left: n % 9 == 8, ..page(n * 61, ["/a", "/b"][usize::from(n % 4 == 0)]) };
        let item = Item { agent: (n % 3 > 0).then(|| format!("Firefox/{n}")), ..item };
        take(&mut sessions, agents, &item, &mut |_| {});
    }
    let saved = sessions.save();
    for cut in 0..saved.len() {
        assert_eq!(Sessions::load(&saved[..cut]).err(), Some(BadCarry), "{cut}");
    }
    assert!(Sessions::load(&[&saved[..], &[0]].concat()).is_err());
    let byte = (0..saved.len(), any::<u8>());
    proptest!(|(changes in proptest::collection::vec(byte, 1..4))| {
        let mut bytes = saved.clone();
        changes.iter().for_each(|(at, byte)| bytes[*at] = *byte);
        if let Ok(mut sessions) = Sessions::load(&bytes) {
            let newest = sessions.newest().unwrap_or(0);
            let later = Item { time: newest + 1_000, ..page(0, "/a") };
            sessions.push(&request(&later), None, &mut |_| {});
            let again = Sessions::load(&sessions.save());
            prop_assert!(again.is_ok());
            sessions.finish(&mut |_| {});
        }
    });
}

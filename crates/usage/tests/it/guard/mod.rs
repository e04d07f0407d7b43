//! The guard: shipped scenarios and their examples, a second bucket that is plain enough to be
//! believed, whom it never touches, and its bounds.

mod attacks;
mod files;
mod naive;

use std::borrow::Cow;
use std::sync::Arc;

use probity_usage::guard::{
    Block, Crawlers, Decision, Guard, Happened, Matcher, Sanction, Scenarios, Seen, Spared,
};
use probity_usage::{Kind, Request};

pub(crate) fn request<'a>(address: &str, time: i64, target: &'a str) -> Request<'a> {
    let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
    Request {
        time,
        address: address.parse().unwrap(),
        site: None,
        method: Cow::Borrowed(b"GET"),
        path: Cow::Borrowed(path.as_bytes()),
        query: query.map(|query| Cow::Borrowed(query.as_bytes())),
        protocol: Cow::Borrowed(b"HTTP/1.1"),
        status: 404,
        bytes: None,
        agent: Some(Cow::Borrowed(b"Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0")),
        taken: None,
    }
}

fn guard(spared: &[&str]) -> Guard {
    let scenarios = Scenarios::shipped().unwrap_or_else(|wrong| panic!("{wrong}"));
    let matcher = Matcher::new(&scenarios, &Crawlers::default()).unwrap();
    Guard::new(Arc::new(matcher), Spared::new(spared.iter().map(|block| block.parse().unwrap())))
}

fn see(guard: &mut Guard, request: &Request<'_>) -> Vec<Decision> {
    let marks = guard.matcher().marks(request, Kind::Error);
    let mut decisions = Vec::new();
    guard.see(&Seen::from(request), marks, &mut |decision| decisions.push(decision));
    decisions
}

/// So many different addresses that are not there, a second apart.
fn probe(guard: &mut Guard, address: &str, count: i64) -> Vec<Decision> {
    let paths: Vec<String> = (0..count).map(|at| format!("/missing/{at}")).collect();
    paths
        .iter()
        .zip(0..)
        .flat_map(|(path, at)| see(guard, &request(address, at * 1_000, path)))
        .collect()
}

#[test]
fn whoever_probes_is_banned_for_a_while() {
    let mut guard = guard(&[]);
    let found = probe(&mut guard, "192.0.2.7", 12);
    let [decision] = found.as_slice() else { panic!("{found:?}") };
    // Ten may be in the bucket; by the eleventh second one has left.
    assert_eq!(decision.scenario, "probing");
    assert_eq!(decision.block.to_string(), "192.0.2.7");
    assert_eq!((decision.first, decision.from, decision.count), (0, 11_000, 12));
    assert_eq!(decision.sanction, Sanction::Ban(4 * 3_600_000));
    assert_eq!(decision.until, 11_000 + 4 * 3_600_000);
}

#[test]
fn one_thing_asked_for_again_and_again_is_no_list() {
    let mut guard = guard(&[]);
    for at in 0..200 {
        assert_eq!(see(&mut guard, &request("192.0.2.7", at * 1_000, "/gone")), []);
    }
}

#[test]
fn everyone_has_a_bucket_of_their_own_and_a_64_is_one() {
    let mut guard = guard(&[]);
    for at in 0..30 {
        let (path, address) = (format!("/missing/{at}"), format!("192.0.2.{at}"));
        assert_eq!(see(&mut guard, &request(&address, at, &path)), []);
    }
    let mut found = Vec::new();
    for at in 0..11 {
        let (path, address) = (format!("/missing/{at}"), format!("2001:db8:0:7::{at:x}"));
        found.extend(see(&mut guard, &request(&address, at, &path)));
    }
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].block.to_string(), "2001:db8:0:7::/64");
}

#[test]
fn whom_it_spares_is_never_decided_about() {
    let mut guard = guard(&["198.51.100.0/28", "203.0.113.5", "2001:db8:9::/48"]);
    for address in [
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "::ffff:127.0.0.1",
        "198.51.100.15",
        "203.0.113.5",
        "2001:db8:9:1::1",
    ] {
        assert_eq!(probe(&mut guard, address, 40), [], "{address}");
    }
    for address in ["198.51.100.16", "203.0.113.6", "2001:db8:a::1"] {
        assert!(!probe(&mut guard, address, 40).is_empty(), "{address}");
    }
}

#[test]
fn refused_sign_ins_are_counted_without_a_request() {
    let mut guard = guard(&[]);
    let marks = guard.matcher().event(Happened::SignInRefused);
    let mut found = Vec::new();
    for time in 0..5 {
        let address = "192.0.2.7".parse().unwrap();
        let seen = Seen { time, address, site: b"", path: b"", query: None, agent: b"" };
        guard.see(&seen, marks, &mut |decision| found.push(decision));
    }
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].scenario, "credential-stuffing");
}

#[test]
fn a_crawler_that_comes_from_elsewhere_is_none() {
    let scenarios = Scenarios::shipped().unwrap();
    let known = [("examplebot".to_owned(), vec!["198.51.100.0/24".parse::<Block>().unwrap()])];
    let matcher = Matcher::new(&scenarios, &Crawlers::new(known)).unwrap();
    let marks = |address: &str, agent: &'static [u8]| {
        let mut request = request(address, 0, "/news/");
        request.status = 200;
        request.agent = Some(Cow::Borrowed(agent));
        let names = matcher.marks(&request, Kind::Bot).iter();
        names.map(|at| matcher.scenarios()[at].id.clone()).any(|id| id == "fake-crawlers")
    };
    assert!(marks("192.0.2.1", b"Mozilla/5.0 (compatible; ExampleBot/2.1)"));
    assert!(!marks("198.51.100.9", b"Mozilla/5.0 (compatible; ExampleBot/2.1)"));
    assert!(!marks("192.0.2.1", b"Mozilla/5.0 (compatible; Otherbot/2.1)"));
}

#[test]
fn memory_is_bounded_and_whoever_did_the_most_stays() {
    let mut guard = guard(&[]).with_most(1_000);
    probe(&mut guard, "192.0.2.7", 10);
    for at in 0..20_000_u32 {
        let address = std::net::Ipv4Addr::from_bits(0xc612_0000 + at).to_string();
        see(&mut guard, &request(&address, 9_500, "/missing"));
        assert!(guard.buckets() <= 1_000);
    }
    assert!(guard.buckets() > 500);
    let more = see(&mut guard, &request("192.0.2.7", 9_900, "/missing/more"));
    assert_eq!(more.len(), 1, "the bucket of who probed was forgotten");
}

#[test]
fn a_log_out_of_order_counts_and_an_older_one_begins_anew() {
    let mut guard = guard(&[]);
    let day = 86_400_000;
    for at in 0..10 {
        let path = format!("/missing/{at}");
        assert_eq!(see(&mut guard, &request("192.0.2.7", 10 * day - at * 100, &path)), []);
    }
    // An hour too late: not counted. Two days: another log.
    let late = request("192.0.2.7", 10 * day - 3_600_000, "/late");
    assert_eq!(see(&mut guard, &late), []);
    assert_eq!(see(&mut guard, &request("192.0.2.7", 8 * day, "/older")), []);
    assert!(probe(&mut guard, "192.0.2.7", 9).is_empty());
}

//! A month of visits of invented people, taken in as the log of a server is. Their addresses are those
//! that are reserved for documents; the same seed gives the same visits.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::sync::PoisonError;

use probity_usage::{PageLeft, Request};
use probity_vault::Vault;

use super::people::Draw;
use crate::config::Config;
use crate::usage::{Usage, UsageError, kept, stream};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: i64 = 86_400_000;
/// How many days there are visits of.
const DAYS: i64 = 30;
/// How many days ago a server failed for two hours of the afternoon.
const FAILED: i64 = 9;

/// The sites, how many visits they have on a working day, and their pages: the earlier, the more
/// often viewed.
const SITES: &[(&str, u64, &[&str])] = &[
    (
        "www.example.org",
        150,
        &[
            "/",
            "/projects/",
            "/news/",
            "/about/",
            "/projects/lantern/",
            "/join",
            "/news/fair/",
            "/people/",
        ],
    ),
    ("downloads.example.org", 70, &["/", "/lantern/", "/lantern/2.4/", "/mirrors/"]),
];

/// What people come with; the earlier, the more often.
const AGENTS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
];
const BOT: &str = "Mozilla/5.0 (compatible; Examplebot/1.2; +https://bot.example/about)";

/// How much of a day's visits begin in each hour, of 100.
const HOURS: [u64; 24] = [1, 1, 0, 0, 0, 1, 2, 4, 6, 8, 8, 7, 6, 7, 8, 8, 7, 6, 5, 5, 4, 3, 2, 1];

/// What happens on a site.
struct Happening {
    time: i64,
    address: IpAddr,
    agent: &'static str,
    path: &'static str,
    /// The answer; none where a page reports that it is left.
    answer: Option<(u16, u64, u64)>,
}

/// Takes in the visits of the days before `now`, unless there is a history already.
pub(crate) fn take_in(
    vault: &Vault,
    config: &Config,
    data: &Path,
    seed: u64,
    now: i64,
) -> Result<(), UsageError> {
    if !kept::sites(vault)?.is_empty() {
        return Ok(());
    }
    let usage = Usage::open(vault, config, data)?;
    for (site, visits, pages) in SITES {
        let stream = usage.stream(&stream::imported(Some(site)), site)?;
        let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
        for of in happenings(seed, site, *visits, pages, now) {
            match of.answer {
                Some((status, bytes, taken)) => {
                    stream.request(&request(&of, site, status, bytes, taken));
                }
                None => stream.left(&left(&of, site), Some(of.agent.as_bytes())),
            }
        }
        stream.commit(&usage, Vec::new(), format!("generated visits of {site}"))?;
    }
    Ok(())
}

fn request<'a>(
    of: &'a Happening,
    site: &'a str,
    status: u16,
    bytes: u64,
    taken: u64,
) -> Request<'a> {
    Request {
        time: of.time,
        address: of.address,
        site: Some(Cow::Borrowed(site.as_bytes())),
        method: Cow::Borrowed(b"GET"),
        path: Cow::Borrowed(of.path.as_bytes()),
        query: None,
        protocol: Cow::Borrowed(b"HTTP/2.0"),
        status,
        bytes: Some(bytes),
        agent: Some(Cow::Borrowed(of.agent.as_bytes())),
        taken: Some(taken),
    }
}

fn left<'a>(of: &'a Happening, site: &'a str) -> PageLeft<'a> {
    PageLeft {
        time: of.time,
        site: site.as_bytes(),
        address: of.address,
        agent: None,
        path: of.path.as_bytes(),
    }
}

fn happenings(
    seed: u64,
    site: &str,
    visits: u64,
    pages: &[&'static str],
    now: i64,
) -> Vec<Happening> {
    let mut all = Vec::new();
    let today = now.div_euclid(DAY);
    for day in today - DAYS + 1..=today {
        let mut draw = Draw::new(seed, site, day.unsigned_abs());
        // The third and fourth day after a Thursday, which 1970 began with, are the week's end.
        let weekend = matches!(day.rem_euclid(7), 2 | 3);
        let usual = if weekend { visits * 6 / 10 } else { visits };
        for _ in 0..usual - usual / 8 + draw.below(usual / 4 + 1) {
            visit(&mut draw, day, today - day == FAILED, pages, &mut all);
        }
        for _ in 0..visits / 3 {
            let time = day * DAY + small(draw.below(24 * HOUR));
            let path = pages[index(draw.below(pages.len() as u64))];
            let address = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 200 + byte(draw.below(8))));
            let answer = Some((200, 9_000, 1_500 + draw.below(4_000)));
            all.push(Happening { time, address, agent: BOT, path, answer });
        }
    }
    all.retain(|of| of.time <= now);
    all.sort_by_key(|of| of.time);
    all
}

/// One visit: somebody comes, looks at pages for some time each, and goes.
fn visit(draw: &mut Draw, day: i64, fails: bool, pages: &[&'static str], all: &mut Vec<Happening>) {
    let address = match draw.below(5) {
        0 => IpAddr::V6(Ipv6Addr::new(
            0x2001,
            0xdb8,
            u16::from(byte(draw.below(200))),
            0,
            0,
            0,
            0,
            1,
        )),
        1 | 2 => IpAddr::V4(Ipv4Addr::new(192, 0, 2, byte(draw.below(254)))),
        _ => IpAddr::V4(Ipv4Addr::new(198, 51, 100, byte(draw.below(254)))),
    };
    let agent = AGENTS[index(rarely(draw, AGENTS.len()))];
    let mut time = day * DAY + small(hour(draw) * HOUR + draw.below(HOUR));
    let views = 1 + draw.below(3) + draw.below(4) * draw.below(2);
    for view in 0..views {
        let place =
            if view == 0 && draw.below(2) == 0 { 0 } else { index(rarely(draw, pages.len())) };
        let path = pages[place];
        let failing = fails && (14..16).contains(&(time.rem_euclid(DAY) / small(HOUR)));
        let slow = if failing { 40 } else { 1 };
        let most = 3_000_u64 << draw.below(5);
        let taken = (2_000 + 1_500 * place as u64 + draw.below(most)) * slow;
        let status = match draw.below(100) {
            0..45 if failing => 503,
            0 => 404,
            _ => 200,
        };
        let path = if status == 404 { "/projects/lamp/" } else { path };
        let answer = Some((status, 6_000 + draw.below(30_000), taken));
        all.push(Happening { time, address, agent, path, answer });
        if view == 0 {
            let answer = Some((200, 24_000, 400 + draw.below(900)));
            all.push(Happening {
                time: time + 90,
                address,
                agent,
                path: "/assets/site.css",
                answer,
            });
        }
        time += small(4_000 + draw.below(90_000) + draw.below(4) / 3 * draw.below(5 * MINUTE));
        if view + 1 == views && status == 200 && draw.below(2) == 0 {
            all.push(Happening { time, address, agent, path, answer: None });
        }
    }
}

/// A place in a list of which the earlier are drawn more often.
fn rarely(draw: &mut Draw, length: usize) -> u64 {
    draw.below(length as u64).min(draw.below(length as u64))
}

fn hour(draw: &mut Draw) -> u64 {
    let mut left = draw.below(HOURS.iter().sum());
    for (hour, share) in (0..).zip(HOURS) {
        if left < share {
            return hour;
        }
        left -= share;
    }
    0
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn byte(number: u64) -> u8 {
    u8::try_from(number).unwrap_or(0)
}

fn small(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_the_same_each_time_and_of_nobody() {
        let now = 1_790_000_000_000;
        let (site, visits, pages) = SITES[0];
        let all = happenings(1, site, visits, pages, now);
        let again = happenings(1, site, visits, pages, now);
        let of = |all: &[Happening]| all.iter().map(|of| (of.time, of.address)).collect::<Vec<_>>();
        assert_eq!(of(&all), of(&again));
        assert_ne!(of(&all), of(&happenings(2, site, visits, pages, now)));
        assert!(all.is_sorted_by_key(|of| of.time) && all.iter().all(|of| of.time <= now));
        assert!(all.len() > 5_000, "{}", all.len());
        for of in &all {
            let text = of.address.to_string();
            let reserved = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"];
            assert!(reserved.iter().any(|block| text.starts_with(block)), "{text}");
        }
    }
}

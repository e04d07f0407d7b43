//! Reading an access log: its lines alone, and down to visits; beside the plain way, which takes lines
//! apart with a regular expression, keeps every page view, sorts them and groups them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::net::IpAddr;

use jiff::fmt::strtime;
use probity_usage::{Agents, Event, Format, Found, Intake, Line, Lines, Reader};
use regex::bytes::Regex;

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    measure::{in_turn, rate, timed},
};

/// Lines of the generated log, and how many of them the plain way is given: it is slow.
const LINES: u32 = 1_000_000;
const PLAIN: u32 = 100_000;

/// After every generated time.
pub(crate) const LATEST: i64 = 4_102_444_800_000;

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let log = generated(LINES)?;
    let short = generated(PLAIN)?;
    let figure = |bench, (ours, plain), goal| Figure {
        bench,
        engine: "memory",
        n: LINES.into(),
        ours,
        plain,
        unit: Unit::PerSecond,
        goal,
    };
    let expression = Regex::new(
        r#"^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+) (\S+)" (\d+) (\d+|-) "[^"]*" "([^"]*)"$"#,
    )?;
    let parse = in_turn(
        || {
            let (lines, took) = timed(|| parsed(&log))?;
            Ok(rate(lines, took))
        },
        || {
            let (lines, took) = timed(|| Ok(plain_pages(&expression, &short, |_| ())))?;
            Ok(rate(lines, took))
        },
    )?;
    show(figure("usage-parse", parse, Goal::None));
    // Made once, as a program does that reads many files.
    let agents = Agents::new()?;
    let mut intake = Intake::new()?;
    let mut visits = (0, 0);
    let whole = in_turn(
        || {
            let (found, took) = timed(|| visits_of(&mut intake, &log))?;
            visits.0 = found;
            Ok(rate(LINES.into(), took))
        },
        || {
            let (found, took) = timed(|| Ok(plain_visits(&expression, &agents, &short)))?;
            visits.1 = found;
            Ok(rate(PLAIN.into(), took))
        },
    )?;
    let of_short = visits_of(&mut intake, &short)?;
    if of_short != visits.1 || visits.0 == 0 {
        return Err(format!("{of_short} visits, the plain way found {}", visits.1).into());
    }
    show(figure("usage-visits", whole, Goal::AtLeast(1_000_000.0)));
    crate::usage_import::run(show)
}

fn parsed(log: &[u8]) -> Result<u64, Failure> {
    let mut reader = Reader::new(Format::Combined, LATEST)?;
    let mut lines = Lines::new(log);
    let mut count = 0;
    while let Some(line) = lines.next()? {
        let Line::Whole(line) = line else { return Err("a short line is long".into()) };
        match reader.read(line) {
            Ok(Found::Request(request)) => {
                black_box(&request);
                count += 1;
            }
            other => return Err(format!("{other:?}").into()),
        }
    }
    Ok(count)
}

fn visits_of(intake: &mut Intake, log: &[u8]) -> Result<u64, Failure> {
    let mut reader = Reader::new(Format::Combined, LATEST)?;
    let mut lines = Lines::new(log);
    let mut take = |event: Event| {
        black_box(&event);
    };
    while let Some(line) = lines.next()? {
        intake.line(&mut reader, line, i64::MAX, &mut take);
    }
    Ok(intake.finish(&mut take).visits)
}

/// What the plain way keeps of a page view.
struct Page {
    time: i64,
    address: IpAddr,
    agent: String,
    path: String,
}

/// Takes each line apart; hands over what is a page by its suffix and status.
fn plain_pages(expression: &Regex, log: &[u8], mut take: impl FnMut(Page)) -> u64 {
    let mut count = 0;
    for line in log.split(|byte| *byte == b'\n') {
        let Some(found) = expression.captures(line) else { continue };
        let text = |at: usize| {
            found.get(at).map_or("", |m| std::str::from_utf8(m.as_bytes()).unwrap_or(""))
        };
        let time =
            strtime::parse("%d/%b/%Y:%H:%M:%S %z", text(2)).and_then(|time| time.to_timestamp());
        let (Ok(time), Ok(address)) = (time, text(1).parse()) else { continue };
        count += 1;
        let path = text(4).split('?').next().unwrap_or("").to_owned();
        let asset = [".css", ".js", ".png", ".woff2"].iter().any(|end| path.ends_with(end));
        let agent = text(8).to_owned();
        let page = Page { time: time.as_millisecond(), address, agent, path };
        let page = black_box(page);
        if !asset && text(6) == "200" && text(3) == "GET" && !page.agent.contains("bot") {
            take(page);
        }
    }
    count
}

fn plain_visits(expression: &Regex, agents: &Agents, log: &[u8]) -> u64 {
    let mut pages = Vec::new();
    plain_pages(expression, log, |page| pages.push(page));
    let mut known = HashMap::new();
    let mut people: HashMap<(IpAddr, &str), Vec<(i64, &str)>> = HashMap::new();
    for page in &pages {
        known
            .entry(page.agent.as_str())
            .or_insert_with(|| (agents.browser(&page.agent), agents.system(&page.agent)));
        people.entry((page.address, &page.agent)).or_default().push((page.time, &page.path));
    }
    black_box(&known);
    let mut visits = 0;
    for pages in people.values_mut() {
        pages.sort_unstable();
        let mut last: Option<(i64, i64)> = None;
        for (time, _) in pages.iter() {
            last = match last {
                Some((start, before))
                    if time - before <= 1_800_000 && time - start <= 86_400_000 =>
                {
                    Some((start, *time))
                }
                _ => {
                    visits += 1;
                    Some((*time, *time))
                }
            };
        }
    }
    visits
}

/// A log as busy sites have them: some thousand browsers that come and go, a tenth of the lines bots,
/// half of the rest assets, some errors, lines out of order by seconds.
pub(crate) fn generated(lines: u32) -> Result<Vec<u8>, Failure> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state >> 33).unwrap_or(0) % below
    };
    let mut log = String::new();
    for line in 0..lines {
        let second = i64::from(line / 20) + i64::from(next(4));
        let time = jiff::Timestamp::from_second(1_760_000_000 + second)?;
        let person = next(20_000);
        let (a, b) = (person / 250, person % 250);
        let minor = person % 40;
        let agent = match person % 10 {
            0 => format!(
                "Mozilla/5.0 (compatible; Examplebot/{minor}.1; +https://bot.example/bot.html)"
            ),
            1..5 => format!(
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/{}.0.{}.0 Safari/537.36",
                100 + minor,
                person % 7
            ),
            5..8 => format!(
                "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0",
                90 + minor
            ),
            _ => format!(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_{0} like Mac OS X) AppleWebKit/605.1.15 (KHTML, \
                 like Gecko) Version/17.{0} Mobile/15E148 Safari/604.1",
                minor % 8
            ),
        };
        let page = next(500);
        let (path, status) = match next(20) {
            0..9 => {
                (format!("/assets/{page}.{}", ["css", "js", "png", "woff2"][next(4) as usize]), 200)
            }
            9 => (format!("/missing/{page}"), 404),
            10 => (format!("/search?q=word{page}"), 200),
            _ => (format!("/articles/2025/{page}/"), 200),
        };
        let stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000");
        writeln!(
            log,
            "10.1.{a}.{b} - - [{stamp}] \"GET {path} HTTP/1.1\" {status} {} \
             \"https://www.example.org/articles/\" \"{agent}\"",
            next(60_000)
        )?;
    }
    Ok(log.into_bytes())
}

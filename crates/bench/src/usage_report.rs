//! A month's report out of rollups, beside the plain way: the same answer worked out from the rows, with
//! everything that is needed for it kept in memory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hint::black_box;

use probity_usage::history::{Day, Network, RequestRow, VisitRow};
use probity_usage::rollup::{ENOUGH, Report, Reporter, Rollup};
use probity_usage::{Kind, Product};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    measure::{in_turn, timed},
};

/// The rows of the month, and how many of them the plain way is given.
const ROWS: u64 = 100_000_000;
const PLAIN: u64 = 2_000_000;

const DAYS: i64 = 30;
const FIRST: i64 = 20_400;
const MS: i64 = 86_400_000;
const PAGES: u64 = 1_000;
const SITE: &str = "www.example.org";

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let (sizes, small) = (ROWS / DAYS.unsigned_abs(), PLAIN / DAYS.unsigned_abs());
    let month = Month::new();
    let encoded: Vec<Vec<u8>> =
        (FIRST..FIRST + DAYS).map(|day| month.rollup(day, sizes).encode()).collect();
    // The same answer, where both ways have the same rows.
    let few: Vec<Vec<u8>> =
        (FIRST..FIRST + DAYS).map(|day| month.rollup(day, small).encode()).collect();
    same(&report(&few)?, &month.plainly(small))?;
    let measured = in_turn(
        || {
            let (report, took) = timed(|| report(&encoded))?;
            black_box(report);
            Ok(took.as_secs_f64() * 1e3)
        },
        || {
            let (report, took) = timed(|| Ok(month.plainly(small)))?;
            black_box(report);
            // As many times as long for as many times the rows: it is linear at best.
            #[expect(clippy::cast_precision_loss, reason = "numbers of this size are exact")]
            let times = ROWS as f64 / PLAIN as f64;
            Ok(took.as_secs_f64() * 1e3 * times)
        },
    )?;
    show(Figure {
        bench: "usage-report",
        engine: "memory",
        n: ROWS,
        ours: measured.0,
        plain: measured.1,
        unit: Unit::Millis,
        goal: Goal::AtMost(200.0),
    });
    Ok(())
}

/// From the bytes, as they lie in the database.
fn report(encoded: &[Vec<u8>]) -> Result<Report, Failure> {
    let mut reporter = Reporter::new();
    for bytes in encoded {
        reporter.add(SITE, Rollup::decode(bytes)?)?;
    }
    Ok(reporter.finish())
}

/// A generated month: half of the requests assets, some errors and bots, the rest pages, of which few are
/// viewed by most and most by few.
struct Month {
    paths: Vec<String>,
    /// How often each page and those before it are viewed, of `all` times.
    often: Vec<u64>,
    all: u64,
    browsers: Vec<Product>,
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) % most
    }
}

impl Month {
    fn new() -> Self {
        let browser = |number: u64| Product {
            family: ["Firefox", "Chrome", "Safari", "Edge"]
                [usize::try_from(number % 4).unwrap_or(0)]
            .into(),
            version: [Some((100 + number / 4).to_string().into()), None, None, None],
        };
        let often: Vec<u64> = (1..=PAGES)
            .scan(0, |sum, place| {
                *sum += 1_000_000 / place;
                Some(*sum)
            })
            .collect();
        Self {
            all: often.last().copied().unwrap_or(1),
            often,
            paths: (0..PAGES).map(|page| format!("/articles/{}/{page}/", page % 40)).collect(),
            browsers: (0..40).map(browser).collect(),
        }
    }

    /// Each request of a day, and now and then a visit.
    fn rows(
        &self,
        day: i64,
        count: u64,
        request: &mut dyn FnMut(&RequestRow<'_>),
        visit: &mut dyn FnMut(&VisitRow<'_>),
    ) {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15 ^ day.unsigned_abs());
        let people = count / 30 + 1;
        for number in 0..count {
            let time = day * MS + i64::try_from(number * MS.unsigned_abs() / count).unwrap_or(0);
            let visitor = numbers.below(people).wrapping_mul(0x2545_f491_4f6c_dd1d);
            let browser = self.browsers.get(usize::try_from(visitor % 40).unwrap_or(0));
            let (kind, status) = match numbers.below(100) {
                0..50 => (Kind::Asset, 200),
                50..54 => (Kind::Error, 404),
                54 => (Kind::Error, 503),
                55..60 => (Kind::Bot, 200),
                _ => (Kind::Page, 200),
            };
            // As Zipf found: the second page half as often as the first, the third a third.
            let at = numbers.below(self.all);
            let page = self.often.partition_point(|sum| *sum <= at);
            let path = self.paths.get(page);
            let path = path.map_or(&b"/"[..], |path| path.as_bytes());
            let most = 1 << (8 + numbers.below(12));
            let taken = 200 + numbers.below(most);
            let duration = (numbers.below(3) > 0)
                .then(|| i64::try_from(1_000 + numbers.below(300_000)).unwrap_or(0));
            let network = Network::V4([192, 0, 2]);
            request(&RequestRow {
                time,
                kind,
                method: b"GET",
                path,
                status,
                bytes: Some(numbers.below(50_000)),
                taken: Some(taken),
                browser,
                system: None,
                network,
                visitor,
                visit: None,
                duration: duration.filter(|_| kind == Kind::Page),
            });
            if number % 12 == 0 {
                visit(&VisitRow {
                    visit: number,
                    start: time,
                    duration: duration.unwrap_or(0),
                    pages: 1 + numbers.below(9),
                    entry: path,
                    exit: path,
                    browser,
                    system: None,
                    network,
                    visitor,
                });
            }
        }
    }

    fn rollup(&self, day: i64, count: u64) -> Rollup {
        let rollup = std::cell::RefCell::new(Rollup::new(day));
        self.rows(day, count, &mut |row| rollup.borrow_mut().add_request(row), &mut |row| {
            rollup.borrow_mut().add_visit(row);
        });
        rollup.into_inner()
    }

    /// The plain way: rows grouped in maps, visitors in sets, times in lists that are sorted.
    fn plainly(&self, count: u64) -> Plain {
        let mut all = Plain::default();
        for day in FIRST..FIRST + DAYS {
            let mut pages: HashMap<Vec<u8>, PlainPage> = HashMap::new();
            let mut people: HashSet<u64> = HashSet::new();
            let mut visits = Vec::new();
            self.rows(
                day,
                count,
                &mut |row| {
                    let hour = usize::try_from(row.time / 3_600_000 % 24).unwrap_or(0);
                    all.requests += 1;
                    all.failed += u64::from(row.status >= 500);
                    all.taken.push(row.taken.unwrap_or(0));
                    if row.kind != Kind::Page {
                        return;
                    }
                    all.views += 1;
                    people.insert(row.visitor);
                    *all.week.entry((Day::counted(day).weekday(), hour)).or_default() += 1;
                    let page = pages.entry(row.path.to_vec()).or_default();
                    page.views += 1;
                    page.people.insert(row.visitor);
                    page.bytes += row.bytes.unwrap_or(0);
                    page.taken.extend(row.taken);
                    page.durations.extend(row.duration.map(i64::unsigned_abs));
                    let browser = row.browser.map(|browser| browser.version[0].clone());
                    *all.browsers.entry(browser.flatten().unwrap_or_default()).or_default() += 1;
                },
                &mut |row| visits.push(row.duration.unsigned_abs()),
            );
            all.visitors += people.len() as u64;
            all.visits.extend(visits);
            all.add(pages);
        }
        let sorted = |list: &mut Vec<u64>| list.sort_unstable();
        sorted(&mut all.taken);
        sorted(&mut all.visits);
        for page in all.pages.values_mut() {
            sorted(&mut page.taken);
            sorted(&mut page.durations);
        }
        all
    }
}

#[derive(Default)]
struct PlainPage {
    views: u64,
    people: HashSet<u64>,
    visitors: u64,
    bytes: u64,
    taken: Vec<u64>,
    durations: Vec<u64>,
}

#[derive(Default)]
struct Plain {
    requests: u64,
    failed: u64,
    views: u64,
    visitors: u64,
    others: u64,
    taken: Vec<u64>,
    visits: Vec<u64>,
    week: BTreeMap<(usize, usize), u64>,
    browsers: HashMap<Box<str>, u64>,
    pages: HashMap<Vec<u8>, PlainPage>,
}

impl Plain {
    /// The pages of a day: those that enough people viewed, and the others in one.
    fn add(&mut self, pages: HashMap<Vec<u8>, PlainPage>) {
        let (mut shown, few): (Vec<_>, Vec<_>) =
            pages.into_iter().partition(|(_, page)| page.people.len() >= ENOUGH);
        shown.sort_by_key(|(path, page)| {
            (std::cmp::Reverse(page.views), std::cmp::Reverse(path.clone()))
        });
        let hidden: HashSet<u64> = few.iter().flat_map(|(_, page)| page.people.clone()).collect();
        self.others += few.iter().map(|(_, page)| page.views).sum::<u64>();
        if !hidden.is_empty() && hidden.len() < ENOUGH {
            self.others += shown.pop().map_or(0, |(_, page)| page.views);
        }
        for (path, page) in shown {
            let total = self.pages.entry(path).or_default();
            total.views += page.views;
            total.visitors += page.people.len() as u64;
            total.bytes += page.bytes;
            total.taken.extend(page.taken);
            total.durations.extend(page.durations);
        }
    }
}

/// Counts and sums are equal; quantiles lie within a 64th of each other, visitors within four standard
/// errors.
fn same(report: &Report, plain: &Plain) -> Result<(), Failure> {
    let equal = |what: &str, ours: u64, plain: u64| -> Result<(), Failure> {
        if ours == plain { Ok(()) } else { Err(format!("{what}: {ours}, plainly {plain}").into()) }
    };
    let near = |what: &str, ours: Option<u64>, plain: u64, part: u64| -> Result<(), Failure> {
        let ours = ours.ok_or_else(|| format!("{what}: nothing"))?;
        let fine = ours.abs_diff(plain) <= plain / part + 1;
        if fine { Ok(()) } else { Err(format!("{what}: {ours}, plainly {plain}").into()) }
    };
    let rank = |list: &[u64], hundredths: usize| {
        list.get((list.len() * hundredths).div_ceil(100).max(1) - 1).copied().unwrap_or(0)
    };
    equal("requests", report.answers.requests.unwrap_or(0), plain.requests)?;
    equal("failed", report.answers.failed, plain.failed)?;
    equal("views", report.views.views.unwrap_or(0), plain.views)?;
    equal("visits", report.visits.visits.unwrap_or(0), plain.visits.len() as u64)?;
    equal("others", report.other_pages.views, plain.others)?;
    equal("pages", report.pages.len() as u64, plain.pages.len() as u64)?;
    near("visitors", report.views.visitors, plain.visitors, 30)?;
    near("p99", report.answers.taken_us.p99, rank(&plain.taken, 99), 64)?;
    near("visits' median", report.visits.median_ms, rank(&plain.visits, 50), 64)?;
    for (weekday, day) in report.week.iter().enumerate() {
        for (hour, slot) in day.iter().enumerate() {
            equal("an hour", slot.views, plain.week.get(&(weekday, hour)).copied().unwrap_or(0))?;
        }
    }
    for (major, views) in &plain.browsers {
        let of = report.browsers.iter().filter(|of| of.version.as_deref() == Some(&**major));
        equal("a browser", of.map(|of| of.views).sum(), *views)?;
    }
    for page in &report.pages {
        let other = plain.pages.get(page.path.as_bytes()).ok_or("a page too many")?;
        equal("a page's views", page.views, other.views)?;
        equal("a page's bytes", page.bytes, other.bytes)?;
        near("a page's visitors", Some(page.visitors), other.visitors, 7)?;
        near("a page's p50", page.taken_us.p50, rank(&other.taken, 50), 64)?;
        near("a page's p95", page.taken_us.p95, rank(&other.taken, 95), 64)?;
        if let Some(median) = page.durations.median_ms {
            // Days on which too few viewed it for a known time are not part of it.
            let known = other.durations.len();
            if known > 1_000 {
                near("a page's median", Some(median), rank(&other.durations, 50), 16)?;
            }
        }
    }
    Ok(())
}

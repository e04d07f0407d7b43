//! Rollups beside a naive reading of the same rows; in any order, division and after the bytes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::agents::Product;
use crate::history::Network;

pub(super) const TODAY: i64 = 20_000;

/// A row that owns what it holds.
#[derive(Debug, Clone)]
pub(super) enum Row {
    Request {
        time: i64,
        kind: Kind,
        path: String,
        status: u16,
        bytes: Option<u64>,
        taken: Option<u64>,
        duration: Option<i64>,
        browser: Option<Product>,
        system: Option<Product>,
        visitor: u64,
    },
    Visit {
        start: i64,
        duration: i64,
        pages: u64,
        entry: String,
        exit: String,
        browser: Option<Product>,
        system: Option<Product>,
        visitor: u64,
    },
}

impl Row {
    pub(super) fn add_to(&self, rollup: &mut Rollup) {
        let network = Network::V4([192, 0, 2]);
        match self {
            Self::Request { .. } => self.request(|row| rollup.add_request(row)),
            Self::Visit { start, duration, pages, entry, exit, browser, system, visitor } => {
                rollup.add_visit(&VisitRow {
                    visit: 1,
                    start: *start,
                    duration: *duration,
                    pages: *pages,
                    entry: entry.as_bytes(),
                    exit: exit.as_bytes(),
                    browser: browser.as_ref(),
                    system: system.as_ref(),
                    network,
                    visitor: *visitor,
                });
            }
        }
    }

    /// Hands over a request; a visit is none.
    fn request(&self, take: impl FnOnce(&RequestRow<'_>)) {
        let Self::Request {
            time,
            kind,
            path,
            status,
            bytes,
            taken,
            duration,
            browser,
            system,
            visitor,
        } = self
        else {
            return;
        };
        take(&RequestRow {
            time: *time,
            kind: *kind,
            method: b"GET",
            path: path.as_bytes(),
            status: *status,
            bytes: *bytes,
            taken: *taken,
            browser: browser.as_ref(),
            system: system.as_ref(),
            network: Network::V4([192, 0, 2]),
            visitor: *visitor,
            visit: None,
            duration: *duration,
        });
    }
}

pub(super) fn rollup(rows: &[Row]) -> Rollup {
    let mut rollup = Rollup::new(TODAY);
    rows.iter().for_each(|row| row.add_to(&mut rollup));
    rollup
}

fn product() -> impl Strategy<Value = Option<Product>> {
    prop::option::of(
        ("Firefox|Chrome|[a-z]{90,99}", prop::option::of("1[0-9]|\\PC{0,3}")).prop_map(
            |(family, major)| Product {
                family: family.into(),
                version: [major.map(Into::into), None, None, None],
            },
        ),
    )
}

fn path() -> impl Strategy<Value = String> {
    prop_oneof![20 => "/[a-e]", 5 => "/\\PC{0,9}", 1 => "/x{505,520}"]
}

fn row() -> impl Strategy<Value = Row> {
    let time = (0..DAY).prop_map(|time| TODAY * DAY + time);
    let who = || (product(), product(), 0_u64..32);
    let sizes = || (any::<u64>(), 0_u32..64).prop_map(|(size, shift)| size >> shift);
    let kind = prop_oneof![3 => Just(Kind::Page), 2 => prop::sample::select(&Kind::ALL[..])];
    let status =
        prop_oneof![3 => Just(200), 1 => prop::sample::select(&[0, 101, 304, 404, 503, 999][..])];
    let request = (
        (time.clone(), kind, path(), status, who()),
        prop::option::of(sizes()),
        prop::option::of(sizes()),
        prop::option::of(-5_i64..DAY),
    )
        .prop_map(|((time, kind, path, status, who), bytes, taken, duration)| {
            let (browser, system, visitor) = who;
            Row::Request {
                time,
                kind,
                path,
                status,
                bytes,
                taken,
                duration,
                browser,
                system,
                visitor,
            }
        });
    let visit = (time, 0..DAY, 1_u64..20, path(), path(), who()).prop_map(
        |(start, duration, pages, entry, exit, (browser, system, visitor))| Row::Visit {
            start,
            duration,
            pages,
            entry,
            exit,
            browser,
            system,
            visitor,
        },
    );
    prop_oneof![4 => request, 1 => visit]
}

pub(super) fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(row(), 0..most)
}

type Numbers = Vec<u64>;
type Seen = BTreeSet<u64>;

/// The figures of a part, the naive way: everything is kept.
#[derive(Debug, Default)]
struct Naive {
    count: u64,
    seen: Seen,
    classes: BTreeMap<usize, u64>,
    bytes: u64,
    taken: Numbers,
    durations: Numbers,
    timed: Seen,
    visits: u64,
    visited: Seen,
    exits: u64,
    unanswered: u64,
}

fn spread(numbers: &[u64]) -> Distribution {
    let mut spread = Distribution::default();
    numbers.iter().for_each(|number| spread.add(*number));
    spread
}

fn some(seen: &Seen) -> usize {
    seen.len().min(ENOUGH)
}

fn classes(naive: &Naive) -> Vec<u64> {
    (0..6).map(|class| naive.classes.get(&class).copied().unwrap_or(0)).collect()
}

/// Which name a path or client is counted under: itself, or the rest.
fn held(name: &str, longest: usize) -> Option<String> {
    (name.len() <= longest).then(|| name.to_owned())
}

fn called(product: Option<&Product>, version: bool) -> Option<String> {
    let Some(product) = product else { return Some(String::new()) };
    let major = product.version[0].as_ref().filter(|_| version);
    held(&major.map_or(product.family.to_string(), |m| format!("{}\u{1f}{m}", product.family)), 96)
}

type Named = BTreeMap<Option<String>, Naive>;

fn part<'a, T, const MOST: usize, const LONGEST: usize>(
    capped: &'a Capped<T, MOST, LONGEST>,
    name: Option<&String>,
) -> &'a T {
    let Some(name) = name else { return &capped.rest };
    capped.iter().find(|(held, _)| *held == name.as_bytes()).expect("a part").1
}

/// Every figure of the rollup beside the rows.
fn compare(rollup: &Rollup, rows: &[Row]) {
    let (mut kinds, mut hours) = (BTreeMap::<_, Naive>::new(), BTreeMap::<_, Naive>::new());
    let (mut pages, mut broken, mut refused) = (Named::new(), Named::new(), Named::new());
    let (mut browsers, mut systems) = (Named::new(), Named::new());
    let (mut day, mut visits, mut depths, mut single) = (Seen::new(), vec![], vec![], 0);
    for row in rows {
        match row {
            Row::Request {
                time,
                kind,
                path,
                status,
                bytes,
                taken,
                duration,
                browser,
                system,
                visitor,
            } => {
                let hour = time / 3_600_000 % 24;
                let of = kinds.entry((hour, *kind as usize)).or_default();
                of.count += 1;
                of.seen.insert(*visitor);
                if *kind == Kind::Probe {
                    continue;
                }
                let class = usize::from(*status).min(599) / 100;
                let path = held(path, 512);
                let hour = hours.entry(hour).or_default();
                let mut all = vec![&mut *hour];
                if *kind == Kind::Page {
                    day.insert(*visitor);
                    all.push(pages.entry(path.clone()).or_default());
                    for client in [
                        browsers.entry(called(browser.as_ref(), true)).or_default(),
                        systems.entry(called(system.as_ref(), false)).or_default(),
                    ] {
                        client.count += 1;
                        client.seen.insert(*visitor);
                    }
                }
                for of in all {
                    *of.classes.entry(class).or_default() += 1;
                    of.bytes = of.bytes.saturating_add(bytes.unwrap_or(0));
                    of.taken.extend(*taken);
                    if *kind == Kind::Page {
                        of.count += 1;
                        of.seen.insert(*visitor);
                        if let Some(duration) = duration {
                            of.durations.push((*duration).max(0).unsigned_abs());
                            of.timed.insert(*visitor);
                        }
                    }
                }
                let failed = match (kind, status) {
                    (Kind::Page, _) => continue,
                    (_, 0 | 500..) => broken.entry(path).or_default(),
                    (Kind::Error, _) => refused.entry(path).or_default(),
                    _ => continue,
                };
                failed.count += 1;
                failed.seen.insert(*visitor);
                failed.unanswered += u64::from(*status == 0);
            }
            Row::Visit { start, duration, pages: depth, entry, exit, browser, system, visitor } => {
                visits.push(duration.unsigned_abs());
                depths.push(*depth);
                single += u64::from(*depth == 1);
                let hour = hours.entry(start / 3_600_000 % 24).or_default();
                let entry = pages.entry(held(entry, 512)).or_default();
                for of in [hour, entry] {
                    of.visits += 1;
                    of.visited.insert(*visitor);
                }
                pages.entry(held(exit, 512)).or_default().exits += 1;
                browsers.entry(called(browser.as_ref(), true)).or_default().visits += 1;
                systems.entry(called(system.as_ref(), false)).or_default().visits += 1;
            }
        }
    }
    for (at, hour) in (0_i64..).zip(&*rollup.hours) {
        let none = Naive::default();
        let naive = hours.get(&at).unwrap_or(&none);
        for kind in Kind::ALL {
            let (held, none) = (hour.of_kind(kind), Naive::default());
            let naive = kinds.get(&(at, kind as usize)).unwrap_or(&none);
            assert_eq!((held.count, held.few.count()), (naive.count, some(&naive.seen)));
        }
        assert_eq!((hour.classes.to_vec(), hour.bytes), (classes(naive), naive.bytes));
        assert_eq!(hour.taken, spread(&naive.taken));
        assert_eq!(hour.viewers.count(), naive.seen.len() as u64);
        let visits = (hour.visits.count, hour.visits.few.count());
        assert_eq!(visits, (naive.visits, some(&naive.visited)));
    }
    assert_eq!(rollup.viewers.count(), day.len() as u64);
    let held = &rollup.visits;
    assert_eq!((&held.durations, &held.pages), (&spread(&visits), &spread(&depths)));
    assert_eq!(held.single, single);
    for (name, naive) in &pages {
        let page = part(&rollup.pages, name.as_ref());
        assert_eq!((page.views, page.viewers.count()), (naive.count, naive.seen.len() as u64));
        assert_eq!((page.classes.to_vec(), page.bytes), (classes(naive), naive.bytes));
        assert_eq!(page.taken, spread(&naive.taken));
        assert_eq!(page.durations, spread(&naive.durations));
        assert_eq!(page.timed.count(), some(&naive.timed));
        assert_eq!(page.entries.count, naive.visits);
        assert_eq!(page.entries.few.count(), some(&naive.visited));
        assert_eq!(page.exits.count, naive.exits);
    }
    for (all, naive) in [(&rollup.broken, &broken), (&rollup.refused, &refused)] {
        assert_eq!(all.iter().count(), naive.keys().flatten().count());
        for (name, naive) in naive {
            let Failing { failed, unanswered } = part(all, name.as_ref());
            assert_eq!((failed.count, failed.few.count()), (naive.count, some(&naive.seen)));
            assert_eq!(*unanswered, naive.unanswered);
        }
    }
    for (all, naive) in [(&rollup.browsers, &browsers), (&rollup.systems, &systems)] {
        assert_eq!(all.iter().count(), naive.keys().flatten().count());
        for (name, naive) in naive {
            let client = part(all, name.as_ref());
            assert_eq!((client.views, client.visits), (naive.count, naive.visits));
            assert_eq!(client.viewers.count(), naive.seen.len() as u64);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_equals_the_naive_reading(rows in rows(150)) {
        compare(&rollup(&rows), &rows);
    }

    #[test]
    fn neither_order_nor_division_matters(
        rows in rows(80),
        parts in prop::collection::vec(0_usize..4, 80),
        order in prop::collection::vec(any::<Index>(), 3),
        backwards in any::<bool>(),
    ) {
        let whole = rollup(&rows);
        let mut divided: Vec<Vec<Row>> = vec![vec![]; 4];
        for (row, part) in rows.iter().zip(parts) {
            divided[part].push(row.clone());
        }
        let mut rollups: Vec<Rollup> = divided
            .iter_mut()
            .map(|part| {
                if backwards {
                    part.reverse();
                }
                Rollup::decode(&rollup(part).encode()).unwrap()
            })
            .collect();
        for (left, choice) in (1..4_usize).rev().zip(order) {
            let other = rollups.swap_remove(choice.index(left + 1));
            let onto = choice.index(left);
            rollups[onto].merge(&other).unwrap();
        }
        prop_assert_eq!(&rollups[0], &whole);
        prop_assert_eq!(rollups[0].encode(), whole.encode());
        // As batches, whose paths and clients have numbers.
        let (mut batches, mut twice) = (Rollup::new(TODAY), Rollup::new(TODAY));
        for rows in [&rows[..rows.len() / 2], &rows[rows.len() / 2..], &rows] {
            let mut batch = RequestBatch::new();
            rows.iter().for_each(|row| row.request(|row| batch.push(row)));
            batches.add_requests(&batch);
            batch.rows().for_each(|row| twice.add_request(&row));
        }
        prop_assert_eq!(&batches, &twice);
    }

    #[test]
    fn damaged_bytes_are_refused_or_have_one_form(
        rows in rows(12), at in any::<Index>(), byte in any::<u8>(), cut in any::<Index>(),
    ) {
        let mut bytes = rollup(&rows).encode();
        prop_assert!(Rollup::decode(&bytes[..cut.index(bytes.len())]).is_err());
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(rollup) = Rollup::decode(&bytes) {
            prop_assert_eq!(rollup.encode(), bytes);
        }
    }
}

#[test]
fn other_versions_and_days_are_refused() {
    let mut rollup = Rollup::new(TODAY);
    assert_eq!(rollup.merge(&Rollup::new(TODAY + 1)), Err(OtherDay));
    let mut bytes = rollup.encode();
    assert_eq!(Rollup::decode(&bytes), Ok(rollup));
    bytes.push(0);
    assert_eq!(Rollup::decode(&bytes), Err(RollupError::Broken("what follows")));
    bytes[0] = 9;
    assert_eq!(Rollup::decode(&bytes), Err(RollupError::Version(9)));
    assert_eq!(Rollup::decode(&[]), Err(RollupError::Short));
    // A claim of many is no reason to make room for them.
    assert!(Rollup::decode(&[&[1][..], &[0; 9], &[0; 3], &[0xff; 9]].concat()).is_err());
}

#[test]
fn invented_paths_take_no_room() {
    let mut rollup = Rollup::new(TODAY);
    for number in 0..3 * PAGES as u64 {
        let row = Row::Request {
            time: 0,
            kind: Kind::Page,
            path: format!("/invented/{number:06}"),
            status: 200,
            bytes: Some(1),
            taken: None,
            duration: None,
            browser: None,
            system: None,
            visitor: number,
        };
        row.add_to(&mut rollup);
    }
    assert_eq!(rollup.pages.iter().count(), PAGES);
    assert_eq!(rollup.pages.rest.views, 2 * PAGES as u64);
    let kept = rollup.pages.iter().map(|(path, _)| path).max().unwrap();
    assert_eq!(kept, format!("/invented/{:06}", PAGES - 1).as_bytes());
    assert_eq!(Rollup::decode(&rollup.encode()), Ok(rollup));
}

//! The reference: visits found by collecting everything, sorting it and grouping it. Slow, and plain
//! enough to be believed.

use std::collections::BTreeMap;
use std::net::IpAddr;

/// A page view or a page's report that it was left, in the order in which they came.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) time: i64,
    pub(crate) site: String,
    pub(crate) address: IpAddr,
    pub(crate) agent: Option<String>,
    pub(crate) path: String,
    pub(crate) left: bool,
}

/// A page view: site, address, agent, start, path, duration, late.
pub(crate) type View = (String, IpAddr, Option<String>, i64, String, Option<i64>, bool);
/// A visit: site, address, agent, start, last, pages, entry, exit.
pub(crate) type Visit = (String, IpAddr, Option<String>, i64, i64, u64, String, String);

const IDLE: i64 = 1_800 * 1_000;
const DAY: i64 = 24 * 3_600 * 1_000;
const WINDOW: i64 = 120 * 1_000;

/// All page views and visits, sorted.
pub(crate) fn visits(items: &[Item]) -> (Vec<View>, Vec<Visit>) {
    let (mut views, mut visits) = (Vec::new(), Vec::new());
    for stretch in stretches(items) {
        let mut people: BTreeMap<_, Vec<&Item>> = BTreeMap::new();
        let mut newest = i64::MIN;
        for item in stretch {
            if item.time < newest.saturating_sub(WINDOW) {
                if !item.left {
                    views.push(view(item, None, true));
                }
                continue;
            }
            newest = newest.max(item.time);
            people.entry((&item.site, item.address, &item.agent)).or_default().push(item);
        }
        for mut of_one in people.into_values() {
            of_one.sort_by_key(|item| item.time);
            for visit in split(&of_one) {
                let pages: Vec<&Item> = visit.iter().copied().filter(|item| !item.left).collect();
                for (page, next) in pages.iter().zip(&pages[1..]) {
                    views.push(view(page, Some(next.time - page.time), false));
                }
                let (first, last) = (pages[0], pages[pages.len() - 1]);
                let after = visit.iter().rev().take_while(|item| item.left);
                let report = after.filter(|report| report.path == last.path).map(|r| r.time).next();
                views.push(view(last, report.map(|left| left - last.time), false));
                visits.push((
                    first.site.clone(),
                    first.address,
                    first.agent.clone(),
                    first.time,
                    last.time,
                    pages.len() as u64,
                    first.path.clone(),
                    last.path.clone(),
                ));
            }
        }
    }
    views.sort();
    visits.sort();
    (views, visits)
}

/// Where the time goes back by more than a day, everything begins anew.
fn stretches(items: &[Item]) -> Vec<&[Item]> {
    let mut found = Vec::new();
    let (mut from, mut newest) = (0, i64::MIN);
    for (at, item) in items.iter().enumerate() {
        if item.time < newest.saturating_sub(DAY) {
            found.push(&items[from..at]);
            (from, newest) = (at, i64::MIN);
        }
        newest = newest.max(item.time);
    }
    found.push(&items[from..]);
    found
}

/// One person's items as visits, each with the reports within it.
fn split<'a>(items: &[&'a Item]) -> Vec<Vec<&'a Item>> {
    let mut found: Vec<Vec<&Item>> = Vec::new();
    for item in items {
        let visit = found.last_mut();
        let pages = |visit: &[&Item]| -> (i64, i64) {
            let mut times = visit.iter().filter(|item| !item.left).map(|item| item.time);
            let first = times.next().unwrap();
            (first, times.next_back().unwrap_or(first))
        };
        match visit {
            Some(visit) if item.left => {
                if item.time - pages(visit).1 <= IDLE {
                    visit.push(item);
                }
            }
            None if item.left => {}
            Some(visit)
                if item.time - pages(visit).1 <= IDLE && item.time - pages(visit).0 <= DAY =>
            {
                visit.push(item);
            }
            _ => found.push(vec![item]),
        }
    }
    found
}

fn view(item: &Item, duration: Option<i64>, late: bool) -> View {
    (
        item.site.clone(),
        item.address,
        item.agent.clone(),
        item.time,
        item.path.clone(),
        duration,
        late,
    )
}

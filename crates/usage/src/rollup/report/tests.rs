//! Reports beside the rows: the numbers, and that nothing can be told of fewer than five visitors, by
//! sums and differences of whatever is shown.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::classify::Kind;
use crate::rollup::tests::{Row, TODAY, rollup, rows};

fn report(rollups: &[(&str, Rollup)]) -> Report {
    let mut reporter = Reporter::new();
    for (site, rollup) in rollups {
        reporter.add(site, rollup.clone()).unwrap();
    }
    reporter.finish()
}

/// What the tests look at of a row.
#[derive(Clone)]
struct Seen {
    kind: Option<Kind>,
    hour: i64,
    path: String,
    exit: String,
    status: u16,
    visitor: u64,
    client: [(Option<String>, Option<String>); 2],
    duration: Option<u64>,
}

fn seen(row: &Row) -> Seen {
    let client = |product: &Option<crate::Product>, version: bool| {
        let Some(product) = product else { return (None, None) };
        let major = product.version[0].as_ref().filter(|_| version).map(ToString::to_string);
        let long = product.family.len() + major.as_ref().map_or(0, |major| major.len() + 1) > 96;
        // What is too long is nobody's own: told apart from every name that is shown.
        if long { (Some("\0".into()), None) } else { (Some(product.family.to_string()), major) }
    };
    match row {
        Row::Request { time, kind, path, status, visitor, browser, system, duration, .. } => Seen {
            kind: Some(*kind),
            hour: time / 3_600_000 % 24,
            path: path.clone(),
            exit: String::new(),
            status: *status,
            visitor: *visitor,
            client: [client(browser, true), client(system, false)],
            duration: duration.map(|duration| duration.max(0).unsigned_abs()),
        },
        Row::Visit { start, entry, exit, visitor, .. } => Seen {
            kind: None,
            hour: start / 3_600_000 % 24,
            path: entry.clone(),
            exit: exit.clone(),
            status: 0,
            visitor: *visitor,
            client: Default::default(),
            duration: None,
        },
    }
}

/// How many rows there are, and whether it is fine to show that.
fn of(rows: &[Seen], which: impl Fn(&Seen) -> bool) -> (u64, bool) {
    let chosen: Vec<_> = rows.iter().filter(|row| which(row)).collect();
    let visitors: BTreeSet<_> = chosen.iter().map(|row| row.visitor).collect();
    (chosen.len() as u64, visitors.is_empty() || visitors.len() >= 5)
}

/// That what is shown of a partition is right, and can be shown: each part, and what is left of the
/// whole.
fn attack<T: PartialEq>(
    rows: &[Seen],
    whole: impl Fn(&Seen) -> bool,
    part: impl Fn(&Seen) -> T,
    shown: &[(T, u64)],
) -> u64 {
    for (name, count) in shown {
        let (exact, fine) = of(rows, |row| whole(row) && part(row) == *name);
        assert_eq!((exact, true), (*count, fine));
    }
    let left = |row: &Seen| whole(row) && !shown.iter().any(|(name, _)| part(row) == *name);
    let (count, fine) = of(rows, left);
    assert!(fine, "what is left of the whole tells of a few");
    count
}

fn page(row: &Seen) -> bool {
    row.kind == Some(Kind::Page)
}

fn beside(row: &Seen) -> bool {
    row.kind.is_some_and(|kind| kind != Kind::Page && kind != Kind::Probe)
}

fn visit(row: &Seen) -> bool {
    row.kind.is_none()
}

fn check(report: &Report, rows: &[Seen]) {
    let Some(views) = report.views.views else {
        assert!(report.pages.is_empty() && report.browsers.is_empty() && report.hours.is_empty());
        assert!(report.week.iter().flatten().all(|slot| slot.views == 0));
        assert!(!of(rows, page).1);
        return;
    };
    assert_eq!((views, true), of(rows, page));
    let visitors: BTreeSet<_> = rows.iter().filter(|row| page(row)).map(|r| r.visitor).collect();
    assert_eq!(report.views.visitors, Some(visitors.len() as u64));
    // Views by page, and what is told of the pages besides.
    let shown: Vec<_> = report.pages.iter().map(|page| (page.path.clone(), page.views)).collect();
    let left = attack(rows, page, |row| row.path.clone(), &shown);
    assert_eq!(report.other_pages.views, left);
    for figures in &report.pages {
        let own: Vec<_> = rows.iter().filter(|row| page(row) && row.path == figures.path).collect();
        let visitors: BTreeSet<_> = own.iter().map(|row| row.visitor).collect();
        assert_eq!(figures.visitors, visitors.len() as u64);
        if let Some(told) = figures.durations.median_ms {
            let mut known: Vec<_> = own.iter().filter_map(|row| row.duration).collect();
            known.sort_unstable();
            let exact = known[known.len().div_ceil(2) - 1];
            assert!(exact.abs_diff(told) <= exact / 64 + 1);
        }
    }
    let timed = |row: &Seen| page(row) && row.duration.is_some();
    let shown = report.pages.iter().filter(|page| page.durations.median_ms.is_some());
    let shown: Vec<_> = shown
        .map(|page| {
            let share = page.durations.unknown.unwrap();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
            #[expect(clippy::cast_precision_loss, reason = "a small count")]
            let known = ((1.0 - share) * page.views as f64).round() as u64;
            (page.path.clone(), known)
        })
        .collect();
    if report.views.durations.unknown.is_some() && of(rows, timed).0 > 0 {
        attack(rows, timed, |row| row.path.clone(), &shown);
    }
    // Visits by their first and last pages.
    if let Some(visits) = report.visits.visits {
        assert_eq!((visits, true), of(rows, visit));
        let entries = report.pages.iter().map(|page| (page.path.clone(), page.entries));
        let entries: Vec<_> = entries.filter(|(_, count)| *count > 0).collect();
        attack(rows, visit, |row| row.path.clone(), &entries);
        let exits = report.pages.iter().map(|page| (page.path.clone(), page.exits));
        let exits: Vec<_> = exits.filter(|(_, count)| *count > 0).collect();
        attack(rows, visit, |row| row.exit.clone(), &exits);
    } else {
        assert!(report.pages.iter().all(|page| page.entries == 0 && page.exits == 0));
    }
    // Browsers and systems.
    for (at, clients, others) in
        [(0, &report.browsers, report.other_browsers), (1, &report.systems, report.other_systems)]
    {
        let shown = clients.iter().map(|c| ((c.name.clone(), c.version.clone()), c.views));
        let left = attack(rows, page, |row| row.client[at].clone(), &shown.collect::<Vec<_>>());
        assert_eq!(others.views, left);
    }
    // By hour: views, requests, and the difference of these.
    let day = &report.week[Day::counted(TODAY).weekday()];
    let shown: Vec<_> = (0..).zip(day).filter(|(_, slot)| slot.shown == 1).collect();
    let views: Vec<_> = shown.iter().map(|(hour, slot)| (*hour, slot.views)).collect();
    attack(rows, page, |row| row.hour, &views);
    let Some(requests) = report.answers.requests else {
        assert!(!of(rows, beside).1);
        assert!(report.hours.is_empty());
        return;
    };
    assert_eq!(requests, of(rows, page).0 + of(rows, beside).0);
    assert!(of(rows, beside).1);
    let requests = |hour: i64| {
        let found = report.hours.iter().find(|of| i64::try_from(of.hour) == Ok(hour));
        found.map_or(0, |hour| hour.answers.requests.unwrap())
    };
    let difference: Vec<_> =
        views.iter().map(|(hour, views)| (*hour, requests(*hour) - views)).collect();
    attack(rows, beside, |row| row.hour, &difference);
    assert_eq!(
        difference.iter().filter(|(hour, _)| requests(*hour) > 0).count(),
        report.hours.len()
    );
    let failed =
        of(rows, |row| (page(row) || beside(row)) && (row.status == 0 || row.status >= 500));
    assert_eq!(report.answers.failed, failed.0);
    // By kind.
    let name = |kind: Option<Kind>| match kind {
        Some(Kind::Asset) => "asset",
        Some(Kind::Bot) => "bot",
        Some(Kind::Error) => "error",
        _ => "other",
    };
    let kinds: Vec<_> = report.kinds.iter().map(|(kind, count)| (*kind, *count)).collect();
    let shown = |kind: &str| !["page", "probe", "hidden"].contains(&kind);
    let beside_kinds: Vec<_> = kinds.iter().copied().filter(|(kind, _)| shown(kind)).collect();
    let left = attack(rows, beside, |row| name(row.kind), &beside_kinds);
    assert_eq!(report.kinds.get("hidden").copied().unwrap_or(0), left);
}

fn check_failing(report: &Report, rows: &[Seen]) {
    let fails = |row: &Seen| row.status == 0 || row.status >= 500;
    let broken = |row: &Seen| beside(row) && fails(row);
    let refused = |row: &Seen| row.kind == Some(Kind::Error) && !fails(row);
    for (all, which) in
        [(&report.broken, &broken as &dyn Fn(&Seen) -> bool), (&report.refused, &refused)]
    {
        let shown: Vec<_> = all.iter().map(|path| (path.path.clone(), path.failed)).collect();
        if of(rows, which).1 {
            attack(rows, which, |row| row.path.clone(), &shown);
        } else {
            assert!(shown.is_empty());
        }
    }
    for path in report.broken.iter().chain(&report.refused) {
        let page = report.pages.iter().find(|page| page.path == path.path);
        assert_eq!(path.views, page.map_or(0, |page| page.views));
    }
    let probe = |row: &Seen| row.kind == Some(Kind::Probe);
    let (count, fine) = of(rows, probe);
    assert_eq!(
        report.kinds.get("probe").copied(),
        (fine && report.kinds.contains_key("probe")).then_some(count)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_of_a_few_visitors_can_be_told(rows in rows(400)) {
        let report = report(&[("www.example.org", rollup(&rows))]);
        let rows: Vec<_> = rows.iter().map(seen).collect();
        check(&report, &rows);
        check_failing(&report, &rows);
    }

    /// What is told of a page's days is what reports of single days tell of it; and of sites by day, what
    /// adds up to the whole.
    #[test]
    fn days_of_a_page_and_of_sites_are_those_of_the_report(
        days in prop::collection::vec(rows(200), 1..3), path in "/[a-e]",
    ) {
        let mut reporter = Reporter::new().with_days_of(Some(&path));
        let mut single = Vec::new();
        for (rows, day) in days.iter().zip(TODAY..) {
            let mut rollup = Rollup::new(day);
            rows.iter().for_each(|row| row.add_to(&mut rollup));
            reporter.add("www.example.org", rollup.clone()).unwrap();
            single.push(report(&[("www.example.org", rollup)]));
        }
        let whole = reporter.finish();
        for one in &single {
            let day = one.days[0].day;
            let told = whole.page_days.iter().find(|told| told.day == day);
            let page = one.pages.iter().find(|page| page.path == path);
            let broken = one.broken.iter().find(|broken| broken.path == path);
            prop_assert_eq!(told.and_then(|told| told.views), page.map(|page| page.views));
            prop_assert_eq!(told.and_then(|told| told.visitors), page.map(|page| page.visitors));
            prop_assert_eq!(told.and_then(|told| told.bytes), page.map(|page| page.bytes));
            prop_assert_eq!(
                told.map(|told| told.taken_us).unwrap_or_default(),
                page.map(|page| page.taken_us).unwrap_or_default()
            );
            prop_assert_eq!(told.and_then(|told| told.failed), broken.map(|broken| broken.failed));
            let by_site = whole.by_site.iter().find(|of| of.figures.day == day).unwrap();
            prop_assert_eq!(&by_site.figures, &one.days[0]);
        }
        prop_assert_eq!(whole.by_site.len(), single.len());
    }

    /// So that no two reports differ by what cannot be shown.
    #[test]
    fn a_report_is_the_sum_of_its_days(
        days in prop::collection::vec(rows(120), 1..4), parts in any::<bool>(),
    ) {
        let rollups: Vec<_> = days
            .iter()
            .zip(TODAY..)
            .map(|(rows, day)| {
                let mut rollup = Rollup::new(day);
                rows.iter().for_each(|row| row.add_to(&mut rollup));
                ("www.example.org", rollup)
            })
            .collect();
        let whole = report(&rollups);
        let mut divided = Reporter::new();
        for (site, rollup) in &rollups {
            if parts {
                divided.add(site, Rollup::new(rollup.day())).unwrap();
            }
            divided.add(site, rollup.clone()).unwrap();
        }
        prop_assert_eq!(&divided.finish(), &whole);
        let single: Vec<Report> = rollups.iter().map(|one| report(std::slice::from_ref(one))).collect();
        let sum = |of: &dyn Fn(&Report) -> u64| single.iter().map(of).sum::<u64>();
        for figure in [
            &(|report: &Report| report.views.views.unwrap_or(0)) as &dyn Fn(&Report) -> u64,
            &|report: &Report| report.answers.requests.unwrap_or(0),
            &|report: &Report| report.visits.visits.unwrap_or(0),
            &|report: &Report| report.pages.iter().map(|page| page.views).sum(),
            &|report: &Report| report.pages.iter().map(|page| page.entries).sum(),
            &|report: &Report| report.other_pages.views,
            &|report: &Report| report.browsers.iter().map(|client| client.visitors).sum(),
            &|report: &Report| report.refused.iter().map(|path| path.failed).sum(),
            &|report: &Report| report.week.iter().flatten().map(|slot| slot.views).sum(),
            &|report: &Report| report.kinds.values().sum(),
            &|report: &Report| report.answers.minutes,
            &|report: &Report| report.answers.up_minutes,
        ] {
            prop_assert_eq!(figure(&whole), sum(figure));
        }
    }
}

fn view(path: &str, visitor: u64) -> Row {
    Row::Request {
        time: TODAY * 86_400_000,
        kind: Kind::Page,
        path: path.to_owned(),
        status: 200,
        bytes: Some(100),
        taken: Some(1_000),
        duration: Some(30_000),
        browser: None,
        system: None,
        visitor,
    }
}

/// The attack in small: all views are known, and those of all pages but one.
#[test]
fn a_single_hidden_page_hides_a_second_one() {
    let views = |path: &str, visitors: std::ops::Range<u64>| {
        visitors.map(|visitor| view(path, visitor)).collect::<Vec<_>>()
    };
    let all = [views("/", 0..20), views("/about", 0..7), views("/of/nobody/else", 0..1)];
    let told = report(&[("www.example.org", rollup(&all.concat()))]);
    assert_eq!(told.views.views, Some(28));
    let pages: Vec<_> = told.pages.iter().map(|page| (page.path.as_str(), page.views)).collect();
    assert_eq!(pages, [("/", 20)]);
    assert_eq!(told.other_pages, Others { views: 8, left_out: 2 });
    // Five such pages of five visitors are enough for each other.
    let few: Vec<_> = (0..5).flat_map(|n| views(&format!("/{n}"), n..n + 1)).collect();
    let told = report(&[("www.example.org", rollup(&[views("/", 0..20), few].concat()))]);
    assert_eq!(told.pages.len(), 1);
    assert_eq!(told.other_pages, Others { views: 5, left_out: 5 });
    // But not if they are one visitor's.
    let few: Vec<_> = (0..5).flat_map(|n| views(&format!("/{n}"), 3..4)).collect();
    let told = report(&[("www.example.org", rollup(&[views("/", 0..20), few].concat()))]);
    assert!(told.pages.is_empty());
    assert_eq!(told.other_pages, Others { views: 25, left_out: 6 });
    // A day of few is not there at all, and no sum over days tells it.
    let told = report(&[
        ("www.example.org", rollup(&all.concat())),
        ("www2.example.org", rollup(&views("/", 0..4))),
    ]);
    assert_eq!((told.views.views, told.hidden_site_days), (Some(28), 1));
    assert!(told.days[0].incomplete);
}

#[test]
fn a_server_is_up_in_the_minutes_in_which_it_answers() {
    let at = |minute: i64, status: u16, visitor: u64| match view("/", visitor) {
        Row::Request { browser, system, .. } => Row::Request {
            time: TODAY * 86_400_000 + minute * 60_000,
            kind: if status == 200 { Kind::Page } else { Kind::Error },
            path: "/".to_owned(),
            status,
            bytes: None,
            taken: None,
            duration: None,
            browser,
            system,
            visitor,
        },
        visit @ Row::Visit { .. } => visit,
    };
    let of = |minute: i64, status: u16| (0..6).map(move |visitor| at(minute, status, visitor));
    // Well; badly; both; not answered; refused, which is an answer; and nothing for the rest.
    let rows: Vec<_> = of(3, 200)
        .chain(of(4, 503))
        .chain(of(61, 200))
        .chain(of(61, 500))
        .chain(of(62, 0))
        .chain(of(63, 404))
        .collect();
    let told = report(&[("www.example.org", rollup(&rows))]);
    let answers = &told.answers;
    assert_eq!((answers.minutes, answers.up_minutes, answers.uptime), (5, 3, Some(0.6)));
    let hours: Vec<_> =
        told.hours.iter().map(|hour| (hour.answers.minutes, hour.answers.up_minutes)).collect();
    assert_eq!(hours, [(2, 1), (3, 2)]);
    let path = told.broken.first().unwrap();
    assert_eq!((path.failed, path.views, path.failing), (18, 12, Some(0.6)));
}

#[test]
fn rollups_come_in_order() {
    let mut reporter = Reporter::new();
    reporter.add("b", Rollup::new(2)).unwrap();
    assert_eq!(reporter.add("b", Rollup::new(1)), Err(OutOfOrder));
    assert_eq!(reporter.add("a", Rollup::new(3)), Err(OutOfOrder));
    reporter.add("b", Rollup::new(2)).unwrap();
    reporter.add("c", Rollup::new(1)).unwrap();
    let report = reporter.finish();
    assert_eq!((report.sites.len(), report.site_days), (2, 2));
    assert_eq!(report.views.views, Some(0));
    serde_json::to_string(&report).unwrap();
}

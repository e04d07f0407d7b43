//! The site records its own requests: without secrets, without queries, without making anybody wait;
//! and a page says when it was left, unless its reader refuses.

use axum::body::Body;
use axum::http::Method;

use crate::harness::{BASE, Browser, Site, captured, off, on_both};
use crate::history::{Row, requests, visits};

on_both!(
    requests_are_recorded_without_secrets_and_queries,
    a_page_that_was_left_has_a_duration,
    whoever_refuses_or_objects_is_not_asked,
    only_pages_that_exist_are_left,
    questions_about_health_are_no_visits,
    the_address_is_that_of_the_visitor_behind_the_proxy,
    nothing_is_recorded_where_that_is_switched_off,
);

/// Where the visitor connects from.
const VISITOR: &str = "192.0.2.7:50000";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

fn firefox(site: &Site) -> Browser<'_> {
    let mut browser = site.browser();
    browser.from = VISITOR.parse().unwrap();
    browser.headers = vec![("user-agent", FIREFOX.to_owned())];
    browser
}

/// Stores what was told so far, and reads what is kept of requests.
fn recorded(site: &Site) -> Vec<Row> {
    off(|| site.app.record_usage()).unwrap();
    requests(site.engine.directory())
}

fn paths(rows: &[Row]) -> Vec<(&str, &str, i32)> {
    rows.iter().map(|row| (row.path.as_str(), row.kind.as_str(), row.status)).collect()
}

async fn left(browser: &mut Browser<'_>, path: &str) -> u16 {
    browser.post("/left", &[("path", path)]).await.status.as_u16()
}

async fn requests_are_recorded_without_secrets_and_queries(site: &Site) {
    captured();
    let mut browser = firefox(site);
    let home = browser.get("/?from=secret-query").await;
    let css = home.body.split("href=\"/assets/").nth(1).unwrap().split('"').next().unwrap();
    let css = format!("/assets/{css}");
    browser.get(&css).await;
    site.clock.advance(5_000);
    browser.get("/about").await;
    browser.get("/signin/secret-link-0123456789").await;
    browser.get("/confirm/secret-link-0123456789/").await;
    browser.get("/privacy/2026-11-23").await;
    browser.get("/secret-nowhere").await;
    site.clock.advance(5_000);
    browser.send(Method::HEAD, "/help", Body::empty(), &[]).await;
    browser.post("/cookies", &[("refuse", "nothing")]).await;
    let rows = recorded(site);
    let mut expected = vec![
        ("/", "page", 200),
        (css.as_str(), "asset", 200),
        ("/about", "page", 200),
        ("/confirm/{link}", "error", 404),
        ("/signin/{link}", "error", 404),
        ("/privacy/2026-11-23", "page", 200),
        ("/secret-nowhere", "error", 404),
        ("/help", "other", 200),
        ("/cookies", "other", 303),
    ];
    let mut found = paths(&rows);
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    let about = rows.iter().find(|row| row.path == "/about").unwrap();
    assert_eq!(about.network, "192.0.2.0/24");
    assert_eq!(about.browser.as_deref(), Some("Firefox"));
    assert!(about.bytes.unwrap() > 1000 && about.taken_us.is_some(), "{about:?}");
    let head = rows.iter().find(|row| row.path == "/help").unwrap();
    assert_eq!(head.bytes, Some(0));
    assert_eq!(visits(site.engine.directory()).len(), 1);
    // Once stored, nothing is stored again.
    let entries = off(|| site.app.vault().head()).unwrap().size;
    assert_eq!(recorded(site).len(), rows.len());
    assert_eq!(off(|| site.app.vault().head()).unwrap().size, entries);
    let log = captured();
    for hidden in ["192.0.2.7", "secret-link", "secret-query", "secret-nowhere"] {
        assert!(!log.contains(hidden), "{hidden} stands in the log");
    }
}

async fn a_page_that_was_left_has_a_duration(site: &Site) {
    let mut browser = firefox(site);
    browser.get("/about").await;
    site.clock.advance(7_000);
    browser.get("/help").await;
    site.clock.advance(40_000);
    let answer = browser.post("/left", &[("path", "/help")]).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""));
    assert!(answer.sets().is_empty());
    // Another browser at the same address is another visit.
    let mut other = site.browser();
    other.from = VISITOR.parse().unwrap();
    other.headers = vec![("user-agent", FIREFOX.replace("128", "127"))];
    assert_eq!(left(&mut other, "/help").await, 204);
    let rows = recorded(site);
    let duration = |path: &str| rows.iter().find(|row| row.path == path).unwrap().duration_ms;
    assert_eq!((duration("/about"), duration("/help")), (Some(7_000), Some(40_000)));
    assert_eq!(rows.len(), 2, "{rows:?}");
}

async fn whoever_refuses_or_objects_is_not_asked(site: &Site) {
    const MARK: &str = "data-left=\"/left\"";
    let mut browser = firefox(site);
    let shown = browser.get("/about").await.body;
    assert!(shown.contains(MARK));
    let cookies = browser.get("/cookies").await.body;
    assert!(cookies.contains("With your choices so far, pages do it."), "{cookies}");
    // The page is kept for all who read alike, and those who object read another one.
    let gpc = [("sec-gpc", "1")];
    for page in ["/about", "/", "/privacy", "/cookies"] {
        let answer = browser.send(Method::GET, page, Body::empty(), &gpc).await;
        assert!(answer.status == 200 && !answer.body.contains(MARK), "{page}");
        assert!(browser.get(page).await.body.contains(MARK), "{page}");
    }
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let report = || Body::from("path=%2Fcookies");
    let sent = [kind, ("origin", BASE), ("sec-gpc", "1")];
    site.clock.advance(1_000);
    assert_eq!(browser.send(Method::POST, "/left", report(), &sent).await.status, 204);
    let foreign = [kind, ("origin", "https://evil.example")];
    assert_eq!(browser.send(Method::POST, "/left", report(), &foreign).await.status, 403);
    let foreign = [kind, ("sec-fetch-site", "cross-site")];
    assert_eq!(browser.send(Method::POST, "/left", report(), &foreign).await.status, 403);
    browser.post("/cookies", &[("refuse", "signin")]).await;
    for page in ["/about", "/", "/privacy", "/cookies"] {
        assert!(!browser.get(page).await.body.contains(MARK), "{page}");
    }
    assert!(browser.get("/cookies").await.body.contains("With your choices, no page does it."));
    site.clock.advance(1_000);
    assert_eq!(left(&mut browser, "/cookies").await, 204);
    let rows = recorded(site);
    let last = rows.iter().filter(|row| row.path == "/cookies" && row.kind == "page");
    let last = last.max_by_key(|row| row.time).unwrap();
    assert_eq!(last.duration_ms, None, "{rows:?}");
}

async fn only_pages_that_exist_are_left(site: &Site) {
    let mut browser = firefox(site);
    browser.get("/privacy/2026-11-23").await;
    site.clock.advance(3_000);
    for path in ["/secret-nowhere", "nothing", "", "/signin", "/about/"] {
        assert_eq!(left(&mut browser, path).await, 204, "{path}");
    }
    let rows = recorded(site);
    assert_eq!(rows.last().unwrap().duration_ms, None, "{rows:?}");
    assert_eq!(left(&mut browser, "/privacy/2026-11-23").await, 204);
    let rows = recorded(site);
    assert_eq!(rows.last().unwrap().duration_ms, Some(3_000), "{rows:?}");
    let long = "x".repeat(9_000);
    for (body, status) in [("", 400), ("path=%zz", 400), ("where=%2F", 400), (long.as_str(), 413)] {
        let answer = browser.post_body("/left", body.to_owned()).await;
        assert_eq!(answer.status.as_u16(), status, "{body}");
    }
    let statuses = {
        let mut all = Vec::new();
        for _ in 0..1_000 {
            all.push(left(&mut browser, "/about").await);
        }
        all
    };
    assert_eq!((statuses[0], *statuses.last().unwrap()), (204, 429));
}

async fn questions_about_health_are_no_visits(site: &Site) {
    let mut browser = firefox(site);
    browser.from = ([127, 0, 0, 1], 4_000).into();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(browser.get(path).await.status, 200);
    }
    assert!(recorded(site).is_empty());
    browser.from = ([198, 51, 100, 1], 4_000).into();
    browser.get("/healthz").await;
    assert_eq!(recorded(site).len(), 1);
}

async fn the_address_is_that_of_the_visitor_behind_the_proxy(site: &Site) {
    let mut browser = firefox(site);
    browser.headers.push(("x-forwarded-for", "203.0.113.9".to_owned()));
    browser.get("/about").await;
    assert_eq!(recorded(site)[0].network, "192.0.2.0/24", "it is no proxy of ours");
    let listed = Site::with(crate::harness::Engine::sqlite(), |config| {
        config.server.proxies = vec!["192.0.2.7".parse().unwrap()];
    });
    let mut browser = firefox(&listed);
    browser.headers.push(("x-forwarded-for", "198.51.100.1, 203.0.113.9".to_owned()));
    browser.get("/about").await;
    assert_eq!(recorded(&listed)[0].network, "203.0.113.0/24");
}

async fn nothing_is_recorded_where_that_is_switched_off(_: &Site) {
    let site =
        off(|| Site::with(crate::harness::Engine::sqlite(), |config| config.usage.record = false));
    let mut browser = firefox(&site);
    let page = browser.get("/cookies").await;
    assert!(!page.body.contains("data-left") && !page.body.contains("How long a page"));
    assert_eq!(left(&mut browser, "/cookies").await, 204);
    assert!(recorded(&site).is_empty());
}

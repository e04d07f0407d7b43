//! `POST /api/v1/usage`: a server's log is taken in whole and once, from whoever has the token.

use std::fs;
use std::io::Write as _;

use axum::body::{Body, Bytes};
use axum::http::Method;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::harness::{Browser, Engine, Page, Site, captured, off};
use crate::history::requests;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const BOTH: &str = "fedcba9876543210fedcba9876543210";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/// Makes one test on each engine out of each function, over a site that takes logs.
macro_rules! with_tokens {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $name() { super::run(crate::harness::Engine::sqlite(), super::$name); })+
        }
        mod on_postgres {
            $(#[test] fn $name() { super::run(crate::harness::Engine::postgres(), super::$name); })+
        }
    };
}

with_tokens!(
    a_log_is_taken_in_and_stored_before_the_answer,
    the_same_body_counts_once_and_a_longer_one_as_far_as_it_is_new,
    only_whoever_has_the_token_of_a_known_site_sends,
    what_is_damaged_or_no_log_leaves_nothing,
    a_body_that_cannot_be_stored_is_as_if_it_had_not_come,
);

fn run(engine: Engine, test: impl AsyncFnOnce(&Site)) {
    let dir = tempfile::tempdir().unwrap();
    let tokens = dir.path().join("tokens");
    let lines = [
        format!("www.example.org {TOKEN}"),
        format!("www.example.org {BOTH}"),
        format!("shop.example.org {BOTH}"),
        format!("unknown.example.org {}", "7".repeat(32)),
    ];
    fs::write(&tokens, lines.join("\n")).unwrap();
    let site = Site::with(engine, |config| {
        config.usage.push_tokens_file = Some(tokens);
        config.usage.record = false;
        let sites = ["www.example.org", "shop.example.org"];
        config.usage.sites = sites.map(|site| site.parse().unwrap()).into();
    });
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test(&site));
}

/// So many lines of a log from that second of the first day of tests on, a page each.
fn lines(from: u32, count: u32) -> String {
    let line = |n: u32| {
        let (hour, minute, second) = (n / 3600, n / 60 % 60, n % 60);
        format!(
            "198.51.100.{} - - [24/Nov/2026:{hour:02}:{minute:02}:{second:02} +0000] \"GET \
             /page?secret=1 HTTP/1.1\" 200 512 \"-\" \"{FIREFOX}\"\n",
            n % 200
        )
    };
    (from..from + count).map(line).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn send(
    browser: &mut Browser<'_>,
    query: &str,
    token: &str,
    body: impl Into<Bytes>,
    more: &[(&str, &str)],
) -> Page {
    let token = format!("Bearer {token}");
    let mut headers = vec![("authorization", token.as_str())];
    headers.extend_from_slice(more);
    let path = format!("/api/v1/usage{query}");
    browser.send(Method::POST, &path, Body::from(body.into()), &headers).await
}

fn taken(page: &Page) -> Value {
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.header("content-type"), "application/json");
    serde_json::from_str(&page.body).unwrap()
}

/// The kind of the problem that it says.
fn problem(page: &Page, status: u16) -> String {
    assert_eq!(page.status, status, "{}", page.body);
    assert_eq!(page.header("content-type"), "application/problem+json");
    let said: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(said["status"], status);
    assert!(said["detail"].as_str().unwrap().len() > 20, "{said}");
    for hidden in ["198.51.100", "secret"] {
        assert!(!page.body.contains(hidden), "{}", page.body);
    }
    said["type"].as_str().unwrap().strip_prefix("urn:probity:problem:").unwrap().to_owned()
}

fn kept(site: &Site) -> usize {
    requests(site.engine.directory()).len()
}

async fn a_log_is_taken_in_and_stored_before_the_answer(site: &Site) {
    captured();
    let mut browser = site.browser();
    let mut log = lines(0, 300);
    log.push_str("nonsense of 198.51.100.1\n\n");
    let page = send(&mut browser, "?site=www.example.org", TOKEN, log, &[]).await;
    let said = taken(&page);
    let expected = json!({
        "site": "www.example.org", "format": "combined", "lines": 302, "accepted": 300,
        "rejected": 2, "rejected_by": {"blank": 1, "layout": 1}, "duplicates": 0, "pages": 300,
        "assets": 0, "bots": 0, "errors": 0,
    });
    assert_eq!(said, expected);
    assert_eq!(kept(site), 300);
    let rejected = || {
        let days = [i64::MIN.into(), i64::MAX.into()];
        let list = &probity::store::usage_rejected::LIST;
        let rows = off(|| site.app.vault().store().query(list, &days)).unwrap();
        rows.iter().map(|row| row.int(3).unwrap()).sum::<i64>()
    };
    assert_eq!(rejected(), 2, "lines that could not be read are kept");
    let folder = site.engine.directory().join("usage/history/site=www.example.org");
    let folder = if folder.is_dir() { folder } else { site.engine.directory().to_owned() };
    assert!(folder.is_dir());
    // Compressed, said and not said; the one site of a token need not be named.
    for (at, packed, headers) in [
        (1000, gzip(lines(1000, 40).as_bytes()), vec![("content-encoding", "gzip")]),
        (2000, gzip(lines(2000, 40).as_bytes()), vec![]),
        (
            3000,
            zstd::stream::encode_all(lines(3000, 40).as_bytes(), 1).unwrap(),
            vec![("content-encoding", "zstd")],
        ),
    ] {
        let page = send(&mut browser, "?format=combined", TOKEN, packed, &headers).await;
        assert_eq!(taken(&page)["accepted"], 40, "{at}");
    }
    assert_eq!(kept(site), 420);
    let log = captured();
    for hidden in ["198.51.100", "secret", TOKEN] {
        assert!(!log.contains(hidden), "{hidden} stands in the log");
    }
}

async fn the_same_body_counts_once_and_a_longer_one_as_far_as_it_is_new(site: &Site) {
    let mut browser = site.browser();
    let query = "?site=www.example.org";
    let log = lines(0, 500);
    assert_eq!(taken(&send(&mut browser, query, TOKEN, log.clone(), &[]).await)["accepted"], 500);
    // The answer was not heard: it is sent again, compressed this time.
    for body in [log.clone().into_bytes(), gzip(log.as_bytes())] {
        let said = taken(&send(&mut browser, query, TOKEN, body, &[]).await);
        assert_eq!((&said["lines"], &said["duplicates"]), (&0.into(), &500.into()));
    }
    let said = taken(&send(&mut browser, query, TOKEN, lines(0, 520), &[]).await);
    assert_eq!((&said["accepted"], &said["duplicates"]), (&20.into(), &500.into()));
    assert_eq!(kept(site), 520);
    // The same of another site is something else.
    let said = taken(&send(&mut browser, "?site=shop.example.org", BOTH, log.clone(), &[]).await);
    assert_eq!(said["accepted"], 500);
    // And after a restart it is still known.
    let (_app, router) = site.restarted(probity::mail::Transport::None, false);
    let request = axum::http::Request::post("/api/v1/usage?site=www.example.org")
        .header("authorization", format!("Bearer {TOKEN}"))
        .body(Body::from(log))
        .unwrap();
    let answer = tower::ServiceExt::oneshot(router, request).await.unwrap();
    let answer = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let said: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!((&said["lines"], &said["duplicates"]), (&0.into(), &500.into()), "{said}");
    assert_eq!(kept(site), 1020);
}

async fn only_whoever_has_the_token_of_a_known_site_sends(site: &Site) {
    let mut browser = site.browser();
    let log = lines(0, 3);
    for (query, token, status, kind) in [
        ("", "", 401, "token"),
        ("?site=www.example.org", "0123456789abcdef0123456789abcdee", 401, "token"),
        ("?site=shop.example.org", TOKEN, 403, "site"),
        ("?site=secret.example", TOKEN, 403, "site"),
        ("", BOTH, 400, "site"),
        ("", "77777777777777777777777777777777", 403, "site"),
        ("?format=csv", TOKEN, 400, "format"),
    ] {
        let page = send(&mut browser, query, token, log.clone(), &[]).await;
        assert_eq!(problem(&page, status), kind, "{query} {token}");
    }
    let page = send(&mut browser, "", "wrong", log.clone(), &[]).await;
    assert_eq!(page.header("www-authenticate"), "Bearer");
    let mut last = 0;
    for _ in 0..40 {
        last = send(&mut browser, "", "wrong", log.clone(), &[]).await.status.as_u16();
    }
    assert_eq!(last, 429, "guessing is slowed down");
    // Whoever has the token is not.
    assert_eq!(taken(&send(&mut browser, "", TOKEN, log, &[]).await)["accepted"], 3);
    assert_eq!(kept(site), 3);
    let plain = off(|| Site::new(Engine::sqlite()));
    let mut browser = plain.browser();
    let page = send(&mut browser, "", TOKEN, lines(0, 1), &[]).await;
    assert_eq!(problem(&page, 404), "not-taken");
}

async fn what_is_damaged_or_no_log_leaves_nothing(site: &Site) {
    let mut browser = site.browser();
    let whole = gzip(lines(0, 5000).as_bytes());
    let cut = whole[..whole.len() - 40].to_vec();
    let bomb = gzip(&vec![b'\n'; 1000]);
    for (body, headers, status, kind) in [
        (cut.clone(), vec![("content-encoding", "gzip")], 422, "damaged"),
        (cut, vec![], 422, "damaged"),
        (b"plain".to_vec(), vec![("content-encoding", "gzip")], 422, "damaged"),
        (b"plain".to_vec(), vec![("content-encoding", "br")], 415, "encoding"),
        (b"name,email\nJane,secret@example.org\n".to_vec(), vec![], 422, "no-log"),
        (vec![], vec![], 422, "no-log"),
        (bomb, vec![], 422, "no-log"),
        (b"x".to_vec(), vec![("content-length", "99999999999")], 413, "too-large"),
    ] {
        let page = send(&mut browser, "", TOKEN, body, &headers).await;
        assert_eq!(problem(&page, status), kind, "{headers:?}");
    }
    assert_eq!(kept(site), 0);
    // What was read before the damage was not kept for later either.
    assert_eq!(taken(&send(&mut browser, "", TOKEN, whole, &[]).await)["accepted"], 5000);
    assert_eq!(kept(site), 5000);
}

async fn a_body_that_cannot_be_stored_is_as_if_it_had_not_come(site: &Site) {
    let mut browser = site.browser();
    assert_eq!(taken(&send(&mut browser, "", TOKEN, lines(0, 10), &[]).await)["accepted"], 10);
    // The folder of the history cannot be written for a while.
    let usage = site.engine.directory().join("usage");
    let aside = site.engine.directory().join("aside");
    fs::rename(&usage, &aside).unwrap();
    fs::write(&usage, "in the way").unwrap();
    let page = send(&mut browser, "", TOKEN, lines(100, 30), &[]).await;
    assert_eq!(problem(&page, 503), "unavailable");
    fs::remove_file(&usage).unwrap();
    fs::rename(&aside, &usage).unwrap();
    assert_eq!(kept(site), 10);
    assert_eq!(taken(&send(&mut browser, "", TOKEN, lines(200, 5), &[]).await)["accepted"], 5);
    assert_eq!(kept(site), 15, "nothing of what failed comes later");
    assert_eq!(taken(&send(&mut browser, "", TOKEN, lines(100, 30), &[]).await)["accepted"], 30);
    assert_eq!(kept(site), 45);
}

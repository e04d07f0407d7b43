//! Whatever else may arrive where a form is expected: a clear page, and nothing stored.

use axum::body::Body;
use axum::http::Method;

use crate::harness::{ADA, BASE, Page, Site, encode, on_both};

on_both!(
    a_form_without_a_token_that_holds_is_refused,
    a_form_from_another_site_is_refused,
    what_is_not_a_form_is_refused,
    what_is_too_large_is_refused,
);

const KIND: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn refused(site: &Site, page: &Page, status: u16, words: &str) {
    assert_eq!(page.status, status, "{}", page.main());
    assert!(page.main().contains(words), "{}", page.main());
    assert!(page.main().contains("tored"), "it says that nothing was stored: {}", page.main());
    assert_eq!(site.people().0, 0, "nothing was stored");
    assert_eq!(site.waiting().waiting, 0, "no mail was queued");
}

fn filled(token: &str) -> String {
    encode(&[
        ("form-token", token),
        ("name", ADA.name),
        ("email", ADA.email),
        ("country", ADA.country),
    ])
}

async fn a_form_without_a_token_that_holds_is_refused(site: &Site) {
    let mut browser = site.browser();
    let form = browser.get("/join").await;
    let token = form.token("/join");
    let stale = "open for too long";
    for wrong in ["", "AAAA", "not base64!", &token[..token.len() - 2], &"A".repeat(4000)] {
        let page = browser.post_body("/join", filled(wrong)).await;
        refused(site, &page, 403, stale);
    }
    let signin = browser.get("/signin").await.token("/signin");
    let page = browser.post_body("/join", filled(&signin)).await;
    refused(site, &page, 403, stale);
    site.clock.advance(12 * 3_600_000 + 1);
    let page = browser.post_body("/join", filled(&token)).await;
    refused(site, &page, 403, stale);
}

async fn a_form_from_another_site_is_refused(site: &Site) {
    let mut browser = site.browser();
    let token = browser.get("/join").await.token("/join");
    for from in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let body = Body::from(filled(&token));
        let page = browser.send(Method::POST, "/join", body, &[KIND, from]).await;
        refused(site, &page, 403, "did not come from our pages");
    }
    let headers = [KIND, ("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")];
    let page = browser.send(Method::POST, "/join", Body::from(filled(&token)), &headers).await;
    assert_eq!(page.status, 303, "a browser's own word counts before the origin");
}

async fn what_is_not_a_form_is_refused(site: &Site) {
    let mut browser = site.browser();
    let token = browser.get("/join").await.token("/join");
    let good = filled(&token);
    for (body, words) in [
        (format!("{good}&name=Another"), "sent twice"),
        (format!("{good}&form-token={token}"), "sent twice"),
        (format!("{good}&about=%ff"), "not encoded"),
        (format!("{good}&about=%f"), "not encoded"),
        ((0..80).map(|n| format!("f{n}=1")).collect::<Vec<_>>().join("&"), "more fields"),
    ] {
        let page = browser.post_body("/join", body).await;
        refused(site, &page, 400, words);
    }
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x", ""] {
        let headers = [("content-type", kind), ("origin", BASE)];
        let page = browser.send(Method::POST, "/join", Body::from(good.clone()), &headers).await;
        refused(site, &page, 415, "We could not read");
    }
    let page = browser.send(Method::POST, "/join", Body::from(good), &[("origin", BASE)]).await;
    refused(site, &page, 415, "We could not read");
}

async fn what_is_too_large_is_refused(site: &Site) {
    let mut browser = site.browser();
    let token = browser.get("/join").await.token("/join");
    let large = "more than our forms take";
    let page =
        browser.post_body("/join", format!("{}&about={}", filled(&token), "x".repeat(70_000)));
    refused(site, &page.await, 413, large);
    let page = browser.post_body("/join", vec![b'a'; 100 * 1024 * 1024]).await;
    refused(site, &page, 413, large);
}

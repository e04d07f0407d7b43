//! Every address with every method: what is not meant says so, with `Allow`.

use axum::body::Body;
use axum::http::Method;

use crate::harness::{BASE, Site, on_both};

on_both!(every_address_answers_every_method, what_is_no_address_says_so);

const METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"];

async fn every_address_answers_every_method(site: &Site) {
    let mut browser = site.browser();
    for pattern in probity::site::routes::addresses() {
        let address = pattern
            .replace("{*path}", "0/000")
            .replace("{date}", "2026-11-23")
            .replace("{field}", "name")
            .replace("{index}", "0")
            .replace("{number}", "1")
            .replace("{name}", "nothing.css")
            .replace("{class}", "contributing")
            .replace("{link}", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        for method in METHODS {
            let method: Method = method.parse().unwrap();
            let headers = [("origin", BASE)];
            let page = browser.send(method.clone(), &address, Body::empty(), &headers).await;
            let context = format!("{method} {address}: {}", page.status);
            assert!(!page.status.is_server_error(), "{context}");
            if page.status == 405 {
                let allow = page.header("allow");
                assert!(!allow.is_empty(), "{context} names no method");
                assert!(!allow.split(',').any(|allowed| allowed.trim() == method), "{context}");
                let bare = method == Method::HEAD || page.body.contains("<h1>");
                assert!(bare, "{context} is no page");
            } else {
                let taken = ["GET", "HEAD", "POST"].contains(&method.as_str());
                assert!(taken, "{context} should not be taken");
            }
            if method == Method::HEAD {
                assert!(page.bytes.is_empty(), "{context} has a body");
            }
        }
    }
}

async fn what_is_no_address_says_so(site: &Site) {
    let mut browser = site.browser();
    for address in [
        "/nothing",
        "/account/",
        "/privacy/2026-11-24",
        "/privacy/yesterday",
        "/assets/../app.rs",
        "/privacy/2026-11-23/x",
        "/ledger/tile/9/xyz",
        "/ledger/tile/0/000.p/0",
        "/%00",
        "/%ff",
        "/confirm/%3Cscript%3E",
        "/demo/outbox/0",
        "/demo/outbox/nothing",
        "//evil.example/",
    ] {
        let page = browser.get(address).await;
        assert!(page.status == 404 || page.status == 400, "{address}: {}", page.status);
        assert!(page.body.contains("<h1>"), "{address}");
        let ours = page.body.matches("<script src=\"/assets/").count();
        assert_eq!(page.body.matches("<script").count(), ours, "{address}");
    }
}

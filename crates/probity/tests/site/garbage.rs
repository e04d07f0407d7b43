//! Headers and cookies that no browser sends: every address answers, and never with a fault of ours.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use tower::ServiceExt as _;

use crate::harness::{ADA, Site, on_both};

on_both!(no_header_makes_the_site_fail);

/// Headers that the site, its layers or its server look at.
const NAMES: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-length",
    "content-type",
    "cookie",
    "dnt",
    "expect",
    "forwarded",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "origin",
    "range",
    "referer",
    "sec-fetch-site",
    "sec-gpc",
    "te",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-http-method-override",
];

/// Pieces that mean something somewhere, put together without sense.
const PIECES: &[&str] = &[
    "session=",
    "__Host-session=",
    "settings=",
    "text.",
    "lang.",
    "zone.",
    "cookies.refused",
    "~",
    "en-XB",
    "de",
    "en;q=",
    "0.5",
    "*",
    "gzip",
    "br",
    "identity;q=0",
    ";",
    ",",
    "=",
    "\"",
    "\\",
    "%00",
    "%ff",
    "../",
    "Europe/Berlin",
    "99999999999999999999",
    "-1",
    "NaN",
    "bytes=0-",
    "W/\"",
    "null",
    "http://",
    "127.0.0.1:8080",
    "[::1]",
    "application/x-www-form-urlencoded",
    "charset=",
    "\t",
    " ",
];

/// How many requests each address gets.
const CASES: usize = 12;

/// A header's value: anything that may stand in one, or pieces that mean something.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![Just(b'\t'), 0x20..=0x7e_u8, 0x80..=0xff_u8];
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 1..8);
    prop_oneof![
        prop::collection::vec(byte, 0..400),
        pieces.prop_map(|pieces| pieces.concat().into_bytes()),
        (1_usize..40).prop_map(|times| "a=b; session=x; ".repeat(times * 20).into_bytes()),
    ]
}

async fn no_header_makes_the_site_fail(site: &Site) {
    let member = site.member(&ADA).await.cookie.expect("signed in");
    let mut runner = TestRunner::deterministic();
    let header = (prop::sample::select(NAMES), value());
    let headers = (prop::collection::vec(header, 1..5), any::<bool>());
    for pattern in probity::site::routes::addresses() {
        let address = pattern.replace(['{', '}', '*'], "");
        for case in 0..CASES {
            let (headers, signed_in) = headers.new_tree(&mut runner).unwrap().current();
            let method = if case % 3 == 2 { Method::POST } else { Method::GET };
            let mut request = Request::builder().method(method.clone()).uri(&address);
            for (name, value) in &headers {
                let value = HeaderValue::from_bytes(value).expect("made of what may stand in one");
                request = request.header(HeaderName::from_static(name), value);
            }
            if signed_in {
                request = request.header("cookie", member.as_str());
            }
            let request = request.body(Body::from("a=b")).unwrap();
            let answer = site.router.clone().oneshot(request).await.unwrap();
            let shown = || -> Vec<String> {
                let lossy = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
                headers.iter().map(|(name, value)| format!("{name}: {}", lossy(value))).collect()
            };
            let (parts, body) = answer.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await;
            let well = !parts.status.is_server_error() && body.is_ok();
            assert!(well, "{method} {address} answers {}: {:#?}", parts.status, shown());
        }
    }
}

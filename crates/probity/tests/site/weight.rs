//! What the pages that most people see first weigh on the wire, with all that they load.

use axum::body::Body;
use axum::http::Method;

use crate::harness::{Browser, Page, Site, on_both};

on_both!(the_first_pages_are_light);

/// 30 kB, as the project promises.
const LIMIT: usize = 30_000;

async fn the_first_pages_are_light(site: &Site) {
    let mut browser = site.browser();
    for language in ["en", "de"] {
        for address in ["/", "/privacy", "/join"] {
            let page = squeezed(&mut browser, address, language).await;
            let plain = browser.get(&format!("{address}?lang={language}")).await;
            let mut parts = vec![(address.to_owned(), on_the_wire(&page))];
            for asset in plain.body.split("=\"/assets/").skip(1) {
                let asset = format!("/assets/{}", asset.split('"').next().unwrap());
                if !parts.iter().any(|(known, _)| *known == asset) {
                    let weight = on_the_wire(&squeezed(&mut browser, &asset, language).await);
                    parts.push((asset, weight));
                }
            }
            assert!(parts.len() >= 4, "a page, its style sheet, script and icon: {parts:?}");
            let all: usize = parts.iter().map(|(_, weight)| weight).sum();
            assert!(all <= LIMIT, "{address} in {language} weighs {all}: {parts:?}");
        }
    }
}

/// The answer as browsers ask for it: compressed.
async fn squeezed(browser: &mut Browser<'_>, address: &str, language: &str) -> Page {
    let headers = [("accept-encoding", "gzip"), ("accept-language", language)];
    let page = browser.send(Method::GET, address, Body::empty(), &headers).await;
    assert_eq!(page.status, 200, "{address}");
    page
}

/// The bytes of an answer's head, as HTTP/1.1 writes it, and of its body.
fn on_the_wire(page: &Page) -> usize {
    let lines = page.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    "HTTP/1.1 200 OK\r\n\r\n".len() + lines.sum::<usize>() + page.bytes.len()
}

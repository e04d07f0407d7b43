//! What stands around every answer: headers, error pages, and a frame that needs no script.

use crate::harness::{ADA, Site, on_both};

on_both!(
    every_answer_has_the_security_headers,
    personal_pages_are_kept_by_no_cache,
    pages_are_sound_html,
    pages_of_a_demo_exist_in_a_demo_only,
    pages_below_the_first_level_say_where_they_are,
);

const ADDRESSES: &[&str] = &[
    "/",
    "/privacy",
    "/privacy/2026-11-23",
    "/privacy/matrix.svg",
    "/join",
    "/join/check-mail",
    "/signin",
    "/signin/check-mail",
    "/account",
    "/account/data",
    "/account/data/correct/name",
    "/account/data/correct/email",
    "/account/data/check-mail",
    "/account/data/export.json",
    "/account/data/export.html",
    "/account/erase",
    "/account/password",
    "/erased",
    "/ledger",
    "/ledger/checkpoint",
    "/ledger/tile/0/000",
    "/ledger/proof/0",
    "/settings",
    "/cookies",
    "/.well-known/security.txt",
    "/.well-known/gpc.json",
    "/desk",
    "/healthz",
    "/readyz",
    "/demo/outbox",
    "/demo/outbox/1",
    "/demo/style",
    "/assets/nothing",
    "/about",
    "/membership",
    "/help",
    "/what-we-do",
    "/news",
    "/downloads",
    "/search",
    "/search?q=archive",
    "/sitemap.xml",
    "/robots.txt",
    "/news/feed.xml",
    "/nothing",
    "/confirm/nothing",
];

async fn every_answer_has_the_security_headers(site: &Site) {
    for mut browser in [site.member(&ADA).await, site.browser()] {
        for address in ADDRESSES {
            let page = browser.get(address).await;
            let csp = page.header("content-security-policy");
            for directive in [
                "default-src 'none'",
                "style-src 'self'",
                "img-src 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            ] {
                assert!(csp.contains(directive), "{address}: {csp}");
            }
            assert!(!csp.contains("unsafe"), "{address}: {csp}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
            ] {
                assert_eq!(page.header(name), value, "{address}: {name}");
            }
            assert!(page.header("permissions-policy").contains("geolocation=()"), "{address}");
            assert_ne!(page.header("cache-control"), "", "{address}");
            assert_eq!(page.header("server"), "", "{address}");
        }
    }
}

async fn personal_pages_are_kept_by_no_cache(site: &Site) {
    let mut browser = site.member(&ADA).await;
    for address in ADDRESSES {
        let page = browser.get(address).await;
        let shared = address.starts_with("/ledger/tile")
            || address.contains("matrix")
            || [".xml", ".txt"].iter().any(|end| address.ends_with(end));
        if page.status == 200 && !shared && *address != "/ledger/checkpoint" {
            assert_eq!(page.header("cache-control"), "no-store", "{address}");
        }
    }
    let mut browser = site.browser();
    let home = browser.get("/").await;
    let css = home.body.split("href=\"/assets/").nth(1).unwrap().split('"').next().unwrap();
    let css = browser.get(&format!("/assets/{css}")).await;
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
    let policy = browser.get("/privacy").await;
    assert_eq!(policy.header("cache-control"), "private, no-cache");
    assert_eq!(policy.header("vary"), "accept-encoding, accept-language, cookie, sec-gpc");
}

/// The only way in which a script may stand in a page.
const OWN_SCRIPT: &str = "<script src=\"/assets/";

async fn pages_are_sound_html(site: &Site) {
    let mut browser = site.member(&ADA).await;
    for address in ADDRESSES {
        let page = browser.get(address).await;
        if !page.header("content-type").starts_with("text/html") {
            continue;
        }
        let body = &page.body;
        assert!(body.starts_with("<!doctype html>"), "{address}");
        assert_eq!(body.matches("<h1").count(), 1, "{address} has one heading");
        assert_eq!(body.matches("<main").count(), 1, "{address}");
        assert_eq!(body.matches("<script").count(), body.matches(OWN_SCRIPT).count(), "{address}");
        assert!(!body.contains("<style"), "{address}");
        assert!(!body.contains(" style=\"") && !body.contains(" onclick"), "{address}");
        assert!(page.title().len() > 3, "{address}");
        for open in ["div", "section", "ul", "ol", "dl", "p", "form", "nav", "article", "details"] {
            let (opened, closed) =
                (count(body, &format!("<{open}")), body.matches(&format!("</{open}>")).count());
            assert_eq!(opened, closed, "{address}: <{open}>");
        }
        let ids: Vec<&str> =
            body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let once: std::collections::BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "{address}: an id stands twice in {ids:?}");
        for rest in body.split("href=\"#").skip(1) {
            let target = rest.split('"').next().unwrap();
            assert!(ids.contains(&target), "{address}: nothing is called #{target}");
        }
    }
}

/// How often a tag opens: its name, then a space or its end.
fn count(body: &str, tag: &str) -> usize {
    body.match_indices(tag)
        .filter(|(at, _)| body[at + tag.len()..].starts_with([' ', '>', '\n']))
        .count()
}

async fn pages_of_a_demo_exist_in_a_demo_only(site: &Site) {
    use tower::ServiceExt as _;
    let (_app, real) = site.restarted(probity::mail::Transport::None, false);
    let mut browser = site.browser();
    for address in ["/demo/outbox", "/demo/style"] {
        assert_eq!(browser.get(address).await.status, 200, "{address}");
        let request = axum::http::Request::get(address).body(axum::body::Body::empty()).unwrap();
        let answer = real.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 404, "{address}");
    }
}

async fn pages_below_the_first_level_say_where_they_are(site: &Site) {
    let mut member = site.member(&ADA).await;
    let mut stranger = site.browser();
    let mut below = 0;
    for address in ADDRESSES.iter().filter(|address| address[1..].contains('/')) {
        for browser in [&mut stranger, &mut member] {
            let page = browser.get(address).await;
            let is_page = page.status == 200 && page.body.contains("<main");
            // These two stand at the first level: nothing is above them. The copy is no page of the site.
            if !is_page
                || ["/demo/outbox", "/demo/style"].contains(address)
                || page.body.contains("<main>")
            {
                continue;
            }
            below += 1;
            let crumbs = page
                .body
                .split_once("<nav class=\"wrap crumbs\"")
                .unwrap_or_else(|| panic!("{address} does not say where it is"));
            let crumbs = crumbs.1.split("</nav>").next().unwrap();
            let (above, _) = address.rsplit_once('/').unwrap();
            let first = above.split('/').nth(1).unwrap();
            let up = match first {
                // The proof is of an entry about a member.
                "ledger" => "account",
                first => first,
            };
            assert!(crumbs.contains(&format!("href=\"/{up}")), "{address}: {crumbs}");
            assert!(crumbs.contains("aria-current=\"page\""), "{address}: {crumbs}");
        }
    }
    assert!(below >= 10, "{below}");
}

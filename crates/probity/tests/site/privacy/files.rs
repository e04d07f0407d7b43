//! The policy in its other forms.

use serde_json::Value;

use super::shipped;
use crate::harness::{Site, on_both};

on_both!(the_plain_text_is_readable, what_was_published_is_served_as_it_was, every_form_is_linked);

async fn the_plain_text_is_readable(site: &Site) {
    let mut browser = site.browser();
    let text = browser.get("/privacy.txt").await;
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(browser.get("/privacy/2026-11-23.txt").await.body, text.body);
    assert!(text.body.lines().all(|line| line.chars().count() <= 76));
    assert!(text.body.starts_with("Version 2026-11-23, last updated 2026-11-23"));
    for clause in shipped().clauses() {
        assert!(text.body.contains(&format!("{} {}", clause.id, clause.title)), "{}", clause.id);
    }
    assert!(!text.body.contains("permit (") && !text.body.contains("{#"));
    for missing in ["/privacy/2026-11-24.txt", "/privacy/yesterday.txt", "/privacy/.txt"] {
        assert_eq!(browser.get(missing).await.status, 404, "{missing}");
    }
}

async fn what_was_published_is_served_as_it_was(site: &Site) {
    let mut browser = site.browser();
    let policy = shipped();
    let source = browser.get("/privacy/2026-11-23/policy.md").await;
    assert_eq!(source.header("content-type"), "text/markdown; charset=utf-8");
    assert_eq!(source.body, policy.policy_md());
    let map = browser.get("/privacy/2026-11-23/data.toml").await;
    assert_eq!(map.body, policy.data_toml());
    let picture = browser.get("/privacy/2026-11-23/matrix.svg").await;
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.body.starts_with("<svg"));
    let dpv = browser.get("/privacy/data.jsonld").await;
    assert_eq!(dpv.header("content-type"), "application/ld+json");
    let document: Value = serde_json::from_str(&dpv.body).unwrap();
    assert_eq!(document["@context"]["@base"], "http://127.0.0.1:8080/privacy/2026-11-23");
    assert_eq!(browser.get("/privacy/2026-11-23/data.jsonld").await.body, dpv.body);
    let fideslang = browser.get("/privacy/data.yaml").await;
    assert_eq!(fideslang.header("content-type"), "application/yaml; charset=utf-8");
    assert!(fideslang.body.contains("\nsystem:\n") && fideslang.body.contains("dataset:\n"));
    assert_eq!(browser.get("/privacy/2026-11-23/data.yaml").await.body, fideslang.body);
}

async fn every_form_is_linked(site: &Site) {
    let mut browser = site.browser();
    let page = browser.get("/privacy").await;
    let alternates: Vec<&str> = page
        .body
        .split("<link rel=\"alternate\"")
        .skip(1)
        .filter_map(|link| link.split("href=\"").nth(1)?.split('"').next())
        .filter(|address| address.starts_with("/privacy/"))
        .collect();
    assert_eq!(alternates.len(), 4, "{alternates:?}");
    for address in alternates {
        assert_eq!(browser.get(address).await.status, 200, "{address}");
        assert!(page.main().contains(&format!("href=\"{address}\"")), "{address} is not shown");
    }
}

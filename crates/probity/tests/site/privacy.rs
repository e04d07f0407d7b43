//! `/privacy` and its versions.

use crate::harness::{Site, on_both};

on_both!(the_policy_is_prose_with_its_date_and_contents, versions_have_their_own_addresses);

async fn the_policy_is_prose_with_its_date_and_contents(site: &Site) {
    let page = site.browser().get("/privacy").await;
    let main = page.main();
    assert!(main.contains("Last updated <time datetime=\"2026-11-23\">23 November 2026</time>"));
    assert!(main.contains("<a href=\"#C1\">") && main.contains("id=\"C1\""));
    assert!(!main.contains("permit ("), "the rules are left to the machine");
    assert!(main.contains("src=\"/privacy/2026-11-23/matrix.svg\""));
    let picture = site.browser().get("/privacy/2026-11-23/matrix.svg").await;
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.body.contains("<svg"));
}

async fn versions_have_their_own_addresses(site: &Site) {
    let mut browser = site.browser();
    let version = browser.get("/privacy/2026-11-23").await;
    assert_eq!(version.status, 200);
    assert!(version.main().contains("href=\"/privacy/2026-11-23\" aria-current=\"page\""));
    assert!(!version.main().contains("not the version in force"));
    let first = browser.get("/privacy").await;
    let second = browser.get("/privacy").await;
    assert_eq!(first.body, second.body);
}

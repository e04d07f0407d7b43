//! Nothing personal stands in an address, a header or a log.

use crate::harness::{ADA, Site, captured, on_both};

on_both!(nothing_personal_leaves_by_address_header_or_log);

async fn nothing_personal_leaves_by_address_header_or_log(site: &Site) {
    captured();
    let mut browser = site.member(&ADA).await;
    for address in ["/account/data", "/account/data/export.json", "/account/password"] {
        browser.get(address).await;
    }
    let form = browser.get("/account/data/correct/about").await;
    let fields = [("about", "I live at 7 Lighthouse Lane")];
    browser.submit(&form, "/account/data/correct/about", &fields).await;
    for address in ["/account", "/account/profile", "/account/consents", "/account/sessions"] {
        browser.get(address).await;
    }
    browser.get("/account/uses?what=show&by=you&kind=name&from=2026-11-01").await;
    browser.get("/account/uses.csv").await;
    let form = browser.get("/account/profile").await;
    let fields = [("name", ADA.name), ("about", "Near Lighthouse Lane"), ("country", "")];
    browser.submit(&form, "/account/profile", &fields).await;
    let page = browser.get("/join").await;
    assert!(page.headers.contains_key("location"), "who is signed in need not join");
    browser.cookie = None;
    browser.sign_in(ADA.email, "wrong horse battery").await;
    browser.join(&ADA).await;
    site.drain().await;
    let mut all = browser.been.join("\n");
    all.push_str(&captured());
    let secrets = [
        ADA.name,
        ADA.email,
        "Quillfeather",
        "quillfeather",
        "Lighthouse Lane",
        ADA.password,
        "wrong horse",
    ];
    for secret in secrets {
        assert!(!all.contains(secret), "`{secret}` stands in an address or a log");
    }
}

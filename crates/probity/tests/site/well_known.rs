//! `/.well-known/`: what programs ask for, and an objection to sale and sharing that a browser sends.

use crate::harness::{ADA, BASE, BEN, Site, off, on_both};

on_both!(
    a_weakness_can_be_reported,
    a_signed_text_is_shown_while_it_holds,
    programs_find_what_they_look_for,
    an_objection_is_recorded_once_for_each_sign_in,
    nothing_is_kept_about_a_stranger_who_objects,
);

async fn a_weakness_can_be_reported(site: &Site) {
    let mut browser = site.browser();
    let page = browser.get("/.well-known/security.txt").await;
    assert_eq!(page.header("content-type"), "text/plain; charset=utf-8");
    let field = |name: &str| {
        let line = page.body.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("{name} in {}", page.body)).to_owned()
    };
    assert_eq!(field("Contact"), "mailto:privacy@example.org");
    assert_eq!(field("Canonical"), format!("{BASE}/.well-known/security.txt"));
    assert_eq!(field("Policy"), format!("{BASE}/privacy"));
    assert_eq!(field("Preferred-Languages"), "en, de");
    assert_eq!(field("Expires"), "2027-11-09T00:00:00Z", "within a year");
    site.clock.advance(14 * 3_600_000);
    assert_eq!(browser.get("/.well-known/security.txt").await.body, page.body, "the same all day");
    site.clock.advance(3_600_000);
    assert_ne!(browser.get("/.well-known/security.txt").await.body, page.body);
    let other = off(|| {
        Site::with(site.engine.fresh(), |config| {
            config.foundation.security_contact = Some("security@example.org".parse().unwrap());
        })
    });
    let page = other.browser().get("/.well-known/security.txt").await;
    assert!(page.body.starts_with("Contact: mailto:security@example.org\n"), "{}", page.body);
    off(|| drop(other));
}

async fn a_signed_text_is_shown_while_it_holds(site: &Site) {
    let signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: mailto:a@example.org\n\
                  Expires: 2026-11-25T09:00:00Z\n-----BEGIN PGP SIGNATURE-----\n\niQ\n\
                  -----END PGP SIGNATURE-----\n";
    let file = site.engine.directory().join("security.txt.asc");
    let mut browser = site.browser();
    std::fs::write(&file, signed).unwrap();
    assert_eq!(browser.get("/.well-known/security.txt").await.body, signed, "as it is");
    for wrong in ["", "Contact: mailto:a@example.org", &"x".repeat(100_000), "\u{feff}"] {
        std::fs::write(&file, wrong).unwrap();
        let page = browser.get("/.well-known/security.txt").await;
        assert!(page.body.starts_with("Contact: mailto:privacy@example.org\n"), "{}", page.body);
    }
    std::fs::write(&file, signed).unwrap();
    site.clock.advance(24 * 3_600_000);
    let page = browser.get("/.well-known/security.txt").await;
    assert!(page.body.starts_with("Contact: mailto:privacy@example.org\n"), "it has expired");
}

async fn programs_find_what_they_look_for(site: &Site) {
    let mut browser = site.browser();
    let page = browser.get("/.well-known/gpc.json").await;
    assert_eq!(page.header("content-type"), "application/json");
    let said: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(said, serde_json::json!({"gpc": true, "lastUpdate": "2026-11-23"}));
    let page = browser.get("/.well-known/change-password").await;
    assert_eq!((page.status.as_u16(), page.location()), (303, "/account/password"));
    for nothing in [
        "/.well-known/",
        "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200",
    ] {
        assert_eq!(browser.get(nothing).await.status, 404, "{nothing}");
    }
}

/// How many entries about a member say that they object.
async fn objections(browser: &mut crate::harness::Browser<'_>) -> usize {
    browser.get("/account/data/export.json").await.body.matches("global-privacy-control").count()
}

async fn an_objection_is_recorded_once_for_each_sign_in(site: &Site) {
    let mut browser = site.browser();
    browser.headers = vec![("sec-gpc", "1".to_owned())];
    browser.join(&ADA).await;
    site.drain().await;
    let link = site.link("Confirm your e-mail address");
    let page = browser.get(&link).await;
    browser.submit(&page, &link, &[("password", ADA.password)]).await;
    let account = browser.get("/account").await;
    assert!(account.main().contains("Global Privacy Control"), "{}", account.main());
    assert_eq!(objections(&mut browser).await, 2, "on joining, and on confirming");
    let uses = browser.get("/account/uses").await;
    assert_eq!(uses.main().matches("You objected to the sale and sharing").count(), 2);
    browser.get("/privacy").await;
    assert_eq!(objections(&mut browser).await, 2, "once for each sign-in");
    let mut again = site.browser();
    again.headers = vec![("sec-gpc", "1".to_owned())];
    again.sign_in(ADA.email, ADA.password).await;
    assert_eq!(objections(&mut again).await, 3);
    let mut without = site.browser();
    without.headers = vec![("sec-gpc", "0".to_owned())];
    without.sign_in(ADA.email, ADA.password).await;
    assert_eq!(objections(&mut without).await, 3);
    assert!(!without.get("/account").await.main().contains("Global Privacy Control"));
    let mut silent = site.member(&BEN).await;
    assert_eq!(objections(&mut silent).await, 0);
}

async fn nothing_is_kept_about_a_stranger_who_objects(site: &Site) {
    let before = site.entries();
    let mut browser = site.browser();
    browser.headers = vec![("sec-gpc", "1".to_owned())];
    for address in ["/", "/cookies", "/privacy", "/signin", "/join"] {
        assert!(browser.get(address).await.sets().is_empty());
    }
    let page = browser.get("/cookies").await;
    assert!(page.main().contains("Your browser asks every site"), "{}", page.main());
    assert_eq!(site.entries(), before);
    assert!(!site.browser().get("/cookies").await.main().contains("Your browser asks every site"));
}

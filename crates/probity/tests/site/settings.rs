//! `/settings`: what a reader chose is kept in their browser, shown, and changes nothing else.

use axum::body::Body;
use axum::http::Method;

use crate::harness::{ADA, BASE, Browser, Page, Site, on_both};

on_both!(
    a_choice_is_kept_and_shown,
    the_way_back_leads_to_where_one_was,
    absurd_choices_change_nothing,
    other_sites_cannot_choose,
    what_cannot_be_kept_says_what_to_do,
    pages_are_the_same_for_all_who_chose_the_same,
);

async fn choose(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> Page {
    browser.post("/settings", fields).await
}

async fn a_choice_is_kept_and_shown(site: &Site) {
    let mut browser = site.browser();
    let page = choose(&mut browser, &[("text", "larger")]).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, "/settings"));
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("settings=text.2; Path=/; HttpOnly; SameSite=Lax; "), "{cookie}");
    let year = (365..=366).map(|days| format!("Max-Age={}", days * 86_400));
    assert!(year.into_iter().any(|life| cookie.ends_with(&life)), "as the data map says: {cookie}");
    let page = browser.get("/settings").await;
    assert!(page.body.contains("class=\"text-2\""));
    assert!(page.main().contains("115 %"), "{}", page.main());
    choose(&mut browser, &[("language", "de")]).await;
    choose(&mut browser, &[("zone", "Asia/Kolkata")]).await;
    let page = browser.get("/settings").await;
    assert!(
        page.body.starts_with("<!doctype html>\n<html lang=\"de\" dir=\"ltr\" class=\"text-2\"")
    );
    assert!(page.main().contains("Sie haben Deutsch gewählt"), "{}", page.main());
    assert!(page.main().contains("<option value=\"Asia/Kolkata\" selected>"));
    assert!(page.main().contains("14:30 Uhr IST"), "{}", page.main());
    let page = choose(&mut browser, &[("all", "reset")]).await;
    assert!(page.header("set-cookie").starts_with("settings=; "));
    assert!(page.header("set-cookie").contains("Max-Age=0"));
    assert!(browser.get("/privacy").await.body.contains("<html lang=\"en\""));
}

async fn the_way_back_leads_to_where_one_was(site: &Site) {
    let mut browser = site.browser();
    for (from, to) in [
        (format!("{BASE}/privacy?lang=de"), "/privacy"),
        (format!("{BASE}/account/data?page=2"), "/account/data?page=2"),
        ("https://evil.example/privacy".to_owned(), "/settings"),
        (format!("{BASE}//evil.example"), "/settings"),
        (format!("{BASE}@evil.example/"), "/settings"),
        ("nonsense".to_owned(), "/settings"),
    ] {
        browser.headers = vec![("referer", from.clone())];
        let page = choose(&mut browser, &[("text", "larger")]).await;
        assert_eq!(page.location(), to, "{from}");
    }
}

async fn absurd_choices_change_nothing(site: &Site) {
    let mut browser = site.browser();
    choose(&mut browser, &[("language", "de")]).await;
    let before = browser.settings.clone();
    for fields in [
        [("text", "99"), ("x", "y")],
        [("text", "-1"), ("language", "xx")],
        [("language", "../../etc"), ("zone", "Nowhere/City")],
        [("zone", "../../../etc/passwd"), ("text", "")],
        [("zone", "<script>"), ("language", "en\r\nSet-Cookie: a=b")],
    ] {
        let page = choose(&mut browser, &fields).await;
        assert_eq!(page.status, 303, "{fields:?}");
        assert_eq!(browser.settings, before, "{fields:?}");
    }
    for _ in 0..12 {
        choose(&mut browser, &[("text", "larger")]).await;
    }
    assert!(browser.get("/").await.body.contains("class=\"text-7\""), "there is a largest size");
    for cookie in [
        "settings=text.99~lang.xx~zone.Moon/Sea",
        "settings=\"\"",
        "settings=%00%ff~~..~=",
        "settings=text.2; settings=lang.de; settings",
        &format!("settings={}", "text.2~".repeat(2_000)),
    ] {
        browser.settings = Some(cookie.to_owned());
        for address in ["/", "/settings", "/cookies", "/signin", "/privacy?lang=klingon&lang"] {
            let page = browser.get(address).await;
            assert_eq!(page.status, 200, "{address} with {cookie:.40}");
            assert_eq!(page.sets(), Vec::<&str>::new());
        }
    }
}

async fn other_sites_cannot_choose(site: &Site) {
    let mut browser = site.browser();
    for address in ["/settings", "/cookies"] {
        for from in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
            let kind = ("content-type", "application/x-www-form-urlencoded");
            let body = Body::from("text=larger&refuse=all");
            let page = browser.send(Method::POST, address, body, &[kind, from]).await;
            assert_eq!(page.status, 403, "{address} from {from:?}");
            assert_eq!(page.sets(), Vec::<&str>::new());
        }
    }
}

async fn what_cannot_be_kept_says_what_to_do(site: &Site) {
    let mut browser = site.browser();
    browser.post("/cookies", &[("refuse", "settings")]).await;
    let kept = browser.settings.clone();
    let page = choose(&mut browser, &[("text", "larger")]).await;
    assert_eq!(page.location(), "/settings");
    assert_eq!(browser.settings, kept, "nothing else is kept");
    let page = browser.get("/settings").await;
    assert!(page.main().contains("Settings cannot be kept"), "{}", page.main());
    assert!(page.main().contains("href=\"?lang=de\""), "{}", page.main());
    assert!(!page.body.contains("action=\"/settings\""), "no form that could not work");
    assert!(browser.get("/privacy?lang=de").await.body.contains("<html lang=\"de\""));
}

async fn pages_are_the_same_for_all_who_chose_the_same(site: &Site) {
    let mut one = site.browser();
    let mut other = site.browser();
    for address in ["/privacy", "/settings"] {
        assert_eq!(one.get(address).await.body, other.get(address).await.body, "{address}");
    }
    let member = site.member(&ADA).await.get("/settings").await;
    assert!(!member.main().contains("form-token"), "its forms carry no token");
    choose(&mut one, &[("text", "larger")]).await;
    let larger = one.get("/privacy").await;
    assert!(larger.body.contains("class=\"text-2\""));
    assert!(other.get("/privacy").await.body.contains("class=\"text-1\""));
}

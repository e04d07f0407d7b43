//! `/cookies`: none is set unasked, each can be refused, and a refusal tells nobody apart (promise C3).

use crate::harness::{ADA, BEN, Site, off, on_both};

on_both!(
    reading_sets_no_cookie,
    every_cookie_is_listed_out_of_the_data_map,
    a_refusal_is_the_same_for_everyone,
    refusing_the_sign_in_cookie_signs_out,
    without_its_cookie_there_is_no_sign_in,
    a_member_can_confirm_without_a_cookie,
    over_tls_the_names_are_bound_to_the_host,
);

const NONE: Vec<&str> = Vec::new();

async fn reading_sets_no_cookie(site: &Site) {
    let mut browser = site.browser();
    for (settings, gpc) in [(None, false), (Some("settings=text.3~lang.de"), true)] {
        browser.settings = settings.map(str::to_owned);
        browser.headers = if gpc { vec![("sec-gpc", "1".to_owned())] } else { Vec::new() };
        for pattern in probity::site::routes::addresses() {
            let address = pattern.replace("{date}", "2026-11-23").replace("{*path}", "0/000");
            let page = browser.get(&address).await;
            assert_eq!(page.sets(), NONE, "{address}");
        }
    }
    browser.join(&ADA).await;
    assert_eq!(browser.cookie, None, "joining needs none");
    let mut member = site.member(&BEN).await;
    for pattern in probity::site::routes::addresses() {
        assert_eq!(member.get(pattern).await.sets(), NONE, "{pattern}");
    }
}

async fn every_cookie_is_listed_out_of_the_data_map(site: &Site) {
    let mut browser = site.browser();
    let page = browser.get("/cookies").await;
    for text in [
        "<code>session</code>",
        "<code>settings</code>",
        "Sign-in cookie",
        "Settings cookie",
        "For 30 days after its last use.",
        "12 hours after you last used it, and at the latest 30 days after you signed in",
        "For 1 year after it was collected.",
        "Access to secure areas.",
        "If you ask for larger text or refuse cookies",
    ] {
        assert!(page.main().contains(text), "{text}: {}", page.main());
    }
    assert_eq!(page.main().matches("<dd>No.</dd>").count(), 2, "neither is there");
    browser.post("/settings", &[("text", "larger")]).await;
    let page = browser.get("/cookies").await;
    assert!(page.main().contains("Yes. <code class=\"hash\">text.2</code>"), "{}", page.main());
    let page = site.member(&ADA).await.get("/cookies").await;
    assert!(page.main().contains("refusing the sign-in cookie signs you out"));
    browser.settings = Some("settings=<script>alert(1)</script>".to_owned());
    let page = browser.get("/cookies").await;
    assert!(!page.main().contains("alert"), "what the browser sent is not repeated");
}

async fn a_refusal_is_the_same_for_everyone(site: &Site) {
    for (word, value) in
        [("all", "cookies.refused"), ("settings", "settings.refused"), ("signin", "signin.refused")]
    {
        let mut values = Vec::new();
        for mut browser in [site.browser(), site.browser()] {
            let page = browser.post("/cookies", &[("refuse", word)]).await;
            assert_eq!(page.location(), "/cookies");
            values.push(browser.settings.clone().unwrap());
            let page = browser.get("/cookies").await;
            let refused = if word == "all" { 2 } else { 1 };
            assert_eq!(page.main().matches(">refused</span>").count(), refused, "{word}");
            let page = browser.post("/cookies", &[("allow", word)]).await;
            assert!(page.sets().contains(&"settings="), "{word}: {:?}", page.sets());
            assert_eq!(browser.settings, None, "nothing is left to remember");
        }
        assert_eq!(values, [format!("settings={value}"), format!("settings={value}")]);
    }
    let mut browser = site.browser();
    browser.post("/settings", &[("text", "larger")]).await;
    browser.post("/cookies", &[("refuse", "signin")]).await;
    assert_eq!(browser.settings.as_deref(), Some("settings=text.2~signin.refused"));
    browser.post("/cookies", &[("refuse", "all")]).await;
    assert_eq!(browser.settings.as_deref(), Some("settings=cookies.refused"));
    browser.post("/cookies", &[("allow", "signin")]).await;
    assert_eq!(browser.settings.as_deref(), Some("settings=settings.refused"));
    browser.post("/cookies", &[("refuse", "everything"), ("allow", "nothing")]).await;
    assert_eq!(browser.settings.as_deref(), Some("settings=settings.refused"));
}

async fn refusing_the_sign_in_cookie_signs_out(site: &Site) {
    for word in ["signin", "all"] {
        let mut browser =
            if word == "all" { site.member(&ADA).await } else { site.member(&BEN).await };
        let held = browser.cookie.clone();
        let page = browser.post("/cookies", &[("refuse", word)]).await;
        assert!(page.sets().contains(&"session="), "{:?}", page.sets());
        assert_eq!(browser.cookie, None);
        assert_eq!(browser.get("/account").await.location(), "/signin");
        let mut other = site.browser();
        other.cookie.clone_from(&held);
        assert_eq!(other.get("/account").await.location(), "/signin", "it is gone here too");
    }
}

async fn without_its_cookie_there_is_no_sign_in(site: &Site) {
    site.member(&ADA).await;
    let mut browser = site.browser();
    let form = browser.get("/signin").await;
    let link = browser.submit(&form, "/signin", &[("email", ADA.email), ("how", "link")]).await;
    assert_eq!(link.location(), "/signin/check-mail");
    site.drain().await;
    let link = site.link("Your link to sign in");
    let by_link = browser.get(&link).await;
    browser.post("/cookies", &[("refuse", "signin")]).await;
    let before = site.entries();
    let page = browser.get("/signin").await;
    assert_eq!(page.status, 200);
    assert!(page.main().contains("You refused the sign-in cookie"), "{}", page.main());
    assert!(!page.main().contains("name=\"password\""));
    let fields = [("email", ADA.email), ("password", ADA.password), ("how", "password")];
    for page in [
        browser.submit(&form, "/signin", &fields).await,
        browser.submit(&by_link, &link, &[]).await,
    ] {
        assert_eq!(page.status, 403);
        assert!(page.main().contains("You refused the sign-in cookie"), "{}", page.main());
        assert_eq!(page.sets(), NONE);
    }
    assert_eq!(site.entries(), before, "no password was opened");
    browser.headers = vec![("referer", format!("{}/signin", crate::harness::BASE))];
    let page = browser.post("/cookies", &[("allow", "signin")]).await;
    assert_eq!(page.location(), "/signin", "back to where it was allowed");
    assert_eq!(browser.sign_in(ADA.email, ADA.password).await.location(), "/account");
}

async fn a_member_can_confirm_without_a_cookie(site: &Site) {
    let mut browser = site.browser();
    browser.post("/cookies", &[("refuse", "all")]).await;
    browser.join(&ADA).await;
    site.drain().await;
    let link = site.link("Confirm your e-mail address");
    let page = browser.get(&link).await;
    let page = browser.submit(&page, &link, &[("password", ADA.password)]).await;
    assert_eq!(page.status, 200);
    assert!(page.main().contains("Your address is confirmed"), "{}", page.main());
    assert_eq!(page.sets(), NONE);
    let mut other = site.browser();
    assert_eq!(other.sign_in(ADA.email, ADA.password).await.location(), "/account");
}

async fn over_tls_the_names_are_bound_to_the_host(site: &Site) {
    let site = off(|| {
        Site::with(site.engine.fresh(), |config| {
            config.foundation.base_url = "https://example.org".parse().unwrap();
        })
    });
    let page = site.browser().get("/cookies").await;
    assert!(page.main().contains("<code>__Host-session</code>"), "{}", page.main());
    let mut browser = site.browser();
    browser.headers = vec![("sec-fetch-site", "same-origin".to_owned())];
    let page = browser.post("/settings", &[("text", "larger")]).await;
    assert!(page.header("set-cookie").ends_with("; Secure"), "{}", page.header("set-cookie"));
    off(|| drop(site));
}

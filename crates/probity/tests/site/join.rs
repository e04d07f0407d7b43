//! `/join`, `/join/check-mail` and `/confirm/<link>`.

use crate::harness::{ADA, BEN, Person, Site, on_both};

on_both!(
    the_form_gives_notice_at_each_field,
    wrong_answers_are_explained_and_kept,
    joining_twice_keeps_the_last_answers,
    a_members_address_is_not_betrayed,
    a_link_confirms_once,
    a_join_that_nobody_confirms_is_erased,
    a_short_password_is_refused_at_confirmation,
);

async fn the_form_gives_notice_at_each_field(site: &Site) {
    let page = site.browser().get("/join").await;
    let main = page.main();
    for field in ["name", "email", "country", "about", "website", "interests"] {
        assert!(main.contains(&format!("name=\"{field}\"")), "{field}");
        assert!(main.contains(&format!("id=\"{field}-hint\"")), "{field}");
    }
    assert_eq!(main.matches("(optional)").count(), 3);
    assert_eq!(main.matches("How long it is kept").count(), 6);
    assert_eq!(main.matches("Who else receives it").count(), 6);
    assert!(main.contains("/privacy/2026-11-23#C4"), "the clause is named");
    assert!(main.contains("<option value=\"AX\">Åland Islands</option>"));
}

async fn wrong_answers_are_explained_and_kept(site: &Site) {
    let mut browser = site.browser();
    let page = browser.get("/join").await;
    let fields = [
        ("name", "Ada \u{7}"),
        ("email", "nobody"),
        ("country", "XX"),
        ("website", "javascript:alert(1)"),
        ("about", &"x".repeat(2001)),
    ];
    let page = browser.submit(&page, "/join", &fields).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.title(), "Error: Join the foundation – The Example Foundation");
    for text in [
        "Enter an e-mail address like name@example.org",
        "Choose your country from the list",
        "Enter a web address like https://example.org",
        "About you must have 2,000 characters or fewer",
        "Name: Use letters, digits and punctuation only",
    ] {
        assert_eq!(page.main().matches(text).count(), 2, "{text}: in the summary and at the field");
    }
    assert!(page.main().contains("value=\"nobody\""), "what was typed is kept");
    assert!(page.main().contains("href=\"#email\""));
    assert!(page.main().contains("aria-invalid=\"true\""));
    let page = browser.submit(&page, "/join", &[]).await;
    for text in ["Enter your name", "Enter your e-mail address", "Choose your country of residence"]
    {
        assert!(page.main().contains(text), "{text}");
    }
    assert_eq!(site.waiting().waiting, 0, "nothing was stored");
    assert_eq!(site.people().0, 0);
}

async fn joining_twice_keeps_the_last_answers(site: &Site) {
    let mut browser = site.browser();
    browser.join(&Person { name: "Mallory", ..ADA }).await;
    site.drain().await;
    let first = site.link("Confirm your e-mail address");
    browser.join(&ADA).await;
    site.drain().await;
    assert_eq!(browser.get(&first).await.status, 404, "the first link is dead");
    let link = site.link("Confirm your e-mail address");
    let page = browser.get(&link).await;
    browser.submit(&page, &link, &[]).await;
    let data = browser.get("/account/data").await;
    assert!(data.main().contains(ADA.name) && !data.main().contains("Mallory"));
}

async fn a_members_address_is_not_betrayed(site: &Site) {
    site.member(&ADA).await;
    let mut browser = site.browser();
    let upper = ADA.email.to_uppercase();
    let known = browser.get("/join").await;
    let fields = [("name", "Eve"), ("email", upper.as_str()), ("country", "IS")];
    let known = browser.submit(&known, "/join", &fields).await;
    let unknown = browser.join(&BEN).await;
    assert_eq!((known.status, known.location()), (unknown.status, unknown.location()));
    assert_eq!(known.body, unknown.body);
    assert_eq!(known.headers, unknown.headers);
    site.drain().await;
    let messages = site.outbox.messages();
    let already = messages.iter().find(|m| m.subject == "You already have an account").unwrap();
    assert_eq!(already.to, ADA.email);
    assert!(!already.text.contains("Eve"), "nothing of the stranger's reaches the member");
}

async fn a_link_confirms_once(site: &Site) {
    site.member(&ADA).await;
    let link = site.link("Confirm your e-mail address");
    let mut browser = site.browser();
    assert_eq!(browser.get(&link).await.status, 404);
    let page = browser.get("/join").await;
    let token = page.token("/join");
    let stale = browser.post(&link, &[("form-token", &token)]).await;
    assert_eq!(stale.status, 403, "the token of another form");
    assert_eq!(browser.get("/confirm/short").await.status, 404);
}

async fn a_join_that_nobody_confirms_is_erased(site: &Site) {
    let mut browser = site.browser();
    browser.join(&ADA).await;
    site.drain().await;
    let link = site.link("Confirm your e-mail address");
    let page = browser.get(&link).await;
    site.clock.advance(48 * 3_600_000 + 1);
    assert_eq!(browser.get(&link).await.status, 404);
    let late = browser.submit(&page, &link, &[]).await;
    assert!(late.status.is_client_error(), "{}", late.status);
    assert_eq!(site.app.housekeep().await.unwrap(), 1);
    assert_eq!(site.app.housekeep().await.unwrap(), 0);
    assert_eq!(site.people(), (0, 1));
}

async fn a_short_password_is_refused_at_confirmation(site: &Site) {
    let mut browser = site.browser();
    browser.join(&ADA).await;
    site.drain().await;
    let link = site.link("Confirm your e-mail address");
    let page = browser.get(&link).await;
    let page = browser.submit(&page, &link, &[("password", "short")]).await;
    assert_eq!(page.status, 422);
    assert!(page.main().contains("Password must have 12 characters or more"));
    assert!(!page.body.contains("short\""), "a password never goes back into a page");
    let done = browser.submit(&page, &link, &[]).await;
    assert_eq!(done.location(), "/account?done=joined", "a password is optional");
}

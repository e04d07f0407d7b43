//! `/signin`, `/signin/<link>`, `/signout`, and how guessing is slowed down.

use crate::harness::{ADA, BEN, Site, off, on_both};

on_both!(
    a_wrong_password_and_a_wrong_address_look_the_same,
    a_link_by_mail_signs_in_once,
    a_link_for_nobody_looks_the_same,
    sessions_end_with_their_time,
    passwords_cannot_be_guessed_at_leisure,
    mail_cannot_be_caused_without_end,
    an_unconfirmed_person_gets_the_confirmation_again,
    over_tls_the_cookie_is_bound_to_the_host,
    the_cookie_is_explained_where_it_is_set,
);

async fn a_wrong_password_and_a_wrong_address_look_the_same(site: &Site) {
    site.member(&ADA).await;
    let mut browser = site.browser();
    let before = site.entries();
    let wrong = browser.sign_in(ADA.email, "not the right one").await;
    let between = site.entries();
    let nobody = browser.sign_in(BEN.email, "not the right one").await;
    let after = site.entries();
    assert_eq!((wrong.status, nobody.status), (422.try_into().unwrap(), 422.try_into().unwrap()));
    let plain = |body: &str, email: &str, token: &str| body.replace(email, "").replace(token, "");
    assert_eq!(
        plain(&wrong.body, ADA.email, &wrong.token("/signin")),
        plain(&nobody.body, BEN.email, &nobody.token("/signin")),
    );
    let names = |page: &crate::harness::Page| page.headers.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&wrong), names(&nobody));
    assert_eq!(between - before, after - between, "as much is recorded for one as for the other");
    assert!(wrong.main().contains("The e-mail address or the password is not right"));
    assert!(!wrong.body.contains("not the right one"));
}

async fn a_link_by_mail_signs_in_once(site: &Site) {
    site.member(&ADA).await;
    let mut browser = site.browser();
    let page = browser.get("/signin").await;
    let fields = [("email", ADA.email), ("how", "link")];
    let sent = browser.submit(&page, "/signin", &fields).await;
    assert_eq!(sent.location(), "/signin/check-mail");
    site.drain().await;
    let link = site.link("Your link to sign in");
    let page = browser.get(&link).await;
    assert!(browser.cookie.is_none(), "looking at it does not sign in");
    assert_eq!(browser.submit(&page, &link, &[]).await.location(), "/account");
    assert_eq!(browser.get("/account").await.status, 200);
    let mut other = site.browser();
    assert_eq!(other.submit(&page, &link, &[]).await.status, 404, "it works once");
    let page = other.get("/signin").await;
    other.submit(&page, "/signin", &fields).await;
    site.drain().await;
    let link = site.link("Your link to sign in");
    let page = other.get(&link).await;
    site.clock.advance(15 * 60_000);
    assert_eq!(other.submit(&page, &link, &[]).await.status, 404, "and not for long");
}

async fn a_link_for_nobody_looks_the_same(site: &Site) {
    site.member(&ADA).await;
    let mut browser = site.browser();
    let mut ask = async |email| {
        let page = browser.get("/signin").await;
        browser.submit(&page, "/signin", &[("email", email), ("how", "link")]).await
    };
    let (known, nobody) = (ask(ADA.email).await, ask(BEN.email).await);
    assert_eq!((known.status, known.location()), (nobody.status, nobody.location()));
    assert_eq!((&known.body, &known.headers), (&nobody.body, &nobody.headers));
    site.drain().await;
    assert!(site.outbox.messages().iter().all(|message| message.to != BEN.email));
}

async fn sessions_end_with_their_time(site: &Site) {
    let mut browser = site.member(&ADA).await;
    site.clock.advance(12 * 3_600_000 - 1);
    assert_eq!(browser.get("/account").await.status, 200, "using it moves its end");
    site.clock.advance(12 * 3_600_000);
    assert_eq!(browser.get("/account").await.location(), "/signin");
}

async fn passwords_cannot_be_guessed_at_leisure(site: &Site) {
    site.member(&ADA).await;
    let mut browser = site.browser();
    for _ in 0..5 {
        assert_eq!(browser.sign_in(ADA.email, "a guess at random").await.status, 422);
    }
    let page = browser.sign_in(ADA.email, ADA.password).await;
    assert_eq!(page.status, 429);
    assert_eq!(page.header("retry-after"), "901");
    assert!(page.main().contains("Try again in 16 minutes"), "{}", page.main());
    for _ in 0..5 {
        browser.sign_in(BEN.email, "a guess at random").await;
    }
    let nobody = browser.sign_in(BEN.email, "a guess at random").await;
    assert_eq!(nobody.status, 429, "the same for an address that nobody has");
    site.clock.advance(15 * 60_000);
    assert_eq!(browser.sign_in(ADA.email, ADA.password).await.location(), "/account");
}

async fn mail_cannot_be_caused_without_end(site: &Site) {
    let mut browser = site.browser();
    let mut last = 303;
    for _ in 0..5 {
        last = browser.join(&ADA).await.status.as_u16();
    }
    assert_eq!(last, 429);
    assert_eq!(browser.join(&BEN).await.status, 303, "others are not held up");
}

async fn an_unconfirmed_person_gets_the_confirmation_again(site: &Site) {
    let mut browser = site.browser();
    browser.join(&ADA).await;
    site.drain().await;
    let page = browser.get("/signin").await;
    browser.submit(&page, "/signin", &[("email", ADA.email), ("how", "link")]).await;
    site.drain().await;
    let messages = site.outbox.messages();
    assert!(messages.iter().all(|message| message.subject == "Confirm your e-mail address"));
    assert_eq!(messages.len(), 2);
}

async fn over_tls_the_cookie_is_bound_to_the_host(site: &Site) {
    let site = off(|| {
        Site::with(site.engine.fresh(), |config| {
            config.foundation.base_url = "https://example.org".parse().unwrap();
        })
    });
    let mut browser = site.browser();
    let page = browser.get("/join").await;
    assert!(page.header("strict-transport-security").starts_with("max-age=31536000"));
    let link = off(|| site.app.staff_link()).unwrap();
    let link = link.strip_prefix("https://example.org").unwrap();
    let page = browser.get(link).await;
    let body = crate::harness::encode(&[("form-token", &page.token(link))]);
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("origin", "https://example.org")];
    let done = browser.send("POST".parse().unwrap(), link, body.into(), &headers).await;
    let cookie = done.header("set-cookie");
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    assert!(cookie.ends_with("; Secure") && cookie.contains("Path=/;"), "{cookie}");
    off(|| drop(site));
}

async fn the_cookie_is_explained_where_it_is_set(site: &Site) {
    let mut browser = site.browser();
    browser.join(&ADA).await;
    site.drain().await;
    for address in ["/signin".to_owned(), site.link("Confirm your e-mail address")] {
        let page = browser.get(&address).await;
        let policy = off(|| site.app.vault().archive().get("2026-11-23".parse().unwrap())).unwrap();
        let declared = policy.map().field("session").unwrap();
        for text in [&declared.label, &declared.why, "12 hours", "href=\"/cookies\""] {
            assert!(page.main().contains(text), "{address}: {text}");
        }
    }
}

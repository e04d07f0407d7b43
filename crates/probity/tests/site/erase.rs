//! `/account/erase` and `/erased`.

use crate::harness::{ADA, Site, on_both};

on_both!(every_session_ends_and_the_address_is_free, mail_that_waits_is_dropped);

async fn every_session_ends_and_the_address_is_free(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let mut other = site.browser();
    other.sign_in(ADA.email, ADA.password).await;
    let form = browser.get("/account/erase").await;
    assert!(form.main().contains("This cannot be undone"));
    browser.submit(&form, "/account/erase", &[("sure", "yes")]).await;
    assert_eq!(browser.get("/erased").await.status, 200);
    assert_eq!(other.get("/account").await.location(), "/signin");
    let replay = other.submit(&form, "/account/erase", &[("sure", "yes")]).await;
    assert_eq!(replay.location(), "/signin");
    assert_eq!(other.sign_in(ADA.email, ADA.password).await.status, 422);
    assert_eq!(site.people(), (0, 1));
    site.drain().await;
    let back = site.member(&ADA).await;
    assert!(back.cookie.is_some(), "whoever left may come back as somebody new");
}

async fn mail_that_waits_is_dropped(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let mut other = site.browser();
    let page = other.get("/signin").await;
    other.submit(&page, "/signin", &[("email", ADA.email), ("how", "link")]).await;
    let form = browser.get("/account/erase").await;
    browser.submit(&form, "/account/erase", &[("sure", "yes")]).await;
    let drained = site.app.drain_mail().await.unwrap();
    assert_eq!(drained.delivered, 1, "the farewell alone");
    assert_eq!(site.outbox.messages()[0].subject, "Your information was erased");
    assert_eq!(site.waiting(), probity::mail::Waiting::default());
}

//! `/account/sessions`, and how long a sign-in lasts.

use crate::harness::{ADA, BEN, Browser, Site, off, on_both};

const HOUR: i64 = 3_600_000;
const ACTION: &str = "/account/sessions";

on_both!(
    each_sign_in_is_listed_and_can_be_ended,
    all_others_can_be_ended_at_once,
    nobody_ends_the_sign_in_of_somebody_else,
    signing_out_is_on_record,
    a_sign_in_lasts_while_it_is_used_and_not_for_ever,
    the_policy_limits_how_long_it_lasts,
);

async fn second(site: &Site) -> Browser<'_> {
    let mut other = site.browser();
    assert_eq!(other.sign_in(ADA.email, ADA.password).await.status, 303);
    other
}

/// The marks of the sign-ins on the page, and whether each is this one.
fn marks(page: &str) -> Vec<(String, bool)> {
    let articles = page.split("<article").skip(1);
    articles
        .map(|article| {
            let mark = article.split("name=\"end\" value=\"").nth(1).unwrap();
            (mark.split('"').next().unwrap().to_owned(), article.contains("this device"))
        })
        .collect()
}

async fn each_sign_in_is_listed_and_can_be_ended(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let page = browser.get(ACTION).await;
    assert!(page.main().contains("You are signed in on 1 device: this one."));
    assert!(page.main().contains("When you confirmed your address"));
    assert!(!page.main().contains("End all other"));
    site.clock.advance(HOUR);
    let mut other = second(site).await;
    let page = browser.get(ACTION).await;
    for words in [
        "You are signed in on 2 devices",
        "By password",
        "We keep neither the address nor the browser",
        "24 November 2026 at 10:00 UTC",
        "12 hours after it was last used, and at the latest 30 days after it began",
    ] {
        assert!(page.main().contains(words), "{words}: {}", page.main());
    }
    let marks = marks(page.main());
    assert_eq!(marks.iter().map(|mark| mark.1).collect::<Vec<_>>(), [false, true]);
    let cookie = other.cookie.clone().unwrap();
    let number = cookie.split('=').nth(1).unwrap();
    assert!(!page.body.contains(number), "nothing on the page opens it");
    let before = site.entries();
    let done = browser.submit(&page, ACTION, &[("end", &marks[0].0)]).await;
    assert_eq!(done.location(), "/account/sessions?done=ended");
    assert_eq!(site.entries(), before + 1);
    assert_eq!(other.get("/account").await.location(), "/signin");
    assert_eq!(browser.get("/account").await.status, 200);
    let again = browser.submit(&page, ACTION, &[("end", &marks[0].0)]).await;
    assert_eq!(again.location(), "/account/sessions?done=ended", "it has ended already");
    assert_eq!(site.entries(), before + 1);
    let here = browser.submit(&page, ACTION, &[("end", &marks[1].0)]).await;
    assert_eq!(here.location(), "/");
    assert!(browser.cookie.is_none());
    assert_eq!(browser.get("/account").await.location(), "/signin");
}

async fn all_others_can_be_ended_at_once(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let (mut second, mut third) = (second(site).await, second(site).await);
    let mut ben = site.member(&BEN).await;
    let staff = off(|| site.app.staff_link()).unwrap();
    let staff = staff.split("8080").nth(1).unwrap().to_owned();
    let mut desk = site.browser();
    let page = desk.get(&staff).await;
    desk.submit(&page, &staff, &[]).await;
    let page = browser.get(ACTION).await;
    assert_eq!(marks(page.main()).len(), 3, "neither another's nor staff's: {}", page.main());
    let done = browser.submit(&page, ACTION, &[("end", "others")]).await;
    assert_eq!(done.location(), "/account/sessions?done=others");
    for ended in [&mut second, &mut third] {
        assert_eq!(ended.get("/account").await.location(), "/signin");
    }
    assert_eq!(browser.get("/account").await.status, 200);
    assert_eq!(ben.get("/account").await.status, 200);
    let uses = browser.get("/account/uses?what=sign-out").await;
    assert!(uses.main().contains("You ended the sign-ins of all other devices."));
}

async fn nobody_ends_the_sign_in_of_somebody_else(site: &Site) {
    let mut ada = site.member(&ADA).await;
    let mut ben = site.member(&BEN).await;
    let theirs = marks(ada.get(ACTION).await.main());
    let page = ben.get(ACTION).await;
    for end in [theirs[0].0.as_str(), "", "nobody", "0000000000000000", "OTHERS"] {
        let done = ben.submit(&page, ACTION, &[("end", end)]).await;
        assert_eq!(done.status, 303, "{end}");
    }
    assert_eq!(ada.get("/account").await.status, 200);
    assert_eq!(ben.get("/account").await.status, 200);
}

async fn signing_out_is_on_record(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let page = browser.get("/account").await;
    let before = site.entries();
    browser.submit(&page, "/signout", &[]).await;
    assert_eq!(site.entries(), before + 1);
    let mut browser = second(site).await;
    let uses = browser.get("/account/uses?what=sign-out").await;
    assert!(uses.main().contains("You signed out."), "{}", uses.main());
}

async fn a_sign_in_lasts_while_it_is_used_and_not_for_ever(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let uses = |site: &Site| {
        off(|| {
            site.app.vault().store().read("used", |tx| {
                let sql = &probity_vault::store::Sql {
                    name: "used",
                    text: "SELECT MAX(used_at), MAX(expires_at) FROM session",
                };
                let row = tx.query_one(sql, &[])?;
                Ok::<_, probity_vault::StoreError>((row.int(0)?, row.int(1)?))
            })
        })
        .unwrap()
    };
    let start = crate::harness::START_MS;
    assert_eq!(uses(site), (start, start + 12 * HOUR));
    site.clock.advance(HOUR - 1);
    browser.get("/account").await;
    assert_eq!(uses(site).0, start, "not noted twice in an hour");
    site.clock.advance(1);
    browser.get("/account").await;
    assert_eq!(uses(site), (start + HOUR, start + 13 * HOUR));
    // Used every eleven hours, it goes on and on, and ends after thirty days all the same.
    let mut passed = HOUR;
    while passed + 11 * HOUR < 30 * 24 * HOUR {
        site.clock.advance(11 * HOUR);
        passed += 11 * HOUR;
        assert_eq!(browser.get("/account").await.status, 200, "after {} h", passed / HOUR);
    }
    assert_eq!(uses(site).1, start + 30 * 24 * HOUR);
    site.clock.advance(30 * 24 * HOUR - passed - 1);
    assert_eq!(browser.get("/account").await.status, 200);
    site.clock.advance(1);
    assert_eq!(browser.get("/account").await.location(), "/signin");
}

async fn the_policy_limits_how_long_it_lasts(site: &Site) {
    let long = off(|| {
        Site::with(site.engine.fresh(), |config| {
            config.signin.session_hours = 24 * 366;
            config.signin.session_days = 366;
        })
    });
    let mut browser = long.member(&ADA).await;
    long.clock.advance(30 * 24 * HOUR - 1);
    assert_eq!(browser.get("/account").await.status, 200, "thirty days from its last use");
    long.clock.advance(30 * 24 * HOUR);
    assert_eq!(browser.get("/account").await.location(), "/signin");
    off(|| drop(long));
}

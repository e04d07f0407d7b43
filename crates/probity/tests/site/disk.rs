//! A disk without room: what needs it fails whole and says so, the rest goes on, and so does all of
//! it when there is room again.

use crate::harness::{ADA, Site, on_both};

on_both!(a_full_disk_fails_requests_whole_and_passes);

async fn a_full_disk_fails_requests_whole_and_passes(site: &Site) {
    let mut member = site.member(&ADA).await;
    let (people, entries) = (site.people(), site.entries());
    let mut browser = site.browser();
    let form = browser.get("/join").await;
    site.engine.disk.fill(true);
    let page = browser
        .submit(&form, "/join", &[("name", "Cy"), ("email", "cy@mail.example"), ("country", "FI")])
        .await;
    assert_eq!(page.status, 503);
    assert!(
        page.body.contains("<h1>") && page.body.contains("Nothing was stored"),
        "{}",
        page.body
    );
    // What is held can't be shown either, since the showing can't be recorded; and not even a part.
    let page = member.get("/account/data").await;
    assert_eq!(page.status, 503);
    assert!(!page.body.contains(ADA.name) && !page.body.contains(ADA.email));
    // What needs no room goes on.
    assert_eq!(browser.get("/privacy").await.status, 200);
    assert_eq!(browser.get("/healthz").await.status, 200);
    site.engine.disk.fill(false);
    assert_eq!((site.people(), site.entries()), (people, entries), "nothing half done");
    assert!(member.get("/account/data").await.body.contains(ADA.name));
    let page = browser
        .submit(&form, "/join", &[("name", "Cy"), ("email", "cy@mail.example"), ("country", "FI")])
        .await;
    assert_eq!(page.location(), "/join/check-mail");
    assert_eq!(site.people().0, people.0 + 1);
}

//! `/desk`: for staff alone, entered by a link that works once, on the ledger.

use crate::harness::{ADA, BASE, Site, off, on_both};

on_both!(staff_enter_once_and_see_nobody);

async fn staff_enter_once_and_see_nobody(site: &Site) {
    let mut member = site.member(&ADA).await;
    assert_eq!(site.browser().get("/desk").await.status, 403);
    assert_eq!(member.get("/desk").await.status, 403);
    let link = off(|| site.app.staff_link()).unwrap();
    let link = link.strip_prefix(BASE).unwrap();
    let mut staff = site.browser();
    let before = site.entries();
    let page = staff.get(link).await;
    assert_eq!(staff.submit(&page, link, &[]).await.location(), "/desk");
    assert_eq!(site.entries(), before + 1);
    let desk = staff.get("/desk").await;
    assert_eq!(desk.status, 200);
    for word in ["People", "staff sign in", "Privacy policy of the Example Foundation"] {
        assert!(desk.main().contains(word), "{word}: {}", desk.main());
    }
    assert!(!desk.body.contains(ADA.name) && !desk.body.contains(ADA.email));
    assert_eq!(staff.get("/account").await.location(), "/signin");
    let mut other = site.browser();
    assert_eq!(other.submit(&page, link, &[]).await.status, 404, "the link worked once");
}

//! `/desk/enter/<link>`: the door of a demonstration, and of nothing else.

use probity::mail::Transport;

use crate::harness::{ADA, BASE, Site, off, on_both};

on_both!(staff_enter_once_and_see_nobody, there_is_no_such_door_but_in_a_demo);

async fn staff_enter_once_and_see_nobody(site: &Site) {
    site.member(&ADA).await;
    let link = off(|| site.app.staff_link()).unwrap();
    let link = link.strip_prefix(BASE).unwrap();
    let mut staff = site.browser();
    let before = site.entries();
    let page = staff.get(link).await;
    assert!(page.main().contains("in this demonstration only"), "{}", page.main());
    assert_eq!(staff.submit(&page, link, &[]).await.location(), "/desk");
    assert_eq!(site.entries(), before + 1);
    let desk = staff.get("/desk").await;
    assert_eq!(desk.status, 200);
    for word in ["People", "Staff signed in", "Privacy policy of the Example Foundation"] {
        assert!(desk.main().contains(word), "{word}: {}", desk.main());
    }
    assert!(!desk.body.contains(ADA.name) && !desk.body.contains(ADA.email));
    assert_eq!(staff.get("/account").await.location(), "/signin");
    let mut other = site.browser();
    assert_eq!(other.submit(&page, link, &[]).await.status, 404, "the link worked once");
    // The officer is invented once, not with every link.
    let again = off(|| site.app.staff_link()).unwrap();
    assert_ne!(again.strip_prefix(BASE).unwrap(), link);
    let team = off(|| probity::desk::staff::all(site.app.vault())).unwrap();
    assert_eq!(team.len(), 1);
}

async fn there_is_no_such_door_but_in_a_demo(site: &Site) {
    let link = off(|| site.app.staff_link()).unwrap();
    let link = link.strip_prefix(BASE).unwrap();
    let page = site.browser().get(link).await;
    let token = page.token(link);
    let (app, router) = site.restarted(Transport::None, false);
    assert!(off(|| app.staff_link()).is_err());
    for method in ["GET", "POST"] {
        let request = axum::http::Request::builder()
            .method(method)
            .uri(link)
            .header("origin", BASE)
            .header("content-type", "application/x-www-form-urlencoded");
        let body = crate::harness::encode(&[("form-token", &token)]);
        let request = request.body(axum::body::Body::from(body)).unwrap();
        let answer = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
        assert_eq!(answer.status(), 404, "{method}");
    }
    off(|| drop(app));
}

//! Every address of the desk, for everyone: nobody comes in who is not on the staff, and each role
//! finds its part and no more.

use axum::body::Body;
use probity_policy::Role;

use super::colleague;
use crate::harness::{ADA, BASE, Site, on_both};

on_both!(nobody_but_staff_gets_in, each_role_finds_its_part);

/// Addresses that lead in, so that they are open to everyone.
const DOORS: &[&str] =
    &["/desk/signin", "/desk/signin/code", "/desk/enrol/{link}", "/desk/enter/{link}"];

fn addresses() -> Vec<&'static str> {
    let all = probity::site::routes::addresses();
    let inside: Vec<&str> = all
        .into_iter()
        .filter(|address| address.starts_with("/desk") && !DOORS.contains(address))
        .collect();
    assert!(inside.len() >= 10, "{inside:?}");
    inside
}

async fn nobody_but_staff_gets_in(site: &Site) {
    let mut member = site.member(&ADA).await;
    let mut nobody = site.browser();
    let before = site.entries();
    for address in addresses() {
        let address = address.replace("{link}", &"A".repeat(43));
        for method in ["GET", "POST"] {
            let headers = [("origin", BASE), ("content-type", "application/x-www-form-urlencoded")];
            let page =
                nobody.send(method.parse().unwrap(), &address, Body::empty(), &headers).await;
            if page.status != 405 {
                assert_eq!(page.location(), "/desk/signin", "{method} {address}");
            }
            let page =
                member.send(method.parse().unwrap(), &address, Body::empty(), &headers).await;
            assert!(
                [403, 405].contains(&page.status.as_u16()),
                "{method} {address} {}",
                page.status
            );
            assert!(!page.body.contains("desk-menu"), "{method} {address}");
        }
    }
    assert_eq!(site.entries(), before);
}

async fn each_role_finds_its_part(site: &Site) {
    // What a role's menu offers besides what everyone's does.
    for (role, people, staff, manages) in [
        (Role::PrivacyOfficer, true, true, true),
        (Role::MembershipStaff, true, false, false),
        (Role::FinanceStaff, true, false, false),
        (Role::CommunicationsStaff, true, false, false),
        (Role::InfrastructureStaff, false, true, false),
        (Role::Auditor, true, true, false),
    ] {
        let mut one = colleague(site, role).await;
        let desk = one.browser.get("/desk").await;
        for (address, may) in [
            ("/desk", true),
            ("/desk/people", people),
            ("/desk/policy", true),
            ("/desk/ledger", true),
            ("/desk/staff", staff),
            ("/desk/usage", role == Role::InfrastructureStaff),
            ("/desk/mail", true),
            ("/desk/me", true),
        ] {
            let page = one.browser.get(address).await;
            assert_eq!(page.status == 200, may, "{role} {address} {}", page.status);
            assert!(may || page.status == 403, "{role} {address} {}", page.status);
            let offered = desk.main().contains(&format!("<a href=\"{address}\""));
            assert_eq!(offered, may, "{role} {address}");
        }
        let me = one.browser.get("/desk/me").await;
        assert!(me.main().contains(&one.name) && me.main().contains(&one.email), "{role}");
        let sent = one.browser.post("/desk/staff", &[]).await;
        let form = one.browser.get("/desk/staff").await.body.contains("action=\"/desk/staff\"");
        assert_eq!(form, manages, "{role}");
        assert_eq!(sent.status, 403, "without a token, or without the right: {role}");
        let link = one.browser.get(&format!("/desk/people/{}", "A".repeat(43))).await;
        assert_eq!(link.status, if people { 404 } else { 403 }, "{role}");
        assert_eq!(one.browser.get("/account").await.location(), "/signin", "{role}");
    }
}
